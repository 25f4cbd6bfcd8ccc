"""The timeline by the keys alone: opened, walked, filtered, each event in its place and back (screens.md 4.1, R8)."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import plain
from journeys.conftest import BERGGREN, Desk, Services
from journeys.test_s09_private_drug import CANARY
from journeys.test_trend import menu
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.timeline_values import EventRow, Kind
from overblik.widgets.timeline_page import TimelinePage

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def opened(desk: Desk, number: str = BERGGREN) -> TimelinePage:
    """Open a patient's timeline and wait until it is told."""
    desk.look(number)
    desk.press(Qt.Key.Key_T)
    return told(desk)


def told(desk: Desk) -> TimelinePage:
    feature = desk.window.acts.feature("timeline")
    desk.bot.waitUntil(lambda: feature.model.timeline is not None and not feature.model.timeline.is_gathering)
    desk.bot.wait(30)
    page = feature.page
    assert isinstance(page, TimelinePage)
    return page


def events(page: TimelinePage) -> list[EventRow]:
    return [row for row in page.model.rows if isinstance(row, EventRow)]


def go_to(page: TimelinePage, kind: Kind, text: str = "") -> EventRow:
    row = next(row for row in events(page) if row.kind is kind and text in row.text)
    page.go_to_key(row.key)
    return row


def is_here(desk: Desk, page: TimelinePage) -> bool:
    return desk.shell.pages.currentWidget() is page


def choose(desk: Desk, text: str) -> None:
    desk.press(Qt.Key.Key_F)
    next(action for action in menu().actions() if action.text().startswith(text)).trigger()
    menu().close()


def test_t_opens_it_at_today_with_what_is_missing_above_and_esc_leaves_it(desk: Desk) -> None:
    page = opened(desk)
    assert is_here(desk, page)
    assert page.table.hasFocus()
    assert desk.shell.bar.buttons["timeline"].isChecked()
    current = page.table.current()
    assert isinstance(current, EventRow)
    assert plain(current.when).startswith("23. nov 2026")
    assert "1 lægemiddel er privatmarkeret" in page.reservations.text()
    assert "Delte prøvesvar: Ikke alt er hentet" in page.reservations.text()
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.pages.currentWidget() is desk.shell.overview
    assert desk.shell.focused_card() is not None


def test_the_button_of_the_bar_opens_it_too(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.bot.mouseClick(desk.shell.bar.buttons["timeline"], Qt.MouseButton.LeftButton)
    assert is_here(desk, told(desk))


def test_arrows_walk_events_and_months_and_0_comes_back_to_today(desk: Desk) -> None:
    page = opened(desk)
    first = page.table.current()
    desk.press(Qt.Key.Key_Down)
    assert page.table.current() is not first
    desk.press(Qt.Key.Key_Right)
    older = page.table.current()
    assert isinstance(older, EventRow)
    assert "okt 2026" in plain(older.when)
    desk.press(Qt.Key.Key_Left)
    newer = page.table.current()
    assert isinstance(newer, EventRow)
    assert "nov 2026" in plain(newer.when)
    desk.press(Qt.Key.Key_End)
    assert page.table.current() is events(page)[-1]
    desk.press(Qt.Key.Key_Home)
    assert isinstance(page.table.current(), NoticeRow)
    desk.press(Qt.Key.Key_0)
    assert page.table.current() is first


@pytest.mark.rule("R8")
def test_r8_f_filters_by_kind_and_source_says_so_and_esc_takes_it_away(desk: Desk) -> None:
    page = opened(desk)
    whole = len(events(page))
    choose(desk, "Medicin")
    assert {row.kind for row in events(page)} == {Kind.MEDICATION}
    choose(desk, "FMK")
    shown = len(events(page))
    assert page.filtered.text() == f"Filter: medicin, FMK. {shown} af {whole} vist. Esc fjerner"
    assert page.filtered.isVisible()
    assert page.reservations.isVisible()
    assert any(isinstance(row, NoticeRow) and "Delte prøvesvar" in row.heading for row in page.model.rows)
    desk.press(Qt.Key.Key_Escape)
    assert len(events(page)) == whole
    assert is_here(desk, page)
    assert not page.filtered.isVisible()


def test_enter_on_the_line_of_the_filter_takes_it_away_and_dispensings_come_when_asked_for(desk: Desk) -> None:
    page = opened(desk)
    assert Kind.DISPENSING not in {row.kind for row in events(page)}
    choose(desk, "Udlevering")
    assert {row.kind for row in events(page)} == {Kind.DISPENSING}
    page.table.go_to(0)
    desk.press(Qt.Key.Key_Return)
    assert {Kind.DISPENSING, Kind.RESULT} <= {row.kind for row in events(page)}


@pytest.mark.parametrize(
    ("kind", "text", "card"),
    [
        (Kind.MEDICATION, "losartan", "medication"),
        (Kind.APPOINTMENT, "Spirometri", "appointments"),
        (Kind.CONTACT, "indlagt", "contacts"),
        (Kind.PLAN, "KOL og diabetes", "care_plans"),
        (Kind.VACCINATION, "Influvactetra", "vaccinations"),
        (Kind.CONDITION, "KOL", "conditions"),
    ],
)
def test_enter_opens_an_event_at_its_row_and_esc_comes_back_to_it(desk: Desk, kind: Kind, text: str, card: str) -> None:
    page = opened(desk)
    row = go_to(page, kind, text)
    desk.press(Qt.Key.Key_Return)
    assert desk.program.model.page == card
    current = desk.shell.full.table.current()
    assert current is not None
    assert current.key == row.place.key
    desk.press(Qt.Key.Key_Escape)
    assert is_here(desk, page)
    assert page.table.hasFocus()
    assert page.table.current() == row


def test_enter_on_a_result_draws_its_course_and_several_are_offered(desk: Desk) -> None:
    page = opened(desk)
    row = next(row for row in events(page) if row.kind is Kind.RESULT and len(row.place.courses) == 1)
    page.go_to_key(row.key)
    desk.press(Qt.Key.Key_Return)
    trend = desk.window.acts.feature("trend").page
    assert desk.shell.pages.currentWidget() is trend
    desk.press(Qt.Key.Key_Escape)
    assert is_here(desk, page)
    assert page.table.current() == row
    assert desk.shell.bar.buttons["timeline"].isChecked()
    several = next(row for row in events(page) if row.kind is Kind.RESULT and len(row.place.courses) > 2)
    page.go_to_key(several.key)
    desk.press(Qt.Key.Key_Return)
    assert [action.text() for action in menu().actions()] == [name for name, _ in several.place.courses]
    menu().actions()[1].trigger()
    menu().close()
    assert desk.shell.pages.currentWidget() is trend


def test_a_document_opens_on_its_page_and_an_original_comes_back_too(desk: Desk) -> None:
    page = opened(desk)
    row = next(row for row in events(page) if row.place.is_document)
    page.go_to_key(row.key)
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is desk.shell.document, timeout=5000)
    desk.press(Qt.Key.Key_Escape)
    assert is_here(desk, page)
    desk.bot.wait(300)  # the messages are written a moment after the paint
    row = go_to(page, Kind.MEDICATION, "losartan")
    desk.press(Qt.Key.Key_R)
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is desk.shell.original, timeout=3000)
    desk.press(Qt.Key.Key_Escape)
    assert is_here(desk, page)
    assert page.table.current() == row


