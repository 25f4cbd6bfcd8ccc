"""The section bar: each section with its letter, at the lower edge."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLayout, QSizePolicy, QWidget

from overblik.widgets import paint
from overblik.widgets.look import Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class KeyButton(QAbstractButton):
    """A key cap and a word."""

    def __init__(self, key: str, words: str, look: Look, parent: QWidget | None = None) -> None:
        """Take the key and the word."""
        super().__init__(parent)
        self.key, self.look = key, look
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the room of key and word."""
        look = self.look
        words = look.metrics(13, 600).horizontalAdvance(self.text())
        return QSize(int(words) + paint.key_cap_width(self.key, look) + look.px(22), look.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button; the active one on a soft ground."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accentSoft" if self.isChecked() or self.isDown() else "sunken"))
            painter.drawRoundedRect(QRectF(self.rect()), look.px(5), look.px(5))
        paint.paint_key_cap(painter, look.px(6), self.height() / 2, self.key, look)
        left = look.px(12) + paint.key_cap_width(self.key, look)
        style = paint.Style(13, 600 if self.isChecked() else 400, "accent" if self.isChecked() else "text2", _LEFT)
        paint.text(painter, look, QRectF(left, 0, self.width() - left, self.height()), self.text(), style)
        painter.end()


class SectionBar(QWidget):
    """Sections at the left, original and keys at the right."""

    pressed = Signal(str)

    def __init__(
        self, left: Sequence[tuple[str, str, str]], right: Sequence[tuple[str, str, str]], look: Look, parent: QWidget
    ) -> None:
        """Take (name, key, word) of each button."""
        super().__init__(parent)
        self.look = look
        self.setFixedHeight(look.px(30))
        self._right = {name for name, _, _ in right}
        self.setMinimumWidth(look.px(200))
        row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        row.setSpacing(look.px(2))
        self.buttons: dict[str, KeyButton] = {}
        for name, key, words in left:
            row.addWidget(self._button(name, key, words))
        row.addStretch(1)
        for name, key, words in right:
            row.addWidget(self._button(name, key, words))

    def _button(self, name: str, key: str, words: str) -> KeyButton:
        button = KeyButton(key, words, self.look, self)
        button.setCheckable(True)
        button.clicked.connect(lambda: self.pressed.emit(name))
        self.buttons[name] = button
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the last sections where there is no room; their keys still work and F1 names them."""
        super().resizeEvent(event)
        look = self.look
        room = self.width() - look.px(28)
        room -= sum(
            button.sizeHint().width() + look.px(2) for name, button in self.buttons.items() if name in self._right
        )
        for name, button in self.buttons.items():
            if name in self._right:
                continue
            room -= button.sizeHint().width() + look.px(2)
            button.setVisible(room >= 0)

    def mark(self, active: str) -> None:
        """Mark the section in view."""
        for name, button in self.buttons.items():
            button.setChecked(name == active)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("surface"))
        painter.setPen(QPen(self.look.color("line"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
