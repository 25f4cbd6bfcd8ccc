"""How much happened when: four rows over one axis of time, newest at the right (R13); a click goes there in the list."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from overblik.domain.dates import DANISH
from overblik.viewmodels.formats import show_moment_date
from overblik.viewmodels.timeline import LANES
from overblik.viewmodels.timeline_values import Lane, Month, Timeline
from overblik.viewmodels.trend_time import Span, from_seconds, ticks
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.look import Look, picture

_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_LANE, _AXIS, _PAD, _EDGE = 15, 18, 5, 12
_NAMES: Mapping[Lane, str] = MappingProxyType(
    {
        Lane.MEDICATION: "timeline.lane_medication",
        Lane.RESULT: "timeline.lane_result",
        Lane.CONTACT: "timeline.lane_contact",
        Lane.OTHER: "timeline.lane_other",
    }
)
_MONTH = 30.4 * 86_400.0
_SIZES, _LEAST = (1, 3, 6, 12), 5
"""So many months a bar may tell of: the fewest with which it is as wide as this, in design pixels."""


def _start(months: int) -> float:
    """Give the first moment of a month, counted from the year 0."""
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=DANISH).timestamp()


class TimelineStrip(QWidget):
    """Bars by month in four rows, the line of today, and a mark at the month that is read."""

    chosen = Signal(int)
    """The row to go to."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self._months: tuple[Month, ...] = ()
        self._now = 0.0
        self._at = -1
        self._drawn: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(len(LANES) * _LANE + _AXIS + 2 * _PAD))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_timeline(self, made: Timeline | None) -> None:
        """Take the months of a timeline."""
        self._months, self._now = (made.months, made.now) if made else ((), 0.0)
        self._drawn, self._at = None, -1
        dates = [show_moment_date(from_seconds(one.start + _MONTH / 2), self.words)[4:] for one in self._months]
        said = self.words.say("timeline.strip", first=dates[0], last=dates[-1]) if dates else ""
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def _bins(self) -> list[tuple[float, float, list[int]]]:
        """Give the months as bars of one to twelve of them, so that each can be seen: (start, end, counts)."""
        span, room = self._span(), self._room()
        for size in _SIZES:
            if size * _MONTH / span.length * room.width() >= self.look.px(_LEAST):
                break
        bins: dict[int, list[int]] = {}
        for month in self._months:
            at = from_seconds(month.start + _MONTH / 2).astimezone(DANISH)
            counts = bins.setdefault((at.year * 12 + at.month - 1) // size, [0] * len(LANES))
            for number, count in enumerate(month.counts):
                counts[number] += count
        return [(_start(key * size), _start((key + 1) * size), counts) for key, counts in bins.items()]

    @property
    def is_worth(self) -> bool:
        """Whether there is a course of time to show."""
        return len(self._months) > 1

    def mark(self, row: int) -> None:
        """Mark the month of a row."""
        below = [one.place for one in reversed(self._months)]
        place = bisect_left(below, row + 1) - 1
        at = len(self._months) - 1 - max(place, 0) if below else -1
        if at != self._at:
            self._at = at
            self.update()

    def beside(self, row: int, by: int) -> int:
        """Give the newest row of the next newer (-1) or older (1) month; -1 where there is none."""
        places = [one.place for one in reversed(self._months)]
        if by > 0:
            return next((place for place in places if place > row), -1)
        here = max((place for place in places if place <= row), default=-1)
        return max((place for place in places if place < here), default=-1)

    def _span(self) -> Span:
        first, last = self._months[0].start, self._months[-1].start + _MONTH
        return Span(min(first, self._now), max(last, self._now + _MONTH / 4))

    def _room(self) -> QRectF:
        look = self.look
        names = [self.words.say(_NAMES[lane]) for lane in LANES]
        left = look.px(_EDGE) + max(look.advance(name, 12) for name in names) + look.px(8)
        return QRectF(left, look.px(_PAD), max(self.width() - left - look.px(_EDGE), 1), look.px(len(LANES) * _LANE))

    def _x(self, when: float) -> float:
        span, room = self._span(), self._room()
        return room.left() + (when - span.start) / span.length * room.width()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the month under the pointer, or the nearest one that holds an event."""
        if self._months:
            x = event.position().x()
            near = min(self._months, key=lambda one: abs(self._x(one.start + _MONTH / 2) - x))
            self.chosen.emit(near.place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in another width."""
        super().resizeEvent(event)
        self._drawn = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars, once a width, and the mark over them."""
        del event
        painter = QPainter(self)
        if self._months:
            if self._drawn is None:
                size, ratio = (self.width(), self.height()), self.devicePixelRatioF()
                self._drawn = picture(size, ratio, self._draw)
            if 0 <= self._at < len(self._months):
                self._draw_mark(painter, self._months[self._at])
            painter.drawPixmap(0, 0, self._drawn)
        painter.end()

    def _draw_mark(self, painter: QPainter, month: Month) -> None:
        look, room = self.look, self._room()
        left, right = self._x(month.start), self._x(month.start + _MONTH)
        wide = max(right - left, look.px(6))
        box = QRectF((left + right - wide) / 2, room.top(), wide, room.height())
        painter.fillRect(box, look.color("select"))
        painter.setPen(QPen(look.color("accent"), 1))
        painter.drawRect(box)

    def _draw(self, painter: QPainter) -> None:
        look, room = self.look, self._room()
        bins = self._bins()
        most = max(max(counts) for _, _, counts in bins)
        for number, lane in enumerate(LANES):
            base = room.top() + (number + 1) * look.px(_LANE)
            name = QRectF(look.px(_EDGE), base - look.px(_LANE), room.left() - look.px(_EDGE + 8), look.px(_LANE))
            ink.text(painter, look, name, self.words.say(_NAMES[lane]), ink.Style(12, 400, "text2", _RIGHT))
            painter.setPen(look.color("line"))
            painter.drawLine(QPointF(room.left(), base), QPointF(room.right(), base))
            for start, end, counts in bins:
                if counts[number]:
                    # By the root of the number: one event stays to be seen beside a hundred.
                    tall = max((counts[number] / most) ** 0.5 * look.px(_LANE - 2), 3.0)
                    left, right = self._x(start), self._x(end)
                    box = QRectF(left, base - tall, max(right - left - 1, 2.0), tall)
                    painter.fillRect(box, look.color("text2"))
        self._draw_axis(painter, room)

    def _draw_axis(self, painter: QPainter, room: QRectF) -> None:
        """Draw months and years under the rows, and the line of today."""
        look, span = self.look, self._span()
        label = look.advance("28. maj 2026", 12) + look.px(12)
        for tick in ticks(span, room.width(), label / 1.6, self.words):
            x = self._x(tick.when)
            wide = look.advance(tick.text, 12)
            if x + wide + look.px(3) <= self.width():
                painter.setPen(look.color("edge"))
                painter.drawLine(QPointF(x, room.bottom()), QPointF(x, room.bottom() + look.px(4)))
                box = QRectF(x + look.px(3), room.bottom() + look.px(1), wide + 2, look.px(_AXIS - 2))
                ink.text(painter, look, box, tick.text, ink.Style(12, 600 if tick.is_year else 400, "text3", _LEFT))
        painter.setPen(QPen(look.color("accent"), max(look.px(1.5), 1), Qt.PenStyle.DashLine))
        x = self._x(self._now)
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
