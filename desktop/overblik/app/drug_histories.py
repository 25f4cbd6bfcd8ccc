"""The history of one drug medication, asked for by an act with a right of its own."""

from overblik.app.house import House
from overblik.domain.drug_history import DrugHistory
from overblik.domain.errors import NotOffered
from overblik.domain.grant import LookReason, Reveal
from overblik.domain.patient import PatientId
from overblik.domain.section import Standing
from overblik.sync.aside import ask_aside


async def ask_history(
    house: House, reason: LookReason, patient_id: PatientId, identifier: str, reveal: Reveal | None
) -> DrugHistory:
    """Ask for the right to look, then for the history; raises as `HouseLooks.medication_history`."""
    if house.national is None:
        raise NotOffered
    source = house.national.medicine
    grant = await house.right.ask_to_look(patient_id, reason, reveal)
    return await ask_aside(grant, house.clinic, source, lambda: source.history(grant, identifier), _told)


def _told(came: DrugHistory) -> tuple[Standing, int]:
    """Standing and number of periods, for the trail."""
    return Standing.PARTIAL if came.unreadable else Standing.COMPLETE, len(came.periods)
