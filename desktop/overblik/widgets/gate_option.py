"""One of several modes in a frame of its own; what may not be chosen is dashed, with a lock and the reason."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QRadioButton, QVBoxLayout, QWidget

from overblik.viewmodels.gate_parts import Option
from overblik.widgets.look import Look


def plain_label(text: str, look: Look, size: int, ink: str, weight: int = 400) -> QLabel:
    """Give a label of plain text that breaks where it is long."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(look.font(size, weight))
    label.setStyleSheet(f"color: {look.hex(ink)}")
    label.setWordWrap(len(text) > 30)
    return label


class OptionBox(QFrame):
    """Draws an Option."""

    def __init__(self, option: Option, look: Look, parent: QWidget | None = None) -> None:
        """Make the choice and what it means."""
        super().__init__(parent)
        self.option, self.look = option, look
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(10), px(8), px(10), px(8))
        column.setSpacing(0)
        name = f"{option.text} · {option.closed}" if option.closed else option.text
        self.radio = QRadioButton(name)
        self.radio.setFont(look.font(14, 600))
        self.radio.setAutoExclusive(
            False
        )  # each stands in a frame of its own; the gate is drawn anew when one is chosen
        self.radio.setChecked(option.is_chosen)
        self.radio.setEnabled(not option.closed)
        self.radio.setAccessibleDescription(option.more)
        self.radio.setMinimumHeight(px(24))
        if option.closed:
            self.radio.setIcon(look.icon("lock", 14, "text2", self.devicePixelRatio()))
        more = plain_label(option.more, look, 13, "text2")
        more.setContentsMargins(px(26), 0, 0, 0)
        column.addWidget(self.radio)
        column.addWidget(more)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by a press anywhere in the frame."""
        del event
        if not self.option.closed:
            self.radio.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and edge."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, closed = self.option.is_chosen, self.option.closed
        painter.setBrush(self.look.color("accentSoft" if chosen else "surface"))
        pen = QPen(self.look.color("accent" if chosen else "edge"), 2 if chosen else 1)
        if closed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), self.look.px(7), self.look.px(7))
        painter.end()
