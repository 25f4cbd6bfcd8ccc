"""A user has all copies of one patient erased: store, index, marks, kept overviews, and what is held in memory (G8)."""

import contextlib
from typing import TYPE_CHECKING

from overblik.domain.audit import EventKind
from overblik.domain.errors import TrailError
from overblik.domain.patient import PatientId

if TYPE_CHECKING:
    from overblik.app.house import House


def forget_patient(house: "House", patient_id: PatientId) -> None:
    """Erase, then put it on record; what is under way of the patient is not written afterwards.

    That it cannot be put on record keeps no copy alive: what is gone is no look.

    Raises:
        StoreError: the file fails; copies may be there still.

    """
    house.clinic.current.forget(patient_id)
    house.store.purge(patient_id)
    house.own.drop(patient_id)
    house.kept_lists.drop(patient_id)
    house.pin()
    with contextlib.suppress(TrailError):
        house.trail.event(EventKind.PURGE, house.right.clinician, patient_id, {"reason": "asked"})
