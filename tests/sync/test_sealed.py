"""A text that names a hidden drug is not written, and what was kept of it before goes (H21, safety.md 2a)."""

from dataclasses import replace
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, OTHER, THIRD, care_plan, complete, document, medication, result, section, stale
from overblik.domain.ports import Kept
from overblik.domain.private_words import SEALED
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.store.sightings import Sightings
from overblik.sync.current import Current
from overblik.sync.sealed import seal_store, sealed
from overblik.viewmodels.veil import veiled
from viewmodels.facts import activity, appointment

pytestmark = pytest.mark.rule("H21")
WORDS = frozenset({"kanarivin", "kanarie"})
TEXT = DANISH_WORDS.say("medication.veiled")


def plans() -> Section[Any]:
    told = care_plan("Sygepleje", activities=(activity("Kanarivin gives kl. 8"), activity("Sår skiftes")))
    return complete(Topic.CARE_PLANS, told)


def texts(section: Section[Any]) -> list[str]:
    return [step.text for entry in section.entries for step in entry.fact.activities]


def test_h21_the_text_is_sealed_the_row_stays_and_the_source_is_to_answer_in_full() -> None:
    written = sealed(Kept(plans(), {"etag": "1"}), WORDS)
    assert texts(written.section) == [SEALED, "Sår skiftes"]
    assert written.known == {}
    assert written.section.entries[0].provenance.raw_ref.message == ""


@pytest.mark.parametrize(
    "section",
    [
        complete(Topic.DOCUMENTS, document("Kanarivin")),
        complete(Topic.LAB_RESULTS, result("1", "2026-11-20", "Kanarivin;P")),
        complete(Topic.MEDICATION, medication("Kanarivin")),
        complete(Topic.APPOINTMENTS, appointment("Kanariefugl")),
    ],
    ids=["document", "result", "openly sent", "another word"],
)
def test_h21_what_is_another_sources_own_statement_stays_whole(section: Section[Any]) -> None:
    kept = Kept(section, {"etag": "1"})
    assert sealed(kept, WORDS) is kept
    assert sealed(kept, frozenset()) is kept


def test_h21_what_was_kept_before_is_sealed_as_soon_as_the_words_come() -> None:
    store = SectionStore(memory_database())
    sightings = Sightings(store)
    store.keep(Kept(plans(), {"etag": "1"}))
    sightings.keep_shown(ME, "anna", plans().as_of, (plans(),))
    seal_store(store, ME, WORDS)
    (kept,) = store.sections(ME)
    assert texts(kept.section) == [SEALED, "Sår skiftes"]
    bodies: Any = store.work(lambda connection: connection.execute("SELECT body FROM shown_body").fetchall())
    assert bodies == []


def test_h21_the_screen_says_in_words_what_is_sealed_in_a_copy() -> None:
    copy = replace(stale(Topic.CARE_PLANS), entries=sealed(Kept(plans(), {}), WORDS).section.entries)
    (shown,) = veiled((copy,), TEXT)
    assert texts(shown) == [TEXT, "Sår skiftes"]


def card(standing: Standing, *words: str, causes: tuple[Cause, ...] = (), revealed: bool = False) -> Section[Any]:
    made = section(standing, Topic.MEDICATION, source="fmk", causes=causes)
    return replace(made, private_words=frozenset(words), by_override=revealed)


def test_h21_what_a_card_told_hides_while_it_is_asked_again_and_fails() -> None:
    current = Current()
    current.open(ME)
    current.hide(card(Standing.PARTIAL, "kanarivin", causes=(Cause.PRIVATE_ENTRY,)))
    for later in (card(Standing.LOADING), card(Standing.FAILED, causes=(Cause.UNREACHABLE,))):
        current.hide(later)
        assert current.with_private_words(later).private_words == {"kanarivin"}
    revealed = card(Standing.COMPLETE, revealed=True)
    current.hide(revealed)
    assert current.with_private_words(revealed) is revealed, "with consent the plan is read"
    assert current.private_words(ME) == {"kanarivin"}, "and nothing of it is written"


def test_h21_a_whole_answer_that_hides_nothing_ends_it_and_one_that_cannot_tell_does_not() -> None:
    current = Current()
    current.open(ME)
    current.hide(card(Standing.PARTIAL, "kanarivin", causes=(Cause.PRIVATE_ENTRY,)))
    current.hide(card(Standing.PARTIAL, causes=(Cause.PRIVATE_ENTRY,)))
    assert current.private_words(ME) == {"kanarivin"}
    current.hide(card(Standing.COMPLETE))
    assert current.private_words(ME) == frozenset()


@pytest.mark.rule("H2")
def test_h2_the_words_go_with_the_patient_once_all_is_written() -> None:
    current, waiting = Current(), Kept(plans(), {})
    current.open(ME)
    current.hide(card(Standing.PARTIAL, "kanarivin", causes=(Cause.PRIVATE_ENTRY,)))
    current.put_off(waiting)
    current.open(OTHER)
    assert current.private_words(OTHER) == frozenset()
    assert current.private_words(ME) == {"kanarivin"}, "a copy is still to be written"
    assert current.is_due(waiting)
    current.open(THIRD)
    assert current.private_words(ME) == frozenset()
