"""One sealed snapshot a section, and the raw messages behind it."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any, TypeVar

import apsw

from overblik.domain.dates import Instant
from overblik.domain.errors import Damaged, OldCopy
from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept, RawMessage, Written
from overblik.domain.section import FILE, Section, Topic
from overblik.store.bodies import Bodies
from overblik.store.database import as_store_errors, end, transaction
from overblik.store.erasing import empty_wal, erase_patient, erase_sections, settle_index
from overblik.store.generation import Generation
from overblik.store.raw_messages import RawRows, raw_rows, replace_raw, unpacked
from overblik.store.rows import is_of, key_of, place_of

Done = TypeVar("Done")
Renew = Callable[[], apsw.Connection]

_LOG = logging.getLogger("overblik.store")


class SectionStore:
    """The kept sections of all patients; belongs to the thread that made it.

    A file that turns out to be damaged is given up once: `renew` puts it aside and gives a new one,
    what was asked is asked again of that. `was_damaged` tells the house to say so, also of a single row that was lost.
    """

    def __init__(self, connection: apsw.Connection, renew: Renew | None = None) -> None:
        """Take an open connection; `close` ends it."""
        self._connection = connection
        self._generation: Generation | None = None
        self._renew = renew
        self.was_damaged = False
        self.bodies = Bodies()

    def sections(self, patient_id: PatientId) -> tuple[Kept, ...]:
        """Give all kept sections of one patient; a row that fails its check is dropped and logged (T8).

        Raises:
            Damaged: the file fails, and there is no other.

        """
        found: list[Kept] = []
        broken: list[str] = []
        for topic, source, digest, body, mark in self._do(lambda: self._rows(key_of(patient_id))):
            is_whole = body is not None and hashlib.sha256(body).digest() == digest == mark
            kept = self.bodies.decoded(topic, body) if is_whole else None
            if kept is not None and is_of(kept.section, patient_id, topic, source):
                found.append(kept)
            else:
                broken += [key_of(patient_id), topic, source]
        if broken:
            _LOG.warning("a kept section failed its check and was dropped")
            self.was_damaged = True
            self._do(lambda: self._erase(*broken))
        return tuple(found)

    def _rows(self, patient: str) -> list[Any]:
        """Read the rows of a patient beside their marks; a row without its mark, or the other way round, is broken."""
        with transaction(self._connection, "DEFERRED"):
            marks: Any = self._connection.execute(
                "SELECT topic, source, digest FROM mark WHERE patient = ?", (patient,)
            ).fetchall()
            self.generation.prove(self._connection, patient, marks)
            told = {(topic, source): digest for topic, source, digest in marks}
            rows: Any = self._connection.execute(
                "SELECT topic, source, digest, body FROM section WHERE patient = ?", (patient,)
            ).fetchall()
        found = [(*row, told.pop((row[0], row[1]), None)) for row in rows]
        return found + [(topic, source, digest, None, digest) for (topic, source), digest in told.items()]

    def known(self, patient_id: PatientId) -> Mapping[tuple[Topic, str], Mapping[str, str]]:
        """Give the validators of all whole sections of a patient, without reading what they hold.

        Raises:
            Damaged: the file fails, and there is no other.

        """
        rows = self._do(lambda: self._rows(key_of(patient_id)))
        whole = ((row[0], row[1], row[3]) for row in rows if row[3] is not None and row[2] == row[4])
        return {(Topic(topic), source): self.bodies.known(body) for topic, source, body in whole}

    def patients(self) -> tuple[Section[Any], ...]:
        """Give the kept master data of all patients, for the list; a row that cannot be read is left out."""
        rows: list[Any] = self._do(
            lambda: self._connection.execute(
                "SELECT patient, source, digest, body FROM section WHERE topic = ?", (Topic.PATIENT.value,)
            ).fetchall()
        )
        found = []
        for patient, source, digest, body in rows:
            kept = self.bodies.decoded(Topic.PATIENT.value, body) if hashlib.sha256(body).digest() == digest else None
            if kept is not None and (key_of(kept.section.patient_id), kept.section.source) == (patient, source):
                found.append(kept.section)
        return tuple(found)

    def work(self, act: Callable[[apsw.Connection], Done]) -> Done:
        """Let another part of the store act on the file, under the same care for a damaged one.

        Raises:
            StoreError: the file fails, and there is no other.

        """
        return self._do(lambda: act(self._connection))

    def keep(self, kept: Kept) -> None:
        """Replace the snapshot of one section, durably; raises as `keep_all`."""
        self.keep_all(((kept, None),))

    def keep_all(self, written: Sequence[Written]) -> None:
        """Replace the snapshots of some sections, all or none, durably: one wait for the disk.

        With each the messages that its entries point into, of which those go that none points into; or none, where the
        messages stay as they are.

        Raises:
            Full: there is no room; what was kept before stays.
            Damaged: the file fails, and there is no other.

        """
        rows = [self._row(kept) for kept, _ in written]
        messages = [raw_rows(kept.section, raw) for kept, raw in written if raw is not None]
        self._do(lambda: self._replace(rows, messages))

    def _row(self, kept: Kept) -> tuple[Any, ...]:
        section = kept.section
        body = self.bodies.encoded(section, kept.known)
        since = section.counts_from.astimezone(UTC).isoformat() if section.counts_from else ""
        return (*place_of(section), since, hashlib.sha256(body).digest(), body)

    def _replace(self, rows: Sequence[tuple[Any, ...]], messages: Sequence[RawRows]) -> None:
        with self.generation.changing(self._connection) as touched:
            self._connection.executemany(
                "INSERT OR REPLACE INTO section (patient, topic, source, as_of, digest, body) VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )
            replace_raw(self._connection, messages)
            touched.update(row[0] for row in rows)

    def keep_raw(self, section: Section[Any], raw: tuple[RawMessage, ...]) -> None:
        """Keep the messages that the section's entries point into, and drop those that none points into.

        Raises:
            Full: there is no room; what was kept before stays.
            Damaged: the file fails, and there is no other.

        """
        rows = raw_rows(section, raw)
        self._do(lambda: replace_raw(self._connection, (rows,)))

    def raw(self, patient_id: PatientId, digest: str) -> RawMessage | None:
        """Give a kept message, none when it is gone or fails its check.

        Raises:
            Damaged: the file fails, and there is no other.

        """
        row = self._do(
            lambda: self._connection.execute(
                "SELECT uri, content FROM raw_message WHERE patient = ? AND digest = ?", (key_of(patient_id), digest)
            ).fetchone()
        )
        return unpacked(digest, row) if row is not None else None

    def erase(self, patient_id: PatientId, topic: Topic, source: str) -> None:
        """Remove one section and the messages that only it used; leave nothing in the WAL (safety.md section 5).

        Raises:
            Damaged: the file fails, and there is no other.

        """
        self._do(lambda: self._erase(key_of(patient_id), topic.value, source))

    def _erase(self, *places: str) -> None:
        """Remove sections, each told as patient, topic and source in a row."""
        with self.generation.changing(self._connection) as touched:
            touched.update(places[::3])
            erase_sections(self._connection, places)
        empty_wal(self._connection)

    def purge(self, patient_id: PatientId) -> None:
        """Remove all of a patient, and leave nothing of it in free pages or the WAL (safety.md section 5).

        Raises:
            Damaged: the file fails, and there is no other.

        """
        self._do(lambda: self._purge(key_of(patient_id)))

    def _purge(self, patient: str) -> None:
        with self.generation.changing(self._connection) as touched:
            touched.add(patient)
            erase_patient(self._connection, patient)
        settle_index(self._connection)

    @property
    def generation(self) -> Generation:
        """The guard of the open file (OldCopy where it does not fit its own number); marks are read at first need."""
        self._generation = self._generation or Generation(self._connection)
        return self._generation

    def guard(self, pinned: bytes | None, least: int) -> None:
        """Compare the file with what is kept outside it (store/generation.py).

        Raises:
            OldCopy: the file, a page of it, or the pin is of an earlier time.
            Damaged: the file fails.

        """
        with as_store_errors():
            self.generation.check(pinned, least)

    def go_on_from(self, number: int) -> None:
        """Let a new file begin after the one that was put aside.

        Raises:
            StoreError: it cannot be written.

        """
        with as_store_errors():
            self.generation.begin(self._connection, number)

    def older(self, topic: Topic, before: Instant) -> tuple[Kept, ...]:
        """Give the sections of a topic, of services, that count from before a moment, whoever's they are.

        Raises:
            Damaged: the file fails, and there is no other.

        """
        moment = before.astimezone(UTC).isoformat()
        rows: list[Any] = self._do(
            lambda: self._connection.execute(
                "SELECT digest, body FROM section WHERE topic = ? AND as_of < ? AND NOT (source LIKE ?)",
                (topic.value, moment, f"{FILE}%"),
            ).fetchall()
        )
        whole = (body for digest, body in rows if hashlib.sha256(body).digest() == digest)
        return tuple(kept for body in whole if (kept := self.bodies.decoded(topic.value, body)) is not None)

    def erase_older(self, topic: Topic, before: Instant, *, files: bool = False) -> int:
        """Remove all sections of a topic that count from before a moment, of services or of files; give how many.

        Raises:
            Damaged: the file fails, and there is no other.

        """
        moment = before.astimezone(UTC).isoformat()
        rows: list[Any] = self._do(
            lambda: self._connection.execute(
                "SELECT patient, topic, source FROM section WHERE topic = ? AND as_of < ? AND (source LIKE ?) = ?",
                (topic.value, moment, f"{FILE}%", files),
            ).fetchall()
        )
        if rows:
            self._do(lambda: self._erase(*(text for row in rows for text in row)))
        # Overviews as they were shown hold older answers than the present one: those go by their own age.
        self._do(
            lambda: self._connection.execute(
                "DELETE FROM shown_body WHERE topic = ? AND as_of < ? AND (source LIKE ?) = ?",
                (topic.value, moment, f"{FILE}%", files),
            )
        )
        return len(rows)

    def close(self) -> None:
        """End the connection, for good: an answer that comes later finds no file, and puts none aside for it."""
        self._renew = None
        end(self._connection)

    def _do(self, work: Callable[[], Done]) -> Done:
        """Do something with the file; when it is damaged, do it once more with a new one."""
        try:
            with as_store_errors():
                return work()
        except (Damaged, OldCopy):
            if self._renew is None:
                raise
        renew, self._renew = self._renew, None
        number = self._generation.number if self._generation is not None else 0
        end(self._connection)
        self._connection, self._generation = renew(), None
        self.was_damaged = True
        with as_store_errors():
            self.generation.begin(self._connection, number + 1)
            return work()
