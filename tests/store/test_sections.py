"""Snapshots and raw messages: kept, read, replaced, erased; nothing is given back that was not written."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from overblik.domain.patient import MasterData, PatientId, Sex
from overblik.domain.ports import Kept, RawMessage
from overblik.domain.section import Scoped, Section, Standing, Topic
from overblik.store.database import memory_database, open_database
from overblik.store.sections import SectionStore
from store.facts import KEY, ME, NOW, OTHER, any_section, kept, provenance, section

CANARY = "kanariefuglemedicin"


def message(text: str) -> RawMessage:
    content = text.encode() * 50
    return RawMessage(hashlib.sha256(content).hexdigest(), "http://ehr/DocumentReference", content)


def titles(store: SectionStore, patient=ME) -> list[str]:
    return sorted(entry.fact.title for one in store.sections(patient) for entry in one.section.entries)


@given(any_section())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_section_comes_back_as_it_was(made: Section) -> None:
    store = SectionStore(memory_database())
    store.keep(Kept(made, {"etag": "1", "since": "2"}))
    assert store.sections(ME) == (Kept(made, {"etag": "1", "since": "2"}),)
    store.close()


def test_a_section_is_replaced_whole_and_its_neighbours_stay(store: SectionStore) -> None:
    for one in (kept(("a", "b")), kept(("c",), source="lab"), kept(("d",), patient=OTHER)):
        store.keep(one)
    store.keep(kept(("e",)))
    assert titles(store) == ["c", "e"]
    assert titles(store, OTHER) == ["d"]


def test_what_was_kept_is_there_after_a_restart(path: Path) -> None:
    first = SectionStore(open_database(path, KEY))
    first.keep(kept(("a",)))
    first.close()
    second = SectionStore(open_database(path, KEY))
    assert second.sections(ME) == (kept(("a",)),)
    second.close()


def test_a_raw_message_stands_in_its_own_table_and_its_digest_is_checked(store: SectionStore) -> None:
    raw = message("besked")
    store.keep(kept(message=raw.digest))
    store.keep_raw(section(message=raw.digest), (raw, message("ingen peger på mig")))
    assert store.raw(ME, raw.digest) == raw
    assert store.raw(ME, message("ingen peger på mig").digest) is None
    assert store.raw(OTHER, raw.digest) is None
    assert store._connection.execute("SELECT count(*) FROM raw_message").fetchall() == [(1,)]
    for damage in (b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"):
        store._connection.execute("UPDATE raw_message SET content = ?", (damage,))
        assert store.raw(ME, raw.digest) is None


def test_a_message_is_kept_while_any_section_points_into_it(store: SectionStore) -> None:
    raw = message("delt")
    for source in ("ehr", "lab"):
        store.keep_raw(section(source=source, message=raw.digest), (raw,))
    store.erase(ME, Topic.DOCUMENTS, "ehr")
    assert store.raw(ME, raw.digest) == raw
    store.erase(ME, Topic.DOCUMENTS, "lab")
    assert store.raw(ME, raw.digest) is None


def test_an_unchanged_answer_without_bytes_keeps_the_message_of_before(store: SectionStore) -> None:
    raw = message("besked")
    store.keep_raw(section(message=raw.digest), (raw,))
    store.keep_raw(section(message=raw.digest), ())
    assert store.raw(ME, raw.digest) == raw
    store.keep_raw(section(message=message("ny").digest), (message("ny"),))
    assert store.raw(ME, raw.digest) is None


def test_what_is_too_old_is_erased_by_topic(store: SectionStore) -> None:
    raw = message("besked")
    store.keep(kept(message=raw.digest))
    store.keep_raw(section(message=raw.digest), (raw,))
    store.keep(kept(topic=Topic.DOCUMENTS, patient=OTHER))
    assert store.erase_older(Topic.DOCUMENTS, NOW) == 0
    assert store.erase_older(Topic.MEDICATION, NOW + timedelta(days=1)) == 0
    assert store.erase_older(Topic.DOCUMENTS, NOW + timedelta(microseconds=1)) == 2
    assert store.sections(ME) == store.sections(OTHER) == ()
    assert store.raw(ME, raw.digest) is None


@pytest.mark.rule("T8")
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE section SET body = zeroblob(length(body))",
        "UPDATE section SET digest = zeroblob(32)",
        "UPDATE section SET patient = (SELECT 'urn:oid:1.2.208.176.1.2|0309363991')",
        "UPDATE section SET topic = 'medication'",
        "UPDATE section SET topic = 'horoscope'",
        "UPDATE section SET source = 'lab'",
    ],
)
def test_t8_a_row_that_was_tampered_with_is_dropped_and_never_given(store: SectionStore, damage: str) -> None:
    store.keep(kept(("a",)))
    store._connection.execute(damage)
    assert store.sections(ME) == store.sections(OTHER) == ()
    assert store._connection.execute("SELECT count(*) FROM section").fetchall() == [(0,)]


@pytest.mark.rule("T8")
def test_t8_a_body_that_is_whole_but_of_another_form_is_dropped(store: SectionStore) -> None:
    store.keep(kept(("a",)))
    body = b"\x93\x01\x02\x03"
    store._connection.execute("UPDATE section SET body = ?, digest = ?", (body, hashlib.sha256(body).digest()))
    assert store.sections(ME) == ()


def master(patient: PatientId, family: str) -> Section:
    fact = MasterData(family, "", None, Sex.FEMALE, False, None, False, (), (), "", False, (), ())
    entry = Scoped(patient, fact, provenance())
    return Section(patient, Topic.PATIENT, "ehr", "EPJ", Standing.COMPLETE, entries=(entry,), as_of=NOW)


def test_the_kept_citizens_are_known_by_their_master_data(store: SectionStore) -> None:
    store.keep(kept())
    for patient, family in ((ME, "Berggren"), (OTHER, "Thomsen")):
        store.keep(Kept(master(patient, family), {}))
    assert {each.entries[0].fact.family for each in store.patients()} == {"Berggren", "Thomsen"}
    store._connection.execute("UPDATE section SET patient = 'x|y' WHERE patient LIKE '%0309363991'")
    assert [each.entries[0].fact.family for each in store.patients()] == ["Berggren"]
    store._connection.execute("UPDATE section SET digest = zeroblob(32)")
    assert store.patients() == ()


@pytest.mark.rule("T6")
def test_t6_after_erasing_nothing_readable_remains_in_the_decrypted_pages(path: Path) -> None:
    store = SectionStore(open_database(path, KEY))
    raw = message(CANARY)
    for number in range(20):
        store.keep(kept((f"{CANARY}{number}" * 40 * (1 + number % 2 * 50),), source=str(number), message=raw.digest))
        store.keep_raw(section(source=str(number), message=raw.digest), (raw,))
    assert CANARY.encode() in decrypted(store)
    for number in range(20):
        store.erase(ME, Topic.DOCUMENTS, str(number))
    assert path.with_name("cache.db-wal").stat().st_size == 0
    assert CANARY.encode() not in decrypted(store)
    store.close()


def decrypted(store: SectionStore) -> bytes:
    """The pages without their cipher, free ones included."""
    return bytes(store._connection.serialize("main"))
