"""Pages beside the overview: the source message behind a row, and the keys."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from overblik.viewmodels.source_marks import SourceText
from overblik.widgets import ink
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.scrolled import Scrolled, Sheet

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


class KeysPage(Scrolled["KeysSheet"]):
    """The live map of the keys; it scrolls where the window is small or the text large."""

    def __init__(self, title: str, keys: Sequence[tuple[str, str]], look: Look, parent: QWidget | None = None) -> None:
        """Take (key, what it does) of every key."""
        super().__init__(KeysSheet(title, keys, look), parent)
        self.setAccessibleName(title + ". " + ". ".join(f"{key}: {does}" for key, does in keys))


class KeysSheet(Sheet):
    """Keys and what they do, in two columns, or in one."""

    def __init__(self, title: str, keys: Sequence[tuple[str, str]], look: Look) -> None:
        """Take what the page was given."""
        super().__init__()
        self.look, self._title, self._keys = look, title, keys

    def _rows(self, width: int) -> list[tuple[int, int, str, Flow]]:
        """Give the place of each key, and its words."""
        look = self.look
        columns = 2 if width >= look.px(700) else 1
        column = (width - look.px(48)) // columns
        half = -(-len(self._keys) // columns)
        made: list[tuple[int, int, str, Flow]] = []
        for start in range(0, len(self._keys), half):
            x, y = look.px(24) + start // half * column, look.px(56)
            for key, does in self._keys[start : start + half]:
                flow = laid([Run(does, 13)], look, column - look.px(140), 20)
                made.append((x, y, key, flow))
                y += flow.height + look.px(7)
        return made

    def height_for(self, width: int) -> int:
        """Give the height of all rows in a width."""
        return max((y + flow.height for _, y, _, flow in self._rows(width)), default=0) + self.look.px(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, keys and words."""
        del event
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.color("canvas"))
        laid([Run(self._title, 16, 600)], look, self.width(), 22).paint(painter, look.px(24), look.px(16))
        for x, y, key, flow in self._rows(self.width()):
            ink.paint_key_cap(painter, x, y + look.px(10), key, look)
            flow.paint(painter, x + look.px(130), y)
        painter.end()
