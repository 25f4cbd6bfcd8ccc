"""The full-text index over all kept records, inside their encrypted file (docs/decisions/search.md)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept
from overblik.domain.section import Topic
from overblik.store.database import transaction
from overblik.store.rows import key_of
from overblik.store.sections import SectionStore

_ROOM = 1 << 20
"""Rows of one section: its items have the numbers from `id * _ROOM` on (migrations/0003_search.sql)."""
MOST = 2000
"""So many items are counted for one question; more are told as 'at least'."""
_LACKING = "SELECT patient, topic, source FROM unindexed WHERE (?1 IS NULL OR patient = ?1)"
_FIND = (
    "SELECT patient, topic, source, first, number FROM (SELECT item >> 20 AS place, min(item) AS first, "
    "count(*) AS number FROM (SELECT rowid AS item FROM words WHERE words MATCH ? LIMIT ?) GROUP BY 1) "
    "JOIN indexed ON indexed.id = place"
)
Line = tuple[str, str]
"""The id of a document, and the words of one item, folded."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found in one section of a kept record: never its content."""

    patient: str
    topic: Topic
    source: str
    document: str
    """The first item that was found."""
    count: int


class SearchIndex:
    """The words of the kept sections; belongs to the thread that made it.

    A section that is kept anew or erased is out of the index in the same transaction, by the triggers of the file;
    `write` puts it in when its words are known.
    """

    def __init__(self, store: SectionStore) -> None:
        """Share the file of the sections, also when that is renewed."""
        self._store = store

    def lacking(self, patient_id: PatientId | None = None) -> tuple[tuple[str, Topic, str], ...]:
        """Give patient, topic and source of the kept sections that are not in the index, of one patient or of all.

        Raises:
            StoreError: the store fails.

        """
        key = key_of(patient_id) if patient_id is not None else None
        rows: list[Any] = self._store.work(lambda connection: connection.execute(_LACKING, (key,)).fetchall())
        return tuple((patient, Topic(topic), source) for patient, topic, source in rows)

    def changes(self) -> int:
        """Give a number that is another one after each change of the file.

        Raises:
            StoreError: the store fails.

        """
        return int(self._store.work(lambda connection: connection.total_changes()))

    def counts(self) -> tuple[int, int]:
        """Give how many patients are in the index, and how many kept sections are not.

        Raises:
            StoreError: the store fails.

        """
        row: Any = self._store.work(
            lambda connection: connection.execute(
                "SELECT count(DISTINCT patient), (SELECT count(*) FROM unindexed) FROM indexed"
            ).fetchone()
        )
        return int(row[0]), int(row[1])

    def kept(self, place: tuple[str, Topic, str]) -> tuple[Kept, bytes] | None:
        """Give a kept section with the digest of its row; none where it is gone or cannot be read.

        Raises:
            StoreError: the store fails.

        """
        patient, topic, source = place
        row: Any = self._store.work(
            lambda connection: connection.execute(
                "SELECT body, digest FROM section WHERE patient = ? AND topic = ? AND source = ?",
                (patient, topic.value, source),
            ).fetchone()
        )
        kept = self._store.bodies.decoded(topic.value, row[0]) if row is not None else None
        return (kept, row[1]) if kept is not None else None

    def master_data(self, patient: str) -> tuple[Kept, ...]:
        """Give what the sources told of a patient's name and birth date.

        Raises:
            StoreError: the store fails.

        """
        rows: list[Any] = self._store.work(
            lambda connection: connection.execute(
                "SELECT source FROM section WHERE patient = ? AND topic = ?", (patient, Topic.PATIENT.value)
            ).fetchall()
        )
        read = (self.kept((patient, Topic.PATIENT, source)) for (source,) in rows)
        return tuple(one[0] for one in read if one is not None)

    def write(self, place: tuple[str, Topic, str], digest: bytes, lines: Iterable[Line]) -> None:
        """Put the words of a section into the index, unless another body was kept since they were read.

        Raises:
            StoreError: the store fails.

        """
        told = (place[0], place[1].value, place[2])
        self._store.work(lambda connection: _write(connection, told, digest, list(lines)))

    def drop(self, patient_id: PatientId, topics: Collection[Topic]) -> None:
        """Take some topics of a patient out of the index, durably.

        Raises:
            StoreError: the store fails.

        """
        rows = [(key_of(patient_id), topic.value) for topic in topics]
        self._store.work(lambda connection: _drop(connection, rows))

    def find(self, wanted: Sequence[str], most: int = MOST) -> tuple[Match, ...]:
        """Give where every wanted beginning of a word stands in one item, by patient, topic and source.

        The wanted ones are folded. At most so many items are counted.

        Raises:
            StoreError: the store fails.

        """
        if not wanted:
            return ()
        question = " AND ".join(f'"{word}"*' for word in wanted)
        rows: list[Any] = self._store.work(lambda connection: connection.execute(_FIND, (question, most)).fetchall())
        return tuple(
            Match(patient, Topic(topic), source, str(first), number) for patient, topic, source, first, number in rows
        )

    def document(self, match: Match) -> str:
        """Give the id of the document in which a match was found first; empty when it is gone.

        Raises:
            StoreError: the store fails.

        """
        row = self._store.work(
            lambda connection: connection.execute(
                "SELECT document FROM words WHERE rowid = ?", (int(match.document),)
            ).fetchone()
        )
        return str(row[0]) if row is not None else ""


def _write(connection: apsw.Connection, place: tuple[str, str, str], digest: bytes, lines: list[Line]) -> None:
    with transaction(connection):
        row = connection.execute(
            "SELECT digest FROM section WHERE patient = ? AND topic = ? AND source = ?", place
        ).fetchone()
        if row is None or row[0] != digest:
            return
        connection.execute("DELETE FROM indexed WHERE patient = ? AND topic = ? AND source = ?", place)
        connection.execute("INSERT INTO indexed (patient, topic, source, digest) VALUES (?, ?, ?, ?)", (*place, digest))
        first = connection.last_insert_rowid() * _ROOM
        connection.execute("DELETE FROM unindexed WHERE patient = ? AND topic = ? AND source = ?", place)
        connection.executemany(
            "INSERT INTO words (rowid, text, document) VALUES (?, ?, ?)",
            ((first + number, text, document) for number, (document, text) in enumerate(lines)),
        )


def _drop(connection: apsw.Connection, rows: list[tuple[str, str]]) -> None:
    with transaction(connection):
        connection.executemany(
            "INSERT OR IGNORE INTO unindexed SELECT patient, topic, source FROM indexed WHERE patient = ? AND topic = ?",
            rows,
        )
        connection.executemany("DELETE FROM indexed WHERE patient = ? AND topic = ?", rows)
