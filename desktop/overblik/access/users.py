"""The users of this device, as the key ring remembers them: who may open a store here, and when he last had contact.

Names stand in the key ring, never in a file (T4). How long a PIN may open a store without the network is reckoned
from the last sign-in; a clock that was set back does not lengthen it (safety.md section 4).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from overblik.domain.dates import Instant
from overblik.domain.grant import Clinician
from overblik.domain.ports import Keyring

_LAST = "last-user"
_SEEN = "clock-seen"


@dataclass(frozen=True, slots=True)
class KnownUser:
    """One user of this device."""

    token: str
    clinician: Clinician
    signed_in: Instant
    """When he last signed in over the network."""


class _Seen(msgspec.Struct, frozen=True):
    moment: datetime
    behind: float = 0.0
    """Seconds by which the clock was set back since the last sign-in."""


class _Entry(msgspec.Struct, frozen=True):
    clinician: Clinician
    signed_in: datetime


def remember(ring: Keyring, user: KnownUser) -> None:
    """Remember a user, and that he was the last one.

    Raises:
        Locked: the key ring does not open.

    """
    ring.set(_name(user.token), msgspec.json.encode(_Entry(user.clinician, user.signed_in)))
    ring.set(_LAST, user.token.encode())
    ring.set(_SEEN, msgspec.json.encode(_Seen(user.signed_in)))


def forget(ring: Keyring, token: str) -> None:
    """Forget a user.

    Raises:
        Locked: the key ring does not open.

    """
    ring.delete(_name(token))
    if ring.get(_LAST) == token.encode():
        ring.delete(_LAST)


def last_user(ring: Keyring) -> KnownUser | None:
    """Give the user who last signed in; none where none is remembered.

    Raises:
        Locked: the key ring does not open.

    """
    token = (ring.get(_LAST) or b"").decode("ascii", "replace")
    return known_user(ring, token) if token else None


def known_user(ring: Keyring, token: str) -> KnownUser | None:
    """Give a user by his token; none where he is not remembered.

    Raises:
        Locked: the key ring does not open.

    """
    told = ring.get(_name(token))
    try:
        entry = msgspec.json.decode(told, type=_Entry) if told is not None else None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return KnownUser(token, entry.clinician, entry.signed_in) if entry is not None else None


def nobody_last(ring: Keyring) -> None:
    """Let no PIN be asked for until somebody has signed in: the last user has signed out.

    Raises:
        Locked: the key ring does not open.

    """
    ring.delete(_LAST)


def latest(ring: Keyring, now: Instant) -> Instant:
    """Give the time that runs on from the latest moment ever seen here, and remember it.

    A clock set back brings no time back: by how much it was is added from then on. A sign-in sets it right
    (`remember`): a clock that stood too far ahead was wrong until then.

    Raises:
        Locked: the key ring does not open.

    """
    try:
        told = msgspec.json.decode(ring.get(_SEEN) or b"", type=_Seen)
    except msgspec.MsgspecError:
        told = _Seen(now)
    behind = max(told.behind, (told.moment - now).total_seconds())
    moment = now + timedelta(seconds=behind)
    ring.set(_SEEN, msgspec.json.encode(_Seen(moment, behind)))
    return moment


def is_within(user: KnownUser, limit: timedelta, now: Instant) -> bool:
    """Whether the last contact is so recent; a clock before it is in doubt, and nothing is within any limit then."""
    return timedelta(0) <= now - user.signed_in < limit


def _name(token: str) -> str:
    return f"user-{token}"
