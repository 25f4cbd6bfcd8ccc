"""S9: a drug that the citizen has marked private is betrayed by nothing, and is shown by two different acts only."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from overblik.viewmodels.json_report import overview_as_json
from overblik.viewmodels.rows import MedicationRow, NoticeRow
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_screen
from overblik.viewmodels.text_report import screen_as_text
from overblik.viewmodels.veil import veiled
from trail_reading import bodies

CANARY = ("kanarivin", "kanariolum", "77 mg", "kanarisme")
BERTHA = "0207609991"


def surfaces(desk: Desk) -> str:
    """Everything that any surface says of the open patient: cards, pages, text, JSON, titles, originals."""
    model = desk.program.model
    told = [desk.spoken(), desk.window.windowTitle(), desk.shell.original.text.toPlainText()]
    for name in ALL_CARDS:
        model.open_page(name)
        told.append(desk.spoken())
        told.append(repr(desk.shell.full.model.rows))
    model.open_page("")
    screen = compose_screen(model.patient_id, model.sections, False, model.view(is_full=True), ALL_CARDS)
    told += [repr(screen), screen_as_text(screen)]
    shown = veiled(model.sections, model.words.say("medication.veiled"))
    told.append(
        json.dumps(overview_as_json(model.patient_id, shown, model.view().now, model.words), ensure_ascii=False)
    )
    return "\n".join(told).casefold()


def hits(text: str) -> list[str]:
    return [word for word in CANARY if word in text.casefold()]


def on_disk(desk: Desk) -> str:
    """What lies in the kept messages and sections, read with the key."""
    patient_id = desk.program.model.patient_id
    told = repr(desk.in_house(lambda house: house.store.sections(patient_id)))
    return told + str(desk.in_house(lambda house: house.store.work(all_cells)))


def all_cells(connection: Any) -> str:
    told = ""
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        cells = (cell for row in connection.execute(f"SELECT * FROM {table}").fetchall() for cell in row)
        told += "".join(cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in cells)
    return told


def reveal_row(desk: Desk) -> NoticeRow:
    return next(row for row in desk.rows("medication") if isinstance(row, NoticeRow) and row.act == "reveal")


def go_to_reveal(desk: Desk) -> None:
    """Go to the placeholder by arrows, and press Enter."""
    table = desk.shell.overview.cards["medication"].table
    desk.shell.focus_card("medication")
    for _ in desk.rows("medication"):
        if table.current() == reveal_row(desk):
            break
        desk.bot.keyClick(table, Qt.Key.Key_Down)
    assert table.current() == reveal_row(desk)
    desk.bot.keyClick(table, Qt.Key.Key_Return)
    assert desk.shell.pages.currentWidget() is desk.shell.reveal


def asked_with(sandbox: Services) -> list[str]:
    """The consents with which the card was asked for, as the embedded service reads PrivateDataConsent…"""
    told = sandbox.order("requests", None, "GET")["requests"]
    return [line["consent"] for line in told if line.get("operation", "").endswith("GetMedicineCard")]


def acts_of(desk: Desk) -> list[tuple[str, str]]:
    """The acts and reasons in the audit trail."""
    found = bodies(desk.program.settings.profile / "trail.db", desk.program.looks._house.trail.keys)
    return [(one["act"], one["why"]) for one in found if "act" in one]


@pytest.mark.rule("H21", "S9")
def test_s09_nothing_betrays_the_private_drug_before_consent(desk: Desk, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    desk.look(BERGGREN)
    desk.bot.wait(400)
    assert reveal_row(desk).heading == "1 lægemiddel er privatmarkeret. Navn og dosis vises ikke."
    assert "hører til et privatmarkeret lægemiddel" in desk.spoken()
    everywhere = surfaces(desk)
    assert "tekst skjult: privatmarkeret" in everywhere
    assert hits(everywhere) == []
    assert hits(on_disk(desk)) == []
    assert hits(caplog.text) == []
    assert "circadin" in everywhere, "an open drug with the code of the hidden one is shown whole"
    assert "ingen forskelle" not in everywhere


@pytest.mark.rule("H21", "S9")
def test_s09_consent_and_override_are_two_acts_and_end_with_the_patient(desk: Desk, sandbox: Services) -> None:
    desk.look(BERGGREN)
    sandbox.order("requests", None, "DELETE")
    go_to_reveal(desk)
    desk.bot.keyClick(desk.shell.reveal.given, Qt.Key.Key_Space)
    desk.wait()
    row = next(row for row in desk.rows("medication") if isinstance(row, MedicationRow) and row.brand == "KANARIVIN")
    assert "privatmarkeret" in row.note
    assert asked_with(sandbox) == ["given"]
    assert acts_of(desk) == [("private-consent-given", "")]
    desk.look(BERTHA)
    desk.look(BERGGREN)
    assert hits(surfaces(desk)) == []
    assert asked_with(sandbox)[1:] == [""] * len(asked_with(sandbox)[1:])


@pytest.mark.rule("H21", "S9", "T22")
def test_s09_an_override_wants_words_and_is_never_sent_as_consent(desk: Desk, sandbox: Services) -> None:
    desk.look(BERGGREN)
    sandbox.order("requests", None, "DELETE")
    go_to_reveal(desk)
    reveal = desk.shell.reveal
    assert not reveal.overridden.isEnabled()
    desk.bot.keyClicks(reveal.why, "   ")
    desk.bot.keyClick(reveal.why, Qt.Key.Key_Return)
    assert asked_with(sandbox) == []
    desk.bot.keyClicks(reveal.why, "Bevidstløs, ukendt medicin 251248-9996")
    desk.bot.keyClick(reveal.why, Qt.Key.Key_Return)
    desk.wait()
    assert hits(desk.spoken())
    assert asked_with(sandbox) == ["overridden"]
    assert acts_of(desk) == [("private-consent-overridden", "Bevidstløs, ukendt medicin ••••")]
    assert reveal.why.text() == ""


@pytest.mark.rule("H21", "S9", "T22")
@pytest.mark.parametrize("how", ["by hand", "by time"])
def test_s09_what_was_revealed_goes_at_once_and_was_never_on_disk(desk: Desk, how: str) -> None:
    desk.look(BERGGREN)
    go_to_reveal(desk)
    desk.bot.keyClick(desk.shell.reveal.given, Qt.Key.Key_Space)
    desk.wait()
    desk.bot.wait(400)
    assert hits(on_disk(desk)) == []
    if how == "by hand":
        hide = next(row for row in desk.rows("medication") if isinstance(row, NoticeRow) and row.act == "hide")
        assert hide.heading == "Privatmarkeret medicin vises med samtykke"
        desk.shell.overview.cards["medication"].table.opened.emit(hide)
    else:
        desk.program.model.revealing.over.emit()
    assert hits(repr([row for card in desk.screen.cards for row in card.rows])) == []
    assert reveal_row(desk), "the placeholder stands at once"
    desk.wait()
    assert reveal_row(desk)
    assert hits(surfaces(desk)) == []


@pytest.mark.rule("H21", "S9", "T22")
def test_s09_no_page_out_of_view_keeps_the_drug_when_the_act_ends(desk: Desk) -> None:
    desk.look(BERGGREN)
    go_to_reveal(desk)
    desk.bot.keyClick(desk.shell.reveal.given, Qt.Key.Key_Space)
    desk.wait()
    desk.program.model.open_page("medication")
    table = desk.shell.full.table
    table.go_to(next(n for n, row in enumerate(table.rows.rows) if "kanarivin" in row.accessible.casefold()))
    assert hits(desk.shell.drug.accessibleName())
    desk.press(Qt.Key.Key_Escape)
    desk.program.model.revealing.over.emit()
    held = [desk.shell.drug.accessibleName(), repr(desk.shell.full.model.rows), desk.shell.side.original.toPlainText()]
    assert hits("\n".join(held)) == []
    tables = [card.table for card in (desk.shell.full, *desk.shell.overview.cards.values())]
    cards = [card for _, _, card in desk.program.model._remembered._made.values()]
    assert hits(repr([table._known for table in tables]) + repr(cards)) == []
    desk.wait()


@pytest.mark.rule("H21", "S9")
def test_s09_after_a_restart_the_placeholder_stands_again(sit_down: Callable[[], Desk]) -> None:
    first = sit_down()
    first.look(BERGGREN)
    go_to_reveal(first)
    first.bot.keyClick(first.shell.reveal.given, Qt.Key.Key_Space)
    first.wait()
    second = sit_down()
    second.look(BERGGREN)
    assert reveal_row(second)
    assert hits(surfaces(second)) == []


@pytest.mark.rule("H21", "S9")
def test_s09_no_difference_is_told_from_the_hidden_drug(desk: Desk) -> None:
    desk.look(BERGGREN)
    sections = desk.program.model.sections
    card = next(one for one in sections if one.card is not None)
    without = tuple(one for one in sections if one is not card)
    bare = replace(card, entries=tuple(one for one in card.entries if one.fact.kind != "private_record"))
    view = desk.program.model.view()
    told = [compose_screen(card.patient_id, (*without, one), False, view, ("medication",)) for one in (card, bare)]
    notes = [[row.note for row in screen.cards[0].rows if isinstance(row, MedicationRow)] for screen in told]
    assert notes[0] == notes[1]
