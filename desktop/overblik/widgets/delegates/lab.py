"""An analysis in one row of five columns, or in three where the card is narrow (screens.md 3.4)."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.rows import LabRow
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, Stack, laid
from overblik.widgets.look import Look

_WANTED = (102.0, 62.0, 92.0, 50.0, 102.0)
"""Design widths of name, value, unit, course and change."""
_LEAST = (86.0, 62.0, 85.0, 40.0, 86.0)
"""What the columns may shrink to before a card counts as narrow: their headings still fit."""
_LEFT, _RIGHT, _GAP, _TOP, _LINE = 12, 8, 7, 3, 17
_LEFT_ALIGNED = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT_ALIGNED = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges and widths of the columns, in pixels."""

    name: tuple[float, float]
    value: tuple[float, float]
    unit: tuple[float, float]
    course: tuple[float, float]
    change: tuple[float, float]


def columns(width: float, look: Look) -> Columns:
    """Share a width: all columns grow with the card, and shrink a little where it is too narrow."""
    free = (width - look.px(_LEFT + _RIGHT + 4 * _GAP)) / look.scale
    least, wanted = sum(_LEAST), sum(_WANTED)
    part = min((free - least) / (wanted - least), 1.0)
    grown = [(low + part * (full - low)) * look.scale for low, full in zip(_LEAST, _WANTED, strict=True)]
    if free > wanted:
        grown = [full * free / wanted * look.scale for full in _WANTED]
    grown[3] = min(grown[3], look.px(96))
    grown[0] += max(free * look.scale - sum(grown), 0.0)
    edges, left = [], float(look.px(_LEFT))
    for part in grown:
        edges.append((left, part))
        left += part + look.px(_GAP)
    return Columns(*edges)


def is_wide(width: float, look: Look) -> bool:
    """Whether all five columns fit."""
    return width >= look.px(_LEFT + _RIGHT + 4 * _GAP + sum(_LEAST))


def height(row: LabRow, width: float, look: Look) -> int:
    """Give the height of an analysis in a width."""
    return _height(row, width, look) + _level(row, width, look).height


def _level(row: LabRow, width: float, look: Look) -> Stack:
    """Give the line of the patient's own level, under everything that the laboratory said."""
    return Stack([Run(row.level, 12, 400, "accent")], look, width - look.px(_LEFT + _RIGHT), 16)


def _height(row: LabRow, width: float, look: Look) -> int:
    if not is_wide(width, look):
        long = _narrow_long(row, width, look)
        stacked = long.height if long else look.px(_LINE) if _is_stacked(row, width, look) else 0
        below = _narrow_below(row, width, look).height
        return max(look.px(36), _narrow_name(row, width, look).height + look.px(_LINE + 3) + stacked + below)
    room = columns(width, look)
    tall = max(
        _name(row, room.name[1], look).height + _when(row, room.name[1], look).height,
        _value_lines(row, room, look) * look.px(_LINE),
        _unit(row, room.unit[1], look).height,
        _change(row, room.change[1], look).height,
    )
    return max(look.px(39), tall + look.px(2 * _TOP))


def _name(row: LabRow, width: float, look: Look) -> Stack:
    return Stack([Run(row.name, 13, 500, "text2" if row.is_struck else "text", row.is_struck)], look, width, _LINE)


def _when(row: LabRow, width: float, look: Look) -> Stack | Flow:
    if row.badge is None:
        return Stack([Run(row.when, 12, 400, "text3")], look, width, 16)
    return laid([Run(row.when, 12, 400, "text3"), Run(f" · {row.badge.text}", 12, 600, "stale")], look, width, 16)


def _unit(row: LabRow, width: float, look: Look) -> Stack:
    return Stack([Run(row.unit, 12, 400, "text2"), Run(row.interval, 12, 400, "text3")], look, width, 16)


def _change(row: LabRow, width: float, look: Look) -> Stack:
    return Stack([Run(row.change, 13, 400, "text2"), Run(row.previous, 12, 400, "text3")], look, width, 16)


def _is_long(row: LabRow, room: Columns, look: Look) -> bool:
    """Whether the value is a text that needs the room of value and unit, in lines."""
    return look.advance(row.value, 15, 600) > room.value[1] - look.px(30)


