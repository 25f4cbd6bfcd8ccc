"""The page of one document: plain text, and a button for the file inside it."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from overblik.domain.folding import begun_by
from overblik.viewmodels.document_page import DocumentPage
from overblik.widgets.look import Look


def open_in_viewer(path: object) -> None:
    """Let the system's own viewer open a file."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class DocumentView(QWidget):
    """Shows one document; nothing in it is markup, a link or a picture (T16)."""

    file_wanted = Signal(bytes, str)
    """The bytes of the file inside and their suffix: pressed by the user, never by itself (T17)."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look = look
        self._page = DocumentPage("", "")
        self.heading = QLabel()
        self.heading.setFont(look.font(16, 600))
        self.note = QLabel()
        self.note.setFont(look.font(13))
        for label in (self.heading, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.button = QPushButton()
        self.button.setFont(look.font(13, 600))
        self.button.setMinimumHeight(look.px(30))
        self.button.setAutoDefault(True)
        self.button.clicked.connect(lambda: self.file_wanted.emit(self._page.content, self._page.suffix))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(look.font(14))
        self.text.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        margin = look.px(12)
        column.setContentsMargins(margin, margin, margin, margin)
        for part in (self.heading, self.button, self.note, self.text):
            column.addWidget(part)
        self.setFocusProxy(self.text)
        self.blank()

    def show_document(self, page: DocumentPage) -> None:
        """Show a document."""
        self._page = page
        self.heading.setText(page.title)
        self.text.setPlainText(page.text)
        self.text.setExtraSelections([])
        self.text.setAccessibleName(page.title)
        self.button.setText(page.button)
        self.button.setVisible(bool(page.button))
        self.note.setText(page.note)
        self.note.setVisible(bool(page.note))

    def mark(self, wanted: tuple[str, ...]) -> None:
        """Mark each word that begins as one of the folded beginnings, and bring the first into view."""
        marks = []
        # Qt counts in UTF-16 units.
        told = self.text.toPlainText()
        for first, last in begun_by(told, wanted):
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(self.look.color("select"))
            mark.format.setForeground(self.look.color("text"))
            mark.format.setFontWeight(QFont.Weight.Bold)
            mark.format.setFontUnderline(True)
            cursor = QTextCursor(self.text.document())
            cursor.setPosition(_units(told[:first]))
            cursor.setPosition(_units(told[:last]), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            marks.append(mark)
        self.text.setExtraSelections(marks)
        if marks:
            at = QTextCursor(marks[0].cursor)
            at.clearSelection()
            self.text.setTextCursor(at)
            self.text.centerCursor()

    def blank(self) -> None:
        """Leave nothing of a document."""
        self.show_document(DocumentPage("", ""))
