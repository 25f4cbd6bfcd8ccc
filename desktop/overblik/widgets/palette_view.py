"""The palette: a panel under banner and CAVE line, the page behind it dimmed by a flat colour (screens.md 3.1)."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QWidget

from overblik.viewmodels.palette_rows import PaletteRow, PaletteShown
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.cover import draw_cover, draw_panel
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.palette_list import HitDelegate, HitModel, foot_caps

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_WIDTH, _MARGIN, _TOP, _FIELD = 780, 12, 24, 52
"""Design pixels: the panel, its distance from the edges and from the CAVE line, and the line with the field."""


_MOVES: Mapping[Qt.Key, str] = MappingProxyType(
    {
        Qt.Key.Key_Up: "up",
        Qt.Key.Key_Down: "down",
        Qt.Key.Key_PageUp: "page_up",
        Qt.Key.Key_PageDown: "page_down",
        Qt.Key.Key_Home: "first",
        Qt.Key.Key_End: "last",
    }
)


class PaletteField(QLineEdit):
    """The field: every key that is no letter belongs to the list under it."""

    moved = Signal(str)
    left = Signal()
    turned = Signal()
    entered = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Tab for the palette: the window's own use of them waits until it is closed."""
        if isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if event.type() == QEvent.Type.ShortcutOverride and (key == Qt.Key.Key_Escape or key in _MOVES):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.turned.emit()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, open, clear or leave; all else is typed."""
        key = Qt.Key(event.key())
        if key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.moved.emit(_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class HitList(QListView):
    """The list; the focus stays in the field."""

    def __init__(self, look: Look, model: HitModel, parent: QWidget) -> None:
        """Take look and model."""
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(HitDelegate(look, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setStyleSheet(f"QListView {{ background: {look.hex('surface')}; }}")

    def wanted_height(self, width: int) -> int:
        """Give the height of all rows in a width."""
        delegate, model = self.itemDelegate(), self.model()
        assert isinstance(delegate, HitDelegate)
        assert isinstance(model, HitModel)
        return sum(delegate.height_of(row, width) for row in model.rows)


class PaletteView(QWidget):
    """Cover and panel; lies over the patient's pane, under banner and CAVE line."""

    typed = Signal(str)
    turned = Signal()
    left = Signal()
    chosen = Signal(object)
    """A PaletteRow that leads somewhere."""

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.look, self.words = look, words
        self._shown = PaletteShown()
        self._is_first_choice = True
        """Whether the first hit is chosen anew as one types: until the arrows are used."""
        self.model = HitModel(words, self)
        self.field = PaletteField(self)
        self.field.setFont(look.font(16))
        self.field.setFrame(False)
        self.field.setStyleSheet("QLineEdit, QLineEdit:focus { border: none; background: transparent; }")
        self.field.setPlaceholderText(words.say("palette.placeholder"))
        self.field.setAccessibleName(words.say("palette.placeholder"))
        self.list = HitList(look, self.model, self)
        self.list.setAccessibleName(words.say("palette.placeholder"))
        self.field.textChanged.connect(self._type)
        self.field.turned.connect(self.turned)
        self.field.left.connect(self.left)
        self.field.moved.connect(self._move)
        self.field.entered.connect(self._enter)
        self.list.clicked.connect(self._click)
        self.setFocusProxy(self.field)
        self.hide()

    def show_hits(self, shown: PaletteShown) -> None:
        """Show what was found; the chosen hit stays chosen while it is there, else the first is."""
        chosen, before = self.current(), self._panel()
        self._shown = shown
        self.model.show(shown.rows)
        hits = self.model.hits()
        stands = next((n for n in hits if chosen is not None and self.model.rows[n].key == chosen.key), None)
        self._place()
        if hits:
            self._choose(hits[0] if stands is None or self._is_first_choice else stands)
        else:
            self._say()
        self.update(before.united(self._panel()).toAlignedRect())  # not the page behind: it need not be painted anew

    def begin(self) -> None:
        """Come into view with an empty field."""
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._is_first_choice = True
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _type(self, text: str) -> None:
        self._is_first_choice = True
        self.typed.emit(text)

    def current(self) -> PaletteRow | None:
        """Give the chosen hit."""
        place = self.list.currentIndex().row()
        rows = self.model.rows
        return rows[place] if 0 <= place < len(rows) and rows[place].target is not None else None

    def _choose(self, place: int) -> None:
        self.list.setCurrentIndex(self.model.index(place))
        top = place - 1 if place and self.model.rows[place - 1].is_heading else place
        self.list.scrollTo(self.model.index(top))
        self.list.scrollTo(self.model.index(place))
        self._say()

    def _say(self) -> None:
        row = self.current()
        spoken = self.model.data(self.list.currentIndex(), int(Qt.ItemDataRole.AccessibleTextRole)) if row else ""
        told = (spoken, self._shown.accessible)
        self.field.setAccessibleDescription(", ".join(str(part) for part in told if part))

    def _move(self, how: str) -> None:
        hits = self.model.hits()
        if not hits:
            return
        self._is_first_choice = False
        at = hits.index(place) if (place := self.list.currentIndex().row()) in hits else 0
        page = max(self.list.height() // self.look.px(46) - 1, 1)
        by = {"up": -1, "down": 1, "page_up": -page, "page_down": page, "first": -len(hits), "last": len(hits)}[how]
        self._choose(hits[min(max(at + by, 0), len(hits) - 1)])

    def _enter(self) -> None:
        row = self.current()
        if row is not None:
            self.chosen.emit(row)

    def _click(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if row.target is not None:
            self.chosen.emit(row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave by a press on the page behind."""
        if not self._panel().contains(event.position()):
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the panel in its place."""
        super().resizeEvent(event)
        self._place()

    def _panel(self) -> QRectF:
        px = self.look.px
        width = min(px(_WIDTH), self.width() - 2 * px(_MARGIN))
        most = self.height() - 2 * px(_MARGIN)
        tall = px(_FIELD) + self._told_below() + self.list.wanted_height(width - 2) + self._foot_height(width) + 3
        top = px(_TOP) if self.height() > px(420) else px(4)
        return QRectF((self.width() - width) // 2, top, width, min(tall, most - top + px(_MARGIN)))

    def _told_below(self) -> int:
        return self.look.px(22) if self._is_told_below() else 0

    def _is_told_below(self) -> bool:
        """Whether the number of hits has no room beside the field."""
        look = self.look
        width = min(look.px(_WIDTH), self.width() - 2 * look.px(_MARGIN))
        return look.advance(self._shown.told, 12) + self._chip_width() + look.px(300) > width

    def _chip_width(self) -> int:
        return int(self.look.advance(self._shown.chip, 13, 600)) + self.look.px(18)

    def _place(self) -> None:
        px, panel = self.look.px, self._panel().toRect()
        left = panel.left() + px(46) + self._chip_width() + px(8)
        told = 0 if self._is_told_below() else int(self.look.advance(self._shown.told, 12)) + px(16)
        right = panel.right() - px(_MARGIN) - ink.key_cap_width("Esc", self.look) - told
        self.field.setGeometry(left, panel.top() + px(8), max(right - left, px(60)), px(_FIELD - 16))
        top = panel.top() + px(_FIELD) + self._told_below() + 1
        foot = self._foot_height(panel.width())
        self.list.setGeometry(panel.left() + 1, top, panel.width() - 2, max(panel.bottom() - foot - top, 0))

    def _foot_height(self, width: int) -> int:
        return self._foot(width)[1]

    def _foot(self, width: int) -> tuple[list[tuple[float, float, tuple[str, ...], str]], int]:
        """Place the keys of the foot in as many lines as they need."""
        look = self.look
        x, y, made = float(look.px(16)), 0.0, []
        for caps, told in foot_caps(self.words):
            wide = sum(ink.key_cap_width(cap, look) + look.px(4) for cap in caps) + look.advance(told, 12) + look.px(4)
            if x + wide > width - look.px(16) and x > look.px(16):
                x, y = float(look.px(16)), y + look.px(24)
            made.append((x, y, caps, told))
            x += wide + look.px(14)
        offline = look.advance(self.words.say("palette.offline"), 12) + look.px(36)
        if x + offline > width:
            x, y = float(look.px(16)), y + look.px(24)
        made.append((max(x, width - offline), y, (), self.words.say("palette.offline")))
        return made, int(y) + look.px(34)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cover, panel, glass, chip, number of hits and foot."""
        del event
        look, painter, panel = self.look, QPainter(self), self._panel()
        draw_cover(painter, self.rect(), look)
        draw_panel(painter, panel, look)
        self._draw_head(painter, panel)
        self._draw_foot(painter, panel)
        painter.end()

    def _draw_head(self, painter: QPainter, panel: QRectF) -> None:
        look = self.look
        px, line = look.px, QRectF(panel.left(), panel.top(), panel.width(), look.px(_FIELD))
        ink.icon(painter, look, QPointF(line.left() + px(16), line.center().y() - px(9)), "search", 18, "text2")
        chip = QRectF(line.left() + px(46), line.center().y() - px(12), self._chip_width(), px(24))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accentSoft"))
        painter.drawRoundedRect(chip, px(5), px(5))
        ink.text(painter, look, chip.adjusted(px(9), 0, 0, 0), self._shown.chip, ink.Style(13, 600, "accent", _LEFT))
        edge = line.right() - px(_MARGIN) - ink.key_cap_width("Esc", look)
        ink.paint_key_cap(painter, edge, line.center().y(), "Esc", look)
        told = QRectF(line.left(), line.top(), edge - px(12) - line.left(), line.height())
        if self._is_told_below():
            told = QRectF(line.left() + px(46), line.bottom() - px(4), line.width() - px(60), px(22))
        align = _LEFT if self._is_told_below() else _RIGHT
        ink.text(painter, look, told, self._shown.told, ink.Style(12, 400, "text2", align))
        painter.setPen(look.color("line"))
        y = line.bottom() + self._told_below()
        painter.drawLine(QPointF(panel.left() + 1, y), QPointF(panel.right() - 1, y))

    def _draw_foot(self, painter: QPainter, panel: QRectF) -> None:
        look = self.look
        places, tall = self._foot(int(panel.width()))
        top = panel.bottom() - tall
        painter.setPen(look.color("line"))
        painter.drawLine(QPointF(panel.left() + 1, top), QPointF(panel.right() - 1, top))
        for x, y, caps, told in places:
            at, middle = panel.left() + x, top + y + look.px(17)
            for cap in caps:
                ink.paint_key_cap(painter, at, middle, cap, look)
                at += ink.key_cap_width(cap, look) + look.px(4)
            if not caps:
                ink.icon(painter, look, QPointF(at, middle - look.px(7)), "cloud-off", 14, "text2")
                at += look.px(18)
            self._words(told).paint(painter, at, middle - look.px(8))

    def _words(self, told: str) -> Flow:
        return laid([Run(told, 12, 400, "text2")], self.look, self.width(), 16)
