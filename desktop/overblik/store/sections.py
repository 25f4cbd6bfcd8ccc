"""One sealed snapshot a section, and the raw messages behind it."""

import contextlib
import hashlib
import logging
import zlib
from datetime import UTC
from typing import Any

import apsw
import msgspec

from overblik.domain.dates import Instant
from overblik.domain.errors import Damaged, Full
from overblik.domain.facts import FACT_OF
from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept, RawMessage
from overblik.domain.section import Section, Topic

_LOG = logging.getLogger("overblik.store")


class SectionStore:
    """The kept sections of all patients; belongs to the thread that made it."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Take an open connection; `close` ends it."""
        self._connection = connection
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._decoders: dict[Topic, msgspec.msgpack.Decoder[Any]] = {}

    def sections(self, patient_id: PatientId) -> tuple[Kept, ...]:
        """Give all kept sections of one patient; a row that fails its check is dropped and logged (T8)."""
        rows: list[Any] = self._connection.execute(
            "SELECT topic, source, digest, body FROM section WHERE patient = ?", (_key(patient_id),)
        ).fetchall()
        found = []
        for topic, source, digest, body in rows:
            if hashlib.sha256(body).digest() != digest:
                _LOG.warning("a kept section failed its check and was dropped")
                self.erase(patient_id, Topic(topic), source)
                continue
            try:
                section, known = self._decoder(Topic(topic)).decode(body)
            except (msgspec.MsgspecError, ValueError):
                _LOG.warning("a kept section could not be read and was dropped")
                self.erase(patient_id, Topic(topic), source)
                continue
            if section.patient_id == patient_id:
                found.append(Kept(section, known))
        return tuple(found)

    def patients(self) -> tuple[Section[Any], ...]:
        """Give the kept master data of all patients, for the list; a row that cannot be read is left out."""
        rows: list[Any] = self._connection.execute(
            "SELECT digest, body FROM section WHERE topic = ?", (Topic.PATIENT.value,)
        ).fetchall()
        found = []
        for digest, body in rows:
            if hashlib.sha256(body).digest() == digest:
                with contextlib.suppress(msgspec.MsgspecError, ValueError):
                    found.append(self._decoder(Topic.PATIENT).decode(body)[0])
        return tuple(found)

    def keep(self, kept: Kept) -> None:
        """Replace the snapshot of one section, durably.

        Raises:
            Full: there is no room; what was kept before stays.
            Damaged: the file fails.

        """
        section = kept.section
        body = self._encoder.encode((section, dict(kept.known)))
        as_of = section.as_of.astimezone(UTC).isoformat() if section.as_of else ""
        row = (_key(section.patient_id), section.topic.value, section.source, as_of)
        self._write(
            "INSERT OR REPLACE INTO section (patient, topic, source, as_of, digest, body) VALUES (?, ?, ?, ?, ?, ?)",
            (*row, hashlib.sha256(body).digest(), body),
        )

    def keep_raw(self, section: Section[Any], raw: tuple[RawMessage, ...]) -> None:
        """Keep the messages that the section's entries point into, and drop those that none points into."""
        patient, topic, source = _key(section.patient_id), section.topic.value, section.source
        wanted = {scoped.provenance.raw_ref.message for scoped in section.entries}
        wanted |= {item.raw_ref.message for item in section.unreadable}
        try:
            with self._connection:
                for message in raw:
                    if message.digest in wanted:
                        self._connection.execute(
                            "INSERT OR IGNORE INTO raw_message (patient, digest, uri, content) VALUES (?, ?, ?, ?)",
                            (patient, message.digest, message.uri, zlib.compress(message.content, 1)),
                        )
                self._connection.execute(
                    "DELETE FROM raw_use WHERE patient = ? AND topic = ? AND source = ?", (patient, topic, source)
                )
                self._connection.executemany(
                    "INSERT INTO raw_use (patient, topic, source, digest) VALUES (?, ?, ?, ?)",
                    [(patient, topic, source, digest) for digest in wanted],
                )
                self._drop_unused(patient)
        except apsw.FullError as error:
            raise Full from error
        except (apsw.CorruptError, apsw.IOError) as error:
            raise Damaged(reason=type(error).__name__) from error

    def raw(self, patient_id: PatientId, digest: str) -> RawMessage | None:
        """Give a kept message, none when it is gone; its digest is checked."""
        row = self._connection.execute(
            "SELECT uri, content FROM raw_message WHERE patient = ? AND digest = ?", (_key(patient_id), digest)
        ).fetchone()
        if row is None:
            return None
        content = zlib.decompress(row[1])
        if hashlib.sha256(content).hexdigest() != digest:
            return None
        return RawMessage(digest, row[0], content)

    def erase(self, patient_id: PatientId, topic: Topic, source: str) -> None:
        """Remove one section and the messages that only it used; leave nothing in the WAL (safety.md section 5)."""
        patient = _key(patient_id)
        with self._connection:
            for table in ("section", "raw_use"):
                self._connection.execute(
                    f"DELETE FROM {table} WHERE patient = ? AND topic = ? AND source = ?",  # noqa: S608 - two fixed names
                    (patient, topic.value, source),
                )
            self._drop_unused(patient)
        self._connection.pragma("wal_checkpoint(TRUNCATE)")

    def erase_older(self, topic: Topic, before: Instant) -> int:
        """Remove all sections of a topic whose answer is older than `before`; give how many."""
        rows: list[Any] = self._connection.execute(
            "SELECT patient, source FROM section WHERE topic = ? AND as_of < ?",
            (topic.value, before.astimezone(UTC).isoformat()),
        ).fetchall()
        with self._connection:
            for patient, source in rows:
                for table in ("section", "raw_use"):
                    self._connection.execute(
                        f"DELETE FROM {table} WHERE patient = ? AND topic = ? AND source = ?",  # noqa: S608
                        (patient, topic.value, source),
                    )
                self._drop_unused(patient)
        if rows:
            self._connection.pragma("wal_checkpoint(TRUNCATE)")
        return len(rows)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _drop_unused(self, patient: str) -> None:
        self._connection.execute(
            "DELETE FROM raw_message WHERE patient = ? AND digest NOT IN "
            "(SELECT digest FROM raw_use WHERE raw_use.patient = raw_message.patient)",
            (patient,),
        )

    def _decoder(self, topic: Topic) -> "msgspec.msgpack.Decoder[Any]":
        if topic not in self._decoders:
            of_section: Any = Section
            pair: Any = tuple
            shape = pair[of_section[FACT_OF[topic]], dict[str, str]]
            self._decoders[topic] = msgspec.msgpack.Decoder(shape)
        return self._decoders[topic]

    def _write(self, statement: str, values: tuple[str | bytes, ...]) -> None:
        try:
            self._connection.execute(statement, values)
        except apsw.FullError as error:
            raise Full from error
        except (apsw.CorruptError, apsw.IOError) as error:
            raise Damaged(reason=type(error).__name__) from error


def _key(patient_id: PatientId) -> str:
    """Give the key of a patient: the number itself, in a file that is encrypted whole."""
    return patient_id.token_for_lookup()
