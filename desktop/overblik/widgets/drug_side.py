"""History and original beside one drug."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from overblik.viewmodels.drug_side import History, Marked
from overblik.viewmodels.words import Words
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.scrolled import Scrolled, Sheet


class DrugSide(QWidget):
    """The history above, the source message below."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.history = _HistoryView(look, words)
        self.original = QPlainTextEdit(self)
        self.original.setReadOnly(True)
        self.original.setFont(look.mono())
        self.original.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.original.setAccessibleName(words.say("drug.original"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(self.history, 1)
        column.addWidget(self.original, 1)

    def show_history(self, history: History) -> None:
        """Show the periods."""
        self.history.show_history(history)

    def show_original(self, told: Marked) -> None:
        """Show the message, with the lines marked that the page was read from, the first of them in view."""
        self.original.setPlainText(told.text)
        document = self.original.document()
        marks = []
        for place in told.lines:
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setBackground(QColor(self.look.color("select")))
            form.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.format, mark.cursor = form, QTextCursor(document.findBlockByNumber(place))
            marks.append(mark)
        self.original.setExtraSelections(marks)
        if told.lines:
            self.original.setTextCursor(QTextCursor(document.findBlockByNumber(told.lines[0])))

    def blank(self) -> None:
        """Leave nothing of the patient."""
        self.show_history(History())
        self.show_original(Marked(""))


class _HistoryView(Scrolled["_HistorySheet"]):
    """The periods of a drug, newest first, on a line of points."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(_HistorySheet(look, words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_history(self, history: History) -> None:
        """Show the periods, or the sentence in their place."""
        self.sheet.history = history
        self.setAccessibleName(f"{self.sheet.words.say('drug.history')}. {history.spoken}")
        self.fit()
        self.sheet.update()


class _HistorySheet(Sheet):
    """What is painted of the history."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words, self.history = look, words, History()

    def _flows(self, width: int) -> list[tuple[Flow, bool]]:
        """Give the heading and each period, laid out; true where a point stands at its left."""
        look = self.look
        runs = [Run(self.words.say("drug.history"), 14, 600)]
        if self.history.message:
            runs.append(Run(f"   {self.history.message}", 12, 400, "text2"))
        made = [(laid(runs, look, width - look.px(24), 20), False)]
        for line in self.history.lines:
            told = [Run(f"{line.when}\n", 12, 400, "text2"), Run(line.text, 13, 600)]
            made.append((laid(told, look, width - look.px(46), 18), True))
        return made

    def height_for(self, width: int) -> int:
        """Give the height of all periods in a width."""
        return sum(flow.height + self.look.px(8) for flow, _ in self._flows(width)) + self.look.px(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the periods."""
        del event
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.color("canvas"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color("surface"))
        painter.setPen(QPen(look.color("line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(7), look.px(7))
        y = float(look.px(8))
        for place, (flow, has_point) in enumerate(self._flows(self.width())):
            flow.paint(painter, look.px(34 if has_point else 12), y)
            if has_point:
                colour = "new" if place == 1 else "edge"
                painter.setPen(QPen(look.color(colour), 1.5))
                painter.setBrush(look.color(colour if place == 1 else "surface"))
                painter.drawEllipse(QPointF(look.px(18), y + look.px(9)), look.px(4), look.px(4))
            y += flow.height + look.px(8)
        painter.end()
