"""The as-of view: the overview as it was shown at a chosen time, said on every part that leaves the screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from journeys.conftest import BERGGREN, Desk, Services
from overblik.domain.section import Topic
from overblik.viewmodels.rows import LineRow, NoticeRow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def looked(desk: Desk) -> Desk:
    """A clinician who has looked at the patient, and whose look is kept."""
    desk.look(BERGGREN)
    desk.bot.wait(1300)  # it is written once every section is written itself
    return desk


def back(desk: Desk) -> None:
    desk.press(Qt.Key.Key_H, CTRL)
    past = desk.window.acts.feature("past")
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is past.page, timeout=5000)
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: desk.program.model.past.moment is not None, timeout=5000)


def test_the_overview_comes_back_as_it_was_shown_and_says_of_when_it_is(looked: Desk, sandbox: Services) -> None:
    before = looked.rows("medication")
    sandbox.disturb("status", "fmk", code=500)
    looked.press(Qt.Key.Key_F5)
    looked.wait()
    now = looked.rows("medication")
    assert now != before
    back(looked)
    plain = looked.screen.past.replace("\u00a0", " ")
    assert plain == "Sådan så du overblikket 23. nov 2026 kl. 09:41. Det er ikke det nuværende."
    assert [row.accessible for row in looked.rows("medication")] == [row.accessible for row in before]
    assert looked.shell.past.isVisible()
    looked.press(Qt.Key.Key_Escape)
    assert looked.rows("medication") == now
    assert not looked.shell.past.isVisible()


def test_what_is_copied_says_of_when_it_is(looked: Desk) -> None:
    back(looked)
    looked.press(Qt.Key.Key_C, CTRL)
    assert "Det er ikke det nuværende" in QGuiApplication.clipboard().text()


def test_a_copy_that_is_erased_since_is_said_and_is_no_empty_list(looked: Desk) -> None:
    patient_id = looked.program.model.patient_id
    looked.in_house(lambda house: house.store.erase(patient_id, Topic.MEDICATION, "fmk"))
    looked.in_house(lambda house: house.store.erase(patient_id, Topic.LAB_RESULTS, "laboratory"))
    back(looked)
    assert "2 sektioner er slettet siden" in looked.screen.past
    told = " ".join(row.heading + row.text for row in looked.rows("medication") if isinstance(row, NoticeRow))
    assert "er slettet" in told


def test_another_patient_is_shown_in_the_present(looked: Desk) -> None:
    back(looked)
    looked.look("1106929990")
    assert looked.screen.past == ""
    assert looked.program.model.past.moment is None


def test_where_nothing_was_kept_that_is_said(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_H, CTRL)
    past = desk.window.acts.feature("past")
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is past.page, timeout=5000)
    (row,) = past.page.card.model.rows
    assert "ingen tidligere visninger" in row.accessible
    assert not isinstance(row, LineRow)
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.pages.currentWidget() is desk.shell.overview
