"""Flags, states and bars can be told apart by shape alone, also in grey (R16, R19); selection and focus are drawn."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from overblik.viewmodels.marks import FlagShape, Marker, Tone
from overblik.viewmodels.row_model import RowModel
from overblik.viewmodels.rows import GroupRow, MedicationRow, MoreRow, NoticeRow, Row
from overblik.viewmodels.screen import Chip, Strip
from overblik.widgets import paint
from overblik.widgets.delegates.rows import RowDelegate
from overblik.widgets.look import Look
from overblik.widgets.strip import StripView
from widgets.rows import words_in

LookOf = Callable[[str, float], Look]
_STATE = QStyle.StateFlag
themes = pytest.mark.parametrize("theme", ["light", "dark"])
_STROKE = 5
"""Pixels of the shortest stroke that tells two icons apart: that of the clock's mark of exclamation."""
DRUG = MedicationRow("key", "metformin", name="metformin", dosage="1 tablet")


def blank(width: int, height: int, look: Look) -> QImage:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(look.color("surface"))
    return picture


def grey(picture: QImage) -> QImage:
    """Leave only black and white: what no colour and no shade can tell."""
    return picture.convertToFormat(QImage.Format.Format_Grayscale8)


def flag(shape: FlagShape, look: Look) -> QImage:
    picture = blank(20, 20, look)
    painter = QPainter(picture)
    paint.paint_flag(painter, QRectF(4, 4, 12, 12), shape, look)
    painter.end()
    return grey(picture)


def unlike(one: QImage, other: QImage) -> int:
    """Count the pixels that differ by more than a shade."""
    return sum(a - b > 60 or b - a > 60 for a, b in zip(bytes(one.constBits()), bytes(other.constBits()), strict=True))


@pytest.mark.rule("R16")
@themes
def test_r16_each_flag_has_a_shape_of_its_own_in_grey(theme: str, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    drawn = {shape: flag(shape, look) for shape in FlagShape}
    alike = [(a.value, b.value) for a, b in combinations(FlagShape, 2) if unlike(drawn[a], drawn[b]) < _STROKE]
    assert alike == []


def chip(marker: Marker, look: Look) -> QImage:
    view = StripView(look)
    view.show_strip(Strip("1 af 1 kilder", "", (Chip("ehr", "Journal", "", marker, "", ""),)))
    view.resize(360, view.height())
    return grey(view.grab().toImage())


@pytest.mark.rule("R19")
@themes
def test_r19_each_state_of_a_source_has_a_shape_of_its_own_in_grey(theme: str, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    markers = [marker for marker in Marker if marker is not Marker.EMPTY]  # a chip of an empty answer is a fresh one
    drawn = {marker: chip(marker, look) for marker in markers}
    assert [(a.value, b.value) for a, b in combinations(markers, 2) if unlike(drawn[a], drawn[b]) < _STROKE] == []


def painted(row: Row, look: Look, state: _STATE = _STATE.State_None) -> QImage:
    model = RowModel()
    model.show((row,))
    option: Any = QStyleOptionViewItem()
    option.rect, option.state = QRect(0, 0, 300, 60), state
    picture = blank(300, 60, look)
    painter = QPainter(picture)
    RowDelegate(look, words_in("da")).paint(painter, option, model.index(0, 0))
    painter.end()
    return picture


@pytest.mark.rule("R7")
@themes
@pytest.mark.parametrize("tone", [Tone.STALE, Tone.NEW])
def test_r7_a_bar_of_three_pixels_marks_the_row_at_its_left(theme: str, tone: Tone, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    picture = painted(replace(DRUG, bar=tone), look)
    colour = look.color(tone.value)
    assert [picture.pixelColor(x, 30) == colour for x in range(5)] == [True, True, True, False, False]
    assert painted(DRUG, look).pixelColor(0, 30) == look.color("surface")


@pytest.mark.rule("R26")
@themes
def test_r26_the_focused_row_has_a_ring_of_two_pixels_and_its_ground(theme: str, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    picture = painted(DRUG, look, _STATE.State_HasFocus | _STATE.State_Selected)
    edges = [picture.pixelColor(150, y) for y in (0, 1, 58, 59)] + [picture.pixelColor(x, 50) for x in (0, 1, 298, 299)]
    assert set(map(str, edges)) == {str(look.color("focus"))}
    assert picture.pixelColor(150, 50) == look.color("select")


@themes
def test_a_row_under_the_pointer_is_sunken_and_a_heading_is_not(theme: str, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    for row in (DRUG, MoreRow("", "", text="1 mere")):
        assert painted(row, look, _STATE.State_MouseOver).pixelColor(290, 50) == look.color("sunken")
    heading = GroupRow("", "", text="Fast")
    assert painted(heading, look, _STATE.State_MouseOver) == painted(heading, look)


@themes
def test_a_heading_has_a_ground_of_its_own(theme: str, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    assert painted(GroupRow("", "", text="Fast"), look).pixelColor(290, 59) == look.color("sunken")


@themes
def test_rows_are_parted_by_a_line_in_their_own_room(theme: str, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    assert painted(DRUG, look).pixelColor(150, 59) == look.color("hair")


@pytest.mark.rule("R19", "R21")
@themes
def test_r21_each_reason_of_a_notice_has_a_shape_of_its_own_in_grey(theme: str, look_of: LookOf) -> None:
    look = look_of(theme, 1.0)
    markers = [Marker.FAILED, Marker.BLOCKED, Marker.NO_ACCESS, Marker.NOT_ASKED, Marker.OFFLINE, Marker.EMPTY]
    drawn = {marker: grey(painted(NoticeRow("", "", marker=marker, text="x"), look)) for marker in markers}
    assert [(a.value, b.value) for a, b in combinations(markers, 2) if unlike(drawn[a], drawn[b]) < _STROKE] == []
