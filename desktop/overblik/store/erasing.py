"""How rows are removed so that nothing readable remains, even to the holder of the key (safety.md section 5, G8)."""

import contextlib
from collections.abc import Sequence

import apsw

PATIENT_TABLES = (
    *("section", "raw_message", "raw_use", "sighting", "shown", "shown_body", "indexed", "unindexed"),
    "ledger",
)
"""Every table that holds rows of a patient; the words go with `indexed`, the marks with `section`, by triggers."""


def erase_sections(connection: apsw.Connection, places: Sequence[str]) -> None:
    """Remove sections, each told as patient, topic and source in a row, with what only they used."""
    for start in range(0, len(places), 3):
        place = tuple(places[start : start + 3])
        for table in ("section", "raw_use", "shown_body", "mark"):
            connection.execute(
                f"DELETE FROM {table} WHERE patient = ? AND topic = ? AND source = ?",  # noqa: S608 - fixed names
                place,
            )
        drop_unused(connection, place[0])


def erase_patient(connection: apsw.Connection, patient: str) -> None:
    """Remove every row of a patient."""
    for table in PATIENT_TABLES:
        connection.execute(f"DELETE FROM {table} WHERE patient = ?", (patient,))  # noqa: S608 - fixed names


def drop_unused(connection: apsw.Connection, patient: str) -> None:
    """Remove the messages of a patient into which no section points any more."""
    connection.execute(
        "DELETE FROM raw_message WHERE patient = ? AND digest NOT IN "
        "(SELECT digest FROM raw_use WHERE raw_use.patient = raw_message.patient)",
        (patient,),
    )


def settle_index(connection: apsw.Connection) -> None:
    """Merge the index, whose pages share beginnings of words, and leave nothing of what was removed."""
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    rewrite(connection)


def rewrite(connection: apsw.Connection) -> None:
    """Write the file anew from its rows, and empty the WAL.

    `secure_delete` wipes the cells and pages that are freed. Where SQLite shares out the cells of neighbouring pages
    anew (`rebuildPage`), it leaves the bytes of a moved cell in the gap of the page, and nothing wipes them later.
    The time it takes goes with what is kept: 20 ms a megabyte.
    """
    connection.execute("VACUUM")
    empty_wal(connection)


def empty_wal(connection: apsw.Connection) -> None:
    """Bring the WAL into the file and cut it to nothing.

    While another process of ours reads, it stays (encrypted) until the next erasing or the last close.
    """
    with contextlib.suppress(apsw.BusyError):
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
