"""A copied row: it leaves the clipboard by itself, and when the patient is left or the screen locks (T7)."""

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_SECONDS = 30
_NO_HISTORY = (
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"\0"),
    ('application/x-qt-windows-mime;value="CanUploadToCloudClipboard"', bytes(4)),
    ("x-kde-passwordManagerHint", b"secret"),
)
"""By which Windows and Plasma are asked to keep the text out of history and cloud."""


def forbid_copies(parts: QWidget) -> None:
    """Let nothing be chosen in the texts of a pane: what is not chosen is copied by no key, no menu and no dragging."""
    for text in parts.findChildren(QPlainTextEdit):
        text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the keys still scroll
        text.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)


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
        told = QMimeData()
        told.setText(text)
        for form, value in _NO_HISTORY:
            told.setData(form, value)
        QGuiApplication.clipboard().setMimeData(told)
        self._soon.start()

    def clear(self) -> None:
        """Take the text away, unless the clipboard holds something else by now."""
        if self._copied and QGuiApplication.clipboard().text() == self._copied:
            QGuiApplication.clipboard().clear()
        self._copied = ""
