"""A process that starts writers by fork, so that a kill costs milliseconds: run by test_kills.py.

It reads lines of folder and number, and says `pid N` of the writer, `ack N` of what the writer has acknowledged, and
`dead` when it is gone.
"""

import asyncio
import os
import sys
from pathlib import Path

from access.chains import DOCTOR
from faults.computer import DEVICE, Computer, QuickFiles
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
from overblik.access.trail_opening import TrailPorts, keep_head, open_trail
from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import cpr
from overblik.domain.ports import Seen
from overblik.domain.section import Topic
from overblik.domain.sighting import Sighting, Trace
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.store.sightings import Sightings
from store.facts import ME, NOW, OTHER, kept, section
from store.writer import raw_of

KEYS = trail_keys(DEVICE)
SLOTS = 12


class FileRing:
    """A key ring that outlives the process, and is whole whenever that dies."""

    backend = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "ring"
        self._folder.mkdir(exist_ok=True)

    def get(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def set(self, name: str, secret: bytes) -> None:
        QuickFiles().write(self._folder / name, secret)

    def delete(self, name: str) -> None:
        QuickFiles().remove(self._folder / name)


def opened(folder: Path) -> tuple[Computer, AuditTrail]:
    """Open store and trail as a start of the program does."""
    ring = FileRing(folder)
    computer = Computer(folder, ring=ring, chance=SystemRandom())
    computer.start()
    return computer, open_trail(folder, TrailPorts(QuickFiles(), ring, SystemClock(), SystemRandom()), KEYS)


def write(folder: Path, number: int) -> None:
    """Look, keep, erase, pin and sign for ever, each with a number; tell the number once all of it is on disk."""
    computer, trail = opened(folder)
    keeping, right = computer.keeping, RightToLook(trail, SystemClock(), DOCTOR)
    while True:
        grant = asyncio.run(right.ask_to_look(cpr("2512489996"), LookReason(Basis.OTHER, str(number))))
        source, raw = str(number % SLOTS), raw_of(number)
        keeping.store.keep(kept((str(number),) * (1 + number % 60), source=source, message=raw.digest))
        keeping.store.keep_raw(section(source=source, message=raw.digest), (raw,))
        keeping.store.keep(kept((str(number),), source="x", patient=OTHER))
        if number % 3 == 0:
            keeping.store.erase(OTHER, Topic.DOCUMENTS, "x")
        seen = Sighting(ME, NOW, {(Topic.DOCUMENTS, source): {"1": Trace(str(number))}})
        Sightings(keeping.store).keep(seen, "anna", NOW)
        asyncio.run(trail.outcome(grant.intent_id, Seen((), offline=False)))
        if number % 4 == 0:
            keeping.pin()
            keep_head(computer.ring, trail.checkpoint())
        os.write(1, f"ack {number}\n".encode())
        number += 1


def main() -> None:
    for line in sys.stdin:
        folder, number = line.rstrip("\n").rsplit(" ", 1)
        pid = os.fork()
        if pid == 0:
            write(Path(folder), int(number))
        os.write(1, f"pid {pid}\n".encode())
        os.waitpid(pid, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main()
