"""A ward changes shift: what came in the night is told to whoever comes in the morning, and what nobody can say too.

The evening nurse sees her board. In the night a result comes, a drug is stopped, an appointment is moved; in the
morning one source is silent.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import plain
from journeys.conftest import Desk, Services
from journeys.lists import WARD, board, model, page, rows, with_work_lists
from journeys.signed_in import Computer, sign_in
from overblik.viewmodels.paper import Paper, paper_text
from overblik.viewmodels.ward_lines import shown
from overblik.viewmodels.ward_values import Board, Layout
from overblik.widgets.list_paper_acts import ListPaperActs
from overblik.widgets.paper_layout import laid_out
from trail_reading import bodies, of_ring

EVENING, MORNING = "2026-11-22T22:30:00+01:00", "2026-11-23T07:05:00+01:00"
KAREN, PER = "2-1", "1-2"
"""Beds."""
AMLODIPIN = "447001"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def ward(sandbox: Services, tmp_path: Path, qtbot: Any) -> Computer:
    return with_work_lists(sandbox, tmp_path, qtbot, "ward")


@contextmanager
def on_duty(computer: Computer, sandbox: Services, moment: str) -> Iterator[Desk]:
    sandbox.order("clock", {"now": moment})
    computer.settings = replace(computer.settings, clock=moment)
    with computer.sit_down() as desk:
        sign_in(desk, WARD)
        yield desk


def appoint(sandbox: Services, start: str, end: str) -> None:
    """Let Karen's consultation be at another time."""
    who = ({"reference": "Patient/p-1007"}, {"display": "Egen læge"}, {"reference": "Practitioner/dr-1001-001"})
    made = {"resourceType": "Appointment", "id": "a-1007-006", "status": "booked", "description": "Konsultation"}
    made |= {"start": start, "end": end, "participant": [{"actor": one, "status": "accepted"} for one in who]}
    sandbox.order("resource", {"base": "ehr", "resource": made})


def in_the_night(sandbox: Services) -> None:
    """Let a result come, a drug be stopped and an appointment be moved, each of Karen in bed 2-1."""
    sandbox.order("clock", {"now": "2026-11-23T06:10:00+01:00"})  # a server dates what it is given by its own clock
    low = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "LL"}
    sandbox.order(
        "resource",
        {
            "base": "laboratory",
            "resource": {
                "resourceType": "Observation",
                "id": "L7-0009-night",
                "status": "final",
                "category": [
                    {
                        "coding": [
                            {
                                "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                                "code": "laboratory",
                            }
                        ]
                    }
                ],
                "code": {
                    "coding": [{"system": "urn:oid:1.2.208.176.2.1", "code": "NPU03230", "display": "Kalium;P"}],
                    "text": "Kalium;P",
                },
                "subject": {"reference": "Patient/L7-0009"},
                "effectiveDateTime": "2026-11-23T02:40:00+01:00",
                "issued": "2026-11-23T03:12:00+01:00",
                "valueQuantity": {
                    "value": 2.6,
                    "unit": "mmol/L",
                    "system": "http://unitsofmeasure.org",
                    "code": "mmol/L",
                },
                "interpretation": [{"coding": [low]}],
            },
        },
    )
    appoint(sandbox, "2026-11-25T13:20:00+01:00", "2026-11-25T13:50:00+01:00")
    sandbox.disturb("withdrawn", "fmk", drug=AMLODIPIN, at="2026-11-23T01:20:00Z")


def handover(desk: Desk) -> Board:
    """Press the key of the hand-over, and wait until all that it shows has come."""
    board(desk)
    desk.press(Qt.Key.Key_V, SHIFT)
    return come(desk)


def come(desk: Desk) -> Board:
    ward = model(desk)
    desk.bot.waitUntil(
        lambda: all(one in ward.known and ward.known[one].is_last for one in shown(ward.made)), timeout=60000
    )
    desk.bot.waitUntil(lambda: not ward._soon.isActive(), timeout=5000)
    return ward.board()


def said(row: Any) -> dict[str, list[str]]:
    def words(cell: Any) -> list[str]:
        parts = ((one.badge.text if one.badge else "", one.text, one.rest) for one in cell)
        return [plain(" ".join(part for part in told if part)) for told in parts]

    return {name: words(getattr(row, name)) for name in ("results", "medicine", "appointments", "plans", "documents")}


def prints(desk: Desk) -> ListPaperActs:
    made = desk.window.acts.feature("list_paper")
    assert isinstance(made, ListPaperActs)
    return made


def previewed(desk: Desk) -> Paper:
    paper = prints(desk).page.preview.paper
    assert paper is not None
    return paper


@pytest.fixture
def changed(ward: Computer, sandbox: Services) -> Iterator[Computer]:
    """A ward whose evening shift has gone, and in whose night three things changed."""
    with on_duty(ward, sandbox, EVENING) as desk:
        made = board(desk)
        assert "Kalium" not in rows(made)[KAREN].accessible
    in_the_night(sandbox)
    yield ward
    sandbox.order("resource", {"base": "laboratory", "type": "Observation", "id": "L7-0009-night"}, "DELETE")
    sandbox.order("clock", {"now": "2026-11-16T06:00:00+01:00"})  # as the seeds have it: other tests find it there
    appoint(sandbox, "2026-11-23T09:50:00+01:00", "2026-11-23T10:20:00+01:00")


