"""One question for several who wait for it at the same time: several topics, one look-up."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, MutableMapping
from typing import Any


class _Held:
    """A question under way, and how many wait for it."""

    __slots__ = ("task", "waiting")

    def __init__(self, task: "asyncio.Task[Any]") -> None:
        self.task, self.waiting = task, 0


class Shared:
    """Answers under way by key; nothing is kept when the last waiter has left (H4)."""

    def __init__(self) -> None:
        """Begin with nothing under way."""
        self._held: dict[Hashable, _Held] = {}

    async def of(
        self,
        key: Hashable,
        make: Callable[[], Coroutine[Any, Any, Any]],
        remembered: MutableMapping[Hashable, Any] | None = None,
    ) -> Any:
        """Wait for the answer of a key; a waiter that is cancelled takes only itself away.

        Where the asker brings a memory of his own, what came is taken from there and left there.

        The last waiter to be cancelled ends the question and waits for its end: nothing goes on asking
        about a patient whom nobody looks at, and no connection is still being made when the client closes.
        """
        if remembered is not None and key in remembered:
            return remembered[key]
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = _Held(asyncio.ensure_future(make()))
            held.task.add_done_callback(_noticed)
        held.waiting += 1
        try:
            came = await asyncio.shield(held.task)
            if remembered is not None:
                remembered[key] = came
            return came
        finally:
            held.waiting -= 1
            if held.waiting == 0:
                held.task.cancel()
                if self._held.get(key) is held:
                    del self._held[key]
                if not held.task.done():
                    await asyncio.wait([held.task])


def _noticed(task: "asyncio.Task[Any]") -> None:
    """Look at an error that no waiter is left to see."""
    if not task.cancelled():
        task.exception()
