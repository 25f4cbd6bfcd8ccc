"""The report of an error, whole, before anything of it is kept: a window of its own beside the work."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from overblik.viewmodels.words import Words
from overblik.widgets.gate_option import plain_label
from overblik.widgets.look import Look
from overblik.widgets.style import style_sheet

_WIDTH, _HEIGHT = 720, 520


class CrashWindow(QWidget):
    """Says what happened, shows the report, and asks what becomes of it. It names no patient, and holds none."""

    kept = Signal(str)
    """The report is to be written, as it stands here."""
    copied = Signal(str)
    left = Signal()
    """Nothing is to become of it."""
    lock_wanted = Signal(str)
    """Somebody leaves the computer: the keys that lock are those of every window."""

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        """Make sentence, text and buttons; the text has the focus, so that no key meant for the work decides."""
        super().__init__(parent, Qt.WindowType.Window)
        self._beside = parent
        self.setWindowTitle(words.say("crash.title"))
        self.setStyleSheet(f"{style_sheet(look)} CrashWindow {{ background: {look.hex('canvas')}; }}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(look.px(_WIDTH), look.px(_HEIGHT))
        column = QVBoxLayout(self)
        margin = look.px(16)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(look.px(10))
        column.addWidget(plain_label(words.say("crash.title"), look, 16, "text", 600))
        lead = plain_label(words.say("crash.lead"), look, 13, "text2")
        column.addWidget(lead)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(look.mono())
        self.text.setAccessibleName(words.say("crash.report"))
        column.addWidget(self.text, 1)
        self.trouble = plain_label("", look, 13, "crit", 600)
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addLayout(self._buttons(look, words))
        for keys, why in (("Ctrl+L", "key"), ("Ctrl+Shift+L", "switch")):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.lock_wanted.emit, why))

    def _buttons(self, look: Look, words: Words) -> QHBoxLayout:
        row = QHBoxLayout()
        self.leave_it, self.keep_it, self.copy_it = (
            QPushButton(words.say(f"crash.{key}")) for key in ("leave", "keep", "copy")
        )
        for button in (self.leave_it, self.keep_it, self.copy_it):
            button.setFont(look.font(13, 600))
            button.setMinimumHeight(look.px(30))
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        self.leave_it.clicked.connect(self.left)
        self.keep_it.clicked.connect(lambda: self.kept.emit(self.report))
        self.copy_it.clicked.connect(lambda: self.copied.emit(self.report))
        return row

    @property
    def report(self) -> str:
        """The report as it stands here."""
        return self.text.toPlainText()

    def tell(self, report: str) -> None:
        """Show a report; one that grows while it is read stays where it is read."""
        if report == self.report:
            return
        at = self.text.verticalScrollBar().value()
        self.text.setPlainText(report)
        self.text.verticalScrollBar().setValue(at)

    def complain(self, sentence: str) -> None:
        """Say that it could not be kept; it stays here."""
        self.trouble.setText(sentence)
        self.trouble.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the middle of the window, and begin at the text."""
        super().showEvent(event)
        self.move(self._beside.frameGeometry().center() - self.rect().center())
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it by Esc: nothing was written."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave it where the user closes the window; where the screen locks it is only out of sight."""
        super().closeEvent(event)
        if event.spontaneous():
            self.left.emit()
