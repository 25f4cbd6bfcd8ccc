"""FHIRcast 3.0.0 (STU 3) without medicine: what a subscriber writes to a hub, and what it reads from it; pure.

Sections are those of the implementation guide: 2.3 events, 2.4 subscribing, 2.5 notifications, 3.2 infrastructure events.
STU 3 has web sockets alone: no webhook, and no `hub.secret` with its signature. What vouches for a message is TLS and an
endpoint that nobody can guess (section 2.4).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
from msgspec import Raw

from overblik.domain.dates import Instant
from overblik.domain.errors import Unintelligible
from overblik.wire.strict import flaw

LARGEST = 256 * 1024
"""Bytes of a message: a whole Patient resource takes some thousands."""
OPEN, CLOSE, SYNC_ERROR, HEARTBEAT = "patient-open", "patient-close", "syncerror", "heartbeat"
"""Event names in lower case: they are compared so (section 2.3)."""
_EVENTS = "Patient-open,Patient-close,SyncError"
_LONGEST = 256
"""Characters of an id or a topic."""
_PLAIN = frozenset({"duplicate_key", "too_deep"})
OK, UNKNOWN_TOPIC, MALFORMED, CONFLICT, FAILED = 200, 404, 400, 409, 500
"""What a subscriber answers (section 2.5)."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The hub has taken a subscription, or renewed it (section 2.4.3)."""

    topic: str
    lease: float
    """Seconds until it ends."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The hub has ended a subscription, or not taken it (section 2.4.5)."""

    topic: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One event (section 2.5.1)."""

    id: str
    topic: str
    name: str
    """In lower case."""
    at: Instant
    patients: tuple[bytes, ...] = field(default=(), repr=False)
    """The Patient resources of its context as they came; section 3.3 demands one."""
    period: float = 0.0
    """Seconds between two heartbeats (section 3.2.2)."""


class _Item(msgspec.Struct):
    key: str = ""
    resource: Raw = Raw(b"")
    decimal: float | str | None = None


class _Event(msgspec.Struct):
    topic: str = msgspec.field(name="hub.topic")
    name: str = msgspec.field(name="hub.event")
    context: tuple[_Item, ...] = ()


class _Frame(msgspec.Struct):
    """All that a hub may send; which of them it is, its members tell."""

    mode: str | None = msgspec.field(name="hub.mode", default=None)
    topic: str | None = msgspec.field(name="hub.topic", default=None)
    lease: float | str | None = msgspec.field(name="hub.lease_seconds", default=None)
    id: str | None = None
    timestamp: str | None = None
    event: _Event | None = None


class _Accepted(msgspec.Struct):
    endpoint: str = msgspec.field(name="hub.channel.endpoint")


class _Named(msgspec.Struct):
    id: str | None = None


_FRAME, _ACCEPTED = msgspec.json.Decoder(_Frame), msgspec.json.Decoder(_Accepted)


def subscription(topic: str, lease: int, endpoint: str = "") -> tuple[tuple[str, str], ...]:
    """Give the form that asks for a subscription, or for its renewal at an endpoint (section 2.4.1)."""
    form = (
        ("hub.channel.type", "websocket"),
        ("hub.mode", "subscribe"),
        ("hub.topic", topic),
        ("hub.events", _EVENTS),
        ("hub.lease_seconds", str(lease)),
        ("subscriber.name", "Overblik"),
    )
    return (*form, ("hub.channel.endpoint", endpoint)) if endpoint else form


def unsubscription(topic: str, endpoint: str) -> tuple[tuple[str, str], ...]:
    """Give the form that ends a subscription (section 2.4.6)."""
    return (
        ("hub.channel.type", "websocket"),
        ("hub.mode", "unsubscribe"),
        ("hub.topic", topic),
        ("hub.channel.endpoint", endpoint),
    )


def endpoint_of(content: bytes) -> str:
    """Read where the hub wants to be connected to (section 2.4.2).

    Raises:
        Unintelligible: it does not say.

    """
    try:
        return _ACCEPTED.decode(content).endpoint
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Unintelligible(reason="hub_answer") from None


def answer(notice_id: str, status: int) -> str:
    """Write the answer to a notice (section 2.5.2); the status is a text there, as in the example of the guide."""
    return msgspec.json.encode({"id": notice_id, "status": str(status)}).decode()


def read(text: str | bytes) -> Confirmed | Denied | Notice:
    """Read a message of a hub.

    Raises:
        Unintelligible: it is none; `id_of` may still tell which notice it would have been.

    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        frame = _FRAME.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unintelligible(reason="hub_message") from None
    problem = flaw(raw)
    if problem is not None and problem.code in _PLAIN:
        raise Unintelligible(reason=problem.code)
    if frame.mode is not None:
        return _verdict(frame)
    if frame.event is None or not _is_word(frame.id) or not _is_word(frame.event.topic):
        raise Unintelligible(reason="hub_message")
    context = frame.event.context
    return Notice(
        frame.id or "",
        frame.event.topic,
        frame.event.name.lower(),
        _moment(frame.timestamp or ""),
        tuple(bytes(item.resource) for item in context if item.key == "patient" and bytes(item.resource)),
        next((_number(item.decimal) for item in context if item.key == "period"), 0.0),
    )


def id_of(text: str | bytes) -> str:
    """Give the id of a message that cannot be read otherwise; empty where it has none."""
    try:
        told = msgspec.json.decode(text, type=_Named).id or ""
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""
    return told if _is_word(told) else ""


def _verdict(frame: _Frame) -> Confirmed | Denied:
    if frame.mode == "denied":
        return Denied(frame.topic or "")
    if frame.mode != "subscribe":
        raise Unintelligible(reason="hub_mode")
    return Confirmed(frame.topic or "", _number(frame.lease))


def _is_word(text: str | None) -> bool:
    return bool(text) and len(text or "") <= _LONGEST and (text or "").isprintable()


def _number(told: float | str | None) -> float:
    """Read a positive number of seconds, written as a number or as text; nothing sensible is none."""
    try:
        seconds = float(told) if told is not None else 0.0
    except ValueError:
        return 0.0
    return seconds if 0.0 < seconds < 1e7 else 0.0


def _moment(text: str) -> Instant:
    """Read the time of a notice: in UTC, also where it does not say so (section 2.5.1)."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unintelligible(reason="hub_timestamp") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
