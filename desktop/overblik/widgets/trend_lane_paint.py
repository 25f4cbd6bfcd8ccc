"""Medicine and the axis of time under the analyses, painted (screens.md 3.7)."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from overblik.viewmodels.trend_time import Span, ticks
from overblik.viewmodels.trend_values import Doing, Lane, Trend
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.trend_places import Places
from overblik.widgets.trend_signs import draw_part

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)


def paint_lanes(painter: QPainter, trend: Trend, at: Places, span: Span, look: Look) -> None:
    """Draw the title, each lane with its words, and what is not drawn."""
    line = QRectF(look.px(10), at.lanes_title, at.right, look.px(18))
    ink.text(painter, look, line, trend.medicines.title, ink.Style(13, 600, "text", _LEFT))
    for lane, (bar, flow) in zip(trend.medicines.lanes, at.lanes, strict=True):
        _lane(painter, lane, bar, flow, (at, span), look)
    for y, flow in at.notes:
        flow.paint(painter, look.px(10), y)


def _lane(
    painter: QPainter, lane: Lane, bar: QRectF, flow: Flow | None, where: tuple[Places, Span], look: Look
) -> None:
    at, span = where
    boxes = []
    for part in lane.parts:
        left = max(at.x_of(part.since, span), bar.left()) if part.since is not None else bar.left()
        right = min(at.x_of(part.until, span), bar.right())
        if right >= left:
            boxes.append((QRectF(left, bar.top(), max(right - left, 3.0), bar.height()), part))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for box, part in boxes:
        draw_part(painter, box.adjusted(0.5, 0.5, -0.5, -0.5), part.doing.value, look)
    _ends(painter, lane, bar, where, look)
    if flow is not None:
        flow.paint(painter, bar.left(), bar.top() - flow.height)
        return
    _words(painter, lane, bar, [(box, part.doing) for box, part in boxes], look)


def _ends(painter: QPainter, lane: Lane, bar: QRectF, where: tuple[Places, Span], look: Look) -> None:
    """Draw a strong line where a known start, a change or a stop is in view."""
    at, span = where
    moments = [part.since for place, part in enumerate(lane.parts) if part.since and (place or lane.has_start)]
    moments += [lane.parts[-1].until] if lane.has_end else []
    painter.setPen(QPen(look.color("off"), 2))
    for moment in moments:
        if span.start <= moment <= span.end:
            x = at.x_of(moment, span)
            painter.drawLine(QPointF(x, bar.top() - 1), QPointF(x, bar.bottom() + 1))


def _words(painter: QPainter, lane: Lane, bar: QRectF, boxes: list[tuple[QRectF, Doing]], look: Look) -> None:
    """Write the words in the bar where they fit, else beside it where there is more room."""
    wide = look.advance(lane.name, 13, 600) + look.advance(f" {lane.text}", 12) + look.px(10)
    taken = [box for box, doing in boxes if doing is not Doing.PAUSED] or [box for box, _ in boxes]
    widest = max(taken, key=QRectF.width, default=QRectF(bar.left(), bar.top(), 0, bar.height()))
    first, last = (min(box.left() for box, _ in boxes), max(box.right() for box, _ in boxes)) if boxes else (0.0, 0.0)
    if widest.width() >= wide:
        left = widest.left() + look.px(6)
    elif boxes and first - bar.left() >= wide:
        left = first - wide
    elif boxes and bar.right() - last >= wide:
        left = last + look.px(6)
    else:
        left = bar.left() + look.px(6)
    name = QRectF(left, bar.top(), wide, bar.height())
    ink.text(painter, look, name, lane.name, ink.Style(13, 600, "text", _LEFT))
    rest = name.adjusted(look.advance(f"{lane.name} ", 13, 600), 0, 0, 0)
    ink.text(painter, look, rest, lane.text, ink.Style(12, 400, "text2", _LEFT))


def paint_axis(painter: QPainter, at: Places, span: Span, look: Look, words: Words) -> None:
    """Draw the axis of time: months and years that never touch, and what the axis is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    y = at.axis
    painter.setPen(look.color("edge"))
    painter.drawLine(int(at.left), int(y), int(at.right), int(y))
    widest = look.advance("0000", 12, 600) + look.px(14)
    for tick in ticks(span, at.right - at.left, widest, words):
        x = at.x_of(tick.when, span)
        painter.setPen(look.color("edge"))
        painter.drawLine(int(x), int(y), int(x), int(y) + look.px(8 if tick.is_year else 5))
        wide = look.advance(tick.text, 12, 600)
        if x + wide + look.px(3) <= at.right + look.px(14):
            box = QRectF(x + look.px(3), y + look.px(4), wide + 2, look.px(16))
            style = ink.Style(12, 600 if tick.is_year else 400, "text2", _LEFT)
            ink.text(painter, look, box, tick.text, style)
    label = laid([Run(words.say("trend.axis"), 12, 400, "text2")], look, at.right - at.left, 16)
    label.paint(painter, at.left, y + look.px(22))
