"""What clinicians saw: the ledger of traces, and the overviews as they were shown (docs/decisions/since-last.md)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import apsw
import msgspec

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.domain.sighting import NeverSeen, Sighting, Trace, UnreadSighting
from overblik.store.database import transaction
from overblik.store.rows import key_of
from overblik.store.sections import SectionStore

KEPT_OVERVIEWS = 24
"""So many overviews are kept of a patient for a clinician; the oldest gives way."""
_Body = dict[str, dict[str, tuple[str, str, str]]]


class Sightings:
    """Ledger and shown overviews, in the file of the sections; belongs to the thread that made it."""

    def __init__(self, store: SectionStore) -> None:
        """Share the file of the sections, also when that is renewed."""
        self._store = store
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._ledger: msgspec.msgpack.Decoder[_Body] = msgspec.msgpack.Decoder(_Body)

    def sighting(self, patient_id: PatientId, clinician: str) -> Sighting | NeverSeen | UnreadSighting:
        """Give what a clinician had seen of a patient; of a row that cannot be read, that it cannot.

        Raises:
            StoreError: the store fails.

        """
        row = self._store.work(
            lambda connection: connection.execute(
                "SELECT since, body FROM sighting WHERE patient = ? AND clinician = ?",
                (key_of(patient_id), clinician),
            ).fetchone()
        )
        if row is None:
            return NeverSeen(patient_id)
        try:
            told = self._ledger.decode(row[1])
            parts = {_place(name): {item: Trace(*one) for item, one in part.items()} for name, part in told.items()}
            return Sighting(patient_id, datetime.fromisoformat(row[0]), parts)
        except (msgspec.MsgspecError, ValueError):
            return UnreadSighting(patient_id)

    def keep(self, sighting: Sighting, clinician: str, looked: Instant) -> None:
        """Replace the ledger of a patient and a clinician, durably.

        Raises:
            StoreError: the store fails.

        """
        told: _Body = {
            f"{topic.value}/{source}": {item: (trace.content, trace.state, trace.like) for item, trace in part.items()}
            for (topic, source), part in sighting.parts.items()
        }
        row = (key_of(sighting.patient_id), clinician, _told(sighting.since), _told(looked))
        body = self._encoder.encode(told)
        self._store.work(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO sighting VALUES (?, ?, ?, ?, ?)", (*row, body)
            )
        )

    def forget(self, before: Instant) -> None:
        """Remove the ledgers of patients at whom nobody has looked since a moment.

        Raises:
            StoreError: the store fails.

        """
        self._store.work(
            lambda connection: connection.execute("DELETE FROM sighting WHERE looked < ?", (_told(before),))
        )

    def keep_shown(self, patient_id: PatientId, clinician: str, at: Instant, sections: Iterable[Section[Any]]) -> None:
        """Keep the overview as it is shown: each section's standing, and its snapshot where that lies on the disk.

        Raises:
            StoreError: the store fails.

        """
        shells = [
            (one.topic.value, one.source, _since(one), self._store.bodies.encoded(*_shell(one))) for one in sections
        ]
        owner = (key_of(patient_id), clinician)
        self._store.work(lambda connection: _keep_shown(connection, owner, _told(at), shells))

    def moments(self, patient_id: PatientId, clinician: str) -> tuple[Instant, ...]:
        """Give the moments of the overviews that are kept, newest first.

        Raises:
            StoreError: the store fails.

        """
        rows: list[Any] = self._store.work(
            lambda connection: connection.execute(
                "SELECT DISTINCT at FROM shown WHERE patient = ? AND clinician = ? ORDER BY at DESC",
                (key_of(patient_id), clinician),
            ).fetchall()
        )
        return tuple(datetime.fromisoformat(at) for (at,) in rows)

    def shown(self, patient_id: PatientId, clinician: str, at: Instant) -> tuple[Section[Any], ...]:
        """Give an overview as it was shown; a section whose copy is erased meanwhile says so.

        Raises:
            StoreError: the store fails.

        """
        rows: list[Any] = self._store.work(
            lambda connection: connection.execute(
                "SELECT shown.topic, shell, body FROM shown LEFT JOIN shown_body USING (patient, digest) "
                "WHERE patient = ? AND clinician = ? AND at = ? ORDER BY place",
                (key_of(patient_id), clinician, _told(at)),
            ).fetchall()
        )
        found = (self._whole(patient_id, Topic(topic), shell, body) for topic, shell, body in rows)
        return tuple(section for section in found if section is not None)

    def _whole(self, patient_id: PatientId, topic: Topic, shell: bytes, body: bytes | None) -> Section[Any] | None:
        told = self._store.bodies.decoded(topic.value, shell)
        if told is None or told.section.patient_id != patient_id:
            return None
        section = told.section
        if _HELD not in told.known:
            return section
        kept = self._store.bodies.decoded(topic.value, body) if body is not None else None
        if kept is None or kept.section.patient_id != patient_id:
            place = (section.patient_id, section.topic, section.source, section.label)
            return Section(*place, Standing.NOT_ASKED, (Reason(Cause.EXPIRED),), asked_at=section.asked_at)
        held = kept.section
        return replace(section, entries=held.entries, unreadable=held.unreadable, refused=held.refused)


_HELD = "held"
"""Marks a shell whose section held items: without its snapshot it may not be read as empty."""


def _shell(section: Section[Any]) -> tuple[Section[Any], dict[str, str]]:
    """Give a section without its items; of what was revealed not even its card (H21)."""
    card = None if section.is_revealed else section.card
    standing, reasons = section.standing, section.reasons
    if section.standing is Standing.COMPLETE and section.is_revealed:
        standing, reasons = Standing.STALE, (Reason(Cause.EXPIRED),)
    shell = replace(
        section,
        standing=standing,
        reasons=reasons,
        entries=(),
        unreadable=(),
        refused=0,
        card=card,
        by_override=False,
        private_words=frozenset(),
    )
    return shell, {_HELD: "yes"} if section.items_in else {}


def _keep_shown(
    connection: apsw.Connection, owner: tuple[str, str], at: str, shells: list[tuple[str, str, str, bytes]]
) -> None:
    with transaction(connection):
        for place, (topic, source, since, shell) in enumerate(shells):
            row = connection.execute(
                "SELECT digest FROM section WHERE patient = ? AND topic = ? AND source = ? AND as_of = ?",
                (owner[0], topic, source, since),
            ).fetchone()
            if row is not None:
                connection.execute(
                    "INSERT OR IGNORE INTO shown_body SELECT patient, digest, topic, source, as_of, body FROM section "
                    "WHERE patient = ? AND topic = ? AND source = ?",
                    (owner[0], topic, source),
                )
            connection.execute(
                "INSERT OR REPLACE INTO shown VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*owner, at, topic, source, place, row[0] if row is not None else None, shell),
            )
        connection.execute(
            "DELETE FROM shown WHERE patient = ?1 AND clinician = ?2 AND at NOT IN (SELECT DISTINCT at FROM shown "
            "WHERE patient = ?1 AND clinician = ?2 ORDER BY at DESC LIMIT ?3)",
            (*owner, KEPT_OVERVIEWS),
        )
        connection.execute(
            "DELETE FROM shown_body WHERE patient = ?1 AND digest NOT IN "
            "(SELECT digest FROM shown WHERE patient = ?1 AND digest IS NOT NULL)",
            (owner[0],),
        )


def _place(name: str) -> tuple[Topic, str]:
    topic, _, source = name.partition("/")
    return Topic(topic), source


def _told(moment: Instant) -> str:
    return moment.astimezone(UTC).isoformat()


def _since(section: Section[Any]) -> str:
    """Give the time of a section as its row is marked with it: another time means another answer."""
    return _told(section.counts_from) if section.counts_from is not None else ""
