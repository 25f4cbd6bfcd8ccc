"""The foot of a board: the legend of its flags, its keys, how many lines there are and whose answer is the oldest."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.ward_values import Layout, Told
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.look import Look
from overblik.widgets.paint import paint_flag
from overblik.widgets.ward_cell import mark_width, paint_critical
from overblik.widgets.ward_sizes import SIZES

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_SHARED = (("↑ ↓", "choose"), ("Enter", "open"), ("C", "critical"), ("F", "filter"))
_KEYS = {
    Layout.BOARD: (*_SHARED, ("Shift+W", "lists"), ("Shift+V", "handover"), ("Ctrl+P", "print")),
    Layout.HANDOVER: (("← →", "shift"), *_SHARED, ("Ctrl+P", "print"), ("Esc", "board")),
}
_LEGEND = (
    (FlagShape.HIGH, "H", "legend_high"),
    (FlagShape.LOW, "L", "legend_low"),
    (FlagShape.NORMAL, "", "legend_normal"),
    (FlagShape.NOT_ASSESSED, "", "legend_not_assessed"),
)
_LEGEND_LINE, _KEY_LINE = 26, 36
"""Design pixels: the heights of the lines."""


class Keys(QWidget):
    """Legend above, keys below it in as many rows as they take; what stands at the right is never cut (H4, H18)."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Take look and words."""
        super().__init__(parent)
        self.look, self.words, self._right, self._layout = look, words, "", Layout.BOARD
        self.setFixedHeight(look.px(_LEGEND_LINE + _KEY_LINE + 2))

    def tell(self, right: str, layout: Layout = Layout.BOARD) -> None:
        """Take what stands at the right, and what the page shows."""
        self._right, self._layout = right, layout
        self.setAccessibleName(right)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out only what is in view: a page that was never laid out is narrow, and would make the window tall."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the keys out in the new width."""
        super().resizeEvent(event)
        self._fit()

    def _placed(self) -> tuple[list[tuple[float, int, str, str]], int, int]:
        """Give each key with its left edge and row, the row of what stands at the right, and how many rows there are."""
        look, made, x, row = self.look, list[tuple[float, int, str, str]](), 0.0, 0
        for cap, key in _KEYS[self._layout]:
            words = self.words.say(f"ward.key_{key}")
            wide = ink.key_cap_width(cap, look) + look.px(6) + look.advance(words, 13) + look.px(16)
            if x and x + wide > self.width():
                x, row = 0.0, row + 1
            made.append((x, row, cap, words))
            x += wide
        last = row + 1 if x + look.advance(self._right, 13) > self.width() else row
        return made, last, last + 1

    def _fit(self) -> None:
        _, _, rows = self._placed()
        tall = self.look.px(_LEGEND_LINE) + rows * self.look.px(_KEY_LINE) + self.look.px(2)
        if self.isVisible() and self.height() != tall:
            self.setFixedHeight(tall)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the legend, the keys below it, and what stands at the right."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        top, high = look.px(_LEGEND_LINE), look.px(_KEY_LINE)
        keys, last, _ = self._placed()
        for x, row, cap, words in keys:
            y = top + row * high
            ink.paint_key_cap(painter, x, y + look.px(18), cap, look)
            left = x + ink.key_cap_width(cap, look) + look.px(6)
            ink.text(painter, look, QRectF(left, y, self.width(), high), words, ink.Style(13, 400, "text2", _LEFT))
        box = QRectF(0, top + last * high, self.width(), high)
        ink.text(painter, look, box, self._right, ink.Style(13, 400, "text2", _RIGHT))
        painter.end()

    def _paint_legend(self, painter: QPainter) -> None:
        look, line, sizes = self.look, self.look.px(_LEGEND_LINE), SIZES["dense"]
        style = ink.Style(13, 400, "text2", _LEFT)
        pill = Told("", flag=FlagShape.CRITICAL_HIGH, badge=Badge(self.words.say("lab.critical_high"), Tone.CRITICAL))
        x = mark_width(pill, sizes, look) - look.px(8)
        paint_critical(painter, QRectF(0, look.px(3), x, line - look.px(6)), pill, sizes, look)
        text = self.words.say("ward.legend_critical")
        ink.text(painter, look, QRectF(x + look.px(6), 0, self.width(), line), text, style)
        x += look.px(6) + look.advance(text, 13) + look.px(20)
        for shape, letter, key in _LEGEND:
            paint_flag(painter, QRectF(x, line / 2 - look.px(6), look.px(12), look.px(12)), shape, look)
            text = " ".join(part for part in (letter, self.words.say(f"ward.{key}")) if part)
            x += look.px(17)
            ink.text(painter, look, QRectF(x, 0, self.width(), line), text, style)
            x += look.advance(text, 13) + look.px(20)
        text = self.words.say("ward.legend_not_stated")
        if self._layout is Layout.BOARD:  # a hand-over has no column of it
            text = f"{text}   {self.words.say('ward.legend_fgvh')}"
        ink.text(painter, look, QRectF(x, 0, self.width(), line), text, style)
