"""The page on which a print is chosen, seen and sent: it lies under banner and CAVE line, so the patient stays in view."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from overblik.viewmodels.paper import Paper, paper_text
from overblik.viewmodels.paper_kinds import KINDS
from overblik.viewmodels.words import Words
from overblik.widgets.look import Look
from overblik.widgets.paper_layout import HEIGHT, WIDTH, Page, laid_out

_WIDEST = 820
"""Design pixels: a page is not blown up beyond this."""


class PaperPage(QScrollArea):
    """Kinds by arrows or letters, what a print means, the buttons, and the pages as they will be."""

    changed = Signal()
    """Another kind was chosen, or private entries with or without."""
    wanted = Signal(str)
    """`printer` or `file`."""
    left = Signal()

    def __init__(self, words: Words, look: Look, parent: QWidget | None = None, kinds: tuple[str, ...] = KINDS) -> None:
        """Make all parts, with nothing of a patient; without `kinds` there is one document, and nothing to choose."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.title = self._label(words.say("paper.page_title" if kinds else "paper.list_title"), 16, 600)
        self.kinds = {kind: self._choice(kind) for kind in kinds}
        self.warning = self._label("", 13, 400)
        self.with_private = QCheckBox(words.say("paper.with_private"))
        self._dress(self.with_private)
        self.with_private.toggled.connect(self.changed)
        self.print = self._button("paper.print", lambda: self.wanted.emit("printer"))
        self.save = self._button("paper.save", lambda: self.wanted.emit("file"))
        self.cancel = self._button("paper.cancel", self.left.emit)
        self.preview = Preview(look, words.say("paper.preview" if kinds else "paper.list_preview"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._sheet())
        self.blank()

    def _label(self, text: str, size: int, weight: int) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.look.font(size, weight))
        label.setWordWrap(True)
        return label

    def _choice(self, kind: str) -> QRadioButton:
        name = self.words.say(f"paper.{kind}")
        button = QRadioButton(f"{name} ({name[0]})")
        self._dress(button)
        button.clicked.connect(self.changed)
        return button

    def _dress(self, box: QAbstractButton) -> None:
        """Give a box that is ticked the theme's own colours: Qt draws it from the palette."""
        box.setFont(self.look.font(13))
        palette, color = box.palette(), self.look.color
        palette.setColor(QPalette.ColorRole.Base, color("surface"))
        palette.setColor(QPalette.ColorRole.Window, color("edge"))
        palette.setColor(QPalette.ColorRole.Text, color("text"))
        box.setPalette(palette)

    def _button(self, key: str, does: object) -> QPushButton:
        button = QPushButton(self.words.say(key))
        button.setFont(self.look.font(13, 600))
        button.setMinimumHeight(self.look.px(30))
        button.setAutoDefault(True)
        button.clicked.connect(does)
        return button

    def _sheet(self) -> QWidget:
        sheet, px = QWidget(), self.look.px
        column = QVBoxLayout(sheet)
        column.setContentsMargins(px(16), px(10), px(16), px(10))
        column.setSpacing(px(8))
        column.addWidget(self.title)
        # Side by side where there is room; large text puts the choices and the buttons in two rows.
        half = 2 if self.look.scale > 1.2 else 4
        every = list(self.kinds.values())
        for start in range(0, len(every), half):
            column.addLayout(self._row(every[start : start + half]))
        column.addWidget(self.warning)
        column.addWidget(self.with_private)
        column.addLayout(self._row([self.print, self.save, self.cancel]))
        column.addWidget(self.preview, 1)
        return sheet

    def _row(self, parts: Sequence[QWidget]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(12))
        for part in parts:
            row.addWidget(part)
        row.addStretch(1)
        return row

    @property
    def kind(self) -> str:
        """The document that is chosen."""
        return next((kind for kind, button in self.kinds.items() if button.isChecked()), KINDS[0])

    def begin(self) -> None:
        """Begin anew: the failsafe page, and nothing private."""
        self.verticalScrollBar().setValue(0)
        self.with_private.setChecked(False)
        first = next(iter(self.kinds.values()), None)
        if first is not None:
            first.setChecked(True)
        self.setFocusProxy(first if first is not None else self.print)

    def show_paper(self, paper: Paper, warning: str, *, may_be_private: bool) -> None:
        """Show the pages of a document."""
        self.warning.setText(warning)
        self.with_private.setVisible(may_be_private)
        if not may_be_private and self.with_private.isChecked():
            self.with_private.setChecked(False)
        self.preview.show_paper(paper)

    def blank(self) -> None:
        """Leave nothing of a patient."""
        self.begin()
        self.warning.setText("")
        self.with_private.setVisible(False)
        self.preview.show_paper(None)

    def event(self, event: QEvent) -> bool:
        """Keep the letters of the choices for this page: elsewhere they go to other sections."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._meant(event):
            event.accept()
            return True
        return super().event(event)

    def _meant(self, event: QKeyEvent) -> str:
        """Give the kind whose letter was pressed; empty for any other key."""
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or not event.text():
            return ""
        letter = event.text().casefold()
        return next((kind for kind in self.kinds if self.words.say(f"paper.{kind}")[0].casefold() == letter), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a kind by its letter."""
        kind = self._meant(event)
        if not kind:
            super().keyPressEvent(event)
            return
        self.kinds[kind].setChecked(True)
        self.kinds[kind].setFocus()
        self.changed.emit()


class Preview(QWidget):
    """The pages under each other, as wide as there is room, by the painter of the print itself.

    Its accessible text is the whole document.
    """

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        """Start without a document."""
        super().__init__(parent)
        self.look, self._name = look, name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.paper: Paper | None = None
        self.pages: list[Page] = []

    def show_paper(self, paper: Paper | None) -> None:
        """Show a document, or none."""
        if paper is not None and paper == self.paper:
            return
        self.paper = paper
        self.pages = laid_out(paper) if paper is not None else []
        self.setAccessibleName(f"{self._name}. {paper_text(paper)}" if paper is not None else self._name)
        self._fit()
        self.update()

    def _box(self, place: int) -> QRectF:
        gap = self.look.px(10)
        wide = max(min(self.width() - 2.0 * gap, self.look.px(_WIDEST)), 100.0)
        tall = wide * HEIGHT / WIDTH
        return QRectF((self.width() - wide) / 2, gap + place * (tall + gap), wide, tall)

    def _fit(self) -> None:
        """Take the height that all pages need in this width."""
        self.setMinimumHeight(int(self._box(len(self.pages)).top()) if self.pages else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages that are in view, and where the focus is."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.color("canvas"))
        edge = QPen(look.color("focus"), 2) if self.hasFocus() else QPen(look.color("edge"), 1)
        for place, page in enumerate(self.pages):
            box = self._box(place)
            if not box.intersects(QRectF(event.rect())):
                continue
            painter.setPen(edge)
            painter.setBrush(Qt.GlobalColor.white)
            painter.drawRect(box)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.save()
            painter.translate(box.topLeft())
            painter.scale(box.width() / WIDTH, box.width() / WIDTH)
            page.paint(painter)
            painter.restore()
        painter.end()
