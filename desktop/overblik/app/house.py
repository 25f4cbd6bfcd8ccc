"""Where trail, keys, store, transports and sources are built and joined; the only list of services."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overblik import VERSION
from overblik.access.consent import ConsentUnknown
from overblik.access.keys import StoreKey, device_key, open_store_key
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
from overblik.access.trail_opening import TrailPorts, end_trail, open_trail
from overblik.domain.audit import EventKind
from overblik.domain.errors import Damaged, Locked, StoreError, TooNew, Unintelligible, Unreachable
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, Keyring, Source
from overblik.domain.section import Section
from overblik.runtime import paths
from overblik.runtime.chance import SystemRandom
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring, system_keyring
from overblik.runtime.registers import FileRegisters
from overblik.runtime.scheduler import LoopScheduler
from overblik.runtime.settings import Settings
from overblik.sources.fhir import FhirServer, fhir_sources
from overblik.store.database import memory_database, open_database, quarantine, renewed
from overblik.store.search import SearchIndex
from overblik.store.sections import Renew, SectionStore
from overblik.store.sightings import Sightings
from overblik.store.trail_file import TrailFile
from overblik.sync.overview import Clinic, open_patient
from overblik.sync.retention import erase_expired
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import StaticTokens

if TYPE_CHECKING:
    from overblik.app.national import National


@dataclass(frozen=True, slots=True)
class House:
    """The joined program, without screens; belongs to the asking thread."""

    clinic: Clinic
    right: RightToLook
    store: SectionStore
    sightings: Sightings
    trail_file: TrailFile
    clients: tuple[HttpClient, ...]
    notice: str
    """The word of what the user must know of the store; empty when all is well."""
    national: "National | None"
    """The national services, where the settings name them."""
    trail: AuditTrail
    ring: Keyring
    """Where the end of the trail is kept."""

    @property
    def keeps(self) -> bool:
        """Whether what is stored outlasts the program."""
        return self.notice not in ("bar.memory_only", "bar.store_too_new")

    @property
    def index(self) -> SearchIndex:
        """The words of what is kept, in the file of the sections."""
        return SearchIndex(self.store)

    async def close(self) -> None:
        """End everything in the reverse order of building."""
        if self.national is not None:
            self.national.drop_cards()
        for client in self.clients:
            await client.aclose()
        self.store.close()
        end_trail(self.trail, self.ring)
        self.trail_file.close()


class _Network:
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


def open_house(settings: Settings, clock: Clock, *, offline: bool = False, ring: Keyring | None = None) -> House:
    """Build trail, keys, store, transports and sources, in this order (architecture.md section 11).

    `ring` stands instead of the key ring of the computer.

    Raises:
        CannotWrite: the trail cannot be kept; nothing may be shown.

    """
    random, scheduler = SystemRandom(), LoopScheduler()
    ring = ring or (MemoryKeyring() if settings.demo else system_keyring())
    device = device_key(ring, random) if ring else random.bytes(32)
    trail, kept_in = _open_trail(settings.profile, device, ring, clock)
    store, notice = _open_store(settings.profile, device if ring else None, trail)
    registers = FileRegisters(paths.resources() / "registers")
    clients: list[HttpClient] = []
    sources: list[Source] = []
    for server in settings.servers:
        client = HttpClient((server.url, *server.aliases), clock, random, scheduler)
        tokens = StaticTokens({server.name: server.token} if server.token else {})
        clients.append(client)
        sources += fhir_sources(
            FhirServer(server.name, server.label, server.url, client, tokens, registers, clock, aliases=server.aliases)
        )
    probes = [(f"{server.url}/metadata", client) for server, client in zip(settings.servers, clients, strict=True)]
    joined = None
    if settings.national is not None:
        # A hundred modules: a program without the national services does not carry them.
        from overblik.app.national import national

        joined = national(settings.national, clock, random, lambda *urls: HttpClient(urls, clock, random, scheduler))
        clients += joined.clients
        sources += joined.sources
        probes.append(joined.probe)
    consent = joined.consent if joined is not None else ConsentUnknown()
    clinic = Clinic(tuple(sources), consent, store, trail, clock, scheduler, _Network(probes), stay_offline=offline)
    return House(
        clinic,
        RightToLook(trail, clock, clinician(settings)),
        store,
        Sightings(store),
        trail.file,
        tuple(clients),
        notice,
        joined,
        trail,
        kept_in,
    )


def clinician(settings: Settings) -> Clinician:
    """Give the one who looks: sign-in comes later, until then the name of the settings."""
    return Clinician("local-user", settings.clinician_name, settings.clinician_role)


def look_reason(settings: Settings) -> LookReason:
    """Give the basis under which the program looks until the sign-in asks for it."""
    return LookReason(Basis.DEMO if settings.demo else Basis.TREATMENT)


def _open_trail(profile: Path, device: bytes, ring: Keyring | None, clock: Clock) -> tuple[AuditTrail, Keyring]:
    """Open the record of looks, and say where its end is kept; without a safe key ring each run has its own chain."""
    ports = TrailPorts(SystemFiles(), ring or MemoryKeyring(), clock, SystemRandom())
    ports.files.make_folder(profile)
    return open_trail(profile, ports, trail_keys(device), VERSION), ports.ring


def _open_store(profile: Path, device: bytes | None, trail: AuditTrail) -> tuple[SectionStore, str]:
    """Open the cache; damaged or foreign ones are put aside and made anew, without a key ring memory serves."""
    if device is None:
        return SectionStore(memory_database()), "bar.memory_only"
    files, random = SystemFiles(), SystemRandom()
    path = profile / "cache.db"
    try:
        key = open_store_key(profile, files, device, random)
        return SectionStore(open_database(path, key.raw), _renewal(path, key, files, random)), ""
    except TooNew:
        return SectionStore(memory_database()), "bar.store_too_new"
    except (Damaged, Locked) as error:
        quarantine(path, files, random.identifier()[:13])
        trail.event(EventKind.STORE_QUARANTINED, facts={"reason": error.code})
        for name in ("store-key.json", "store-key.backup.json"):
            if isinstance(error, Locked):
                files.remove(profile / name)
        key = open_store_key(profile, files, device, random)
        notice = "bar.store_damaged" if isinstance(error, Damaged) else "bar.store_locked"
        return SectionStore(open_database(path, key.raw)), notice
    except StoreError:
        return SectionStore(memory_database()), "bar.memory_only"


def _renewal(path: Path, key: StoreKey, files: SystemFiles, random: SystemRandom) -> Renew:
    """Give what makes a new cache where the opened one turns out to be damaged."""
    return lambda: renewed(path, key.raw, files, random.identifier()[:13])


async def fetch_overview(
    settings: Settings, patient_id: PatientId, clock: Clock, *, offline: bool
) -> tuple[tuple[Section[Any], ...], str]:
    """Open one patient without screens: the same right, sync and store as the window; give the last of each section."""
    house = open_house(settings, clock, offline=offline)
    latest: dict[tuple[Any, str], Section[Any]] = {}

    def remember(section: Section[Any]) -> None:
        latest[section.topic, section.source] = section

    try:
        with contextlib.suppress(StoreError):
            erase_expired(house.store, clock.now())
        grant = await house.right.ask_to_look(patient_id, look_reason(settings))
        await open_patient(grant, house.clinic, remember)
    finally:
        await house.close()
    return tuple(latest.values()), "bar.store_damaged" if house.store.was_renewed else house.notice
