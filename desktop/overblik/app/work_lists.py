"""Lists of patients and what is known of those on them, in the asking thread: on record first, then asked, then shown."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from overblik.domain.errors import OverblikError, SourceError, Unintelligible
from overblik.domain.features import Feature
from overblik.domain.patient import PatientId
from overblik.domain.section import Topic
from overblik.domain.work_list import Visit, WantedList, WorkList
from overblik.viewmodels.ward_ports import Facts

if TYPE_CHECKING:
    from overblik.app.house import House
    from overblik.app.looks import HouseLooks
    from overblik.domain.disclosure import ListDisclosure
    from overblik.domain.section import Section
    from overblik.wire.addresses import Base

Report = Callable[[Any], None]
SHOWN = frozenset({Topic.ALLERGIES, Topic.LAB_RESULTS, Topic.MEDICATION, Topic.MASTER_DATA, Topic.APPOINTMENTS})
"""What a board shows of a patient: nothing else is read for it."""
HANDED_OVER = SHOWN | {Topic.CARE_PLANS, Topic.DOCUMENTS}
"""What a hand-over shows of a patient."""
_AT_ONCE = 3
"""So many patients are asked for side by side: the patient who is open comes first at every source."""


class HouseLists:
    """Reads lists, and what is kept of their patients; every method runs in the asking thread."""

    def __init__(self, looks: "HouseLooks") -> None:
        """Take what opens the house."""
        self._looks = looks
        self._numbers = itertools.count(1)

    async def read(self, name: str, report: Report) -> None:
        """Put on record that a list is asked for, ask, and report it as a Composed.

        Where it does not come and was kept this day, that is reported before the error is raised.

        Raises:
            CannotWrite, QueueFull: it could not be put on record; nothing was asked or may be shown.
            SourceError: one of its kinds; `Unintelligible` also with the `reason` `list_me`, where the sign-in does not
                tell who the clinician is at this server.

        """
        house = self._looks.house()
        wanted = next(one for one in self._looks.settings.lists if one.name == name)
        reader = house.lists[wanted.server]
        asked = replace(wanted, of=self._reference(wanted, house, reader.base))
        await house.right.ask_for_list(wanted.server, wanted.name)
        try:
            made = replace(await reader.read(asked), wanted=wanted)
        except SourceError:
            kept = house.kept_lists.last(wanted, house.clinic.clock.now())
            if kept is not None:
                await self._give(kept, report)
            raise  # why it did not come stands over what was read before
        house.kept_lists.keep(made, house.clinic.clock.now())
        await self._give(made, report)

    async def _give(self, made: WorkList, report: Report) -> None:
        """Put on record how many a list holds, count those who are expected as on it, and report it."""
        from overblik.app.house import look_reason  # transports and ciphers: in this thread, after the first paint
        from overblik.viewmodels.ward_lines import Composed

        self._looks.house().right.log_list(made.wanted.server, made.wanted.name, len(made.patients))
        for patient_id in made.expected:
            await self._looks.claim(patient_id, look_reason(self._looks.settings), report)
        report(Composed(made))  # what is found of thousands is found here, and not in the thread of the window

    def _reference(self, wanted: WantedList, house: "House", base: "Base") -> str:
        """Give the reference that is asked for; `me` is whoever signed in, as the server knows him."""
        from overblik.runtime.lists_settings import ME

        if wanted.of != ME:
            return wanted.of
        told = house.right.clinician.fhir_user
        mine = base.local(told) if "://" in told else told
        if not mine:
            raise Unintelligible(reason="list_me")
        return mine

    async def watch(self, name: str, patients: Sequence[PatientId], report: Report) -> None:
        """Put on record that a list is watched at each FHIR server, and report what comes, until it is cancelled.

        Raises:
            CannotWrite, QueueFull: it could not be put on record; nothing was asked.

        """
        from overblik.runtime.chance import SystemRandom
        from overblik.sources.fhir.feed import FhirFeed
        from overblik.sync.feed import Ports, watch

        house = self._looks.house()
        if house.clinic.stay_offline:
            return
        feeds = [FhirFeed(lists.server, SHOWN) for lists in house.lists.values()]
        for feed in feeds:
            await house.right.ask_for_list(feed.name, name)
        clinic = house.clinic
        await watch(patients, feeds, Ports(clinic.store, clinic.clock, clinic.scheduler, SystemRandom()), report)

    async def own(self, report: Report) -> None:
        """Report the list made by hand."""
        house = self._looks.house()
        report(house.own.told(house.clinic.clock.now()))

    async def add(self, visit: Visit, report: Report) -> None:
        """Put a patient on the list made by hand, and report it.

        Raises:
            InputError: `own_list_full`.
            StoreError: it cannot be written.

        """
        self._looks.house().own.add(visit)
        await self.own(report)

    async def drop(self, patient_id: PatientId, report: Report) -> None:
        """Take a patient off the list made by hand, and report it; raises as `add`."""
        self._looks.house().own.drop(patient_id)
        await self.own(report)

    async def facts(self, patients: Sequence[PatientId], report: Report) -> None:
        """Report what is kept of each patient and what his sources answer, his look on record before anything is read.

        It is a board that is read, and nothing is fetched ahead of it: whoever is not on it is not asked for.

        Raises:
            TurnedOff: the organisation has turned off the board.

        """
        self._looks.settings.demand(Feature.WARD_BOARD)
        await self._all(patients, report, SHOWN)

    async def changes(self, patients: Sequence[PatientId], report: Report) -> None:
        """Report what a hand-over shows of each patient, as `facts`: a look of its own at each."""
        self._looks.settings.demand(Feature.WARD_BOARD)
        await self._all(patients, report, HANDED_OVER)

    async def print_logged(self, patients: Sequence[PatientId], told: "ListDisclosure", report: Report) -> None:
        """Put on record that a list is about to be printed or saved, and report its Sealed.

        Raises:
            CannotWrite: it could not be written; nothing may be printed.

        """
        report(self._looks.house().right.log_list_print(patients, told))

    async def file_logged(self, digest: str, report: Report) -> None:
        """Put on record the SHA-256 of the file that a list is about to be saved as; raises as `print_logged`."""
        self._looks.house().right.log_list_file(digest)
        report(digest)

    async def _all(self, patients: Sequence[PatientId], report: Report, topics: frozenset[Topic]) -> None:
        gate = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for patient_id in patients:
                group.create_task(self._one(patient_id, gate, report, topics))

    async def _one(
        self, patient_id: PatientId, gate: asyncio.Semaphore, report: Report, topics: frozenset[Topic]
    ) -> None:
        """Look at one patient beside the one who is open: neither takes the place of the other."""
        from overblik.app.reasons import reason_of
        from overblik.sync.overview import open_patient

        house = self._looks.house()
        known: dict[tuple[Topic, str], Section[Any]] = {}
        told = Facts(patient_id, (), is_wide=topics is HANDED_OVER)

        def hear(section: "Section[Any]") -> None:
            known[section.topic, section.source] = section
            report(replace(told, sections=tuple(known.values())))

        async with gate:
            told = replace(told, look=next(self._numbers))
            try:
                reason = reason_of(self._looks.settings, patient_id, self._looks.claimed)
                grant = await house.right.ask_to_look(patient_id, reason)
                await open_patient(grant, replace(house.clinic, current=house.clinic.current.beside()), hear, topics)
            except OverblikError as error:
                report(replace(told, sections=tuple(known.values()), is_last=True, failed=error.code))
            else:
                report(replace(told, sections=tuple(known.values()), is_last=True))
