"""Diagnoses and the latest contact, above the results."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.screen import Summary, SummaryLine
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

_LABEL, _MARGIN = 112, 12


class SummaryView(QWidget):
    """Two lines of facts in a frame."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look = look
        self._summary = Summary()

    def show_summary(self, summary: Summary) -> bool:
        """Take the lines; tell whether they changed."""
        if summary == self._summary:
            return False
        self._summary = summary
        self.setAccessibleName(summary.accessible)
        self.update()
        return True

    def _flow(self, line: SummaryLine, width: int) -> Flow:
        look = self.look
        runs = [Run(line.text, 13, 400)] if line.text else []
        if line.meta:
            runs.append(Run(f"   {line.meta}" if runs else line.meta, 12, 400, "text3"))
        return laid(runs, look, width - look.px(_LABEL + 2 * _MARGIN), 18)

    def _label(self, line: SummaryLine) -> Flow:
        look = self.look
        return laid([Run(line.label, 12, 600, "text2")], look, look.px(_LABEL - 18), 18)

    def _height(self, line: SummaryLine, width: int) -> int:
        return max(self._flow(line, width).height, self._label(line).height)

    def wanted_height(self, width: int) -> int:
        """Give the height in which all words are in view."""
        told = sum(self._height(line, width) + self.look.px(2) for line in self._summary.lines)
        return max(told + self.look.px(12), self.look.px(46))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines in their frame."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color("surface"))
        painter.setPen(QPen(look.color("line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(7), look.px(7))
        y = float(look.px(6))
        for line in self._summary.lines:
            flow = self._flow(line, self.width())
            self._label(line).paint(painter, look.px(_MARGIN), y)
            if line.marker is not None:
                icon, colour = paint.MARKER_ICON[line.marker]
                at = QPointF(look.px(_MARGIN + _LABEL - 18), y + look.px(2))
                ink.icon(painter, look, at, icon, 14, colour)
            flow.paint(painter, look.px(_MARGIN + _LABEL), y)
            y += self._height(line, self.width()) + look.px(2)
        painter.end()
