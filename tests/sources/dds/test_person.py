"""Whom a document names: `recordTarget/patientRole/id` alone, and nobody where it cannot be told (H1, S1)."""

from pathlib import Path

import pytest

from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Read
from sources.dds.small import CPR, ME, OLD_CPR, OTHER, PHMR, document, section, target


def named(ids: str, inside: str = "", more: str = "") -> Read:
    return read(document(PHMR, section(""), head=target(ids, inside) + more))


def number(root: str, extension: str) -> str:
    return f'<id root="{root}" extension="{extension}"/>'


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("ids", "shown", "is_old"),
    [
        (number(CPR, ME), ME, False),
        (number(CPR, "251248-9996"), ME, False),
        (number("1.2.3", "x") + number(CPR, ME) + number("1.2.4", OTHER), ME, False),
        (number(OLD_CPR, ME), ME, True),
        (number(OLD_CPR, ME) + number(CPR, ME), ME, False),
        (number(CPR, ME) + number(CPR, ME), ME, False),
        (number(OLD_CPR, "251248-9996"), None, False),
        (number(OLD_CPR, "85124850001"), None, False),
        (number(CPR, "08119675AG1"), None, False),
        (number(CPR, "NI"), None, False),
        (number(CPR, ""), None, False),
        (f'<id root="{CPR}"/>', None, False),
        (f'<id root="{CPR}" extension="{ME}" nullFlavor="NI"/>', None, False),
        (number("1.2.208.176.1.6.1.3.1", ME), None, False),
        (number("", ME), None, False),
        (number(CPR, ME) + number(CPR, OTHER), None, False),
        (number(CPR, ME) + number(OLD_CPR, OTHER), None, False),
        (number(CPR, ME) + number(CPR, "NI"), None, False),
        ("", None, False),
    ],
)
def test_h1_one_number_names_and_any_doubt_names_nobody(ids: str, shown: str | None, is_old: bool) -> None:
    found = named(ids)
    assert (found.person.value if found.person else None) == shown
    assert found.has_old_identifier is is_old


@pytest.mark.rule("H1")
def test_h1_a_guardian_or_an_author_never_counts() -> None:
    guardian = f"<patient><guardian>{number(CPR, OTHER)}</guardian></patient>"
    assert named("", guardian).person is None
    found = named(number(CPR, ME), guardian)
    assert found.person is not None
    assert found.person.value == ME
    author = f"<author><assignedAuthor>{number(CPR, ME)}</assignedAuthor></author>"
    assert read(document(PHMR, section(""), head=target(""), author=author)).person is None


@pytest.mark.rule("H1")
def test_h1_of_two_citizens_nobody_is_meant() -> None:
    both = named(number(CPR, ME), more=target(number(CPR, OTHER)))
    assert both.person is None
    assert named(number(CPR, ME), more=target("")).person is None
    again = named(number(CPR, ME), more=target(number(CPR, ME)))
    assert again.person is not None


@pytest.mark.rule("S1")
def test_s1_the_four_wrong_documents(samples: Path) -> None:
    folder = samples / "cda" / "phmr"
    by_name = {
        "Ex1-Weight_measurement_with_additional_addr.xml": (OTHER, False),
        "Ex1-Weight_measurement.invalid.model.xml": (OTHER, True),
        "Ex1-Weight_measurement.xml": (OTHER, False),
        "Ex1-Weight_measurement.invalid.replacement.ssn.xml": (None, False),
    }
    for name, told in by_name.items():
        found = read((folder / name).read_bytes())
        assert (found.person.value if found.person else None, found.has_old_identifier) == told, name


def test_what_the_head_says_of_the_citizen() -> None:
    inside = """<addr use="H"><streetAddressLine>Å 1</streetAddressLine><postalCode>1</postalCode><city>By</city></addr>
<telecom value="tel:11111111"/><telecom value="tel:null"/><telecom value="mailto:a@b"/><telecom value="sms:22222222"/>
<patient><name><given>Bo</given><given>Å.</given><family>Kjær</family></name><administrativeGenderCode code="M"/>
<birthTime value="19481225000000+0000"/><sdtc:deceasedInd value="true"/></patient>"""
    master = named(number(CPR, ME), inside).master
    assert master is not None
    assert (master.full_name, master.sex.value, master.deceased) == ("Bo Å. Kjær", "male", True)
    assert (master.phones, master.address) == (("11111111", "22222222"), ("Å 1", "1 By"))
    assert master.birth_date is not None
    assert master.birth_date.text == "1948-12-25"
    masked = named(number(CPR, ME), '<addr nullFlavor="MSK"/><patient/>').master
    assert masked is not None
    assert (masked.is_protected, masked.full_name, masked.birth_date) == (True, "", None)
