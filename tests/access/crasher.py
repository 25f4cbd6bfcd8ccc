"""A process that dies at a chosen phase of a look: run by test_trail_under_fire.py."""

import asyncio
import json
import os
import sys
from pathlib import Path

from access.chains import DOCTOR, NANCY, TREATMENT
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.access.trail_opening import TrailPorts, end_trail, open_trail
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.runtime.files import SystemFiles
from trail_reading import KEYS

PHASES = ("before", "intent", "outcome", "checkpoint", "end")
SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 3),), False)


class FileRing:
    """A key ring that outlives the process."""

    backend = "file"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ring.json"

    def _all(self) -> dict[str, str]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def get(self, name: str) -> bytes | None:
        told = self._all().get(name)
        return bytes.fromhex(told) if told is not None else None

    def set(self, name: str, secret: bytes) -> None:
        self._path.write_text(json.dumps({**self._all(), name: secret.hex()}))

    def delete(self, name: str) -> None:
        self._path.write_text(json.dumps({key: told for key, told in self._all().items() if key != name}))


def opened(folder: Path) -> tuple[AuditTrail, FileRing]:
    ring = FileRing(folder)
    return open_trail(folder, TrailPorts(SystemFiles(), ring, SystemClock(), SystemRandom()), KEYS), ring


def main(folder: Path, phase: str) -> None:
    """Open, look, end; die behind the phase, without a farewell."""

    def reach(point: str) -> None:
        if point == phase:
            os.abort()

    trail, ring = opened(folder)
    reach("before")
    grant = asyncio.run(RightToLook(trail, SystemClock(), DOCTOR).ask_to_look(NANCY, TREATMENT))
    os.write(1, grant.intent_id.encode())
    reach("intent")
    asyncio.run(trail.outcome(grant.intent_id, SEEN))
    reach("outcome")
    trail.checkpoint()
    reach("checkpoint")
    end_trail(trail, ring)
    reach("end")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
