"""Sends a request that may be given up at any moment, and leaves no connection behind.

httpcore holds a place of its pool for ever when a request is cancelled between being given a connection and having
connected it (encode/httpcore issue 1093), and a socket that has just connected is left to the garbage collector. So
nothing is cancelled there: a request that is given up while it connects goes on until it is connected, and then ends
by itself before a byte of it is sent; afterwards it is cancelled as usual, and its connection is closed.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

_CONNECTED = "http11.send_request_headers"
"""How the step is called in httpcore's trace that follows connecting."""


Closing = set["asyncio.Future[None]"]


class GivenUp(Exception):
    """A request that nobody waits for any more has been connected."""


class Sending:
    """One request on its way."""

    def __init__(
        self, client: "httpx.AsyncClient", request: "httpx.Request", closing: Closing, *, is_traced: bool
    ) -> None:
        """Begin to send; a transport that is not httpcore's tells no steps, and can be cancelled at any of them.

        `closing` holds what is being closed for nobody.
        """
        self._closing = closing
        self._is_connected, self._is_given_up = not is_traced, False
        if is_traced:
            request.extensions["trace"] = self._trace
        self._task = asyncio.ensure_future(client.send(request, stream=True))
        self._task.add_done_callback(_take_note)

    async def _trace(self, step: str, _: dict[str, Any]) -> None:
        if step.startswith(_CONNECTED):
            if self._is_given_up:
                raise GivenUp
            self._is_connected = True

    async def answer(self) -> "httpx.Response":
        """Wait for the head of the answer; who gives up takes nothing with him.

        Raises:
            httpx.TransportError: no answer came.

        """
        try:
            return await asyncio.shield(self._task)
        except asyncio.CancelledError:
            self._is_given_up = True
            if self._is_connected:
                self._task.cancel()
            raise

    def end(self, then: Callable[[], None]) -> None:
        """Close the answer, and do something when that is done, whether or not anybody still waits."""
        closing = asyncio.ensure_future(self._close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        closing.add_done_callback(lambda _: then())

    async def _close(self) -> None:
        """Wait for the end of the request; what it ended with is nobody's any more."""
        await asyncio.wait([self._task])
        if not self._task.cancelled() and self._task.exception() is None:
            await self._task.result().aclose()


def _take_note(task: "asyncio.Future[Any]") -> None:
    """Take note of what a request ended with: where the loop ends before `_close` has, nobody else does."""
    if not task.cancelled():
        task.exception()
