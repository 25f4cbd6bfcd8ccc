"""The difference table of a drug: a column for each source, a row for each property, the verdict at the right."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from overblik.viewmodels.medication_differences import Differences
from overblik.viewmodels.medication_page import DrugPage
from overblik.viewmodels.words import Words
from overblik.widgets.flow import Run, laid
from overblik.widgets.look import Look

_LABEL, _VERDICT, _PAD = 96, 92, 12

Box = tuple[float, float, float]
"""Left, top and width."""


def draw(painter: QPainter | None, box: Box, page: DrugPage, dress: tuple[Look, Words]) -> float:
    """Draw the table, and who was not heard, or only measure them without a painter; give the height."""
    look, _ = dress
    left, top, width = box
    y = top + look.px(8)
    y = _title(painter, (left, y, width), page.differences, dress)
    if len(page.differences.columns) > 1:
        y = _table(painter, (left, y, width), page.differences, look)
    for sentence in page.unchecked:
        told = laid([Run(sentence, 12, 600, "stale")], look, width - look.px(2 * _PAD), 17)
        if painter is not None:
            told.paint(painter, left + look.px(_PAD), y + look.px(4))
        y += told.height + look.px(4)
    return y + look.px(4) - top


def _table(painter: QPainter | None, box: Box, table: Differences, look: Look) -> float:
    """Draw the columns of the sources; give the lower edge."""
    left, y, width = box
    label, verdict, pad = look.px(_LABEL), look.px(_VERDICT), look.px(_PAD)
    each = (width - label - verdict - 2 * pad) / max(len(table.columns), 1)
    heads = [
        laid([Run(name, 12, 600), Run(f"\n{when}" if when else "", 12, 400, "text2")], look, each - look.px(8), 16)
        for name, when in table.columns
    ]
    for place, head in enumerate(heads):
        if painter is not None:
            head.paint(painter, left + pad + label + place * each, y)
    y += max((head.height for head in heads), default=0) + look.px(6)
    for row in table.rows:
        weight, ink = (600, "stale") if row.differs else (400, "text2")
        flows = [laid([Run(cell, 13, weight)], look, each - look.px(8), 18) for cell in row.cells]
        name = laid([Run(row.label, 13, 400, "text2")], look, label - look.px(8), 18)
        said = laid([Run(row.verdict, 12, 600 if row.differs else 400, ink)], look, verdict, 18)
        tall = max([flow.height for flow in flows] + [name.height, said.height]) + look.px(8)
        if painter is not None:
            if row.differs:
                painter.fillRect(QRectF(left + 1, y, width - 1, tall), look.color("staleSoft"))
            painter.setPen(look.color("hair"))
            painter.drawLine(int(left) + 1, int(y), int(left + width) - 1, int(y))
            name.paint(painter, left + pad, y + look.px(4))
            for place, flow in enumerate(flows):
                flow.paint(painter, left + pad + label + place * each, y + look.px(4))
            said.paint(painter, left + width - pad - verdict + look.px(4), y + look.px(4))
        y += tall
    return y


def _title(painter: QPainter | None, box: Box, table: Differences, dress: tuple[Look, Words]) -> float:
    look, words = dress
    left, y, width = box
    pad = look.px(_PAD)
    runs = [Run(words.say("differences.title"), 14, 600)]
    if table.count:
        runs.append(Run(f"   {words.one_or_many('differences.count', table.count)}", 12, 600, "stale"))
    runs.append(Run(f"   {words.say('differences.undecided')}", 12, 400, "text2"))
    head = laid(runs, look, width - 2 * pad, 20)
    if painter is not None:
        head.paint(painter, left + pad, y)
    return y + head.height + look.px(6)
