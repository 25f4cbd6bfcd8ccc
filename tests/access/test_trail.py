"""No audit, no data: a durable intent before each look, and a chain that shows every change."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail, verify
from overblik.domain.errors import CannotWrite, ChainBroken, ReasonMissing
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import PatientId, cpr, e_cpr, local
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SetClock
from overblik.store.trail_file import TrailFile, read_records

NANCY = cpr("2512489996")
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
DOCTOR = Clinician("local-user", "M. Eksempel", "læge")
TREATMENT = LookReason(Basis.TREATMENT)
SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 14), ("lab", "lab_results", Standing.FAILED, 0)), True)

FAILURES: dict[str, Callable[[TrailFile], object]] = {
    "query_only": lambda file: file._connection.pragma("query_only", True),
    "full": lambda file: file._connection.pragma("max_page_count", 1),
    "closed": lambda file: file.close(),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trail.db"


@pytest.fixture
def file(path: Path) -> Iterator[TrailFile]:
    made = TrailFile(path)
    yield made
    made.close()


def trail(file: TrailFile, key: bytes = b"k" * 32) -> AuditTrail:
    return AuditTrail(file, key, SetClock(NOW), SystemRandom())


def right(file: TrailFile) -> RightToLook:
    return RightToLook(trail(file), SetClock(NOW), DOCTOR)


def bodies(path: Path) -> list[dict]:
    return [json.loads(body) for _, body, _ in read_records(path)]


@pytest.mark.rule("T20")
def test_t20_the_intent_is_on_disk_before_the_grant_exists(file: TrailFile, path: Path) -> None:
    grant = asyncio.run(right(file).ask_to_look(NANCY, TREATMENT))
    # Another connection sees it, so it was committed and not only said.
    (intent,) = bodies(path)
    assert (intent["kind"], intent["id"], intent["basis"]) == ("intent", grant.intent_id, "treatment")
    assert (intent["who"], intent["role"], intent["at"]) == ("local-user", "læge", NOW.isoformat())
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
    file._connection.pragma("query_only", True)
    with pytest.raises(CannotWrite):
        writer.intent(NANCY, DOCTOR, TREATMENT)
    file._connection.pragma("query_only", False)
    writer.intent(NANCY, DOCTOR, TREATMENT)
    assert verify(read_records(path)) == 2


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


@pytest.mark.rule("T25")
def test_t25_the_bytes_name_no_patient_and_hold_no_clinical_content(file: TrailFile, path: Path) -> None:
    writer = trail(file)
    for patient in (NANCY, e_cpr("urn:oid:1.2.208.176.1.6.1.3.177", "0307714TX2"), local("urn:x", "kanarie")):
        intent = writer.intent(patient, DOCTOR, LookReason(Basis.OTHER, "Ringede om 251248-9996 og 251248 9996"))
        asyncio.run(writer.outcome(intent, SEEN))
    named = ("fil: 2512489996.json", "fil: nancy/kanarie.json", "fil: nancy/kanarie.json")
    asyncio.run(writer.outcome(intent, Seen(tuple((name, "allergies", Standing.COMPLETE, 1) for name in named), False)))
    whole = b"".join(each.read_bytes() for each in path.parent.iterdir())
    first, second, third = (source for source, *_ in bodies(path)[-1]["sections"])
    assert first != second == third
    assert first.startswith("fil: ")
    for word in (
        b"2512489996",
        b"251248-9996",
        b"251248 9996",
        b"0307714TX2",
        b"kanarie",
        b"nancy",
        b"1.2.208.176.1.2",
    ):
        assert word not in whole
    assert "Ringede om ••••" in bodies(path)[0]["reason"]


def test_one_patient_has_one_name_under_one_key_and_another_under_another(file: TrailFile, path: Path) -> None:
    first, second = trail(file), trail(file, b"q" * 32)
    for writer, patient in ((first, NANCY), (first, NANCY), (first, cpr("2512484916")), (second, NANCY)):
        writer.intent(patient, DOCTOR, TREATMENT)
    names = [each["patient"] for each in bodies(path)]
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_the_outcome_tells_sources_standings_and_numbers(file: TrailFile, path: Path) -> None:
    writer = trail(file)
    intent = writer.intent(NANCY, DOCTOR, TREATMENT)
    asyncio.run(writer.outcome(intent, SEEN))
    outcome = bodies(path)[1]
    assert (outcome["id"], outcome["offline"]) == (intent, True)
    assert outcome["sections"] == [["ehr", "medication", "complete", 14], ["lab", "lab_results", "failed", 0]]


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
    assert verify(read_records(path)) == 75


def chain_of(file: TrailFile, path: Path, length: int = 6) -> list[tuple[int, str, str]]:
    for number in range(length):
        trail(file).intent(NANCY, DOCTOR, LookReason(Basis.OTHER, f'nr {number} "previous":""'))
    return read_records(path)


@pytest.mark.rule("T21")
def test_t21_a_changed_moved_removed_or_inserted_record_is_found(file: TrailFile, path: Path) -> None:
    records = chain_of(file, path)
    assert verify(records) == 6
    sequence, body, digest = records[2]
    bent = [
        ([*records[:2], (sequence, body.replace("nr 2", "nr 9"), digest), *records[3:]], 3),
        ([*records[:2], *records[3:]], 3),
        ([*records[:2], records[3], records[2], *records[4:]], 3),
        ([*records[:2], records[2], records[2], *records[3:]], 4),
        (records[1:], 1),
        ([*records[:3], (4, *records[2][1:]), *records[4:]], 4),
    ]
    for chain, place in bent:
        with pytest.raises(ChainBroken) as found:
            verify(chain)
        assert found.value.facts == {"sequence": place}


@pytest.mark.rule("T21")
def test_t21_the_file_itself_refuses_change_and_removal(file: TrailFile, path: Path) -> None:
    chain_of(file, path, 2)
    for act in ("UPDATE record SET body = '{}'", "DELETE FROM record", "DELETE FROM record WHERE sequence = 2"):
        with pytest.raises(apsw.ConstraintError, match="append only"):
            file._connection.execute(act)
    assert verify(read_records(path)) == 2


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
    chain_of(file, path)
    before = snapshot(path.parent)
    assert len(before) == 3, "what was written last stands in the WAL alone"
    assert verify(read_records(path)) == 6
    assert snapshot(path.parent) == before
    file.close()
    before = snapshot(path.parent)
    assert list(before) == [path.name]
    assert verify(read_records(path)) == 6
    assert snapshot(path.parent) == before


def test_a_damaged_record_is_said_to_be_damaged(path: Path) -> None:
    file = TrailFile(path)
    chain_of(file, path, 40)
    file.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(ChainBroken, match="unreadable"):
        read_records(path)


@pytest.mark.parametrize("patient", [NANCY, cpr("251248-9996")])
def test_the_written_form_of_the_number_makes_no_other_patient(file: TrailFile, path: Path, patient: PatientId) -> None:
    trail(file).intent(NANCY, DOCTOR, TREATMENT)
    trail(file).intent(patient, DOCTOR, TREATMENT)
    assert len({each["patient"] for each in bodies(path)}) == 1


@pytest.mark.rule("T20", "T25")
def test_t20_a_search_over_kept_records_is_told_by_numbers_alone(file: TrailFile, path: Path) -> None:
    right(file).log_search(searched=12, matched=3)
    (record,) = bodies(path)
    assert (record["kind"], record["who"], record["searched"], record["matched"]) == ("search", "local-user", 12, 3)
    assert set(record) == {"kind", "id", "who", "role", "searched", "matched", "sequence", "at", "previous"}
    file.close()
    with pytest.raises(CannotWrite):
        right(file).log_search(searched=12, matched=3)
