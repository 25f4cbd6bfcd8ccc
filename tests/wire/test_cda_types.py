"""Codes, names, addresses and telephones; what is not stated says nothing (rule D)."""

import pytest
from lxml import etree

from overblik.wire.cda_types import (
    address_of,
    alike,
    coded,
    every,
    gather,
    name_of,
    one,
    stated,
    telecom_of,
    type_of,
    words_of,
)
from overblik.wire.elements import Unfit


def xml(text: str) -> etree._Element:
    return etree.fromstring(text)


@pytest.mark.parametrize("text", [None, "", "  ", "null", "NULL", " tel:null\n"])
def test_the_words_for_nothing_say_nothing(text: str | None) -> None:
    assert stated(text) == ""


def test_a_code_is_none_without_a_word_and_with_a_null_flavour() -> None:
    assert coded(xml("<code/>")) is None
    assert coded(xml('<code nullFlavor="NI" code="x" displayName="y"/>')) is None
    assert coded(xml('<code code="null" displayName="null"/>')) is None
    read = coded(xml('<code code=" 1 " codeSystem="s"/>'))
    assert read is not None
    assert (read.code, read.system, read.display) == ("1", "s", "")


def test_words_are_the_original_text_then_a_display_then_the_code() -> None:
    assert words_of(xml('<code code="q" displayName="D"><originalText>O <b>p</b></originalText></code>')) == "O p"
    assert words_of(xml('<code code="q" displayName="D"/>')) == "D"
    assert words_of(xml('<code nullFlavor="NI"><translation code="t" displayName="T"/></code>')) == "T"
    assert words_of(xml('<code code="q"/>')) == "q"
    assert words_of(xml('<code nullFlavor="NI"/>')) == ""


def test_a_name_stands_in_its_order() -> None:
    assert (
        name_of(xml("<name><prefix>Læge</prefix><given>Bo</given><given>B.</given><family>Å</family></name>"))
        == "Læge Bo B. Å"
    )
    assert name_of(xml("<name> Bent\n Hansen </name>")) == "Bent Hansen"
    assert name_of(xml("<name><given nullFlavor='NI'/><family>null</family></name>")) == ""


def test_an_address_is_lines_without_left_over_markup() -> None:
    node = xml(
        "<addr><streetAddressLine>Vej 1</streetAddressLine>/> <city>By</city><postalCode>1234</postalCode><country>DK</country></addr>"
    )
    assert address_of(node) == ("Vej 1", "1234 By")
    assert address_of(xml("<addr><streetAddressLine>null</streetAddressLine><country>Sverige</country></addr>")) == (
        "Sverige",
    )
    assert address_of(xml("<addr>Fri tekst 3</addr>")) == ("Fri tekst 3",)
    assert address_of(xml("<addr nullFlavor='MSK'/>")) == ()


def test_a_telephone_loses_its_scheme_and_the_word_null() -> None:
    assert telecom_of(xml('<t value="tel:12345678"/>')) == ("tel", "12345678")
    assert telecom_of(xml('<t value="12345678"/>')) == ("tel", "12345678")
    assert telecom_of(xml('<t value="mailto:a@b"/>')) == ("mailto", "a@b")
    assert telecom_of(xml('<t value="http://www.x.dk"/>')) == ("http", "http://www.x.dk")
    for sent in ("tel:null", "tel:", "", "null"):
        assert telecom_of(xml(f'<t value="{sent}"/>')) == ("", "")
    assert telecom_of(xml('<t nullFlavor="NI" value="tel:1"/>')) == ("", "")


def test_what_stands_twice_counts_when_both_say_the_same() -> None:
    parts = gather(xml("<o><a v='1'/><b/><a v='1'> </a><c v='1'/><c v='2'/></o>"))
    assert len(every(parts, "a")) == 2
    assert one(parts, "a") is every(parts, "a")[0]
    with pytest.raises(Unfit):
        one(parts, "c")
    assert one(parts, "d") is None
    assert not alike(*every(parts, "c"))


def test_a_type_is_known_without_its_prefix() -> None:
    space = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    assert type_of(xml(f'<value {space} xsi:type="hl7:PQ"/>')) == "PQ"
    assert type_of(xml("<value/>")) == ""