def test_the_morning_nurse_sees_exactly_what_changed_in_the_night_and_what_nobody_can_say(
    changed: Computer, sandbox: Services
) -> None:
    sandbox.disturb("status", "municipality", status=503)
    with on_duty(changed, sandbox, MORNING) as desk:
        made = handover(desk)
        assert made.layout is Layout.HANDOVER
        assert plain(made.title) == "Vagtskifte siden kl. 23:00 i går"
        assert page(desk).title.accessibleName().startswith(made.title)
        hers = said(rows(made)[KAREN])
        assert hers["results"][:2] == ["Kritisk lav Kalium;P 2,6 mmol/L · 02:40", "Ikke kontrolleret"]
        assert hers["medicine"] == ["Seponeret amlodipin"]
        assert hers["appointments"][0] == "Ny eller ændret Konsultation 25. nov 2026"
        assert hers["plans"][0] == "Ikke kontrolleret"
        assert "svarede ikke" in hers["plans"][1]
        told = [one.place for one in made.rows if one.has_news]
        assert told == [PER, KAREN], "of nobody else did anything change; his result of the morning is the seeds' own"
        assert [one.text for one in made.counts] == [
            "2 kritiske svar",
            "2 af 12 har noget nyt",
            "12 ikke fuldt oplyst",
        ]
        assert all("Ikke kontrolleret" in said(one)["plans"] for one in made.rows if one.patient_id is not None)
        desk.press(Qt.Key.Key_C)
        desk.press(Qt.Key.Key_C)
        assert page(desk).list.current().place == KAREN


@pytest.mark.rule("T20", "T21")
def test_t20_each_look_of_the_hand_over_is_on_record(changed: Computer, sandbox: Services) -> None:
    with on_duty(changed, sandbox, MORNING) as desk:
        handover(desk)
    told = bodies(changed.settings.profile / "trail.db", of_ring(changed.ring))
    mine = [one for one in told if one["kind"] == "intent" and one["at"].startswith("2026-11-23")]
    assert len(mine) == 24, "twelve for the board, twelve for what the hand-over shows besides"
    assert len([one for one in told if one["kind"] == "outcome" and one["at"].startswith("2026-11-23")]) == 24


def test_the_moment_is_stepped_by_the_arrow_keys_and_esc_goes_back_to_the_board(
    changed: Computer, sandbox: Services
) -> None:
    with on_duty(changed, sandbox, MORNING) as desk:
        handover(desk)
        page(desk).list.setFocus()
        desk.press(Qt.Key.Key_Right)
        made = model(desk).board()
        assert plain(made.title) == "Vagtskifte siden kl. 07:00"
        assert not rows(made)[KAREN].has_news
        desk.press(Qt.Key.Key_Right)
        assert plain(model(desk).board().title) == "Vagtskifte siden kl. 07:00"
        desk.press(Qt.Key.Key_Left)
        desk.press(Qt.Key.Key_Left)
        made = model(desk).board()
        assert plain(made.title) == "Vagtskifte siden kl. 15:00 i går"
        assert rows(made)[KAREN].has_news
        desk.press(Qt.Key.Key_Escape)
        assert model(desk).board().layout is Layout.BOARD
        assert page(desk).isVisible()


@pytest.mark.rule("R1", "T20", "T21")
def test_the_hand_over_is_printed_each_patient_on_record_before_it_is_saved(
    changed: Computer, sandbox: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sent = tmp_path / "vagtskifte.pdf", []
    with on_duty(changed, sandbox, MORNING) as desk:
        handover(desk)
        desk.press(Qt.Key.Key_P, CONTROL)
        paper = previewed(desk)
        text = plain(paper_text(paper))
        assert text.startswith("VAGTSKIFTE fra Overblik")
        assert "siden 22. nov 2026 kl. 23:00 · mandag 23. nov 2026 kl. 07:05" in text
        assert f"Lavet af {WARD}" in text
        assert "KRITISK LAV Kalium;P 2,6" in text
        assert "SEPONERET amlodipin" in text
        assert text in plain(prints(desk).page.preview.accessibleName())
        assert not desk.shell.banner.isVisible()
        assert not desk.window.rail.isVisible()
        monkeypatch.setattr(prints(desk), "ask_path", lambda: path)
        monkeypatch.setattr(
            "overblik.widgets.list_paper_acts.laid_out", lambda made: sent.append(made) or laid_out(made)
        )
        prints(desk).page.save.click()
        desk.bot.waitUntil(path.exists, timeout=10000)
        desk.press(Qt.Key.Key_Escape)
        assert model(desk).board().layout is Layout.HANDOVER, "back to where it was printed from"
        assert prints(desk).page.preview.paper is None
    told = bodies(changed.settings.profile / "trail.db", of_ring(changed.ring))
    handed = [one for one in told if one["kind"] == "disclosure"]
    (listed,) = [one for one in told if one["kind"] == "list-printed"]
    (saved,) = [one for one in told if one["kind"] == "list-saved"]
    assert len(handed) == 12
    assert {one["document"] for one in handed} == {"shift"}
    assert told.index(handed[-1]) < told.index(listed) < told.index(saved)
    assert (listed["list"], listed["patients"], listed["medium"]) == ("m2", 12, "file")
    assert listed["digest"] == hashlib.sha256(paper_text(replace(paper, foot="", destroy="")).encode()).hexdigest()
    assert saved["file"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sent[-1].foot.endswith(f"nr. 2026-1123-{listed['sequence']:04d}")


@pytest.mark.rule("T3", "T4")
def test_s12_a_lock_leaves_no_name_of_hand_over_or_print(changed: Computer, sandbox: Services) -> None:
    with on_duty(changed, sandbox, MORNING) as desk:
        handover(desk)
        desk.press(Qt.Key.Key_P, CONTROL)
        desk.program.gatekeeper.lock("key")
        assert prints(desk).page.preview.paper is None
        assert "JENSEN" not in prints(desk).page.preview.accessibleName()
        assert (model(desk).made, model(desk).handover) == (None, None)
        assert len(page(desk).list.board.rows) == 0
