"""What a store is made into leaves nothing readable beside it: migrated, put aside, made anew, purged (T6, class M)."""

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from canaries import Scanner
from overblik.domain.ports import Kept
from overblik.runtime.files import SystemFiles
from overblik.store import database
from overblik.store.database import SCHEMA_VERSION, migrations, open_database, quarantine, renewed
from overblik.store.sections import SectionStore
from store.facts import KEY, ME, section
from store.test_search import fill

CANARY = "kanariefuglen"
SCANNER = Scanner([CANARY, "2512489996"])
pytestmark = pytest.mark.rule("T6", "G8")


def full(path: Path, version: int = SCHEMA_VERSION) -> None:
    """Make a file of a version, with canaries in it, whose process has died: the WAL stands."""
    every = migrations()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "migrations", lambda: every[:version])
        patch.setattr(database, "SCHEMA_VERSION", version)
        connection = open_database(path, KEY)
    names = [row[1] for row in connection.execute("PRAGMA table_info(section)")]
    assert "patient" in names
    connection.execute("CREATE TABLE IF NOT EXISTS canary (word)")
    connection.executemany(
        "INSERT INTO canary VALUES (?)", [(f"{CANARY} {ME.number_for_lookup()} {n}",) for n in range(500)]
    )
    if version == SCHEMA_VERSION:
        store = SectionStore(connection)
        store.keep(Kept(section(texts=tuple(f"{CANARY} {n}" for n in range(200))), {}))
        fill(store)
    assert path.with_name("cache.db-wal").stat().st_size > 0


def migrated(path: Path) -> None:
    connection = open_database(path, KEY)
    assert connection.pragma("user_version") == SCHEMA_VERSION
    assert connection.execute("SELECT count(*) FROM canary").fetchall() == [(500,)], "nothing is lost on the way"
    connection.close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_t6_a_migration_leaves_nothing_readable(tmp_path: Path, version: int) -> None:
    full(tmp_path / "cache.db", version)
    migrated(tmp_path / "cache.db")
    assert SCANNER.under(tmp_path) == set()


@pytest.mark.parametrize(
    "made",
    [
        lambda path: quarantine(path, SystemFiles(), "1"),
        lambda path: renewed(path, KEY, SystemFiles(), "1").close(),
        lambda path: SectionStore(open_database(path, KEY)).purge(ME),
        lambda path: SectionStore(open_database(path, KEY)).erase(ME, section().topic, "ehr"),
    ],
    ids=["put aside", "made anew", "purged", "erased"],
)
def test_t6_what_is_put_aside_or_made_anew_leaves_nothing_readable(
    tmp_path: Path, made: Callable[[Path], None]
) -> None:
    full(tmp_path / "cache.db")
    made(tmp_path / "cache.db")
    assert list(tmp_path.iterdir())
    assert SCANNER.under(tmp_path) == set()


def test_the_scan_sees_a_store_that_is_not_encrypted(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "cache.db"))
    connection.execute("CREATE TABLE canary (word)")
    connection.execute("INSERT INTO canary VALUES (?)", [f"{CANARY} {ME.number_for_lookup()}"])
    connection.close()
    assert {hit.word for hit in SCANNER.under(tmp_path)} == {CANARY, "2512489996"}
