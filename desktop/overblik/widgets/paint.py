"""Flags, badges, key caps, chips' shapes, hatches and sparklines: painted, never font glyphs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from overblik.viewmodels.rows import Badge, FlagShape, Marker, Spark, Tone
from overblik.widgets.look import Look

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


class Style(NamedTuple):
    """How one line of words is drawn."""

    size: int
    weight: int
    ink: str
    align: int


def text(painter: QPainter, look: Look, box: QRectF, words: str, style: Style) -> None:
    """Draw words on one line in a box."""
    painter.setFont(look.font(style.size, style.weight))
    painter.setPen(look.color(style.ink))
    painter.drawText(box, style.align | int(Qt.TextFlag.TextSingleLine.value), words)


def icon(painter: QPainter, look: Look, at: QPointF, name: str, size: float, ink: str) -> None:
    """Draw an icon with its corner at a place."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, look.icon(name, size, ink, ratio))


def badge_width(badge: Badge, look: Look) -> int:
    """Give the width of a badge."""
    if not badge.is_framed:
        return int(look.metrics(12, 400).horizontalAdvance(badge.text)) + 1
    return int(look.metrics(12, 600).horizontalAdvance(badge.text)) + look.px(11)


def paint_badge(painter: QPainter, right: float, top: float, badge: Badge, look: Look) -> None:
    """Draw a badge, 16 high, by its right upper corner."""
    width, height = badge_width(badge, look), look.px(17)
    box = QRectF(right - width, top, width, height)
    ink, ground = TONE[badge.tone]
    centre = int(Qt.AlignmentFlag.AlignCenter.value)
    if not badge.is_framed:
        text(painter, look, box, badge.text, Style(12, 400, "text3", centre))
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(look.color(ground) if ground else Qt.BrushStyle.NoBrush)
    edge = {Tone.STALE: "stale", Tone.PLAIN: "line", Tone.QUIET: "line"}.get(badge.tone)
    painter.setPen(QPen(look.color(edge), 1) if edge else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
    text(painter, look, box, badge.text, Style(12, 600, ink if ground else "text2", centre))


def key_cap_width(letter: str, look: Look) -> int:
    """Give the width of a key cap."""
    return max(look.px(17), int(look.metrics(12).horizontalAdvance(letter)) + look.px(8))


def paint_key_cap(painter: QPainter, x: float, middle: float, letter: str, look: Look) -> None:
    """Draw a key cap by its left edge and its middle."""
    width, height = key_cap_width(letter, look), look.px(17)
    box = QRectF(x, middle - height / 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(look.color("surface"))
    painter.setPen(QPen(look.color("line"), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
    text(painter, look, box, letter, Style(12, 400, "text2", int(Qt.AlignmentFlag.AlignCenter.value)))


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
    """Draw a flag in a square of 12 (screens.md 3.5)."""
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


def paint_spark(painter: QPainter, box: QRectF, spark: Spark, shape: FlagShape, look: Look) -> None:
    """Draw a course on a true time axis, with the band of the interval behind it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    values = [value for _, value in spark.points]
    lowest, highest = min(values), max(values)
    if spark.low is not None:
        lowest = min(lowest, max(spark.low, lowest - (highest - lowest or abs(lowest) or 1)))
    if spark.high is not None:
        highest = max(highest, min(spark.high, highest + (highest - lowest or abs(highest) or 1)))
    span = (highest - lowest) or 1.0
    start, end = spark.points[0][0], spark.points[-1][0]
    inner = box.adjusted(3, 4, -4, -4)

    def y_of(value: float) -> float:
        return inner.bottom() - (min(max(value, lowest), highest) - lowest) / span * inner.height()

    if spark.low is not None or spark.high is not None:
        top = y_of(spark.high) if spark.high is not None else box.top()
        bottom = y_of(spark.low) if spark.low is not None else box.bottom()
        painter.fillRect(QRectF(box.left(), top, box.width(), max(bottom - top, 2)), look.color("band"))
    width = (end - start) or 1.0
    points = [
        QPointF(inner.left() + (when - start) / width * inner.width(), y_of(value)) for when, value in spark.points
    ]
    painter.setPen(QPen(look.color("text2"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("text2"))
    for point in points[:-1]:
        painter.drawEllipse(point, 1.4, 1.4)
    token = {"high": "high", "critical_high": "crit", "low": "low", "critical_low": "crit"}.get(shape.value, "text")
    painter.setBrush(look.color(token))
    painter.drawEllipse(points[-1], 2.8, 2.8)
