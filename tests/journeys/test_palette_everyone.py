"""The search over all kept records: where something stands and never what it says, logged first, H21 kept."""

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from journeys.palette import Palette
from overblik.domain.errors import Locked
from overblik.store.search import SearchIndex
from trail_reading import bodies


@pytest.fixture
def palette(desk: Desk) -> Palette:
    return Palette(desk)


def searches(desk: Desk) -> list[dict[str, Any]]:
    found = bodies(desk.program.settings.profile / "trail.db", desk.program.looks._house.trail.keys)
    return [one for one in found if one["kind"] == "search"]


@pytest.mark.rule("T20")
def test_t20_all_patients_tell_where_and_not_what_and_the_search_is_logged_first(desk: Desk, palette: Palette) -> None:
    desk.look("0207609991")
    desk.look(BERGGREN)
    palette.open()
    palette.all_patients()
    palette.type("kalium")
    found = palette.group("Hentede journaler")
    assert {hit.title.split(",")[0] for hit in found} >= {"BERGGREN"}
    assert all(hit.value == "" and "mmol" not in hit.accessible for hit in found)
    assert "Prøvesvar: " in found[0].second
    (record,) = searches(desk)
    assert record["matched"] <= record["searched"]
    assert "kalium" not in json.dumps(record)
    palette.type("natri")
    assert len(searches(desk)) == 2


def test_a_hit_of_another_record_opens_its_patient_and_then_its_row(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    desk.bot.wait(700)
    desk.look("0207609991")
    palette.open()
    palette.all_patients()
    palette.type("metformin")
    hit = next(hit for hit in palette.group("Hentede journaler") if hit.title.startswith("BERGGREN"))
    while palette.acts.view.current() != hit:
        palette.press(Qt.Key.Key_Down)
    palette.press(Qt.Key.Key_Return)
    assert desk.wait().banner.number == "251248-9996"
    desk.bot.waitUntil(lambda: desk.program.model.page != "", timeout=3000)
    row = desk.shell.full.table.current()
    assert row is not None
    assert "metformin" in row.accessible.casefold()


PRIVATE = ("kanarivin", "kanariolum", "kanari", "kanarisme")
NONSENSE = "xyzzyqvist"


def counted(palette: Palette, word: str) -> tuple[int, int]:
    """How many hits a word has in the open record, and in all of them; commands and patients have none."""
    palette.acts.model.is_all = False
    mine = len([hit for hit in (palette.type(word), palette.hits)[1] if hit.title])
    palette.press(Qt.Key.Key_Tab)
    palette.wait()
    return mine, len(palette.hits)


@pytest.mark.rule("H21", "S9")
def test_s09_h21_the_private_drug_has_as_many_hits_as_a_word_of_no_meaning(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.all_patients()
    assert "care_plans" in kinds(desk), "the plan that names the drug is in the index, without that text"
    assert {word: counted(palette, word) for word in (*PRIVATE, NONSENSE)} == dict.fromkeys(
        (*PRIVATE, NONSENSE), (0, 0)
    )
    assert counted(palette, "circadin") > (0, 0), "the open drug of the same code is found"


@pytest.mark.rule("H21", "S9")
def test_s09_h21_what_consent_shows_is_found_by_it_alone_and_never_indexed(desk: Desk, palette: Palette) -> None:
    desk.look(BERGGREN)
    row = next(row for row in desk.rows("medication") if getattr(row, "act", "") == "reveal")
    desk.shell.overview.cards["medication"].table.opened.emit(row)
    desk.bot.keyClick(desk.shell.reveal.given, Qt.Key.Key_Space)
    desk.wait()
    palette.open()
    palette.all_patients()
    mine, everyone = counted(palette, "kanarivin")
    assert mine > 0
    assert everyone == 0
    desk.program.model.hide_private()
    desk.wait()
    palette.wait()
    assert counted(palette, "kanarivin") == (0, 0)
    palette.press(Qt.Key.Key_Escape)
    desk.look("0207609991")
    desk.look(BERGGREN)
    palette.open()
    palette.all_patients()
    assert counted(palette, "kanarivin") == (0, 0)
    assert b"kanari" not in desk.in_house(lambda house: house.store.work(words_of_the_index))


def words_of_the_index(connection: Any) -> bytes:
    tables = ("words_content", "words_data")
    cells = [cell for table in tables for row in connection.execute(f"SELECT * FROM {table}") for cell in row]
    return b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)


def kinds(desk: Desk) -> set[str]:
    question = "SELECT topic FROM indexed"
    rows = desk.in_house(lambda house: house.store.work(lambda file: file.execute(question).fetchall()))
    return {topic for (topic,) in rows}


@pytest.mark.rule("H21")
def test_h21_a_card_that_does_not_answer_keeps_the_plans_out_of_the_index(
    desk: Desk, palette: Palette, sandbox: Services
) -> None:
    sandbox.disturb("drop", "fmk")
    desk.look(BERGGREN)
    palette.open()
    palette.all_patients()
    assert "lab_results" in kinds(desk)
    assert not {"care_plans", "appointments", "procedures", "medication"} & kinds(desk)
    assert counted(palette, "kanarivin")[1] == 0
    palette.type("kreat")
    assert "ikke gennemsøgt" in next(row.count for row in palette.rows if row.is_heading)


@pytest.mark.rule("H7")
def test_h7_nothing_is_said_to_be_found_nowhere_where_it_was_not_looked_for(
    desk: Desk, palette: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.look(BERGGREN)
    palette.open()
    palette.all_patients()

    def told(word: str) -> str:
        palette.type(word)
        return " ".join(row.title for row in palette.rows)

    assert "Ingen fund i det hentede." in told(NONSENSE)
    assert "gennemsøges fra to bogstaver" in told("å")
    assert "Ingen fund" not in told("å")

    def fail(*_: object) -> None:
        raise Locked

    monkeypatch.setattr(SearchIndex, "find", fail)
    assert "kunne ikke gennemsøges" in told(NONSENSE + "x")
    assert "Ingen fund" not in told(NONSENSE + "x")
