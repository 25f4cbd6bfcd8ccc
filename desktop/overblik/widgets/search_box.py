"""The search field of the rail."""

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from overblik.widgets import ink
from overblik.widgets.look import Look


class SearchBox(QLineEdit):
    """The search field with its icon and key."""

    leaving = Signal()
    stepped = Signal(int)

    def __init__(self, look: Look, words: str, parent: QWidget | None = None) -> None:
        """Take the words that stand in the empty field."""
        super().__init__(parent)
        self.look = look
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setFont(look.font(13))
        self.setFixedHeight(look.px(32))
        self.setTextMargins(look.px(26), 0, look.px(48), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the glass and the key that leads here or away."""
        super().paintEvent(event)
        painter, look = QPainter(self), self.look
        ink.icon(painter, look, QRectF(look.px(9), look.px(8), 0, 0).topLeft(), "search", 16, "text2")
        key = "Esc" if self.hasFocus() or self.text() else "Ctrl K"
        ink.paint_key_cap(
            painter, self.width() - ink.key_cap_width(key, look) - look.px(6), self.height() / 2, key, look
        )
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the field: the window's own shortcut would take it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            from PySide6.QtCore import Qt  # after the first paint (qt_numbers)

            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear by the first Esc, leave by the second; walk the list by the arrows."""
        from PySide6.QtCore import Qt  # after the first paint (qt_numbers)

        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.leaving.emit()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)
