"""A clinician finds a patient in the list: by name, by number, and one who is not in the list."""

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk


def typed(desk: Desk, text: str) -> list[str]:
    """Type into the search field, and give the names that the list still shows."""
    desk.window.search()
    rail = desk.window.rail
    rail.search.clear()
    desk.bot.keyClicks(rail.search, text)
    return [line.name for line in rail.lines.lines]


@pytest.mark.parametrize(
    "text", ["berg", "nancy berg", "Berggren, N", "251248", "251248-99", "251248-9996", "2512489996"]
)
def test_each_word_begins_a_part_of_the_name_or_the_number(desk: Desk, text: str) -> None:
    assert typed(desk, text) == ["BERGGREN, Nancy Ann"]


def test_a_number_of_the_list_with_one_wrong_digit_finds_nobody(desk: Desk) -> None:
    assert typed(desk, "2512489995") == []


def test_who_is_not_in_the_list_is_looked_up_by_a_whole_number(desk: Desk) -> None:
    typed(desk, "0101019999")
    assert desk.window.rail.accessibleDescription() == "Ikke i listen. Enter slår borgeren op."
    typed(desk, "xyz")
    assert desk.window.rail.accessibleDescription().startswith("Ingen fund i listen. Skriv et CPR-nummer")


def test_once_the_patient_is_open_the_list_is_whole_again_and_marks_the_patient(desk: Desk) -> None:
    desk.look(BERGGREN)
    rail = desk.window.rail
    assert (rail.search.text(), rail.accessibleDescription()) == ("", "")
    assert len(rail.lines.lines) == 21
    assert [line.name for line in rail.lines.lines if line.is_selected] == ["BERGGREN, Nancy Ann"]


def test_a_long_sentence_under_the_search_field_is_said_whole(desk: Desk) -> None:
    rail = desk.window.rail
    room = rail.list.y()
    typed(desk, "xyz")
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: rail.list.y() > room)
    told = rail._told()
    assert rail.search.geometry().bottom() + told.height <= rail.list.y()
