"""The page on which private entries are revealed: consent and override are two acts with two buttons (R21, H21).

It lies under banner and CAVE line, so that the patient whom it is about stays in view.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from overblik.domain.grant import DataConsent, Reveal
from overblik.viewmodels.words import Words
from overblik.widgets.look import Look

_WIDTH = 620


class RevealPage(QScrollArea):
    """Says what each act means, and asks why where there is no consent."""

    chosen = Signal(object)
    """A Reveal."""
    left = Signal()
    """Nothing is to be shown."""

    def __init__(self, words: Words, look: Look, parent: QWidget | None = None) -> None:
        """Make both halves."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.given = QPushButton(words.say("reveal.given"))
        self.overridden = QPushButton(words.say("reveal.overridden"))
        self.cancel = QPushButton(words.say("reveal.cancel"))
        self._of_medicine: list[QWidget] = []
        """What only hidden medicine has: consent beside override."""
        self.why = QLineEdit()
        self.why.setMaxLength(500)
        self.why.setPlaceholderText(words.say("reveal.why"))
        self.why.setAccessibleName(words.say("reveal.why"))
        self.why.textChanged.connect(self._typed)
        self.why.returnPressed.connect(self._override)
        self.cancel.clicked.connect(self.left)
        self.given.clicked.connect(lambda: self.chosen.emit(Reveal(DataConsent.GIVEN)))
        self.overridden.clicked.connect(self._override)
        self.setWidget(self._sheet())
        self.setFocusProxy(self.given)
        self.blank()

    def _sheet(self) -> QWidget:
        sheet = _Sheet(self.look)
        column = QVBoxLayout(sheet)
        px = self.look.px
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(8))
        self._title, self._text = self._label("reveal.title", 16, 600), self._label("reveal.text", 13, 400)
        self._of_medicine = [
            self._label("reveal.given_head", 14, 600),
            self._label("reveal.given_text", 13, 400),
            self.given,
            self._label("reveal.overridden_head", 14, 600),
            self._label("reveal.overridden_text", 13, 400),
        ]
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(px(8))
        for one in self._of_medicine:
            if one is self.given:
                column.addLayout(self._row(self.given))
                column.addSpacing(px(8))
            else:
                column.addWidget(one)
        self.why.setFont(self.look.font(13))
        self.why.setMinimumHeight(px(30))
        self.why.setMaximumWidth(px(_WIDTH))
        column.addWidget(self.why)
        column.addLayout(self._row(self.overridden, self.cancel))
        column.addStretch(1)
        return sheet

    def ask_medicine(self) -> None:
        """Ask about the hidden entries of the medicine card."""
        self._ask("reveal.title", "reveal.text", "reveal.overridden", is_medicine=True)

    def ask_override(self, source: str) -> None:
        """Ask why what is blocked at a source is to be shown: there is no consent to choose here."""
        self._ask("reveal.override_title", "reveal.override_text", "reveal.show", is_medicine=False, source=source)

    def _ask(self, title: str, text: str, button: str, *, is_medicine: bool, **facts: str) -> None:
        self.blank()
        self._title.setText(self.words.say(title, **facts))
        self._text.setText(self.words.say(text))
        self.overridden.setText(self.words.say(button))
        for one in self._of_medicine:
            one.setVisible(is_medicine)
        self.cancel.setVisible(not is_medicine)
        self.setFocusProxy(self.given if is_medicine else self.why)

    def _row(self, *buttons: QPushButton) -> QHBoxLayout:
        row = QHBoxLayout()
        for button in buttons:
            button.setFont(self.look.font(13, 600))
            button.setMinimumHeight(self.look.px(30))
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _label(self, key: str, size: int, weight: int) -> QLabel:
        label = QLabel(self.words.say(key))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.look.font(size, weight))
        label.setWordWrap(True)
        label.setMaximumWidth(self.look.px(_WIDTH))
        return label

    def blank(self) -> None:
        """Leave nothing of what was typed for a patient."""
        self.why.clear()
        self.overridden.setEnabled(False)

    def _typed(self, text: str) -> None:
        self.overridden.setEnabled(bool(text.strip()))

    def _override(self) -> None:
        if self.why.text().strip():
            self.chosen.emit(Reveal(DataConsent.OVERRIDDEN, self.why.text().strip()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go between the two halves by the arrows."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)


class _Sheet(QWidget):
    """The ground of the page."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("canvas"))
        painter.end()
