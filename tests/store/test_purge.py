"""A purged patient leaves nothing, even to the holder of the key: the decrypted pages are read (G8, safety.md 5)."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from clinic import ME, NOW, OTHER
from overblik.domain.ports import RawMessage
from overblik.domain.section import Topic
from overblik.domain.sighting import Sighting, Trace
from overblik.store.database import open_database
from overblik.store.search import SearchIndex
from overblik.store.sections import SectionStore
from overblik.store.sightings import Sightings
from store.facts import GAPS, KEY, fill_gaps, kept, section
from store.test_search import keep

MINE, THEIRS = "kanariefuglen", "naboens"


PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16


def decrypted(path: Path, key: bytes = KEY) -> bytes:
    """Give every page of the file, used or free, in clear, each by itself; the WAL must be empty.

    The SQLCipher page: content under AES-256-CBC, then an IV and the check; the first begins with a salt in clear.
    """
    wal = path.with_name(path.name + "-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    whole = path.read_bytes()
    pages = []
    for start in range(0, len(whole), PAGE):
        sealed = whole[start + (SALT if start == 0 else 0) : start + PAGE - RESERVED]
        iv = whole[start + PAGE - RESERVED : start + PAGE - RESERVED + IV]
        opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        pages.append(opener.update(sealed) + opener.finalize())
    return b"".join(pages)


def fill(path: Path) -> SectionStore:
    store = SectionStore(open_database(path, KEY))
    for number in range(30):
        keep(store, *(f"{MINE}{number}x{n}" for n in range(20)), source=f"s{number}")
        store.keep_raw(section(source=f"s{number}"), (RawMessage("0" * 64, "x", MINE.encode() * 99),))
    sightings = Sightings(store)
    sightings.keep(Sighting(ME, NOW, {(Topic.DOCUMENTS, "s1"): {"x": Trace(MINE)}}), "nurse", NOW)
    sightings.keep_shown(ME, "nurse", NOW, [one.section for one in store.sections(ME)])
    return store


@pytest.mark.rule("G8")
def test_g8_nothing_of_a_purged_patient_stands_in_any_decrypted_page(tmp_path: Path) -> None:
    store = fill(tmp_path / "cache.db")
    store.keep(kept((THEIRS,), patient=OTHER))
    number = ME.token_for_lookup().encode()
    store.close()
    before = decrypted(tmp_path / "cache.db")
    assert MINE.encode() in before
    assert number in before
    store = SectionStore(open_database(tmp_path / "cache.db", KEY))
    store.purge(ME)
    assert store.sections(ME) == ()
    assert SearchIndex(store).find([MINE]) == ()
    after = decrypted(tmp_path / "cache.db")
    assert MINE.encode() not in after
    assert number not in after
    assert THEIRS.encode() in after
    store.close()


@pytest.mark.rule("G8")
@pytest.mark.parametrize("seed", GAPS)
def test_g8_nothing_stands_in_the_gaps_of_pages_that_were_shared_out_anew(tmp_path: Path, seed: int) -> None:
    store = SectionStore(open_database(tmp_path / "cache.db", KEY))
    fill_gaps(store, seed)
    store.purge(ME)
    clear = decrypted(tmp_path / "cache.db")
    assert ME.token_for_lookup().encode() not in clear
    assert OTHER.token_for_lookup().encode() in clear
    store.close()


@pytest.mark.rule("G8")
def test_g8_nothing_of_an_erased_section_stands_in_any_decrypted_page(tmp_path: Path) -> None:
    store = fill(tmp_path / "cache.db")
    for one in store.sections(ME):
        store.erase(ME, one.section.topic, one.section.source)
    store.close()
    assert f"{MINE}3x".encode() not in decrypted(tmp_path / "cache.db")
