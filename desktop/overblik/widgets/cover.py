"""What lies over the page: a flat cover under banner and CAVE line, and a panel on it; no shadow, no motion."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from overblik.widgets.look import Look

if TYPE_CHECKING:
    from overblik.widgets.pane import Pane

_LIGHT, _DARK = 51, 153
"""Of 255: how much of the dark cover lies over the page."""


def fit_under_cave(view: QWidget, pane: "Pane") -> None:
    """Lie under banner and CAVE line, which nothing ever covers."""
    top = pane.cave.geometry().bottom() + 1
    view.setGeometry(0, top, pane.width(), max(pane.height() - top, 0))


def draw_cover(painter: QPainter, box: QRect, look: Look) -> None:
    """Dim the page."""
    is_light = look.theme == "light"
    colour = QColor(look.color("text" if is_light else "canvas"))
    colour.setAlpha(_LIGHT if is_light else _DARK)
    painter.fillRect(box, colour)


def draw_panel(painter: QPainter, panel: QRectF, look: Look) -> None:
    """Draw the ground and edge of a panel."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("edge"), 1))
    painter.setBrush(look.color("surface"))
    painter.drawRoundedRect(panel.adjusted(0.5, 0.5, -0.5, -0.5), look.px(10), look.px(10))
