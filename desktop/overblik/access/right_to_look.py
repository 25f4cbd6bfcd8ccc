"""The one place that issues a grant: the reason is stated and the intent is on disk before it exists."""

from collections.abc import Sequence
from datetime import timedelta

from overblik.access.trail import AuditTrail
from overblik.domain.audit import EventKind
from overblik.domain.dates import DANISH
from overblik.domain.disclosure import Disclosed, Disclosure, ListDisclosure, Sealed
from overblik.domain.errors import QueueFull, ReasonMissing
from overblik.domain.features import Feature, TurnedOff
from overblik.domain.grant import Basis, Clinician, DataConsent, Grant, LookReason, Reveal
from overblik.domain.patient import PatientId
from overblik.domain.ports import AuditQueue, Clock

_LASTS = timedelta(hours=12)
"""A working day: after it the right is asked for anew."""


class RightToLook:
    """Asks for a reason, commits the intent, gives the grant."""

    def __init__(
        self,
        trail: AuditTrail,
        clock: Clock,
        clinician: Clinician,
        queue: AuditQueue | None = None,
        off: frozenset[Feature] = frozenset(),
    ) -> None:
        """Speak for one clinician; `queue` is what waits for the audit repository, where there is one.

        `off` is what the organisation has turned off: no right is given for it.
        """
        self._off = off
        self._trail = trail
        self._queue = queue
        self._clock = clock
        self.clinician = clinician

    async def ask_to_look(self, patient_id: PatientId, reason: LookReason, reveal: Reveal | None = None) -> Grant:
        """Give the right to look at one patient; with `reveal` also at what the patient has marked private.

        Raises:
            TurnedOff: the organisation has turned off the override; nothing was put on record.
            ReasonMissing: the basis or the override demands words and there are none.
            CannotWrite: the intent could not be written; nothing may be shown.
            QueueFull: too much waits for the audit repository, and the intent could not be delivered now.

        """
        if reveal is not None and reveal.consent is DataConsent.OVERRIDDEN:
            self._demand(Feature.OVERRIDE)
        if reason.basis is Basis.OTHER and not reason.text.strip():
            raise ReasonMissing
        if reveal is not None and reveal.consent is DataConsent.OVERRIDDEN and not reveal.why.strip():
            raise ReasonMissing
        intent_id = self._trail.intent(patient_id, self.clinician, reason, reveal)
        if self._queue is not None and self._queue.is_full and not await self._queue.deliver_now(intent_id):
            self._trail.refused(intent_id)
            raise QueueFull
        until = self._clock.now() + _LASTS
        return Grant(patient_id, self.clinician, reason, intent_id, until, reveal.consent if reveal else None)

    async def ask_for_list(self, source: str, name: str) -> None:
        """Commit to the trail that a list of patients is about to be asked for; it stands there before it is sent.

        Raises:
            CannotWrite: it could not be written; nothing may be asked.
            QueueFull: too much waits for the audit repository, and this could not be delivered now.

        """
        record = self._trail.event(EventKind.WORK_LIST, self.clinician, facts={"source": source, "list": name})
        if self._queue is not None and self._queue.is_full and not await self._queue.deliver_now(record):
            raise QueueFull

    def log_list(self, source: str, name: str, patients: int) -> None:
        """Commit to the trail how many a list holds; of the patients nothing.

        Raises:
            CannotWrite: it could not be written; the list may not be shown.

        """
        facts: dict[str, str | int | bool] = {"source": source, "list": name, "patients": patients}
        self._trail.event(EventKind.WORK_LIST, self.clinician, facts=facts)

    def log_disclosure(self, patient_id: PatientId, told: Disclosure) -> Disclosed:
        """Commit to the trail that something is about to be printed or saved; give its number.

        Raises:
            TurnedOff: the organisation has turned printing off.
            CannotWrite: it could not be written; nothing may be printed.

        """
        self._demand(Feature.PRINT)
        return self._disclosed(self._trail.disclosure(patient_id, self.clinician, told))

    def log_list_print(self, patients: Sequence[PatientId], told: ListDisclosure) -> Sealed:
        """Commit to the trail that a list is about to be printed or saved: of each patient on it, then the list itself.

        Raises:
            TurnedOff: the organisation has turned printing off.
            CannotWrite: it could not be written; nothing may be printed.

        """
        self._demand(Feature.PRINT)
        for patient_id in patients:
            self._trail.disclosure(patient_id, self.clinician, Disclosure(told.document, told.medium))
        sequence, signature = self._trail.list_printed(self.clinician, told, len(patients))
        return Sealed(self._disclosed(sequence), told.digest, signature, self._trail.device)

    def log_list_file(self, digest: str) -> None:
        """Commit to the trail the SHA-256 of the file as which a printed list is about to be saved.

        Raises:
            CannotWrite: it could not be written; the file may not be saved.

        """
        self._trail.list_saved(self.clinician, digest)

    def _demand(self, feature: Feature) -> None:
        if feature in self._off:
            raise TurnedOff(feature)

    def _disclosed(self, sequence: int) -> Disclosed:
        day = self._clock.now().astimezone(DANISH)
        return Disclosed(f"{day:%Y-%m%d}-{sequence:04d}", self.clinician.name, self.clinician.role)

    def log_search(self, searched: int, matched: int, query: str = "") -> None:
        """Commit to the trail that the kept records of many patients were searched; of the words a keyed hash.

        Raises:
            CannotWrite: it could not be written; nothing that was found may be shown.

        """
        self._trail.search(self.clinician, searched, matched, query)
