"""What the asking thread does about packs: fetch a list ahead of need, and tell what is known of it."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from overblik.domain.errors import NotKeptHere, ReasonMissing, SourceError, StoreError
from overblik.domain.features import Feature
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId

if TYPE_CHECKING:
    from overblik.app.house import House
    from overblik.app.looks import HouseLooks
    from overblik.domain.ports import Source
    from overblik.sources.fhir import FhirServer
    from overblik.sync.confirming import Places

Report = Callable[[Any], None]


class HousePacks:
    """Belongs to the asking thread, in the house of the looks."""

    def __init__(self, looks: "HouseLooks") -> None:
        """Fetch nothing yet."""
        self._looks = looks

    async def known(self, patients: Sequence[PatientId], report: Report) -> None:
        """Report what the ledger knows of some patients; of a store that fails, nothing."""
        house = self._looks.house()
        with contextlib.suppress(StoreError):
            report(house.ledger.read(patients))

    async def fetch(self, patients: Sequence[PatientId], report: Report) -> None:
        """Fetch the patients of a list who may be taken along, in their order; report each, and when it is over.

        Raises:
            TurnedOff: the organisation has turned it off.
            NotKeptHere: the rules of the computer let nothing be kept, or nobody be fetched ahead.
            CannotWrite, QueueFull: no look can be put on record, so nothing is fetched.

        """
        from overblik.runtime.chance import SystemRandom
        from overblik.sync.gate import NATIONAL
        from overblik.sync.pack import Ports, run_pack

        house, looks = self._looks.house(), self._looks
        looks.settings.demand(Feature.TAKING_ALONG)
        own = frozenset(server.name for server in looks.settings.servers)
        # The organisation's own servers take a turn for each question by themselves.
        most = looks.seat.rules.preloaded if looks.seat is not None else 0
        if not house.keeps or not most:
            raise NotKeptHere

        async def ask_to_look(patient_id: PatientId) -> Grant:
            return await house.right.ask_to_look(patient_id, replace(looks.reason(patient_id), ahead=True))

        def service_of(source: "Source") -> tuple[str, float]:
            return ("" if source.name in own else source.name.partition("-")[0], NATIONAL)

        def has_basis(patient_id: PatientId) -> bool:
            """Whether he may be looked at without anybody being asked: he is expected, or a basis was stated (T20)."""
            with contextlib.suppress(ReasonMissing):
                return bool(looks.reason(patient_id))
            return False

        wanted = [one for one in patients if has_basis(one)]
        ports = Ports(
            house.clinic, ask_to_look, house.ledger, house.gate, SystemRandom(), service_of, partial(_confirm, house)
        )
        await run_pack(wanted[:most], ports, report)
        house.pin()


async def _confirm(house: "House", kept: "Mapping[Grant, Places]") -> None:
    """Ask each FHIR server about all at once; one that fails is asked about each by himself."""
    from overblik.sources.fhir.many import confirm

    async def one(name: str, server: "FhirServer") -> None:
        mine = {
            grant: [known for (_, source), known in places.items() if source == name] for grant, places in kept.items()
        }
        with contextlib.suppress(SourceError):
            await confirm(server, mine)

    async with asyncio.TaskGroup() as group:
        for name, lists in house.lists.items():
            group.create_task(one(name, lists.server))
