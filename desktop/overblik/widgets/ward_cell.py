"""One cell of the board: lines of signs, badges and words under each other; everything wraps, nothing is elided (H18)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from overblik.viewmodels.formats import NO_BREAK
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.ward_values import Frame, Told
from overblik.widgets import ink
from overblik.widgets.flow import Run, laid
from overblik.widgets.look import Look
from overblik.widgets.paint import MARKER_ICON, TONE, paint_flag, paint_hatch
from overblik.widgets.ward_sizes import Sizes

_CENTRE = int(Qt.AlignmentFlag.AlignCenter.value)
_FRAMES = {
    Frame.DASHED: ("edge", "", Qt.PenStyle.DashLine, "text2"),
    Frame.FAILED: ("crit", "critSoft", Qt.PenStyle.SolidLine, "crit"),
    Frame.BLOCKED: ("edge", "surface", Qt.PenStyle.SolidLine, "text"),
    Frame.PARTIAL: ("stale", "staleSoft", Qt.PenStyle.SolidLine, "stale"),
    Frame.REGISTERED: ("text", "surface", Qt.PenStyle.SolidLine, "text"),
}
"""Outline, ground, line and ink of each frame (screens.md 3.6)."""
_CRITICAL = (FlagShape.CRITICAL_HIGH, FlagShape.CRITICAL_LOW)
_OUTSIDE = {FlagShape.HIGH: "high", FlagShape.LOW: "low", FlagShape.ABNORMAL: "high"}


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a cell, measured; `paint` takes its upper left corner."""

    height: float
    paint: Callable[[QPainter, float, float], None]


def blocks(lines: Sequence[Told], width: float, sizes: Sizes, look: Look) -> list[Block]:
    """Measure the lines of a cell."""
    return [_block(one, width, sizes, look) for one in lines]


def height_of(made: Sequence[Block], look: Look) -> float:
    """Give the height of a cell."""
    return sum(one.height for one in made) + max(len(made) - 1, 0) * look.px(2)


def paint_blocks(painter: QPainter, box: QRectF, made: Sequence[Block], look: Look) -> None:
    """Draw a cell in the middle of its row."""
    y = box.top() + max((box.height() - height_of(made, look)) / 2, 0)
    for one in made:
        one.paint(painter, box.left(), y)
        y += one.height + look.px(2)


def _block(told: Told, width: float, sizes: Sizes, look: Look) -> Block:
    if told.frame is not Frame.NONE:
        return _framed(told, width, sizes, look)
    if told.flag is not FlagShape.NONE:
        return _flagged(told, width, sizes, look)
    if told.badge is not None:
        return _badged(told, width, sizes, look)
    return _plain(told, width, sizes, look)


def _runs(told: Told, sizes: Sizes, size: int) -> list[Run]:
    colour = "crit" if told.is_warning else "text2" if told.is_quiet or told.marker is not None else "text"
    weight = 600 if told.is_strong or told.is_warning else 400
    runs = [Run(told.text, sizes.meta if told.is_quiet and told.marker is None else size, weight, colour)]
    if told.rest:
        runs += [Run(" ", size), Run(told.rest, sizes.cell if told.is_cave else sizes.meta, 400, "text2")]
    return runs


def _plain(told: Told, width: float, sizes: Sizes, look: Look) -> Block:
    """Words, with the sign of CAVE or of a state before them."""
    name, colour = ("triangle-alert", "crit") if told.is_cave else MARKER_ICON[told.marker] if told.marker else ("", "")
    left = look.px(sizes.icon + 6) if name else 0
    flow = laid(_runs(told, sizes, sizes.cell), look, width - left, sizes.line)

    def paint(painter: QPainter, x: float, y: float) -> None:
        if name:
            ink.icon(painter, look, QPointF(x, y + look.px(sizes.line - sizes.icon) / 2), name, sizes.icon, colour)
        flow.paint(painter, x + left, y)

    return Block(flow.height, paint)


def _framed(told: Told, width: float, sizes: Sizes, look: Look) -> Block:
    """A state in its frame: the shape tells it as well as the words do."""
    edge, ground, line, colour = _FRAMES[told.frame]
    is_card = told.frame is Frame.REGISTERED
    side = look.px(sizes.icon)
    left = look.px(26) if told.frame is Frame.BLOCKED else look.px(7) + (side + look.px(5) if told.marker else 0)
    room = width - left - look.px(8)
    runs = [Run(told.text, sizes.meta + (1 if is_card else 0), 600, colour)]
    words = laid(runs, look, room, sizes.line)
    under = laid([Run(told.rest, sizes.meta, 400, colour)], look, room, sizes.line - 3) if told.rest else None
    tall = words.height + (under.height if under else 0) + look.px(6)
    wide = min(max(words.last, under.last if under else 0) + left + look.px(8), width)
    wide = width if words.lines > 1 or (under and under.lines > 1) else wide

    def paint(painter: QPainter, x: float, y: float) -> None:
        box = QRectF(x + 0.5, y + 0.5, wide - 1, tall - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color(edge), 2 if is_card else 1, line))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        if told.frame is Frame.BLOCKED:
            paint_hatch(painter, QRectF(x + 1, y + 1, look.px(22), tall - 2), look)
            painter.setPen(QPen(look.color("edge"), 1))
            painter.drawLine(QPointF(x + look.px(23), y), QPointF(x + look.px(23), y + tall - 1))
        if told.marker is not None:
            name = MARKER_ICON[told.marker][0]
            at = QPointF(x + look.px(4 if told.frame is Frame.BLOCKED else 7), y + (tall - side) / 2)
            ink.icon(painter, look, at, name, sizes.icon, colour)
        words.paint(painter, x + left, y + look.px(3))
        if under is not None:
            under.paint(painter, x + left, y + look.px(3) + words.height)

    return Block(tall, paint)


