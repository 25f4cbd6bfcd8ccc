"""What becomes an event: each kind in the words of its card, and nothing that a patient hides (R9, H21, H22)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import allergy, care_plan, complete, day, interval, medication, no_allergy, plain, result, stale, view
from overblik.domain.clinical import Currency, ToldTime
from overblik.domain.lab_result import Flag, ResultState
from overblik.domain.medication import MedicationState
from overblik.domain.medicine_card import Act, Dispensing, Pause, Prescription, Shown
from overblik.domain.section import Topic
from overblik.domain.vaccination import VaccinationEntry
from overblik.sources.fmk.mapping.privacy import PLACEHOLDER, RECORD, masked
from overblik.viewmodels.marks import FlagShape, Tone
from overblik.viewmodels.timeline_values import Kind, TimelineFilter
from viewmodels import facts
from viewmodels.test_medicine_card import blocked, fmk, on_card
from viewmodels.timelines import made, outline, rows, said

LIMITS = interval("45", "90")


def lab(*results: Any) -> Any:
    return complete(Topic.LAB_RESULTS, *results, label="Laboratoriet")


def test_a_drug_is_told_from_its_beginning_to_its_end_as_recorded() -> None:
    old = facts.former_period("2018-05-11", "2026-11-19T08:00:00Z", "1000 mg")
    act = Act(day("2026-11-19T08:00:00Z"), "L. Prøve")
    drug = on_card(
        "Metformin", strength="500 mg", start=day("2014-01-14"), end=day("2027-01-01"), previous=old, modified=act
    )
    told = rows(fmk(drug))
    assert [plain(f"{row.when} | {row.text}") for row in told] == [
        "01. jan 2027 | Slutdato: metformin 500 mg tabletter",
        "19. nov 2026 09:00 | Ændret: metformin 500 mg tabletter",
        "14. jan 2014 | Begyndt: metformin 500 mg tabletter",
    ]
    assert plain(told[1].second) == "Før: 1 000 mg, 1 tablet morgen · 1 tablet morgen · L. Prøve · FMK"


def test_a_pause_and_its_end_are_two_events_and_a_withdrawal_is_one() -> None:
    paused = on_card("Furix", state=MedicationState.PAUSED, pause=Pause(day("2026-11-19"), day("2026-11-26"), None))
    gone = on_card("Ipren", state=MedicationState.WITHDRAWN, withdrawn=Act(day("2026-11-18"), "L. Prøve"))
    told = said(fmk(paused, gone))
    assert told[0] == "26. nov 2026 | Pause slut: furix 10 mg tabletter"
    assert "19. nov 2026 | Pauseret: furix 10 mg tabletter" in told
    assert "18. nov 2026 | Seponeret: ipren 10 mg tabletter" in told


@pytest.mark.rule("H22")
def test_h22_an_end_that_passed_in_a_copy_is_said_to_have_passed_there_and_ends_nothing() -> None:
    copy = stale(Topic.MEDICATION, medication("Prednisolon", end=day("2026-11-20")), age=timedelta(days=4))
    (end, _) = rows(copy)
    assert end.text.startswith("Slutdato:")
    assert "Slutdato 20. nov 2026 er passeret ifølge kopien." in plain(end.second)
    assert "Afsluttet" not in repr(rows(copy))


def test_an_unknown_start_is_no_date_and_is_said() -> None:
    (row,) = rows(fmk(on_card("Metformin", started_previously=True)))
    assert row.when == "uden dato"
    assert "start ukendt (tidligere)" in row.second


@pytest.mark.rule("R9")
def test_r9_dispensings_are_a_kind_of_their_own_off_at_first_and_counted() -> None:
    given = Dispensing("9", day("2026-10-28"), quantity="2 × 100 stk.", pharmacy="Apoteket")
    card = fmk(on_card("Metformin", dispensings=(given,)))
    assert [row.kind for row in rows(card, wanted=TimelineFilter())] == [Kind.MEDICATION]
    assert "Ikke vist: 1 udlevering." in outline(card, wanted=TimelineFilter())
    told = rows(card)[0]
    assert (told.kind, told.kind_word) == (Kind.DISPENSING, "Udlevering")
    assert plain(told.second) == "Udleveret 28. okt 2026, 2 × 100 stk., Apoteket · FMK"


@pytest.mark.rule("H21", "S9")
def test_h21_a_hidden_drug_and_what_was_handed_out_of_it_are_no_events_and_one_line_counts_it() -> None:
    hidden = masked(PLACEHOLDER), masked(RECORD), masked(RECORD)
    secret = Dispensing("7", day("2026-10-28"), comment="Kanarivin", shown=Shown.PRIVATE)
    card = replace(
        blocked(
            on_card("Metformin", dispensings=(secret,), prescriptions=(Prescription("5", shown=Shown.PRIVATE),)),
            *hidden,
        ),
        private_words=frozenset({"kanarivin"}),
    )
    plan = complete(
        Topic.CARE_PLANS,
        care_plan("", activities=(facts.activity("Giv Kanarivin", when=day("2026-11-30")),), start=None),
    )
    visit = complete(Topic.APPOINTMENTS, facts.appointment("Kanarivin kl. 20", start=day("2026-11-25")))
    told = made(card, plan, visit)
    assert "anarivin" not in repr(told)
    kinds = [row.kind for row in rows(card, plan, visit)]
    assert kinds.count(Kind.MEDICATION) == 1
    assert Kind.DISPENSING not in kinds
    line = "1 lægemiddel er privatmarkeret. Navn og dosis vises ikke."
    assert [row for row in outline(card, plan, visit) if "privatmarkeret" in row and "tekst" not in row] == [line]
    assert told.rows[0].heading == line
    assert {row.text for row in rows(plan, visit, card) if row.kind is not Kind.MEDICATION} == {
        "tekst skjult: privatmarkeret"
    }


def test_results_of_one_sample_are_one_event_with_the_critical_first() -> None:
    when = "2026-11-20T08:05:00+01:00"
    told = rows(
        lab(
            result("142", when, flag=Flag.HIGH, reference=LIMITS),
            result("640", when, "Troponin T;P", "T", "ng/L", flag=Flag.CRITICAL_HIGH),
            result("138", when, "Natrium;P", "N", "mmol/L", flag=Flag.NORMAL),
        ),
        wanted=TimelineFilter(),
    )
    (row,) = told
    assert row.text == "2 svar uden for interval"
    assert plain(row.second) == "Troponin T;P kritisk høj 640 ng/L, Kreatinin;P H 142 µmol/L · Laboratoriet"
    assert row.shape is FlagShape.CRITICAL_HIGH
    assert row.badge is not None
    assert (row.badge.text, row.badge.tone) == ("Kritisk høj", Tone.CRITICAL)
    assert [name for name, _ in row.place.courses] == ["Troponin T;P", "Kreatinin;P"]


def test_all_results_are_one_event_of_the_sample_with_what_is_annulled() -> None:
    when = "2026-11-20T08:05:00+01:00"
    (row,) = rows(
        lab(
            result("142", when, flag=Flag.HIGH, reference=LIMITS),
            result("138", when, "Natrium;P", "N", "mmol/L", flag=Flag.NORMAL),
            result("1", when, "Calcium;P", "C", "mmol/L", state=ResultState.CANCELLED),
        )
    )
    assert row.text == "3 svar, heraf 1 uden for interval"
    assert "Natrium;P 138 mmol/L, Calcium;P Annulleret" in plain(row.second)


def test_home_measurements_are_told_only_where_they_are_flagged() -> None:
    home = complete(
        Topic.HOME_MONITORING,
        result("90", "2026-11-21", "Puls", "P", "1/min"),
        result("190", "2026-11-22", "Puls", "P", "1/min", flag=Flag.HIGH),
    )
    assert [(row.kind, plain(row.text)) for row in rows(home)] == [(Kind.MEASUREMENT, "Puls H 190 1/min")]


def test_an_admission_has_a_beginning_and_an_end() -> None:
    stay = facts.contact(
        "Indlæggelse",
        start=day("2026-11-16T14:20:00+01:00"),
        end=day("2026-11-19T13:10:00+01:00"),
        discharge="til hjemmet",
    )
    told = rows(complete(Topic.CONTACTS, stay, facts.contact("Besøg", start=day("2026-11-10"), end=day("2026-11-10"))))
    assert [row.text for row in told] == ["Afsluttet: Indlæggelse", "Begyndt: Indlæggelse", "Besøg"]
    assert "til hjemmet" in told[0].second


def test_plans_begin_end_and_have_steps_with_a_word_for_each() -> None:
    steps = (
        facts.activity("Spirometri", when=day("2026-12-07")),
        facts.activity("Vægt", when=day("2026-11-01")),
        facts.activity("Samtale", when=day("2026-10-01"), is_done=True),
    )
    plan = care_plan("KOL", activities=steps, start=day("2026-05-01"), end=day("2027-05-01"))
    told = rows(complete(Topic.CARE_PLANS, plan))
    assert [(row.text, row.badge.text if row.badge else "") for row in told] == [
        ("Slutdato: KOL", ""),
        ("Spirometri", "Planlagt"),
        ("Vægt", "Dato passeret"),
        ("Samtale", "Udført"),
        ("Begyndt: KOL", ""),
    ]


def test_a_draft_of_a_plan_has_a_word_on_its_card_too() -> None:
    (row,) = rows(complete(Topic.CARE_PLANS, care_plan("KOL", wire_status="draft", currency=Currency.PLANNED)))
    assert row.badge is not None
    assert row.badge.text == "Kladde"


def test_appointments_moved_cancelled_and_of_two_times() -> None:
    told = rows(
        complete(
            Topic.APPOINTMENTS,
            facts.appointment("Flyttet", start=day("2026-12-02"), moved_from=day("2026-12-09")),
            facts.appointment("Aflyst", start=day("2026-12-01"), currency=Currency.CANCELLED),
            facts.appointment(
                "To tider", start=day("2026-12-05T12:00:00+01:00"), told=ToldTime("2026-12-04", "11:00", "")
            ),
        )
    )
    assert [(plain(row.when), row.badge.text if row.badge else "") for row in told] == [
        ("04. dec 2026", "tekst og kode er uenige"),
        ("02. dec 2026", "Flyttet"),
        ("01. dec 2026", "Aflyst"),
    ]
    assert "kl. 11:00 (tekst)" in told[0].second
    assert told[2].is_struck


def test_vaccinations_diagnoses_procedures_and_cave() -> None:
    told = rows(
        complete(
            Topic.VACCINATIONS,
            facts.vaccination("Influenza", given_at=day("2026-10-12T00:00:00+02:00")),
            facts.vaccination("Skjult", given_at=day("2026-10-13"), entry=VaccinationEntry.PRIVATE),
            facts.vaccination(
                "Pneumokok", due=day("2027-10-01"), entry=VaccinationEntry.PLANNED, currency=Currency.PLANNED
            ),
        ),
        complete(
            Topic.CONDITIONS,
            facts.condition("KOL", onset=day("2012")),
            facts.condition("Sår", recorded_at=day("2025-05-12"), abated=day("2025-08-01")),
        ),
        complete(Topic.PROCEDURES, facts.procedure("Bronkoskopi", performed=day("2024-01-02"))),
        complete(Topic.ALLERGIES, allergy("Penicillin", "udslæt"), no_allergy()),
    )
    assert [plain(f"{row.when} | {row.kind_word} | {row.text}") for row in told] == [
        "01. okt 2027 | Vaccination | Pneumokok",
        "12. nov 2026 | CAVE | Ingen kendte.",
        "12. okt 2026 | Vaccination | Influenza",
        "15. sep 2025 | CAVE | Penicillin",
        "01. aug 2025 | Diagnose | Afsluttet: Sår",
        "12. maj 2025 | Diagnose | Sår",
        "02. jan 2024 | Procedure | Bronkoskopi",
        "2012, måned ikke oplyst | Diagnose | KOL",
    ]
    assert "registreringsdato, debut ikke oplyst" in told[5].second


def test_keys_are_unique_and_every_kind_opens_somewhere() -> None:
    given = Dispensing("9", day("2026-10-28"))
    card = fmk(
        on_card(
            "Metformin",
            dispensings=(given, given),
            withdrawn=Act(day("2026-11-18"), ""),
            state=MedicationState.WITHDRAWN,
        )
    )
    told = rows(card, lab(result("142", "2026-11-20", flag=Flag.HIGH)), complete(Topic.ALLERGIES, allergy("X")))
    assert len({row.key for row in told}) == len(told)
    assert all(row.place.card or row.kind is Kind.ALLERGY for row in told)
    assert view().news is None
