"""The gate: it covers the whole window before, between and after sessions, and names no patient (screens.md 4.5)."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from overblik.viewmodels.gate_parts import GateScreen
from overblik.widgets.gate_card import GateCardView
from overblik.widgets.gate_option import plain_label
from overblik.widgets.look import Look
from overblik.widgets.mark import Mark

_WIDTH = 490
_LOGO = 28


class Gate(QWidget):
    """Draws a GateScreen; says by name what is pressed and what was typed."""

    acted = Signal(str, dict)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start as a blank curtain."""
        super().__init__(parent)
        self.look = look
        self.screen_shown: GateScreen | None = None
        self.cards: list[GateCardView] = []
        self._clock = self._day = QLabel()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._sheet: QWidget | None = None
        self.setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_screen(self, screen: GateScreen) -> None:
        """Show another gate; what was typed stays where the same field stays, unless it was a secret."""
        shown = self.screen_shown
        self.screen_shown = screen
        self.setAccessibleName(screen.spoken)
        if shown is not None and replace(shown, clock=screen.clock, day=screen.day) == screen:
            self._clock.setText(screen.clock)
            self._day.setText(screen.day)
            return
        typed = {name: text for card in self.cards for name, text in card.typed(secrets=False).items()}
        self._rebuild(screen)
        for card in self.cards:
            card.fill(typed)
        self.focus()

    def _rebuild(self, screen: GateScreen) -> None:
        if self._sheet is not None:
            self._column.removeWidget(self._sheet)
            self._sheet.hide()
            self._sheet.deleteLater()
        self._sheet = QWidget(self)
        outer = QVBoxLayout(self._sheet)
        px = self.look.px
        outer.setContentsMargins(px(32), px(24), px(32), px(18))
        outer.addLayout(self._head(screen))
        outer.addWidget(self._scrolled(screen), 1)
        outer.addLayout(self._foot(screen))
        self._column.addWidget(self._sheet)
        self._sheet.show()

    def _head(self, screen: GateScreen) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Mark(self.look, _LOGO))
        row.addSpacing(self.look.px(6))
        row.addWidget(self._label("Overblik", 15, 600))
        row.addSpacing(self.look.px(4))
        row.addWidget(self._label(screen.version, 12, 400, "text2"))
        row.addStretch(1)
        row.addWidget(self._label(screen.step or screen.place, 13, 400, "text2"))
        return row

    def _scrolled(self, screen: GateScreen) -> QScrollArea:
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        inner = QWidget()
        row = QHBoxLayout(inner)
        column = QWidget()
        column.setMaximumWidth(self.look.px(_WIDTH))
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addStretch(1)
        row.addWidget(column, 8)
        row.addStretch(1)
        self._fill(QVBoxLayout(column), screen)
        area.setWidget(inner)
        return area

    def _fill(self, column: QVBoxLayout, screen: GateScreen) -> None:
        px = self.look.px
        column.setSpacing(px(12))
        column.addStretch(2)
        self._clock, self._day = self._label(screen.clock, 60, 600), self._label(screen.day, 15, 400, "text2")
        self._clock.setVisible(bool(screen.clock))
        self._day.setVisible(bool(screen.day))
        column.addWidget(self._clock)
        column.addWidget(self._day)
        column.addSpacing(px(12) if screen.clock else 0)
        column.addLayout(self._title(screen))
        if screen.lead:
            column.addWidget(self._label(screen.lead, 13, 400, "text2"))
        self.cards = [GateCardView(card, self.look) for card in screen.cards]
        for card in self.cards:
            card.acted.connect(self.acted)
            column.addWidget(card)
        if screen.note:
            column.addLayout(self._iconed(screen.note_icon, screen.note, 13, 16))
        column.addStretch(3)

    def _title(self, screen: GateScreen) -> QHBoxLayout:
        if screen.is_locked:
            return self._iconed("lock", screen.title, 20, 20, 600, "text")
        row = QHBoxLayout()
        row.addWidget(self._label(screen.title, 22, 600))
        return row

    def _foot(self, screen: GateScreen) -> QHBoxLayout:
        row = QHBoxLayout()
        for icon, text in screen.foot:
            row.addWidget(part := QWidget(), len(text))
            part.setLayout(each := self._iconed(icon, text, 12, 14))
            each.setContentsMargins(0, 0, 0, 0)
            # one line where there is room, and no wider: what follows stands beside it
            part.setMaximumWidth(self._line(each, text))
            row.addSpacing(self.look.px(12))
        row.addStretch(1)
        return row

    def _line(self, row: QHBoxLayout, text: str) -> int:
        ink = QFontMetrics(self.look.font(12, 400)).horizontalAdvance(text)
        return ink + row.spacing() + self.look.px(14) + self.look.px(4)

    def _iconed(self, icon: str, text: str, size: int, side: int, weight: int = 400, ink: str = "text2") -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        picture = QLabel()
        picture.setPixmap(
            self.look.icon(icon, side, "accent" if icon == "shield-check" else ink, self.devicePixelRatio())
        )
        beside = Qt.AlignmentFlag.AlignTop if weight == 400 else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(picture, 0, beside)
        label = self._label(text, size, weight, ink)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | beside)
        row.addWidget(label, 1)
        return row

    def _label(self, text: str, size: int, weight: int, ink: str = "text") -> QLabel:
        return plain_label(text, self.look, size, ink, weight)

    def focus(self) -> None:
        """Go to the first field or button."""
        for card in self.cards:
            if card.take_focus():
                return
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover everything with the calm ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("rail"))
        painter.end()
