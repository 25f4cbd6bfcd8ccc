"""What the asking thread does for the window: the house is opened there, after the first paint."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.patient import MasterData, PatientId
from overblik.domain.ports import Clock
from overblik.domain.provenance import RawRef
from overblik.domain.section import Section, Topic
from overblik.runtime.settings import ListedPatient, Settings
from overblik.viewmodels.patient_list import Listed

if TYPE_CHECKING:
    from overblik.app.house import House

Report = Callable[[Any], None]


class HouseLooks:
    """Opens the house once, and looks through it; every method runs in the asking thread."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Take the settings; nothing is opened yet."""
        self._settings = settings
        self._clock = clock
        self._house: House | None = None

    def _opened(self) -> "House":
        if self._house is None:
            # Transport, ciphers and key ring cost a quarter of a second to import: after the first paint (stack.md).
            from overblik.app.house import open_house

            self._house = open_house(self._settings, self._clock)
        return self._house

    async def start(self, report: Report) -> None:
        """Open the house; report the sentence about the cache, and the patients who are kept."""
        house = self._opened()
        report((house.notice, tuple(listed_of(section) for section in house.store.patients() if section.entries)))

    async def look(self, patient_id: PatientId, only: frozenset[Topic] | None, report: Report) -> None:
        """Ask for the right to look, then open the patient.

        Raises:
            CannotWrite: the intent could not be written; nothing is shown.

        """
        from overblik.app.house import look_reason
        from overblik.sync.overview import open_patient

        house = self._opened()
        grant = await house.right.ask_to_look(patient_id, look_reason(self._settings))
        await open_patient(grant, house.clinic, report, only)

    async def original(self, patient_id: PatientId, ref: RawRef) -> bytes | None:
        """Give the bytes that a row was read from; none when they are gone."""
        message = self._opened().store.raw(patient_id, ref.message)
        if message is None:
            return None
        return message.content[ref.start : ref.start + ref.length]

    async def close(self) -> None:
        """Close the house."""
        if self._house is not None:
            await self._house.close()
            self._house = None


def listed_of(section: Section[Any]) -> Listed:
    """Give the line of a kept patient."""
    data: MasterData = section.entries[0].fact
    born: ClinicalDate | None = data.birth_date
    return Listed(section.patient_id, data.family, data.given, born.text if born else "", data.sex.value)


def listed_patient(told: ListedPatient) -> Listed:
    """Give the line of a patient of the settings."""
    from overblik.domain.patient import cpr, from_identifier

    patient_id = from_identifier(told.system, told.cpr) if told.system else cpr(told.cpr)
    return Listed(patient_id, told.family, told.given, told.birth_date, told.sex, told.time)
