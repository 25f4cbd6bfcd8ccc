"""The signs of the trend: points, marks and patterns, drawn once and then copied (screens.md 3.5)."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from overblik.viewmodels.marks import FlagShape
from overblik.widgets import paint
from overblik.widgets.look import Look

SIDE = 16
"""The square of a sign, in design pixels: the largest, a critical value, is 14."""
_INK = {"high": "high", "low": "low", "critical_high": "crit", "critical_low": "crit", "abnormal": "high"}


def sign(name: str, look: Look, ratio: float) -> QPixmap:
    """Give a sign as a picture."""
    side = look.px(SIDE)
    return look.drawn(("trend", name), (side, side), ratio, lambda painter: _draw(painter, name, look, float(side)))


def _draw(painter: QPainter, name: str, look: Look, side: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(side / 2, side / 2)
    shape = name.removeprefix("home ")
    is_home = name.startswith("home")
    colour = look.color(_INK.get(shape, "text"))
    painter.setPen(QPen(colour, look.px(1.4)) if is_home else Qt.PenStyle.NoPen)
    painter.setBrush(look.color("surface") if is_home else colour)
    if shape in ("high", "low") or (is_home and shape.startswith("critical")):
        painter.drawPolygon(_triangle(middle, look.px(5), up=shape in ("high", "critical_high")))
    elif shape in ("normal", "home", "none") or is_home:
        painter.drawEllipse(middle, look.px(4), look.px(4))
    elif shape == "apart":
        painter.setPen(QPen(look.color("text2"), look.px(1.4)))
        painter.setBrush(look.color("surface"))
        painter.drawPolygon(_diamond(middle, look.px(5)))
    elif shape == "limit":
        painter.setPen(QPen(look.color("text2"), look.px(1.6)))
        half = look.px(5)
        painter.drawLine(middle + QPointF(-half, 0), middle + QPointF(half, 0))
        painter.drawLine(middle, middle + QPointF(0, half))
    else:
        square = float(look.px(12))
        box = QRectF(middle.x() - square / 2, middle.y() - square / 2, square, square)
        paint.paint_flag(painter, box, FlagShape(shape), look)


def _triangle(middle: QPointF, half: float, *, up: bool) -> QPolygonF:
    turn = -1 if up else 1
    points = [QPointF(0, turn * half), QPointF(half, -turn * half * 0.8), QPointF(-half, -turn * half * 0.8)]
    return QPolygonF([middle + point for point in points])


def _diamond(middle: QPointF, half: float) -> QPolygonF:
    points = [QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]
    return QPolygonF([middle + point for point in points])


def draw_legend_sign(painter: QPainter, box: QRectF, name: str, look: Look, mark: str = "") -> None:
    """Draw what the legend names, in a square of 16; `mark` is the letter of a comment or a correction."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle, inner = box.center(), box.adjusted(1, 4, -1, -4)
    left, right = QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y())
    if mark:
        draw_mark(painter, middle, mark, look)
    elif name == "band":
        painter.fillRect(inner, look.color("band"))
        painter.setPen(QPen(look.color("edge"), 1))
        painter.drawLine(inner.topLeft(), inner.topRight())
        painter.drawLine(inner.bottomLeft(), inner.bottomRight())
    elif name == "step":
        painter.setPen(QPen(look.color("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(middle.x(), box.top()), QPointF(middle.x(), box.bottom()))
    elif name == "level":
        painter.setPen(QPen(look.color("accent"), look.px(2), Qt.PenStyle.DashLine))
        painter.drawLine(left, right)
    elif name == "selected":
        painter.setPen(QPen(look.color("focus"), 2))
        painter.drawEllipse(middle, look.px(6), look.px(6))
    elif name in ("taken", "paused", "unknown"):
        draw_part(painter, inner, name, look)
    else:
        drawn = sign(name, look, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(middle.x() - look.px(SIDE) / 2, middle.y() - look.px(SIDE) / 2), drawn)


def draw_mark(painter: QPainter, middle: QPointF, letter: str, look: Look) -> None:
    """Draw the letter of a comment or a correction."""
    painter.setFont(look.font(12, 600))
    painter.setPen(look.color("text2"))
    side = float(look.px(SIDE))
    box = QRectF(middle.x() - side, middle.y() - side / 2, 2 * side, side)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), letter)


def draw_part(painter: QPainter, box: QRectF, doing: str, look: Look) -> None:
    """Draw a part of a medicine lane: filled when taken, dotted ochre when paused, dashed when nobody told the dose."""
    pens = {
        "taken": QPen(look.color("off"), 1),
        "paused": QPen(look.color("stale"), look.px(2), Qt.PenStyle.DotLine),
        "unknown": QPen(look.color("edge"), 1, Qt.PenStyle.DashLine),
    }
    painter.setPen(pens[doing])
    painter.setBrush(look.color("offSoft") if doing == "taken" else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 2, 2)
