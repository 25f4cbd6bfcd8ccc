"""The hits of the palette: a model that speaks, and how each row is painted (screens.md, picture palette.png)."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.palette_rows import PaletteRow, Spans
from overblik.viewmodels.speech import Speech
from overblik.viewmodels.words import Words
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_ROW = int(Qt.ItemDataRole.UserRole)
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_TEXT, _EDGE, _ICON, _CAP = 46, 16, 16, 26
"""Design pixels: where the words begin, the margins, the icon and its column, room for the sign of Enter."""
_NARROW = 560
"""Design pixels of the list under which what stands at the right goes under the words."""


class HitModel(QAbstractListModel):
    """The rows; headings and notes are read past by the arrows."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._speech = Speech(words)
        self.rows: tuple[PaletteRow, ...] = ()

    def show(self, rows: tuple[PaletteRow, ...]) -> None:
        """Take the rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = _ROW) -> object:
        """Give the row, or what a screen reader says of it."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        return row if role == _ROW else self._speech.of(row.accessible) if role in _SPOKEN else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only hits be chosen."""
        if not index.isValid() or self.rows[index.row()].target is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def hits(self) -> list[int]:
        """Give the places of the rows that lead somewhere."""
        return [place for place, row in enumerate(self.rows) if row.target is not None]


def marked(text: str, marks: Spans, plain: Run) -> list[Run]:
    """Give a text in runs, what was found in it bold, underlined and in another colour."""
    runs, at = [], 0
    for first, last in marks:
        runs += [Run(text[at:first], plain.size, plain.weight, plain.ink, plain.is_struck)] if first > at else []
        runs.append(Run(text[first:last], plain.size, 600, "accent", plain.is_struck, is_underlined=True))
        at = last
    return [*runs, Run(text[at:], plain.size, plain.weight, plain.ink, plain.is_struck)] if at < len(text) else runs


