"""One drug in full, painted: fields, differences between sources, doses by day, prescriptions and dispensings."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.medication_page import DrugPage
from overblik.viewmodels.words import Words
from overblik.widgets import drug_calendar, drug_differences, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.scrolled import Scrolled, Sheet

_PAD, _GAP = 16, 10
_LABEL = 124
_TWO_COLUMNS = 520

Block = Callable[[QPainter | None, float, float, float], float]
"""Draws a block at (x, y) in a width, or only measures it without a painter; gives its height."""


class DrugView(Scrolled["_Sheet"]):
    """The drug that is chosen in the list; it scrolls where its words need more room than there is."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start without a drug."""
        super().__init__(_Sheet(look, words), parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.page: DrugPage | None = None
        self.show_drug(None)

    def show_drug(self, page: DrugPage | None) -> None:
        """Show a drug, or ask to choose one; another drug begins at its top."""
        is_same = page is not None and self.page is not None and page.row.key == self.page.row.key
        self.page = self.sheet.page = page
        self.setAccessibleName(page.spoken if page is not None else self.sheet.words.say("drug.choose"))
        if not is_same:
            self.verticalScrollBar().setValue(0)
        self.fit()
        self.sheet.update()


class _Sheet(Sheet):
    """The blocks under each other, each in a frame."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.page: DrugPage | None = None

    def _blocks(self) -> list[Block]:
        page = self.page
        if page is None:
            return []
        blocks: list[Block] = [self._head]
        look, words = self.look, self.words
        if len(page.differences.columns) > 1 or page.unchecked:
            blocks.append(
                lambda painter, x, y, width: drug_differences.draw(painter, (x, y, width), page, (look, words))
            )
        if page.calendar is not None:
            blocks.append(lambda painter, x, y, width: drug_calendar.draw(painter, (x, y, width), page, (look, words)))
        if page.identifier or page.records:
            blocks.append(self._records)
        return blocks

    def height_for(self, width: int) -> int:
        """Give the height of all blocks in a width."""
        gap = self.look.px(_GAP)
        return int(sum(block(None, 0, 0, width - self.look.px(2)) + gap for block in self._blocks()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the blocks."""
        del event
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.color("canvas"))
        y, width = 1.0, self.width() - look.px(2)
        for block in self._blocks():
            tall = block(None, 0, 0, width)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(look.color("surface"))
            painter.setPen(QPen(look.color("line"), 1))
            painter.drawRoundedRect(QRectF(0.5, y + 0.5, width, tall), look.px(7), look.px(7))
            block(painter, 0, y, width)
            y += tall + look.px(_GAP)
        if self.page is None:
            laid([Run(self.words.say("drug.choose"), 14, 400, "text2")], look, width, 20).paint(
                painter, look.px(_PAD), look.px(_PAD)
            )
        painter.end()

    def _flow(self, runs: list[Run], width: float, line: int = 18) -> Flow:
        return laid(runs, self.look, width, line)

    def _head(self, painter: QPainter | None, x: float, y: float, width: float) -> float:
        """Name, brand, strength and form; state; dosage in full; fields in two columns."""
        assert self.page is not None
        look, row, pad = self.look, self.page.row, self.look.px(_PAD)
        inner = width - 2 * pad
        badge = paint.badge_width(row.badge, look) + look.px(8) if row.badge else 0
        name = [Run(row.name, 19, 600), Run(f"  {row.brand}" if row.brand else "", 12, 400, "text2")]
        name.append(Run(f"  {row.strength_form}" if row.strength_form else "", 15, 400))
        told = [(self._flow([run for run in name if run.text], inner - badge, 26), 0)]
        if row.dosage:
            told.append((self._flow([Run(row.dosage, 16, 600 if row.dosage_is_bold else 400)], inner, 22), look.px(4)))
        told += [(self._flow([Run(text, 13, 400, tone)], inner), look.px(2)) for text, tone in self._said() if text]
        top = y + look.px(12)
        for flow, above in told:
            top += above
            if painter is not None:
                flow.paint(painter, x + pad, top)
            top += flow.height
        if painter is not None and row.badge:
            paint.paint_badge(painter, x + width - pad, y + look.px(16), row.badge, look)
        return self._fields(painter, x + pad, top + look.px(8), inner) + look.px(12) - y

    def _said(self) -> list[tuple[str, str]]:
        assert self.page is not None
        row = self.page.row
        return [(row.before, "new"), (row.note, "stale")]

    def _fields(self, painter: QPainter | None, x: float, y: float, width: float) -> float:
        """Draw the fields, two beside each other where there is room; give where they end."""
        assert self.page is not None
        look = self.look
        columns = 2 if width >= look.px(_TWO_COLUMNS) else 1
        column = width / columns
        label = look.px(_LABEL)
        place = 0
        fields = self.page.fields
        while place < len(fields):
            tall = 0
            for at, (name, text) in enumerate(fields[place : place + columns]):
                head = self._flow([Run(name, 13, 400, "text2")], label - look.px(8))
                flow = self._flow([Run(text, 13, 400)], column - label - look.px(10))
                if painter is not None:
                    head.paint(painter, x + at * column, y)
                    flow.paint(painter, x + at * column + label, y)
                tall = max(tall, flow.height, head.height)
            y += tall + look.px(4)
            place += columns
        return y

    def _records(self, painter: QPainter | None, x: float, y: float, width: float) -> float:
        """Prescriptions with what was handed out on them; a dispensing never says that a drug is taken (R9)."""
        assert self.page is not None
        look, pad, top = self.look, self.look.px(_PAD), y
        y += look.px(8)
        head = self._flow([Run(self.words.say("drug.records"), 14, 600)], width - 2 * pad, 20)
        if painter is not None:
            head.paint(painter, x + pad, y)
        y += head.height + look.px(4)
        if not self.page.records:
            empty = self._flow([Run(self.words.say("drug.no_records"), 13, 400, "text2")], width - 2 * pad)
            if painter is not None:
                empty.paint(painter, x + pad, y)
            y += empty.height
        for one in self.page.records:
            left = pad + (look.px(20) if one.is_inner else 0)
            flow = self._flow([Run(f"{one.title}  ", 13, 600), Run(one.text, 13, 400)], width - left - pad)
            if painter is not None:
                flow.paint(painter, x + left, y)
            y += flow.height + look.px(4)
        return y + look.px(8) - top
