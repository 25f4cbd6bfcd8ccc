"""Printed documents as values: what is always there, what is never there, and that speech says the same words."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import (
    DANISH_WORDS,
    ME,
    NOW,
    allergy,
    complete,
    day,
    interval,
    medication,
    plain,
    result,
    section,
    stale,
    view,
)
from overblik.domain.disclosure import Disclosed
from overblik.domain.lab_result import Flag
from overblik.domain.medication import MedicationEntry, MedicationState
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.paper import Paper, PaperRow, Table, paper_text
from overblik.viewmodels.paper import plain as words_of
from overblik.viewmodels.paper_kinds import KINDS, compose_paper
from overblik.viewmodels.revealing import without_revealed
from viewmodels.facts import condition, contact, document
from viewmodels.kinds import NANCY

Sections = tuple[Section[Any], ...]
PRINTED = Disclosed("2026-1123-0007", "M. Eksempel", "læge")


def paper_of(*sections: Section[Any], kind: str = "failsafe", **more: Any) -> Paper:
    return compose_paper(kind, ME, sections, view(), **more)


def told(*sections: Section[Any], kind: str = "failsafe", **more: Any) -> str:
    return plain(paper_text(paper_of(*sections, kind=kind, **more)))


def absent(text: str) -> str:
    return next(each for each in text.splitlines() if each.startswith("Ikke med på denne udskrift:"))


def medicine(*facts: Any, **more: Any) -> Section[Any]:
    return complete(Topic.MEDICATION, *facts, source="fmk", label="FMK", **more)


def labs(*facts: Any) -> Section[Any]:
    return complete(Topic.LAB_RESULTS, *facts, source="lab", label="Laboratoriet")


def table(paper: Paper, title: str) -> Table:
    return next(block for block in paper.blocks if isinstance(block, Table) and block.title.startswith(title))


def row(paper: Paper, name: str) -> PaperRow:
    return next(each for each in table(paper, "Medicin").rows if words_of(each.cells[0]).startswith(name))


def test_the_bar_says_the_oldest_and_never_the_youngest() -> None:
    young = medicine(medication("Furix"))
    old = replace(
        complete(Topic.CARE_PLANS, source="kommune", label="Kommune"), as_of=NOW - timedelta(hours=39, minutes=23)
    )
    bar = [plain(words_of(each)) for each in paper_of(young, old).head.bar]
    assert bar[0] == "Ældste oplysning 21. nov 2026 kl. 18:18 (Kommune, 39 t 23 min)"
    assert bar[1] == "Hentet: FMK 23. nov 2026 kl. 09:37"


def test_h19_a_kept_copy_is_said_in_the_bar_with_its_own_age() -> None:
    copy = stale(Topic.MEDICATION, medication("Furix"), causes=(Cause.OFFLINE,), age=timedelta(hours=3))
    bar = [plain(words_of(each)) for each in paper_of(copy).head.bar]
    assert bar[0].startswith("GEMT KOPI  Kopi fra 23. nov 2026 kl. 06:41 (3 t 0 min gammel). Alt er ifølge kopien.")
    assert "GEMT KOPI" not in told(medicine(medication("Furix")))


def test_every_result_outside_its_interval_is_there_however_old() -> None:
    old = result("9.9", "1999-03-01T08:00", "Gammel;P", "NPU1", flag=Flag.HIGH, reference=interval("3", "5"))
    many = [
        result(
            "4", f"2026-11-{n % 20 + 1:02d}", f"Ny {n};P", f"NPU9{n}", flag=Flag.NORMAL, reference=interval("3", "5")
        )
        for n in range(40)
    ]
    said = told(labs(old, *many))
    assert "Gammel;P, 01. mar 1999  H 9,9  µmol/L  3–5" in said
    assert "analyser mere, heraf 0 uden for interval: " in said
    assert "H over, L under" in said


def test_a_critical_flag_has_its_letter_and_its_word() -> None:
    said = told(labs(result("7.9", "2026-11-20", flag=Flag.CRITICAL_HIGH, reference=interval("3", "5"))))
    assert "(Kritisk høj)  H 7,9" in said


def test_a_result_that_does_not_hold_has_no_number_on_paper() -> None:
    from overblik.domain.lab_result import ResultState

    gone = result("777", "2026-11-20", state=ResultState.CANCELLED)
    for kind in ("failsafe", "laboratory"):
        said = told(labs(gone), kind=kind)
        assert "ANNULLERET" in said
        assert "777" not in said


def test_a_pause_is_in_capitals_and_its_dosage_is_not_bold() -> None:
    paper = paper_of(medicine(medication("Furix", state=MedicationState.PAUSED, changed=day("2026-11-19"))))
    name, dosage, status = row(paper, "furix").cells
    assert words_of(status) == "PAUSERET"
    assert status[0].is_bold
    assert "Ordineret: 1 tablet morgen" in plain(words_of(dosage))
    assert not any(piece.is_bold for piece in dosage)
    assert name[0].is_bold


def test_an_end_date_is_always_printed_and_the_start_of_a_running_drug_on_the_list() -> None:
    ending = medicine(medication("Prednisolon", end=day("2026-11-25")))
    running = medicine(medication("Furix"))
    for kind in ("failsafe", "medication"):
        assert "til 25. nov 2026" in told(ending, kind=kind)
    assert "fra 05. jan 2026" in told(running, kind="medication")
    assert "fra 05. jan 2026" not in told(running)


def test_amount_and_unit_of_a_dosage_and_letter_and_value_of_a_result_stay_on_one_line() -> None:
    dosage = row(paper_of(medicine(medication("Furix", dosage="1 tablet 3 gange daglig"))), "furix").cells[1]
    assert dosage[0].text == "1\u00a0tablet 3\u00a0gange daglig"
    answer = table(
        compose_paper("laboratory", ME, (labs(result("9", "2026-11-20", flag=Flag.HIGH)),), view()), "Prøvesvar"
    )
    assert words_of(next(each for each in answer.rows if len(each.cells) > 1).cells[1]) == "H\u00a09"


def test_withdrawn_and_ended_drugs_are_printed() -> None:
    drugs = (
        medication("Ipren", state=MedicationState.WITHDRAWN, end=day("2026-11-19")),
        medication("Doxycyclin", state=MedicationState.ENDED, end=day("2026-11-02")),
    )
    for kind in ("failsafe", "medication", "handover"):
        said = told(medicine(*drugs), kind=kind)
        assert "Nyligt seponeret eller afsluttet (2)" in said
        assert "SEPONERET" in said
        assert "AFSLUTTET" in said


def test_what_is_hidden_is_a_row_of_the_table_and_is_counted_among_what_is_left_out() -> None:
    hidden = replace(medication("Kanarivin"), row=MedicationEntry.PRIVATE, kind="private_drug", name="", generic="")
    card = section(Standing.BLOCKED, Topic.MEDICATION, hidden, causes=(Cause.PRIVATE_ENTRY,), source="fmk", label="FMK")
    paper = paper_of(card)
    bands = [words_of(each.cells[0]) for each in table(paper, "Medicin").rows]
    assert "Skjult (1): 1 lægemiddel er privatmarkeret. Navn og dosis vises ikke." in bands
    assert "1 skjult lægemiddel (navn og dosis vises ikke)" in absent(plain(paper_text(paper)))


def test_the_names_of_new_documents_are_printed() -> None:
    papers = complete(Topic.DOCUMENTS, document("Epikrise", date=day("2026-11-19")))
    assert "Dokumenter, nyeste Epikrise 19. nov 2026" in told(papers)
    assert "Dokumenter, 2 nye epikrise · notat" in told(papers, news=("epikrise", "notat"))


LACKING = (
    section(Standing.FAILED, Topic.LAB_RESULTS, causes=(Cause.UNREACHABLE,), source="lab", label="Laboratoriet"),
    section(Standing.BLOCKED, Topic.DOCUMENTS, causes=(Cause.WITHHELD,), source="dds", label="Dokumenter"),
    section(Standing.NOT_ASKED, Topic.CARE_PLANS, causes=(Cause.EXPIRED,), source="plan", label="Forløbsplaner"),
    section(Standing.BLOCKED, Topic.APPOINTMENTS, causes=(Cause.MAY_BE_WITHHELD,), source="apd", label="Aftaler"),
    section(Standing.LOADING, Topic.HOME_MONITORING, source="phmr", label="Hjemmemåling"),
    stale(Topic.MEDICATION, medication("Furix"), causes=(Cause.OFFLINE,), age=timedelta(hours=5)),
)


def test_what_is_missing_blocked_failed_old_or_not_chosen_is_named() -> None:
    said = absent(told(*LACKING))
    for part in (
        "Laboratoriet, Prøvesvar: Kunne ikke hentes.",
        "Dokumenter: Spærret af borgeren.",
        "Forløbsplaner, Planer: Ikke hentet. Kopien er for gammel og er slettet",
        "Aftaler: Kan være spærret.",
        "Hjemmemåling (henter …)",
        "Medicin (gemt 04:41)",
        "CAVE: Ikke hentet",
        "Vaccinationer (ikke valgt)",
    ):
        assert part in said, part
    assert said.endswith("Behandlingsniveau: ingen kilde")


_HEAD = {"Stamoplysninger", "CAVE", "Stamkort"}
_LISTS = {"Medicin", "Prøvesvar", "Planer", "Aftaler", "Diagnoser", "Kontakter"}
ON_PAPER = {
    "failsafe": _HEAD | _LISTS | {"Hjemmemåling", "Målinger", "Dokumenter"},
    "medication": _HEAD | {"Medicin"},
    "laboratory": _HEAD | {"Prøvesvar"},
    "handover": _HEAD | _LISTS,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_topic_is_on_the_paper_or_named_as_not_chosen(kind: str) -> None:
    whole = tuple(complete(topic, source=f"s{topic.value}", label=f"Kilde {topic.value}") for topic in Topic)
    said = absent(told(*whole, kind=kind))
    names = {DANISH_WORDS.say(f"topic.{topic.value}") for topic in Topic}
    left_out = {part.removesuffix(" (ikke valgt)").rpartition(": ")[2] for part in said.split(" · ") if "valgt" in part}
    assert left_out == names - ON_PAPER[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_whose_source_failed_is_never_merely_empty(kind: str) -> None:
    failed = (
        section(Standing.FAILED, Topic.MEDICATION, causes=(Cause.UNREACHABLE,), source="fmk", label="FMK"),
        section(Standing.FAILED, Topic.LAB_RESULTS, causes=(Cause.UNREACHABLE,), source="lab", label="Laboratoriet"),
    )
    paper = paper_of(*failed, kind=kind)
    said = "\n".join(plain(paper_text(paper)).splitlines()[:-3])
    assert "Kunne ikke hentes" in said


def test_cave_says_why_it_is_not_known_and_fgvh_stands_in_the_same_box() -> None:
    lost = section(Standing.FAILED, Topic.ALLERGIES, causes=(Cause.UNREACHABLE,))
    head = paper_of(lost).head
    assert plain(words_of(head.cave)) == "Kunne ikke hentes. Der kan være CAVE."
    assert head.fgvh.startswith("FGVH ukendt")
    known = paper_of(complete(Topic.ALLERGIES, allergy("Penicillin", "anafylaksi"))).head
    assert words_of(known.cave).startswith("Penicillin — anafylaksi")


def test_the_foot_says_who_printed_it_under_which_number_and_by_when_it_is_destroyed() -> None:
    paper = paper_of(printed=PRINTED)
    assert paper.foot == "Udskrevet af M. Eksempel, læge · logget · nr. 2026-1123-0007"
    assert plain(paper.destroy) == "Destrueres senest 24. nov 2026 kl. 09:41"
    assert paper_of().foot == "Forhåndsvisning. Logges, når den udskrives."


def test_the_preview_without_a_record_never_says_that_it_is_logged() -> None:
    assert "nr." not in paper_of().foot
    assert "ikke logget" in paper_of(printed=Disclosed("", "")).foot


def test_no_paper_says_today_or_yesterday() -> None:
    old = replace(complete(Topic.CONDITIONS, condition("KOL")), as_of=NOW - timedelta(days=1))
    visit = complete(Topic.CONTACTS, contact("kontrol", start=day("2026-11-22")))
    for kind in KINDS:
        said = told(old, visit, *LACKING, kind=kind)
        assert "i dag" not in said
        assert "i går" not in said


def test_the_patient_stands_in_the_head_and_key_boxes_nowhere() -> None:
    said = told(complete(Topic.PATIENT, NANCY))
    assert said.splitlines()[1].startswith("BERGGREN, Nancy Ann")
    assert "251248-9996" in said


def test_h21_what_was_revealed_is_replaced_by_what_everybody_sees() -> None:
    shown = replace(complete(Topic.DOCUMENTS, document("KANARI")), by_override=True)
    assert without_revealed(shown, None).entries == ()
    assert without_revealed(shown, None).standing is Standing.BLOCKED
    before = section(Standing.BLOCKED, Topic.DOCUMENTS, causes=(Cause.WITHHELD,))
    assert without_revealed(shown, before) is before
    assert without_revealed(before, None) is before
    assert "KANARI" not in told(without_revealed(shown, before))


def test_the_hand_over_tells_what_changed_and_counts_the_rest() -> None:
    drugs = (
        medication("Furix", state=MedicationState.PAUSED, changed=day("2026-11-19")),
        medication("Eliquis"),
        medication("Selo-Zok"),
    )
    said = told(medicine(*drugs), kind="handover")
    assert "furix" in said
    assert "eliquis" not in said
    assert "2 lægemidler på kortet er ikke vist her." in said


def test_the_hand_over_tells_results_outside_and_counts_those_inside() -> None:
    out = result("9", "2026-11-20", flag=Flag.HIGH, reference=interval("3", "5"))
    inside = result("4", "2026-11-20", "Natrium;P", "NPU1", flag=Flag.NORMAL, reference=interval("3", "5"))
    said = told(labs(out, inside), kind="handover")
    assert "H 9" in said
    assert "Natrium" not in said
    assert "1 analyse er ikke vist, heraf 0 uden for interval." in said