def _flagged(told: Told, width: float, sizes: Sizes, look: Look) -> Block:
    """A result: its flag as shape and letter, then name, value and unit."""
    is_critical = told.flag in _CRITICAL
    mark = mark_width(told, sizes, look)
    widest = max(look.advance(word, sizes.value, 600) for word in told.text.split(" "))
    # In a narrow column of large text the words stand under the flag: no name is broken in two.
    left = mark if widest <= width - mark else 0.0
    # Of a name that has no room beside its value even there, the number stands whole on a line of its own (H13).
    text = told.text if widest <= width else told.text.replace(NO_BREAK, " ")
    runs = [Run(text, sizes.value, 600, "text")]
    if told.rest:
        # A unit is never broken: where it has no room beside its value it stands below it.
        need = look.advance(f"{told.rest}  ", sizes.meta) + look.advance(told.text, sizes.value, 600)
        runs += [Run("  " if need <= width - left else "\n", sizes.meta), Run(told.rest, sizes.meta, 400, "text2")]
    step = look.px(sizes.pill if is_critical else sizes.flag_line if told.letter else sizes.line)
    words = laid(runs, look, width - left, sizes.line)
    tall = max(step, words.height) if left else step + words.height

    def paint(painter: QPainter, x: float, y: float) -> None:
        top = y + (tall - step) / 2 if left else y
        box = QRectF(x, top, mark, step)
        if is_critical and told.badge is not None:
            paint_critical(painter, box.adjusted(0, 0, -look.px(8), 0), told, sizes, look)
        else:
            _paint_flag(painter, box, told, sizes, look)
        words.paint(painter, x + left, y + (tall - words.height) / 2 if left else y + step)

    return Block(tall, paint)


def _paint_flag(painter: QPainter, box: QRectF, told: Told, sizes: Sizes, look: Look) -> None:
    """Draw a flag as shape and letter, in the middle of its box."""
    side = look.px(sizes.flag)
    paint_flag(painter, QRectF(box.left() + 1, box.center().y() - side / 2, side, side), told.flag, look)
    letter = box.adjusted(side + look.px(3), 0, side + look.px(3), 0)
    colour = _OUTSIDE.get(told.flag, "text3")
    style = ink.Style(sizes.letter, 700, colour, int(Qt.AlignmentFlag.AlignVCenter.value))
    ink.text(painter, look, letter, told.letter, style)


def mark_width(told: Told, sizes: Sizes, look: Look) -> float:
    """Give the width of a flag with its letter, the same for all that have one, so that values stand under each other."""
    if told.flag in _CRITICAL and told.badge is not None:
        return look.px(sizes.flag + 14) + look.advance(told.badge.text, _critical_size(sizes), 700) + look.px(8)
    return look.px(sizes.flag + 8) + look.advance("H", sizes.letter, 700)


def _critical_size(sizes: Sizes) -> int:
    return min(sizes.letter, sizes.value + 12)


def paint_critical(painter: QPainter, box: QRectF, told: Told, sizes: Sizes, look: Look) -> None:
    """The pill of a critical value: two triangles and the word, on red."""
    assert told.badge is not None
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("crit"))
    painter.drawRoundedRect(box, look.px(4), look.px(4))
    side = min(look.px(sizes.flag), box.height() - look.px(4))
    paint_flag(painter, QRectF(box.left() + look.px(5), box.center().y() - side / 2, side, side), told.flag, look)
    left = box.left() + side + look.px(9)
    style = ink.Style(_critical_size(sizes), 700, "onCrit", int(Qt.AlignmentFlag.AlignVCenter.value))
    ink.text(painter, look, QRectF(left, box.top(), box.width(), box.height()), told.badge.text, style)


def _badged(told: Told, width: float, sizes: Sizes, look: Look) -> Block:
    """A word in its frame before what it is said of."""
    assert told.badge is not None
    mark = badge_width(told.badge, sizes, look) + look.px(7)
    flow = laid(_runs(told, sizes, sizes.cell), look, width - mark, sizes.line)

    def paint(painter: QPainter, x: float, y: float) -> None:
        assert told.badge is not None
        paint_badge(painter, x, y, told.badge, sizes, look)
        flow.paint(painter, x + mark, y)

    return Block(max(flow.height, look.px(sizes.line)), paint)


def badge_width(badge: Badge, sizes: Sizes, look: Look) -> float:
    """Give the width of a badge in this density."""
    return look.advance(badge.text, sizes.meta, 600) + look.px(12)


def paint_badge(painter: QPainter, x: float, y: float, badge: Badge, sizes: Sizes, look: Look) -> None:
    """Draw a badge by its left upper corner, as high as a line."""
    colour, ground = TONE[badge.tone]
    box = QRectF(x + 0.5, y + 1.5, badge_width(badge, sizes, look) - 1, look.px(sizes.line) - 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(look.color(ground) if ground else Qt.BrushStyle.NoBrush)
    has_edge = badge.tone in (Tone.STALE, Tone.PLAIN, Tone.QUIET)
    painter.setPen(
        QPen(look.color("stale" if badge.tone is Tone.STALE else "edge"), 1) if has_edge else Qt.PenStyle.NoPen
    )
    painter.drawRoundedRect(box, look.px(4), look.px(4))
    ink.text(painter, look, box, badge.text, ink.Style(sizes.meta, 600, colour, _CENTRE))
