"""The rows and the strip of the timeline as they are painted: no word cut, a sign for each kind, a way to each month."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from clinic import view
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.rows import Row
from overblik.viewmodels.timeline_values import EventRow, Kind, Month, Timeline
from overblik.widgets.delegates.event import ICON, EventDelegate
from overblik.widgets.look import Look
from overblik.widgets.timeline_page import TimelinePage
from overblik.widgets.timeline_strip import TimelineStrip
from viewmodels.timelines import made
from widgets.recorder import drawn_by, drawn_of, faults
from widgets.rows import COMPOUND, LONG_NAME, SENTENCE, STACKED, told_sections, words_in

LookOf = Callable[[str, float], Look]
_MARGIN = 100
HARD = {
    "everything long": EventRow(
        "a",
        "",
        kind=Kind.MEASUREMENT,
        kind_word=COMPOUND,
        when="2011, måned ikke oplyst",
        text=LONG_NAME * 2,
        second=f"{SENTENCE} {STACKED}",
        shape=FlagShape.CRITICAL_HIGH,
        badge=Badge("tekst og kode er uenige", Tone.STALE),
    ),
    "struck": EventRow(
        "b", "", kind=Kind.CONTACT, kind_word="Kontakt", when="20. nov 2026 08:05", text="Besøg", is_struck=True
    ),
}


def everyday(language: str) -> list[Row]:
    """Give the rows of a timeline of every kind in a language."""
    return list(made(*told_sections(), at=replace(view(), words=words_in(language))).rows)


def words_of(row: EventRow) -> list[str]:
    badge = row.badge.text if row.badge else ""
    return [text for text in (row.when, row.kind_word, row.text, row.second, badge) if text]


@pytest.mark.parametrize(("theme", "scale"), [("light", 1.0), ("dark", 1.5), ("contrast", 2.0)])
@pytest.mark.parametrize("language", ["da", "en", "pseudo"])
def test_no_word_of_an_event_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    look, found = look_of(theme, scale), {}
    delegate = EventDelegate(look, words_in(language))
    rows = [row for row in (*everyday(language), *HARD.values()) if isinstance(row, EventRow)]
    assert len(rows) > 20
    for width in (320, 440, 610, 640, 900, 1200):
        wide = look.px(width)
        for row in rows:
            box = QRectF(_MARGIN, _MARGIN, wide, delegate.height(row, wide))

            def draw(painter: QPainter, box: QRectF = box, row: EventRow = row) -> None:
                delegate.draw(painter, box, row)

            if fault := faults(drawn_by(draw, box.right() + _MARGIN, box.bottom() + _MARGIN), box, words_of(row)):
                found[width, row.text[:30]] = fault
    assert found == {}


def test_every_kind_has_a_sign_of_its_own_beside_its_word() -> None:
    assert set(ICON) == set(Kind)
    assert len(set(ICON.values())) == len(Kind)
    assert len({words_in("da").say(f"timeline.{kind.value}") for kind in Kind}) == len(Kind)


def picture(row: Row, look: Look) -> QImage:
    image = QImage(900, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    EventDelegate(look, words_in("da")).draw(painter, QRectF(0, 0, 900, 60), row)
    painter.end()
    return image


def test_signs_are_told_apart_without_colour(look_of: LookOf) -> None:
    look = look_of("light", 1.0)
    grey = [
        picture(EventRow("x", "", kind=kind, when="20. nov 2026"), look).convertToFormat(
            QImage.Format.Format_Grayscale8
        )
        for kind in Kind
    ]
    assert all(one != other for place, one in enumerate(grey) for other in grey[:place])


def page(look: Look, qtbot: Any, timeline: Timeline, size: tuple[int, int] = (1180, 760)) -> TimelinePage:
    shown = TimelinePage(look, words_in("da"))
    qtbot.addWidget(shown)
    shown.resize(*size)
    shown.show_timeline(timeline)
    shown.show()
    qtbot.waitExposed(shown)
    qtbot.wait(60)
    return shown


TOLD = made(*told_sections(), at=view())


def test_a_page_is_read_from_today_and_says_what_is_missing_above_the_list(look_of: LookOf, qtbot: Any) -> None:
    shown = page(look_of("light", 1.0), qtbot, TOLD)
    assert shown.table.currentIndex().row() == TOLD.first
    assert shown.reservations.text() == " · ".join(TOLD.reservations)
    assert "Kunne ikke hentes" in shown.reservations.text()
    assert shown.table.accessibleName().startswith("Tidslinje. ")
    assert shown.table.viewport().rect().contains(shown.table.visualRect(shown.model.index(TOLD.today, 0)))


@pytest.mark.parametrize(
    ("theme", "scale", "size"), [("light", 1.0, (680, 500)), ("contrast", 2.0, (1180, 700)), ("dark", 2.0, (900, 400))]
)
def test_no_word_of_the_head_of_the_page_is_cut(
    theme: str, scale: float, size: tuple[int, int], look_of: LookOf, qtbot: Any
) -> None:
    shown = page(look_of(theme, scale), qtbot, TOLD, size)
    for part in (shown.head, shown.strip):
        if part.isVisible():
            assert faults(drawn_of(part), QRectF(0, 0, part.width(), part.height()), []) == []
    assert shown.table.height() >= look_of(theme, scale).px(40)


def test_the_list_has_the_room_of_the_strip_where_the_window_is_low(look_of: LookOf, qtbot: Any) -> None:
    look = look_of("light", 1.0)
    assert page(look, qtbot, TOLD).strip.isVisible()
    assert not page(look, qtbot, TOLD, (900, 300)).strip.isVisible()


def test_focus_and_place_stay_with_their_row_when_others_come(look_of: LookOf, qtbot: Any) -> None:
    shown = page(look_of("light", 1.0), qtbot, TOLD)
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    key = shown.table.current().key
    extra = EventRow("new", "", kind=Kind.DOCUMENT, text="Notat")
    shown.show_timeline(replace(TOLD, rows=(*TOLD.rows[: TOLD.today], extra, *TOLD.rows[TOLD.today :])))
    assert shown.table.current().key == key


def strip(look: Look, qtbot: Any, *months: tuple[float, int]) -> TimelineStrip:
    shown = TimelineStrip(look, words_in("da"))
    qtbot.addWidget(shown)
    shown.resize(900, shown.height())
    told = tuple(Month(when, (1, 0, 2, 0), place) for when, place in months)
    shown.show_timeline(Timeline(months=told, now=view().now.timestamp()))
    return shown


YEAR = 365.25 * 86_400
NOW = view().now.timestamp()


def test_a_click_on_the_strip_goes_to_the_nearest_month_and_arrows_to_the_next_one(look_of: LookOf, qtbot: Any) -> None:
    shown = strip(look_of("light", 1.0), qtbot, (NOW - 10 * YEAR, 40), (NOW - 5 * YEAR, 20), (NOW - YEAR / 12, 3))
    chosen: list[int] = []
    shown.chosen.connect(chosen.append)
    for x in (130, 480, 880):
        qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(x, 30))
    assert chosen == [40, 20, 3]
    assert [shown.beside(3, 1), shown.beside(25, 1), shown.beside(45, 1)] == [20, 40, -1]
    assert [shown.beside(45, -1), shown.beside(20, -1), shown.beside(5, -1)] == [20, 3, -1]


def test_the_strip_says_its_span_and_names_its_rows(look_of: LookOf, qtbot: Any) -> None:
    shown = strip(look_of("light", 1.0), qtbot, (NOW - 10 * YEAR, 40), (NOW - YEAR, 20))
    drawn = [word.text for word in drawn_of(shown)]
    assert not drawn or {"Medicin", "Svar", "Kontakter", "Andet"} <= set(drawn)
    assert shown.accessibleName().startswith("Hændelser pr. måned fra")


def test_a_page_made_anew_begins_at_the_row_that_had_the_focus(look_of: LookOf, qtbot: Any) -> None:
    key = next(row.key for row in reversed(TOLD.rows) if isinstance(row, EventRow))
    shown = TimelinePage(look_of("light", 1.0), words_in("da"))
    qtbot.addWidget(shown)
    shown.resize(1180, 760)
    shown.read_from(key)
    shown.show_timeline(TOLD)
    assert shown.table.current().key == key
    shown.show()
    qtbot.waitExposed(shown)
    qtbot.wait(60)
    shown.show_timeline(replace(TOLD, meta="hentet 09:42"))
    qtbot.wait(30)
    assert shown.table.current().key == key
