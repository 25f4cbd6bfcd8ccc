"""One analysis of the trend, painted: interval, steps, axis, own level, course, and what is written beside points."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from overblik.viewmodels.trend_scale import tick_text
from overblik.viewmodels.trend_time import Span
from overblik.viewmodels.trend_values import Kind, Mark, Panel, TrendPoint
from overblik.viewmodels.trend_words import apart_label
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.trend_course import Course, in_view, paint_course, point_y, reckon
from overblik.widgets.trend_places import y_of
from overblik.widgets.trend_signs import SIDE, draw_mark

_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_LABELLED = 3
"""So many diamonds in view bear their words; of more the readout and the table tell."""


def paint_panel(
    painter: QPainter, panel: Panel, view: tuple[QRectF, Span], course: Course, look: Look, words: Words
) -> None:
    """Draw one analysis in its box and part of time."""
    plot, span = view
    reckon(course, panel, plot, span, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    _axis(painter, panel, plot, look)
    painter.save()
    painter.setClipRect(plot.adjusted(0, -look.px(SIDE), 0, look.px(SIDE)))
    shift = QPointF(plot.left() + course.x_of(course.first, span), plot.top())
    seen = [point + shift for point in in_view(course, span)] if panel.steps or panel.level else []
    _bands(painter, panel, view, seen, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _level(painter, panel, view, (seen, _taken(panel, view, course, look, words)), look)
    paint_course(painter, course, plot, span, look)
    _marks(painter, panel, view, course, look, words)
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


def _bands(painter: QPainter, panel: Panel, view: tuple[QRectF, Span], line: list[QPointF], look: Look) -> None:
    """Draw each interval as it was sent, its limits as lines; a changed one is a step with its date in words."""
    plot, span = view
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
    _steps(painter, panel, view, line, look)


def _steps(painter: QPainter, panel: Panel, view: tuple[QRectF, Span], line: list[QPointF], look: Look) -> None:
    plot, span = view
    for step in panel.steps:
        x = plot.left() + (step.when - span.start) * plot.width() / span.length
        if plot.left() <= x <= plot.right():
            painter.setPen(QPen(look.color("edge"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            runs = [Run(step.text, 12, 400, "text2")]
            at, wide, flow = _laid_beside(runs, plot, x, look)
            limits = [y_of(limit, panel, plot) for band in panel.bands for limit in band[2:] if limit is not None]
            lines = [QRectF(plot.left(), y - 1, plot.width(), 2) for y in limits]
            tops = [plot.bottom() - flow.height - look.px(3), max(limits, default=0.0) - flow.height - look.px(10)]
            box = _free(QRectF(at, 0, wide, flow.height), tops, plot, line, lines)
            flow.paint(painter, at, box.top())


def _laid_beside(runs: list[Run], plot: QRectF, x: float, look: Look) -> tuple[float, float, Flow]:
    """Lay out words at the right of a place, or at its left where there is more room."""
    gap = look.px(6)
    wide = sum(look.advance(run.text, run.size, run.weight) for run in runs) + 2
    to_right, to_left = plot.right() - x - gap, x - plot.left() - gap
    is_right = to_right >= min(wide, to_left)
    taken = min(wide, to_right if is_right else to_left)
    return x + gap if is_right else x - gap - taken, taken, laid(runs, look, taken, 16)


def _free(box: QRectF, tops: list[float], plot: QRectF, line: list[QPointF], taken: Sequence[QRectF] = ()) -> QRectF:
    """Give the box at the first height at which the line crosses it least and no words stand: of some, top or bottom."""
    ends = [plot.top() + 2, plot.bottom() - box.height() - 2]
    wanted = [top for top in tops if ends[0] <= top <= ends[1]] + ends

    def crossed(top: float) -> int:
        here = QRectF(box.left(), top, box.width(), box.height())
        near = [point for point in line if here.left() - 4 <= point.x() <= here.right() + 4]
        between = [(one + other) / 2 for one, other in pairwise(near)]
        words = sum(here.intersects(other) for other in taken)
        return words * 99 + sum(here.adjusted(-4, -6, 4, 6).contains(point) for point in (*near, *between))

    return QRectF(box.left(), min(wanted, key=crossed), box.width(), box.height())


def _level(
    painter: QPainter,
    panel: Panel,
    view: tuple[QRectF, Span],
    beside: tuple[list[QPointF], list[QRectF]],
    look: Look,
) -> None:
    """Draw the patient's own level over the window it was reckoned of: a dashed line, never a ground nor a flag."""
    level, (plot, span) = panel.level, view
    if level is None or level.lowest.quantity is None or level.highest.quantity is None:
        return
    rate = plot.width() / span.length
    days = (level.until - level.since).days * 86_400.0
    end = max(point.when for point in panel.line)
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
    above, below = y_of(max(limits), panel, plot) - look.px(18), y_of(min(limits), panel, plot) + look.px(2)
    box = _free(QRectF(edge - wide, 0, wide, look.px(16)), [above, below], plot, *beside)
    ink.text(painter, look, box, panel.level_text, ink.Style(12, 400, "accent", _RIGHT))


def _aparts(course: Course, span: Span) -> list[TrendPoint]:
    """Give the diamonds whose words stand beside them: few in view."""
    here = [point for point in course.told if point.kind is Kind.APART and span.start <= point.when <= span.end]
    return here if len(here) <= _LABELLED else []


def _label(panel: Panel, point: TrendPoint, view: tuple[QRectF, Span], look: Look, words: Words) -> tuple[QRectF, Flow]:
    """Lay out why a diamond is not connected, beside it."""
    plot, span = view
    x = plot.left() + (point.when - span.start) * plot.width() / span.length
    runs = [Run(apart_label(panel, point, words), 12, 400, "text2")]
    at, wide, flow = _laid_beside(runs, plot, x + look.px(4), look)
    return QRectF(at, point_y(point, panel, plot) + look.px(2) - flow.height, wide, flow.height), flow


def _taken(panel: Panel, view: tuple[QRectF, Span], course: Course, look: Look, words: Words) -> list[QRectF]:
    """Give the boxes of the words beside diamonds, where other words have to keep clear of them."""
    if panel.level is None:
        return []
    return [_label(panel, point, view, look, words)[0] for point in _aparts(course, view[1])]


def _marks(
    painter: QPainter, panel: Panel, view: tuple[QRectF, Span], course: Course, look: Look, words: Words
) -> None:
    """Write the letters of comments and corrections over their points, and why a diamond is not connected."""
    plot, span = view
    rate = plot.width() / span.length
    letters = {Mark.COMMENT: words.say("trend.comment_mark"), Mark.CORRECTED: words.say("trend.corrected_mark")}
    here = [point for point in course.told if point.mark is not Mark.NONE and span.start <= point.when <= span.end]
    for _, points in groupby(here, key=lambda point: round(point.when * rate / look.px(10))):
        point = next(points)  # letters over each other could not be read
        x, y = plot.left() + (point.when - span.start) * rate, point_y(point, panel, plot)
        above = y - look.px(14) if y - look.px(20) > plot.top() - look.px(SIDE) else y + look.px(14)
        draw_mark(painter, QPointF(x, above), letters[point.mark], look)
    for point in _aparts(course, span):
        box, flow = _label(panel, point, view, look, words)
        flow.paint(painter, box.left(), box.top())
