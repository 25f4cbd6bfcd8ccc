"""The trail at the start: what was bent, cut, put back or lost is found, kept as evidence, and said in a new chain."""

import json
import shutil
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import apsw
import pytest

from access.chains import DOCTOR, NANCY, TREATMENT, Chance
from in_process import FakeClock
from overblik.access.chain import read
from overblik.access.earlier_trail import verify_earlier
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import TrailKeys, trail_keys
from overblik.access.trail_opening import TrailPorts, end_trail, keep_head, kept_head, open_trail
from overblik.access.verify import examine
from overblik.domain.audit import EventKind, Head
from overblik.domain.errors import CannotWrite, ChainBroken, Locked
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring
from overblik.store.trail_reading import Form, form_of, read_earlier_records, read_records
from trail_reading import KEYS, bodies

pytestmark = pytest.mark.rule("T21")


@dataclass
class Computer:
    """A profile, its key ring, and the ports of a number."""

    folder: Path
    ring: Any = field(default_factory=MemoryKeyring)
    chance: Chance = field(default_factory=Chance)
    keys: TrailKeys = KEYS

    @property
    def path(self) -> Path:
        return self.folder / "trail.db"

    def open(self) -> AuditTrail:
        return open_trail(self.folder, TrailPorts(SystemFiles(), self.ring, FakeClock(), self.chance), self.keys)

    def run(self, looks: int = 3, *, is_killed: bool = False) -> None:
        """Open, look, and end, with the last checkpoint or without."""
        trail = self.open()
        for _ in range(looks):
            trail.intent(NANCY, DOCTOR, TREATMENT)
        if not is_killed:
            end_trail(trail, self.ring)
        trail.file.close()

    @property
    def evidence(self) -> list[Path]:
        return sorted(one for one in self.folder.glob("trail-*.db"))

    def begun(self) -> dict[str, Any]:
        """Open once more and give the first record of the chain that goes on."""
        self.run(0)
        told = read(read_records(self.path)[0])
        assert told is not None
        assert told.kind is EventKind.BEGUN
        return dict(told.header)


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def bend(path: Path, *words: str) -> None:
    """Change the file as somebody would who has it and SQLite."""
    other = apsw.Connection(str(path))
    for word in ("DROP TRIGGER no_change", "DROP TRIGGER no_removal", *words):
        other.execute(word)
    other.close()


def test_a_chain_goes_on_over_starts_also_after_a_kill(computer: Computer) -> None:
    for is_killed in (False, True, True, False):
        computer.run(is_killed=is_killed)
    assert computer.evidence == []
    assert len(bodies(computer.path)) == 12
    assert computer.begun()["why"] == "first"
    head = kept_head(computer.ring)
    assert examine(read_records(computer.path), KEYS.public, head, KEYS).unsigned == 0


@pytest.mark.parametrize(
    ("words", "how"),
    [
        (("DELETE FROM record WHERE sequence >= 3",), "trail_truncated"),
        (("DELETE FROM record WHERE sequence = (SELECT max(sequence) FROM record)",), "trail_truncated"),
        (("UPDATE record SET body = zeroblob(40) WHERE sequence = (SELECT max(sequence) FROM record) - 1",), None),
        (("UPDATE record SET header = '{}' WHERE sequence = (SELECT max(sequence) FROM record)",), "trail_edited"),
    ],
)
def test_t21_a_bent_end_is_found_at_the_next_start(computer: Computer, words: tuple[str, ...], how: str | None) -> None:
    computer.run()
    known = kept_head(computer.ring)
    assert known is not None
    bend(computer.path, *words)
    bent = computer.path.read_bytes()
    begun = computer.begun()
    if how is None:
        # Before the signed end: it was whole when it was signed. The check of the whole file finds it.
        assert computer.evidence == []
        with pytest.raises(ChainBroken):
            examine(read_records(computer.path), KEYS.public)
        return
    assert (begun["why"], begun["follows"]["how"]) == ("broken", how)
    assert (begun["follows"]["chain"], begun["follows"]["sequence"]) == (known.chain, known.sequence)
    (evidence,) = computer.evidence
    assert evidence.read_bytes() == bent, "the bent file is kept as it was found"
    assert kept_head(computer.ring) != known


def test_t21_an_older_copy_and_another_chain_are_found(computer: Computer, tmp_path: Path) -> None:
    computer.run()
    older = shutil.copy(computer.path, tmp_path / "older")
    computer.run()
    shutil.copy(older, computer.path)
    assert computer.begun()["follows"]["how"] == "trail_rolled_back"
    shutil.copy(older, computer.path)  # of the chain before
    assert computer.begun()["follows"]["how"] == "trail_rolled_back"
    assert len(computer.evidence) == 2


