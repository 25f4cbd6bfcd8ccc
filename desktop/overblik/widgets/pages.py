"""The page beside the overview that shows the source message behind a row."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from overblik.viewmodels.source_marks import SourceText
from overblik.widgets import ink
from overblik.widgets.look import Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class OriginalPage(QWidget):
    """The source message of a row, as it came, control characters made visible, and what the row shows marked in it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self._heading, self._foot = look, "", ""
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(look.mono())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setFocusProxy(self.text)
        column = QVBoxLayout(self)
        margin = look.px(12)
        column.setContentsMargins(margin, look.px(40), margin, look.px(34))
        column.addWidget(self.text)

    def show_original(self, heading: str, told: SourceText, foot: str = "") -> None:
        """Show a message under its heading, the first mark in view, and say below how many places are marked."""
        self._heading, self._foot = heading, foot
        self.text.setAccessibleName(heading)
        self.text.setAccessibleDescription(foot)
        self.text.setPlainText(told.text)
        marks = [self._mark(start, length) for start, length in told.spans]
        self.text.setExtraSelections(marks)
        if marks:
            first = QTextCursor(marks[told.first].cursor)
            first.clearSelection()
            self.text.setTextCursor(first)
            self.text.centerCursor()
        self.update()

    def _mark(self, start: int, length: int) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setBackground(self.look.color("select"))
        form.setForeground(self.look.color("text"))
        form.setFontWeight(QFont.Weight.Bold)
        form.setFontUnderline(True)
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        mark.format, mark.cursor = form, cursor
        return mark

    def blank(self) -> None:
        """Leave nothing of the message."""
        self.show_original("", SourceText(""))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the heading, and what is said of the marks."""
        del event
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.color("canvas"))
        line = QRectF(look.px(14), 0, self.width() - look.px(80), look.px(40))
        ink.text(painter, look, line, self._heading, ink.Style(14, 600, "text", _LEFT))
        edge = self.width() - look.px(14) - ink.key_cap_width("Esc", look)
        ink.paint_key_cap(painter, edge, look.px(20), "Esc", look)
        foot = QRectF(look.px(14), self.height() - look.px(34), self.width() - look.px(28), look.px(34))
        ink.text(painter, look, foot, self._foot, ink.Style(12, 400, "text2", _LEFT))
        painter.end()
