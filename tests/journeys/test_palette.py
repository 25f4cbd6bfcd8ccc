"""The command palette: from a key to the hit in its place, for patients, the record, kept records and acts."""

import pytest
from PySide6.QtCore import QPointF, Qt

from journeys.conftest import BERGGREN, Desk, Services
from journeys.palette import CTRL, Palette
from overblik.viewmodels.palette import PaletteShown
from overblik.viewmodels.rows import LabRow
from overblik.widgets.keys import COMMANDS, KEYS

KAREN = "JENSEN, Karen"


@pytest.fixture
def palette(desk: Desk) -> Palette:
    return Palette(desk)


def shown_page(desk: Desk) -> object:
    return desk.shell.pages.currentWidget()


@pytest.mark.rule("R22")
def test_r22_ctrl_k_three_letters_and_enter_open_the_patient(desk: Desk, palette: Palette) -> None:
    palette.open()
    palette.type("ber")
    assert palette.group("Patienter")[0].title == "BERGGREN, Nancy Ann"
    palette.press(Qt.Key.Key_Return)
    assert desk.wait().banner.number == "251248-9996"
    assert not palette.acts.view.isVisible()
    assert desk.shell.focused_card() is not None


@pytest.mark.rule("H6")
def test_h6_while_the_record_is_read_nothing_is_said_not_to_be_found(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    model = palette.acts.model
    shown: list[PaletteShown] = []
    model.changed.connect(shown.append)
    model.refresh()
    model._begin_reading()
    model.ask("kreat")
    assert shown[-1].told == "Læser journalen …"
    assert not any("Ingen fund" in row.accessible for row in shown[-1].rows)
    desk.bot.waitUntil(lambda: not model.is_waiting, timeout=10000)
    assert shown[-1].told.startswith("3 fund")


def test_a_slash_opens_it_as_well(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_Slash)
    assert palette.acts.view.isVisible()
    assert palette.field.text() == ""


def test_a_whole_number_is_looked_up_as_in_the_search_field(desk: Desk, palette: Palette) -> None:
    palette.open()
    palette.type("0207609991")
    palette.press(Qt.Key.Key_Return)
    assert desk.wait().banner.number == "020760-9991"


def test_the_number_of_nobody_in_the_list_is_looked_up_too_and_is_not_repeated(desk: Desk, palette: Palette) -> None:
    palette.open()
    palette.type("0101019999")
    (hit,) = palette.hits
    assert hit.second == "Ikke i listen. Enter slår borgeren op."
    assert "0101019999" not in repr(hit)
    palette.press(Qt.Key.Key_Return)
    assert desk.program.model.patient_id is not None


def test_a_part_of_a_name_leads_to_the_row_of_the_result(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type("kreat")
    first, second = palette.group("Prøvesvar")
    assert (first.title, first.value, first.unit, first.letter) == ("Kreatinin;P", "142", "µmol/L", "H")
    assert [first.title[a:b] for a, b in first.marks] == ["Kreat"]
    assert second.title == "Albumin/kreatinin;U", "what begins so stands before what holds it"
    assert "NPU18016" in first.right
    assert "over interval" in first.accessible
    palette.press(Qt.Key.Key_Return)
    assert desk.program.model.page == "lab_results"
    row = desk.shell.full.table.current()
    assert isinstance(row, LabRow)
    assert row.name == "Kreatinin;P"
    assert desk.shell.full.table.hasFocus()


def test_a_word_in_a_document_leads_to_its_place_marked(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type("afbildn")
    if not palette.group("I tekst"):
        palette.type("kreat")
    hit = palette.group("I tekst")[0]
    assert "…" in hit.second
    assert hit.second_marks
    while palette.acts.view.current() != hit:
        palette.press(Qt.Key.Key_Down)
    palette.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: shown_page(desk) is desk.shell.document, timeout=3000)
    text = desk.shell.document.text
    marked = [mark.cursor.selectedText().casefold() for mark in text.extraSelections()]
    assert marked
    assert set(marked) == {"kreat"}
    assert text.cursorRect().top() < text.viewport().height()


def test_a_drug_says_its_state_beside_its_dose(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type("furo")
    hit = palette.group("Medicin")[0]
    assert hit.second.startswith("Pauseret")
    assert "…" not in hit.second


def test_cave_is_found_and_leads_to_the_line_that_is_never_covered(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    view = palette.acts.view
    assert view.geometry().top() > desk.shell.cave.geometry().bottom()
    palette.type("benzyl")
    assert palette.group("CAVE")[0].title == "benzylpenicillin"
    palette.press(Qt.Key.Key_Return)
    assert desk.shell.cave.hasFocus()


def test_hits_are_counted_and_only_the_first_few_stand_there(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type("p")
    heads = [row.count for row in palette.rows if row.is_heading and " af " in row.count]
    assert heads
    assert palette.acts.view._shown.told.endswith("ms · lokalt")


def test_signs_limit_to_acts_and_to_patients(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type(">")
    assert palette.headings() == ["Handlinger", "Skærme"]
    caps = {row.cap for row in palette.hits}
    assert caps == {"", *(key[0] for key in KEYS if key[2] not in ("search", "escape"))}
    assert len([row for row in palette.hits if not row.cap]) == len(COMMANDS)
    palette.type(">mørk")
    assert palette.headings() == ["Handlinger"]
    palette.press(Qt.Key.Key_Return)
    assert desk.window.look.theme == "dark"
    palette.open()
    palette.type("@jen")
    assert palette.headings() == ["Patienter"]
    assert [hit.title for hit in palette.hits][:2] == [KAREN, "JENSEN, Karin"]
    assert "navnelighed" in palette.hits[0].second


def test_an_act_of_the_list_does_what_its_key_does(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type(">stam")
    palette.press(Qt.Key.Key_Return)
    assert desk.program.model.page == "master_data"


def test_without_a_patient_only_what_works_is_offered(desk: Desk, palette: Palette) -> None:
    palette.open()
    palette.type(">")
    assert "F5" not in {row.cap for row in palette.hits}
    assert "Ctrl+D" in {row.cap for row in palette.hits}


@pytest.mark.rule("R22")
def test_r22_esc_puts_the_focus_back_on_the_same_row(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    table = desk.shell.overview.cards["lab_results"].table
    desk.shell.focus_card("lab_results")
    desk.press(Qt.Key.Key_Down)
    row = table.current()
    palette.open()
    palette.type("met")
    palette.press(Qt.Key.Key_Escape)
    assert not palette.acts.view.isVisible()
    assert table.hasFocus()
    assert table.current() == row
    assert palette.rows == ()


def test_arrows_pages_and_ends_walk_the_hits_and_pass_over_headings(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type("p")
    hits, view = palette.hits, palette.acts.view
    assert view.current() == hits[0]
    for key, place in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, len(hits) - 1),
        (Qt.Key.Key_Home, 0),
    ):
        palette.press(key)
        assert view.current() == hits[place]
        assert hits[place].title.split()[0][:4].casefold() in palette.field.accessibleDescription().casefold()
    palette.press(Qt.Key.Key_PageDown)
    assert hits.index(view.current()) > 1


def test_a_press_on_the_page_behind_leaves(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    view = palette.acts.view
    desk.bot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(4, view.height() - 4).toPoint())
    assert not view.isVisible()


@pytest.mark.rule("R2")
def test_r2_another_patient_leaves_nothing_of_the_search(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.type("kreat")
    desk.program.model.close_patient()
    assert not palette.acts.view.isVisible()
    assert (palette.rows, palette.field.text(), palette.acts.model._parts) == ((), "", {})


def test_what_is_not_searched_is_named(desk: Desk, palette: Palette, sandbox: Services) -> None:
    sandbox.disturb("drop", resource="Observation")
    desk.look(BERGGREN)
    palette.open()
    palette.type("xyzzyq")
    note = palette.rows[-1].title
    assert note.startswith("Ingen fund i det hentede.")
    assert "er ikke gennemsøgt" in note or "kun gennemsøgt" in note
    assert "Dokumenter" in note
    palette.type("kreat")
    assert any("spærrede dokumenter er ikke gennemsøgt" in row.count for row in palette.rows if row.is_heading)


def test_it_works_offline_too(desk: Desk, palette: Palette, sandbox: Services) -> None:
    desk.look(BERGGREN)
    desk.bot.wait(600)
    sandbox.disturb("drop")
    desk.press(Qt.Key.Key_F5)
    desk.wait()
    palette.open()
    palette.type("kreat")
    assert palette.group("Prøvesvar")


@pytest.mark.parametrize("size", [(900, 700), (1440, 900)])
@pytest.mark.parametrize("steps", [0, 6])
def test_nothing_is_cut_in_a_narrow_window_or_large_text(
    desk: Desk, palette: Palette, size: tuple[int, int], steps: int
) -> None:
    desk.look(BERGGREN)
    for _ in range(steps):
        desk.press(Qt.Key.Key_Plus, CTRL)
    desk.window.resize(*size)
    palette.open()
    palette.type("met")
    view = palette.acts.view
    panel = view._panel()
    assert panel.left() >= 0
    assert panel.right() <= view.width()
    assert panel.bottom() <= view.height()
    assert view.field.width() >= view.fontMetrics().horizontalAdvance("metoprolol")
    assert view.list.horizontalScrollBar().maximum() == 0
    assert view.list.height() >= desk.window.look.px(46)


def test_another_theme_while_it_is_open_leaves_no_focus_on_a_part_that_is_gone(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.press(Qt.Key.Key_Escape)
    palette.open()
    desk.bot.keyClick(palette.field, Qt.Key.Key_D, CTRL)
    assert desk.window.look.theme == "dark"
    palette.acts.close()
    palette.open()
    assert palette.type("kreat")
