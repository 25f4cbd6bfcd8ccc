"""All that one sandbox holds: servers, clock, faults, log, and the two words that open it."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from overblik.sandbox.audit_receipts import Signer
from overblik.sandbox.audit_repository import BASE, AuditRepository
from overblik.sandbox.clock import Clock
from overblik.sandbox.faults import Faults
from overblik.sandbox.fhir import Server
from overblik.sandbox.hub.hub import BASE as HUB
from overblik.sandbox.hub.hub import Hub
from overblik.sandbox.national import house
from overblik.sandbox.search import Query
from overblik.sandbox.seeds import read, todays_list
from overblik.sandbox.sign_in import provider
from overblik.sandbox.verbatim import Json

_PRIVATE = frozenset({"identifier", "patient", "subject", "_id", "_cursor"})


def without_identifiers(query: Query) -> str:
    """A query for the log: who was asked about is not kept."""
    return "&".join(f"{name}=*" if name in _PRIVATE else f"{name}={value}" for name, value in query)


def build(seeds: Path, origin: str, clock: str | None, schemas: Path | None = None) -> "World":
    """A sandbox at its origin, with the seeds of the clock's day."""
    time = Clock(clock)
    servers = read(seeds, origin, time)
    national = house.build(seeds, time, schemas, lambda: todays_list(servers["ehr"].archive))
    return World(origin, time, servers, national, provider.start(origin, time), AuditRepository(Signer(time)))


@dataclass(slots=True)
class World:
    """One running sandbox."""

    origin: str
    clock: Clock
    servers: dict[str, Server]
    national: house.National
    sign_in: provider.Provider
    audit: AuditRepository
    hub: Hub = field(default_factory=Hub)
    faults: Faults = field(default_factory=Faults)
    requests: deque[Json] = field(default_factory=lambda: deque(maxlen=10_000))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)

    def introduction(self) -> Json:
        """The line by which the client learns where to ask and with what."""
        bases = [each.archive.base for each in self.servers.values()]
        return {
            "control": f"{self.origin}/_control",
            "secret": self.secret,
            "bases": [{"name": each.name, "label": each.label, "url": each.url} for each in bases],
            "audit": f"{self.origin}/{BASE}/fhir",
            "auditReceiptKey": self.audit.signer.public,
            "fhircast": f"{self.origin}/{HUB}",
            "token": self.token,
            "today": self.clock.now().date().isoformat(),
            "patients": todays_list(self.servers["ehr"].archive),
            "signIn": self.sign_in.introduction(),
            **self.national.introduction(self.origin),
        }