class _Laid:
    """The parts of one hit in a width."""

    def __init__(self, row: PaletteRow, look: Look, width: int) -> None:
        px = look.px
        right = int(look.advance(row.right, 12)) + px(8) if row.right else 0
        cap = (ink.key_cap_width(row.cap, look) + px(8)) if row.cap else px(_CAP)
        room = width - px(_TEXT + _EDGE)
        self.is_below = bool(row.right) and (width < px(_NARROW) or right + cap > room // 2)
        self.words = max(room - cap - (0 if self.is_below else right), px(80))
        self.title = laid(marked(row.title, row.marks, Run("", 14, 500, "text", row.is_struck)), look, self.words, 20)
        self.value = laid(_value(row), look, self.words - px(18), 20) if row.value else None
        self.second = laid(marked(row.second, row.second_marks, Run("", 12, 400, "text2")), look, self.words, 16)
        self.below = laid([Run(row.right, 12, 400, "text2")], look, self.words, 16) if self.is_below else None
        told = self.value.last + px(26) if self.value is not None and self.value.lines == 1 else 0
        self.is_value_beside = self.value is not None and 0 < told <= self.words - self.title.last
        self.height = self.title.height + (self.second.height if row.second else 0)
        self.height += self.value.height if self.value is not None and not self.is_value_beside else 0
        self.height += self.below.height if self.below is not None else 0
        self.height = max(self.height + px(11), px(34))


def _value(row: PaletteRow) -> list[Run]:
    runs = [Run(f"{row.letter} ", 14, 600, paint_ink(row.shape))] if row.letter else []
    runs.append(Run(row.value, 14, 600, "text", row.is_struck))
    return [*runs, Run(f" {row.unit}", 14, 400, "text", row.is_struck)] if row.unit else runs


def paint_ink(shape: FlagShape) -> str:
    """Give the colour of the letter of a flag."""
    low = (FlagShape.LOW,)
    critical = (FlagShape.CRITICAL_HIGH, FlagShape.CRITICAL_LOW)
    return "low" if shape in low else "crit" if shape in critical else "high"


class HitDelegate(QStyledItemDelegate):
    """Paints headings, hits and notes."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        """Take the look."""
        super().__init__(parent)
        self.look = look

    def height_of(self, row: PaletteRow, width: int) -> int:
        """Give the height that the words of a row need."""
        px = self.look.px
        if row.is_heading:
            return max(self._heading(row, width).height + px(8), px(26))
        if row.target is None:
            return self._note(row, width).height + px(16)
        return _Laid(row, self.look, width).height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the size of a row in the width of the list."""
        del option
        view = self.parent()
        assert isinstance(view, QListView)
        width = view.viewport().width()
        return QSize(width // 2, self.height_of(index.data(_ROW), width))

    def _heading(self, row: PaletteRow, width: int) -> Flow:
        runs = [Run(row.title, 13, 600), Run(f"  {row.count}", 12, 400, "text2")]
        return laid(runs, self.look, width - self.look.px(2 * _EDGE), 18)

    def _note(self, row: PaletteRow, width: int) -> Flow:
        return laid([Run(row.title, 12, 400, "text2")], self.look, width - self.look.px(2 * _EDGE), 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row: PaletteRow = index.data(_ROW)
        look, box = self.look, QRectF(option.rect)
        px = look.px
        if row.is_heading:
            painter.fillRect(box, look.color("sunken"))
            painter.setPen(look.color("hair"))
            painter.drawLine(box.topLeft(), box.topRight())
            flow = self._heading(row, option.rect.width())
            flow.paint(painter, box.left() + px(_EDGE), box.top() + (box.height() - flow.height) / 2)
        elif row.target is None:
            self._note(row, option.rect.width()).paint(painter, box.left() + px(_EDGE), box.top() + px(8))
        else:
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._hit(painter, box, row, is_chosen=is_chosen)

    def _hit(self, painter: QPainter, box: QRectF, row: PaletteRow, *, is_chosen: bool) -> None:
        look = self.look
        px, made = look.px, _Laid(row, look, int(box.width()))
        if is_chosen:
            painter.fillRect(box, look.color("select"))
            painter.fillRect(QRectF(box.left(), box.top(), px(3), box.height()), look.color("accent"))
        top, left = box.top() + px(5), box.left() + px(_TEXT)
        at = QPointF(box.left() + px(_EDGE), box.top() + (min(box.height(), px(46)) - px(_ICON)) / 2)
        ink.icon(painter, look, at, row.icon, _ICON, "text2")
        made.title.paint(painter, left, top)
        y = top + made.title.height
        if made.value is not None:
            beside = made.is_value_beside
            x = left + made.title.last + px(8) if beside else left
            line = y - made.title.step if beside else y
            side = px(12)
            paint.paint_flag(painter, QRectF(x, line + (px(20) - side) / 2, side, side), row.shape, look)
            made.value.paint(painter, x + (px(16) if row.shape is not FlagShape.NONE else 0), line)
            y += 0 if beside else made.value.height
        if row.second:
            made.second.paint(painter, left, y)
            y += made.second.height
        if made.below is not None:
            made.below.paint(painter, left, y)
        self._right(painter, box, row, is_below=made.is_below, is_chosen=is_chosen)

    def _right(self, painter: QPainter, box: QRectF, row: PaletteRow, *, is_below: bool, is_chosen: bool) -> None:
        look = self.look
        px = look.px
        cap = row.cap or ("↵" if is_chosen else "")
        middle = box.top() + min(box.height(), px(46)) / 2
        edge = box.right() - px(_EDGE)
        if cap:
            ink.paint_key_cap(painter, edge - ink.key_cap_width(cap, look), middle, cap, look)
        if row.right and not is_below:
            used = ink.key_cap_width(row.cap, look) + px(8) if row.cap else px(_CAP)
            wide = look.advance(row.right, 12)
            line = QRectF(edge - used - wide, middle - px(9), wide + 1, px(18))
            ink.text(painter, look, line, row.right, ink.Style(12, 400, "text2", _LEFT))


def foot_caps(words: Words) -> Sequence[tuple[tuple[str, ...], str]]:
    """Give the keys that the foot of the palette explains."""
    say = words.say
    return (
        (("↑", "↓"), say("palette.choose")),
        (("Enter",), say("palette.open")),
        (("Tab",), say("palette.turn")),
        ((">",), say("palette.only_actions")),
        (("@",), say("palette.only_patients")),
    )
