"""A drug in two or three lines (screens.md 3.3)."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from overblik.viewmodels.marks import Tone
from overblik.viewmodels.rows import MedicationRow
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, joined, laid
from overblik.widgets.look import Look

_LEFT, _RIGHT = 12, 10
_TOP, _BOTTOM = 3, 3
_SURE = 3
"""Pixels by which a line must be shorter than its room to be called one line unmeasured: letters may join otherwise."""
_NOTE = {Tone.NEW: "new", Tone.STALE: "stale", Tone.CRITICAL: "crit", Tone.QUIET: "text2"}


def _parts(row: MedicationRow, width: float, look: Look) -> tuple[Flow, Flow, Flow | None, bool]:
    """Lay out name line, dosage line and note; tell whether the date had to move to the second line."""
    inner = width - look.px(_LEFT + _RIGHT)
    struck = row.is_struck
    name = [Run(row.name, 14, 600, "text2" if struck else "text", struck)]
    if row.brand:
        name.append(Run(f" {row.brand}", 12, 400, "text2", struck))
    if row.strength_form:
        name.append(Run(f" {row.strength_form}", 13, 400, "text2" if struck else "text", struck))
    badge = paint.badge_width(row.badge, look) + look.px(6) if row.badge else 0
    date = look.advance(row.date_text, 12) + look.px(8) if row.date_text else 0.0
    wanted = sum(look.metrics(run.size, run.weight).horizontalAdvance(run.text) for run in name)
    moved = bool(row.date_text) and wanted > inner - badge - date
    first = laid(name, look, inner, 17, inner - badge - (0 if moved else date))
    told = [
        ("", Run(row.dosage, 13, 600 if row.dosage_is_bold else 400, "text2" if struck else "text")),
        (" · ", Run(row.extra, 13, 400, "text2")),
    ]
    second = laid(joined(told), look, inner, 16, inner - date if moved else inner)
    third = [("", Run(row.before, 12, 400, "new")), (" · ", Run(row.note, 12, 400, _NOTE.get(row.note_tone, "stale")))]
    note = laid(joined(third), look, inner, 16) if row.before or row.note else None
    return first, second, note, moved


def _is_plain(row: MedicationRow, width: float, look: Look) -> bool:
    """Whether name and dosage surely stand on one line each: laying out lines costs ten times as much as asking."""
    if row.before or row.note or "\n" in row.dosage:
        return False
    inner = width - look.px(_LEFT + _RIGHT) - _SURE
    name = look.advance(row.name, 14, 600)
    name += look.advance(f" {row.brand}", 12) if row.brand else 0
    name += look.advance(f" {row.strength_form}", 13) if row.strength_form else 0
    badge = paint.badge_width(row.badge, look) + look.px(6) if row.badge else 0
    date = look.advance(row.date_text, 12) + look.px(8) if row.date_text else 0.0
    second = look.advance(row.dosage, 13, 600 if row.dosage_is_bold else 400)
    second += look.advance(" · ", 13) + look.advance(row.extra, 13) if row.extra else 0
    return bool(row.dosage or row.extra) and name <= inner - badge - date and second <= inner


def height(row: MedicationRow, width: float, look: Look) -> int:
    """Give the height of a drug in a width."""
    if _is_plain(row, width, look):
        return look.px(17) + look.px(16) + look.px(_TOP + _BOTTOM)
    first, second, note, _ = _parts(row, width, look)
    return first.height + second.height + (note.height if note else 0) + look.px(_TOP + _BOTTOM)


def draw(painter: QPainter, box: QRectF, row: MedicationRow, look: Look) -> None:
    """Draw a drug."""
    first, second, note, moved = _parts(row, box.width(), look)
    left, top, right = box.left() + look.px(_LEFT), box.top() + look.px(_TOP), box.right() - look.px(_RIGHT)
    first.paint(painter, left, top)
    edge = right
    if row.badge:
        paint.paint_badge(painter, right, top, row.badge, look)
        edge -= paint.badge_width(row.badge, look) + look.px(6)
    below = top + first.height
    second.paint(painter, left, below)
    if row.date_text:
        y, to = (below, right) if moved else (top, edge)
        align = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
        line = QRectF(left, y, to - left, look.px(16))
        ink.text(painter, look, line, row.date_text, ink.Style(12, 400, "text3", align))
    if note is not None:
        note.paint(painter, left, below + second.height)
