"""One citizen who is opened again and again: what is kept is what sync would keep."""

from dataclasses import dataclass, field
from typing import Any

from in_process import FakeClock
from overblik.domain.ports import Kept
from overblik.domain.section import Cause, Section
from overblik.sources.dds.kinds import APPOINTMENTS, Kind
from sources.dds.xds_answers import Doc, appointment
from sources.dds.xds_world import Desk, World, judged


@dataclass
class Patient:
    """What he is shown, and what was asked for it."""

    world: World
    kind: Kind = APPOINTMENTS
    clock: FakeClock = field(default_factory=FakeClock)
    kept: Kept | None = None
    came: Any = None

    def open(self) -> Section[Any]:
        self.world.asked.clear()
        self.came = Desk(self.world, (self.kind,), self.clock).ask(self.kept.known if self.kept else None)
        told = judged(self.came, self.kept, kind=self.kind, now=self.clock.now())
        self.kept = told.keep or self.kept
        return told.section


def days(section: Section[Any]) -> list[str]:
    return sorted(one.fact.wire_start[:8] for one in section.entries)


def causes(section: Section[Any]) -> list[tuple[Cause, int]]:
    return [(reason.cause, reason.count) for reason in section.reasons]


def three() -> World:
    return World([Doc(f"1.2.{at}", appointment("Kontrol", f"2026042{at}")) for at in range(3)])
