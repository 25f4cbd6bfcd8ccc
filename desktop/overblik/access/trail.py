"""The audit trail: an intent before each look, an outcome after it, each chained to the one before."""

import hashlib
import hmac
import json
import re
from typing import Any

from overblik.domain.disclosure import Disclosure
from overblik.domain.errors import CannotWrite, ChainBroken
from overblik.domain.grant import Clinician, DataConsent, LookReason, Reveal
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, Random, Seen
from overblik.store.trail_file import TrailFile

_NUMBER = re.compile(r"\d{6}[ -]?\d{4}")
"""What looks like a CPR number in the words of a reason: they are typed by hand."""


_CODES = {DataConsent.GIVEN: "private-consent-given", DataConsent.OVERRIDDEN: "private-consent-overridden"}
"""Two acts, two audit codes (safety.md 2a, S9)."""


class AuditTrail:
    """Writes records: no clinical content, the patient as an HMAC."""

    def __init__(self, file: TrailFile, key: bytes, clock: Clock, random: Random) -> None:
        """Go on with the chain that the file holds; `key` names patients without their number."""
        self._file = file
        self._key = key
        self._clock = clock
        self._random = random

    def intent(
        self, patient_id: PatientId, clinician: Clinician, reason: LookReason, reveal: Reveal | None = None
    ) -> str:
        """Commit the intent to look, and by what act private entries are shown, durably; give its id.

        Raises:
            CannotWrite: it is not on disk, so nothing may be shown.

        """
        intent_id = self._random.identifier()
        self._append(
            {
                "kind": "intent",
                "id": intent_id,
                "patient": self._name(patient_id),
                "who": clinician.subject,
                "role": clinician.role,
                "basis": reason.basis.value,
                "reason": _NUMBER.sub("••••", reason.text),
                **(_revealing(reveal) if reveal is not None else {}),
            }
        )
        return intent_id

    def disclosure(self, patient_id: PatientId, clinician: Clinician, told: Disclosure) -> int:
        """Commit that something is about to be printed or saved, durably; give the record's place in the trail.

        Raises:
            CannotWrite: it is not on disk, so nothing may be printed.

        """
        return self._append(
            {
                "kind": "disclosure",
                "id": self._random.identifier(),
                "patient": self._name(patient_id),
                "who": clinician.subject,
                "role": clinician.role,
                "document": told.document,
                "medium": told.medium.value,
                "private": told.shows_private,
            }
        )

    def search(self, clinician: Clinician, searched: int, matched: int) -> int:
        """Commit that kept records were searched, of how many patients and in how many something was found, durably.

        What was searched for is not written: words of a search are words of a record.

        Raises:
            CannotWrite: it is not on disk, so nothing of it may be shown.

        """
        told = {"kind": "search", "id": self._random.identifier(), "who": clinician.subject, "role": clinician.role}
        return self._append({**told, "searched": searched, "matched": matched})

    async def outcome(self, intent_id: str, seen: Seen) -> None:
        """Record what the look led to: sources, standings and numbers."""
        self._append(
            {
                "kind": "outcome",
                "id": intent_id,
                "offline": seen.offline,
                "sections": [
                    [self._source(source), topic, standing.value, count]
                    for source, topic, standing, count in seen.sections
                ],
            }
        )

    def _append(self, told: dict[str, Any]) -> int:
        at, places = self._clock.now().isoformat(), []

        def sealed(sequence: int, previous: str) -> tuple[str, str]:
            places.append(sequence)
            record = {**told, "sequence": sequence, "at": at, "previous": previous}
            body = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            return body, hashlib.sha256(body.encode()).hexdigest()

        self._file.append(sealed)
        return places[-1]

    def _source(self, name: str) -> str:
        """Name a source; a file by a keyed hash, for people call files after their patients (T25)."""
        return f"fil: {self._keyed(name)[:12]}" if name.startswith("fil:") else name

    def _name(self, patient_id: PatientId) -> str:
        return self._keyed(patient_id.token_for_lookup())

    def _keyed(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()


def _revealing(reveal: Reveal) -> dict[str, str]:
    return {"act": _CODES[reveal.consent], "why": _NUMBER.sub("••••", reveal.why)}


def verify(records: list[tuple[int, str, str]]) -> int:
    """Check a chain; give the number of records.

    Raises:
        ChainBroken: `sequence` in the facts is the first that does not follow.

    """
    head = ""
    for expected, (sequence, body, digest) in enumerate(records, start=1):
        fits = hashlib.sha256(body.encode()).hexdigest() == digest and f'"previous":"{head}"' in body
        if sequence != expected or not fits:
            raise ChainBroken(sequence=expected)
        head = digest
    return len(records)


__all__ = ["AuditTrail", "CannotWrite", "verify"]
