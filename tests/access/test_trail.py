"""No audit, no data: a durable intent before each look, and a chain that shows every change."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import apsw
import pytest

from access.chains import rehashed
from overblik.access.chain import read
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import TrailKeys, trail_keys
from overblik.domain.errors import CannotWrite, ChainBroken, ReasonMissing
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import cpr, e_cpr, local
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SetClock
from overblik.store.trail_file import TrailFile
from overblik.store.trail_reading import read_records
from trail_reading import KEYS, bodies

NANCY = cpr("2512489996")
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
DOCTOR = Clinician("local-user", "M. Eksempel", "læge")
TREATMENT = LookReason(Basis.TREATMENT)
SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 14), ("lab", "lab_results", Standing.FAILED, 0)), True)

FAILURES: dict[str, Callable[[TrailFile], object]] = {
    "query_only": lambda file: file.connection.pragma("query_only", True),
    "full": lambda file: file.connection.pragma("max_page_count", 1),
    "closed": lambda file: file.close(),
}


def trail(file: TrailFile, keys: TrailKeys = KEYS) -> AuditTrail:
    return AuditTrail(file, keys, SetClock(NOW), SystemRandom())


def right(file: TrailFile) -> RightToLook:
    return RightToLook(trail(file), SetClock(NOW), DOCTOR)


@pytest.mark.rule("T20")
def test_t20_the_intent_is_on_disk_before_the_grant_exists(file: TrailFile, path: Path) -> None:
    grant = asyncio.run(right(file).ask_to_look(NANCY, TREATMENT))
    # Another connection sees it, so it was committed and not only said.
    (intent,) = bodies(path)
    assert (intent["kind"], intent["id"], intent["basis"]) == ("intent", grant.intent_id, "treatment")
    assert intent["who"] == {"subject": "local-user", "name": "M. Eksempel", "role": "læge"}
    assert intent["patient"] == {"system": "urn:oid:1.2.208.176.1.2", "value": "2512489996"}
    assert intent["at"] == "2026-11-23T08:41:00.000+00:00"
    assert grant.patient_id == NANCY
    assert grant.expires_at > NOW


@pytest.mark.rule("T20")
@pytest.mark.parametrize("words", ["", "  \t"])
def test_t20_another_reason_needs_words_and_writes_nothing_without(file: TrailFile, path: Path, words: str) -> None:
    with pytest.raises(ReasonMissing):
        asyncio.run(right(file).ask_to_look(NANCY, LookReason(Basis.OTHER, words)))
    assert bodies(path) == []


@pytest.mark.rule("T21")
@pytest.mark.parametrize("failure", sorted(FAILURES))
def test_t21_no_record_no_grant(file: TrailFile, path: Path, failure: str) -> None:
    asker = right(file)
    FAILURES[failure](file)
    # A full disk may still have room for a few records.
    for _ in range(200):
        before = len(read_records(path))
        try:
            asyncio.run(asker.ask_to_look(NANCY, TREATMENT))
        except CannotWrite:
            break
    else:
        pytest.fail("a look was granted without a record")
    assert len(read_records(path)) == before


def test_after_a_failure_the_chain_goes_on_unbroken(file: TrailFile, path: Path) -> None:
    writer = trail(file)
    writer.intent(NANCY, DOCTOR, TREATMENT)
    file.connection.pragma("query_only", True)
    with pytest.raises(CannotWrite):
        writer.intent(NANCY, DOCTOR, TREATMENT)
    file.connection.pragma("query_only", False)
    writer.intent(NANCY, DOCTOR, TREATMENT)
    assert len(bodies(path)) == 2


@pytest.mark.parametrize("content", [b"no database at all " * 200, b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_is_no_chain_is_never_written_over(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(CannotWrite):
        TrailFile(path)
    with pytest.raises(ChainBroken):
        read_records(path)
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        TrailFile(tmp_path)
    with pytest.raises(ChainBroken, match="file_missing"):
        read_records(tmp_path / "nowhere.db")


CANARIES = ("2512489996", "251248-9996", "251248 9996", "0307714TX2", "kanarie", "nancy", "1.2.208.176.1.2", "Eksempel")
CANARIES += ("local-user", "læge", "Ringede", "medication", "allergies")


@pytest.mark.rule("T25")
def test_t25_the_bytes_name_nobody_neither_patient_nor_clinician_nor_reason(file: TrailFile, path: Path) -> None:
    writer = trail(file)
    for patient in (NANCY, e_cpr("urn:oid:1.2.208.176.1.6.1.3.177", "0307714TX2"), local("urn:x", "kanarie")):
        intent = writer.intent(patient, DOCTOR, LookReason(Basis.OTHER, "Ringede om 251248-9996 og 251248 9996"))
        asyncio.run(writer.outcome(intent, SEEN))
    named = ("fil: 2512489996.json", "fil: nancy/kanarie.json", "fil: nancy/kanarie.json")
    asyncio.run(writer.outcome(intent, Seen(tuple((name, "allergies", Standing.COMPLETE, 1) for name in named), False)))
    whole = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert [word for word in CANARIES if word.encode() in whole or word.encode().hex().encode() in whole] == []
    # Also in what is opened a number is no part of the words, and a file is not called after its patient.
    opened = bodies(path)
    assert opened[0]["reason"] == "Ringede om •••• og ••••"
    first, second, third = (source for source, *_ in opened[-1]["sections"])
    assert first != second == third
    assert first.startswith("fil: ")


def test_a_body_opens_with_the_keys_of_its_device_alone(file: TrailFile, path: Path) -> None:
    trail(file).intent(NANCY, DOCTOR, TREATMENT)
    row = read_records(path)[-1]
    told = read(row)
    assert told is not None
    assert told.body(KEYS)
    assert told.body(trail_keys(b"q" * 32)) is None


def test_a_body_belongs_to_its_header(file: TrailFile, path: Path) -> None:
    for _ in range(2):
        trail(file).intent(NANCY, DOCTOR, TREATMENT)
    first, second = read_records(path)[-2:]
    moved = read(rehashed(replace(first, body=second.body), body=sha256(second.body).hexdigest()))
    assert moved is not None, "header and body hold each other"
    assert moved.body(KEYS) is None


def test_the_outcome_tells_sources_standings_and_numbers(file: TrailFile, path: Path) -> None:
    writer = trail(file)
    intent = writer.intent(NANCY, DOCTOR, TREATMENT)
    asyncio.run(writer.outcome(intent, SEEN))
    outcome = bodies(path)[1]
    assert (outcome["about"], outcome["offline"], outcome["result"]) == (intent, True, "partly")
    assert outcome["sections"] == [["ehr", "medication", "complete", 14], ["lab", "lab_results", "failed", 0]]


@pytest.mark.rule("T21")
def test_t21_a_commit_waits_for_the_disk(file: TrailFile) -> None:
    assert (file.connection.pragma("synchronous"), file.connection.pragma("journal_mode")) == (2, "wal")


def test_two_writers_of_one_file_make_one_chain(path: Path) -> None:
    """A window and the command line at once; each has its own connection."""

    def write() -> None:
        own = TrailFile(path)
        for _ in range(25):
            trail(own).intent(NANCY, DOCTOR, TREATMENT)
        own.close()

    TrailFile(path).close()
    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(bodies(path)) == 75


def chain_of(file: TrailFile, length: int = 6) -> None:
    for number in range(length):
        trail(file).intent(NANCY, DOCTOR, LookReason(Basis.OTHER, f'nr {number} "previous":""'))


@pytest.mark.rule("T21")
def test_t21_the_file_itself_refuses_change_and_removal(file: TrailFile, path: Path) -> None:
    chain_of(file, 2)
    for act in (
        "UPDATE record SET body = '{}'",
        "UPDATE record SET header = '{}'",
        "DELETE FROM record",
        "DELETE FROM record WHERE sequence = 2",
    ):
        with pytest.raises(apsw.ConstraintError, match="append only"):
            file.connection.execute(act)
    assert len(bodies(path)) == 2


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in folder.iterdir()}


FOREIGN = {"empty": b"", "foreign": b"no database at all " * 200, "short": b"hi"}


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_what_is_no_record_is_named_and_stays_as_it_was(path: Path, name: str) -> None:
    path.write_bytes(FOREIGN[name])
    before = snapshot(path.parent)
    with pytest.raises(ChainBroken) as found:
        read_records(path)
    assert found.value.facts == {"reason": "trail_empty" if name == "empty" else "trail_foreign"}
    assert snapshot(path.parent) == before


def test_another_database_is_no_record(path: Path) -> None:
    other = apsw.Connection(str(path))
    other.execute("CREATE TABLE note (text TEXT)")
    other.close()
    with pytest.raises(ChainBroken, match="foreign"):
        read_records(path)


def test_reading_writes_nothing_neither_beside_an_open_file_nor_a_closed_one(path: Path) -> None:
    file = TrailFile(path)
    chain_of(file)
    before = snapshot(path.parent)
    assert len(before) == 3, "what was written last stands in the WAL alone"
    assert len(bodies(path)) == 6
    assert snapshot(path.parent) == before
    file.close()
    before = snapshot(path.parent)
    assert list(before) == [path.name]
    assert len(bodies(path)) == 6
    assert snapshot(path.parent) == before


def test_a_damaged_record_is_said_to_be_damaged(path: Path) -> None:
    file = TrailFile(path)
    chain_of(file, 40)
    file.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(ChainBroken, match="unreadable"):
        read_records(path)


@pytest.mark.rule("T20", "T25")
def test_t20_a_search_over_kept_records_is_told_by_numbers_and_a_keyed_hash(file: TrailFile, path: Path) -> None:
    for query in ("kreatinin", "kreatinin", ""):
        right(file).log_search(searched=12, matched=3, query=query)
    first, second, bare = bodies(path)
    assert (first["kind"], first["who"]["subject"], first["searched"], first["matched"]) == (
        "search",
        "local-user",
        12,
        3,
    )
    assert first["query"] == second["query"]
    assert "kreat" not in str(first)
    assert "query" not in bare
    file.close()
    with pytest.raises(CannotWrite):
        right(file).log_search(searched=12, matched=3)
