"""Cover and panel of the help: what can be read at the left, the map of the keys or a page of the manual at the right."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from overblik.domain.folding import folded_words
from overblik.viewmodels.help import ABOUT, INTRODUCTION, KEYS, MISSING, PAGE, Help
from overblik.widgets import ink
from overblik.widgets.cover import draw_cover, draw_panel
from overblik.widgets.keys_view import KeysSheet, Told
from overblik.widgets.look import Look
from overblik.widgets.reader import Reader
from overblik.widgets.scrolled import Scrolled

_WIDTH, _MARGIN, _HEAD, _LIST = 1240, 12, 44, 268
"""Design pixels: the panel, its distance from the edges, its title, and the list."""
_KEY = Qt.ItemDataRole.UserRole.value


class HelpView(QWidget):
    """Hears every key while it is in view: no letter reaches the page behind."""

    left = Signal()
    asked = Signal(str)
    """`about` or `introduction`: what stands on a page of its own."""
    copied = Signal(str)
    """The address of a place outside the manual."""

    def __init__(self, look: Look, help_: Help, keys: Told, picture: Callable[[str], bytes], parent: QWidget) -> None:
        """Start hidden; `keys` are those of what is not turned off."""
        super().__init__(parent)
        self.look, self.help, self.words = look, help_, help_.words
        self._title = self.words.say("window.keys_title")
        self._back: list[str] = []
        """Pages from which links were followed."""
        self._here = self._path = ""
        self.field = QLineEdit(self)
        self.field.setFont(look.font(13))
        self.field.setTextMargins(look.px(6), 0, look.px(6), 0)
        self.field.setPlaceholderText(self.words.say("help.search"))
        self.field.setAccessibleName(self.words.say("help.search"))
        self.list = QListWidget(self)
        self.list.setFont(look.font(13))
        self.list.setAccessibleName(self.words.say("help.list"))
        self.map = Scrolled(KeysSheet(keys, look), self)
        spoken = (f"{group}: " + ". ".join(f"{key}: {does}" for key, does in rows) for group, rows in keys)
        self.map.setAccessibleName(f"{self._title}. " + ". ".join(spoken))
        self.reader = Reader(look, picture, self)
        self.pages = QStackedWidget(self)
        for page in (self.map, self.reader):
            self.pages.addWidget(page)
        self._join()
        self.hide()

    def _join(self) -> None:
        c = self.look.hex
        self.setStyleSheet(
            f"QListWidget, QTextBrowser {{ background: {c('surface')}; color: {c('text')}; border: 2px solid {c('surface')}; }}"
            f"QListWidget:focus, QTextBrowser:focus {{ border: 2px solid {c('focus')}; }}"
            f"QListWidget::item {{ padding: {self.look.px(4)}px {self.look.px(8)}px; }}"
            f"QListWidget::item:selected {{ background: {c('select')}; color: {c('text')}; }}"
        )
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self._enter())
        self.list.itemClicked.connect(lambda _: self._enter(is_click=True))
        self.field.textChanged.connect(self._search)
        self.reader.followed.connect(self._follow)
        for part in (self.field, self.list, self.map, self.reader):
            part.installEventFilter(self)

    def begin(self, here: str) -> None:
        """Come into view at the keys; `here` is the page about what is in view."""
        self._here = self.help.here(here)
        self._back.clear()
        self.field.clear()
        self._fill()
        self.show()
        self.raise_()
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self) -> None:
        """Fill the list, and show its first entry."""
        self.list.blockSignals(True)
        self.list.clear()
        for entry in self.help.entries(self.field.text(), self._here):
            item = QListWidgetItem(entry.text)
            item.setData(_KEY, entry.key)
            item.setFont(self.look.font(12 if entry.is_heading else 13, 600 if entry.is_heading else 400))
            if entry.is_heading:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setForeground(self.look.color("text2"))
            self.list.addItem(item)
        self.list.blockSignals(False)
        first = next((n for n in range(self.list.count()) if self.list.item(n).flags() & Qt.ItemFlag.ItemIsEnabled), -1)
        self.list.setCurrentRow(first)

    def _search(self) -> None:
        self._fill()
        if self.list.currentRow() < 0:
            self.reader.read("", self.words.say("help.nothing"), self.words.say("help.nothing"))
            self.pages.setCurrentWidget(self.reader)

    @property
    def chosen(self) -> str:
        """The key of the entry that is chosen."""
        item: QListWidgetItem | None = self.list.currentItem()
        return str(item.data(_KEY)) if item is not None else ""

    def _show(self) -> None:
        """Show what is chosen in the list."""
        key = self.chosen
        self._back.clear()
        if key == KEYS:
            self.pages.setCurrentWidget(self.map)
        elif key.startswith(PAGE):
            self.open(key.removeprefix(PAGE))
        elif key in (ABOUT, INTRODUCTION, MISSING):
            text = self.words.say(f"help.{key}_text")
            self.reader.read("", text, text)
            self.pages.setCurrentWidget(self.reader)

    def open(self, path: str, anchor: str = "") -> None:
        """Show a page of the manual."""
        page = self.help.page(path)
        if page is None:
            return
        self.pages.setCurrentWidget(self.reader)
        self.reader.read(page.path, page.title, page.text, tuple(folded_words(self.field.text())))
        if anchor:
            self.reader.go_to(anchor)
        self._path = path

    def _follow(self, target: str) -> None:
        """Follow a link inside the manual; one that leads out of it is copied and told."""
        link = self.help.link(self._path, target)
        if link.path:
            self._back.append(self._path)
            self.open(link.path, link.anchor)
        else:
            self.copied.emit(link.address)

    def _enter(self, *, is_click: bool = False) -> None:
        """Go into what is chosen."""
        if self.chosen in (ABOUT, INTRODUCTION):
            self.asked.emit(self.chosen)
        elif not is_click:
            page = self.map if self.chosen == KEYS else self.reader
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step_back(self) -> bool:
        """Go back: from a link that was followed, from a search; false where there is no step."""
        if self._back:
            self.open(self._back.pop())
            return True
        if self.field.text():
            self.field.clear()
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the keys of list, field and page before the window does."""
        if not isinstance(event, QKeyEvent) or event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            return False  # both are the window's: they come back here as a step
        control = Qt.KeyboardModifier.ControlModifier
        is_find = event.key() == Qt.Key.Key_F and event.modifiers() == control
        is_plain = not event.modifiers() & (control | Qt.KeyboardModifier.AltModifier)
        if event.type() == QEvent.Type.ShortcutOverride:
            if is_find or is_plain:
                event.accept()
            return is_find or is_plain
        if event.type() != QEvent.Type.KeyPress:
            return False
        if is_find or (is_plain and event.text() == "/" and watched is not self.field):
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()
            return True
        return is_plain and self._hear(watched, event)

    def _hear(self, watched: QObject, event: QKeyEvent) -> bool:
        key, page = event.key(), self.pages.currentWidget()
        if key == Qt.Key.Key_F3 or (watched is self.field and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self.reader.next_hit()
        elif watched is self.field and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif watched is self.list and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Space):
            bar = self.map.verticalScrollBar() if page is self.map else self.reader.verticalScrollBar()
            bar.setValue(bar.value() + (-1 if key == Qt.Key.Key_PageUp else 1) * bar.pageStep())
        elif watched is self.list and key == Qt.Key.Key_Right:
            self._enter()
        elif watched in (self.map, self.reader) and key in (Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            if not (self._back and self.step_back()):
                self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif watched is not self.field and event.text().isalnum():
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.setText(event.text())
        else:
            return False
        return True

    def _panel(self) -> QRect:
        px = self.look.px
        width = min(px(_WIDTH), self.width() - 2 * px(_MARGIN))
        return QRect((self.width() - width) // 2, px(_MARGIN), width, self.height() - 2 * px(_MARGIN))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the parts in their places."""
        super().resizeEvent(event)
        px, panel = self.look.px, self._panel()
        inside = panel.adjusted(px(8), px(_HEAD), -px(8), -px(8))
        wide = min(px(_LIST), inside.width() * 2 // 5)
        self.field.setGeometry(inside.left(), inside.top(), wide, px(30))
        self.list.setGeometry(inside.left(), inside.top() + px(36), wide, inside.height() - px(36))
        self.pages.setGeometry(inside.adjusted(wide + px(8), 0, 0, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave by a press on the page behind."""
        if not self._panel().contains(event.position().toPoint()):
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cover, panel and title."""
        del event
        painter, look, panel = QPainter(self), self.look, QRectF(self._panel())
        draw_cover(painter, self.rect(), look)
        draw_panel(painter, panel, look)
        line = QRectF(panel.left() + look.px(20), panel.top(), panel.width(), look.px(_HEAD))
        align = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
        ink.text(painter, look, line, self._title, ink.Style(16, 600, "text", align))
        edge = panel.right() - look.px(14) - ink.key_cap_width("Esc", look)
        ink.paint_key_cap(painter, edge, line.center().y(), "Esc", look)
        painter.setPen(look.color("line"))
        right = self.pages.geometry().left() - look.px(4)
        painter.drawLine(right, self.pages.geometry().top(), right, self.pages.geometry().bottom())
        painter.end()
