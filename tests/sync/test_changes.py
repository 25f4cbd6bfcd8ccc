"""What is new since the last look: told once, by an act alone taken away, never guessed of what was not there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, allergy, care_plan, complete, day, medication, result, stale
from overblik.domain.clinical import Currency
from overblik.domain.lab_result import Flag, ResultState
from overblik.domain.medication import MedicationEntry, MedicationState
from overblik.domain.private_words import SEALED, pattern_of, veiled_section
from overblik.domain.section import Cause, Section, Topic
from overblik.domain.sighting import HIDDEN, Sighting, Trace
from overblik.sync.changes import News, Turn, adopted, all_seen, news_of
from overblik.sync.traces import Tracer, traces_of, traces_without
from viewmodels.facts import appointment, document

SINCE = NOW - timedelta(days=11)


def traced(*sections: Section[Any]) -> dict[Any, Any]:
    return {(one.topic, one.source): traces_of(one) for one in sections}


def seen(*sections: Section[Any]) -> Sighting:
    """What a clinician has seen who saw these sections."""
    return all_seen(Sighting(ME, SINCE), traced(*sections).values(), SINCE)


def news(sighting: Sighting, *sections: Section[Any]) -> News:
    return news_of(sighting, sections, traced(*sections))


def turns(found: News) -> list[Turn]:
    return [item.turn for item in found.items]


def labs(*facts: Any, **more: Any) -> Section[Any]:
    return complete(Topic.LAB_RESULTS, *facts, **more)


def test_what_stands_as_it_stood_is_not_new() -> None:
    same = (labs(result("118", "2026-11-01")), complete(Topic.MEDICATION, medication("metformin")))
    assert news(seen(*same), *same).items == ()


def test_a_result_that_was_not_there_is_new_and_is_found_in_its_place() -> None:
    before = labs(result("118", "2026-08-12"))
    now = labs(result("118", "2026-08-12"), result("142", "2026-11-20"))
    (item,) = news(seen(before), now).items
    assert (item.turn, item.entries, item.source) == (Turn.NEW, (1,), "ehr")


@pytest.mark.parametrize(
    "after",
    [
        result("5.2", "2026-11-01"),
        result("5.1", "2026-11-01", flag=Flag.HIGH),
        result("5.1", "2026-11-01", state=ResultState.CANCELLED),
        result("5.1", "2026-11-01", comparator="<"),
    ],
    ids=["value", "flag", "annulled", "comparator"],
)
def test_a_result_that_says_something_else_has_changed(after: Any) -> None:
    assert turns(news(seen(labs(result("5.1", "2026-11-01"))), labs(after))) == [Turn.CHANGED]


def test_a_preliminary_answer_that_becomes_final_says_nothing_new() -> None:
    before = labs(result("5.1", "2026-11-01", state=ResultState.PRELIMINARY))
    assert news(seen(before), labs(result("5.1", "2026-11-01"))).items == ()


def test_answers_about_one_sample_are_one_item_in_whatever_order_they_come() -> None:
    first, corrected = result("5.1", "2026-11-01"), result("5.3", "2026-11-01", state=ResultState.CORRECTED)
    before = labs(first, corrected)
    assert news(seen(before), labs(corrected, first)).items == ()
    assert [item.entries for item in news(seen(labs(first)), before).items] == [(0, 1)]


def test_a_sample_that_is_only_received_is_no_result_yet() -> None:
    assert news(seen(labs()), labs(result("", "2026-11-01", state=ResultState.RECEIVED))).items == ()


@pytest.mark.parametrize(
    "change",
    [
        {"dosage": "2 tabletter morgen"},
        {"strength": "1000 mg"},
        {"state": MedicationState.PAUSED},
        {"state": MedicationState.WITHDRAWN},
        {"end": day("2026-12-24")},
    ],
    ids=["dose", "strength", "paused", "withdrawn", "end"],
)
def test_a_drug_that_changed_is_told_with_what_it_was(change: dict[str, Any]) -> None:
    before = medication("metformin", strength="500 mg")
    found = news(seen(complete(Topic.MEDICATION, before)), complete(Topic.MEDICATION, replace(before, **change)))
    assert turns(found) == [Turn.CHANGED]
    assert found.items[0].was == "active"


def test_a_drug_that_is_gone_from_a_whole_answer_is_told_and_its_name_is_not_kept() -> None:
    before = complete(Topic.MEDICATION, medication("metformin"), medication("kanarivin"))
    sighting = seen(before)
    found = news(sighting, complete(Topic.MEDICATION, medication("metformin")))
    assert turns(found) == [Turn.GONE]
    assert "kanarivin" not in repr(sighting) + repr(found)


@pytest.mark.parametrize("cause", [Cause.OFFLINE, Cause.UNREACHABLE])
def test_what_a_copy_does_not_hold_is_not_said_to_be_gone(cause: Cause) -> None:
    before = complete(Topic.MEDICATION, medication("metformin"), medication("losartan"))
    copy = stale(Topic.MEDICATION, medication("metformin"), causes=(cause,))
    assert news(seen(before), copy).items == ()


@pytest.mark.rule("H21")
def test_h21_a_private_entry_leaves_no_trace() -> None:
    hidden = medication("kanarivin", row=MedicationEntry.PRIVATE)
    assert traces_of(complete(Topic.MEDICATION, hidden)).items == {}


@pytest.mark.rule("H21")
def test_h21_no_difference_is_told_of_what_names_a_hidden_drug() -> None:
    told = complete(Topic.APPOINTMENTS, appointment("Kanarivin gives", start=day("2026-12-21T20:00:00+01:00")))
    copy = veiled_section(told, pattern_of(frozenset({"kanarivin"})), SEALED)
    assert turns(news(seen(told), copy)) == []
    assert turns(news(seen(copy), told)) == []
    other = complete(Topic.APPOINTMENTS, appointment("Blodprøve", start=day("2026-12-21T20:00:00+01:00")))
    assert turns(news(seen(other), told)) == [Turn.CHANGED]


@pytest.mark.rule("H21")
def test_h21_no_fingerprint_is_kept_of_what_names_a_hidden_drug() -> None:
    visit = appointment("Kanarivin gives", start=day("2026-12-21T20:00:00+01:00"))
    told = traces_of(
        complete(Topic.APPOINTMENTS, visit, appointment("Blodprøve", start=day("2026-12-22T08:00:00+01:00")))
    )
    kept = traces_without(told, frozenset({"kanarivin"}))
    assert list(kept.items) == list(told.items)
    first, second = kept.items.values()
    assert (first.content, first.like) == (HIDDEN, "")
    assert second is list(told.items.values())[1]
    assert traces_without(told, frozenset()) is told


def test_two_sources_tell_one_thing_that_is_new_once() -> None:
    told = result("5.1", "2026-11-20")
    here, there = labs(told), labs(told, source="dds", label="Delte prøvesvar")
    before = (labs(), labs(source="dds", label="Delte prøvesvar"))
    found = news(seen(*before), here, there)
    assert [(item.source, item.is_twin) for item in found.items] == [("ehr", False), ("dds", True)]


def test_what_was_seen_from_one_source_is_not_new_from_another() -> None:
    told = result("5.1", "2026-11-01")
    before = seen(labs(told), labs(source="dds"))
    assert news(before, labs(told), labs(told, source="dds")).items == ()


def test_an_appointment_that_is_sent_anew_at_another_time_was_moved() -> None:
    old = appointment("Kontrol", start=day("2026-12-09"))
    before = complete(Topic.APPOINTMENTS, old, appointment("Spirometri", start=day("2026-12-07")))
    other = complete(Topic.APPOINTMENTS, replace(old, start=day("2026-12-02")))
    anew = replace(other, entries=tuple(_named(entry, "apd-ny") for entry in other.entries))
    kept_one = complete(Topic.APPOINTMENTS, old, appointment("Spirometri", start=day("2026-12-07"))).entries[1]
    found = news(seen(before), replace(anew, entries=(*anew.entries, kept_one)))
    assert [(item.turn, item.was) for item in found.items] == [(Turn.CHANGED, "2026-12-09")]


def _named(entry: Any, name: str) -> Any:
    return replace(entry, provenance=replace(entry.provenance, document_id=name))


def test_of_a_source_that_was_not_there_only_what_is_dated_after_the_look_is_new() -> None:
    found = news(
        Sighting(ME, SINCE),
        labs(result("4.4", "2026-08-12"), result("5.1", "2026-11-20")),
    )
    assert [item.entries for item in found.items] == [(1,)]
    assert found.uncompared == (), "where nothing could be compared no source is named"
    drugs = complete(Topic.MEDICATION)
    assert news(seen(drugs), drugs, labs()).uncompared == ((Topic.LAB_RESULTS, "ehr"),)


def test_an_appointment_without_a_former_look_is_not_guessed_to_be_new() -> None:
    booked = appointment("Kontrol", start=day("2026-12-09"))
    moved = appointment("Syn", start=day("2026-12-02"), moved_from=day("2026-12-09"))
    section = complete(Topic.APPOINTMENTS, booked, moved)
    dated = tuple(
        replace(entry, provenance=replace(entry.provenance, source_time=day("2026-11-20"))) for entry in section.entries
    )
    found = news(Sighting(ME, SINCE), replace(section, entries=dated))
    assert [(item.entries, item.turn) for item in found.items] == [((1,), Turn.CHANGED)]


def test_marks_go_by_an_act_alone() -> None:
    before, now = labs(result("4.4", "2026-11-01")), labs(result("5.1", "2026-11-01"))
    sighting = seen(before)
    found = news(sighting, now)
    assert turns(found) == [Turn.CHANGED]
    assert adopted(sighting, traced(now).values(), found) is sighting, "looking again is no act"
    assert news(all_seen(sighting, traced(now).values(), NOW), now).items == ()


@pytest.mark.parametrize("turn", [Turn.NEW, Turn.CHANGED])
def test_what_is_new_of_an_adopted_section_stays_new(turn: Turn) -> None:
    made = day("2026-11-20" if turn is Turn.NEW else "2014-01-14")
    section = complete(
        Topic.MEDICATION, medication("metformin", start=made, changed=day("2026-11-20")), medication("losartan")
    )
    first = news(Sighting(ME, SINCE), section)
    after = adopted(Sighting(ME, SINCE), traced(section).values(), first)
    assert turns(first) == turns(news(after, section)) == [turn]


def test_a_section_that_failed_is_no_baseline() -> None:
    from clinic import section as any_section
    from overblik.domain.section import Standing

    failed = any_section(Standing.FAILED, Topic.LAB_RESULTS, causes=(Cause.UNREACHABLE,))
    assert seen(failed).parts == {}


def test_what_is_not_there_now_stays_as_it_was_seen() -> None:
    before = (labs(result("4.4", "2026-11-01")), complete(Topic.DOCUMENTS, document("Epikrise")))
    later = all_seen(seen(*before), traced(before[0]).values(), NOW)
    assert (Topic.DOCUMENTS, "ehr") in later.parts


def test_plans_allergies_and_documents_are_compared() -> None:
    before = (
        complete(Topic.CARE_PLANS, care_plan("KOL")),
        complete(Topic.ALLERGIES, allergy("penicillin")),
        complete(Topic.DOCUMENTS, document("Epikrise")),
    )
    now = (
        complete(Topic.CARE_PLANS, care_plan("KOL", currency=Currency.PAST)),
        complete(Topic.ALLERGIES, allergy("penicillin"), allergy("jod")),
        complete(Topic.DOCUMENTS, document("Epikrise"), document("Notat")),
    )
    assert turns(news(seen(*before), *now)) == [Turn.CHANGED, Turn.NEW, Turn.NEW]


def test_items_that_came_before_are_not_read_again() -> None:
    tracer, section = Tracer(), labs(result("4.4", "2026-11-01"))
    first = tracer.of(section)
    again = tracer.of(replace(section, as_of=NOW + timedelta(minutes=5)))
    assert first is not None
    assert again is not None
    assert again.items is first.items
    assert tracer.of(complete(Topic.HOME_MONITORING)) is None


def test_a_trace_holds_nothing_of_what_it_traces() -> None:
    told = traces_of(complete(Topic.MEDICATION, medication("kanarivin", dosage="1 kanarietablet")))
    assert "kanari" not in repr(told.items)
    assert all(isinstance(trace, Trace) for trace in told.items.values())
