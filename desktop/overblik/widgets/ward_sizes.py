"""The board's three densities in design pixels (screens.md 2.3, 3.7), and what is read from how far.

A letter is read with certainty from a distance of 344 times its height (10 minutes of arc); ISO 9241-303 asks for 16
minutes where one sits before the screen. From two metres a capital must be 5.8 mm high, 21 pixels of a 24 inch screen
of 1920 x 1080; the capitals of the text face are 0.698 of its size. So names and flags of the largest density are 31.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from overblik.viewmodels.ward_values import Layout

DENSITIES = ("dense", "normal", "large")
COLUMNS: Mapping[Layout, tuple[int, ...]] = MappingProxyType(
    {
        Layout.BOARD: (72, 316, 290, 206, 364, 238, 184, 170),
        Layout.HANDOVER: (72, 316, 240, 306, 240, 230, 216, 216),
    }
)
"""Shares of the width: place, patient, then the cells of the layout in their order."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Text sizes, line heights and rows of one density."""

    place: int
    name: int
    name_line: int
    under: int
    cell: int
    line: int
    value: int
    meta: int
    flag: int
    """The side of the square in which a flag is drawn."""
    letter: int
    flag_line: int
    pill: int
    """The height of the mark of a critical value."""
    icon: int
    row: int
    empty: int
    head: int
    pad: int


SIZES: Mapping[str, Sizes] = MappingProxyType(
    {
        "dense": Sizes(15, 14, 18, 12, 13, 17, 13, 12, 12, 12, 17, 18, 13, 43, 30, 36, 4),
        "normal": Sizes(17, 16, 21, 13, 14, 19, 15, 13, 14, 14, 20, 22, 14, 52, 36, 40, 5),
        "large": Sizes(21, 31, 35, 16, 17, 21, 19, 15, 25, 31, 32, 40, 17, 66, 40, 44, 4),
    }
)
