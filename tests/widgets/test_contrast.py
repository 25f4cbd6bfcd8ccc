"""Every ink that carries words stands out from every ground it is painted on (R26), in both themes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from overblik.viewmodels.choices import THEMES
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.rows import Row
from overblik.widgets.delegates.rows import draw_row, row_height
from overblik.widgets.look import Look
from overblik.widgets.paint import MARKER_ICON, TONE
from overblik.widgets.tokens import PALETTES
from widgets import parts
from widgets.recorder import Word, drawn_by, drawn_of
from widgets.rows import HARD, PLAN_IN_ERROR, everyday, words_in
from widgets.test_painted_parts import CaveLine, StripView, shown_banner, shown_rail, sized

pytestmark = pytest.mark.rule("R26")

_INKS = ("text", "text2", "text3", "accent", "high", "low", "crit", "new", "stale", "off")
GROUNDS: dict[str, tuple[str, ...]] = {
    "surface": _INKS,
    "sunken": _INKS,
    "select": _INKS,
    "canvas": ("text", "text2", "text3", "accent"),
    "rail": ("text", "text2", "text3", "stale", "accent"),
    "newSoft": ("new", "text", "text2"),
    "staleSoft": ("stale", "text", "text2", "accent"),
    "critSoft": ("crit", "text", "text2", "accent"),
    "offSoft": ("off", "text", "text2", "accent"),
    "accentSoft": ("accent", "text", "text2"),
    "hatch": ("text",),
    "crit": ("onCrit",),
    "accent": ("onAccent",),
    "text2": ("surface",),
}
"""The inks of words on each ground; words on the hatch stand on its lines, too."""
PAIRS = [(ink, ground) for ground, inks in GROUNDS.items() for ink in inks]
themes = pytest.mark.parametrize("theme", PALETTES)


def luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2.2."""
    parts_of = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_of)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@themes
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_r26_words_stand_out_from_their_ground(theme: str, ink: str, ground: str) -> None:
    palette = PALETTES[theme]
    assert contrast(palette[ink], palette[ground]) >= (7 if theme == "contrast" else 4.5)


@themes
@pytest.mark.parametrize("ground", ["surface", "canvas", "sunken", "rail", "select"])
def test_r26_edges_and_focus_stand_out_from_their_ground(theme: str, ground: str) -> None:
    palette = PALETTES[theme]
    assert min(contrast(palette[line], palette[ground]) for line in ("edge", "focus")) >= 3


def test_all_themes_have_the_same_tokens() -> None:
    assert PALETTES["light"].keys() == PALETTES["dark"].keys() == PALETTES["contrast"].keys()
    assert tuple(PALETTES) == THEMES


def test_every_tone_and_marker_is_among_the_pairs() -> None:
    assert {(ink, ground or "surface") for ink, ground in TONE.values()} <= set(PAIRS)
    assert set(TONE) == set(Tone)
    assert {(ink, "surface") for _, ink in MARKER_ICON.values()} <= set(PAIRS)


def listed(look: Look) -> set[tuple[str, str]]:
    return {(look.hex(ink).lower(), look.hex(ground).lower()) for ink, ground in PAIRS}


def pairs_of(words: list[Word]) -> set[tuple[str, str]]:
    return {(word.ink, word.ground) for word in words if not word.box.isEmpty()}


def rows_drawn(look: Look, *rows: Row) -> list[Word]:
    """Draw rows on each ground that a card gives them."""
    drawn: list[Word] = []
    for row in rows:
        for width in (look.px(300), look.px(640)):
            box = QRectF(0, 0, width, row_height(row, width, look, words_in("da")))

            def draw(painter: QPainter, row: Row = row, box: QRectF = box) -> None:
                draw_row(painter, box, row, look, words_in("da"))

            for ground in ("surface", "sunken", "select"):
                drawn += drawn_by(draw, box.width(), box.height(), look.hex(ground))
    return drawn


def parts_drawn(look: Look, qtbot: object) -> list[Word]:
    drawn = drawn_of(shown_rail("da", 0, look, qtbot))
    for screen in parts.screens("da").values():
        cave, strip = CaveLine(look, "CAVE"), StripView(look)
        cave.show_cave(screen.cave)
        strip.show_strip(screen.strip)
        for part in (shown_banner(screen.banner, 1144, look), sized(cave, 1144), sized(strip, 1144)):
            drawn += drawn_of(part)
    return drawn


@themes
def test_every_pair_that_is_painted_is_among_the_pairs(
    theme: str, look_of: Callable[[str, float], Look], qtbot: object
) -> None:
    look = look_of(theme, 1.0)
    rows = rows_drawn(look, *everyday("da").values(), *HARD.values())
    drawn = rows + parts_drawn(look, qtbot)
    assert pairs_of(drawn) - listed(look) == set()
    assert len({word.ink for word in drawn}) > 9


@themes
def test_the_badge_of_a_plan_in_error_can_be_read(theme: str, look_of: Callable[[str, float], Look]) -> None:
    look = look_of(theme, 1.0)
    assert pairs_of(rows_drawn(look, PLAN_IN_ERROR)) - listed(look) == set()
