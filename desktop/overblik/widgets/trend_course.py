"""The line and the points of one analysis: reckoned once a zoom, drawn once, moved when time is panned.

Points are placed from the panel's first moment and from the top of its plot, so neither panning nor another analysis
above it changes them. What was drawn is kept as a picture; panning moves it and draws the strip that comes into view.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from overblik.viewmodels.trend_time import Span
from overblik.viewmodels.trend_values import Kind, Mark, Panel, TrendPoint
from overblik.widgets.look import Look
from overblik.widgets.trend_signs import SIDE, sign

_DENSE = 150
"""From so many points on the line is one pixel wide."""
_UNSCALED = 9
"""Pixels under the upper edge at which a point of another unit stands: it has no place on the axis."""
_UNJOINED = ("apart", "limit")
_SAME = 0.02
"""Pixels by which a picture that is moved may be off."""


@dataclass(slots=True)
class Course:
    """The places of one panel at one zoom and size; signs by their middle."""

    key: object = None
    first: float = 0.0
    rate: float = 1.0
    line: list[QPointF] = field(default_factory=list)
    when: list[float] = field(default_factory=list)
    told: list[TrendPoint] = field(default_factory=list)
    """The points about which something is written beside them."""
    signs: dict[str, tuple[list[float], list[QPointF]]] = field(default_factory=dict)
    layer: QPixmap | None = None
    start: float = 0.0
    """The moment at the left edge of the layer."""

    def x_of(self, when: float, span: Span) -> float:
        """Place a moment, from the left edge of the plot."""
        return (when - span.start) * self.rate


def point_y(point: TrendPoint, panel: Panel, plot: QRectF) -> float:
    """Place a point."""
    scale = panel.scale
    if point.value is None:
        return plot.top() + _UNSCALED
    return plot.bottom() - (point.value - scale.low) / (scale.high - scale.low) * plot.height()


def reckon(course: Course, panel: Panel, plot: QRectF, span: Span, look: Look) -> None:
    """Reckon the places anew where zoom, size or points changed."""
    rate = plot.width() / span.length
    key = (id(panel), rate, plot.height(), look.theme, look.scale)
    if course.key == key:
        return
    scale, first = panel.scale, panel.points[0].when
    by = plot.height() / (scale.high - scale.low)
    foot = plot.height() + scale.low * by
    course.key, course.first, course.rate, course.layer = key, first, rate, None
    course.when, course.line, course.told, course.signs = [], [], [], {}
    for point in panel.points:
        y = _UNSCALED if point.value is None else foot - point.value * by
        place = QPointF((point.when - first) * rate, y)
        whens, places = course.signs.setdefault(point.sign, ([], []))
        whens.append(point.when)
        places.append(place)
        if panel.is_line and point.sign not in _UNJOINED:
            course.when.append(point.when)
            course.line.append(place)
        if point.mark is not Mark.NONE or point.kind is Kind.APART:
            course.told.append(point)


def in_view(course: Course, span: Span) -> list[QPointF]:
    """Give the places of the line in a part of time, with those that it comes from and goes to."""
    first = max(bisect_left(course.when, span.start) - 1, 0)
    return course.line[first : bisect_right(course.when, span.end) + 1]


def paint_course(painter: QPainter, course: Course, plot: QRectF, span: Span, look: Look) -> None:
    """Draw line and points; what was drawn before is moved."""
    ratio = painter.device().devicePixelRatioF()
    margin = look.px(SIDE)
    wide, tall = round(plot.width() * ratio), round((plot.height() + 2 * margin) * ratio)
    shift = (course.start - span.start) * course.rate * ratio
    layer = course.layer
    if layer is None or (layer.width(), layer.height()) != (wide, tall) or layer.devicePixelRatioF() != ratio:
        layer = course.layer = QPixmap(wide, tall)
        layer.setDevicePixelRatio(ratio)
        layer.fill(QColor(0, 0, 0, 0))
        _draw(layer, course, span, look, QRectF(0, 0, wide / ratio, tall / ratio))
    elif abs(shift - round(shift)) > _SAME or abs(shift) >= wide:
        layer.fill(QColor(0, 0, 0, 0))
        _draw(layer, course, span, look, QRectF(0, 0, wide / ratio, tall / ratio))
    elif round(shift):
        moved = round(shift)
        layer.scroll(moved, 0, QRect(0, 0, wide, tall))
        left = 0 if moved > 0 else wide + moved
        _draw(layer, course, span, look, QRectF(left / ratio, 0, abs(moved) / ratio, tall / ratio))
    course.start = span.start
    painter.drawPixmap(QPointF(plot.left(), plot.top() - margin), layer)


def _draw(layer: QPixmap, course: Course, span: Span, look: Look, box: QRectF) -> None:
    """Draw what stands in a box of the layer: also what reaches into it from beside."""
    margin = look.px(SIDE)
    painter = QPainter(layer)
    painter.setClipRect(box)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(box, QColor(0, 0, 0, 0))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate((course.first - span.start) * course.rate, margin)
    part = Span(span.start + (box.left() - margin) / course.rate, span.start + (box.right() + margin) / course.rate)
    _line(painter, course, part, look)
    ratio, half = layer.devicePixelRatioF(), look.px(SIDE) / 2
    painter.translate(-half, -half)
    for name, (whens, places) in course.signs.items():
        drawn = sign(name, look, ratio)
        for place in places[bisect_left(whens, part.start) : bisect_right(whens, part.end)]:
            painter.drawPixmap(place, drawn)
    painter.end()


def _line(painter: QPainter, course: Course, part: Span, look: Look) -> None:
    """Draw straight lines through what may be joined; the points beside the view are drawn to, nothing is smoothed."""
    line = in_view(course, part)
    if len(line) < 2:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Qt strokes a wide line a hundred times slower than one of a pixel: between so many points it would not be seen.
    wide = 1.4 * max(look.scale, 1.0) if len(course.line) < _DENSE else 1.0
    painter.setPen(QPen(look.color("text2"), wide))
    painter.drawPolyline(QPolygonF(line))
