"""The list is read again while a page that names its patients stands open: a row opens whom it names, and nobody else (H3)."""

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import Desk
from journeys.palette import Palette
from overblik.viewmodels.readiness import PATIENT

pytestmark = pytest.mark.rule("H3", "R1")


def read_again(desk: Desk) -> None:
    """The list comes in another order, as after an appointment that was moved."""
    patients = desk.window.patients
    patients.take(tuple(reversed(patients._listed)))


def test_h3_a_hit_of_the_palette(desk: Desk) -> None:
    palette = Palette(desk)
    palette.open()
    palette.type("thomsen")
    read_again(desk)
    palette.press(Qt.Key.Key_Return)
    assert "THOMSEN" in desk.wait().banner.accessible.upper()


def test_h3_a_row_of_the_readiness_page(desk: Desk) -> None:
    desk.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    page = desk.window.acts.feature("readiness").page
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is page, timeout=10000)
    rows = page.card.model.rows
    place = next(n for n, row in enumerate(rows) if row.key.startswith(PATIENT) and row.text.startswith("THOMSEN"))
    read_again(desk)
    page.card.table.go_to(place)
    desk.bot.keyClick(page.card.table, Qt.Key.Key_Return)
    assert "THOMSEN" in desk.wait().banner.accessible.upper()


def test_h3_the_row_that_was_chosen_in_the_list_is_not_kept_for_somebody_else(desk: Desk) -> None:
    rail = desk.window.rail
    rail.list.setCurrentIndex(rail.lines.index(3))
    read_again(desk)
    assert not rail.list.currentIndex().isValid()