def _long_value(row: LabRow, room: Columns, look: Look) -> Flow:
    lead = f"{row.letter} " if row.letter else ""
    runs = [Run(lead, 12, 700, _ink(row.shape)), Run(row.value, 13, 600)]
    if row.unit:
        runs.append(Run(f" {row.unit}", 12, 400, "text2"))
    return laid(runs, look, room.value[1] + room.unit[1] + look.px(_GAP) - look.px(18), _LINE)


def _value_lines(row: LabRow, room: Columns, look: Look) -> int:
    return _long_value(row, room, look).lines + (1 if row.interval else 0) if _is_long(row, room, look) else 1


def _ink(shape: FlagShape) -> str:
    inks = {FlagShape.HIGH: "high", FlagShape.LOW: "low", FlagShape.ABNORMAL: "high"}
    inks |= {FlagShape.CRITICAL_HIGH: "crit", FlagShape.CRITICAL_LOW: "crit"}
    return inks.get(shape, "text3")


def draw(painter: QPainter, box: QRectF, row: LabRow, look: Look) -> None:
    """Draw an analysis."""
    below = _level(row, box.width(), look)
    if below.height:
        below.paint(painter, box.left() + look.px(_LEFT), box.bottom() - below.height - look.px(2))
        box = box.adjusted(0, 0, 0, -below.height)
    if not is_wide(box.width(), look):
        _draw_narrow(painter, box, row, look)
        return
    room, top = columns(box.width(), look), box.top() + look.px(_TOP)
    left = box.left()
    name = _name(row, room.name[1], look)
    name.paint(painter, left + room.name[0], top)
    _when(row, room.name[1], look).paint(painter, left + room.name[0], top + name.height)
    if _is_long(row, room, look):
        _draw_long(painter, left, top, row, room, look)
    else:
        right = left + room.value[0] + room.value[1]
        _draw_value(painter, right, box.top(), min(box.height(), look.px(39)), row, look)
        _unit(row, room.unit[1], look).paint(painter, left + room.unit[0], top)
    _draw_course(painter, QRectF(left + room.course[0], box.top() + look.px(4), room.course[1], look.px(31)), row, look)
    _change(row, room.change[1], look).paint(painter, left + room.change[0], top)


def _draw_long(painter: QPainter, left: float, top: float, row: LabRow, room: Columns, look: Look) -> None:
    x = left + room.value[0]
    paint.paint_flag(painter, QRectF(x, top + look.px(2), look.px(12), look.px(12)), row.shape, look)
    flow = _long_value(row, room, look)
    flow.paint(painter, x + look.px(18), top)
    if row.interval:
        under = QRectF(x + look.px(18), top + flow.height, room.unit[1] + look.px(60), look.px(16))
        ink.text(painter, look, under, row.interval, ink.Style(12, 400, "text3", _LEFT_ALIGNED))


def _draw_value(painter: QPainter, right: float, top: float, tall: float, row: LabRow, look: Look) -> None:
    """Draw flag, letter and value, so that all digits end in one column."""
    box = QRectF(right - look.px(200), top, look.px(200), tall)
    ink.text(painter, look, box, row.value, ink.Style(15, 600, "text2" if row.is_struck else "text", _RIGHT_ALIGNED))
    edge = right - look.advance(row.value, 15, 600) - look.px(5)
    if row.is_struck:
        painter.setPen(QPen(look.color("text2"), 1))
        painter.drawLine(int(edge), int(top + tall / 2), int(right), int(top + tall / 2))
    if row.letter:
        colour = _ink(row.shape)
        ink.text(
            painter,
            look,
            QRectF(edge - look.px(60), top, look.px(60), tall),
            row.letter,
            ink.Style(12, 700, colour, _RIGHT_ALIGNED),
        )
        edge -= look.advance(row.letter, 12, 700) + look.px(3)
    square = look.px(12)
    paint.paint_flag(painter, QRectF(edge - square, top + (tall - square) / 2, square, square), row.shape, look)


def _draw_course(painter: QPainter, box: QRectF, row: LabRow, look: Look) -> None:
    if row.spark is not None:
        paint.paint_spark(painter, box, row.spark, row.shape, look)
    elif row.course_text:
        told = laid([Run(row.course_text, 12, 400, "text3")], look, box.width(), 15)
        told.paint(painter, box.left(), box.top() + (box.height() - told.height) / 2)


