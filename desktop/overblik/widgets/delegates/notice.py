"""Why something is missing: shape, words and colour of a section's state (screens.md 3.6)."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import NoticeRow
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

_LEFT, _RIGHT, _TOP, _ICON = 14, 12, 6, 28


def _flow(row: NoticeRow, width: float, look: Look) -> Flow:
    colour = {Marker.FAILED: "crit", Marker.STALE: "stale", Marker.PARTIAL: "stale"}.get(row.marker, "text")
    runs = [Run(row.heading, 13, 600, colour)] if row.heading else []
    if row.text:
        runs.append(Run(f"{'  ' if runs else ''}{row.text}", 13, 400, "text2"))
    if row.action:
        runs.append(Run(f"  {row.action}", 13, 600, "accent"))
    return laid(runs, look, width - look.px(_LEFT + _RIGHT + _ICON), 18)


def height(row: NoticeRow, width: float, look: Look) -> int:
    """Give the height of a notice in a width."""
    return max(_flow(row, width, look).height, look.px(20)) + look.px(2 * _TOP)


def draw(painter: QPainter, box: QRectF, row: NoticeRow, look: Look) -> None:
    """Draw a notice: dashed when not asked, hatched when blocked, a red bar when failed, plain when truly empty."""
    inner = box.adjusted(5.5, 2.5, -5.5, -2.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if row.marker is Marker.FAILED:
        painter.fillRect(box, look.color("critSoft"))
        painter.fillRect(QRectF(box.left(), box.top(), look.px(4), box.height()), look.color("crit"))
    elif row.marker is Marker.BLOCKED:
        paint.paint_hatch(painter, QRectF(box.left(), box.top(), look.px(14), box.height()), look)
    elif row.marker is Marker.NOT_ASKED:
        painter.setPen(QPen(look.color("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(inner, look.px(5), look.px(5))
    elif row.marker is Marker.OFFLINE:
        painter.fillRect(box, look.color("offSoft"))
    elif row.marker in (Marker.STALE, Marker.PARTIAL):
        painter.fillRect(box, look.color("staleSoft"))
    icon, colour = paint.MARKER_ICON[row.marker]
    x = box.left() + look.px(_LEFT + (6 if row.marker is Marker.BLOCKED else 0))
    ink.icon(painter, look, QPointF(x, box.top() + look.px(_TOP + 2)), icon, 16, colour)
    _flow(row, box.width(), look).paint(painter, box.left() + look.px(_LEFT + _ICON), box.top() + look.px(_TOP))
