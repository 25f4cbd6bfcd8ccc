"""Opens the store of a seat, and keeps it from being older than it was: quarantine, generation, pins (T8, T9)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from overblik.access.user_key import UserKey, advanced
from overblik.app.seat import Seat, notice_of
from overblik.domain.errors import Damaged, Locked, OldCopy, StoreError
from overblik.domain.ports import Files, Keyring, Random
from overblik.runtime.held import Held, hold
from overblik.store.database import OS_VFS, Connection, memory_database, open_database, renewed
from overblik.store.generation import number_of
from overblik.store.sections import SectionStore

_FILE = "cache.db"
IN_MEMORY = (
    *("bar.memory_only", "bar.store_too_new", "bar.store_unusable", "bar.key_ring_closed"),
    *("bar.store_in_use", "bar.keeps_nothing"),
)
"""The notices of a session whose store ends with it."""
_PATIENCE = 1.0
"""Seconds to wait for the store: the process of a locked session is gone within them."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """An open store, with what pins its generation outside it."""

    store: SectionStore
    notice: str
    pin: Callable[[], None]
    """Keep number and sum in the key ring, as they are now, and the number in the wrapped key."""
    was_put_aside: str = ""
    """Why the file that was there was put aside, as the code of an error; empty where none was."""
    held: Held | None = None
    """That this process alone writes there (T23); none where memory serves."""

    def close(self) -> None:
        """Close the store, and let another process have it."""
        self.store.close()
        if self.held is not None:
            self.held.let_go()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a store lies, and what opens and pins it."""

    folder: Path
    key: UserKey
    ring: Keyring
    files: Files
    random: Random
    vfs: str

    @property
    def path(self) -> Path:
        return self.folder / _FILE

    @property
    def entry(self) -> str:
        return f"generation-{self.key.store}"

    def renewed(self) -> Connection:
        return renewed(self.path, self.key.raw, self.files, self.random.identifier()[:13], self.vfs)

    def pin(self, store: SectionStore) -> None:
        """Keep number and sum in the key ring; never an earlier number than another process of ours has kept there.

        The key ring first, then the wrapped key: the ring is never the older of the two.
        """
        told = store.work(store.generation.pin_now)
        if number_of(told) >= number_of(self.ring.get(self.entry)):
            self.ring.set(self.entry, told)
        advanced(self.folder, self.files, self.key, number_of(told), self.random)


def open_keeping(seat: Seat, files: Files, random: Random, boot: str = "", vfs: str = OS_VFS) -> Keeping:
    """Open the store of a seat; without one, or where it cannot be opened, memory serves. `vfs` names the disk.

    One process writes at a time: another gets memory, and says so (T23). `boot` names this start of the computer;
    without it the store is not held.
    """
    if seat.folder is None or seat.key is None or seat.ring is None:
        has_no_right = seat.ring is not None and not seat.rules.keeps
        return _in_memory(seat.notice or ("bar.keeps_nothing" if has_no_right else "bar.memory_only"))
    try:
        held = hold(seat.folder, boot, _PATIENCE) if boot else None
    except OSError:
        return _in_memory("bar.store_unusable")
    if boot and held is None:
        return _in_memory("bar.store_in_use")
    place = _Place(seat.folder, seat.key, seat.ring, files, random, vfs)
    try:
        store, notice = _pinned(place)
    except StoreError as error:
        if held is not None:
            held.let_go()
        return _in_memory(notice_of(error))
    return Keeping(store, seat.notice or notice, lambda: place.pin(store), notice.removeprefix("bar."), held)


def _pinned(place: _Place) -> tuple[SectionStore, str]:
    """Open, guard and pin the store; one that fails on the way is closed."""
    store, notice = _opened(place)
    try:
        store, notice = _guarded(place, store, notice)
        place.pin(store)
    except StoreError:
        store.close()
        raise
    return store, notice


def _in_memory(notice: str) -> Keeping:
    return Keeping(SectionStore(memory_database()), notice, _nothing)


def _opened(place: _Place) -> tuple[SectionStore, str]:
    try:
        return SectionStore(open_database(place.path, place.key.raw, place.vfs), place.renewed), ""
    except (Damaged, Locked) as error:
        notice = "bar.store_damaged" if isinstance(error, Damaged) else "bar.store_locked"
        return SectionStore(place.renewed(), place.renewed), notice


def _guarded(place: _Place, store: SectionStore, notice: str) -> tuple[SectionStore, str]:
    """Put aside a file that is older than what the key ring or the wrapped key has seen."""
    pinned = place.ring.get(place.entry)
    try:
        if not notice:
            store.guard(pinned, place.key.generation)
            return store, notice
    except (OldCopy, Damaged) as error:
        store.close()
        notice = "bar.store_old_copy" if isinstance(error, OldCopy) else "bar.store_damaged"
        store = SectionStore(place.renewed(), place.renewed)
    store.go_on_from(max(number_of(pinned), place.key.generation) + 1)
    return store, notice


def _nothing() -> None:
    """Pin nothing: what lives in memory cannot be older than itself."""
