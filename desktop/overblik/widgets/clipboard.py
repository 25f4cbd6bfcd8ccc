"""A copied row: it leaves the clipboard by itself, and when the patient is left."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

_SECONDS = 30


class ClipboardGuard(QObject):
    """Puts text on the clipboard and takes only its own text away."""

    def __init__(self, parent: QObject) -> None:
        """Start with nothing copied."""
        super().__init__(parent)
        self._copied = ""
        self._soon = QTimer(self, singleShot=True, interval=_SECONDS * 1000)
        self._soon.timeout.connect(self.clear)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard for 30 seconds."""
        self._copied = text
        QGuiApplication.clipboard().setText(text)
        self._soon.start()

    def clear(self) -> None:
        """Take the text away, unless the clipboard holds something else by now."""
        if self._copied and QGuiApplication.clipboard().text() == self._copied:
            QGuiApplication.clipboard().clear()
        self._copied = ""
