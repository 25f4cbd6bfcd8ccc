"""Det Danske Vaccinationsregister as the port Source has it: one section, two questions side by side."""

import asyncio
from dataclasses import dataclass

from overblik.domain.errors import SourceError, WrongPatient
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Topic
from overblik.sources.ddv import requests
from overblik.sources.ddv.answering import Setting, answer
from overblik.sources.ddv.mapping.sheets import Sheet, sheet
from overblik.wire.service import Service, or_error
from overblik.wire.whitelisting import Caller

BUDGET = 12.0
_SIDE_BUDGET = 8.0
"""Seconds for what is planned: the card does not wait longer for it."""
AUDIENCE = "https://ddv"
"""Audience of DDV."""


@dataclass(frozen=True, slots=True)
class DdvSource:
    """The national vaccination card."""

    service: Service
    caller: Caller
    name: str = "ddv"
    label: str = "DDV"
    topic: Topic = Topic.VACCINATIONS
    silent_when_blocked: bool = False
    """DDV lists the identifiers of what is hidden; a consent that hides the whole card is a fault."""
    budget: float = BUDGET

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:  # noqa: ARG002 - DDV has no validators
        """Ask for the card and for what is planned.

        Raises:
            SourceError: the card itself could not be had.
            WrongPatient: the card names somebody else.

        """
        who = grant.patient_id
        asked = requests.vaccination_card(who), requests.planned_vaccinations(who)
        async with asyncio.TaskGroup() as group:
            side = group.create_task(or_error(self._ask(asked[1], _SIDE_BUDGET)))
            main = group.create_task(or_error(self._ask(asked[0], self.budget)))
        card = main.result()
        if isinstance(card, SourceError):
            raise card
        if not _may_be_about(card, who):
            raise WrongPatient(count=max(len(card.items), 1))
        return self._answer(card, side.result(), who)

    def _answer(self, card: Sheet, coming: "Sheet | SourceError", who: PatientId) -> Answer:
        sheets, refused = [card], 0
        missing: tuple[str, ...] = ("planned_vaccinations",)
        if isinstance(coming, Sheet) and _may_be_about(coming, who):
            sheets, missing = [card, coming], ()
        elif isinstance(coming, Sheet):
            refused = max(len(coming.items), 1)
        return answer(sheets, Setting(self.name, who, self.service.clock.now(), missing, refused))

    async def _ask(self, operation: requests.Operation, budget: float) -> Sheet:
        headers = requests.headers(self.caller)
        content = await self.service.ask(operation.action, headers, operation.body, requests.NAMESPACES, budget)
        return sheet(content, operation.action)


def _may_be_about(read: Sheet, who: PatientId) -> bool:
    """Whether an answer names the asked citizen, or nobody: then the question binds it."""
    return read.person in (None, who)
