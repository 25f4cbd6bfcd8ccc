"""Several patients of a pack are asked about at once, where something of them is kept: of most nothing has changed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Known, Seen
from overblik.domain.section import Topic
from overblik.sync.clinic import Clinic

AT_ONCE = 30
"""So many patients."""
Places = Mapping[tuple[Topic, str], Known]
Confirm = Callable[[Mapping[Grant, Places]], Awaitable[None]]
"""Asks the sources whether what is kept has changed, and leaves what has not in their memory of those looks; never raises
for a source that fails: its patients are then asked about one by one."""


async def confirm(
    wanted: Sequence[tuple[PatientId, Places]],
    grants: dict[PatientId, Grant],
    ask_to_look: Callable[[PatientId], Awaitable[Grant]],
    ask: Confirm,
) -> None:
    """Put the looks on record, then ask; the patients are then fetched under these `grants`.

    Raises:
        CannotWrite, QueueFull: no look can be put on record, so nothing is asked.

    """
    for patient_id, _ in wanted:
        grants[patient_id] = await ask_to_look(patient_id)
    await ask({grants[patient_id]: places for patient_id, places in wanted})


async def end_unused(grants: Mapping[PatientId, Grant], clinic: Clinic) -> None:
    """Put on record that nothing more came of looks that a pause broke off before their patient's turn."""
    for grant in grants.values():
        await clinic.trail.outcome(grant.intent_id, Seen((), offline=False, ahead=True))


def kept_of(clinic: Clinic, patients: Sequence[PatientId]) -> list[tuple[PatientId, Places]]:
    """Give those of whom a source may tell that nothing has changed, with what it told last.

    Raises:
        StoreError: the store fails.

    """
    found = ((one, clinic.store.known(one)) for one in patients if not clinic.current.is_forgotten(one))
    return [(one, places) for one, places in found if any(places.values())]
