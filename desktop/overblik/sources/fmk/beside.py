"""What is asked once the card is there: the histories of the drugs that changed lately."""

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
from overblik.sources.fmk.mapping.sheets import Sheet, is_about


@dataclass(frozen=True, slots=True)
class Told:
    """A history, and the message that its periods point into."""

    history: DrugHistory
    message: RawMessage


@dataclass(frozen=True, slots=True)
class Beside:
    """Asks beside the card, as long as its time lasts: the card waits no longer for it than for the side questions."""

    ask: Callable[[requests.Operation, float], Awaitable[Sheet]]
    who: PatientId
    clock: Clock
    until: float
    """By the clock that never goes back."""

    async def histories(self, card: "asyncio.Task[Sheet | SourceError]") -> dict[str, Told | None]:
        """Give the history of each drug that changed lately, none for one that could not be had."""
        came = await card
        if isinstance(came, SourceError) or not is_about(came.person, self.who):
            return {}
        wanted = recently_changed(came, self.clock.now())
        async with asyncio.TaskGroup() as group:
            asked = {identifier: group.create_task(self._history(identifier)) for identifier in wanted}
        return {identifier: task.result() for identifier, task in asked.items()}

    async def _history(self, identifier: str) -> Told | None:
        """Ask for one; that one fails changes nothing but the line that it would have filled."""
        operation = requests.drug_history(self.who, identifier)
        try:
            sheet = await self.ask(operation, self.until - self.clock.monotonic())
            return Told(history(sheet, self.who, identifier), message_of(sheet))
        except SourceError:
            return None
