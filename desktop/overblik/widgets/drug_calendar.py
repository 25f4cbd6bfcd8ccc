"""Doses by day for a fortnight: number first, empty parts of the day left out, today marked."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from overblik.viewmodels.medication_calendar import Calendar, CalendarLine
from overblik.viewmodels.medication_page import DrugPage
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.flow import Run, laid
from overblik.widgets.look import Look

_LABEL, _PAD, _ROW = 104, 12, 26
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter.value)

Box = tuple[float, float, float]


def draw(painter: QPainter | None, box: Box, page: DrugPage, dress: tuple[Look, Words]) -> float:
    """Draw the calendar, or only measure it without a painter; give its height."""
    look, words = dress
    left, top, width = box
    made = page.calendar
    assert made is not None
    pad = look.px(_PAD)
    runs = [Run(words.say("calendar.head"), 14, 600), Run(f"   {made.title}", 12, 400, "text2")]
    runs.append(Run(f"   {words.say('calendar.keys')}", 12, 400, "text3"))
    head = laid(runs, look, width - 2 * pad, 20)
    if painter is not None:
        head.paint(painter, left + pad, top + look.px(8))
    y = top + look.px(12) + head.height
    y = _grid(painter, (left, y, width), made, look)
    for text in (*made.notes, page.dosage_note):
        flow = laid([Run(text, 12, 400, "text2")], look, width - 2 * pad, 17)
        if painter is not None:
            flow.paint(painter, left + pad, y + look.px(4))
        y += flow.height + look.px(2)
    return y + look.px(10) - top


def _grid(painter: QPainter | None, box: Box, made: Calendar, look: Look) -> float:
    """Draw the days, and under them a line for each part of the day; give where the grid ends."""
    left, y, width = box
    pad, label = look.px(_PAD), look.px(_LABEL)
    each = (width - label - 2 * pad) / len(made.days)
    start = left + pad + label
    names = [laid([Run(line.label, 12, 400, "text2")], look, label - look.px(6), 16) for line in made.lines]
    tall = [max(look.px(_ROW), name.height + look.px(8)) for name in names]
    end = y + look.px(34) + sum(tall)
    if painter is None:
        return end
    if made.today >= 0:
        painter.fillRect(QRectF(start + made.today * each, y, each, end - y), look.color("select"))
    for place, (weekday, day) in enumerate(made.days):
        cell = QRectF(start + place * each, y, each, look.px(16))
        ink.text(painter, look, cell, weekday, ink.Style(12, 400, "text2", _MIDDLE))
        ink.text(painter, look, cell.translated(0, look.px(16)), day, ink.Style(13, 600, "text", _MIDDLE))
    top = y + look.px(34)
    for line, name, high in zip(made.lines, names, tall, strict=True):
        painter.setPen(look.color("hair"))
        painter.drawLine(int(left + pad), int(top), int(left + width - pad), int(top))
        name.paint(painter, left + pad, top + look.px(4))
        _cells(painter, QRectF(start, top, each, high), line, look)
        top += high
    return end


def _cells(painter: QPainter, first: QRectF, line: CalendarLine, look: Look) -> None:
    style = ink.Style(12, 400, "stale", _MIDDLE) if line.is_box else ink.Style(13, 600, "text", _MIDDLE)
    for place, text in enumerate(line.cells):
        cell = first.translated(place * first.width(), 0)
        if line.is_box and text:
            painter.fillRect(cell.adjusted(0, 1, 0, 0), look.color("staleSoft"))
        ink.text(painter, look, cell, text, style)
