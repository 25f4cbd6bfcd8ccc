"""On what basis a look is asked for, and a clinician's own looks."""

from collections.abc import Mapping
from datetime import timedelta

from overblik.access.own_looks import own_looks
from overblik.app.house import House, look_reason
from overblik.app.listed import listed_patient
from overblik.domain.audit import EventKind, OwnLooks
from overblik.domain.dates import Instant
from overblik.domain.errors import ReasonMissing
from overblik.domain.grant import LookReason
from overblik.domain.patient import PatientId
from overblik.runtime.settings import Settings

_SINCE = timedelta(days=30)
"""How far back a clinician's own looks are told here (safety.md section 7.4, 'recent'): enough to answer for last month,
and no second archive beside the repository's."""


def reason_of(settings: Settings, patient_id: PatientId, claimed: Mapping[PatientId, LookReason]) -> LookReason:
    """Give the basis of a look: what was stated, or that the patient is on the clinician's list.

    Raises:
        ReasonMissing: somebody is signed in, the patient is not on the list, and nothing was stated.

    """
    if patient_id in claimed:
        return claimed[patient_id]
    listed = (listed_patient(one).patient_id for one in settings.patients)
    if settings.sign_in is None or patient_id in listed:
        return look_reason(settings)
    raise ReasonMissing


def own_looks_of(house: House, now: Instant) -> OwnLooks:
    """Give the clinician's looks of the last thirty days; that they were read is put on record too.

    Raises:
        CannotWrite: the record cannot be read, or not be written.

    """
    house.trail.event(EventKind.OWN_LOG_VIEW, house.right.clinician)
    return own_looks(house.trail, house.right.clinician, now - _SINCE)
