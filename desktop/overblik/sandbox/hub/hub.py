"""What a hub knows: who subscribes to which session, what is open there, and what it was answered (FHIRcast 3.0.0)."""

import asyncio
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from overblik.sandbox.verbatim import Json, dumps

BASE = "fhircast"
"""How the address of the hub begins."""
_LONGEST = 7200


@dataclass(slots=True)
class Subscriber:
    """One subscription; `word` is the unguessable end of its endpoint."""

    topic: str
    events: frozenset[str]
    lease: float
    word: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    waiting: "asyncio.Queue[str | int]" = field(default_factory=asyncio.Queue, repr=False)
    """Texts that go out; a number closes the line with it."""
    is_connected: bool = False
    until: float = 0.0

    def confirmation(self) -> str:
        """The message that confirms it (section 2.4.3)."""
        told = {"hub.mode": "subscribe", "hub.topic": self.topic, "hub.events": ",".join(sorted(self.events))}
        return dumps({**told, "hub.lease_seconds": self.lease})

    def denial(self) -> str:
        """The message that ends it (section 2.4.5)."""
        told = {"hub.mode": "denied", "hub.topic": self.topic, "hub.events": ",".join(sorted(self.events))}
        return dumps({**told, "hub.reason": "session unexpectedly stopped"})


@dataclass(slots=True)
class Hub:
    """One hub; nothing of it outlives the sandbox."""

    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    current: dict[str, str] = field(default_factory=dict)
    """The newest open event of each session, as it was sent."""
    opened: dict[str, str] = field(default_factory=dict)
    """The id of the patient that is open in each session."""
    answers: list[Json] = field(default_factory=list)
    requests: list[Json] = field(default_factory=list)
    lease: float = _LONGEST
    heartbeat: float = 0.0
    refuses: int = 0
    """The status by which subscriptions are refused; 0 for none."""
    denies: bool = False
    """Whether a connection is denied instead of confirmed."""

    def quiet(self) -> None:
        """End all troubles and sessions; lines that stand stay."""
        self.lease, self.heartbeat, self.refuses, self.denies = _LONGEST, 0.0, 0, False
        for kept in (self.current, self.opened, self.answers, self.requests):
            kept.clear()

    def tell(self, text: str, event: str = "", topic: str = "") -> int:
        """Send a text to all who subscribe to an event of a session; an empty word means any."""
        meant = [
            one
            for one in self.subscribers.values()
            if one.is_connected and topic in ("", one.topic) and (not event or event.lower() in one.events)
        ]
        for one in meant:
            one.waiting.put_nowait(text)
        return len(meant)

    def topics(self) -> frozenset[str]:
        """The sessions that somebody follows."""
        return frozenset(one.topic for one in self.subscribers.values() if one.is_connected)


def notice(topic: str, event: str, context: list[Json], facts: Json) -> Json:
    """An event (section 2.5.1); `facts` may name its id and its time."""
    at = str(facts.get("timestamp") or datetime.now(UTC).isoformat())
    told = {"hub.topic": topic, "hub.event": event, "context": context}
    return {"timestamp": at, "id": str(facts.get("id") or uuid.uuid4()), "event": told}


def sync_error(topic: str) -> Json:
    """What the hub says when a subscriber did not follow (section 3.2.1)."""
    issue = {"severity": "warning", "code": "processing", "diagnostics": "Another program did not follow"}
    outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
    return notice(topic, "SyncError", [{"key": "operationoutcome", "resource": outcome}], {})