def _is_stacked(row: LabRow, width: float, look: Look) -> bool:
    """Whether the value needs a line of its own, for it leaves the name no room."""
    return _narrow_value_width(row, look) > (width - look.px(_LEFT + _RIGHT)) * 0.6


def _narrow_unit(row: LabRow) -> str:
    """Give unit and interval (R11); that none was sent says the shape of the flag."""
    interval = f"[{row.interval}]" if row.interval and row.shape is not FlagShape.NO_INTERVAL else ""
    return " ".join(part for part in (row.unit, interval) if part)


def _narrow_name(row: LabRow, width: float, look: Look) -> Flow:
    free = width - look.px(_LEFT + _RIGHT)
    if not _is_stacked(row, width, look):
        free -= _narrow_value_width(row, look) + look.px(10)
    runs = [Run(row.name, 13, 500, "text2" if row.is_struck else "text", row.is_struck)]
    return laid(runs, look, free, _LINE)


def _narrow_long(row: LabRow, width: float, look: Look) -> Flow | None:
    """Give value and unit in lines where one line does not hold them: a number is never cut."""
    room = width - look.px(_LEFT + _RIGHT)
    if _narrow_value_width(row, look) <= room:
        return None
    runs = [Run(f"{row.letter} ", 12, 700, _ink(row.shape))] if row.letter else []
    runs.append(Run(row.value, 13, 600, "text2" if row.is_struck else "text", row.is_struck))
    if _narrow_unit(row):
        runs.append(Run(f" {_narrow_unit(row)}", 12, 400, "text2"))
    return laid(runs, look, room - look.px(18), _LINE)


def _narrow_told(row: LabRow) -> str:
    return " · ".join(part for part in (row.when, row.badge.text if row.badge else "") if part)


def _narrow_words(row: LabRow) -> str:
    return " · ".join(part for part in (row.change, row.previous) if part)


def _narrow_below(row: LabRow, width: float, look: Look) -> Stack:
    """Give what does not fit beside the time: change and the result before, and a long time itself."""
    room, told, words = width - look.px(_LEFT + _RIGHT), _narrow_told(row), _narrow_words(row)
    fits = look.advance(told, 12) + look.px(8) + look.advance(words, 12) <= room
    runs = [] if fits else [Run(words, 12, 400, "text3")]
    if look.advance(told, 12) > room:
        runs.insert(0, Run(told, 12, 400, "stale" if row.badge else "text3"))
    return Stack(runs, look, room, 16)


def _narrow_value_width(row: LabRow, look: Look) -> float:
    told = look.advance(row.value, 15, 600) + look.advance(f" {_narrow_unit(row)}", 12)
    letter = look.advance(row.letter, 12, 700) if row.letter else 0
    return told + letter + look.px(22)


def _draw_narrow(painter: QPainter, box: QRectF, row: LabRow, look: Look) -> None:
    """Draw name and value over time and change, with the course under the value where there is room."""
    left, right, top = box.left() + look.px(_LEFT), box.right() - look.px(_RIGHT), box.top() + look.px(2)
    name = _narrow_name(row, box.width(), look)
    name.paint(painter, left, top)
    below = top + name.height
    y = below if _is_stacked(row, box.width(), look) else top
    long = _narrow_long(row, box.width(), look)
    if long is not None:
        paint.paint_flag(painter, QRectF(left, y + look.px(2), look.px(12), look.px(12)), row.shape, look)
        long.paint(painter, left + look.px(18), y)
    else:
        words = _narrow_unit(row)
        unit = look.advance(words, 12) + look.px(4) if words else 0
        line = QRectF(left, y, right - left, look.px(_LINE))
        ink.text(painter, look, line, words, ink.Style(12, 400, "text2", _RIGHT_ALIGNED))
        _draw_value(painter, right - unit, y, look.px(_LINE), row, look)
    bottom = max(below, y + (long.height if long else look.px(_LINE)))
    under, told = QRectF(left, bottom, right - left, look.px(16)), _narrow_told(row)
    rest = _narrow_below(row, box.width(), look)
    if look.advance(told, 12) <= right - left:
        ink.text(painter, look, under, told, ink.Style(12, 400, "stale" if row.badge else "text3", _LEFT_ALIGNED))
        bottom += look.px(16)
    if rest.height == 0:
        ink.text(painter, look, under, _narrow_words(row), ink.Style(12, 400, "text3", _RIGHT_ALIGNED))
    rest.paint(painter, left, bottom)
