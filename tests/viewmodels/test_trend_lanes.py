"""Medicine under the trend: start, stop, pause and change as recorded, nothing guessed, nothing hidden named (H21)."""

from dataclasses import replace
from typing import Any

from clinic import complete, day, medication, plain, result, section
from overblik.domain.medication import MedicationEntry, MedicationState
from overblik.domain.medicine_card import Act, Ordination, Pause, Product
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.viewmodels.trend_values import Doing, Lane, Medicines
from viewmodels.facts import former_period
from viewmodels.trends import made

POINTS = (result("142", "2026-11-20"), result("78", "2021-03-10"))


def card(**more: Any) -> Ordination:
    return Ordination("1", "1", Product("Metformin", strength="500 mg"), **more)


def told(*facts: Any, drugs: Any = None) -> Medicines:
    return made(*POINTS, more=(complete(Topic.MEDICATION, *facts, label="FMK"),), drugs=drugs).medicines


def lane(fact: Any) -> Lane:
    (found,) = told(fact).lanes
    return found


def days(one: Lane) -> list[tuple[str, Doing]]:
    from datetime import UTC, datetime

    def text(when: float | None) -> str:
        return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d") if when is not None else ""

    return [(f"{text(part.since)}..{text(part.until)}", part.doing) for part in one.parts]


def test_a_current_drug_goes_from_its_start_until_now() -> None:
    one = lane(medication("Losartan", start=day("2024-10-15T08:00:00Z")))
    assert days(one) == [("2024-10-15..2026-11-23", Doing.TAKEN)]
    assert (one.name, one.text, one.has_start, one.has_end) == ("losartan", "10 mg, 1 tablet morgen", True, False)


def test_a_changed_dose_says_both_and_what_was_before_is_told_by_no_one() -> None:
    old = former_period("2018-05-11T08:00:00Z", "2026-11-19T08:00:00Z", "1000 mg")
    fact = medication("Metformin", strength="500 mg", start=day("2014-01-14T08:00:00Z"), ordination=card(previous=old))
    one = lane(fact)
    assert days(one) == [
        ("2014-01-14..2018-05-11", Doing.UNKNOWN),
        ("2018-05-11..2026-11-19", Doing.TAKEN),
        ("2026-11-19..2026-11-23", Doing.TAKEN),
    ]
    assert plain(one.text) == "1 000 mg, 1 tablet morgen → 500 mg, 19. nov 2026"


def test_a_change_of_which_nobody_told_the_dose_before_is_drawn_as_unknown() -> None:
    fact = medication(
        "Metformin", ordination=card(previous_missing=True, modified=Act(day("2026-05-01T08:00:00Z"), "L. Prøve"))
    )
    assert [doing for _, doing in days(lane(fact))] == [Doing.UNKNOWN, Doing.TAKEN]


def test_a_pause_begins_where_the_card_says_and_its_end_is_words_alone() -> None:
    pause = Pause(day("2026-11-19"), day("2026-11-26"), None)
    one = lane(medication("Furix", state=MedicationState.PAUSED, ordination=card(pause=pause)))
    assert [doing for _, doing in days(one)] == [Doing.TAKEN, Doing.PAUSED]
    assert plain(one.text).endswith("pauseret 19. nov 2026–26. nov 2026")


def test_a_withdrawn_drug_ends_by_its_act() -> None:
    act = Act(day("2026-11-19T08:00:00Z"), "L. Prøve")
    one = lane(medication("Ipren", state=MedicationState.WITHDRAWN, ordination=card(withdrawn=act)))
    assert days(one)[-1][0].endswith("..2026-11-19")
    assert one.has_end
    assert plain(one.text).endswith("seponeret 19. nov 2026")


def test_an_unknown_start_is_said_and_drawn_open() -> None:
    one = lane(medication("Ukendt", ordination=card(started_previously=True)))
    assert (one.parts[0].since, one.has_start) == (None, False)
    assert "start ukendt (tidligere)" in one.text


def test_what_is_entered_in_error_not_taken_or_over_before_the_time_is_no_lane() -> None:
    gone = [medication("Fejl", state=state) for state in (MedicationState.ENTERED_IN_ERROR, MedicationState.NOT_TAKEN)]
    gone.append(medication("Gammel", state=MedicationState.ENDED, start=day("2001-01-01"), end=day("2002-01-01")))
    assert told(*gone).lanes == ()


def test_six_are_drawn_first_what_changed_and_the_others_are_named_and_can_be_chosen() -> None:
    old = [medication(f"Gammel{n}", start=day("2010-01-01")) for n in range(6)]
    new = medication("Ny", start=day("2026-10-01"))
    found = told(*old, new)
    assert [one.name for one in found.lanes] == ["gammel0", "gammel1", "gammel2", "gammel3", "gammel4", "ny"]
    assert [one.name for one in found.others] == ["gammel5"]
    chosen = told(*old, new, drugs=frozenset({found.others[0].key}))
    assert [one.name for one in chosen.lanes] == ["gammel5"]


def test_h21_a_private_drug_is_no_lane_and_has_no_name_only_that_it_is_there() -> None:
    private = replace(medication(""), row=MedicationEntry.PRIVATE, kind="private_drug", name="", generic="")
    hidden = section(
        Standing.BLOCKED,
        Topic.MEDICATION,
        private,
        medication("Losartan"),
        causes=(Reason(Cause.PRIVATE_ENTRY, 1),),
        label="FMK",
    )
    found = made(*POINTS, more=(hidden,)).medicines
    assert [one.name for one in (*found.lanes, *found.others)] == ["losartan"]
    assert "1 lægemiddel er privatmarkeret. Navn og dosis vises ikke." in found.notes


def test_medicine_that_could_not_be_fetched_is_said_and_never_shown_as_none() -> None:
    failed = section(Standing.FAILED, Topic.MEDICATION, causes=(Cause.UNREACHABLE,), label="FMK")
    found = made(*POINTS, more=(failed,)).medicines
    assert (found.lanes, found.notes) == ((), ("Kunne ikke hentes",))
