"""Where trail, keys, store, transports and sources are built and joined."""

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from overblik.access.consent import ConsentUnknown
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.access.trail_opening import end_trail
from overblik.app.keeping import IN_MEMORY, Keeping, open_keeping
from overblik.app.kept_lists import KeptLists, kept_lists
from overblik.app.own_list import OwnList, own_list
from overblik.app.preferred import words_of
from overblik.app.seat import Seat
from overblik.app.services import Asked, Network, asked_of, delivery_of
from overblik.app.terminal_seat import command_seat
from overblik.domain.audit import EventKind
from overblik.domain.errors import StoreError
from overblik.domain.features import Feature
from overblik.domain.grant import Basis, Grant, LookReason
from overblik.domain.ledger import entry_of
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, Keyring
from overblik.domain.section import Section, Topic
from overblik.runtime import paths
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring, system_keyring
from overblik.runtime.scheduler import LoopScheduler
from overblik.runtime.settings import Settings
from overblik.runtime.terminal import ask_pin
from overblik.store.ledger import LedgerRows
from overblik.store.search import SearchIndex
from overblik.store.sections import SectionStore
from overblik.store.sightings import Sightings
from overblik.store.trail_file import TrailFile
from overblik.sync.asking import Opening, Report
from overblik.sync.clinic import Clinic
from overblik.sync.gate import Gate
from overblik.sync.overview import open_patient
from overblik.sync.retention import MedicineRule, erase_expired
from overblik.wire.http import HttpClient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from overblik.access.delivery import Delivery
    from overblik.app.national import National
    from overblik.sources.fhir.lists import FhirLists


@dataclass(frozen=True, slots=True)
class House:
    """The joined program, without screens; belongs to the asking thread."""

    clinic: Clinic
    right: RightToLook
    keeping: Keeping
    sightings: Sightings
    clients: tuple[HttpClient, ...]
    national: "National | None"
    """The national services, where the settings name them."""
    trail: AuditTrail
    delivery: "Delivery | None"
    """What brings the record to the audit repository, where the settings name one."""
    ring: Keyring
    """Where the end of the trail is kept."""
    gate: Gate
    """Lets a clinician's own questions go before those that are asked ahead."""
    lists: "Mapping[str, FhirLists]"
    """What reads lists of patients, by the name of the server."""
    own: OwnList
    kept_lists: KeptLists
    """The list that the clinician makes by hand."""

    @property
    def trail_file(self) -> TrailFile:
        """The file of the trail."""
        return self.trail.file

    @property
    def store(self) -> SectionStore:
        """The kept sections."""
        return self.keeping.store

    @property
    def notice(self) -> str:
        """The word of what the user must know of the store; empty when all is well."""
        return self.keeping.notice

    @property
    def keeps(self) -> bool:
        """Whether what is stored outlasts the program."""
        return self.notice not in IN_MEMORY

    @property
    def index(self) -> SearchIndex:
        """The words of what is kept, in the file of the sections."""
        return SearchIndex(self.store)

    @property
    def ledger(self) -> LedgerRows:
        """How old what is kept is, and why something is missing."""
        return LedgerRows(self.store)

    async def open(self, grant: Grant, report: Report, only: frozenset[Topic] | None) -> Opening:
        """Open a patient before all that is fetched ahead, and note in the ledger what came; raises as `open_patient`."""
        with self.gate.first():
            opening = await open_patient(grant, self.clinic, report, only)
        self.note(opening)
        return opening

    def note(self, opening: Opening) -> None:
        """Note what came of questions; what consent or override revealed is no one's later knowledge."""
        medicine = self.clinic.medicine
        sections = [one for one in opening.shown.values() if not one.is_revealed]
        entries = [entry_of(one, is_kept=not medicine.forbids(one)) for one in sections]
        with contextlib.suppress(StoreError):
            self.ledger.write(opening.grant.patient_id, entries)

    def pin(self) -> None:
        """Pin the generation of the store outside it; a key ring that fails leaves the former pin, which is older."""
        with contextlib.suppress(StoreError):
            self.keeping.pin()

    async def close(self) -> None:
        """End everything in the reverse order of building."""
        if self.national is not None:
            self.national.drop_cards()
        for client in self.clients:
            await client.aclose()
        self.pin()
        self.keeping.close()
        end_trail(self.trail, self.ring)
        self.trail.file.close()


