"""The side door of the embedded services, over loopback."""

import asyncio
import json
import urllib.request
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from overblik.domain.ports import Clock
from overblik.runtime.clock import SetClock
from overblik.runtime.settings import DemoSettings


class SandboxControl:
    """Posts to the control address with its secret."""

    def __init__(self, settings: DemoSettings, clock: Clock) -> None:
        """Take the address, and the clock that the demo may move."""
        self._settings = settings
        self._clock = clock

    async def disturb(self, faults: Sequence[dict[str, Any]]) -> None:
        """Replace all faults that stand."""
        await self._send("faults", None, "DELETE")
        for fault in faults:
            await self._send("faults", fault, "POST")

    async def pass_time(self, hours: int) -> None:
        """Move the clock of the program and of the services."""
        if isinstance(self._clock, SetClock):
            self._clock.move(timedelta(hours=hours))
        await self._send("clock", {"now": self._clock.now().isoformat()}, "POST")

    async def open_next(self) -> None:
        """Let the record system open the next citizen of the day."""
        await self._send("hub", {"act": "next"}, "POST")

    async def _send(self, door: str, told: dict[str, Any] | None, method: str) -> None:
        await asyncio.to_thread(_call(self._settings, door, told, method))


def _call(settings: DemoSettings, door: str, told: dict[str, Any] | None, method: str) -> Callable[[], None]:
    def call() -> None:
        body = json.dumps(told).encode() if told is not None else None
        headers = {"X-Sandbox-Secret": settings.secret, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{settings.control}/{door}", body, headers, method=method)  # noqa: S310 - our own loopback address
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the same
            answer.read()

    return call
