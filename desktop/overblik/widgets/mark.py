"""The program's own mark, drawn sharp in any size."""

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from overblik.widgets.look import Look

_SMALL = 24
"""Pixels of the screen up to which the simplified drawing is taken (packaging/iconwork)."""


def mark(look: Look, size: float, ratio: float = 1.0) -> QPixmap:
    """Give the mark in so many design pixels."""
    side = look.px(size)
    name = "overblik-small.svg" if side * ratio <= _SMALL else "overblik.svg"

    def draw(painter: QPainter) -> None:
        from PySide6.QtSvg import QSvgRenderer  # after the first paint

        told = (look.icons.parent / "appicon" / name).read_bytes()
        QSvgRenderer(QByteArray(told)).render(painter, QRectF(0, 0, side, side))

    return look.drawn(("mark", name), (side, side), ratio, draw)


class Mark(QLabel):
    """The mark as a part of a page; the words beside it name the program."""

    def __init__(self, look: Look, size: int, parent: QWidget | None = None) -> None:
        """Take the size in design pixels."""
        super().__init__(parent)
        self.setFixedSize(look.px(size), look.px(size))
        self.setPixmap(mark(look, size, self.devicePixelRatio()))