def open_house(
    settings: Settings,
    clock: Clock,
    *,
    offline: bool = False,
    ring: Keyring | None = None,
    seat: Seat | None = None,
) -> House:
    """Build trail, keys, store, transports and sources, in this order (architecture.md section 11).

    `ring` stands instead of the key ring of the computer; without a `seat` nobody has signed in.

    Raises:
        CannotWrite: the trail cannot be kept; nothing may be shown.

    """
    files, random, scheduler = SystemFiles(), SystemRandom(), LoopScheduler()
    settings, seat = _acting(settings, seat or seat_of_command(settings, clock, ring))
    trail, keeping = seat.trail, _keeping(seat, files, random, clock)
    gate = Gate(SystemClock().monotonic, scheduler)
    asked = asked_of(settings, clock, seat, random, scheduler, gate)
    delivery, repository = delivery_of(settings, clock, seat, random, scheduler)
    clinic = Clinic(
        asked.sources,
        asked.national.consent if asked.national is not None else ConsentUnknown(),
        keeping.store,
        trail,
        clock,
        scheduler,
        Network(asked.probes),
        stay_offline=offline,
        medicine=_medicine(settings, seat, keeping, asked),
    )
    return House(
        replace(clinic, limits=settings.limits, has_override=Feature.OVERRIDE not in settings.off),
        RightToLook(trail, clock, seat.clinician, delivery, settings.off),
        keeping,
        Sightings(keeping.store),
        (*asked.clients, *((repository,) if repository is not None else ())),
        asked.national,
        trail,
        delivery,
        seat.trail_ring,
        gate,
        asked.lists,
        own_list(seat, keeping, files, random),
        kept_lists(seat, keeping, files, random),
    )


def _keeping(seat: Seat, files: SystemFiles, random: SystemRandom, clock: Clock) -> Keeping:
    """Open what is kept; that a damaged file was put aside goes on record."""
    keeping = open_keeping(seat, files, random, clock.boot())
    if keeping.was_put_aside:
        seat.trail.event(EventKind.STORE_QUARANTINED, seat.clinician, facts={"reason": keeping.was_put_aside})
    return keeping


def _acting(settings: Settings, seat: Seat) -> tuple[Settings, Seat]:
    """Give the settings in force, and the seat of whoever acts for the one whom they name, so that each look says it."""
    settings = seat.settings or settings
    if settings.national is None or not settings.national.on_behalf_of:
        return settings, seat
    acting = replace(seat.clinician, on_behalf_of=settings.national.on_behalf_of)
    return settings, replace(seat, clinician=acting)


def _medicine(settings: Settings, seat: Seat, keeping: Keeping, asked: Asked) -> MedicineRule:
    """Give the rule for copies of the medicine card: none in memory, and none for the demo's synthetic cards."""
    if settings.demo is not None or keeping.held is None or asked.national is None:
        return MedicineRule()
    return MedicineRule(frozenset({asked.national.medicine.name}), seat.rules.medicine)


def find_ring(settings: Settings) -> Keyring | None:
    """Give the key ring of this computer; the demo's lives in memory."""
    return MemoryKeyring() if settings.demo else system_keyring()


def seat_of_command(settings: Settings, clock: Clock, ring: Keyring | None = None) -> Seat:
    """Give the seat of a command in the terminal; `ring` stands instead of the key ring of the computer.

    Raises:
        NotSignedIn: somebody must sign in first, in the window.
        AccessError: the PIN does not open the store.

    """
    words = words_of(settings.language)

    def ask(is_new: bool) -> str:
        return ask_pin(words.say("cli.new_pin" if is_new else "cli.pin"))

    return command_seat(settings, clock, paths.machine(), lambda: ring or find_ring(settings), ask)


def look_reason(settings: Settings) -> LookReason:
    """Give the basis under which the program looks until the sign-in asks for it."""
    return LookReason(Basis.DEMO if settings.demo else Basis.TREATMENT)


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
            erase_expired(house.store, clock.now(), house.clinic.medicine, house.clinic.limits)
        grant = await house.right.ask_to_look(patient_id, look_reason(settings))
        await open_patient(grant, house.clinic, remember)
    finally:
        await house.close()
    return tuple(latest.values()), "bar.store_damaged" if house.store.was_damaged else house.notice
