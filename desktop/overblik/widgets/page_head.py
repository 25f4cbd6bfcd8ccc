"""The head of a page beside the overview: the way back, a title, what is said of it, and its buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from overblik.widgets import ink
from overblik.widgets.look import Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class HeadButton(QAbstractButton):
    """Words in a frame with their key; a chosen one is filled."""

    def __init__(self, words: str, key: str, look: Look, icon: str = "", parent: QWidget | None = None) -> None:
        """Take the words, the key that does the same, and an icon before the words."""
        super().__init__(parent)
        self.look, self.key, self.icon_name = look, key, icon
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.tell(words)

    def tell(self, words: str) -> None:
        """Take other words."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def show_words(self, shown: str, spoken: str) -> None:
        """Show words that change by themselves; what is spoken stays, or a screen reader would count the seconds."""
        self.setText(shown)
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the room of icon, words and key."""
        look = self.look
        wide = look.advance(self.text(), 13, 600) + look.px(18)
        wide += look.px(20) if self.icon_name else 0
        wide += ink.key_cap_width(self.key, look) + look.px(6) if self.key else 0
        return QSize(int(wide) + 2, look.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(look.color("accent" if chosen else "sunken" if self.underMouse() else "surface"))
        is_ringed = self.hasFocus()
        painter.setPen(QPen(look.color("focus" if is_ringed else "edge"), 2 if is_ringed else 1))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        left = float(look.px(9))
        if self.icon_name:
            at = box.topLeft() + QRectF(left, (box.height() - look.px(14)) / 2, 0, 0).topLeft()
            ink.icon(painter, look, at, self.icon_name, 14, "onAccent" if chosen else "text2")
            left += look.px(20)
        style = ink.Style(13, 600 if chosen else 500, "onAccent" if chosen else "text", _LEFT)
        ink.text(painter, look, QRectF(left, 0, self.width() - left, self.height()), self.text(), style)
        if self.key:
            edge = self.width() - look.px(8) - ink.key_cap_width(self.key, look)
            ink.paint_key_cap(painter, edge, self.height() / 2, self.key, look)
        painter.end()


class PageHead(QWidget):
    """Way back, title and meta at the left, buttons at the right; two rows where they have no room in one."""

    left = Signal()
    """The way back was taken."""

    def __init__(self, back: str, look: Look, buttons: Sequence[QWidget] = (), parent: QWidget | None = None) -> None:
        """Take the words of the way back, and the page's own buttons."""
        super().__init__(parent)
        self.look = look
        self.back = HeadButton(f"← {back}", "Esc", look)
        self.back.setAccessibleName(back)
        self.back.clicked.connect(self.left)
        self.title, self.meta = QLabel(), QLabel()
        self.title.setFont(look.font(16, 600))
        self.meta.setFont(look.font(13))
        self.title.setStyleSheet(f"color: {look.hex('text')}")
        self.meta.setStyleSheet(f"color: {look.hex('text2')}")
        for label in (self.title, self.meta):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._told = QWidget()
        told = QVBoxLayout(self._told) if look.scale > 1.3 else QHBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(look.px(10))
        told.addWidget(self.title)
        told.addWidget(self.meta, 1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        first = QHBoxLayout()
        first.setSpacing(look.px(10))
        first.addWidget(self.back)
        first.addWidget(self._told, 1)
        self._box.addLayout(first, 1)
        self._buttons = QWidget()
        self._flow = _Rows(self._buttons, list(buttons), look)
        self._box.addWidget(self._buttons)

    def tell(self, title: str, meta: str) -> None:
        """Say what the page shows."""
        self.title.setText(title)
        self.meta.setText(meta)
        self.setAccessibleName(". ".join(part for part in (title, meta) if part))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the title where the width does not hold both."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = self.look
        free = self.width() - self.back.sizeHint().width() - look.px(60)
        self.title.setMinimumWidth(int(min(look.advance(self.title.text(), 16, 600) + 2, max(free * 0.6, 0))))
        words = look.advance(self.title.text(), 16, 600) + look.advance(self.meta.text(), 13) + look.px(60)
        wide = self.back.sizeHint().width() + words + self._flow.wanted() + look.px(24)
        is_one = wide <= self.width()
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if is_one else QBoxLayout.Direction.TopToBottom)
        self._flow.fit(self._flow.wanted() if is_one else self.width() - look.px(24))


class _Rows:
    """Buttons beside each other, in as many rows as they need."""

    def __init__(self, holder: QWidget, buttons: list[QWidget], look: Look) -> None:
        self._holder, self.buttons, self._look = holder, buttons, look
        for button in buttons:
            button.setParent(holder)

    def wanted(self) -> int:
        """Give the width of all in one row."""
        gap = self._look.px(8)
        return sum(button.sizeHint().width() + gap for button in self.buttons if not button.isHidden())

    def fit(self, width: int) -> None:
        """Place them in a width."""
        gap, x, y, tall = self._look.px(8), 0, 0, 0
        for button in self.buttons:
            if button.isHidden():
                continue
            size = button.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + tall + self._look.px(4)
            button.setGeometry(x, y, size.width(), size.height())
            x, tall = x + size.width() + gap, size.height()
        self._holder.setFixedHeight(y + tall)
        self._holder.setMinimumWidth(min(width, self.wanted()))
