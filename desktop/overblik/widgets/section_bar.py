"""The section bar: each section with its letter, at the lower edge."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLayout, QSizePolicy, QWidget

from overblik.widgets import ink
from overblik.widgets.look import Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class KeyButton(QAbstractButton):
    """A key cap and a word."""

    def __init__(self, key: str, words: str, look: Look, parent: QWidget | None = None) -> None:
        """Take the key and the word."""
        super().__init__(parent)
        self.key, self.look, self._badge = key, look, ""
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def tell(self, badge: str) -> None:
        """Say how much is new in the section."""
        if badge != self._badge:
            self._badge = badge
            self.setAccessibleName(" ".join(part for part in (self.text(), badge) if part))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Give the room of key, word and badge."""
        look = self.look
        words = look.advance(self.text(), 13, 600) + self._badge_width()
        return QSize(int(words) + ink.key_cap_width(self.key, look) + look.px(16), look.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button; the active one on a soft ground."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accentSoft" if self.isChecked() or self.isDown() else "sunken"))
            painter.drawRoundedRect(QRectF(self.rect()), look.px(5), look.px(5))
        ink.paint_key_cap(painter, look.px(6), self.height() / 2, self.key, look)
        left = look.px(12) + ink.key_cap_width(self.key, look)
        style = ink.Style(13, 600 if self.isChecked() else 400, "accent" if self.isChecked() else "text2", _LEFT)
        ink.text(painter, look, QRectF(left, 0, self.width() - left, self.height()), self.text(), style)
        if self._badge:
            left += int(look.advance(self.text(), 13, style.weight)) + look.px(6)
            ground = QRectF(left, look.px(5), self._badge_width() - look.px(6), self.height() - look.px(10))
            painter.fillRect(ground, look.color("newSoft"))
            ink.text(painter, look, ground.adjusted(look.px(5), 0, 0, 0), self._badge, ink.Style(12, 600, "new", _LEFT))
        painter.end()

    def _badge_width(self) -> int:
        return int(self.look.advance(self._badge, 12, 600)) + self.look.px(16) if self._badge else 0


class SectionBar(QWidget):
    """Sections at the left, original and keys at the right."""

    pressed = Signal(str)

    def __init__(
        self,
        left: Sequence[tuple[str, str, str]],
        right: Sequence[tuple[str, str, str]],
        more: str,
        look: Look,
        parent: QWidget,
    ) -> None:
        """Take (name, key, word) of each button, and the word of the one that holds those without room."""
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
        self.marked = ""
        """The section in view."""
        for name, key, words in left:
            row.addWidget(self._button(name, key, words))
        self.more = KeyButton("+", more, look, self)
        self.more.clicked.connect(self._open_more)
        row.addWidget(self.more)
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
        """Put the last sections behind one button where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = self.look.px(2)
        wide = {name: button.sizeHint().width() + gap for name, button in self.buttons.items()}
        left = [name for name in self.buttons if name not in self._right]
        room = self.width() - self.look.px(28) - sum(wide[name] for name in self._right)
        if sum(wide[name] for name in left) > room:
            room -= self.more.sizeHint().width() + gap
        for name in left:
            room -= wide[name]
            self.buttons[name].setVisible(room >= 0)
        self.more.setVisible(bool(self.hidden()))

    def hidden(self) -> list[str]:
        """Name the sections that have no room."""
        return [name for name, button in self.buttons.items() if button.isHidden()]

    def _open_more(self) -> None:
        from PySide6.QtWidgets import QMenu  # most never press it

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self.hidden():
            button = self.buttons[name]
            act = menu.addAction(f"{button.text()}\t{button.key}")
            act.triggered.connect(lambda _=False, name=name: self.pressed.emit(name))
        menu.popup(self.more.mapToGlobal(self.more.rect().topLeft()))

    def tell_news(self, badges: Mapping[str, str]) -> None:
        """Say in which sections something is new; the sections keep their places while there is room."""
        for name, button in self.buttons.items():
            button.tell(badges.get(name, ""))
        self._fit()

    def mark(self, active: str) -> None:
        """Mark the section in view."""
        self.marked = active
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
