"""One analysis of the trend, painted: interval, steps, axis, line, points, own level; nothing is smoothed (R12-R16).

What depends on the length of time in view alone is kept: panning moves it and draws what comes into view.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from overblik.viewmodels.trend_scale import tick_text
from overblik.viewmodels.trend_time import Span
from overblik.viewmodels.trend_values import Kind, Mark, Panel, TrendPoint
from overblik.viewmodels.trend_words import apart_label
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.flow import Run, laid
from overblik.widgets.look import Look
from overblik.widgets.trend_places import y_of
from overblik.widgets.trend_signs import SIDE, draw_mark, sign, sign_of

_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_LABELLED = 3
"""So many diamonds in view bear their words; of more the readout and the table tell."""

_DENSE = 150
"""From so many points on the line is one pixel wide."""


@dataclass(slots=True)
class Kept:
    """The points of a panel at one zoom and one size, in pixels from its first point; signs by their upper left corner."""

    key: object = None
    line: list[QPointF] = field(default_factory=list)
    when: list[float] = field(default_factory=list)
    signs: dict[str, tuple[list[float], list[QPointF]]] = field(default_factory=dict)


def keep(kept: Kept, panel: Panel, plot: QRectF, span: Span, half: float) -> None:
    """Reckon the places anew where zoom, size or points changed."""
    rate = plot.width() / span.length
    key = (id(panel), rate, plot.top(), plot.height())
    if kept.key == key:
        return
    first = panel.points[0].when if panel.points else 0.0
    kept.key = key
    joined = panel.joined()
    kept.when = [point.when for point in joined]
    kept.line = [QPointF((point.when - first) * rate, y_of(point.value or 0.0, panel, plot)) for point in joined]
    kept.signs = {}
    for point in panel.points:
        whens, places = kept.signs.setdefault(sign_of(point), ([], []))
        whens.append(point.when)
        places.append(QPointF((point.when - first) * rate - half, point_y(point, panel, plot) - half))


def point_y(point: TrendPoint, panel: Panel, plot: QRectF) -> float:
    """Place a point; one of another unit stands at the upper edge, for it has no place on the axis."""
    return plot.top() + 9 if point.value is None else y_of(point.value, panel, plot)


def paint_panel(
    painter: QPainter, panel: Panel, view: tuple[QRectF, Span], kept: Kept, look: Look, words: Words
) -> None:
    """Draw one analysis in its box and part of time."""
    plot, span = view
    keep(kept, panel, plot, span, look.px(SIDE) / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    _axis(painter, panel, plot, look)
    painter.save()
    painter.setClipRect(plot.adjusted(0, -look.px(SIDE), 0, look.px(SIDE)))
    _bands(painter, panel, plot, span, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _level(painter, panel, plot, span, look)
    shift = plot.left() + ((panel.points[0].when if panel.points else 0.0) - span.start) * plot.width() / span.length
    painter.translate(shift, 0)
    _line(painter, kept, span, look)
    _points(painter, kept, span, look)
    painter.translate(-shift, 0)
    _marks(painter, panel, plot, span, look, words)
    painter.restore()


def _axis(painter: QPainter, panel: Panel, plot: QRectF, look: Look) -> None:
    """Draw the values of the axis and a line for each."""
    for tick in panel.scale.ticks():
        y = round(y_of(tick, panel, plot))
        painter.setPen(look.color("hair"))
        painter.drawLine(int(plot.left()), y, int(plot.right()), y)
        box = QRectF(0, y - look.px(8), plot.left() - look.px(8), look.px(16))
        ink.text(painter, look, box, tick_text(tick, panel.scale.step), ink.Style(12, 400, "text2", _RIGHT))
    painter.setPen(look.color("edge"))
    painter.drawLine(int(plot.left()), int(plot.top()), int(plot.left()), int(plot.bottom()))


def _bands(painter: QPainter, panel: Panel, plot: QRectF, span: Span, look: Look) -> None:
    """Draw each interval as it was sent, its limits as lines; a changed one is a step with its date in words."""
    scale, rate = panel.scale, plot.width() / span.length
    for band in panel.bands:
        if band.low is None and band.high is None:
            continue
        left = plot.left() + (band.since - span.start) * rate if band.since is not None else plot.left()
        right = plot.left() + (band.until - span.start) * rate if band.until is not None else plot.right()
        left, right = max(left, plot.left()), min(right, plot.right())
        if right <= left:
            continue
        top = max(y_of(band.high, panel, plot), plot.top()) if band.high is not None else plot.top()
        bottom = min(y_of(band.low, panel, plot), plot.bottom()) if band.low is not None else plot.bottom()
        painter.fillRect(QRectF(left, top, right - left, bottom - top), look.color("band"))
        painter.setPen(look.color("edge"))
        for limit in (band.low, band.high):
            if limit is not None and scale.low <= limit <= scale.high:
                y = round(y_of(limit, panel, plot))
                painter.drawLine(int(left), y, int(right), y)
    for step in panel.steps:
        x = plot.left() + (step.when - span.start) * rate
        if plot.left() <= x <= plot.right():
            painter.setPen(QPen(look.color("edge"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            _beside(painter, [Run(step.text, 12, 400, "text2")], plot, x, plot.bottom() - look.px(4), look)


def _beside(painter: QPainter, runs: list[Run], plot: QRectF, x: float, bottom: float, look: Look) -> None:
    """Write words at the right of a place, or at its left where there is more room, above a line."""
    gap = look.px(6)
    wide = sum(look.advance(run.text, run.size, run.weight) for run in runs) + 2
    to_right = plot.right() - x - gap
    room = to_right if to_right >= min(wide, x - plot.left() - gap) else x - plot.left() - gap
    flow = laid(runs, look, min(wide, room), 16)
    at = x + gap if room == to_right else x - gap - min(wide, room)
    flow.paint(painter, at, bottom - flow.height)


def _level(painter: QPainter, panel: Panel, plot: QRectF, span: Span, look: Look) -> None:
    """Draw the patient's own level over the window it was reckoned of: a dashed line, never a ground nor a flag."""
    level = panel.level
    if level is None or level.lowest.quantity is None or level.highest.quantity is None:
        return
    rate = plot.width() / span.length
    days = (level.until - level.since).days * 86_400.0
    end = max(point.when for point in panel.joined())
    left = max(plot.left() + (end - days - span.start) * rate, plot.left())
    right = min(plot.left() + (end - span.start) * rate, plot.right())
    if right <= left:
        return
    limits = [float(fact.quantity.value or 0) for fact in (level.lowest, level.highest) if fact.quantity]
    painter.setPen(QPen(look.color("accent"), 1.2, Qt.PenStyle.DotLine))
    for value in limits:
        y = y_of(value, panel, plot)
        painter.drawLine(QPointF(left, y), QPointF(right, y))
    painter.setPen(QPen(look.color("accent"), 2, Qt.PenStyle.DashLine))
    middle = y_of(float(level.median), panel, plot)
    painter.drawLine(QPointF(left, middle), QPointF(right, middle))
    wide = look.advance(panel.level_text, 12) + 2
    edge = min(max(right - look.px(40), plot.left() + wide), plot.right())
    top = max(y_of(max(limits), panel, plot) - look.px(18), plot.top())
    box = QRectF(edge - wide, top, wide, look.px(16))
    ink.text(painter, look, box, panel.level_text, ink.Style(12, 400, "accent", _RIGHT))


