"""The title of a board: name of the list, the moment, and the numbers that matter; nothing of it is cut off (H18)."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.ward_values import Board, Count
from overblik.widgets import ink
from overblik.widgets.fitted import Fitted
from overblik.widgets.look import Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_COUNTS = {"critical": ("triangle-alert", "crit"), "news": ("", "new"), "lacking": ("circle-dot-dashed", "text2")}
_TITLE, _META, _BELOW = 22, 15, 13
_ROW, _BOX, _GAP = 54, 34, 12
"""Design pixels: the height of a line, of a number in its frame, and the room between them."""


class Title(Fitted):
    """Title, moment and numbers from the left in one line; without room the moment stands below, then the numbers do."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(self._height, parent)
        self.look, self._board = look, Board("", "", (), Lazily())
        self.setMinimumHeight(look.px(_ROW))

    def tell(self, board: Board) -> None:
        """Take a board."""
        self._board = board
        counts = ", ".join(one.text for one in board.counts)
        self.setAccessibleName(". ".join(part for part in (board.title, board.meta, counts) if part))
        self.fit()

    @property
    def need(self) -> float:
        """The width in which everything has room with the moment below the title."""
        return self._words_wide() + self._numbers_wide()

    def _words_wide(self) -> float:
        look, told = self.look, self._board
        return max(look.advance(told.title, _TITLE, 600), look.advance(told.meta, _BELOW)) + look.px(16)

    def _numbers_wide(self) -> float:
        return sum(self._wide(one) + self.look.px(_GAP) for one in self._board.counts)

    def _is_one_line(self) -> bool:
        look, told = self.look, self._board
        words = look.advance(told.title, _TITLE, 600) + look.advance(told.meta, _META)
        return words + self._numbers_wide() + look.px(32) <= self.width()

    def _places(self) -> list[QPointF]:
        """Give the upper left corner of each number, beside the words, or below them in as many rows as it takes."""
        look, told = self.look, self._board
        y, x = (look.px(_ROW) - look.px(_BOX)) / 2, self._words_wide()
        if self._is_one_line():
            x = look.advance(told.title, _TITLE, 600) + look.advance(told.meta, _META) + look.px(32)
        elif self.need > self.width():
            x, y = 0.0, float(look.px(_ROW))
        made = []
        for one in told.counts:
            if x and x + self._wide(one) > self.width():
                x, y = 0.0, y + look.px(_BOX + 4)
            made.append(QPointF(x, y))
            x += self._wide(one) + look.px(_GAP)
        return made

    def _height(self) -> int:
        """Give the height of words and numbers."""
        places, look = self._places(), self.look
        return max(int(places[-1].y() + look.px(_BOX + 6)) if places else 0, look.px(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, moment and numbers."""
        del event
        look, painter, told = self.look, QPainter(self), self._board
        row, title = float(look.px(_ROW)), look.advance(told.title, _TITLE, 600)
        height = row if self._is_one_line() else row * 0.56
        ink.text(painter, look, QRectF(0, 0, self.width(), height), told.title, ink.Style(_TITLE, 600, "text", _LEFT))
        if self._is_one_line():
            beside = QRectF(title + look.px(16), 0, self.width(), row)
            ink.text(painter, look, beside, told.meta, ink.Style(_META, 400, "text2", _LEFT))
        else:
            below = QRectF(0, height - look.px(4), self.width(), row - height)
            ink.text(painter, look, below, told.meta, ink.Style(_BELOW, 400, "text2", _LEFT))
        for one, place in zip(told.counts, self._places(), strict=True):
            self._count(painter, one, place)
        painter.end()

    def _wide(self, one: Count) -> float:
        """Give the width of a number in its frame."""
        look, (number, _, rest) = self.look, one.text.partition(" ")
        sign = look.px(22) if _COUNTS[one.marker][0] else 0
        return look.px(12) * 2 + sign + look.advance(number, 18, 600) + look.px(7) + look.advance(rest, 15)

    def _count(self, painter: QPainter, one: Count, place: QPointF) -> None:
        look = self.look
        name, colour = _COUNTS[one.marker]
        number, _, rest = one.text.partition(" ")
        wide = self._wide(one)
        box = QRectF(place.x() + 0.5, place.y() + 0.5, wide, look.px(_BOX))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color("surface"))
        painter.setPen(QPen(look.color("crit" if one.marker == "critical" else "line"), 1))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        at = place.x() + look.px(12)
        if name:
            ink.icon(painter, look, QPointF(at, box.center().y() - look.px(8)), name, 16, colour)
            at += look.px(22)
        ink.text(painter, look, QRectF(at, box.top(), wide, box.height()), number, ink.Style(18, 600, colour, _LEFT))
        at += look.advance(number, 18, 600) + look.px(7)
        ink.text(painter, look, QRectF(at, box.top(), wide, box.height()), rest, ink.Style(15, 400, colour, _LEFT))