def test_cave_opens_in_its_line_above_and_esc_goes_back_to_the_list(desk: Desk) -> None:
    page = opened(desk)
    go_to(page, Kind.ALLERGY)
    desk.press(Qt.Key.Key_Return)
    assert desk.shell.cave.hasFocus()
    desk.press(Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_another_section_by_its_letter_forgets_the_way_back(desk: Desk) -> None:
    opened(desk)
    desk.press(Qt.Key.Key_L)
    assert desk.program.model.page == "lab_results"
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.pages.currentWidget() is desk.shell.overview


def test_u_walks_what_lies_outside_its_interval(desk: Desk) -> None:
    page = opened(desk)
    outside = [row for row in events(page) if row.is_outside]
    for row in outside[:3]:
        desk.press(Qt.Key.Key_U)
        assert page.table.current() == row
    desk.press(Qt.Key.Key_U, SHIFT)
    assert page.table.current() == outside[1]


@pytest.mark.rule("R2")
def test_r2_a_switch_of_patient_blanks_it_in_the_same_frame(desk: Desk) -> None:
    page = opened(desk)
    choose(desk, "Medicin")
    desk.press(Qt.Key.Key_J)
    assert page.model.rows == ()
    assert (page.filtered.text(), page.reservations.text(), page.table.accessibleName()) == ("", "", "")
    assert page.strip.accessibleName() == ""
    assert not is_here(desk, page)
    desk.wait()
    desk.window.activateWindow()  # when its menu is gone this platform has no active window
    desk.bot.waitUntil(desk.window.isActiveWindow)
    desk.press(Qt.Key.Key_T)
    assert not any("metformin" in row.text for row in events(told(desk)))
    assert not desk.window.acts.feature("timeline").model.wanted.is_on


@pytest.mark.rule("H21", "S9")
def test_h21_the_hidden_drug_is_nowhere_on_the_timeline(desk: Desk) -> None:
    page = opened(desk)
    choose(desk, "Vis også udleveringer")
    choose(desk, "Vis alle svar")
    parts: list[Any] = [
        page.model.rows,
        page.reservations.text(),
        page.strip.accessibleName(),
        page.table.accessibleName(),
    ]
    surfaces = repr(parts).casefold()
    assert [word for word in CANARY if word in surfaces] == []
    assert "tekst skjult: privatmarkeret" in surfaces


def test_theme_language_and_size_keep_it_open_at_its_row(desk: Desk) -> None:
    page = opened(desk)
    row = go_to(page, Kind.MEDICATION, "losartan")
    desk.press(Qt.Key.Key_D, CTRL)
    page = told(desk)
    assert is_here(desk, page)
    assert page.table.current() == row
    desk.press(Qt.Key.Key_E, CTRL)
    page = told(desk)
    desk.bot.waitUntil(lambda: any("Begun: losartan" in row.text for row in events(page)))
    current = page.table.current()
    assert current is not None
    assert current.key == row.key


def test_a_source_that_fails_is_said_while_it_is_open_and_nothing_goes(desk: Desk, sandbox: Services) -> None:
    page = opened(desk)
    before = len(events(page))
    sandbox.disturb("status", base="ehr", status=503)
    desk.press(Qt.Key.Key_F5)
    desk.wait()
    desk.bot.waitUntil(
        lambda: "Viser kopien" in repr(page.model.rows) or "EPJ Eksempel: Kunne" in page.reservations.text()
    )
    assert len(events(page)) == before
    assert is_here(desk, page)


def test_an_earlier_moment_has_its_own_timeline(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.bot.wait(1300)  # the look is written once every section is written itself
    desk.press(Qt.Key.Key_H, CTRL)
    past = desk.window.acts.feature("past").page
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is past)
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: desk.program.model.past.moment is not None, timeout=5000)
    desk.press(Qt.Key.Key_T)
    page = told(desk)
    assert events(page)
    assert desk.shell.past.isVisible()
