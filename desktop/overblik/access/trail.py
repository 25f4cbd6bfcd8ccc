"""The audit trail: an intent before each look, an outcome after it, each chained to the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from overblik.access.chain import EVERY, SIGNED, VERSION, Told, made, read
from overblik.access.sealing import FRESH
from overblik.access.trail_keys import TrailKeys
from overblik.access.trail_words import LISTS, Body, cleaned, list_body, look_body, result_of, who, whom
from overblik.domain.audit import EventKind, Head
from overblik.domain.dates import Instant
from overblik.domain.disclosure import Disclosure, ListDisclosure, seal_message
from overblik.domain.errors import CannotWrite, OutcomeUnwritten
from overblik.domain.grant import Clinician, LookReason, Reveal
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, Random, Seen
from overblik.store.trail_file import Made, Row, TrailFile

_SIGNED_WITHIN = 60.0
"""Seconds after which a record is signed, where there is one."""
_TOLERANCE = timedelta(seconds=5)
"""So much the wall clock may fall behind the monotonic one before it is doubted."""
_WITH_METHODS = (EventKind.LOOK, EventKind.OUTCOME, EventKind.DISCLOSURE, EventKind.SEARCH, *LISTS)
_NOTHING: Mapping[str, str | int | bool] = {}


@dataclass(frozen=True, slots=True)
class Beginning:
    """Why a chain begins, and which one it follows: `first`, `earlier_form`, `broken`, `missing`, `other_key`."""

    why: str = "first"
    follows: Mapping[str, str | int] = field(default_factory=dict)
    """Chain, sequence and hash of the head that was known, and how and where the old chain was bent."""


class AuditTrail:
    """Writes records; what is personal in them is sealed."""

    def __init__(
        self,
        file: TrailFile,
        keys: TrailKeys,
        clock: Clock,
        random: Random,
        beginning: Beginning | None = None,
        build: str = "",
    ) -> None:
        """Go on with the chain that the file holds; where it holds none, the first record begins one."""
        self.file, self.keys = file, keys
        self._clock, self._random = clock, random
        self._beginning, self._build = beginning or Beginning(), build
        self._device = keys.name(keys.public)[:16]
        self._signed_at = clock.monotonic()
        self._seen = (clock.now(), clock.monotonic())
        self._doubt = self._is_end_new = False

    def intent(
        self, patient_id: PatientId, clinician: Clinician, reason: LookReason, reveal: Reveal | None = None
    ) -> str:
        """Commit the intent to look, and by what act private entries are shown, durably; give its id.

        Raises:
            CannotWrite: it is not on disk, so nothing may be shown.

        """
        return self._append(EventKind.LOOK, look_body(patient_id, clinician, reason, reveal))[0]

    def disclosure(self, patient_id: PatientId, clinician: Clinician, told: Disclosure) -> int:
        """Commit that something is about to be printed or saved, durably; give the record's place in the trail.

        Raises:
            CannotWrite: it is not on disk, so nothing may be printed.

        """
        what = {"document": told.document, "medium": told.medium.value, "private": told.shows_private}
        return self._append(EventKind.DISCLOSURE, {"who": who(clinician), "patient": whom(patient_id), **what})[1]

    def list_printed(self, clinician: Clinician, told: ListDisclosure, patients: int) -> tuple[int, str]:
        """Commit that a list is about to be printed, of how many and with which words; give its place and its signature.

        Raises:
            CannotWrite: it is not on disk, so nothing may be printed.

        """
        seal = self.keys.sign(seal_message(told.digest))
        body = {**list_body(clinician, told, patients), "seal": seal}
        return self._append(EventKind.LIST_PRINTED, body)[1], seal

    def list_saved(self, clinician: Clinician, digest: str) -> None:
        """Commit the SHA-256 of the file that a printed list is about to become; raises as `list_printed`."""
        self._append(EventKind.LIST_SAVED, {"who": who(clinician), "file": digest})

    def search(self, clinician: Clinician, searched: int, matched: int, query: str = "") -> int:
        """Commit that kept records were searched, of how many patients and in how many something was found, durably.

        What was searched for is written as a keyed hash: words of a search are words of a record.

        Raises:
            CannotWrite: it is not on disk, so nothing of it may be shown.

        """
        what = {"searched": searched, "matched": matched, **({"query": self.keys.name(query)} if query else {})}
        return self._append(EventKind.SEARCH, {"who": who(clinician), **what})[1]

    @property
    def device(self) -> str:
        """The name of this device in every record and in what is delivered."""
        return self._device

    def event(
        self,
        kind: EventKind,
        clinician: Clinician | None = None,
        patient_id: PatientId | None = None,
        facts: Mapping[str, str | int | bool] = _NOTHING,
    ) -> str:
        """Commit any other act durably, such as a sign-in or a lock; give the record's id.

        `facts` tell of it in codes and numbers; a fact `reason` holds words, and a fact `token` the id (`jti`, RFC 7519
        section 4.1.7) of the token that was used, never the token.

        Raises:
            CannotWrite: it is not on disk.
            ValueError: the kind has a method of its own, or is the chain's own.

        """
        if kind in (*SIGNED, *_WITH_METHODS):
            raise ValueError(kind)
        body: Body = {name: cleaned(told) if isinstance(told, str) else told for name, told in facts.items()}
        if clinician is not None:
            body["who"] = who(clinician)
        if patient_id is not None:
            body["patient"] = whom(patient_id)
        return self._append(kind, body)[0]

    async def outcome(self, intent_id: str, seen: Seen) -> None:
        """Record what the look led to: sources, standings and numbers.

        Raises:
            OutcomeUnwritten: it is not on disk; at the next start it becomes `unknown`.

        """
        told = [
            [self._source(source), topic, standing.value, count] for source, topic, standing, count in seen.sections
        ]
        body = {"result": result_of(seen), "offline": seen.offline, "sections": told}
        try:
            self._append(EventKind.OUTCOME, body, about=intent_id)
        except CannotWrite as error:
            raise OutcomeUnwritten(**error.facts) from error

    def refused(self, intent_id: str) -> None:
        """Record that a look was not allowed after all: nothing was shown.

        Raises:
            CannotWrite: it is not on disk; at the next start it becomes `unknown`.

        """
        self._append(EventKind.OUTCOME, {"result": "refused"}, about=intent_id)

    def settle_unfinished(self) -> int:
        """Give every look without an outcome the outcome `unknown`; give how many there were.

        For the start of the program that shows patients: a look that is under way in it would be settled too.

        Raises:
            CannotWrite: it cannot be written now.

        """
        unfinished = self.file.unfinished()
        for intent_id in unfinished:
            self._append(EventKind.OUTCOME, {"result": "unknown"}, about=intent_id)
        return len(unfinished)

    def begin(self) -> None:
        """Begin the chain now, where the file is empty.

        Raises:
            CannotWrite: it is not on disk.

        """
        self.file.append(lambda last: [] if last is not None else [self._begun()])

    def checkpoint(self, *, if_due: bool = False) -> Head | None:
        """Sign all that is written; give the end of the chain, none where the file is empty.

        With `if_due` only what has stood unsigned for a minute; none where the end is the one that was given before.

        Raises:
            CannotWrite: it is not on disk.

        """
        if if_due and self._clock.monotonic() - self._signed_at < _SIGNED_WITHIN:
            return None

        def signed(last: Row | None) -> list[Made]:
            told = read(last) if last is not None else None
            return [] if told is None or told.kind in SIGNED else [self._checkpoint(told)]

        self.file.append(signed)
        self._signed_at = self._clock.monotonic()
        if if_due and not self._is_end_new:
            return None
        last = self.file.last()
        told = read(last) if last is not None else None
        if told is None or told.checkpoint < 0:
            return None
        self._is_end_new = False
        return told.head

    def _append(self, kind: EventKind, body: Body, about: str = "") -> tuple[str, int]:
        """Write one record, with the first of its chain before it and a checkpoint behind it where they are due."""
        identifier = self._random.identifier()
        places: list[int] = []

        def records(last: Row | None) -> list[Made]:
            written = [] if last is not None else [self._begun()]
            before = _told(written[-1]) if written else _told_of(last)
            told = {**self._header(before, kind, identifier), **({"about": about} if about else {})}
            written.append(made(told, body, self.keys, self._random.bytes(FRESH)))
            newest = _told(written[-1])
            places.append(newest.sequence)
            if newest.sequence - newest.covered[0] >= EVERY or self._is_due():
                written.append(self._checkpoint(newest))
            return written

        self.file.append(records)
        return identifier, places[-1]

    def _is_due(self) -> bool:
        return self._clock.monotonic() - self._signed_at >= _SIGNED_WITHIN

    def _begun(self) -> Made:
        chain = self._random.identifier()
        told = {**self._header(None, EventKind.BEGUN, self._random.identifier()), "chain": chain}
        told |= {"key": self.keys.public, "checkpoint": 0, "why": self._beginning.why}
        if self._beginning.follows:
            told["follows"] = dict(self._beginning.follows)
        self._signed_at = self._clock.monotonic()
        return made(told, None, self.keys, b"")

    def _checkpoint(self, before: Told) -> Made:
        told = self._header(before, EventKind.CHECKPOINT, self._random.identifier())
        self._is_end_new = True
        self._signed_at = self._clock.monotonic()
        return made({**told, "checkpoint": before.covered[1] + 1}, None, self.keys, b"")

    def _header(self, before: Told | None, kind: EventKind, identifier: str) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "v": VERSION,
            "chain": before.chain if before is not None else "",
            "sequence": before.sequence + 1 if before is not None else 1,
            "previous": before.digest if before is not None else "",
            "signed": list(before.covered) if before is not None else [0, 0],
            "id": identifier,
            "kind": kind.value,
            "at": now.isoformat(timespec="milliseconds"),
            "monotonic": round(self._clock.monotonic() * 1000),
            "boot": self._clock.boot(),
            "doubt": self._is_doubtful(now),
            "build": self._build,
            "device": self._device,
        }

    def _is_doubtful(self, now: Instant) -> bool:
        """Tell whether the wall clock was set back while the program ran; forward cannot be told from sleep."""
        moment, counted = self._seen
        if now - moment < timedelta(seconds=self._clock.monotonic() - counted) - _TOLERANCE:
            self._doubt = True
        self._seen = (now, self._clock.monotonic())
        return self._doubt

    def _source(self, name: str) -> str:
        """Name a source; a file by a keyed hash, for people call files after their patients (T25)."""
        return f"fil: {self.keys.name(name)[:12]}" if name.startswith("fil:") else cleaned(name)


def _told(written: Made) -> Told:
    """Read what was just made."""
    header, body, digest = written
    told = read(Row(0, header.encode("utf-8"), body, digest))
    assert told is not None
    return told


def _told_of(last: Row | None) -> Told:
    """Read the record to follow.

    Raises:
        CannotWrite: it does not hold itself; nothing is chained to it.

    """
    told = read(last) if last is not None else None
    if told is None:
        raise CannotWrite(reason="last_record")
    return told
