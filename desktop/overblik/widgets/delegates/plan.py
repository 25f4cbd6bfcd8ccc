"""A plan: title, goal, next step, who is responsible."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from overblik.viewmodels.rows import PlanRow
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

_LEFT, _RIGHT, _TOP, _LABEL = 12, 8, 5, 66


def _owner_width(row: PlanRow, look: Look) -> float:
    return look.advance(row.owner, 12) + look.px(18) if row.owner else 0.0


def _label_width(row: PlanRow, look: Look) -> float:
    """Give the labels the room that the longest word of the language needs."""
    return max([look.px(_LABEL), *(look.advance(label, 12) + look.px(8) for label, _, _ in row.lines)])


def _parts(row: PlanRow, width: float, look: Look) -> tuple[Flow, list[tuple[str, Flow]], Flow | None]:
    inner = width - look.px(_LEFT + _RIGHT)
    runs = [Run(row.title, 13, 600)]
    if row.badge:
        ink_of, ground = paint.TONE[row.badge.tone]
        runs.append(Run(f"  {row.badge.text}", 12, 600, "crit" if ground == "crit" else ink_of))
    owner = _owner_width(row, look)
    first = inner - owner if owner < inner * 0.6 else inner
    if row.owner and first == inner:
        runs.append(Run(f"  {row.owner}", 12, 400, "text2"))
    title = laid(runs, look, inner, 18, first)
    label_width = _label_width(row, look)
    lines = [
        (label, laid([Run(text, 13, 600 if bold else 400)], look, inner - label_width, 16))
        for label, text, bold in row.lines
    ]
    note = laid([Run(row.note, 12, 400, "text2")], look, inner, 16) if row.note else None
    return title, lines, note


def height(row: PlanRow, width: float, look: Look) -> int:
    """Give the height of a plan in a width."""
    title, lines, note = _parts(row, width, look)
    told = sum(flow.height for _, flow in lines) + (note.height if note else 0)
    return title.height + told + look.px(2 * _TOP)


def draw(painter: QPainter, box: QRectF, row: PlanRow, look: Look) -> None:
    """Draw a plan."""
    title, lines, note = _parts(row, box.width(), look)
    left, y, right = box.left() + look.px(_LEFT), box.top() + look.px(_TOP), box.right() - look.px(_RIGHT)
    title.paint(painter, left, y)
    if row.owner and _owner_width(row, look) < (right - left) * 0.6:
        width = _owner_width(row, look) - look.px(6)
        frame = QRectF(right - width, y, width, look.px(18))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("line"), 1))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
        ink.text(painter, look, frame, row.owner, ink.Style(12, 400, "text2", int(Qt.AlignmentFlag.AlignCenter.value)))
    y += title.height
    align = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
    width = _label_width(row, look)
    for label, flow in lines:
        ink.text(painter, look, QRectF(left, y, width, look.px(16)), label, ink.Style(12, 400, "text3", align))
        flow.paint(painter, left + width, y)
        y += flow.height
    if note is not None:
        note.paint(painter, left, y)
