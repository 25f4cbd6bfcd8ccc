"""Everything can be done by the keyboard (screens.md 4, R22)."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from journeys.conftest import BERGGREN, Desk
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.rows import GroupRow, LabRow, MedicationRow, NoticeRow
from overblik.widgets.keys import LETTERS

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LETTER_KEYS = {
    "M": Qt.Key.Key_M,
    "L": Qt.Key.Key_L,
    "P": Qt.Key.Key_P,
    "A": Qt.Key.Key_A,
    "H": Qt.Key.Key_H,
    "V": Qt.Key.Key_V,
}


def shown_page(desk: Desk) -> object:
    return desk.shell.pages.currentWidget()


@pytest.mark.rule("R22")
@pytest.mark.parametrize("letter", sorted(LETTER_KEYS))
def test_a_letter_goes_to_its_card_and_the_second_press_opens_it(desk: Desk, letter: str) -> None:
    desk.look(BERGGREN)
    desk.shell.cave.setFocus()
    name = next(name for name, shown in LETTERS.items() if shown == letter)
    desk.press(LETTER_KEYS[letter])
    focused = desk.shell.focused_card()
    assert focused is not None
    assert focused.name == name
    assert shown_page(desk) is desk.shell.overview
    desk.press(LETTER_KEYS[letter])
    assert desk.program.model.page == name
    assert shown_page(desk) is not desk.shell.overview
    assert desk.shell.full.model.rows
    desk.press(Qt.Key.Key_Escape)
    assert desk.program.model.page == ""
    assert shown_page(desk) is desk.shell.overview
    back = desk.shell.focused_card()
    assert back is not None
    assert back.name == name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_1, "conditions"),
        (Qt.Key.Key_2, "contacts"),
        (Qt.Key.Key_3, "procedures"),
        (Qt.Key.Key_4, "other_observations"),
        (Qt.Key.Key_D, "documents"),
    ],
)
def test_what_is_not_on_the_overview_opens_at_the_first_press(desk: Desk, key: Qt.Key, name: str) -> None:
    desk.look(BERGGREN)
    desk.press(key)
    assert desk.program.model.page == name
    assert desk.shell.full.model.rows


def test_the_letter_of_a_card_is_only_a_letter_in_the_search_field(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.window.search()
    desk.bot.keyClicks(desk.window.focusWidget(), "mlp")
    assert desk.window.rail.search.text() == "mlp"
    assert desk.program.model.page == ""


def test_the_letter_of_a_card_is_only_a_letter_in_the_palette(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_K, CTRL)
    field = desk.window.focusWidget()
    desk.bot.keyClicks(field, "mlp/?")
    assert field.text() == "mlp/?"
    assert desk.program.model.page == ""


def test_u_walks_through_the_results_outside_their_interval(desk: Desk) -> None:
    desk.look(BERGGREN)
    outside = [row.key for row in desk.rows("lab_results") if isinstance(row, LabRow) and row.shape.is_outside]
    walked = []
    for _ in outside:
        desk.press(Qt.Key.Key_U)
        current = desk.shell.overview.cards["lab_results"].table.current()
        assert current is not None
        walked.append(current.key)
    assert walked == outside
    desk.press(Qt.Key.Key_U, SHIFT)
    current = desk.shell.overview.cards["lab_results"].table.current()
    assert current is not None
    assert current.key == outside[-2]


@pytest.mark.rule("R23")
def test_r_shows_the_source_message_of_the_focused_row(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.bot.wait(300)  # the messages are written a moment after the paint
    row = desk.shell.overview.cards["medication"].table.current()
    assert isinstance(row, MedicationRow)
    desk.press(Qt.Key.Key_R)
    desk.bot.waitUntil(lambda: shown_page(desk) is desk.shell.original, timeout=3000)
    text = desk.shell.original.text.toPlainText()
    assert "DrugMedication>" in text
    assert f"Identifier>{row.key.rsplit('/', 1)[-1]}<" in text
    desk.press(Qt.Key.Key_Escape)
    assert shown_page(desk) is desk.shell.overview


def test_f6_visits_every_region_and_comes_round(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.window.rail.search.setFocus()
    visited = []
    for _ in range(11):
        desk.press(Qt.Key.Key_F6)
        visited.append(desk.window.focusWidget())
    assert len(set(map(id, visited))) == 11
    assert desk.shell.news in visited
    assert visited[-1] is desk.window.rail.search


def test_b_hides_the_other_names_from_the_patient_beside(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_B)
    assert not desk.window.rail.isVisible()
    desk.press(Qt.Key.Key_K, CTRL)
    assert desk.window.rail.isVisible()


def test_j_opens_the_next_of_the_list(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_J)
    screen = desk.wait()
    assert screen.banner.family == "JENSEN"
    desk.press(Qt.Key.Key_J, SHIFT)
    assert desk.wait().banner.family == "BERGGREN"


def test_theme_and_language_change_at_once_and_keep_the_patient(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_D, CTRL)
    assert desk.window.look.theme == "dark"
    desk.press(Qt.Key.Key_E, CTRL)
    screen = desk.wait()
    assert desk.window.words.language == "en"
    assert screen.banner.number == "251248-9996"
    assert screen.strip.count == "9 of 12 sources"
    assert "Medicin" not in desk.shell.overview.cards["medication"].head.accessibleName().split()


@pytest.mark.rule("R26")
def test_text_grows_and_shrinks_and_nothing_is_lost(desk: Desk) -> None:
    desk.look(BERGGREN)
    before = [row.key for row in desk.rows("medication")]
    for _ in range(3):
        desk.press(Qt.Key.Key_Plus, CTRL)
    assert desk.window.choices.scale > 1.2
    assert [row.key for row in desk.rows("medication")] == before
    desk.press(Qt.Key.Key_0, CTRL)
    assert desk.window.choices.scale == 1.0


def test_what_is_copied_names_patient_source_and_time(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_L)
    desk.press(Qt.Key.Key_C, CTRL)
    told = QApplication.clipboard().text()
    assert "251248-9996" in told
    assert "laboratory" in told or "Laboratoriet" in told
    assert "09:41" in told


def test_choices_are_there_again_after_a_restart(sit_down: Callable[..., Desk]) -> None:
    desk = sit_down()
    desk.press(Qt.Key.Key_D, CTRL)
    desk.press(Qt.Key.Key_Plus, CTRL)
    scale = desk.window.choices.scale
    from overblik.app.chosen import read_choices

    desk.window.close()
    kept = read_choices(desk.program.settings)
    assert (kept.theme, kept.scale) == ("dark", scale)
    assert isinstance(kept, Choices)


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_sections_without_room_stand_behind_one_button(desk: Desk) -> None:
    bar = desk.window.pane.bar
    desk.window.resize(1000, 700)
    desk.bot.waitUntil(lambda: bool(bar.hidden()))
    assert "procedures" in bar.hidden()
    assert bar.more.isVisible()
    desk.look(BERGGREN)
    desk.bot.mouseClick(bar.more, Qt.MouseButton.LeftButton)
    (menu,) = bar.findChildren(QMenu)
    assert [act.text() for act in menu.actions()][-1] == "Spørgeskemaer\t5"
    next(act for act in menu.actions() if act.text().startswith("Procedurer")).trigger()
    menu.close()
    assert desk.program.model.page == "procedures"
    desk.window.resize(2400, 900)
    desk.bot.waitUntil(lambda: not bar.hidden())
    assert not bar.more.isVisible()


def test_text_of_twice_the_size_takes_no_screen_twice_as_high(desk: Desk) -> None:
    desk.window.resize(1000, 800)
    desk.look(BERGGREN)
    assert desk.window.rail.isVisible()
    for _ in range(6):
        desk.press(Qt.Key.Key_Plus, CTRL)
    assert desk.window.choices.scale == 2.0
    desk.bot.waitUntil(desk.window.pane.isVisible)
    assert desk.window.height() < 1000
    assert not desk.window.rail.isVisible()  # the patient has the window; the list comes when it is searched
    desk.window.search()
    assert desk.window.rail.isVisible()
    desk.look(BERGGREN)
    desk.bot.waitUntil(lambda: not desk.window.rail.isVisible())


def test_esc_clears_the_search_then_leaves_it_and_goes_no_step_back(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_M)
    desk.press(Qt.Key.Key_M)
    assert desk.program.model.page == "medication"
    desk.window.search()
    search = desk.window.rail.search
    desk.bot.keyClicks(search, "ber")
    desk.bot.keyClick(search, Qt.Key.Key_Escape)
    assert (search.text(), desk.program.model.page) == ("", "medication")
    desk.bot.keyClick(search, Qt.Key.Key_Escape)
    assert desk.program.model.page == "medication"
    assert desk.window.focusWidget() is not search


def test_home_and_end_go_to_the_first_and_the_last_fact_of_a_card(desk: Desk) -> None:
    desk.look(BERGGREN)
    table = desk.shell.overview.cards["lab_results"].table
    desk.shell.focus_card("lab_results")
    desk.press(Qt.Key.Key_End)
    assert table.currentIndex().row() == len(table.rows.rows) - 1
    desk.press(Qt.Key.Key_Home)
    # The first fact is the notice of the partial report: no key goes past what is missing.
    assert isinstance(table.current(), NoticeRow)
    assert table.currentIndex().row() == 0
    desk.shell.focus_card("vaccinations")
    table = desk.shell.overview.cards["vaccinations"].table
    desk.press(Qt.Key.Key_Home)
    assert isinstance(table.rows.rows[0], GroupRow)
    assert table.currentIndex().row() == 1
