"""The foot of a board: the legend of its flags, its keys, how many lines there are and whose answer is the oldest."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overblik.domain.features import KEYS as FEATURE_OF
from overblik.domain.features import Feature
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.ward_values import Layout, Told
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.fitted import Fitted
from overblik.widgets.flow import Run, Stack
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


class Keys(Fitted):
    """Legend above, keys below it, each in as many rows as it takes; what stands at the right is never cut (H4, H18)."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Take look and words."""
        super().__init__(self._height, parent)
        self.look, self.words, self._right, self._layout = look, words, "", Layout.BOARD
        self.off: frozenset[Feature] = frozenset()
        self.setFixedHeight(look.px(_LEGEND_LINE + _KEY_LINE + 2))

    def tell(self, right: str, layout: Layout = Layout.BOARD) -> None:
        """Take what stands at the right, and what the page shows."""
        self._right, self._layout = right, layout
        self.setAccessibleName(right)
        self.fit()

    @property
    def legend(self) -> int:
        """The height of the legend in pixels."""
        return (self._signs()[-1][1] + 1) * self.look.px(_LEGEND_LINE)

    def _signs(self) -> list[tuple[float, int, FlagShape | None, str]]:
        """Give each part of the legend with its left edge and row: its sign, none where it is words alone."""
        told: list[tuple[FlagShape | None, str]] = [(FlagShape.CRITICAL_HIGH, self.words.say("ward.legend_critical"))]
        for shape, letter, key in _LEGEND:
            told.append((shape, " ".join(part for part in (letter, self.words.say(f"ward.{key}")) if part)))
        told.append((None, self.words.say("ward.legend_not_stated")))
        if self._layout is Layout.BOARD:  # a hand-over has no column of it
            told.append((None, self.words.say("ward.legend_fgvh")))
        wide = [self._sign(shape) + self.look.advance(text, 13) for shape, text in told]
        places = in_rows(wide, self.look.px(20), self.width())
        return [(*place, *one) for place, one in zip(places, told, strict=True)]

    def _sign(self, shape: FlagShape | None) -> float:
        """Give the width of a sign with the room behind it."""
        look = self.look
        if shape is FlagShape.CRITICAL_HIGH:
            return mark_width(self._pill(), SIZES["dense"], look) - look.px(2)
        return look.px(17) if shape is not None else 0.0

    def _pill(self) -> Told:
        badge = Badge(self.words.say("lab.critical_high"), Tone.CRITICAL)
        return Told("", flag=FlagShape.CRITICAL_HIGH, badge=badge)

    def _placed(self) -> tuple[list[tuple[float, int, str, str]], int, int]:
        """Give each key with its left edge and row, the row of what stands at the right, and how many rows there are."""
        look = self.look
        told = [
            (cap, self.words.say(f"ward.key_{key}"))
            for cap, key in _KEYS[self._layout]
            if FEATURE_OF.get(key) not in self.off
        ]
        wide = [ink.key_cap_width(cap, look) + look.px(6) + look.advance(words, 13) for cap, words in told]
        places = in_rows(wide, look.px(16), self.width())
        made = [(*place, *one) for place, one in zip(places, told, strict=True)]
        end, row = places[-1][0] + wide[-1] + look.px(16), places[-1][1]
        last = row + 1 if end + look.advance(self._right, 13) > self.width() else row
        return made, last, last + 1

    def _age(self) -> Stack:
        """Lay out what stands at the right: it wraps where a whole row is too short for it."""
        return Stack([Run(self._right, 13, 400, "text2")], self.look, self.width(), 18)

    def _height(self) -> int:
        """Give the height of legend, keys and what stands at the right."""
        look, (_, _, rows) = self.look, self._placed()
        return self.legend + (rows - 1) * look.px(_KEY_LINE) + max(look.px(_KEY_LINE), self._age().height) + look.px(2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the legend, the keys below it, and what stands at the right."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, row, shape, text in self._signs():
            self._paint_sign(painter, QPointF(x, row * look.px(_LEGEND_LINE)), shape, text)
        top, high = self.legend, look.px(_KEY_LINE)
        keys, last, _ = self._placed()
        for x, row, cap, words in keys:
            y = top + row * high
            ink.paint_key_cap(painter, x, y + look.px(18), cap, look)
            left = x + ink.key_cap_width(cap, look) + look.px(6)
            ink.text(painter, look, QRectF(left, y, self.width(), high), words, ink.Style(13, 400, "text2", _LEFT))
        age, y_age = self._age(), float(top + last * high)
        if age.height > look.px(18):
            age.paint(painter, 0, y_age)
        else:
            box = QRectF(0, y_age, self.width(), high)
            ink.text(painter, look, box, self._right, ink.Style(13, 400, "text2", _RIGHT))
        painter.end()

    def _paint_sign(self, painter: QPainter, at: QPointF, shape: FlagShape | None, text: str) -> None:
        look, line, wide = self.look, self.look.px(_LEGEND_LINE), self._sign(shape)
        if shape is FlagShape.CRITICAL_HIGH:
            box = QRectF(at.x(), at.y() + look.px(3), wide - look.px(6), line - look.px(6))
            paint_critical(painter, box, self._pill(), SIZES["dense"], look)
        elif shape is not None:
            side = look.px(12)
            paint_flag(painter, QRectF(at.x(), at.y() + (line - side) / 2, side, side), shape, look)
        box = QRectF(at.x() + wide, at.y(), self.width(), line)
        ink.text(painter, look, box, text, ink.Style(13, 400, "text2", _LEFT))


def in_rows(wide: Sequence[float], between: float, room: float) -> list[tuple[float, int]]:
    """Give left edge and row of parts beside each other; one that has no room left stands first in the next row."""
    made, x, row = list[tuple[float, int]](), 0.0, 0
    for one in wide:
        if x and x + one > room:
            x, row = 0.0, row + 1
        made.append((x, row))
        x += one + between
    return made
