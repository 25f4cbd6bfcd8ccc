"""Patients who are not like others: new-born, dead, blocked, very much, hostile text, a replacement number."""

import re

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import Desk, Services
from overblik.domain.medication import Medication
from overblik.domain.section import Cause, Standing, Topic
from overblik.viewmodels.rows import GroupRow, MedicationRow, MoreRow, NoticeRow

NEW_BORN, DEAD, BLOCKED, MUCH = "2011269990", "0811419991", "0512709991", "0309363991"
HOSTILE, REPLACEMENT, NO_ALLERGY, NO_DRUG_ALLERGY = "1405449991", "0307714TX2", "1702589990", "3004529991"
PROTECTED, UNUSUAL = "2304859990", "1809639990"

ASKED = (
    *("metadata", "Patient", "Patient/_search", "MedicationStatement", "MedicationRequest", "Observation"),
    *("DiagnosticReport", "CarePlan", "Goal", "Condition", "Procedure", "ServiceRequest", "AllergyIntolerance"),
    *("Immunization", "Appointment", "Encounter", "DocumentReference"),
)
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u0000-\u0008\ufeff]")


NATIONAL = {"/fmk12/ws/MedicineCard", "/ddv/ws/VaccinationsService", "/sts/services/NewSecurityTokenService"} | {
    *("/ddsregistry", "/ddsrepository", "/sfskregistry", "/sfskrepository", "/minspaerring/ws/ConsentState"),
}


def twin(fact: Medication, held: list[Medication]) -> bool:
    """Whether the national card says the same of the same drug."""
    return any(
        one.ordination is not None
        and (one.atc, one.form, one.dosage, one.state) == (fact.atc, fact.form, fact.dosage, fact.state)
        and fact.strength.replace(".", ",").startswith(one.strength)
        for one in held
    )


@pytest.mark.rule("H6", "R21")
def test_a_new_born_without_data_is_empty_and_complete_where_a_source_said_so(desk: Desk) -> None:
    screen = desk.look(NEW_BORN)
    assert screen.banner.age == "(3 dage)"
    assert "Ingen vaccinationer registreret. Kilden svarede komplet" in desk.spoken()
    assert "Ingen aktuelle lægemidler" in desk.spoken()
    assert screen.cave.display == "not_stated"
    assert "kender ikke borgeren" in desk.spoken()


@pytest.mark.rule("R4")
def test_a_dead_patient_says_so_in_the_banner(desk: Desk) -> None:
    screen = desk.look(DEAD)
    assert screen.banner.deceased.replace("\u00a0", " ") == "død 14. nov 2026"


@pytest.mark.rule("H7", "R20")
def test_blocked_data_are_blocked_and_what_is_open_is_shown(desk: Desk) -> None:
    screen = desk.look(BLOCKED)
    standings = {section.standing for section in desk.program.model.sections if section.source == "ehr"}
    assert Standing.BLOCKED in standings
    assert screen.banner.family == "HOLM"
    assert "pærret" in desk.spoken()
    others = [section for section in desk.program.model.sections if section.source != "ehr" and section.entries]
    assert others


@pytest.mark.rule("H10")
def test_a_hundred_and_twenty_medicines_and_seven_hundred_results_are_all_there(desk: Desk) -> None:
    desk.look(MUCH)
    sections = desk.program.model.sections
    medicines = sum(len(one.entries) for one in sections if one.topic is Topic.MEDICATION)
    results = sum(len(one.entries) for one in sections if one.topic is Topic.LAB_RESULTS)
    assert (medicines, results) == (120 + 181, 700)
    desk.program.model.open_page("medication")
    facts = [row for row in desk.shell.full.model.rows if isinstance(row, MedicationRow)]
    # What the record system says in the same words as the national card stands once; all else stands by itself.
    held = [one.fact for section in sections if section.topic is Topic.MEDICATION for one in section.entries]
    assert len(facts) == 181 + len([fact for fact in held if fact.ordination is None and not twin(fact, held)])
    assert not any(isinstance(row, MoreRow) for row in desk.shell.full.model.rows)


@pytest.mark.rule("H10")
def test_what_a_card_leaves_out_is_counted_and_lies_out_of_view_by_name(desk: Desk) -> None:
    desk.look(MUCH)
    for card in desk.shell.overview.cards.values():
        shown = [row for row in card.model.rows if not isinstance(row, (GroupRow, MoreRow, NoticeRow))]
        table = card.table
        bottom = table.rowAt(table.viewport().height() - 1)
        if 0 <= bottom < len(card.model.rows) - 1 and shown:
            assert card.foot.accessibleName(), card.name


@pytest.mark.rule("T9", "R27")
def test_hostile_text_is_shown_as_text_and_does_nothing(desk: Desk, sandbox: Services) -> None:
    sandbox.order("requests", None, "DELETE")
    desk.look(HOSTILE)
    spoken = desk.spoken()
    assert "<" in spoken
    assert not _UNSEEN.search(spoken)
    asked = {line["path"] for line in sandbox.order("requests", None, "GET")["requests"]}
    assert asked <= {f"/{kind}" for kind in ASKED} | NATIONAL, asked
    for name in ("medication", "lab_results", "care_plans", "documents", "conditions"):
        desk.program.model.open_page(name)
        desk.bot.wait(20)
        desk.window.grab()


@pytest.mark.rule("H3")
def test_a_replacement_number_is_called_one_and_can_be_typed(desk: Desk) -> None:
    screen = desk.look(REPLACEMENT)
    told = (
        f"{screen.banner.number_label} {screen.banner.number} {' '.join(badge.text for badge in screen.banner.badges)}"
    )
    assert "0307714TX2" in told.replace("-", "")
    assert "rstatning" in told


@pytest.mark.rule("H6", "H19")
@pytest.mark.parametrize(
    ("number", "display", "words"),
    [
        (NO_ALLERGY, "none_known", "Ingen kendte"),
        (NO_DRUG_ALLERGY, "none_known", "lægemiddel"),
        ("1906459990", "not_stated", "Ikke oplyst"),
    ],
)
def test_no_known_allergy_is_a_statement_and_no_record_is_none(
    desk: Desk, number: str, display: str, words: str
) -> None:
    screen = desk.look(number)
    told = f"{screen.cave.lead} {screen.cave.text} {' '.join(agent.name for agent in screen.cave.agents)}"
    assert screen.cave.display == display, told
    assert words in told


def test_protected_name_and_address_are_marked(desk: Desk) -> None:
    screen = desk.look(PROTECTED)
    assert any("eskytte" in badge.text for badge in screen.banner.badges), screen.banner.badges


def test_lawful_but_unusual_data_are_all_counted(desk: Desk) -> None:
    desk.look(UNUSUAL)
    for section in desk.program.model.sections:
        if section.standing is Standing.NOT_ASKED:
            assert section.has(Cause.NOT_OFFERED) or section.has(Cause.UNKNOWN_PATIENT), section
            continue
        assert section.standing in (Standing.COMPLETE, Standing.PARTIAL), section
        is_short = section.unreadable or section.refused or section.has(Cause.INVALID_ENTRIES)
        assert bool(is_short) == (section.standing is Standing.PARTIAL)


def test_every_listed_patient_opens_from_the_list_by_arrows_and_enter(desk: Desk) -> None:
    lines = desk.program.patients.lines()
    assert len(lines) == 21
    for line in lines:
        desk.program.patients.choose_patient(line.patient_id)
        screen = desk.wait()
        assert screen.banner.accessible
        assert screen.cave.accessible
        desk.press(Qt.Key.Key_M)
