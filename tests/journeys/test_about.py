"""'Om Overblik' by the keys: version, parts and their licences; kept reports are read and removed there."""

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk
from overblik.app.reports import Reports
from overblik.viewmodels.about import PART, REMOVE, REPORT, when_kept
from overblik.widgets.mark import Mark

AT = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)


def opened(desk: Desk) -> Any:
    desk.window.acts.act("about.open")()
    return desk.window.acts.feature("about").page


def go(desk: Desk, page: Any, key: str) -> None:
    page.card.table.go_to(page.card.model.place_of(key))
    desk.press(Qt.Key.Key_Return)


def in_view(desk: Desk) -> object:
    return desk.shell.pages.currentWidget()


def test_it_says_what_it_is_and_is_not_and_names_every_part(desk: Desk) -> None:
    page = opened(desk)
    told = "\n".join(row.accessible for row in page.card.model.rows)
    assert desk.window.shelf.build() in told
    assert "ikke certificeret medicinsk udstyr" in told
    for part in desk.window.shelf.parts()[1:]:
        assert f"{part.name} {part.version}" in told
    assert page.findChildren(Mark)


def test_enter_opens_a_licence_and_esc_goes_back_step_by_step(desk: Desk) -> None:
    page = opened(desk)
    go(desk, page, f"{PART}lxml")
    text = desk.window.acts.feature("about").text
    assert in_view(desk) is text
    assert "Redistribution" in text.text.toPlainText()
    desk.press(Qt.Key.Key_Escape)
    assert in_view(desk) is page
    assert desk.window.focusWidget() is page.card.table
    desk.press(Qt.Key.Key_Escape)
    assert in_view(desk) is desk.shell.empty


def test_it_stands_beside_an_open_patient_and_esc_goes_back_to_him(desk: Desk) -> None:
    desk.look(BERGGREN)
    page = opened(desk)
    assert in_view(desk) is page
    assert desk.shell.banner.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert in_view(desk) is desk.shell.overview


def test_a_kept_report_is_read_and_removed_by_a_second_press(desk: Desk) -> None:
    reports = Reports(desk.program.settings.profile)
    name = reports.keep("ValueError\n", AT).stem
    page = opened(desk)
    go(desk, page, f"{REPORT}{name}")
    assert desk.window.acts.feature("about").text.text.toPlainText() == "ValueError\n"
    desk.press(Qt.Key.Key_Escape)
    go(desk, page, f"{REMOVE}{name}")
    assert reports.names() == (name,), "it is asked for twice"
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_Return)
    assert reports.names() == (name,), "Esc takes the first press back"
    desk.press(Qt.Key.Key_Return)
    assert reports.names() == ()
    assert page.card.model.place_of(f"{REPORT}{name}") == -1


def test_the_time_of_a_report_is_written_as_a_time(desk: Desk) -> None:
    words = desk.window.words
    assert when_kept("2026-11-23-094100", words).replace("\u00a0", " ") == "23. nov 2026 kl. 09:41:00"
    assert when_kept("2026-11-23-094100-2", words).endswith("09:41:00-2")
    assert when_kept("noter", words) == "noter"
