"""What is asked once the card is there: what changed drugs were before, and treatments that are no longer on it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from overblik.domain.drug_history import DrugHistory
from overblik.domain.errors import SourceError
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, RawMessage
from overblik.sources.fmk import requests
from overblik.sources.fmk.mapping.before import recently_changed
from overblik.sources.fmk.mapping.history import history, message_of
from overblik.sources.fmk.mapping.sheets import DRUGS, Sheet, is_about
from overblik.sources.fmk.mapping.treatment import not_on_card

Coming = asyncio.Task[Sheet | SourceError]
"""A question under way; it fails by giving its error."""


@dataclass(frozen=True, slots=True)
class Told:
    """A history, and the message that its periods point into."""

    history: DrugHistory
    message: RawMessage


@dataclass(frozen=True, slots=True)
class Ended:
    """The drug medications that were asked for because the card does not hold them, and the answer, if any came."""

    asked: tuple[str, ...] = ()
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Asks beside the card, as long as its time lasts: the card waits no longer for it than for the side questions."""

    ask: Callable[[requests.Operation, float], Awaitable[Sheet]]
    who: PatientId
    clock: Clock
    until: float
    """By the clock that never goes back."""

    async def histories(self, card: Coming) -> dict[str, Told | None]:
        """Give the history of each drug that changed lately, none for one that could not be had."""
        came = await card
        if isinstance(came, SourceError) or not is_about(came.person, self.who):
            return {}
        wanted = recently_changed(came, self.clock.now())
        async with asyncio.TaskGroup() as group:
            asked = {identifier: group.create_task(self._history(identifier)) for identifier in wanted}
        return {identifier: task.result() for identifier, task in asked.items()}

    async def ended(self, card: Coming, prescriptions: Coming) -> Ended:
        """Give the treatments behind prescriptions that the card does not hold: one question for all of them."""
        held, prescribed = await card, await prescriptions
        if isinstance(held, SourceError) or isinstance(prescribed, SourceError):
            return Ended()
        if not is_about(held.person, self.who) or not is_about(prescribed.person, self.who):
            return Ended()
        wanted = not_on_card(held, prescribed)
        if not wanted:
            return Ended()
        operation = requests.drug_medications(self.who, wanted)
        try:
            sheet = await self.ask(operation, self.until - self.clock.monotonic())
        except SourceError:
            return Ended(wanted)
        if sheet.operation != DRUGS or not is_about(sheet.person, self.who):
            return Ended(wanted)
        sheet.is_beside = True
        return Ended(wanted, sheet)

    async def _history(self, identifier: str) -> Told | None:
        """Ask for one; that one fails changes nothing but the line that it would have filled."""
        operation = requests.drug_history(self.who, identifier)
        try:
            sheet = await self.ask(operation, self.until - self.clock.monotonic())
            return Told(history(sheet, self.who, identifier), message_of(sheet))
        except SourceError:
            return None
