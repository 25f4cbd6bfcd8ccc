"""Cards composed a moment ago: who turns between two screens does not wait for what has not changed.

A card is composed of its name, the sections and the view alone. It is given again only where every section is the very
same object and the view is equal within the same minute; who stays on a screen sees the ages of a minute too. So
nothing has to be told that something changed, and no old card can be left standing.
"""

from dataclasses import replace

from overblik.viewmodels.card_head import View
from overblik.viewmodels.rows import Card
from overblik.viewmodels.screen_parts import Sections, compose_card


class Remembered:
    """The last card of each name, on the overview and in full."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._made: dict[tuple[str, bool], tuple[Sections, View, Card]] = {}

    def card(self, name: str, sections: Sections, view: View) -> Card:
        """Give a card, composed anew where anything of which it is made is another."""
        minute = replace(view, now=view.now.replace(second=0, microsecond=0))
        known = self._made.get((name, view.is_full))
        if known is not None and _are_same(known[0], sections) and known[1] == minute:
            return known[2]
        card = compose_card(name, sections, view)
        self._made[name, view.is_full] = (sections, minute, card)
        return card

    def clear(self) -> None:
        """Leave nothing of the patient."""
        self._made.clear()


def _are_same(one: Sections, other: Sections) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
