"""Unlocking without a network, and the curtain: beside the bare Argon2id, and a bare widget that covers the window."""

import gc
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchwork.measure import heaviest, milliseconds, program, read, row, sections, side_by_side, tell, until
from PySide6.QtWidgets import QApplication, QWidget

_TIMES = 5


def main() -> None:
    """Measure the unlocking of a store that holds the heaviest patient, then the curtain over his overview."""
    tell([*_unlocking(), *_curtain()])


def _unlocking() -> list[dict[str, object]]:
    """From the PIN to the open, guarded store; the floor is the stretching of the PIN alone."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from overblik.access.trail import AuditTrail
    from overblik.access.trail_keys import trail_keys
    from overblik.access.unlock import Door, unlock
    from overblik.access.user_key import Cost, Secret, make_user_key, user_token
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

    files, random, ring, device, cost = SystemFiles(), SystemRandom(), MemoryKeyring(), b"d" * 32, Cost()
    user = user_token(device, "https://idp", "bench")
    secret = Secret("kilde-42x", device)
    with TemporaryDirectory(prefix="overblik-bench-") as name:
        folder = Path(name)
        trail = AuditTrail(TrailFile(folder / "trail.db"), trail_keys(device), SystemClock(), random)
        key = make_user_key(folder, files, user, secret, random)
        who = Clinician("bench", "M. Eksempel", "læge")
        seat = Seat(who, BOUNDS[Mode.FIELD].loosest, ring, device, trail, ring, folder=folder, key=key)
        first = open_keeping(seat, files, random)
        for section in sections(read(heaviest())):
            first.store.keep(Kept(section, {}))
        first.pin()
        first.store.close()
        door = Door(folder, files, ring, user)

        def opened() -> None:
            open_keeping(_with(seat, unlock(door, secret)), files, random).store.close()

        def stretched() -> None:
            Argon2id(b"s" * 16, 32, cost.passes, cost.lanes, cost.memory).derive(b"kilde-42x")

        value, floor = side_by_side(opened, stretched, _TIMES)
        trail.file.close()
    return [row("unlock without a network: PIN to the open store", value, "ms", floor, 1000, by_ratio=False)]


def _with(seat: object, key: object) -> object:
    from dataclasses import replace

    return replace(seat, key=key)  # type: ignore[type-var]


def _curtain() -> list[dict[str, object]]:
    """From the lock to the covered window, on the heaviest patient; the floor is a bare widget over the same window."""
    from overblik.widgets.curtain import Curtain

    with program(read(heaviest())) as made:
        app = QApplication.instance()
        assert app is not None
        made.patients.choose("0")
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
