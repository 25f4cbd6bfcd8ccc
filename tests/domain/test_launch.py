"""Links: what another program may hand over, and that no CPR number does (T25)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overblik.domain.errors import InputError
from overblik.domain.launch import Link, read_link

GOOD = "overblik://open?server=ehr&patient=Patient/p-1001"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (GOOD, Link("ehr", "p-1001")),
        ("overblik://open/?server=ehr&patient=Patient/p-1001", Link("ehr", "p-1001")),
        ("OVERBLIK://open?patient=Patient%2Fp-1001&server=ehr", Link("ehr", "p-1001")),
        (f"{GOOD}&user=egen-laege", Link("ehr", "p-1001", "egen-laege")),
        (GOOD.replace("ehr", "Journal%20Nord"), Link("Journal Nord", "p-1001")),
        (GOOD.replace("p-1001", "9999999999"), Link("ehr", "9999999999")),  # ten digits, and no date
    ],
)
def test_a_link_is_read(text: str, link: Link) -> None:
    assert read_link(text) == link


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "overblik:",
        "overblik://open",
        "https://open?server=ehr&patient=Patient/p-1001",
        "overblik://close?server=ehr&patient=Patient/p-1001",
        "overblik://user@open?server=ehr&patient=Patient/p-1001",
        "overblik://open:80?server=ehr&patient=Patient/p-1001",
        "overblik://open/more?server=ehr&patient=Patient/p-1001",
        f"{GOOD}#part",
        f"{GOOD}&patient=Patient/p-1002",
        f"{GOOD}&patients=Patient/p-1002",
        "overblik://open?server=&patient=Patient/p-1001",
        "overblik://open?patient=Patient/p-1001",
        "overblik://open?server=ehr&patient=p-1001",
        "overblik://open?server=ehr&patient=Group/p-1001",
        "overblik://open?server=ehr&patient=Patient/p-1001/_history/2",
        "overblik://open?server=ehr&patient=Patient/../Patient/p-1001",
        "overblik://open?server=ehr&patient=Patient/",
        "overblik://open?server=ehr&patient=Patient/%ff",
        f"{GOOD}&user=a%0ab",
        f"{GOOD}&user={'a' * 600}",
        f"{GOOD}\n--theme dark",
        "overblik://[open?server=ehr&patient=Patient/p-1001",
        f"{GOOD}&",
    ],
)
def test_h3_what_is_no_such_link_is_refused_whole(text: str) -> None:
    with pytest.raises(InputError) as no:
        read_link(text)
    assert no.value.code == "link_form"


@pytest.mark.parametrize(
    "text",
    [
        "overblik://open?server=ehr&patient=Patient/2512489996",
        "overblik://open?server=ehr&patient=Patient/251248-9996",
        "overblik://open?server=ehr&patient=Patient/p-2512489996-x",
        "overblik://open?server=2512489996&patient=Patient/p-1",
        "overblik://open?server=ehr&patient=Patient/p-1&user=251248%2D9996",
        "overblik://open?server=ehr&patient=Patient/p-1&user=%32512489996",
        "overblik://open?server=ehr&patient=urn:oid:1.2.208.176.1.2|2512489996",
        "overblik://open?cpr=2512489996",
    ],
)
def test_t25_a_link_with_a_cpr_number_is_refused_and_says_so(text: str) -> None:
    with pytest.raises(InputError) as no:
        read_link(text)
    assert no.value.code == "link_number_form"
    assert "2512489996" not in str(no.value)


def test_t25_a_link_shows_nobody_in_a_log() -> None:
    assert repr(read_link(f"{GOOD}&user=egen-laege")) == "Link(server='ehr')"


@given(st.text(max_size=600) | st.builds("overblik://open?server={}&patient=Patient/{}".format, st.text(), st.text()))
def test_h3_whatever_comes_is_a_link_or_a_refusal(text: str) -> None:
    try:
        link = read_link(text)
    except InputError:
        return
    assert link.server
    assert set(link.patient) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
