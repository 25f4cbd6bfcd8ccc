"""A row of the timeline: date, the sign and word of its kind, what happened; its words under its date where it is narrow."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.rows import GroupRow, Row
from overblik.viewmodels.timeline import TODAY
from overblik.viewmodels.timeline_values import EventRow, Kind
from overblik.widgets import ink, paint
from overblik.widgets.delegates.rows import RowDelegate
from overblik.widgets.flow import Run, Stack
from overblik.widgets.look import Look

ICON: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.MEDICATION: "pill",
        Kind.DISPENSING: "package",
        Kind.RESULT: "flask-conical",
        Kind.MEASUREMENT: "activity",
        Kind.CONTACT: "users",
        Kind.PROCEDURE: "stethoscope",
        Kind.APPOINTMENT: "calendar",
        Kind.PLAN: "clipboard-list",
        Kind.DOCUMENT: "file-text",
        Kind.VACCINATION: "syringe",
        Kind.CONDITION: "heart-pulse",
        Kind.ALLERGY: "triangle-alert",
    }
)
"""A shape for each kind: with the word beside it no colour is needed (R16)."""
_LEFT, _RIGHT, _TOP, _GAP, _SIGN, _FLAG = 12, 12, 5, 10, 22, 17
_WIDE, _DATE, _KIND = 620, 138, 92
"""Design pixels: from this width on date and kind have columns of their own, of these widths."""


class _Parts(NamedTuple):
    """Where the words of a row stand."""

    date: Stack
    kind: Stack
    told: Stack
    kind_at: QPointF
    told_at: QPointF
    badge_at: QPointF
    """The right upper corner of the badge."""


def _parts(row: EventRow, width: float, look: Look) -> _Parts:
    badge = paint.badge_width(row.badge, look) + look.px(_GAP) if row.badge else 0
    flag = look.px(_FLAG) if row.shape is not FlagShape.NONE else 0
    left, gap = look.px(_LEFT), look.px(_GAP)
    runs = [
        Run(row.text, 13, 600, "text2" if row.is_struck else "text", row.is_struck),
        Run(row.second, 12, 400, "text2"),
    ]
    date_runs, kind_runs = [Run(row.when, 13, 400, "text2")], [Run(row.kind_word, 12, 400, "text2")]
    if width >= look.px(_WIDE):
        date, kind = Stack(date_runs, look, look.px(_DATE), 17), Stack(kind_runs, look, look.px(_KIND), 17)
        kind_at = float(left + look.px(_DATE) + gap + look.px(_SIGN))
        told_at = kind_at + look.px(_KIND) + gap + flag
        told = Stack(runs, look, width - look.px(_RIGHT) - told_at - badge, 17)
        return _Parts(date, kind, told, QPointF(kind_at, 0), QPointF(told_at, 0), QPointF(width - look.px(_RIGHT), 0))
    return _narrow(row, runs, width, look)


def _narrow(row: EventRow, runs: list[Run], width: float, look: Look) -> _Parts:
    """Place date and kind over the words; a badge beside them, under them where it leaves them no room."""
    inner, left, right = width - look.px(_LEFT + _RIGHT), look.px(_LEFT), width - look.px(_RIGHT)
    flag = look.px(_FLAG) if row.shape is not FlagShape.NONE else 0
    wide = min(look.advance(row.when, 13) + 1, inner * 0.55)
    date = Stack([Run(row.when, 13, 400, "text2")], look, wide, 17)
    kind_at = left + wide + look.px(_GAP + _SIGN)
    badge = paint.badge_width(row.badge, look) + look.px(_GAP) if row.badge else 0
    is_under = bool(badge) and right - kind_at - badge < min(look.advance(row.kind_word, 12) + 1, look.px(_KIND))
    kind = Stack([Run(row.kind_word, 12, 400, "text2")], look, right - kind_at - (0 if is_under else badge), 17)
    under = max(date.height, kind.height, look.px(18) if badge and not is_under else 0)
    badge_at = QPointF(left + badge - look.px(_GAP), under) if is_under else QPointF(right, 0)
    told_at = QPointF(left + flag, under + (look.px(19) if is_under else 0))
    return _Parts(date, kind, Stack(runs, look, inner - flag, 17), QPointF(kind_at, 0), told_at, badge_at)


def height(row: EventRow, width: float, look: Look) -> int:
    """Give the height of an event in a width."""
    parts = _parts(row, width, look)
    tall = max(parts.date.height, parts.kind.height, int(parts.told_at.y()) + parts.told.height)
    return max(tall, look.px(18) if row.badge else 0) + look.px(2 * _TOP)


def draw(painter: QPainter, box: QRectF, row: EventRow, look: Look) -> None:
    """Draw an event."""
    parts, top = _parts(row, box.width(), look), box.top() + look.px(_TOP)
    parts.date.paint(painter, box.left() + look.px(_LEFT), top)
    x = box.left() + parts.kind_at.x()
    ink.icon(painter, look, QPointF(x - look.px(_SIGN), top), ICON[row.kind], 16, "text2")
    parts.kind.paint(painter, x, top)
    x, y = box.left() + parts.told_at.x(), top + parts.told_at.y()
    if row.shape is not FlagShape.NONE:
        side = look.px(12)
        paint.paint_flag(painter, QRectF(x - look.px(_FLAG), y + look.px(2), side, side), row.shape, look)
    parts.told.paint(painter, x, y)
    if row.badge is not None:
        paint.paint_badge(painter, box.left() + parts.badge_at.x(), top + parts.badge_at.y(), row.badge, look)


class EventDelegate(RowDelegate):
    """Draws the rows of the timeline: events, headings, the line of today, and what is missing."""

    def height(self, row: Row, width: float) -> int:
        """Give the height of a row in a width."""
        return height(row, width, self.look) if isinstance(row, EventRow) else super().height(row, width)

    def draw(self, painter: QPainter, box: QRectF, row: Row) -> None:
        """Draw the content of a row; today's heading has a line of its own."""
        if isinstance(row, EventRow):
            draw(painter, box, row, self.look)
            return
        super().draw(painter, box, row)
        if isinstance(row, GroupRow) and row.key == TODAY:
            thick = max(self.look.px(2), 1)
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), thick), self.look.color("accent"))
