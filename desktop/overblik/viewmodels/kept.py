"""A patient as the rail shows whether he was fetched ahead: a sign and its words, without what judges them."""

from dataclasses import dataclass

from overblik.viewmodels.marks import Marker

CELLS = (Marker.FRESH, Marker.BLOCKED, Marker.PARTIAL, Marker.STALE, Marker.FAILED, Marker.NOT_ASKED)
"""From ready to never fetched."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sign and its words."""

    marker: Marker
    text: str
