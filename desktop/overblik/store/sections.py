"""One sealed snapshot a section, and the raw messages behind it."""

import contextlib
import hashlib
import logging
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any, TypeVar

import apsw
import msgspec

from overblik.domain.dates import Instant
from overblik.domain.errors import Damaged
from overblik.domain.facts import FACT_OF
from overblik.domain.medication import Medication
from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept, RawMessage
from overblik.domain.provenance import RawRef
from overblik.domain.section import FILE, Section, Topic
from overblik.store.database import as_store_errors

Done = TypeVar("Done")
Renew = Callable[[], apsw.Connection]

_LOG = logging.getLogger("overblik.store")


class SectionStore:
    """The kept sections of all patients; belongs to the thread that made it.

    A file that turns out to be damaged is given up once: `renew` puts it aside and gives a new one,
    what was asked is asked again of that, and `was_renewed` tells the house to say so.
    """

    def __init__(self, connection: apsw.Connection, renew: Renew | None = None) -> None:
        """Take an open connection; `close` ends it."""
        self._connection = connection
        self._renew = renew
        self.was_renewed = False
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._decoders: dict[Topic, msgspec.msgpack.Decoder[Any]] = {}

    def sections(self, patient_id: PatientId) -> tuple[Kept, ...]:
        """Give all kept sections of one patient; a row that fails its check is dropped and logged (T8).

        Raises:
            Damaged: the file fails, and there is no other.

        """
        found, broken = [], []
        for topic, source, digest, body in self._do(lambda: self._rows(patient_id)):
            kept = self._read(topic, body) if hashlib.sha256(body).digest() == digest else None
            if kept is not None and _is_of(kept.section, patient_id, topic, source):
                found.append(kept)
            else:
                broken += [key_of(patient_id), topic, source]
        if broken:
            _LOG.warning("a kept section failed its check and was dropped")
            self._do(lambda: self._erase(*broken))
        return tuple(found)

    def _rows(self, patient_id: PatientId) -> list[Any]:
        return self._connection.execute(
            "SELECT topic, source, digest, body FROM section WHERE patient = ?", (key_of(patient_id),)
        ).fetchall()

    def _read(self, topic: str, body: bytes) -> Kept | None:
        try:
            section, known = self._decoder(Topic(topic)).decode(body)
        except (msgspec.MsgspecError, ValueError):
            return None
        return Kept(section, known)

    def patients(self) -> tuple[Section[Any], ...]:
        """Give the kept master data of all patients, for the list; a row that cannot be read is left out."""
        rows: list[Any] = self._do(
            lambda: self._connection.execute(
                "SELECT patient, source, digest, body FROM section WHERE topic = ?", (Topic.PATIENT.value,)
            ).fetchall()
        )
        found = []
        for patient, source, digest, body in rows:
            kept = self._read(Topic.PATIENT.value, body) if hashlib.sha256(body).digest() == digest else None
            if kept is not None and (key_of(kept.section.patient_id), kept.section.source) == (patient, source):
                found.append(kept.section)
        return tuple(found)

    def encoded(self, section: Section[Any], known: Mapping[str, str]) -> bytes:
        """Give a section with its validators as it is written."""
        return self._encoder.encode((section, dict(known)))

    def decoded(self, topic: Topic, body: bytes) -> Kept | None:
        """Read what `encoded` wrote; none where it cannot be read."""
        return self._read(topic.value, body)

    def work(self, act: Callable[[apsw.Connection], Done]) -> Done:
        """Let another part of the store act on the file, under the same care for a damaged one.

        Raises:
            StoreError: the file fails, and there is no other.

        """
        return self._do(lambda: act(self._connection))

    def keep(self, kept: Kept) -> None:
        """Replace the snapshot of one section, durably.

        Raises:
            Full: there is no room; what was kept before stays.
            Damaged: the file fails, and there is no other.

        """
        section = kept.section
        body = self.encoded(section, kept.known)
        since = section.counts_from.astimezone(UTC).isoformat() if section.counts_from else ""
        row = (key_of(section.patient_id), section.topic.value, section.source, since)
        self._do(
            lambda: self._connection.execute(
                "INSERT OR REPLACE INTO section (patient, topic, source, as_of, digest, body) VALUES (?, ?, ?, ?, ?, ?)",
                (*row, hashlib.sha256(body).digest(), body),
            )
        )

    def keep_raw(self, section: Section[Any], raw: tuple[RawMessage, ...]) -> None:
        """Keep the messages that the section's entries point into, and drop those that none points into.

        Raises:
            Full: there is no room; what was kept before stays.
            Damaged: the file fails, and there is no other.

        """
        place = (key_of(section.patient_id), section.topic.value, section.source)
        wanted = {scoped.provenance.raw_ref.message for scoped in section.entries}
        wanted |= {item.raw_ref.message for item in section.unreadable}
        wanted |= {ref.message for scoped in section.entries for ref in _refs_within(scoped.fact)}
        came = [(one.digest, one.uri, zlib.compress(one.content, 1)) for one in raw if one.digest in wanted]
        self._do(lambda: self._replace_raw(place, wanted, came))

    def _replace_raw(self, place: tuple[str, str, str], wanted: set[str], came: list[tuple[str, str, bytes]]) -> None:
        with self._connection:
            self._connection.executemany(
                "INSERT OR IGNORE INTO raw_message (patient, digest, uri, content) VALUES (?, ?, ?, ?)",
                [(place[0], *row) for row in came],
            )
            self._connection.execute("DELETE FROM raw_use WHERE patient = ? AND topic = ? AND source = ?", place)
            self._connection.executemany(
                "INSERT INTO raw_use (patient, topic, source, digest) VALUES (?, ?, ?, ?)",
                [(*place, digest) for digest in sorted(wanted)],
            )
            self._drop_unused(place[0])

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
        if row is None:
            return None
        try:
            content = zlib.decompress(row[1])
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() != digest:
            _LOG.warning("a kept message failed its check")
            return None
        return RawMessage(digest, row[0], content)

    def erase(self, patient_id: PatientId, topic: Topic, source: str) -> None:
        """Remove one section and the messages that only it used; leave nothing in the WAL (safety.md section 5).

        Raises:
            Damaged: the file fails, and there is no other.

        """
        self._do(lambda: self._erase(key_of(patient_id), topic.value, source))

    def _erase(self, *places: str) -> None:
        """Remove sections, each told as patient, topic and source in a row."""
        with self._connection:
            for start in range(0, len(places), 3):
                place = places[start : start + 3]
                for table in ("section", "raw_use", "shown_body"):
                    self._connection.execute(
                        f"DELETE FROM {table} WHERE patient = ? AND topic = ? AND source = ?",  # noqa: S608 - fixed names
                        place,
                    )
                self._drop_unused(place[0])
        # While another process of ours reads, the WAL stays (encrypted) until the next erasing or the last close.
        with contextlib.suppress(apsw.BusyError):
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

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
        return tuple(kept for body in whole if (kept := self._read(topic.value, body)) is not None)

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
        """End the connection."""
        self._connection.close()

    def _do(self, work: Callable[[], Done]) -> Done:
        """Do something with the file; when it is damaged, do it once more with a new one."""
        try:
            with as_store_errors():
                return work()
        except Damaged:
            if self._renew is None:
                raise
        renew, self._renew = self._renew, None
        self._connection.close()
        self._connection = renew()
        self.was_renewed = True
        with as_store_errors():
            return work()

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


def _refs_within(fact: object) -> tuple[RawRef, ...]:
    """Give the places that parts of a fact point to, beside its own."""
    return fact.ordination.origins() if isinstance(fact, Medication) and fact.ordination is not None else ()


def _is_of(section: Section[Any], patient_id: PatientId, topic: str, source: str) -> bool:
    """Whether a body stands in the row it was written to."""
    return section.patient_id == patient_id and (section.topic.value, section.source) == (topic, source)


def key_of(patient_id: PatientId) -> str:
    """Give the key of a patient: the number itself, in a file that is encrypted whole."""
    return patient_id.token_for_lookup()
