"""Old copies are known: replayed pages, a restored file, an old key ring entry (T9, G7)."""

import random
from pathlib import Path

import apsw
import pytest

from clinic import ME, OTHER
from overblik.domain.errors import OldCopy, StoreError
from overblik.runtime.files import SystemFiles
from overblik.store.database import open_database, renewed
from overblik.store.generation import Generation
from overblik.store.sections import SectionStore
from store.facts import KEY, kept

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


def opened(path: Path) -> SectionStore:
    return SectionStore(open_database(path, KEY))


def told(path: Path, *texts: str) -> tuple[bytes, bytes]:
    """Keep each text in the place of the one before; give the file and the pin that is kept outside."""
    store = opened(path)
    for text in texts:
        store.keep(kept((text,)))
    pin = store.generation.pin()
    store.close()
    return path.read_bytes(), pin


def restore(path: Path, content: bytes) -> None:
    for part in path.parent.glob(f"{path.name}-*"):
        part.unlink()
    path.write_bytes(content)


def test_what_was_written_last_fits_its_pin(path: Path) -> None:
    _, pin = told(path, "1 tablet", "2 tabletter")
    store = opened(path)
    store.generation.check(pin, 0)
    assert store.sections(ME) == (kept(("2 tabletter",)),)
    store.close()


@pytest.mark.rule("T9")
def test_t9_a_restored_file_is_known_by_its_number(path: Path) -> None:
    before, _ = told(path, "1 tablet")
    _, pin = told(path, "2 tabletter")
    restore(path, before)
    store = opened(path)
    with pytest.raises(OldCopy) as found:
        store.generation.check(pin, 0)
    assert found.value.facts == {"reason": "file"}
    store.close()


@pytest.mark.rule("T9")
def test_t9_an_old_key_ring_entry_is_known_by_the_wrapped_key(path: Path) -> None:
    before, old_pin = told(path, "1 tablet")
    told(path, "2 tabletter")
    restore(path, before)
    store = opened(path)
    store.generation.check(old_pin, 0)
    with pytest.raises(OldCopy) as found:
        store.generation.check(old_pin, store.generation.number + 1)
    assert found.value.facts == {"reason": "key_ring"}
    with pytest.raises(OldCopy):
        store.generation.check(None, 0)
    with pytest.raises(OldCopy):
        store.generation.check(b"{", 0)
    store.close()


def test_a_new_file_needs_no_pin_and_goes_on_after_the_one_that_was_put_aside(path: Path) -> None:
    store = opened(path)
    store.generation.check(None, 0)
    store.close()
    _, pin = told(path, "1 tablet", "2 tabletter")
    store = SectionStore(open_database(path, KEY), lambda: renewed(path, KEY, SystemFiles(), "nu"))
    store.generation.check(pin, 0)
    store._connection.execute("DELETE FROM mark")
    assert store.sections(ME) == ()
    assert store.was_damaged
    store.generation.check(pin, 2)
    store.close()


@pytest.mark.rule("T9")
def test_t9_a_thousand_replays_are_all_known_or_show_the_truth(path: Path) -> None:
    """Any pages of any earlier file, put back over the newest: the old text is never given as what stands there."""
    states = [told(path, f"{number} tabletter " * 30)[0] for number in range(1, 9)]
    newest, pin = told(path, "9 tabletter " * 30)
    chance = random.Random("replay")
    known = 0
    for _ in range(1000):
        restore(path, replayed(newest, chance.choice(states), chance))
        try:
            store = opened(path)
        except StoreError:
            known += 1
            continue
        try:
            store.generation.check(pin, 0)
            found = store.sections(ME)
        except StoreError:
            known += 1
        else:
            is_lost = store.was_damaged and found == ()
            assert is_lost or found == (kept(("9 tabletter " * 30,)),)
            known += is_lost
        store.close()
    assert known > 500


def replayed(newest: bytes, old: bytes, chance: random.Random) -> bytes:
    """Put some pages of an older file, at least one that differs, in the place of the newest ones."""
    pages = [newest[at : at + PAGE] for at in range(0, len(newest), PAGE)]
    olds = [old[at : at + PAGE] for at in range(0, len(old), PAGE)]
    differing = [n for n, page in enumerate(olds) if n < len(pages) and page != pages[n]]
    for n in chance.sample(differing, chance.randint(1, len(differing))):
        pages[n] = olds[n]
    return b"".join(pages)


@pytest.mark.rule("T9")
def test_t9_a_row_that_is_put_back_under_the_open_file_is_not_shown(path: Path) -> None:
    store = opened(path)
    store.keep(kept(("1 tablet",)))
    ((old_digest, old_body),) = store._connection.execute("SELECT digest, body FROM section").fetchall()
    store.keep(kept(("2 tabletter",)))
    store._connection.execute("UPDATE section SET digest = ?, body = ?", (old_digest, old_body))
    assert store.sections(ME) == ()
    store.keep(kept(("2 tabletter",)))
    store._connection.execute("UPDATE section SET digest = ?, body = ?", (old_digest, old_body))
    store._connection.execute("UPDATE mark SET digest = ?", (old_digest,))
    with pytest.raises(OldCopy):
        store.sections(ME)
    store.close()


def test_two_programs_of_ours_may_write_to_one_file(path: Path) -> None:
    one, other = opened(path), opened(path)
    one.keep(kept(("1 tablet",)))
    other.keep(kept(("2 tabletter",)))
    assert one.sections(ME) == other.sections(ME) == (kept(("2 tabletter",)),)
    one.keep(kept(("3 tabletter",)))
    assert other.sections(ME) == (kept(("3 tabletter",)),)
    pin = one.generation.pin()
    one.close()
    other.close()
    store = opened(path)
    store.generation.check(pin, 3)
    store.close()


def _fail_midway(store: SectionStore) -> None:
    with store.generation.changing(store._connection) as touched:
        touched.add("nobody")
        store._connection.execute("DELETE FROM section")
        store._connection.execute("DELETE FROM nowhere")


def test_a_change_that_fails_changes_neither_number_nor_sum(path: Path) -> None:
    store = opened(path)
    store.keep(kept(("1 tablet",)))
    before = store.generation.pin()
    with pytest.raises(apsw.SQLError):
        _fail_midway(store)
    assert store.generation.pin() == before == Generation(store._connection).pin()
    assert store.sections(ME) == (kept(("1 tablet",)),)
    assert store.sections(OTHER) == ()
    store.close()