def test_t21_a_file_that_went_on_elsewhere_is_a_fork(computer: Computer, tmp_path: Path) -> None:
    """A copy is written to by somebody with the program and another key ring that holds the same device key."""
    computer.run()
    older = shutil.copy(computer.path, tmp_path / "older")
    computer.run(5)
    twin = Computer(tmp_path / "twin", chance=Chance(9))
    twin.folder.mkdir()
    shutil.copy(older, twin.path)
    twin.run(9)
    shutil.copy(twin.path, computer.path)
    assert computer.begun()["follows"]["how"] == "trail_forked"


def test_t21_a_removed_file_is_missed(computer: Computer) -> None:
    computer.run()
    known = kept_head(computer.ring)
    assert known is not None
    computer.path.unlink()
    begun = computer.begun()
    assert (begun["why"], begun["follows"]["digest"]) == ("missing", known.digest)


@pytest.mark.parametrize("is_known", [False, True])
def test_t21_a_start_that_ended_while_it_made_the_file_is_no_manipulation(computer: Computer, is_known: bool) -> None:
    """Unless the key ring knows of records: then somebody has emptied it."""
    if is_known:
        computer.run()
    for part in computer.path.parent.glob("trail*"):
        part.unlink()
    connection = apsw.Connection(str(computer.path))
    connection.pragma("journal_mode", "wal")
    connection.close()
    assert computer.begun()["why"] == ("broken" if is_known else "first")
    assert len(computer.evidence) == is_known


@pytest.mark.parametrize("content", [b"no database at all " * 300, b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_cannot_be_read_is_kept_and_a_new_chain_begins(computer: Computer, content: bytes) -> None:
    computer.path.write_bytes(content)
    begun = computer.begun()
    assert (begun["why"], begun["follows"]["how"]) == ("broken", "trail_unreadable")
    assert [one.read_bytes() for one in computer.evidence] == [content]


def test_without_the_device_key_a_chain_of_its_own_begins(computer: Computer) -> None:
    computer.run()
    computer.keys, computer.ring = trail_keys(b"n" * 32), MemoryKeyring()
    assert computer.begun()["why"] == "other_key"
    assert len(computer.evidence) == 1


def earlier(path: Path, records: int) -> str:
    """Write a trail of the earlier form; give its last hash."""
    old = apsw.Connection(str(path))
    old.execute("CREATE TABLE record (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL, hash TEXT NOT NULL)")
    digest = ""
    for sequence in range(1, records + 1):
        body = json.dumps({"kind": "intent", "previous": digest, "sequence": sequence}, separators=(",", ":"))
        digest = sha256(body.encode()).hexdigest()
        old.execute("INSERT INTO record VALUES (?, ?, ?)", (sequence, body, digest))
    old.close()
    return digest


def test_a_trail_of_the_earlier_form_is_kept_and_named(computer: Computer) -> None:
    digest = earlier(computer.path, 7)
    assert form_of(computer.path) is Form.EARLIER
    begun = computer.begun()
    assert (begun["why"], begun["follows"]) == ("earlier_form", {"sequence": 7, "digest": digest})
    (evidence,) = computer.evidence
    assert verify_earlier(read_earlier_records(evidence)) == 7


def test_the_earlier_form_is_still_checked(tmp_path: Path) -> None:
    earlier(tmp_path / "old.db", 7)
    records = read_earlier_records(tmp_path / "old.db")
    for bent in ([*records[:2], *records[3:]], [records[1], records[0], *records[2:]], [(1, "{}", records[0][2])]):
        with pytest.raises(ChainBroken):
            verify_earlier(bent)


def test_a_head_never_goes_back(computer: Computer) -> None:
    newer, older = Head("c", 9, "b" * 64, 2), Head("c", 7, "a" * 64, 1)
    keep_head(computer.ring, newer)
    keep_head(computer.ring, older)
    keep_head(computer.ring, Head("d", 99, "c" * 64, 9))
    keep_head(computer.ring, None)
    assert kept_head(computer.ring) == newer
    keep_head(computer.ring, older, anew=True)
    assert kept_head(computer.ring) == older


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"chain":"c"}', b"[]"])
def test_a_head_that_nobody_wrote_is_none(computer: Computer, content: bytes) -> None:
    computer.ring.set("audit-head", content)
    assert kept_head(computer.ring) is None


class Shut(MemoryKeyring):
    """A key ring that has locked itself."""

    def get(self, name: str) -> bytes | None:
        raise Locked(reason="key_ring")

    def set(self, name: str, secret: bytes) -> None:
        raise Locked(reason="key_ring")


def test_a_key_ring_that_does_not_open_hinders_no_record(computer: Computer) -> None:
    computer.run()
    computer.ring = Shut()
    computer.run()
    assert len(bodies(computer.path)) == 6
    assert computer.evidence == []


def test_where_evidence_cannot_be_put_aside_nothing_begins(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    computer.path.write_bytes(b"damaged" * 900)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(SystemFiles, "rename", refuse)
    with pytest.raises(CannotWrite):
        computer.open()
    assert computer.path.read_bytes() == b"damaged" * 900
