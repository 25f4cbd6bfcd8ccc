"""No word of a board's row is cut or lies over another, in every density, width, theme and text size (H18)."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from overblik.domain.patient import cpr
from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.marks import Badge, FlagShape, Marker, Tone
from overblik.viewmodels.ward_values import Board, BoardRow, Column, Count, Frame, Told
from overblik.widgets.look import Look
from overblik.widgets.ward_page import WardPage
from overblik.widgets.ward_sizes import SIZES
from widgets.recorder import drawn_by, faults
from widgets.rows import words_in

ME = cpr("2512489996")
CRITICAL = Told(
    "Kalium;P 6,4",
    "mmol/L · 08:05 · Foreløbigt",
    badge=Badge("Kritisk høj", Tone.CRITICAL),
    flag=FlagShape.CRITICAL_HIGH,
    is_strong=True,
)
HIGH = Told("Alanintransaminase [ALAT];P 411", "U/L", flag=FlagShape.HIGH, letter="H", is_strong=True)
ROWS = {
    "everyday": BoardRow(
        "1",
        "2-1",
        ME,
        "JENSEN",
        "Karen",
        "81 år · f. 04. jun 1945",
        (Badge("Navnelighed", Tone.STALE),),
        cave=(Told("morfin", "— kvalme", is_cave=True, is_strong=True),),
        fgvh=(Told("FGVH registreret", "(stamkort 23. nov 2026)", Frame.REGISTERED),),
        results=(HIGH,),
        medicine=(Told("kaliumklorid", badge=Badge("Ny", Tone.NEW), is_strong=True),),
        next=(Told("Røntgen 10:30", is_strong=True),),
        sources=(Told("7 af 7", marker=Marker.FRESH),),
    ),
    "long": BoardRow(
        "2",
        "Stue 12, seng 3",
        ME,
        "VON HØEGH-GULDBERG-FREDERIKSEN",
        "Christiane Margrethe Alexandrine",
        "102 år · f. 04. jun 1924",
        (Badge("Navnelighed", Tone.STALE), Badge("Journal lagt sammen", Tone.STALE), Badge("Orlov", Tone.PLAIN)),
        cave=(
            Told("acetylsalicylsyre og andre NSAID", "— anafylaksi, bronkospasme", is_cave=True, is_strong=True),
            Told("Der kan være mere CAVE.", is_warning=True),
        ),
        fgvh=(
            Told("FGVH ukendt", frame=Frame.DASHED, marker=Marker.NOT_ASKED),
            Told("kopien fra 22. nov 2026 er for gammel", is_quiet=True),
        ),
        results=(CRITICAL, HIGH, Told("Svar kan være spærret", frame=Frame.BLOCKED, marker=Marker.BLOCKED)),
        medicine=(Told("metoprolol, losartan, hydrochlorthiazid", badge=Badge("Ændret", Tone.NEW), is_strong=True),),
        next=(Told("Ekkokardiografi 14:00", is_strong=True),),
        sources=(Told("FMK fejlede 09:41", frame=Frame.FAILED, marker=Marker.FAILED), Told("6 af 7", is_quiet=True)),
        is_critical=True,
    ),
    "empty bed": BoardRow("3", "3-2", remark="Tom seng", is_muted=True),
    "nobody": BoardRow(
        "4", "4-1", born="kilden skriver: Karen", remark="Kan ikke identificeres: journalen er slettet hos kilden."
    ),
}


def told_of(row: BoardRow) -> list[str]:
    cells = (*row.cave, *row.fgvh, *row.results, *row.medicine, *row.next, *row.sources)
    parts = [part for one in cells for part in (one.text, one.rest, one.letter, one.badge.text if one.badge else "")]
    badges = [badge.text for badge in row.badges]
    return [part for part in (row.place, row.family, row.given, row.born, row.remark, *badges, *parts) if part]


def row_faults(row: BoardRow, density: str, width: int, look: Look) -> list[str]:
    page = WardPage(look, words_in("da"), density)
    delegate = page.list.delegate
    page.list.board.show(Lazily.of(((row.key, row.patient_id),), (row,)))
    delegate.width = look.px(width)
    tall = delegate.height(row)
    option = QStyleOptionViewItem()
    option.rect = QRectF(0, 0, delegate.width, tall).toRect()
    index = page.list.board.index(0)
    words = drawn_by(lambda painter: delegate.paint(painter, option, index), delegate.width, tall)
    return faults(words, QRectF(0, 0, delegate.width, tall), told_of(row))


@pytest.mark.rule("H18")
@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("density", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_h18_every_word_of_a_row_is_painted_whole(
    name: str, density: str, scale: float, look_of: Callable[[str, float], Look]
) -> None:
    row = ROWS[name]
    for theme in ("light", "dark"):
        for width in (1280, 1872):
            assert row_faults(row, density, width, look_of(theme, scale)) == [], (theme, width)


@pytest.mark.parametrize("density", SIZES)
def test_a_row_can_be_chosen_and_is_said_whole(density: str, look_of: Callable[[str, float], Look]) -> None:
    page = WardPage(look_of("light", 1.0), words_in("da"), density)
    spoken = BoardRow("1", "2-1", ME, "JENSEN", "Karen", accessible="Seng 2-1, Jensen, Karen")
    board = Board(
        "Afsnit M2",
        "nu",
        (Column("Seng"),) * 8,
        Lazily.of((("1", ME),), (spoken,)),
        (Count(2, "2 kritiske svar", "critical"),),
    )
    page.show_board(board)
    index = page.list.board.index(0)
    for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
        assert page.list.board.data(index, int(role)) == "Seng 2-1, Jensen, Karen"
    assert page.title.accessibleName() == "Afsnit M2. nu. 2 kritiske svar"
    assert page.list.current() == spoken
