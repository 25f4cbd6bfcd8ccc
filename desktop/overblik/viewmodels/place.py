"""Where a user was: patient, page, and what he had typed; kept over a lock for him alone (R25)."""

from dataclasses import dataclass

import msgspec

from overblik.domain.errors import InputError
from overblik.domain.patient import PatientId, typed_by_user


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the program."""

    patient_id: PatientId | None = None
    page: str = ""
    typed: str = ""
    """What stood in the search field."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to come back to."""
        return self == Place()


def written(place: Place) -> str:
    """Give the place as text to be sealed; nothing where there is nothing to come back to."""
    if place.is_empty:
        return ""
    patient = place.patient_id.token_for_lookup() if place.patient_id is not None else ""
    return msgspec.json.encode((patient, place.page, place.typed)).decode()


def read(text: str) -> Place:
    """Read a place; one that cannot be read is none."""
    try:
        patient, page, typed = msgspec.json.decode(text, type=tuple[str, str, str])
        return Place(typed_by_user(patient) if patient else None, page, typed)
    except (msgspec.MsgspecError, InputError):
        return Place()
