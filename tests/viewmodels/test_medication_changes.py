"""New and changed drugs on the card: their word, bar, place and what was before (screens.md 3.3, H22)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, day, medication, plain, scoped, view
from overblik.domain.medication import Medication, MedicationState
from overblik.domain.medicine_card import Act, DrugPeriod, MedicineCard, Ordination, Pause, Product
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.viewmodels.json_medication import medication_as_json
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.rows import Card, MedicationRow
from overblik.viewmodels.text_report import card_as_text

LONG_AGO, LATELY, JUST_OLD = "2014-01-14T08:00:00Z", "2026-11-19T12:20:00Z", "2026-10-23T12:00:00Z"
NOW_500 = Product("Metformin Sandoz", strength="500 mg", form="tabletter")
BEFORE = DrugPeriod(
    day("2018-05-11"),
    day(LATELY),
    "5",
    replace(NOW_500, strength="1000 mg"),
    None,
    "1 tablet morgen\nog aften",
    False,
    None,
)


def drug(name: str, made: "str | None" = LONG_AGO, changed: "str | None" = None, **more: Any) -> Medication:
    told = {key: more.pop(key) for key in list(more) if key in Ordination.__dataclass_fields__}
    acts = {"created": Act(day(made)) if made else None, "modified": Act(day(changed)) if changed else None}
    card = replace(Ordination("1", "1", replace(NOW_500, name=name)), **acts, **told)
    return medication(name, **{"kind": "ordination", "ordination": card, **more})


def shown(*facts: Medication, now: Any = NOW, **more: Any) -> list[MedicationRow]:
    entries = tuple(scoped(fact, f"DrugMedication/{place}", source="fmk") for place, fact in enumerate(facts))
    section = Section(
        ME,
        Topic.MEDICATION,
        "fmk",
        "FMK",
        Standing.COMPLETE,
        entries=entries,
        as_of=NOW,
        asked_at=NOW,
        card=MedicineCard("7"),
    )
    rows = medication_card((replace(section, **more),), view(now)).rows
    return [row for row in rows if isinstance(row, MedicationRow)]


def said(row: MedicationRow) -> str:
    assert row.badge is not None
    return plain(row.badge.text)


@pytest.mark.parametrize(
    ("made", "changed", "word", "bar"),
    [
        (LONG_AGO, LATELY, "Ændret 19. nov 2026", Tone.NEW),
        (LATELY, None, "Ny", Tone.NEW),
        (LATELY, LATELY, "Ny", Tone.NEW),
        ("2026-11-18T08:00:00Z", LATELY, "Ændret 19. nov 2026", Tone.NEW),
        (None, LATELY, "Ændret 19. nov 2026", Tone.NEW),
        (LONG_AGO, "2026-10-24T12:00:00Z", "Ændret 24. okt 2026", Tone.NEW),
        (LONG_AGO, JUST_OLD, "Aktiv", None),
        (JUST_OLD, None, "Aktiv", None),
        (JUST_OLD, LONG_AGO, "Aktiv", None),
        (None, None, "Aktiv", None),
        (LONG_AGO, "2026-11", "Aktiv", None),
    ],
)
def test_a_drug_says_for_thirty_days_that_it_is_new_or_changed(
    made: "str | None", changed: "str | None", word: str, bar: "Tone | None"
) -> None:
    (row,) = shown(drug("Prøvol", made, changed))
    assert (said(row), row.bar) == (word, bar)
    assert row.badge is not None
    assert (row.badge.tone is Tone.NEW) == (bar is Tone.NEW)


@pytest.mark.rule("H22")
@pytest.mark.parametrize("days", [0, 26, 27, 400])
def test_h22_no_clock_takes_a_mark_away_in_a_copy(days: int) -> None:
    stale = {"standing": Standing.STALE, "reasons": (Reason(Cause.OFFLINE),), "from_copy": True}
    (row,) = shown(drug("Prøvol", LONG_AGO, LATELY), now=NOW + timedelta(days=days), **stale)
    assert said(row) == "Ændret 19. nov 2026"


def test_what_was_before_stands_in_a_line_of_its_own_on_screen_in_speech_text_and_json() -> None:
    fact = drug("Metformin Sandoz", LONG_AGO, LATELY, previous=BEFORE)
    (row,) = shown(fact)
    assert plain(row.before) == "Før: 1 000 mg, 1 tablet morgen og aften"
    assert row.before in row.accessible
    assert row.before in "\n".join(card_as_text(Card("medication", "Medicin", "M", "pill", "", rows=(row,))))
    told = medication_as_json(fact)
    assert (told["changed_at"], told["previous_missing"]) == (LATELY, False)
    assert told["previous"] == {
        "name": "Metformin Sandoz",
        "strength": "1000 mg",
        "form": "tabletter",
        "dosage": "1 tablet morgen\nog aften",
        "paused": False,
        "until": LATELY,
    }


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"previous_missing": True}, "Før: ikke hentet"),
        ({}, ""),
        ({"previous": replace(BEFORE, paused=True)}, "Før: 1 000 mg, 1 tablet morgen og aften, pauseret"),
        (
            {"previous": replace(BEFORE, product=replace(NOW_500, name="Glucophage", form="kapsler"))},
            "Før: Glucophage, 500 mg kapsler, 1 tablet morgen og aften",
        ),
    ],
)
def test_what_was_before_is_told_as_far_as_it_is_known(more: dict[str, Any], line: str) -> None:
    (row,) = shown(drug("Metformin Sandoz", LONG_AGO, LATELY, **more))
    assert plain(row.before) == line


def test_changed_stand_first_then_new_then_paused_then_the_others_as_sent() -> None:
    rows = shown(
        drug("Plan", state=MedicationState.PLANNED),
        drug("Fast"),
        drug("Pause", changed=LATELY, state=MedicationState.PAUSED),
        drug("Ny", LATELY),
        drug("Anden"),
        drug("Ændret", LONG_AGO, LATELY),
    )
    assert [row.name for row in rows] == ["ændret", "ny", "pause", "fast", "anden", "plan"]


@pytest.mark.parametrize(("when", "tone"), [(LATELY, Tone.NEW), (LONG_AGO, Tone.STALE), (None, Tone.STALE)])
def test_a_paused_drug_keeps_its_word_and_an_older_pause_its_colour(when: "str | None", tone: Tone) -> None:
    pause = Pause(None, None, Act(day(when)) if when else None)
    (row,) = shown(drug("Prøvol", LONG_AGO, LATELY, state=MedicationState.PAUSED, pause=pause))
    assert (said(row), row.bar) == ("Pauseret", tone)


@pytest.mark.parametrize(("when", "tone"), [(LATELY, Tone.NEW), (JUST_OLD, None)])
def test_a_drug_that_was_lately_withdrawn_has_the_bar_and_its_own_word(when: str, tone: "Tone | None") -> None:
    fact = drug("Prøvol", LONG_AGO, when, state=MedicationState.WITHDRAWN, withdrawn=Act(day(when)))
    rows = shown(fact)
    assert [(said(row), row.bar) for row in rows] == [("Seponeret", tone)] * bool(rows)
    assert bool(rows) == (tone is Tone.NEW), "older ones are told by their number"
