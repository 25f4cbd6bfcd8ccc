"""On what basis a clinician looks at a patient who is not on his list: stated before anything is fetched (T20)."""

from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import PatientId


class Claims:
    """What was stated in this session; it ends with the process."""

    def __init__(self) -> None:
        """Start with nothing stated; nothing is asked where nobody signs in."""
        self.is_asked = False
        self._stated: dict[PatientId, LookReason] = {}

    def is_needed(self, patient_id: PatientId, *, is_listed: bool) -> bool:
        """Whether a basis must be stated before the patient is opened."""
        return self.is_asked and not is_listed and patient_id not in self._stated

    def state(self, patient_id: PatientId, basis: Basis, text: str = "") -> LookReason | None:
        """State a basis; none where it demands words and there are none."""
        reason = LookReason(basis, text.strip())
        if basis is Basis.OTHER and not reason.text:
            return None
        self._stated[patient_id] = reason
        return reason
