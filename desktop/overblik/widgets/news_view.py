"""The news strip under the CAVE line: how many are new since when, and each by name (screens.md 3.1)."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.screen import NewsItem, NewsStrip, Stop
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import UNPLACED, Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_GRID = 8
_CHIP, _GAP, _TOP, _TWO_LINES, _QUIET = 24, 6, 4, 58, 32


class NewsView(QWidget):
    """Lead and chips that wrap; arrows go from chip to chip, Enter to the place of what is new."""

    chosen = Signal(object)
    """A Stop: the card and the row of what is new."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start hidden: there is no patient."""
        super().__init__(parent)
        self.look = look
        self._strip: NewsStrip | None = None
        self._at = -1
        self._is_wanted = True
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVisible(False)

    def show_strip(self, strip: NewsStrip | None, *, is_asking: bool = False) -> None:
        """Show what is new, or nothing; room that was taken for a patient is not given back while he is open."""
        if strip is None:
            self._strip, self._at = None, -1
            self.setMinimumHeight(0)
            self.setVisible(False)
            return
        if strip != self._strip:
            self._strip = strip
            self._at = min(self._at, len(strip.items) - 1)
            self._tell()
            self.update()
        self._fit(is_asking=is_asking)
        self.setVisible(self._is_wanted)

    def want(self, *, is_wanted: bool) -> None:
        """Stand over the overview, and give way on a page: its room is the page's (screens.md 3.8)."""
        self._is_wanted = is_wanted
        self.setVisible(is_wanted and self._strip is not None)

    def mark(self, stop: Stop | None) -> None:
        """Mark the chip that a row belongs to."""
        items = self._strip.items if self._strip is not None else ()
        self._at = next((place for place, item in enumerate(items) if stop in item.stops), -1)
        self._tell()
        self.update()

    def _tell(self) -> None:
        strip = self._strip
        self.setAccessibleName(strip.accessible if strip is not None else "")
        here = strip.items[self._at].accessible if strip is not None and 0 <= self._at < len(strip.items) else ""
        self.setAccessibleDescription(here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.setMinimumHeight(0)
            self._fit()

    def _fit(self, *, is_asking: bool = False) -> None:
        if self._strip is None or self.width() < UNPLACED:
            return
        look = self.look
        places = self._places(self._strip)
        bottom = max((box.bottom() for _, box in places), default=0.0)
        # What arrives while the sources answer shall push nothing down: two lines are kept free for it.
        least = look.px(_TWO_LINES if self._strip.items or (is_asking and not self._strip.is_first) else _QUIET)
        note = self._note(self._strip)
        tall = max(least, int(bottom) + look.px(_TOP)) + (note.height if note is not None else 0)
        self.setFixedHeight(max(tall, self.minimumHeight()))

    def _lead(self, strip: NewsStrip) -> float:
        return self.look.px(16) + self.look.advance(strip.lead, 13, 600) + self.look.px(10)

    def _note(self, strip: NewsStrip) -> Flow | None:
        look = self.look
        return laid([Run(strip.note, 12, 400, "text2")], look, self.width() - look.px(32), 16) if strip.note else None

    def _runs(self, item: NewsItem) -> list[Run]:
        runs = [Run(item.text, 12, 600)] if item.text else []
        return [*runs, Run(f" {item.more}" if runs else item.more, 12, 400)] if item.more else runs

    def _flag(self, item: NewsItem) -> int:
        shown = item.shape not in (FlagShape.NONE, FlagShape.NORMAL)
        return self.look.px(16) if shown else 0

    def _places(self, strip: NewsStrip) -> list[tuple[NewsItem, QRectF]]:
        """Place the chips; one that does not fit begins a line, and one that is wider than a line takes more of them."""
        look = self.look
        x, y, left = self._lead(strip), float(look.px(_TOP)), float(look.px(16))
        edge, tall = float(self.width() - look.px(12)), look.px(_CHIP)
        made: list[tuple[NewsItem, QRectF]] = []
        for item in strip.items:
            room = self._flag(item) + look.px(14)
            told = sum(look.advance(run.text, run.size, run.weight) for run in self._runs(item)) + room + 1
            wide = float(-(-int(told) // _GRID) * _GRID)  # so that one chip's letters do not move all that follow
            if x + wide > edge and x > left:
                x, y, tall = left, y + tall + look.px(3), look.px(_CHIP)
            wide = min(wide, edge - x)
            high = max(look.px(_CHIP), self._flow(item, wide).height + look.px(8))
            made.append((item, QRectF(x, y, wide, high)))
            x, tall = x + wide + look.px(_GAP), max(tall, high)
        return made

    def _flow(self, item: NewsItem, wide: float) -> Flow:
        return laid(self._runs(item), self.look, wide - self._flag(item) - self.look.px(12), 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, lead, chips and note."""
        del event
        look, strip = self.look, self._strip
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("newSoft" if strip is not None and strip.items else "surface"))
        if strip is not None:
            line = QRectF(look.px(16), 0, self.width(), look.px(_QUIET))
            style = ink.Style(13, 600, "new", _LEFT) if strip.items else ink.Style(13, 400, "text2", _LEFT)
            ink.text(painter, look, line, strip.lead, style)
            for place, (item, box) in enumerate(self._places(strip)):
                self._draw_chip(painter, item, box, is_marked=place == self._at)
            note = self._note(strip)
            if note is not None:
                note.paint(painter, look.px(16), self.height() - note.height - look.px(2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(look.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        ink.paint_focus(painter, self, look)
        painter.end()

    def _draw_chip(self, painter: QPainter, item: NewsItem, box: QRectF, *, is_marked: bool) -> None:
        look = self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
        x = box.left() + look.px(7)
        if self._flag(item):
            side = look.px(12)
            paint.paint_flag(painter, QRectF(x, box.top() + (look.px(_CHIP) - side) / 2, side, side), item.shape, look)
            x += self._flag(item)
        flow = self._flow(item, box.width())
        flow.paint(painter, x, box.top() + (box.height() - flow.height) / 2)
        if is_marked:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), look.px(5), look.px(5))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from chip to chip; Enter goes to the place of the marked one."""
        items = self._strip.items if self._strip is not None else ()
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if items and by is not None:
            self._at = (self._at + by) % len(items)
            self._tell()
            self.update()
        elif items and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.chosen.emit(items[self._at].stops[0])
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the place of the chip that is pressed."""
        for item, box in self._places(self._strip) if self._strip is not None else ():
            if box.contains(event.position()) and item.stops:
                self.chosen.emit(item.stops[0])
                return

    def event(self, event: QEvent) -> bool:
        """Say the whole of a chip as a tooltip: of documents their names."""
        if isinstance(event, QHelpEvent) and self._strip is not None:
            at = QPointF(event.pos())
            told = next((item.accessible for item, box in self._places(self._strip) if box.contains(at)), "")
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)
