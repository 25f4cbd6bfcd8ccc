"""The CAVE line: one of its displays, always visible, never truncated (screens.md 5.2)."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from overblik.viewmodels.marks import Marker
from overblik.viewmodels.screen import Cave
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import UNPLACED, Look

_TAG = 84
_CONFIRMED = 120
_BESIDE = 260
"""Design pixels that the agents need; with less, who confirmed and how old it is stand under them."""
_CENTRE = int(Qt.AlignmentFlag.AlignCenter.value)


class CaveLine(QWidget):
    """Tag, agents, FGVH, and at the right who confirmed and how old it is."""

    def __init__(self, look: Look, tag: str, parent: QWidget | None = None) -> None:
        """Take the word of the tag."""
        super().__init__(parent)
        self.look, self._tag = look, tag
        self._cave: Cave | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(32))

    def show_cave(self, cave: Cave | None) -> None:
        """Show a display, or nothing while there is no patient."""
        if cave == self._cave:
            return
        self._cave = cave
        self.setAccessibleName(cave.accessible if cave else "")
        self._fit()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Fit the height to the width."""
        del event
        self._fit()

    def _fit(self) -> None:
        if self.width() < UNPLACED:
            return
        look = self.look
        tall = look.px(32)
        if self._cave is not None:
            flow, right = self._flow(self._cave).height, self._right(self._cave).height
            copy = look.px(20) if self._cave.copy else 0
            under = flow + look.px(16) + (right + copy if self._is_threefold(self._cave) else max(right, copy))
            tall = max(tall, under if self._is_stacked(self._cave) else max(flow + look.px(12), right + look.px(8)))
        if self.height() != tall:
            self.setFixedHeight(tall)

    def _room(self) -> float:
        return self.width() - self.look.px(_TAG + 12 + 16)

    def _copy_width(self, cave: Cave) -> float:
        return self.look.advance(cave.copy, 12, 600) + self.look.px(22) if cave.copy else 0.0

    def _beside(self, cave: Cave) -> float:
        """Give the room of the agents where the rest stands beside them."""
        look = self.look
        wanted = min(look.advance(cave.right, 12), self.width() * 0.34) + look.px(2)
        return self._room() - wanted - self._copy_width(cave) - look.px(16)

    def _is_stacked(self, cave: Cave) -> bool:
        return bool(cave.right or cave.copy) and self._beside(cave) < self.look.px(_BESIDE)

    def _is_threefold(self, cave: Cave) -> bool:
        """Whether not even the mark of a copy and who confirmed stand beside each other."""
        return bool(cave.copy) and self._room() - self._copy_width(cave) < self.look.px(_CONFIRMED)

    def _right_width(self, cave: Cave) -> float:
        look = self.look
        wanted = look.advance(cave.right, 12)
        if self._is_stacked(cave):
            beside = self._room() - (0 if self._is_threefold(cave) else self._copy_width(cave))
            return min(wanted + look.px(2), beside)
        return min(wanted, self.width() * 0.34) + look.px(2)

    def _right(self, cave: Cave) -> Flow:
        return laid([Run(cave.right, 12, 400, "text2")], self.look, self._right_width(cave), 16)

    def _flow(self, cave: Cave) -> Flow:
        runs: list[Run] = []
        if cave.lead:
            runs.append(Run(cave.lead, 13, 600))
        for place, agent in enumerate(cave.agents):
            runs.append(Run(("\u2003" if place or runs else "") + agent.name, 13, 600))
            if agent.reaction:
                runs.append(Run(f" \u2014 {agent.reaction}", 13))
        if cave.text:
            runs.append(Run((" " if runs else "") + cave.text, 13))
        if cave.fgvh:
            told = cave.fgvh.replace(" ", "\u00a0")
            style = (600, "text") if cave.fgvh_kind == "registered" else (400, "text2")
            runs += [Run("\u2003 ", 13), Run(told, 13, *style)]
        return laid(runs, self.look, self._room() if self._is_stacked(cave) else self._beside(cave), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the display with its shape: full, dashed, hatched, outlined or plain."""
        del event
        cave, look = self._cave, self.look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("surface"))
        if cave is not None:
            known = cave.display == "known"
            if known or cave.marker is Marker.FAILED:
                painter.fillRect(self.rect(), look.color("critSoft"))
            self._draw_tag(painter, cave, known=known)
            flow, right = self._flow(cave), self._right(cave)
            is_stacked = self._is_stacked(cave)
            top = look.px(6) if is_stacked else (self.height() - flow.height) / 2
            flow.paint(painter, look.px(_TAG + 12), top)
            self._frame_fgvh(painter, cave, flow, top + flow.height)
            edge, middle = self.width() - look.px(16) - self._right_width(cave), self.height() / 2
            if is_stacked:
                edge = look.px(_TAG + 12) + self._copy_width(cave)
                middle = (top + flow.height + look.px(2) + self.height()) / 2
            if is_stacked and self._is_threefold(cave):
                under = top + flow.height + look.px(4)
                self._draw_copy(painter, cave, edge, under + look.px(10))
                right.paint(painter, look.px(_TAG + 12), under + look.px(20))
            else:
                right.paint(painter, edge, middle - right.height / 2)
                self._draw_copy(painter, cave, edge, middle)
            self._draw_frame(painter, cave)
        painter.setPen(look.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        ink.paint_focus(painter, self, look)
        painter.end()

    def _draw_tag(self, painter: QPainter, cave: Cave, *, known: bool) -> None:
        look = self.look
        box = QRectF(0, 0, look.px(_TAG), self.height())
        colour, icon = "onCrit" if known else "text", "triangle-alert"
        if known:
            painter.fillRect(box, look.color("crit"))
        else:
            icon, _ = paint.MARKER_ICON[cave.marker]
            if cave.marker is Marker.BLOCKED:
                paint.paint_hatch(painter, box, look)
            elif cave.display == "none_known":
                painter.fillRect(box, look.color("offSoft"))
            colour = "crit" if cave.marker is Marker.FAILED else "text"
        middle = self.height() / 2
        ink.icon(painter, look, QPointF(look.px(14), middle - look.px(8)), icon, 16, colour)
        words = QRectF(look.px(34), 0, look.px(_TAG - 38), self.height())
        ink.text(painter, look, words, self._tag, ink.Style(13, 700, colour, _CENTRE))

    def _frame_fgvh(self, painter: QPainter, cave: Cave, flow: Flow, bottom: float) -> None:
        """Draw what stands round FGVH: a full frame when registered, a dashed one when unknown, a rule when not found.

        Its words stand last and break only where there is no room for a frame either.
        """
        look = self.look
        width = look.advance(cave.fgvh, 13, 600 if cave.fgvh_kind == "registered" else 400)
        if not cave.fgvh or flow.last < width:
            return
        left = look.px(_TAG + 12) + flow.last - width
        box = QRectF(left - look.px(6), bottom - look.px(20), width + look.px(12), look.px(20))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if cave.fgvh_kind == "none":
            painter.setPen(QPen(look.color("edge"), 1))
            painter.drawLine(QPointF(left - look.px(8), box.top() + 2), QPointF(left - look.px(8), box.bottom() - 2))
            return
        pen = QPen(look.color("edge"), 1, Qt.PenStyle.DashLine)
        painter.setPen(QPen(look.color("text"), 1.5) if cave.fgvh_kind == "registered" else pen)
        painter.drawRoundedRect(box, look.px(4), look.px(4))

    def _draw_copy(self, painter: QPainter, cave: Cave, edge: float, middle: float) -> None:
        if not cave.copy:
            return
        look = self.look
        width = self._copy_width(cave) - look.px(10)
        box = QRectF(edge - width - look.px(10), middle - look.px(10), width, look.px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("offSoft"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        ink.text(painter, look, box, cave.copy, ink.Style(12, 600, "off", _CENTRE))

    def _draw_frame(self, painter: QPainter, cave: Cave) -> None:
        look = self.look
        pens = {
            "not_stated": QPen(look.color("edge"), 1, Qt.PenStyle.DashLine),
            "not_fetched": QPen(look.color("crit"), 2),
            "may_be_blocked": QPen(look.color("edge"), 1),
        }
        dashed = cave.display == "not_fetched" and cave.marker is Marker.NOT_ASKED
        pen = pens["not_stated"] if dashed else pens.get(cave.display)
        if pen is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1.5, -1.5))
