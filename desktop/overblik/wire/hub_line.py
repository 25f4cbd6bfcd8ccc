"""The line to a FHIRcast hub: the questions over HTTP, the messages over a web socket; nothing of them is logged.

`websockets` is imported at the first connection.
"""

import contextlib
import logging
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from overblik.domain.errors import NotOffered, Refused, SignInNeeded, Unintelligible, Unreachable
from overblik.wire import fhircast
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import Bearer, TokenProvider
from overblik.wire.trust import trust_for

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

_CONNECTING = 10.0
_ASKING = 8.0
_PING = 20.0
"""Seconds between two pings of the line itself, and in which one must be answered (RFC 6455 section 5.5.2)."""
_CLOSING = 0.2
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADERS = {"Accept": "application/json"}


class Line(Protocol):
    """A connected web socket."""

    async def receive(self) -> str | bytes:
        """Give the next message.

        Raises:
            Unreachable: the line is gone.

        """
        ...

    async def send(self, text: str) -> None:
        """Send a message; raises as `receive`."""
        ...

    async def close(self) -> None:
        """Close in the ordinary way (RFC 6455 code 1000); never fails."""
        ...


class Hub(Protocol):
    """One hub, as a subscriber speaks to it; each raises SourceError."""

    async def subscribe(self, topic: str, lease: int, endpoint: str = "") -> str: ...
    async def unsubscribe(self, topic: str, endpoint: str) -> None: ...
    async def connect(self, endpoint: str) -> Line: ...


class HttpHub:
    """The hub at an address of the settings."""

    def __init__(self, url: str, name: str, http: HttpClient, tokens: TokenProvider) -> None:
        """Take the address, whom tokens are for, the client that may ask it, and who gives tokens."""
        self._url, self._name, self._http, self._tokens = url, name, http, tokens

    async def subscribe(self, topic: str, lease: int, endpoint: str = "") -> str:
        """Ask for a subscription, or for its renewal; give the endpoint.

        Raises:
            SignInNeeded, Refused, Unreachable: the hub says so.
            NotOffered: it has no such topic, or no web sockets.
            Unintelligible: it wants to be connected to elsewhere, or does not say where.

        """
        content = await self._ask(fhircast.subscription(topic, lease, endpoint))
        where = fhircast.endpoint_of(content)
        if not self._is_own(where):
            raise Unintelligible(reason="foreign_endpoint")
        return where

    async def unsubscribe(self, topic: str, endpoint: str) -> None:
        """End a subscription; raises as `subscribe`."""
        await self._ask(fhircast.unsubscription(topic, endpoint))

    async def connect(self, endpoint: str) -> Line:
        """Connect to an endpoint of `subscribe`.

        Raises:
            Unreachable: no connection, or a redirect: none is followed (T13).

        """
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        class Straight(connect):
            def process_redirect(self, exc: Exception) -> Exception | str:
                return exc

        logging.getLogger("websockets.client").disabled = True  # it logs what is said, and to whom
        is_encrypted = endpoint.startswith("wss:")
        try:
            socket = await Straight(
                endpoint,
                ssl=trust_for((endpoint.replace("wss:", "https:", 1),)) if is_encrypted else None,
                proxy=None,
                compression=None,
                max_size=fhircast.LARGEST,
                open_timeout=_CONNECTING,
                ping_interval=_PING,
                ping_timeout=_PING,
                close_timeout=_CLOSING,
                user_agent_header=None,
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise Unreachable(kind=type(error).__name__) from None
        return _Socket(socket)

    async def _ask(self, form: tuple[tuple[str, str], ...]) -> bytes:
        token = await self._tokens.token_for(self._name, 3)
        bearer = token if isinstance(token, Bearer) else None
        sent = await self._http.ask(Question(self._url, _HEADERS, form, bearer), _ASKING)
        if sent.status in (200, 202):
            return sent.content
        if sent.status == 401:
            raise SignInNeeded(status=401)
        if sent.status == 403:
            raise Refused(status=403)
        raise Unreachable(status=sent.status) if sent.status >= 500 else NotOffered(status=sent.status)

    def _is_own(self, endpoint: str) -> bool:
        """Tell whether an endpoint is of the hub's own host, and as well encrypted as the hub."""
        try:
            told, mine = urlsplit(endpoint), urlsplit(self._url)
            told.port  # noqa: B018 - one that is no number raises
        except ValueError:
            return False
        is_safe = told.scheme == "wss" or (told.scheme == "ws" and told.hostname in _LOOPBACK and mine.scheme == "http")
        return is_safe and told.hostname == mine.hostname and told.username is None


class _Socket:
    """A connection of `websockets`."""

    def __init__(self, socket: "ClientConnection") -> None:
        self._socket = socket

    async def receive(self) -> str | bytes:
        from websockets.exceptions import ConnectionClosed

        try:
            return await self._socket.recv()
        except ConnectionClosed as gone:
            raise Unreachable(kind=type(gone).__name__) from None

    async def send(self, text: str) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            await self._socket.send(text)
        except ConnectionClosed as gone:
            raise Unreachable(kind=type(gone).__name__) from None

    async def close(self) -> None:
        with contextlib.suppress(Exception):
            await self._socket.close()
