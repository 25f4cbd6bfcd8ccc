"""Words, icons and key caps: what the first paint needs."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from overblik.widgets.look import Look
from overblik.widgets.qt_numbers import ALIGN_CENTRE, SINGLE_LINE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Style(NamedTuple):
    """How one line of words is drawn."""

    size: int
    weight: int
    ink: str
    align: int


def text(painter: QPainter, look: Look, box: QRectF, words: str, style: Style) -> None:
    """Draw words on one line in a box."""
    painter.setFont(look.font(style.size, style.weight))
    if not look.is_plain:
        painter.setPen(look.color(style.ink))
    painter.drawText(box, style.align | SINGLE_LINE, words)


def icon(painter: QPainter, look: Look, at: QPointF, name: str, size: float, ink: str) -> None:
    """Draw an icon with its corner at a place."""
    ratio = painter.device().devicePixelRatioF()
    drawn = look.icon(name, size, ink, ratio)
    if not drawn.isNull():
        painter.drawPixmap(at, drawn)


def key_cap_width(letter: str, look: Look) -> int:
    """Give the width of a key cap."""
    return max(look.px(17), int(look.advance(letter, 12)) + look.px(8))


def paint_key_cap(painter: QPainter, x: float, middle: float, letter: str, look: Look) -> None:
    """Draw a key cap by its left edge and its middle."""
    if look.is_plain:
        return
    width, height = key_cap_width(letter, look), look.px(17)
    box = QRectF(0, 0, width, height)

    def draw(onto: QPainter) -> None:
        onto.setRenderHint(QPainter.RenderHint.Antialiasing)
        onto.setBrush(look.color("surface"))
        onto.setPen(look.color("line"))
        onto.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
        text(onto, look, box, letter, Style(12, 400, "text2", ALIGN_CENTRE))

    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(round(x), round(middle - height / 2), look.drawn(("key", letter), (width, height), ratio, draw))


def paint_focus(painter: QPainter, widget: "QWidget", look: Look) -> None:
    """Draw the ring of the focus inside the edge of a part that has it (screens.md 4.2)."""
    if widget.hasFocus() and not look.is_plain:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        paint_ring(painter, QRectF(widget.rect()), look)


def paint_ring(painter: QPainter, box: QRectF, look: Look) -> None:
    """Draw the ring of the focus inside a box."""
    from PySide6.QtGui import QBrush, QPen  # after the first paint

    painter.setBrush(QBrush())
    painter.setPen(QPen(look.color("focus"), 2))
    painter.drawRect(box.adjusted(1, 1, -1, -1))
