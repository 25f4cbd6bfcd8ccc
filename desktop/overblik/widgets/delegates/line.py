"""A dated line: the date at the left, words at the right, a second line under them."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from overblik.viewmodels.rows import LineRow
from overblik.widgets import paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

_LEFT, _RIGHT, _TOP, _DATE, _GAP = 12, 10, 4, 84, 6


def _parts(row: LineRow, width: float, look: Look) -> tuple[Flow, Flow, Flow | None]:
    inner = width - look.px(_LEFT + _RIGHT)
    date = _date_width(row, width, inner, look)
    left = laid([Run(row.left, 12 if len(row.left) > 14 else 13, 600)], look, date, 16)
    room = inner - date - look.px(_GAP)
    runs = [Run(row.text, 13, 600 if row.is_bold else 400, "text2" if row.is_struck else "text", row.is_struck)]
    if row.right:
        runs.append(Run(f"  {row.right}", 12, 400, "text3"))
    right = laid(runs, look, room, 16)
    second = laid([Run(row.second, 12, 400, "text2")], look, room, 16) if row.second else None
    return left, right, second


def _date_width(row: LineRow, width: float, inner: float, look: Look) -> float:
    """Give the room of the left column: dates in a card, words on a page, and a long badge under them."""
    wanted = _DATE if width < look.px(420) else 130 if width < look.px(900) else 170
    badge = paint.badge_width(row.badge, look) if row.badge else 0
    return min(max(look.px(wanted), badge), inner * (0.6 if badge > look.px(wanted) else 0.45))


def height(row: LineRow, width: float, look: Look) -> int:
    """Give the height of a line in a width."""
    left, right, second = _parts(row, width, look)
    badge = look.px(18) if row.badge else 0
    return max(left.height + badge, right.height + (second.height if second else 0)) + look.px(2 * _TOP)


def draw(painter: QPainter, box: QRectF, row: LineRow, look: Look) -> None:
    """Draw a line."""
    left, right, second = _parts(row, box.width(), look)
    inner = box.width() - look.px(_LEFT + _RIGHT)
    date = _date_width(row, box.width(), inner, look)
    x, y = box.left() + look.px(_LEFT), box.top() + look.px(_TOP)
    left.paint(painter, x, y)
    if row.badge:
        width = paint.badge_width(row.badge, look)
        paint.paint_badge(painter, x + width, y + left.height, row.badge, look)
    x += date + look.px(_GAP)
    right.paint(painter, x, y)
    if second is not None:
        second.paint(painter, x, y + right.height)
