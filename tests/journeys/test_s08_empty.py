"""S8: a patient has no shared appointments, or has blocked them: the service answers the same way."""

from pathlib import Path
from typing import Any

import pytest

from clinic import DANISH_WORDS, plain
from journeys.conftest import Desk, Services
from journeys.shared_documents import fetched, now_of, of, sharing
from overblik.domain.grant import DataConsent, Reveal
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.states import describe, notice

pytestmark = pytest.mark.rule("S8", "H6", "H7", "H19", "R21")
EMPTY = "2901559991"
"""A citizen of whom document sharing holds nothing."""
MAY_BE = "Kilden svarede uden indhold. Det kan skyldes, at der intet er, eller at noget er spærret."
NEVER = ("Ingen aftaler", "intet nyt", "uændret", "Spærret af borgeren")


def said(section: Section[Any], moment: str = "") -> tuple[str, str, str]:
    """Give chip, head and text."""
    state = describe(section, now_of(moment) if moment else now_of(), DANISH_WORDS)
    return plain(state.chip), plain(state.heading), plain(state.text)


@pytest.mark.parametrize("kind", ["status", "hang", "fault", "malformed"])
def test_s08_with_the_consent_service_down_an_empty_answer_may_be_a_block(
    sandbox: Services, desk: Desk, kind: str
) -> None:
    facts: dict[str, Any] = {"status": {"status": 503}, "fault": {"code": "processing_problem"}}.get(kind, {})
    sandbox.disturb(kind, "consent", **facts)
    desk.look(EMPTY)
    section = of(desk.program.model.sections, Topic.APPOINTMENTS)
    assert (section.standing, section.has(Cause.MAY_BE_WITHHELD)) == (Standing.BLOCKED, True)
    assert said(section) == ("kan være spærret", "Kan være spærret", MAY_BE)
    spoken = plain(desk.spoken())
    assert "Aftaler, kan være spærret" in spoken
    assert not any(words in MAY_BE + " ".join(said(section)) for words in NEVER)


def test_s08_without_a_block_it_is_complete_and_dated(sandbox: Services, desk: Desk) -> None:
    sandbox.disturb("consent_none", "consent")
    desk.look(EMPTY)
    section = of(desk.program.model.sections, Topic.APPOINTMENTS)
    assert section.says_nothing_recorded
    assert said(section)[1:] == ("Ingen aftaler registreret", "Kilden svarede komplet i dag kl. 09:41.")


def test_s08_a_confirmed_block_is_called_one_and_override_is_offered(sandbox: Services, desk: Desk) -> None:
    sandbox.disturb("consent_all", "consent")
    desk.look(EMPTY)
    section = of(desk.program.model.sections, Topic.APPOINTMENTS)
    assert (section.standing, section.has(Cause.WITHHELD), section.may_override) == (Standing.BLOCKED, True, True)
    assert said(section)[1] == "Spærret af borgeren"
    row = notice(section, now_of(), DANISH_WORDS, named=True)
    assert isinstance(row, NoticeRow)
    assert plain(row.action) == "Værdispring…"


def test_s08_the_former_answer_of_the_consent_service_is_never_used_again(sandbox: Services, desk: Desk) -> None:
    sandbox.disturb("consent_none", "consent")
    desk.look(EMPTY)
    sandbox.heal()
    sandbox.disturb("status", "consent", status=503)
    desk.program.model.fetch_again()
    desk.wait()
    assert of(desk.program.model.sections, Topic.APPOINTMENTS).has(Cause.MAY_BE_WITHHELD)


def test_s08_an_error_beside_entries_shows_both(sandbox: Services, desk: Desk) -> None:
    sandbox.disturb("partial", "dds", "RegistryStoredQuery", repository="urn:oid:1.3.6.1.4.1.21367.2010.1.2.2040")
    desk.look("2512489996")
    section = of(desk.program.model.sections, Topic.APPOINTMENTS)
    assert section.standing is Standing.PARTIAL
    assert section.entries
    chip, head, text = said(section)
    assert (chip, head) == ("ikke alt hentet", "Ikke alt er hentet")
    assert "1.3.6.1.4.1.21367.2010.1.2.2040" in text


def test_s08_with_the_link_cut_the_empty_copy_says_that_it_is_one(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    with sharing(None, tmp_path) as (running, settings):
        running.disturb("consent_none", "consent")
        fetched(settings, EMPTY, ring=ring)
    steps = [
        ("2026-11-23T10:41:00+01:00", "Kopien fra i dag kl. 09:41 er tom. Der kan være kommet nyt."),
        ("2026-11-24T09:41:01+01:00", "Ikke oplyst. Kopien fra 23. nov 2026 kl. 09:41 er for gammel."),
    ]
    for moment, words in steps:
        section = of(fetched(settings, EMPTY, offline=True, moment=moment, ring=ring), Topic.APPOINTMENTS)
        assert (section.standing, section.has(Cause.OFFLINE)) == (Standing.STALE, True)
        _, head, text = said(section, moment)
        assert words in f"{head} {text}", moment
        assert not any(never in f"{head} {text}" for never in NEVER)


@pytest.mark.rule("T22")
def test_t22_an_override_is_shown_marked_and_never_written(tmp_path: Path) -> None:
    ring, silent = MemoryKeyring(), "1106929990"
    reveal = Reveal(DataConsent.OVERRIDDEN, "Bevidstløs patient")
    with sharing(None, tmp_path) as (running, settings):
        before = of(fetched(settings, silent, ring=ring), Topic.DOCUMENTS)
        assert (before.standing, before.entries) == (Standing.BLOCKED, ())
        shown = of(fetched(settings, silent, ring=ring, reveal=reveal), Topic.DOCUMENTS)
        assert shown.by_override
        assert shown.entries
        rows = running.order("requests", None, "GET")["requests"]
        assert any(row.get("override") for row in rows)
    kept = of(fetched(settings, silent, ring=ring, offline=True), Topic.DOCUMENTS)
    assert kept.entries == ()
