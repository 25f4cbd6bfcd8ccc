"""The source strip: how many sources are whole, and the state of each."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from overblik.viewmodels.marks import Marker
from overblik.viewmodels.screen import Chip, Strip
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import UNPLACED, Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_EDGES = {
    Marker.PARTIAL: "stale",
    Marker.BLOCKED: "edge",
    Marker.NO_ACCESS: "edge",
    Marker.FAILED: "crit",
    Marker.NOT_ASKED: "edge",
}
_GROUNDS = {
    Marker.STALE: "staleSoft",
    Marker.FAILED: "critSoft",
    Marker.OFFLINE: "offSoft",
    Marker.LOADING: "sunken",
}
_INKS = {Marker.STALE: "stale", Marker.PARTIAL: "stale", Marker.FAILED: "crit", Marker.OFFLINE: "off"}
_ROW, _CHIP = 32, 24
_SLACK, _NARROW_SLACK, _NARROW = 0.96, 0.86, 1200
"""Of the width of a line: so much is counted on while sources answer; less in a narrow pane, where one word more
begins a line."""
_STEP, _STEPS = 83, 12
"""Milliseconds of a step of the turning arc, and its steps a turn: the only motion there is (screens.md 2.4)."""


class StripView(QWidget):
    """Count, chips that wrap, and the key that fetches again; the offline bar stands above it."""

    asked_again = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look = look
        self._strip: Strip | None = None
        self._again = QRectF()
        self._turned = 0
        self._has_chips, self._least = True, 0
        self._turning = QTimer(self, interval=_STEP)
        self._turning.timeout.connect(self._turn)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(_ROW))

    def show_strip(self, strip: Strip | None) -> None:
        """Show the sources, or none while there is no patient."""
        if strip == self._strip:
            return
        if strip is None:
            self._least = 0
        self._strip = strip
        told = [strip.count, strip.when, strip.bar, *(chip.accessible for chip in strip.chips)] if strip else []
        self.setAccessibleName(". ".join(part for part in told if part))
        is_asking = strip is not None and any(chip.marker is Marker.LOADING for chip in strip.chips)
        if is_asking != self._turning.isActive():
            self._turning.start() if is_asking else self._turning.stop()
        self._fit()
        self.update()

    def want(self, *, chips: bool) -> None:
        """Show the sources over the overview; on a page the calm bar of a lost network alone, where there is one."""
        if chips != self._has_chips:
            self._has_chips = chips
            self._fit()
            self.update()

    def _turn(self) -> None:
        """Turn the arcs of those who are asked a step further."""
        self._turned = (self._turned + 1) % _STEPS
        for chip, box in self._places(self._strip) if self._strip else ():
            if chip.marker is Marker.LOADING:
                self.update(box.toAlignedRect())

    def resizeEvent(self, event: object) -> None:
        """Fit the height to the width."""
        if isinstance(event, QResizeEvent) and event.oldSize().width() != event.size().width():
            self._least = 0
        self._fit()

    def _fit(self) -> None:
        if self.width() < UNPLACED:
            return
        tall = self.look.px(_ROW)
        if self._strip is not None and not self._has_chips:
            tall = self._bar_height(self._strip)
        elif self._strip is not None:
            tall = max(tall, self._wanted(self._strip), self._least)
            # Room that was taken for a patient is not given back while he is open: nothing moves under the hand.
            self._least = tall
        if self.height() != tall:
            self.setFixedHeight(tall)

    def _wanted(self, strip: Strip) -> int:
        """Give the height of all lines; while sources answer, with room for words longer than 'henter'."""
        slack = _NARROW_SLACK if self.width() < self.look.px(_NARROW) else _SLACK
        is_asking = any(chip.marker is Marker.LOADING for chip in strip.chips)
        places = self._places(strip, slack if is_asking else 1.0)
        return int(max((box.bottom() for _, box in places), default=0.0)) + self.look.px(4)

    def _bar_height(self, strip: Strip) -> int:
        look = self.look
        return max(look.px(38), self._bar(strip).height + look.px(16)) if strip.bar else 0

    def _bar(self, strip: Strip) -> Flow:
        look = self.look
        return laid([Run(strip.bar, 13, 500)], look, self.width() - look.px(42 + 16), 18)

    def _lead_width(self, strip: Strip) -> float:
        look = self.look
        return look.px(16) + look.advance(strip.count, 13, 600) + look.advance(f" {strip.when}", 12) + look.px(12)

    def _head_width(self, chip: Chip) -> float:
        return self.look.px(28 if chip.marker is Marker.BLOCKED else 25)

    def _chip_width(self, chip: Chip) -> float:
        look = self.look
        text = look.advance(f" {chip.text}", 12) if chip.text else 0.0
        return self._head_width(chip) + look.advance(chip.name, 12, 600) + text + look.px(9)

    def _told(self, chip: Chip, width: float) -> Flow:
        """Lay out the words of a chip of some width: a long one takes lines."""
        ink_of = _INKS.get(chip.marker, "text")
        runs = [Run(chip.name, 12, 500 if chip.marker is Marker.FRESH else 600, ink_of)]
        if chip.text:
            runs.append(Run(f" {chip.text}", 12, 400, ink_of))
        return laid(runs, self.look, width - self._head_width(chip) - self.look.px(5), 16)

    def _places(self, strip: Strip, part: float = 1.0) -> list[tuple[Chip, QRectF]]:
        """Place the chips in a part of the width; a chip that does not fit begins a new line."""
        look, top = self.look, self._bar_height(strip)
        start, tall = self._lead_width(strip), look.px(_CHIP)
        x, y, made = start, float(top + look.px(4)), []
        edge = start + (self.width() - look.px(76) - start) * part
        for chip in strip.chips:
            width = self._chip_width(chip)
            if x + width > edge and x > start:
                x, y, tall = start, y + tall + look.px(4), look.px(_CHIP)
            width = min(width, edge - x)
            high = max(look.px(_CHIP), self._told(chip, width).height + look.px(8))
            made.append((chip, QRectF(x, y, width, high)))
            x, tall = x + width + look.px(6), max(tall, high)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bar, count, chips and key."""
        del event
        look, strip = self.look, self._strip
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("surface"))
        if strip is not None:
            if strip.bar:
                self._draw_bar(painter, strip)
            if self._has_chips:
                self._draw_sources(painter, strip)
        painter.setPen(look.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def _draw_sources(self, painter: QPainter, strip: Strip) -> None:
        look, top = self.look, self._bar_height(strip)
        line = QRectF(look.px(16), top, self.width(), look.px(_ROW))
        ink.text(painter, look, line, strip.count, ink.Style(13, 600, "text", _LEFT))
        width = look.advance(strip.count, 13, 600)
        ink.text(painter, look, line.adjusted(width, 0, 0, 0), f" {strip.when}", ink.Style(12, 400, "text3", _LEFT))
        for chip, box in self._places(strip):
            self._draw_chip(painter, chip, box)
        edge = self.width() - look.px(16) - ink.key_cap_width("F5", look)
        ink.paint_key_cap(painter, edge, top + look.px(16), "F5", look)
        ink.icon(painter, look, QPointF(edge - look.px(22), top + look.px(9)), "refresh-cw", 14, "text2")
        self._again = QRectF(edge - look.px(28), top, look.px(60), look.px(_ROW))

    def _draw_bar(self, painter: QPainter, strip: Strip) -> None:
        look = self.look
        tall, told = self._bar_height(strip), self._bar(strip)
        painter.fillRect(QRectF(0, 0, self.width(), tall), look.color("offSoft"))
        ink.icon(painter, look, QPointF(look.px(16), look.px(11)), strip.bar_icon, 16, "off")
        told.paint(painter, look.px(42), (tall - told.height) / 2)

    def _draw_chip(self, painter: QPainter, chip: Chip, box: QRectF) -> None:
        look = self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, ground = _EDGES.get(chip.marker), _GROUNDS.get(chip.marker)
        dashed = chip.marker is Marker.NOT_ASKED
        line = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(look.color(edge), 1, line) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(look.color(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(5), look.px(5))
        x = box.left() + look.px(7)
        if chip.marker is Marker.BLOCKED:
            paint.paint_hatch(painter, QRectF(box.left() + 1, box.top() + 1, look.px(23), box.height() - 2), look)
            x += look.px(3)
        self._draw_marker(painter, chip.marker, QPointF(x - look.px(1), box.top() + look.px(5.5)))
        told = self._told(chip, box.width())
        told.paint(painter, box.left() + self._head_width(chip), box.top() + (box.height() - told.height) / 2)

    def _draw_marker(self, painter: QPainter, marker: Marker, at: QPointF) -> None:
        look = self.look
        name, colour = paint.MARKER_ICON[marker]
        if marker is not Marker.LOADING:
            ink.icon(painter, look, at, name, 13, colour)
            return
        half = QPointF(look.px(13) / 2, look.px(13) / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(at + half)
        painter.rotate(360 / _STEPS * self._turned)
        ink.icon(painter, look, -half, name, 13, colour)
        painter.restore()

    def event(self, event: QEvent) -> bool:
        """Tell the states of a source's topics as a tooltip."""
        if isinstance(event, QHelpEvent) and self._strip is not None and self._has_chips:
            for chip, box in self._places(self._strip):
                if box.contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), chip.tooltip, self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fetch again where the key is pressed by mouse."""
        if self._has_chips and self._again.contains(event.position()):
            self.asked_again.emit()
