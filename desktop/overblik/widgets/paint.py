"""Flags, badges, hatches and sparklines: painted, never font glyphs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPixmap, QPolygonF

from overblik.viewmodels.marks import Badge, FlagShape, Marker, Tone
from overblik.widgets import ink
from overblik.widgets.look import Look, picture

if TYPE_CHECKING:
    from overblik.viewmodels.rows import Spark

MARKER_ICON: Mapping[Marker, tuple[str, str]] = MappingProxyType(
    {
        Marker.FRESH: ("check", "accent"),
        Marker.AGED: ("clock", "text3"),
        Marker.STALE: ("clock-alert", "stale"),
        Marker.PARTIAL: ("circle-dot-dashed", "stale"),
        Marker.BLOCKED: ("shield-ban", "text"),
        Marker.NO_ACCESS: ("lock", "text2"),
        Marker.FAILED: ("unplug", "crit"),
        Marker.NOT_ASKED: ("circle-dashed", "text2"),
        Marker.OFFLINE: ("cloud-off", "off"),
        Marker.LOADING: ("loader-circle", "text3"),
        Marker.EMPTY: ("check", "accent"),
    }
)
"""The icon and colour of each state (screens.md 3.6)."""

TONE: Mapping[Tone, tuple[str, str]] = MappingProxyType(
    {
        Tone.PLAIN: ("text2", ""),
        Tone.QUIET: ("text3", ""),
        Tone.NEW: ("new", "newSoft"),
        Tone.STALE: ("stale", "staleSoft"),
        Tone.CRITICAL: ("onCrit", "crit"),
        Tone.OFFLINE: ("off", "offSoft"),
        Tone.ACCENT: ("accent", "accentSoft"),
    }
)
"""Text and background of each tone."""


_RIM = 2
"""Pixels around a flag: the mark of a critical value is a little larger than its square."""


def badge_width(badge: Badge, look: Look) -> int:
    """Give the width of a badge."""
    if not badge.is_framed:
        return int(look.advance(badge.text, 12, 400)) + 1
    return int(look.advance(badge.text, 12, 600)) + look.px(11)


def paint_badge(painter: QPainter, right: float, top: float, badge: Badge, look: Look) -> None:
    """Draw a badge, 16 high, by its right upper corner."""
    width, height = badge_width(badge, look), look.px(17)
    box = QRectF(right - width, top, width, height)
    colour, ground = TONE[badge.tone]
    centre = int(Qt.AlignmentFlag.AlignCenter.value)
    if not badge.is_framed:
        ink.text(painter, look, box, badge.text, ink.Style(12, 400, "text3", centre))
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(look.color(ground) if ground else Qt.BrushStyle.NoBrush)
    edge = {Tone.STALE: "stale", Tone.PLAIN: "line", Tone.QUIET: "line"}.get(badge.tone)
    painter.setPen(QPen(look.color(edge), 1) if edge else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
    ink.text(painter, look, box, badge.text, ink.Style(12, 600, colour if ground else "text2", centre))


def paint_hatch(painter: QPainter, box: QRectF, look: Look) -> None:
    """Fill a box with the hatch."""
    brush = QBrush()
    brush.setTextureImage(look.hatch(painter.device().devicePixelRatioF()))
    painter.fillRect(box, brush)


def _triangle(box: QRectF, *, up: bool) -> QPolygonF:
    left, right, top, bottom = box.left(), box.right(), box.top() + 1.5, box.bottom() - 1.5
    middle = box.center().x()
    if up:
        return QPolygonF([QPointF(middle, top), QPointF(right, bottom), QPointF(left, bottom)])
    return QPolygonF([QPointF(left, top), QPointF(right, top), QPointF(middle, bottom)])


def paint_flag(painter: QPainter, box: QRectF, shape: FlagShape, look: Look) -> None:
    """Draw a flag in a square of 12 (screens.md 3.5); drawn once and then copied, for a table repeats it."""
    if shape is FlagShape.NONE:
        return
    side, ratio = round(box.width()), painter.device().devicePixelRatioF()
    room, whole = QRectF(_RIM, _RIM, side, side), side + 2 * _RIM
    flag = look.drawn(("flag", shape.value), (whole, whole), ratio, lambda onto: _draw_flag(onto, room, shape, look))
    painter.drawPixmap(round(box.left()) - _RIM, round(box.top()) - _RIM, flag)


def _draw_flag(painter: QPainter, box: QRectF, shape: FlagShape, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if shape in (FlagShape.HIGH, FlagShape.LOW):
        up = shape is FlagShape.HIGH
        painter.setBrush(look.color("high" if up else "low"))
        painter.drawPolygon(_triangle(box, up=up))
    elif shape in (FlagShape.CRITICAL_HIGH, FlagShape.CRITICAL_LOW):
        _critical(painter, box, look, up=shape is FlagShape.CRITICAL_HIGH)
    elif shape is FlagShape.ABNORMAL:
        painter.setBrush(look.color("high"))
        middle = box.center()
        half = box.width() / 2 - 1
        points = [QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]
        painter.drawPolygon(QPolygonF([middle + point for point in points]))
    elif shape is FlagShape.NORMAL:
        painter.setBrush(look.color("text3"))
        painter.drawEllipse(box.center(), look.px(2.2) or 1, look.px(2.2) or 1)
    elif shape is FlagShape.NO_INTERVAL:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("text3"), 1.2, Qt.PenStyle.DotLine))
        painter.drawEllipse(box.center(), look.px(4), look.px(4))
    elif shape is FlagShape.NOT_ASSESSED:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("text3"), 1.2))
        side = look.px(8)
        painter.drawRect(QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side))


def _critical(painter: QPainter, box: QRectF, look: Look, *, up: bool) -> None:
    painter.setBrush(look.color("crit"))
    painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 3, 3)
    painter.setBrush(look.color("onCrit"))
    half = box.height() / 2
    for shift in (0.0, half):
        inner = QRectF(box.left() + 2, box.top() + shift - 0.5, box.width() - 4, half + 1)
        painter.drawPolygon(_triangle(inner, up=up))


def paint_spark(painter: QPainter, box: QRectF, spark: "Spark", shape: FlagShape, look: Look) -> None:
    """Draw a course on a true time axis, with the band of the interval behind it; drawn once while it is in view."""
    ratio = painter.device().devicePixelRatioF()
    size = (round(box.width()), round(box.height()))
    key = (spark, shape, size, ratio)
    course: QPixmap | None = look.passing.get(key)
    if course is None:
        room = QRectF(0, 0, *size)
        course = look.pass_by(key, picture(size, ratio, lambda onto: _draw_spark(onto, room, spark, shape, look)))
    painter.drawPixmap(round(box.left()), round(box.top()), course)


def _draw_spark(painter: QPainter, box: QRectF, spark: "Spark", shape: FlagShape, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    lowest, highest = _reach(spark)
    span = (highest - lowest) or 1.0
    start, end = spark.points[0].when, spark.points[-1].when
    inner = box.adjusted(3, 4, -4, -4)

    def place(when: float, value: float) -> QPointF:
        across = inner.left() + (when - start) / ((end - start) or 1.0) * inner.width()
        return QPointF(across, inner.bottom() - (min(max(value, lowest), highest) - lowest) / span * inner.height())

    for band in spark.bands:
        if band.low is not None or band.high is not None:
            left = place(band.since, lowest).x() if band.since is not None else box.left()
            right = place(band.until, lowest).x() if band.until is not None else box.right()
            top = place(start, band.high).y() if band.high is not None else box.top()
            bottom = place(start, band.low).y() if band.low is not None else box.bottom()
            painter.fillRect(QRectF(left, top, right - left, max(bottom - top, 2)), look.color("band"))
    _draw_line(painter, [(place(point.when, point.value), point.is_home) for point in spark.points], look)
    for newest in (point for point in spark.points if point.is_newest):
        token = {"high": "high", "critical_high": "crit", "low": "low", "critical_low": "crit"}.get(shape.value, "text")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(token))
        painter.drawEllipse(place(newest.when, newest.value), 2.8, 2.8)


def _reach(spark: "Spark") -> tuple[float, float]:
    """Give the lowest and the highest value to draw: an interval widens the course by its own height at most."""
    values = [point.value for point in spark.points]
    low, high = min(values), max(values)
    for limit in (band.low for band in spark.bands if band.low is not None):
        low = min(low, max(limit, min(values) - (max(values) - min(values) or abs(min(values)) or 1)))
    for limit in (band.high for band in spark.bands if band.high is not None):
        high = max(high, min(limit, max(values) + (max(values) - low or abs(low) or 1)))
    return low, high


def _draw_line(painter: QPainter, points: list[tuple[QPointF, bool]], look: Look) -> None:
    painter.setPen(QPen(look.color("text2"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([place for place, _ in points]))
    # Points of a round pen: one stroke for all of them costs a fourth of as many discs.
    painter.setPen(QPen(look.color("text2"), 2.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(QPolygonF([place for place, is_home in points if not is_home]))
    painter.setPen(QPen(look.color("text2"), 1.0))
    painter.setBrush(look.color("surface"))
    for place in (place for place, is_home in points if is_home):
        painter.drawEllipse(place, 2.0, 2.0)
