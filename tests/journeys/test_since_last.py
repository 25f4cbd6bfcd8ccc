"""'Nyt siden du sidst så patienten': from what was shown, over a restart, until an act says that it was seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk
from overblik.domain.errors import Locked
from overblik.domain.section import Topic
from overblik.domain.sighting import Sighting, Trace
from overblik.store.sightings import Sightings
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.rows import LabRow, MedicationRow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LUND = "1106929990"
DRUGS = ("metformin", "prednisolon")
ANALYSES = ("NPU18016", "NPU03230")
"""Creatinine and potassium."""


def strip(desk: Desk) -> tuple[str, list[str]]:
    news = desk.screen.news
    assert news is not None
    return news.lead.replace("\u00a0", " "), [f"{item.text} {item.more}".strip() for item in news.items]


def as_it_was(desk: Desk) -> Sighting:
    """Give what a clinician had seen eleven days ago: other doses of two drugs, and not the newest of two analyses."""
    model = desk.program.model
    parts = {place: dict(part) for place, part in model.since._sighting.parts.items()}
    for traces in model.since._present():
        section = traces.section
        part = parts.get((section.topic, section.source), {})
        for item, places in traces.entries.items():
            fact = section.entries[places[0]].fact
            if section.topic is Topic.MEDICATION and section.source == "fmk" and fact.generic in DRUGS:
                part[item] = replace_content(part[item])
            elif section.topic is Topic.LAB_RESULTS and fact.code in ANALYSES and _day(fact) == "2026-11-20":
                del part[item]
    return replace(model.since._sighting, since=model.view().now - timedelta(days=11), parts=parts)


def _day(fact: object) -> str:
    taken = getattr(fact, "taken_at", None)
    return taken.text[:10] if taken is not None else ""


def replace_content(trace: Trace) -> Trace:
    return trace._replace(content="another dose")


UNREAD = "Hvornår du sidst så patienten, kan ikke læses: hvad der er nyt, vides ikke."


@pytest.fixture
def returned(desk: Desk) -> Desk:
    """A clinician who saw the patient on 12 November, and sees her again after the discharge."""
    desk.look(BERGGREN)
    model = desk.program.model
    model.run(partial(model.looks.saw, as_it_was(desk)))
    desk.look(LUND)
    desk.look(BERGGREN)
    return desk


def bars(desk: Desk) -> list[str]:
    rows = [*desk.rows("medication"), *desk.rows("lab_results")]
    return [row.name for row in rows if isinstance(row, (MedicationRow, LabRow)) and row.bar is Tone.NEW]


def test_who_has_not_looked_before_is_told_so_and_nothing_is_new(desk: Desk) -> None:
    desk.look(BERGGREN)
    assert strip(desk) == ("Du har ikke set patienten her før.", [])
    assert desk.shell.news.isVisible()


def test_nothing_is_new_where_nothing_changed(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.look(LUND)
    desk.look(BERGGREN)
    assert strip(desk) == ("Intet nyt siden 09:41 i de kilder, der er hentet", [])


def test_what_is_new_is_named_marked_and_counted_alike(returned: Desk) -> None:
    assert strip(returned) == (
        "4 nye siden 12. nov 2026",
        ["Kalium;P 5,1 mmol/L", "Kreatinin;P 142 µmol/L", "metformin ændret", "prednisolon ændret"],
    )
    assert bars(returned) == ["metformin", "prednisolon", "Kalium;P", "Kreatinin;P"]
    line = next(line for line in returned.window.patients.lines() if line.is_selected)
    assert line.badge == "4 nye"
    assert line.accessible.endswith("4 nye")


def test_marks_survive_a_restart_and_go_by_an_act_alone(returned: Desk, sit_down: Callable[[], Desk]) -> None:
    before = strip(returned)
    desk = sit_down()
    desk.look(BERGGREN)
    assert strip(desk) == before
    desk.press(Qt.Key.Key_Return, CTRL)
    assert (strip(desk)[1], bars(desk)) == ([], [])
    desk.bot.wait(100)
    again = sit_down()
    again.look(BERGGREN)
    assert strip(again) == ("Intet nyt siden 09:41 i de kilder, der er hentet", [])


def test_opening_goes_to_the_first_new_item_and_n_to_the_next_and_round(returned: Desk) -> None:
    cards = returned.shell.overview.cards

    def here() -> str:
        card = next(card for card in cards.values() if card.table.hasFocus())
        return card.table.current().name

    visited = [here()]
    for _ in range(4):
        returned.press(Qt.Key.Key_N)
        visited.append(here())
    assert visited == ["Kalium;P", "Kreatinin;P", "metformin", "prednisolon", "Kalium;P"]
    returned.press(Qt.Key.Key_N, SHIFT)
    assert here() == "prednisolon"


def test_n_comes_back_from_a_page_to_the_overview(returned: Desk) -> None:
    returned.press(Qt.Key.Key_D)
    assert returned.program.model.page == "documents"
    returned.press(Qt.Key.Key_N)
    assert returned.program.model.page == ""
    assert returned.shell.overview.cards["lab_results"].table.current().name == "Kreatinin;P"


def test_the_keys_say_so_where_nothing_is_new(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_N)
    assert "ikke set patienten" in desk.window.message.accessibleName()
    desk.press(Qt.Key.Key_Return, CTRL)
    assert "intet nyt" in desk.window.message.accessibleName()


def test_another_patient_never_sees_the_news_of_this_one(returned: Desk) -> None:
    returned.look(LUND)
    assert strip(returned)[1] == []
    assert "metformin" not in returned.shell.news.accessibleName()


@pytest.mark.rule("H7")
def test_h7_a_store_that_fails_never_says_that_the_patient_was_not_seen_and_loses_no_marks(
    returned: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = strip(returned)
    with monkeypatch.context() as patch:

        def fail(*_: object) -> None:
            raise Locked

        patch.setattr(Sightings, "sighting", fail)
        returned.look(LUND)
        returned.look(BERGGREN)
        assert strip(returned) == (UNREAD, [])
        returned.press(Qt.Key.Key_N)
        assert returned.window.message.accessibleName() == UNREAD
        patch.setattr(Sightings, "moments", fail)
        returned.press(Qt.Key.Key_H, CTRL)
        returned.bot.waitUntil(
            lambda: "gemte kopi kan ikke åbnes" in returned.window.message.accessibleName(), timeout=3000
        )
        returned.bot.wait(200)
    returned.look(LUND)
    returned.look(BERGGREN)
    assert strip(returned) == before


@pytest.mark.rule("H7")
def test_h7_what_was_unread_begins_anew_by_an_act_alone(returned: Desk) -> None:
    spoilt = "UPDATE sighting SET body = x'c1'"
    returned.in_house(lambda house: house.store.work(lambda file: file.execute(spoilt).fetchall()))
    for _ in range(2):
        returned.look(LUND)
        returned.look(BERGGREN)
        assert strip(returned) == (UNREAD, [])
    returned.press(Qt.Key.Key_Return, CTRL)
    assert strip(returned) == ("Intet nyt siden 09:41 i de kilder, der er hentet", [])
    returned.bot.wait(100)
    returned.look(LUND)
    returned.look(BERGGREN)
    assert strip(returned) == ("Intet nyt siden 09:41 i de kilder, der er hentet", [])
