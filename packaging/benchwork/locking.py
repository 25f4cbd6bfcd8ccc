"""Unlocking without a network, and the curtain: beside the bare Argon2id, and a bare widget that covers the window."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchwork.measure import heaviest, milliseconds, program, read, row, sections, side_by_side, tell, until
from PySide6.QtWidgets import QApplication, QWidget

from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
from overblik.app.keeping import open_keeping
from overblik.app.seat import Seat
from overblik.domain.grant import Clinician
from overblik.domain.mode import BOUNDS, Mode
from overblik.domain.ports import Kept
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring
from overblik.store.trail_file import TrailFile

_TIMES = 5


def main() -> None:
    """Measure the unlocking of a store that holds the heaviest patient, then the curtain over his overview."""
    tell([*_unlocking(), *_curtain()])


def _unlocking() -> list[dict[str, object]]:
    """From the PIN to the open, guarded store; the floor is the stretching of the PIN alone."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from overblik.access.unlock import Door, unlock
    from overblik.access.user_key import Cost, Secret

    cost, secret = Cost(), Secret("kilde-42x", b"d" * 32)
    with TemporaryDirectory(prefix="overblik-bench-") as name, filled_seat(Path(name), secret) as (seat, user):
        assert seat.ring is not None
        door = Door(Path(name), SystemFiles(), seat.ring, user)

        def opened() -> None:
            open_keeping(replace(seat, key=unlock(door, secret)), SystemFiles(), SystemRandom()).store.close()

        def stretched() -> None:
            # A new one each time: it stretches once.
            kdf = Argon2id(salt=b"s" * 16, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
            kdf.derive(b"kilde-42x")

        value, floor = side_by_side(opened, stretched, _TIMES)
    return [row("unlock without a network: PIN to the open store", value, "ms", floor, 1000, by_ratio=False)]


@contextmanager
def filled_seat(folder: Path, secret: Any) -> Iterator[tuple[Seat, str]]:
    """Give a seat whose store holds the heaviest patient, closed, and the token of its user."""
    from overblik.access.user_key import make_user_key, user_token

    random, ring, device = SystemRandom(), MemoryKeyring(), secret.device
    user = user_token(device, "https://idp", "bench")
    trail = AuditTrail(TrailFile(folder / "trail.db"), trail_keys(device), SystemClock(), random)
    key = make_user_key(folder, SystemFiles(), user, secret, random)
    who = Clinician("bench", "M. Eksempel", "læge")
    seat = Seat(who, BOUNDS[Mode.FIELD].loosest, ring, device, trail, ring, folder=folder, key=key)
    first = open_keeping(seat, SystemFiles(), random)
    for section in sections(read(heaviest())):
        first.store.keep(Kept(section, {}))
    first.pin()
    first.store.close()
    yield seat, user
    trail.file.close()


def _curtain() -> list[dict[str, object]]:
    """From the lock to the covered window, on the heaviest patient; the floor is a bare widget over the same window."""
    from overblik.widgets.curtain import Curtain

    with program(read(heaviest())) as made:
        app = QApplication.instance()
        assert app is not None
        made.patients.choose_patient(made.patients.ids[0])
        until(lambda: not made.model.is_waiting, 30, made.window.painted)
        app.processEvents()
        gc.collect()
        spent = []
        for _ in range(9):
            curtain = Curtain(made.window)
            begun = time.perf_counter()
            curtain.fall()
            spent.append((time.perf_counter() - begun) * 1000)
            curtain.rise()
            app.processEvents()
        floor = milliseconds(lambda: _bare(made.window), 9)
    return [row("lock: until the curtain covers the window, worst of 9", max(spent), "ms", floor, 250, by_ratio=False)]


def _bare(window: QWidget) -> None:
    cover = QWidget(window)
    cover.setGeometry(window.rect())
    cover.setAutoFillBackground(True)
    cover.show()
    cover.repaint()
    cover.hide()
    cover.deleteLater()


if __name__ == "__main__":
    main()
