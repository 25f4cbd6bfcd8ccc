"""The map of the keys (F1): live from the one table of the keys, grouped by what they are for."""

from collections.abc import Sequence

from PySide6.QtGui import QPainter, QPaintEvent

from overblik.domain.features import KEYS as FEATURE_OF
from overblik.domain.features import Feature
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.keys import GROUPS, KEYS, SHOWN_ONLY
from overblik.widgets.look import Look
from overblik.widgets.scrolled import Sheet

Told = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Groups with their keys, each with what it does."""
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
