"""The 'Print' line of each scenario of acceptance.md: on paper stands what the screen says, and never more."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import DANISH_WORDS, complete, plain
from journeys.conftest import BERGGREN, Desk
from journeys.shared_documents import fetched, sharing, shelf
from journeys.test_printing import acts_of, page_of, prints, save_at, shown
from journeys.test_s01_two_persons import NEVER, OTHER, OWN, REJECTED, TYPE
from journeys.test_s02_annulled_pressure import sections_of
from journeys.test_s05_real_card import ARAX, SCHEMA, VIAGRA, section_of
from journeys.test_s06_prescriptions import SOMAVERT
from journeys.test_s07_no_resuscitation import SAID
from journeys.test_s09_private_drug import go_to_reveal, hits
from journeys.test_s10_discharge_day import at, section_at
from overblik.app.file_reading import read_files
from overblik.app.files import chosen, sections_of_person
from overblik.domain.section import Section
from overblik.runtime.clock import SetClock
from overblik.viewmodels.card_head import View
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.paper import Paper, Table, paper_text
from overblik.viewmodels.paper_kinds import KINDS, compose_paper
from overblik.widgets.paper_layout import laid_out

MOMENT = datetime.fromisoformat("2026-11-23T09:41:00+01:00")


def paper_of(sections: tuple[Section[Any], ...], kind: str = "failsafe", now: datetime = MOMENT) -> Paper:
    return compose_paper(kind, sections[0].patient_id, sections, View(now, DANISH_WORDS, opens=True))


def open_sections(model: OverviewModel) -> tuple[Section[Any], ...]:
    """Give what everybody may see of the open patient."""
    return model.revealing.without(model.sections)


def told(sections: tuple[Section[Any], ...], kind: str = "failsafe", now: datetime = MOMENT) -> str:
    return plain(paper_text(paper_of(sections, kind, now)))


def absent(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("Ikke med på denne udskrift:"))


@pytest.mark.samples
@pytest.mark.rule("S1", "H1")
def test_s01_print_names_the_rejection_among_what_is_left_out(samples: Path, tmp_path: Path) -> None:
    folder = samples / "cda" / "phmr"
    seeds = shelf(tmp_path, BERGGREN, (folder / OWN, TYPE), (folder / OTHER, TYPE))
    with sharing(seeds, tmp_path) as (_, settings):
        sections = fetched(settings, BERGGREN)
    said = told(sections)
    assert REJECTED.removesuffix(".") in absent(said)
    home = said[said.index("Hjemmemåling") : said.index("Ikke med")]
    assert [value for value in NEVER if value in home] == []


@pytest.mark.samples
@pytest.mark.rule("S2", "H17")
def test_s02_print_names_the_annulled_pressure_without_its_number(samples: Path) -> None:
    sections = sections_of(samples / "cda" / "phmr" / "kih-Ex2-Typing_error-MODIFIED.xml")
    for kind in KINDS:
        said = told(sections, kind)
        assert "253" not in said
    assert "Blodtryk 20. jan 2014: annulleret" in absent(told(sections))
    assert "77,3 kg" in told(sections)


@pytest.mark.samples
@pytest.mark.rule("S3", "H12")
def test_s03_print_says_that_the_unit_is_not_stated(samples: Path) -> None:
    said = told(sections_of(samples / "cda" / "phmr" / OWN))
    assert "0,95, enhed ikke oplyst" in said
    assert "95 %" not in said


@pytest.mark.samples
@pytest.mark.rule("S5", "H10", "H14")
@pytest.mark.parametrize("kind", ["failsafe", "medication"])
def test_s05_print_has_five_rows_and_no_line_is_parted_from_its_drug(samples: Path, kind: str) -> None:
    paper = paper_of((section_of(samples / "fmk" / "responses" / "medicine-card-0410009234.xml"),), kind)
    (table,) = [block for block in paper.blocks if isinstance(block, Table) and block.title == "Medicin"]
    drugs = [row for row in table.rows if len(row.cells) == 3]
    assert len(drugs) == 5
    dosages = [plain(row.cells[1][0].text) for row in drugs]
    assert ARAX in dosages
    assert SCHEMA in dosages
    assert VIAGRA in dosages
    assert all(row.cells[1][0].is_bold for row in drugs if plain(row.cells[1][0].text) == VIAGRA)
    words = [one for page in laid_out(paper) for one in page.words if "Bemærk: Indtages" in one.text]
    assert len(words) == 1
    assert "højst 1 gang dagligt" in plain(words[0].text)


@pytest.mark.samples
@pytest.mark.rule("S6", "H9")
def test_s06_print_keeps_prescriptions_apart_and_says_three_facts_in_order() -> None:
    clock = SetClock(MOMENT)
    sections = sections_of_person(chosen(read_files(SOMAVERT, clock), None), clock)
    for kind in ("failsafe", "medication"):
        tables = [block for block in paper_of(sections, kind).blocks if isinstance(block, Table)]
        apart = next(block for block in tables if block.title.startswith("Recepter uden ordination på kortet"))
        facts = [plain("".join(piece.text for line in row.under for piece in line)) for row in apart.rows]
        assert any(
            each.startswith("Recept: åben. Gyldighed udløb 20. jul 2025. FMK: «Behandling afsluttet».")
            for each in facts
        )
        medicine = next(block for block in tables if block.title == "Medicin")
        assert "omavert" not in repr(medicine)


@pytest.mark.rule("S7", "H6", "H19")
@pytest.mark.parametrize("number", SAID)
def test_s07_print_says_it_in_the_cave_box_of_every_page(desk: Desk, number: str) -> None:
    desk.look(number)
    model = desk.program.model
    for kind in KINDS:
        paper = compose_paper(kind, model.patient_id, model.sections, model.view())
        assert plain(paper.head.fgvh) == SAID[number][0]
        for page in laid_out(paper):
            assert [plain(one.text) for one in page.words].count(SAID[number][0]) == 1


@pytest.mark.rule("S9", "H21")
def test_s09_print_counts_the_private_drug_and_never_names_it(desk: Desk) -> None:
    desk.look(BERGGREN)
    model = desk.program.model
    for kind in KINDS:
        paper = compose_paper(kind, model.patient_id, open_sections(model), model.view())
        assert hits(repr(paper)) == []
        assert hits("".join(one.text for page in laid_out(paper) for one in page.words)) == []
    said = told(open_sections(model))
    assert "1 skjult lægemiddel" in absent(said)
    assert "Skjult (1): 1 lægemiddel er privatmarkeret. Navn og dosis vises ikke." in said


@pytest.mark.rule("S9", "H21")
def test_s09_print_of_a_revealed_drug_wants_a_second_choice_which_is_logged(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.look(BERGGREN)
    go_to_reveal(desk)
    desk.bot.keyClick(desk.shell.reveal.given, Qt.Key.Key_Space)
    desk.wait()
    assert hits(desk.spoken())
    desk.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    page = page_of(desk)
    assert page.with_private.isVisible()
    assert not page.with_private.isChecked()
    for key in (Qt.Key.Key_N, Qt.Key.Key_M, Qt.Key.Key_P, Qt.Key.Key_O):
        desk.press(key)
        assert hits(repr(page.preview.paper)) == []
    desk.press(Qt.Key.Key_M)
    save_at(desk, tmp_path / "uden.pdf", monkeypatch)
    desk.bot.waitUntil((tmp_path / "uden.pdf").exists, timeout=5000)
    page.with_private.setFocus()
    desk.bot.keyClick(page.with_private, Qt.Key.Key_Space)
    assert "kanarivin" in shown(desk).casefold()
    save_at(desk, tmp_path / "med.pdf", monkeypatch)
    desk.bot.waitUntil((tmp_path / "med.pdf").exists, timeout=5000)
    assert [one["private"] for one in prints(desk)] == [False, True]
    desk.program.model.hide_private()
    assert not page.with_private.isChecked()
    assert not page.with_private.isVisible()
    assert hits(repr(page.preview.paper) + page.preview.accessibleName()) == []
    assert acts_of(desk).page is page


@pytest.mark.rule("S10", "H19", "H22")
def test_s10_print_of_a_copy_carries_its_age_on_every_page() -> None:
    section = section_at("2026-11-18T16:05:00", copy=True, older=True)
    now = at("2026-11-19T14:00:00")
    for kind in ("failsafe", "medication", "handover"):
        paper = paper_of((section,), kind, now)
        for page in laid_out(paper):
            text = plain(" ".join(one.text for one in page.words))
            assert "GEMT KOPI" in text
            assert "Kopi fra 18. nov 2026 kl. 16:05 (21 t 55 min gammel). Alt er ifølge kopien." in text
            assert "Ældste oplysning 18. nov 2026 kl. 16:05 (FMK, 21 t 55 min)" in text
    said = told((section,), "failsafe", now)
    assert "metformin METFORMIN SANDOZ 1 000 mg tabletter" in said
    assert "til og med 20. nov 2026" in said


@pytest.mark.rule("S10", "H4")
def test_s10_print_names_the_oldest_source_and_not_the_newest() -> None:
    from overblik.domain.section import Topic

    section = section_at("2026-11-18T16:05:00", copy=True, older=True)
    fresh = complete(Topic.LAB_RESULTS, patient=section.patient_id, source="lab", label="Laboratoriet")
    bar = plain("".join(piece.text for line in paper_of((section, fresh)).head.bar for piece in line))
    assert "Ældste oplysning 18. nov 2026 kl. 16:05 (FMK" in bar


@pytest.mark.rule("S10", "H22")
@pytest.mark.parametrize(("seconds", "has_passed"), [(-1, False), (0, True), (1, True)])
def test_s10_print_says_that_a_date_passed_in_the_copy_and_keeps_the_row(seconds: int, *, has_passed: bool) -> None:
    section = section_at("2026-11-18T16:05:00", copy=True, older=True)
    now = at("2026-11-21T00:00:00") + timedelta(seconds=seconds)
    said = told((section,), "failsafe", now)
    assert ("Slutdato 20. nov 2026 er passeret ifølge kopien." in said) is has_passed
    assert ("Pausen er udløbet ifølge kopien." in said) is has_passed
    assert "PAUSERET" in said


@pytest.mark.rule("S10", "R9")
@pytest.mark.parametrize("kind", ["failsafe", "medication", "handover"])
def test_s10_print_tells_both_values_under_the_drug(kind: str) -> None:
    section = section_at("2026-11-19T15:00:00", copy=False, older=False)
    said = told((section,), kind, at("2026-11-19T15:00:00"))
    assert (
        "2 FORSKELLE: Styrke: FMK 500 mg / udleveret 28. okt 2026 1 000 mg / doseringsæske 1 000 mg til og med" in said
    )
    assert "ÆNDRET 19. nov 2026" in said


@pytest.mark.rule("S10", "R9")
def test_s10_print_tells_what_was_ordered_before(desk: Desk) -> None:
    desk.look(BERGGREN)
    assert "Før: 1 000 mg, 1 tablet morgen og aften" in told(open_sections(desk.program.model))
