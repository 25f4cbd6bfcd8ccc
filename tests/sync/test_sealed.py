"""A text that names a hidden drug is not written, and what was kept of it before goes (H21, safety.md 2a)."""

from dataclasses import replace
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, care_plan, complete, document, medication, result, stale
from overblik.domain.ports import Kept
from overblik.domain.private_words import SEALED
from overblik.domain.section import Section, Topic
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.store.sightings import Sightings
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
