"""The encrypted file: unreadable without its key, guarded by version, given up when damaged."""

import random
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from overblik.domain.errors import Damaged, Full, Locked, StoreError, TooNew
from overblik.domain.ports import RawMessage
from overblik.runtime.files import SystemFiles
from overblik.store import database
from overblik.store.database import SCHEMA_VERSION, memory_database, migrations, open_database, quarantine, renewed
from overblik.store.sections import SectionStore
from store.facts import KEY, ME, NOW, kept, section

CANARY = "kanariefuglemedicin"
DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "a flipped bit": lambda whole, chance: flipped(whole, chance.randrange(len(whole)), 1 << chance.randrange(8)),
    "a torn end": lambda whole, chance: whole[: chance.randrange(1, len(whole))],
    "a zeroed page": lambda whole, chance: zeroed(whole, chance.randrange(len(whole) // 4096)),
    "two pages swapped": lambda whole, chance: swapped(whole, *chance.sample(range(len(whole) // 4096), 2)),
    "garbage": lambda whole, chance: chance.randbytes(len(whole)),
    "another's text": lambda whole, _: b"<html>" * (len(whole) // 6),
}


def flipped(whole: bytes, place: int, bit: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]


def zeroed(whole: bytes, page: int) -> bytes:
    return whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :]


def swapped(whole: bytes, one: int, two: int) -> bytes:
    pages = [whole[start : start + 4096] for start in range(0, len(whole), 4096)]
    pages[one], pages[two] = pages[two], pages[one]
    return b"".join(pages)


def filled(path: Path) -> bytes:
    """Fill a cache with forty sections, close it, and give its bytes."""
    store = SectionStore(open_database(path, KEY))
    for number in range(40):
        store.keep(kept((f"{CANARY}{number}" * 20,), source=str(number)))
        store.keep_raw(section(source=str(number)), (RawMessage("0" * 64, "x", CANARY.encode() * 90),))
    store.close()
    return path.read_bytes()


@pytest.mark.rule("T1", "T6")
def test_t1_nothing_readable_lies_on_disk_not_even_while_open(path: Path) -> None:
    store = SectionStore(open_database(path, KEY))
    store.keep(kept((CANARY,)))
    store.keep_raw(section(), (RawMessage("0" * 64, "x", CANARY.encode()),))
    wal = path.with_name("cache.db-wal").read_bytes()
    assert len(wal) > 4096
    whole = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for readable in (CANARY.encode(), b"2512489996", b"SQLite format 3", b"CREATE TABLE", b"raw_message", KEY):
        assert readable not in whole
    store.close()


@pytest.mark.rule("T1")
@pytest.mark.parametrize("key", [bytes(32), KEY[::-1], KEY[:31], b""])
def test_t1_another_key_opens_nothing(path: Path, key: bytes) -> None:
    whole = filled(path)
    with pytest.raises(Locked):
        open_database(path, key)
    assert path.read_bytes() == whole


def test_without_the_cipher_it_is_no_database(path: Path) -> None:
    filled(path)
    with pytest.raises(apsw.NotADBError):
        apsw.Connection(str(path), vfs="unix").execute("SELECT * FROM section")


def test_it_is_written_ahead_and_durably(path: Path) -> None:
    connection = open_database(path, KEY)
    told = {name: connection.pragma(name) for name in ("journal_mode", "synchronous", "secure_delete", "temp_store")}
    assert told == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
    assert connection.pragma("mmap_size") == 0
    assert connection.pragma("cipher") == "sqlcipher"
    connection.close()


def test_migrations_are_numbered_without_a_gap_and_end_at_the_version() -> None:
    assert [number for number, _ in migrations()] == list(range(1, SCHEMA_VERSION + 1))


def test_a_migration_that_fails_leaves_the_former_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    later = [*migrations(), (SCHEMA_VERSION + 1, "CREATE TABLE later (x); SELECT no_such_thing();")]
    monkeypatch.setattr(database, "migrations", lambda: later)
    with pytest.raises(apsw.SQLError):
        open_database(path, KEY)
    monkeypatch.undo()
    connection = open_database(path, KEY)
    assert connection.pragma("user_version") == SCHEMA_VERSION
    assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'later'").fetchall() == []
    connection.close()


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    connection = open_database(path, KEY)
    connection.pragma("user_version", SCHEMA_VERSION + 1)
    connection.close()
    whole = path.read_bytes()
    with pytest.raises(TooNew) as refused:
        open_database(path, KEY)
    assert refused.value.facts == {"found": SCHEMA_VERSION + 1, "known": SCHEMA_VERSION}
    assert path.read_bytes() == whole


def test_a_place_that_cannot_be_opened_is_an_error_of_the_house(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "folder", tmp_path / "nowhere" / "cache.db"):
        with pytest.raises(Full):
            open_database(place, KEY)


def test_memory_holds_what_a_file_would_and_nothing_is_written(tmp_path: Path) -> None:
    store = SectionStore(memory_database())
    store.keep(kept(("a",)))
    assert store.sections(ME) == (kept(("a",)),)
    store.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.rule("T8")
@pytest.mark.parametrize("kind", sorted(DAMAGES))
def test_t8_damage_gives_an_error_of_the_house_or_the_truth(tmp_path: Path, kind: str) -> None:
    whole = filled(tmp_path / "whole.db")
    chance = random.Random(kind)
    path, failures = tmp_path / "cache.db", 0
    for _ in range(25):
        for part in path.parent.glob("cache.db*"):
            part.unlink()
        path.write_bytes(DAMAGES[kind](whole, chance))
        try:
            store = SectionStore(open_database(path, KEY))
        except StoreError:
            failures += 1
            continue
        failures += not _reads_true(store)
        store.close()
    assert failures >= 10


def _reads_true(store: SectionStore) -> bool:
    """Whether all forty come back as they were; a loss must be told as damage."""
    try:
        found = store.sections(ME)
    except Damaged:
        return False
    if store.was_damaged:
        return False
    assert {one.section.source: one for one in found} == {
        str(number): kept((f"{CANARY}{number}" * 20,), source=str(number)) for number in range(40)
    }
    return True


@pytest.mark.rule("T8")
def test_t8_a_file_damaged_while_it_is_open_is_put_aside_and_replaced(path: Path) -> None:
    """Every page but the first is broken under an open connection: asked again, the store answers from a new file."""
    whole = filled(path)
    store = SectionStore(open_database(path, KEY), lambda: renewed(path, KEY, SystemFiles(), "nu"))
    break_all_but_the_first(path, whole)
    assert store.sections(ME) == ()
    assert store.was_damaged
    store.keep(kept(("ny",)))
    assert store.sections(ME) == (kept(("ny",)),)
    aside = path.with_name("cache.db.damaged-nu").read_bytes()
    assert aside[4096:] == bytes(len(whole) - 4096)
    store.close()


def break_all_but_the_first(path: Path, whole: bytes) -> None:
    """Break what an open connection has not read yet: all but the first page, and but the pages of the schema."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(len(whole) - 4096))


@pytest.mark.parametrize("ask", ["keep", "keep_raw", "raw", "erase", "erase_older"])
def test_without_another_file_every_question_says_damaged(path: Path, ask: str) -> None:
    whole = filled(path)
    store = SectionStore(open_database(path, KEY))
    break_all_but_the_first(path, whole)
    calls: dict[str, Callable[[], object]] = {
        "keep": lambda: store.keep(kept(("a",))),
        "keep_raw": lambda: store.keep_raw(section(), ()),
        "raw": lambda: store.raw(ME, "0" * 64),
        "erase": lambda: store.erase(ME, section().topic, "ehr"),
        "erase_older": lambda: store.erase_older(section().topic, NOW),
    }
    with pytest.raises(Damaged):
        calls[ask]()
    store.close()


@pytest.mark.rule("T8")
def test_an_answer_that_comes_after_the_lock_puts_no_good_file_aside(path: Path) -> None:
    filled(path)
    store = SectionStore(open_database(path, KEY), lambda: renewed(path, KEY, SystemFiles(), "nu"))
    before = store.sections(ME)
    store.close()
    with pytest.raises(StoreError):
        store.keep(kept(("for sent",)))
    assert [part.name for part in path.parent.iterdir() if "damaged" in part.name] == []
    again = SectionStore(open_database(path, KEY))
    assert again.sections(ME) == before != ()
    again.close()


def test_quarantine_takes_the_wal_along_and_a_new_file_can_be_made(path: Path) -> None:
    open_database(path, KEY).close()
    for ending in ("", "-wal", "-shm"):
        path.with_name(f"cache.db{ending}").write_bytes(b"damaged")
    quarantine(path, SystemFiles(), "nu")
    assert sorted(part.name for part in path.parent.iterdir()) == [
        "cache.db-shm.damaged-nu",
        "cache.db-wal.damaged-nu",
        "cache.db.damaged-nu",
    ]
    open_database(path, KEY).close()


def test_a_second_process_waits_for_the_first(path: Path) -> None:
    first, second = open_database(path, KEY), open_database(path, KEY)
    second.set_busy_timeout(50)
    first.execute("BEGIN IMMEDIATE")
    store = SectionStore(second)
    with pytest.raises(Full):
        store.keep(kept(("a",)))
    first.execute("COMMIT")
    store.keep(kept(("a",)))
    assert SectionStore(first).sections(ME) == (kept(("a",)),)
    first.close()
    second.close()


def test_a_full_disk_keeps_what_was_kept_before(path: Path) -> None:
    store = SectionStore(open_database(path, KEY))
    store.keep(kept(("a",)))
    store._connection.pragma("max_page_count", 16)
    with pytest.raises(Full):
        store.keep(kept(("b" * 200_000,)))
    assert store.sections(ME) == (kept(("a",)),)
    store.close()
