"""A process that writes until it is killed, and says what is acknowledged: run by test_kill.py."""

import hashlib
import os
import sys
from pathlib import Path

from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import cpr
from overblik.domain.ports import RawMessage
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.store.database import open_database
from overblik.store.sections import SectionStore
from overblik.store.trail_file import TrailFile
from store.facts import KEY, kept, section

SLOTS = 40


def raw_of(number: int) -> RawMessage:
    """A message of a few kilobytes that only this number has."""
    content = f"{number} ".encode() * 900
    return RawMessage(hashlib.sha256(content).hexdigest(), "x", content)


def main(folder: Path, number: int) -> None:
    """Write sections and intents for ever, each with a number; tell the number once both are on disk."""
    store = SectionStore(open_database(folder / "cache.db", KEY))
    trail = AuditTrail(TrailFile(folder / "trail.db"), trail_keys(KEY), SystemClock(), SystemRandom())
    nurse = Clinician("local-user", "", "")
    while True:
        source = str(number % SLOTS)
        raw = raw_of(number)
        store.keep(kept((str(number),) * (1 + number % 60), source=source, message=raw.digest))
        store.keep_raw(section(source=source, message=raw.digest), (raw,))
        if number % 7 == 0:
            store.erase(cpr("0309363991"), section().topic, source)
        trail.intent(cpr("2512489996"), nurse, LookReason(Basis.OTHER, str(number)))
        os.write(1, f"{number}\n".encode())
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
