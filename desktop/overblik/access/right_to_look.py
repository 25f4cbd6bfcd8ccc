"""The one place that issues a grant: the reason is stated and the intent is on disk before it exists."""

from datetime import timedelta

from overblik.access.trail import AuditTrail
from overblik.domain.errors import ReasonMissing
from overblik.domain.grant import Basis, Clinician, Grant, LookReason
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock

_LASTS = timedelta(hours=12)
"""A working day: after it the right is asked for anew."""


class RightToLook:
    """Asks for a reason, commits the intent, gives the grant."""

    def __init__(self, trail: AuditTrail, clock: Clock, clinician: Clinician) -> None:
        """Speak for one clinician."""
        self._trail = trail
        self._clock = clock
        self._clinician = clinician

    async def ask_to_look(self, patient_id: PatientId, reason: LookReason) -> Grant:
        """Give the right to look at one patient.

        Raises:
            ReasonMissing: the basis demands words and there are none.
            CannotWrite: the intent could not be written; nothing may be shown.

        """
        if reason.basis is Basis.OTHER and not reason.text.strip():
            raise ReasonMissing
        intent_id = self._trail.intent(patient_id, self._clinician, reason)
        return Grant(patient_id, self._clinician, reason, intent_id, self._clock.now() + _LASTS)
