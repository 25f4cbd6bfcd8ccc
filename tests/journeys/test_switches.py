"""No frame in which two patients' data stand together (R2, H2): random switches, written down frame by frame."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk
from journeys.frames import Frames

_SWITCHES, _SEED = 25, 20261123
"""In an ordinary run; `--campaign 20` makes five hundred of it."""
_LISTED = ("2512489996", "1106929990", "0309363991", "0512709991", "0908679990")


@pytest.fixture
def frames(desk: Desk) -> Iterator[Frames]:
    made = Frames(desk)
    yield made
    made.end()


@pytest.mark.rule("R2", "H2")
def test_r02_no_frame_holds_two_patients(desk: Desk, frames: Frames, campaign: int) -> None:
    chance = random.Random(_SEED + campaign)
    count = len(desk.program.patients.lines())
    for _ in range(_SWITCHES * campaign):
        act = chance.random()
        if act < 0.6:
            desk.program.patients.choose_patient(desk.program.patients.ids[chance.randrange(count)])
        elif act < 0.8:
            desk.press(Qt.Key.Key_J)
        else:
            desk.press(chance.choice([Qt.Key.Key_M, Qt.Key.Key_L, Qt.Key.Key_P, Qt.Key.Key_Escape, Qt.Key.Key_F5]))
        desk.bot.wait(chance.choice([0, 1, 5, 20, 60, 150]))
    desk.wait()
    assert frames.count > _SWITCHES * campaign
    assert frames.mixed == []


@pytest.mark.rule("R2")
def test_r02_the_watch_sees_a_part_that_keeps_the_former_patient(
    desk: Desk, frames: Frames, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof that the watch can fail: a card that is not emptied with the others."""
    desk.look(BERGGREN)
    card = desk.shell.overview.cards["lab_results"]
    monkeypatch.setattr(card, "blank", lambda: None)
    monkeypatch.setattr(card, "show_card", lambda _: False)
    for number in _LISTED[1:3]:
        desk.look(number)
        card.table.viewport().repaint()
        desk.bot.wait(50)
    assert frames.mixed
