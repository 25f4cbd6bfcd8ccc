"""What opening a patient needs, as one value: sources, consent, store, trail, time and network."""

from dataclasses import dataclass, field
from typing import Protocol

from overblik.domain.limits import STANDARD, AgeLimits
from overblik.domain.ports import Clock, Consent, Scheduler, Source, Store, Trail
from overblik.sync.current import Current
from overblik.sync.outage import Outages
from overblik.sync.retention import MedicineRule


class Network(Protocol):
    """Whether this computer can reach anything at all."""

    async def is_reachable(self) -> bool:
        """Try the way to the sources; true as soon as one of them answers anything."""
        ...


@dataclass(frozen=True, slots=True)
class Clinic:
    """What opening a patient needs, as one frozen value."""

    sources: tuple[Source, ...]
    consent: Consent
    store: Store
    trail: Trail
    clock: Clock
    scheduler: Scheduler
    network: Network
    stay_offline: bool = False
    """Show what is kept and ask nobody (`overview --offline`)."""
    medicine: MedicineRule = field(default_factory=MedicineRule)
    has_override: bool = True
    """Whether what is blocked may be asked for by værdispring; an organisation may turn it off."""
    limits: AgeLimits = STANDARD
    """How old copies may get on this computer."""
    current: Current = field(default_factory=Current)
    outages: Outages = field(default_factory=Outages)
    after_paint: float = 0.25
    """Seconds between showing a section and writing it: the window and the other answers come first."""
