"""Opens the store of a seat, and keeps it from being older than it was: quarantine, generation, pins (T8, T9)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from overblik.access.user_key import UserKey, advanced
from overblik.app.seat import Seat
from overblik.domain.errors import Damaged, Locked, OldCopy, StoreError, TooNew
from overblik.domain.ports import Files, Keyring, Random
from overblik.runtime.held import Held, hold
from overblik.store.database import Connection, memory_database, open_database, renewed
from overblik.store.generation import number_of
from overblik.store.sections import SectionStore

_FILE = "cache.db"
_PATIENCE = 1.0
"""Seconds to wait for the store: the process of a locked session is gone within them."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """An open store, with what pins its generation outside it."""

    store: SectionStore
    notice: str
    pin: Callable[[], None]
    """Keep number and sum in the key ring, as they are now."""
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

    @property
    def path(self) -> Path:
        return self.folder / _FILE

    @property
    def entry(self) -> str:
        return f"generation-{self.key.store}"

    def renewed(self) -> Connection:
        return renewed(self.path, self.key.raw, self.files, self.random.identifier()[:13])


def open_keeping(seat: Seat, files: Files, random: Random, boot: str) -> Keeping:
    """Open the store of a seat; without one, or where it cannot be opened, memory serves.

    One process writes at a time: another gets memory, and says so (T23).
    """
    if seat.folder is None or seat.key is None or seat.ring is None:
        return _in_memory(seat.notice or "bar.memory_only")
    try:
        held = hold(seat.folder, boot, _PATIENCE)
    except OSError:
        return _in_memory("bar.memory_only")
    if held is None:
        return _in_memory("bar.store_in_use")
    place = _Place(seat.folder, seat.key, seat.ring, files, random)
    try:
        store, notice = _guarded(place, *_opened(place))
        # The key ring first, then the wrapped key: the ring is never the older of the two.
        place.ring.set(place.entry, store.generation.pin())
        advanced(place.folder, files, place.key, store.generation.number, random)
    except StoreError as error:
        held.let_go()
        return _in_memory("bar.store_too_new" if isinstance(error, TooNew) else "bar.memory_only")
    aside = notice.removeprefix("bar.")
    return Keeping(
        store, seat.notice or notice, lambda: place.ring.set(place.entry, store.generation.pin()), aside, held
    )


def _in_memory(notice: str) -> Keeping:
    return Keeping(SectionStore(memory_database()), notice, _nothing)


def _opened(place: _Place) -> tuple[SectionStore, str]:
    try:
        return SectionStore(open_database(place.path, place.key.raw), place.renewed), ""
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
