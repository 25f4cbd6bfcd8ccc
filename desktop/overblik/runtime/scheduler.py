"""Waiting and deadlines of the asking thread."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


class LoopScheduler:
    """The real scheduler on the running asyncio loop."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def within(self, seconds: float, work: Awaitable[Any]) -> Any:
        """Await with a deadline.

        Raises:
            TimeoutError: the time is over; the work is cancelled.

        """
        async with asyncio.timeout(seconds):
            return await work

    async def aside(self, job: Callable[..., Any], *payload: object) -> Any:
        """Run a pure job in a worker thread, so that the loop goes on."""
        return await asyncio.to_thread(job, *payload)
