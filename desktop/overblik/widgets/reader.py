"""Shows our own shipped Markdown: nothing is loaded but the pictures of the manual, and a link is only told (T13, T16).

Never for a text that came from a source: such a one is plain text everywhere.
"""

import posixpath
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QFont,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCell,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from overblik.domain.folding import begun_by
from overblik.viewmodels.help import slug
from overblik.widgets.look import Look

_HEADINGS = {1: 20, 2: 16}
_SMALLEST_HEADING, _TEXT = 14, 13
_LINE = 135
"""Height of a line, in percent."""
_MARGIN = 18
_ABOVE, _BETWEEN, _CLOSE = 14, 8, 2
"""Room over a heading, between paragraphs, and between what belongs together."""


def _room(before: QTextBlock, block: QTextBlock) -> int:
    """Give the room between two blocks: little between lines of code, points of a list, and under a heading."""
    are_code = _is_code(before) and _is_code(block)
    are_points = before.textList() is not None and block.textList() is not None
    if are_code:
        return 0
    return _CLOSE if are_points or before.blockFormat().headingLevel() else _BETWEEN


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence.value)


class Reader(QTextBrowser):
    """One page; `followed` says which link was chosen, and nothing else happens by it."""

    followed = Signal(str)

    def __init__(self, look: Look, picture: Callable[[str], bytes], parent: QWidget | None = None) -> None:
        """Take what gives a picture by its place in the manual."""
        super().__init__(parent)
        self.look, self._picture = look, picture
        self._path, self._text = "", ""
        self._wanted: tuple[str, ...] = ()
        self._laid = 0
        self._hits: list[QTextCursor] = []
        self._at = -1
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: one that comes while a page is read in would change its width, and begin the page anew in it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.anchorClicked.connect(lambda url: self.followed.emit(url.toString()))
        self.document().setDocumentMargin(look.px(_MARGIN))
        self.document().setDefaultFont(look.font(_TEXT))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Give a picture of the manual, no wider than the page; nothing else is ever loaded."""
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value or url.scheme() or url.host():
            return None
        place = posixpath.normpath(posixpath.join(posixpath.dirname(self._path), unquote(url.path())))
        image = QImage.fromData(self._picture(place))
        if image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        room = round(max(self.viewport().width() - 2 * self.look.px(_MARGIN) - 4, 60) * ratio)
        if image.width() > room:
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def read(self, path: str, title: str, text: str, wanted: tuple[str, ...] = ()) -> None:
        """Show a page from its top, or from the first of the wanted words on."""
        self._path, self._text, self._wanted = path, text, wanted
        self.setAccessibleName(title)
        self._lay()
        self.verticalScrollBar().setValue(0)
        self._at = -1
        if wanted:
            self.next_hit()

    def _lay(self) -> None:
        self._laid = self.viewport().width()
        features = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        self.document().setMarkdown(self._text, features)
        self._dress()
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to another width; what is read stays in view."""
        super().resizeEvent(event)
        if self._text and self.viewport().width() != self._laid:
            bar = self.verticalScrollBar()
            share = bar.value() / max(bar.maximum(), 1)
            self._lay()
            bar.setValue(round(share * bar.maximum()))

    def go_to(self, anchor: str) -> None:
        """Bring the heading into view that a link names."""
        layout = self.document().documentLayout()
        for block in self._blocks():
            if block.blockFormat().headingLevel() and slug(block.text()) == anchor:
                self.verticalScrollBar().setValue(round(layout.blockBoundingRect(block).top()))
                return

    def next_hit(self) -> None:
        """Bring the next of the wanted words into view, and after the last the first."""
        if self._hits:
            self._at = (self._at + 1) % len(self._hits)
            cursor = QTextCursor(self._hits[self._at])
            cursor.clearSelection()
            self.setTextCursor(cursor)
            rect = self.cursorRect(cursor)
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.center().y() - self.viewport().height() // 3)

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _mark(self) -> None:
        """Mark the wanted words."""
        self._hits, marks = [], []
        for block in self._blocks() if self._wanted else ():
            for first, last in begun_by(block.text(), self._wanted):
                mark = QTextEdit.ExtraSelection()
                form = QTextCharFormat()
                form.setBackground(self.look.color("select"))
                form.setForeground(self.look.color("text"))
                form.setFontUnderline(True)
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + first)
                cursor.setPosition(block.position() + last, QTextCursor.MoveMode.KeepAnchor)
                mark.format, mark.cursor = form, cursor
                marks.append(mark)
                self._hits.append(cursor)
        self.setExtraSelections(marks)

    def _dress(self) -> None:
        """Give the words the house's faces and colours: Markdown knows neither."""
        forms = list(self._forms())
        whole = QTextCursor(self.document())
        whole.beginEditBlock()  # else the page is laid out anew after each piece
        for block in self._blocks():
            whole.setPosition(block.position())
            whole.mergeBlockFormat(self._block_form(block, is_in_table=whole.currentTable() is not None))
        for start, length, form in forms:
            whole.setPosition(start)
            whole.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            whole.setCharFormat(form)
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        whole.endEditBlock()

    def _block_form(self, block: QTextBlock, *, is_in_table: bool) -> QTextBlockFormat:
        told, form = block.blockFormat(), QTextBlockFormat()
        form.setNonBreakableLines(False)
        if "\ufffc" not in block.text():  # the line of a picture is as high as the picture
            form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if is_in_table:
            form.setTopMargin(0)
        elif told.headingLevel() > 1:
            form.setTopMargin(self.look.px(_ABOVE))
        else:
            form.setTopMargin(self.look.px(_room(block.previous(), block)))
        return form

    def _forms(self) -> Iterator[tuple[int, int, QTextCharFormat]]:
        for block in self._blocks():
            level = block.blockFormat().headingLevel()
            is_code = _is_code(block)
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                told = piece.charFormat()
                if not told.isImageFormat():
                    yield piece.position(), piece.length(), self._form(told, level, is_code=is_code)
                pieces += 1

    def _form(self, told: QTextCharFormat, level: int, *, is_code: bool = False) -> QTextCharFormat:
        look, form = self.look, QTextCharFormat(told)
        form.clearProperty(QTextCharFormat.Property.FontSizeAdjustment.value)
        if level:
            form.setFont(look.font(_HEADINGS.get(level, _SMALLEST_HEADING), 600))
        elif is_code or told.fontFixedPitch():
            form.setFont(look.mono(_TEXT))
            form.setBackground(look.color("sunken"))
        else:
            form.setFont(look.font(_TEXT, 600 if told.fontWeight() > QFont.Weight.Normal.value else 400))
        form.setForeground(look.color("accent" if told.isAnchor() else "text"))
        form.setFontUnderline(told.isAnchor())
        return form

    def _dress_table(self, table: QTextTable) -> None:
        look, form = self.look, table.format()
        form.setBorder(1)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(look.color("line")))
        form.setBorderCollapse(True)
        form.setCellPadding(look.px(6))
        form.setCellSpacing(0)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setTopMargin(look.px(8))
        form.setBottomMargin(look.px(12))
        table.setFormat(form)
        for column in range(table.columns()):
            cell = table.cellAt(0, column)
            told = cell.format()
            told.setBackground(look.color("sunken"))
            cell.setFormat(told)
            self._dress_head(cell)

    def _dress_head(self, cell: QTextTableCell) -> None:
        """Make the head of a column bold: of a table behind code Qt reads the first one as a paragraph under an empty one."""
        whole = cell.firstCursorPosition()
        if not whole.block().text() and whole.block() != cell.lastCursorPosition().block():
            whole.deleteChar()
        form = QTextCharFormat()
        form.setFont(self.look.font(_TEXT, 600))
        form.setForeground(self.look.color("text"))
        whole.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
        whole.mergeCharFormat(form)
