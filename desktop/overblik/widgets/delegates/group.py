"""A group heading inside a card, and the line that says what is left out."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from overblik.viewmodels.rows import GroupRow, MoreRow
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.delegates.lab import columns, is_wide
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

_LEFT = 12


def height(row: GroupRow, width: float, look: Look, words: Words) -> int:
    """Give the height of a heading: one line, more where a long name or the name of a column wraps."""
    names = [flow.height for _, flow in _names(width, look, words)] if _has_names(row, width, look) else []
    return max(_flow(row, width, look).height, *names, 0) + look.px(4)


def _has_names(row: GroupRow, width: float, look: Look) -> bool:
    return row.columns and is_wide(width, look)


def _names(width: float, look: Look, words: Words) -> list[tuple[tuple[float, float], Flow]]:
    """Give the names of the columns, each with its place."""
    room = columns(width, look)
    placed = (
        (room.value, "lab.latest"),
        (room.unit, "lab.unit_interval"),
        (room.course, "lab.course"),
        (room.change, "lab.change"),
    )
    return [(place, laid([Run(words.say(key), 12, 400, "text3")], look, place[1], 16)) for place, key in placed]


def _flow(row: GroupRow, width: float, look: Look) -> Flow:
    runs = [Run(row.text, 12, 600, "text2")]
    if row.count:
        runs.append(Run(f"  {row.count}", 12, 400, "text3"))
    room = columns(width, look).value[0] + look.px(20) if row.columns and is_wide(width, look) else width
    return laid(runs, look, room - look.px(2 * _LEFT), 17)


def draw(painter: QPainter, box: QRectF, row: GroupRow, look: Look, words: Words) -> None:
    """Draw a heading; the first of a laboratory table carries the column names."""
    painter.fillRect(box, look.color("sunken"))
    _flow(row, box.width(), look).paint(painter, box.left() + look.px(_LEFT), box.top() + look.px(2))
    right = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
    if row.right:
        ink.text(painter, look, box.adjusted(0, 0, -look.px(10), 0), row.right, ink.Style(12, 400, "text3", right))
    if not _has_names(row, box.width(), look):
        return
    for place, ((edge, width), flow) in enumerate(_names(box.width(), look, words)):
        x = box.left() + edge
        # The values stand to the right of their column, so that their digits do; so does their name.
        x += width - flow.last if place == 0 and flow.lines == 1 else 0
        flow.paint(painter, x, box.top() + look.px(2))


def more_height(row: MoreRow, width: float, look: Look) -> int:
    """Give the height of the line about what is left out."""
    return _more(row, width, look).height + look.px(8)


def _more(row: MoreRow, width: float, look: Look) -> Flow:
    runs = [Run(f"{row.text} ", 12, 400, "text2"), Run(row.action, 12, 600, "accent")]
    return laid(runs, look, width - look.px(2 * _LEFT), 17)


def draw_more(painter: QPainter, box: QRectF, row: MoreRow, look: Look) -> None:
    """Draw the line about what is left out, with the way to it."""
    _more(row, box.width(), look).paint(painter, box.left() + look.px(_LEFT), box.top() + look.px(4))
