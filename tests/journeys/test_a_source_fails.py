"""The overview tells the truth when a source is down, slow, blocked or talks nonsense (H4, H5, H6, H7)."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from overblik.domain.audit import EventKind
from overblik.domain.errors import CannotWrite
from overblik.domain.section import Section, Standing, Topic
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import LabRow, MedicationRow, NoticeRow, Row

BERTHA = "0207609991"


def told(rows: tuple[Row, ...]) -> list[str]:
    """Give the notices of a card as they are read."""
    return [f"{row.heading} {row.text} {row.action}" for row in rows if isinstance(row, NoticeRow)]


def labs(desk: Desk) -> dict[str, str]:
    return {row.key: row.value for row in desk.rows("lab_results") if isinstance(row, LabRow)}


def states(desk: Desk, source: str) -> set[Standing]:
    return {section.standing for section in desk.program.model.sections if section.source == source}


def laboratory(desk: Desk) -> Section[Any]:
    """Give the results of the laboratory."""
    places = {(section.source, section.topic): section for section in desk.program.model.sections}
    return places["laboratory", Topic.LAB_RESULTS]


NO_ANSWER: tuple[tuple[str, dict[str, Any]], ...] = (
    ("status", {"status": 500}),
    ("status", {"status": 503}),
    ("status", {"status": 429, "retry_after": 120}),
    ("expired", {}),
    ("redirect", {}),
    ("garbage", {}),
    ("huge", {}),
    ("gzip_bomb", {}),
)


@pytest.mark.rule("H4", "R19")
@pytest.mark.parametrize(("kind", "facts"), NO_ANSWER, ids=lambda one: one if isinstance(one, str) else "")
def test_what_was_fetched_stays_when_the_laboratory_then_fails(
    desk: Desk, sandbox: Services, kind: str, facts: dict[str, Any]
) -> None:
    desk.look(BERGGREN)
    before = labs(desk)
    sandbox.disturb(kind, "laboratory", "Observation", **facts)
    desk.press(Qt.Key.Key_F5)
    screen = desk.wait()
    assert labs(desk) == before
    assert laboratory(desk).standing is Standing.STALE
    assert laboratory(desk).entries
    chip = next(chip for chip in screen.strip.chips if chip.source == "laboratory")
    assert chip.marker is not Marker.FRESH
    assert screen.strip.count.startswith("8 af 12")
    assert any("Laboratoriet" in line for line in told(desk.rows("lab_results")))
    drugs = [row for row in desk.rows("medication") if isinstance(row, MedicationRow)]
    assert len(drugs) > 10


@pytest.mark.rule("H5")
@pytest.mark.parametrize("kind", ["bad_json", "duplicate_keys", "nan", "unreadable"])
def test_a_result_that_cannot_be_read_is_counted_and_its_neighbours_stay(
    desk: Desk, sandbox: Services, kind: str
) -> None:
    desk.look(BERGGREN)
    before = labs(desk)
    sandbox.disturb(kind, "laboratory", "Observation")
    desk.press(Qt.Key.Key_F5)
    desk.wait()
    section = laboratory(desk)
    assert section.standing is Standing.PARTIAL
    assert len(set(before) - set(labs(desk))) <= len(section.unreadable) + section.refused
    lines = told(desk.rows("lab_results"))
    assert any("Ikke alt er hentet" in line for line in lines), lines
    # A broken end of the message loses no result; a second subject is nobody's result.
    said = {"bad_json": "Ikke alt", "duplicate_keys": "anden person"}.get(kind, "kunne ikke læses")
    assert any(said in line for line in lines), lines


@pytest.mark.rule("H6", "R21")
def test_a_source_that_never_answered_is_not_called_empty(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("status", "ehr", "MedicationStatement", status=500)
    sandbox.disturb("status", "ehr", "MedicationRequest", status=500)
    desk.look(BERGGREN)
    card = desk.rows("medication")
    assert any("Kunne ikke hentes" in line or "Ikke alt" in line for line in told(card)), told(card)
    assert not any("Ingen" in line and "registreret" in line for line in told(card))


@pytest.mark.rule("H7")
def test_a_blocked_source_says_blocked_and_never_none(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("blocked", "ehr", "*")
    screen = desk.look(BERGGREN)
    assert Standing.BLOCKED in states(desk, "ehr")
    spoken = desk.spoken()
    assert "pærret" in spoken
    assert screen.cave.display == "may_be_blocked"
    assert "Ingen kendte" not in spoken


def test_a_forbidden_source_says_who_to_ask_and_never_blocked(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("status", "laboratory", "Observation", status=403)
    desk.look(BERGGREN)
    lines = told(desk.rows("lab_results"))
    assert any("adgang" in line.lower() for line in lines), lines
    assert not any("pærret af borgeren" in line for line in lines)


def test_a_slow_source_is_loading_while_the_others_are_read(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("delay", "laboratory", "*", seconds=2)
    desk.open(BERGGREN)
    desk.bot.waitUntil(lambda: any(isinstance(row, MedicationRow) for row in desk.rows("medication")), timeout=1800)
    chip = next(chip for chip in desk.screen.strip.chips if chip.source == "laboratory")
    assert chip.marker is Marker.LOADING
    desk.wait()
    assert labs(desk)


@pytest.mark.rule("H5")
@pytest.mark.parametrize("kind", ["truncated_page", "loop", "foreign_next"])
def test_a_broken_chain_of_pages_is_partial_and_keeps_what_came(desk: Desk, sandbox: Services, kind: str) -> None:
    sandbox.disturb(kind, "laboratory", "Observation")
    desk.look(BERGGREN)
    assert laboratory(desk).standing is Standing.PARTIAL
    assert laboratory(desk).entries
    assert any("Ikke alt" in line for line in told(desk.rows("lab_results"))), told(desk.rows("lab_results"))


def test_the_source_comes_back_by_f5(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("status", "laboratory", "*", status=503)
    desk.look(BERGGREN)
    assert desk.screen.strip.count.startswith("8 af 12")
    sandbox.heal()
    desk.press(Qt.Key.Key_F5)
    screen = desk.wait()
    assert screen.strip.count == "9 af 12 kilder"
    assert [line for line in told(desk.rows("lab_results")) if not line.startswith("Delte prøvesvar")] == []


def test_shift_f5_asks_for_the_focused_section_alone(desk: Desk, sandbox: Services) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_L)
    sandbox.order("requests", None, "DELETE")
    desk.press(Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    desk.wait()
    asked = {line["path"].rsplit("/", 1)[-1] for line in sandbox.order("requests", None, "GET")["requests"]}
    assert "Observation" in asked
    assert "MedicationStatement" not in asked


@pytest.mark.rule("H4", "R19")
def test_a_day_later_without_network_the_copy_tells_its_age(desk: Desk, sandbox: Services) -> None:
    desk.look(BERGGREN)
    sandbox.disturb("drop")
    desk.press(Qt.Key.Key_F5)
    screen = desk.wait()
    assert screen.strip.bar.startswith("Offline.")
    assert "kopi" in desk.spoken()
    assert all(section.standing is not Standing.COMPLETE for section in desk.program.model.sections)


@pytest.mark.rule("T21")
def test_t21_a_look_whose_outcome_cannot_be_written_says_so_and_the_next_shows_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands on the screen was shown under a written intent: 'nothing is shown' would be untrue of it."""
    trail = desk.in_house(lambda house: house.trail)
    write, refused = trail._append, {EventKind.OUTCOME}

    def append(kind: EventKind, *told: Any, **about: Any) -> Any:
        if kind in refused:
            raise CannotWrite(reason="full")
        return write(kind, *told, **about)

    monkeypatch.setattr(trail, "_append", append)
    desk.open(BERGGREN)
    message = desk.window.message
    desk.bot.waitUntil(lambda: "kunne ikke logges" in message.accessibleName(), timeout=10000)
    spoken = "Hvad opslaget viste, kunne ikke logges. Nye opslag vises ikke, før loggen kan skrives."
    assert message.accessibleName() == spoken
    assert labs(desk)
    refused.add(EventKind.LOOK)
    desk.open(BERTHA)
    desk.bot.waitUntil(lambda: "vises intet" in message.accessibleName(), timeout=10000)
    assert message.accessibleName() == "Opslaget kunne ikke logges. Derfor vises intet."
    assert not any(section.entries for section in desk.program.model.sections)
