"""The keyboard map over the page (F1): live from the one table of the keys, grouped by what they are for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from overblik.domain.features import KEYS as FEATURE_OF
from overblik.domain.features import Feature
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.cover import draw_cover, draw_panel, fit_under_cave
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.keys import GROUPS, KEYS, SHOWN_ONLY
from overblik.widgets.look import Look
from overblik.widgets.scrolled import Scrolled, Sheet

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

Told = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Groups with their keys, each with what it does."""
_WIDTH, _MARGIN, _HEAD = 980, 12, 44
_COLUMN = 380
"""Design pixels of a column, at least."""


def told_keys(words: Words, off: frozenset[Feature] = frozenset()) -> Told:
    """Give every key with what it does, in groups; those of what is `off` are left out, and so is a group without keys."""
    caps = {word: shown for shown, _, word, _, _ in KEYS} | {word: shown for shown, word in SHOWN_ONLY}
    left = [(group, [word for word in names if FEATURE_OF.get(word) not in off]) for group, names in GROUPS]
    return [
        (words.say(f"key.{group}"), [(caps[word], words.say(f"key.{word}")) for word in names])
        for group, names in left
        if names
    ]


class KeysSheet(Sheet):
    """The groups in as many columns as there is room for."""

    def __init__(self, told: Told, look: Look) -> None:
        """Take groups and keys."""
        super().__init__()
        self.look, self._told = look, told

    def _placed(self, width: int) -> tuple[list[tuple[int, int, str, Flow]], int]:
        """Give the place of each heading and key with its words, and the height of all; a heading has no key."""
        look = self.look
        columns = min(max(width // look.px(_COLUMN), 1), 2)
        wide = width // columns
        cap = max(ink.key_cap_width(shown, look) for _, keys in self._told for shown, _ in keys if len(shown) < 18)
        made: list[tuple[int, int, str, Flow]] = []
        bottoms = [look.px(8)] * columns
        for title, keys in self._told:
            at = min(range(columns), key=lambda place: bottoms[place])
            x, y = at * wide + look.px(20), bottoms[at]
            made.append((x, y, "", laid([Run(title, 13, 600)], look, wide - look.px(30), 20)))
            y += look.px(26)
            for shown, does in keys:
                room = max(cap, ink.key_cap_width(shown, look)) + look.px(12)
                flow = laid([Run(does, 13)], look, wide - room - look.px(36), 18)
                made.append((x, y, shown, flow))
                y += flow.height + look.px(6)
            bottoms[at] = y + look.px(12)
        return made, max(bottoms)

    def height_for(self, width: int) -> int:
        """Give the height of all keys in a width."""
        return self._placed(width)[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings, keys and words."""
        del event
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.color("surface"))
        cap = max(ink.key_cap_width(shown, look) for _, keys in self._told for shown, _ in keys if len(shown) < 18)
        for x, y, shown, flow in self._placed(self.width())[0]:
            if shown:
                ink.paint_key_cap(painter, x, y + look.px(9), shown, look)
                x += max(cap, ink.key_cap_width(shown, look)) + look.px(12)  # noqa: PLW2901 - right of its key
            flow.paint(painter, x, y)
        painter.end()


class KeysView(QWidget):
    """Cover and panel with the map; it scrolls where the window is small or the text large."""

    left = Signal()

    def __init__(self, look: Look, words: Words, parent: QWidget, off: frozenset[Feature] = frozenset()) -> None:
        """Start hidden; the keys of what is `off` are left out."""
        super().__init__(parent)
        self.look, self._title = look, words.say("window.keys_title")
        told = told_keys(words, off)
        self.map = Scrolled(KeysSheet(told, look), self)
        spoken = (f"{group}: " + ". ".join(f"{key}: {does}" for key, does in keys) for group, keys in told)
        self.map.setAccessibleName(f"{self._title}. " + ". ".join(spoken))
        self.setFocusProxy(self.map)
        self.hide()

    def _panel(self) -> QRectF:
        px = self.look.px
        width = min(px(_WIDTH), self.width() - 2 * px(_MARGIN))
        wanted = px(_HEAD) + self.map.sheet.height_for(width - px(12)) + px(10)
        return QRectF((self.width() - width) // 2, px(_MARGIN), width, min(wanted, self.height() - 2 * px(_MARGIN)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the panel in its place."""
        super().resizeEvent(event)
        panel = self._panel().toRect()
        self.map.setGeometry(panel.adjusted(2, self.look.px(_HEAD), -2, -self.look.px(8)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave by a press on the page behind."""
        if not self._panel().contains(event.position()):
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cover, panel and title."""
        del event
        painter, look, panel = QPainter(self), self.look, self._panel()
        draw_cover(painter, self.rect(), look)
        draw_panel(painter, panel, look)
        line = QRectF(panel.left() + look.px(20), panel.top(), panel.width(), look.px(_HEAD))
        align = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
        ink.text(painter, look, line, self._title, ink.Style(16, 600, "text", align))
        edge = panel.right() - look.px(14) - ink.key_cap_width("Esc", look)
        ink.paint_key_cap(painter, edge, line.center().y(), "Esc", look)
        painter.end()


class HelpActs(QObject):
    """The feature `help`."""

    def __init__(self, acts: "Acts") -> None:
        """Stand closed."""
        super().__init__(acts)
        self.acts = acts
        self.view: KeysView | None = None
        self._pane: Pane | None = None
        self._back: QWidget | None = None

    def take(self, pane: "Pane") -> None:
        """Make the map over a new pane, in its look and language."""
        self._pane, self._back = pane, None
        self.view = KeysView(pane.look, pane.words, pane, self.acts.window.off)
        self.view.left.connect(self.turn)
        pane.resized.connect(self.show)

    def turn(self) -> None:
        """Show the map; once more hides it, and the focus is where it was."""
        view, pane = self.view, self._pane
        if view is None or pane is None:
            return
        if view.isVisible():
            view.hide()
            pane.bar.mark(self.acts.model.page)
            if self._back is not None:
                self._back.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.acts.feature("palette").step_back()
        self._back = self.acts.window.focusWidget()
        fit_under_cave(view, pane)
        view.show()
        view.raise_()
        view.map.setFocus(Qt.FocusReason.ShortcutFocusReason)
        pane.bar.mark("keys")

    def blank(self) -> None:
        """Give way to another patient."""
        self._back = None
        if self.view is not None:
            self.view.hide()

    def show(self) -> None:
        """Stay under the CAVE line, however tall that is."""
        if self.view is not None and self._pane is not None:
            fit_under_cave(self.view, self._pane)

    def step_back(self) -> bool:
        """Hide the map."""
        if self.view is None or not self.view.isVisible():
            return False
        self.turn()
        return True
