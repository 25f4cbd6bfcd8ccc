"""No word of a row is cut: each stands whole inside the height that its row asks for and the width that it is given.

The rows are painted on a device that writes down every piece of text with the box of its ink and the box that would
cut it (recorder.py); so a word that is missing, cut, outside its row, or under another word is found by name.
"""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from overblik.viewmodels.rows import GroupRow, LabRow, Row
from overblik.widgets.delegates.lab import is_wide
from overblik.widgets.delegates.rows import draw_row, row_height
from overblik.widgets.look import Look
from widgets.recorder import drawn_by, faults
from widgets.rows import COLUMN_NAMES, HARD, HARD_RESULTS, OWNED_PLAN, PLAIN_RESULT, everyday, words_in, words_of_row

LookOf = Callable[[str, float], Look]
_MARGIN = 100
WIDTHS = (240, 320, 400, 440, 640)
"""Design pixels: the third column is 256 wide, a wide one about 640."""
looks = pytest.mark.parametrize(
    ("theme", "scale"), [(theme, scale) for theme in ("light", "dark") for scale in (1.0, 1.5, 2.0)]
)
languages = pytest.mark.parametrize("language", ["da", "en", "pseudo"])


def faults_of(row: Row, width: int, look: Look, language: str = "da", told: list[str] | None = None) -> list[str]:
    """Paint a row in a room wider than itself, and name what a reader would miss."""
    wide = look.px(width)
    box = QRectF(_MARGIN, _MARGIN, wide, row_height(row, wide, look, words_in(language)))

    def draw(painter: QPainter) -> None:
        draw_row(painter, box, row, look, words_in(language))

    drawn = drawn_by(draw, box.right() + _MARGIN, box.bottom() + _MARGIN)
    return faults(drawn, box, words_of_row(row) if told is None else told)


def is_table(row: Row) -> bool:
    """Whether the row stands in the five columns of the laboratory table."""
    return isinstance(row, LabRow) or (isinstance(row, GroupRow) and row.columns)


@looks
@languages
def test_no_word_of_an_everyday_row_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    look, rows = look_of(theme, scale), everyday(language)
    found = {
        f"{name} at {width}": fault
        for name, row in rows.items()
        for width in WIDTHS
        if not is_table(row) and (fault := faults_of(row, width, look, language))
    }
    assert len({type(row) for row in rows.values()}) == 7
    assert found == {}


@looks
@languages
def test_no_word_of_a_wide_result_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    look, rows = look_of(theme, scale), everyday(language) | HARD_RESULTS
    found = {
        f"{name} at {width}": fault
        for name, row in rows.items()
        for width in (410, 416, 432, 456, 560, 640, 1200)
        if is_table(row) and (fault := faults_of(row, width, look, language))
    }
    assert found == {}


@looks
@pytest.mark.parametrize("name", HARD)
def test_no_word_of_a_hard_row_is_cut(name: str, theme: str, scale: float, look_of: LookOf) -> None:
    look = look_of(theme, scale)
    found = {width: fault for width in WIDTHS if (fault := faults_of(HARD[name], width, look))}
    assert found == {}


@looks
@languages
def test_no_word_of_a_narrow_result_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    """A narrow row has no columns of interval and course; it tells the change, and the result before where it fits."""
    look = look_of(theme, scale)
    rows = {name: row for name, row in everyday(language).items() if isinstance(row, LabRow)}
    found = {
        f"{name} at {width}": fault
        for name, row in rows.items()
        for width in (240, 320)
        if not is_wide(look.px(width), look) and (fault := faults_of(row, width, look, language, narrow_words(row)))
    }
    assert len(rows) > 8
    assert found == {}


def narrow_words(row: LabRow) -> list[str]:
    badge = row.badge.text if row.badge else ""
    return [part for part in (row.name, row.when, row.letter, row.value, row.unit, badge, row.change) if part]


@looks
def test_no_sign_of_a_row_leaves_its_room(theme: str, scale: float, look_of: LookOf) -> None:
    """Flags, frames, hatches and courses too: around the row the picture keeps its one colour."""
    look, found = look_of(theme, scale), []
    for name, row in (everyday("da") | HARD).items():
        width = look.px(460)
        box = QRect(_MARGIN, _MARGIN, width, row_height(row, width, look, words_in("da")))
        untouched = QImage(width + 2 * _MARGIN, box.height() + 2 * _MARGIN, QImage.Format.Format_RGB32)
        untouched.fill(Qt.GlobalColor.magenta)
        picture = untouched.copy()
        painter = QPainter(picture)
        draw_row(painter, QRectF(box), row, look, words_in("da"))
        painter.end()
        is_painted = picture != untouched
        painter.begin(picture)
        painter.fillRect(box, Qt.GlobalColor.magenta)
        painter.end()
        found += [name] if picture != untouched or not is_painted else []
    assert found == []


ONCE_CUT: tuple[tuple[Row, int, list[str]], ...] = (
    (PLAIN_RESULT, 408, ["+24 (+20 %)"]),
    (COLUMN_NAMES, 408, []),
    (HARD_RESULTS["a value that is a sentence"], 240, []),
    (HARD_RESULTS["a long unit and a long number"], 240, []),
    (PLAIN_RESULT, 240, ["118 · 100 dage"]),
    (OWNED_PLAN, 240, ["Hjemmesygeplejen i Eksempel Kommune"]),
)


@pytest.mark.parametrize(("row", "width", "told"), ONCE_CUT)
def test_what_was_once_cut_is_whole(row: Row, width: int, told: list[str], look_of: LookOf) -> None:
    assert faults_of(row, width, look_of("light", 1.0), told=told) == []
