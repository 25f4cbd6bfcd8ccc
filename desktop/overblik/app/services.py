"""The services that are asked, with their clients and sources: the only list of them."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from overblik.app.seat import Seat
from overblik.domain.errors import Unintelligible, Unreachable
from overblik.domain.ports import Clock, Source
from overblik.runtime import paths
from overblik.runtime.chance import SystemRandom
from overblik.runtime.endpoints import AUDIT
from overblik.runtime.registers import FileRegisters
from overblik.runtime.scheduler import LoopScheduler
from overblik.runtime.settings import Settings
from overblik.sources.fhir import FhirServer, fhir_sources
from overblik.sources.fhir.lists import FhirLists
from overblik.sync.gate import Gate, Lane
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import StaticTokens

if TYPE_CHECKING:
    import ssl

    from overblik.access.delivery import Delivery
    from overblik.access.oidc_session import OidcSession
    from overblik.app.national import National


class Network:
    """Probes the origins of all that is set up: one answer of any kind means that the network is there."""

    def __init__(self, probes: Iterable[tuple[str, HttpClient]]) -> None:
        self._probes = tuple(probes)

    async def is_reachable(self) -> bool:
        """Ask each address, at most a second in all for each; nothing of a citizen stands in it."""
        for url, client in self._probes:
            try:
                # A redirect of a captive portal or an answer over the caps: the network is there.
                with contextlib.suppress(Unintelligible):
                    await client.ask(Question(url), 1.0)
            except Unreachable as silent:
                if silent.facts.get("connection"):
                    continue
            return True
        return not self._probes


@dataclass(frozen=True, slots=True)
class Asked:
    """All services that are asked."""

    clients: tuple[HttpClient, ...]
    sources: tuple[Source, ...]
    probes: tuple[tuple[str, HttpClient], ...]
    national: "National | None"
    lists: Mapping[str, FhirLists] = field(default_factory=dict)
    """What reads the lists of patients of a FHIR server, by its name."""


def asked_of(
    settings: Settings, clock: Clock, seat: Seat, random: SystemRandom, scheduler: LoopScheduler, gate: Gate
) -> Asked:
    clients: list[HttpClient] = [seat.http] if seat.http is not None else []
    sources: list[Source] = []
    probes: list[tuple[str, HttpClient]] = []
    lists: dict[str, FhirLists] = {}
    for server in _servers(settings, clock, seat, random, scheduler, gate):
        clients.append(server.http)
        probes.append((f"{server.base_url}/metadata", server.http))
        sources += fhir_sources(server)
        lists[server.name] = FhirLists(server)
    joined = None
    if settings.national is not None:
        # A hundred modules: a program without the national services does not carry them.
        from overblik.app.national import national

        def speaking_to(*urls: str, verify: "ssl.SSLContext | None" = None) -> HttpClient:
            return HttpClient(urls, clock, random, scheduler, verify=verify)

        joined = national(settings.national, clock, random, speaking_to, session_of(seat))
        clients += joined.clients
        sources += joined.sources
        probes.append(joined.probe)
    return Asked(tuple(clients), tuple(sources), tuple(probes), joined, lists)


def session_of(seat: Seat) -> "OidcSession | None":
    """Give the sign-in of whoever sits here: that of another, if one were left, gives no card (T4, T11)."""
    tokens, owner = seat.tokens, seat.clinician
    if tokens is None or (tokens.clinician.issuer, tokens.clinician.subject) != (owner.issuer, owner.subject):
        return None
    return tokens


def delivery_of(
    settings: Settings, clock: Clock, seat: Seat, random: SystemRandom, scheduler: LoopScheduler
) -> "tuple[Delivery | None, HttpClient | None]":
    """Give what brings the record to the audit repository, and its client; none where the settings name none."""
    if not settings.audit:
        return None, None
    from overblik.access.audit_repository import FhirRepository
    from overblik.access.delivery import Delivery

    client = HttpClient((settings.audit,), clock, random, scheduler)
    own = seat.tokens if seat.tokens is not None and AUDIT in seat.servers else None
    repository = FhirRepository(AUDIT, settings.audit, client, own or StaticTokens())
    return Delivery(seat.trail, repository, clock, random), client


def _servers(
    settings: Settings, clock: Clock, seat: Seat, random: SystemRandom, scheduler: LoopScheduler, gate: Gate
) -> Iterator[FhirServer]:
    """Give each FHIR server with the client that asks it."""
    registers = FileRegisters(paths.resources() / "registers")
    for server in settings.servers:
        client = HttpClient((server.url, *server.aliases), clock, random, scheduler)
        own = seat.tokens if seat.tokens is not None and server.name in seat.servers else None
        tokens = own or StaticTokens({server.name: server.token} if server.token else {})
        yield FhirServer(
            server.name,
            server.label,
            server.url,
            client,
            tokens,
            registers,
            clock,
            aliases=server.aliases,
            turns=Lane(gate, server.name),
        )
