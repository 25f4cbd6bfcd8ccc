"""What lies in a profile from before: orphans go before anything is shown, and a store goes key first (safety.md 4, T6)."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from overblik.access.user_key import forget_user_key, has_user_key
from overblik.access.users import KnownUser, forget, is_within, known_user
from overblik.domain.dates import Instant
from overblik.domain.errors import Full, Locked
from overblik.domain.ports import Files, Keyring
from overblik.runtime.held import is_held
from overblik.runtime.private_file import remove_left_behind

if TYPE_CHECKING:
    from overblik.app.machine import Machine
    from overblik.runtime.settings import Settings

Purged = tuple[KnownUser | None, str]
"""Whose store was erased, where that is known, and why."""
PUT_ASIDE = timedelta(days=7)
"""For how long a damaged file is kept, still encrypted (safety.md section 5)."""
_ASIDE, _NEW = ".damaged-", ".new"


def homes(profile: Path) -> Iterator[Path]:
    """Give the folders of all users of this computer."""
    with contextlib.suppress(OSError):
        yield from sorted(path for path in (profile / "users").iterdir() if path.is_dir())


def erase_store(home: Path, files: Files) -> None:
    """Erase a user's store: the wrapped key first, so that a crash after it leaves nothing readable.

    Raises:
        OSError: not all of it can be removed now; where the key is gone, the next start removes the rest.

    """
    try:
        forget_user_key(home, files)
    except Full as error:
        raise OSError(str(error)) from error
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        files.remove(path)
    with contextlib.suppress(OSError):
        home.rmdir()


def clear(profile: Path, files: Files, now: Instant) -> None:
    """Remove what a crash left: stores without a key, half-written and put-aside files, files handed to other programs.

    What another process holds is its own. What cannot be removed now is tried at the next start.
    """
    for home in homes(profile):
        if is_held(home):
            continue
        with contextlib.suppress(OSError):
            if has_user_key(home, files):
                _clear_parts(home, files, now)
            else:
                erase_store(home, files)
    remove_left_behind()


def _clear_parts(home: Path, files: Files, now: Instant) -> None:
    for path in sorted(home.iterdir()):
        has_no_store = path.name.startswith("cache.db-") and not files.exists(home / "cache.db")
        if path.name.endswith(_NEW) or _is_long_aside(path.name, now) or (has_no_store and _ASIDE not in path.name):
            files.remove(path)


def _is_long_aside(name: str, now: Instant) -> bool:
    """Tell by the moment in a file's name: the first 48 bits of a UUID version 7 are milliseconds (RFC 9562, 5.7)."""
    _, is_aside, mark = name.partition(_ASIDE)
    if not is_aside:
        return False
    try:
        made = datetime.fromtimestamp(int(mark.replace("-", ""), 16) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return True
    return not timedelta(0) <= now - made < PUT_ASIDE


def tidied(settings: "Settings", machine: "Machine", files: Files, now: Instant) -> tuple[Purged, ...]:
    """Remove orphans, and what this computer may not keep any more; give what was erased, for the record.

    Without a key ring nothing is erased for that alone: it may open the next time.
    """
    clear(settings.profile, files, now)
    if not machine.rules.keeps:
        return () if machine.ring is None else tuple((None, "mode") for _ in range(erase_all(settings.profile, files)))
    if settings.sign_in is None or machine.ring is None:
        return ()
    with contextlib.suppress(Locked):
        gone = erase_without_contact(settings.profile, files, machine.ring, machine.rules.purge, now)
        return tuple((known, "no_contact") for known in gone)
    return ()


def erase_all(profile: Path, files: Files) -> int:
    """Erase the stores of all users: this computer keeps nothing any more. Give how many there were."""
    gone = 0
    for home in homes(profile):
        with contextlib.suppress(OSError):
            gone += has_user_key(home, files)
            erase_store(home, files)
    return gone


def erase_without_contact(
    profile: Path, files: Files, ring: Keyring, limit: timedelta, now: Instant
) -> tuple[KnownUser | None, ...]:
    """Erase the stores whose users have had no contact for too long, also of those who were not the last here.

    Gives whose they were; none for one whom the key ring does not know, whose contact nobody can tell.

    Raises:
        Locked: the key ring does not open.

    """
    gone: list[KnownUser | None] = []
    for home in homes(profile):
        known = known_user(ring, home.name)
        if known is not None and is_within(known, limit, now):
            continue
        gone.append(known)
        with contextlib.suppress(OSError):
            erase_store(home, files)
        forget(ring, home.name)
    return tuple(gone)