def _line(painter: QPainter, kept: Kept, span: Span, look: Look) -> None:
    """Draw straight lines through what may be joined; the points before and after the view are drawn to."""
    first = max(bisect_left(kept.when, span.start) - 1, 0)
    last = bisect_right(kept.when, span.end) + 1
    if last - first < 2:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Qt strokes a wide line a hundred times slower than one of a pixel: between so many points it would not be seen.
    wide = 1.4 * max(look.scale, 1.0) if last - first < _DENSE else 1.0
    painter.setPen(QPen(look.color("text2"), wide))
    painter.drawPolyline(QPolygonF(kept.line[first:last]))


def _points(painter: QPainter, kept: Kept, span: Span, look: Look) -> None:
    """Draw every point of the view by its sign."""
    ratio = painter.device().devicePixelRatioF()
    for name, (whens, places) in kept.signs.items():
        drawn = sign(name, look, ratio)
        for place in places[bisect_left(whens, span.start) : bisect_right(whens, span.end)]:
            painter.drawPixmap(place, drawn)


def _marks(painter: QPainter, panel: Panel, plot: QRectF, span: Span, look: Look, words: Words) -> None:
    """Write the letters of comments and corrections over their points, and why a diamond is not connected."""
    rate = plot.width() / span.length
    letters = {Mark.COMMENT: words.say("trend.comment_mark"), Mark.CORRECTED: words.say("trend.corrected_mark")}
    told = [point for point in panel.points if point.mark is not Mark.NONE or point.kind is Kind.APART]
    here = [point for point in told if span.start <= point.when <= span.end]
    is_labelled = sum(point.kind is Kind.APART for point in here) <= _LABELLED
    for _, points in groupby(here, key=lambda point: round(point.when * rate / look.px(10))):
        point = next(points)  # letters over each other could not be read
        x, y = plot.left() + (point.when - span.start) * rate, point_y(point, panel, plot)
        if point.mark is not Mark.NONE:
            above = y - look.px(14) if y - look.px(20) > plot.top() - look.px(SIDE) else y + look.px(14)
            draw_mark(painter, QPointF(x, above), letters[point.mark], look)
        if point.kind is Kind.APART and is_labelled:
            runs = [Run(apart_label(panel, point, words), 12, 400, "text2")]
            _beside(painter, runs, plot, x + look.px(4), y + look.px(2), look)
