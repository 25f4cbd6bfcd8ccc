"""How a session ends: locked, signed out, or signed out with all copies erased; each works without a network."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from enum import Enum

from overblik.access.oidc_session import keeper
from overblik.access.place import keep_place
from overblik.access.user_key import forget_user_key
from overblik.access.users import forget, latest, nobody_last
from overblik.app.remains import erase_store
from overblik.app.seat import LOCAL, Seat
from overblik.domain.audit import EventKind
from overblik.domain.errors import StoreError, TrailError
from overblik.domain.ports import Clock
from overblik.runtime.chance import SystemRandom
from overblik.runtime.files import SystemFiles

_TELL = 0.25
"""Seconds within which the provider may hear of a sign-out; the process ends soon after."""


class Leave(Enum):
    """How somebody leaves; the value is the word of the key that does it."""

    LOCK = "lock"
    SIGN_OUT = "sign_out"
    """He must sign in again; his copies stay, encrypted."""
    ERASE = "erase"
    """Signed out, and the key of his copies is destroyed."""
    REVOKED = "revoked"
    """The same, because the organisation has revoked him or the computer."""

    @property
    def erases(self) -> bool:
        """Whether his copies go too."""
        return self in (Leave.ERASE, Leave.REVOKED)


def leave_of(why: str) -> Leave:
    """Give how the session ends, by what ends it; whatever is not a sign-out locks."""
    return Leave(why) if why in {one.value for one in Leave} else Leave.LOCK


async def leave(seat: Seat | None, how: Leave, place: str, clock: Clock, close: Callable[[], Awaitable[None]]) -> None:
    """Put on record that somebody left, take away what he must not leave, and close the house; what fails is lost.

    The order is such that a crash between any two steps leaves a store that opens, or none: of what is to be erased
    the key goes first, and what a crash leaves of the rest goes at the next start (app/remains.py).
    """
    if seat is not None:
        _record(seat, how)
        _put_away(seat, place if how is Leave.LOCK else "", clock)
        if seat.tokens is not None and how is Leave.LOCK:
            seat.tokens.drop()
        if how is not Leave.LOCK:
            await _sign_out(seat)
    await close()
    if seat is not None and how.erases:
        _erase(seat)


def _record(seat: Seat, how: Leave) -> None:
    if how.erases and seat.folder is not None:
        with contextlib.suppress(OSError):
            forget_user_key(seat.folder, SystemFiles())
    with contextlib.suppress(TrailError):
        seat.trail.event(EventKind.LOCK if how is Leave.LOCK else EventKind.SIGN_OUT, seat.clinician)
        if how.erases and seat.folder is not None:
            reason = "revoked" if how is Leave.REVOKED else "signed_out"
            seat.trail.event(EventKind.PURGE, seat.clinician, facts={"reason": reason})


def _put_away(seat: Seat, place: str, clock: Clock) -> None:
    """Keep the place of the owner for him alone, or none, and how late it is."""
    if seat.folder is not None and seat.key is not None:
        with contextlib.suppress(StoreError):
            keep_place(seat.folder, SystemFiles(), seat.key, SystemRandom(), place)
    if seat.ring is not None:
        with contextlib.suppress(StoreError):
            latest(seat.ring, clock.now())


async def _sign_out(seat: Seat) -> None:
    """Forget the sign-in here before the provider is asked: one who does not answer keeps nobody signed in."""
    who = seat.clinician
    if seat.ring is not None and who.subject != LOCAL:
        keeper(seat.ring, who.issuer, who.subject)(None)
        with contextlib.suppress(StoreError):
            nobody_last(seat.ring)
    if seat.tokens is not None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_TELL):
                await seat.tokens.sign_out()


def _erase(seat: Seat) -> None:
    """Remove what is left of a store, now that it is closed; what cannot be removed goes at the next start."""
    if seat.folder is None:
        return
    with contextlib.suppress(OSError):
        erase_store(seat.folder, SystemFiles())
    if seat.ring is not None and seat.key is not None:
        with contextlib.suppress(StoreError):
            forget(seat.ring, seat.folder.name)
            seat.ring.delete(f"generation-{seat.key.store}")
