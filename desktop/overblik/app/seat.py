"""Who sits at the program: the clinician, the rules of this computer, and what opens his store."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from overblik.access.user_key import Secret, UserKey, has_user_key, make_user_key, open_user_key
from overblik.domain.errors import AccessError, Locked, StoreError, TooNew
from overblik.domain.grant import Clinician
from overblik.domain.mode import Rules
from overblik.domain.ports import Files, Keyring, Random

if TYPE_CHECKING:
    from overblik.access.oidc_session import OidcSession
    from overblik.access.trail import AuditTrail
    from overblik.runtime.settings import Settings
    from overblik.wire.http import HttpClient

LOCAL = "local-user"
"""The subject of whoever uses a program in which nobody signs in."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One session's owner; made before the house is opened, and gone with it."""

    clinician: Clinician
    rules: Rules
    ring: Keyring | None
    device: bytes = field(repr=False)
    """The device key; where there is no key ring, one that ends with the process."""
    trail: "AuditTrail"
    trail_ring: Keyring
    """Where the end of the trail is kept; without a key ring, in memory."""
    folder: Path | None = None
    """Where his store lies; none where nothing is kept."""
    key: UserKey | None = None
    tokens: "OidcSession | None" = None
    servers: tuple[str, ...] = ()
    """Names of the sources that are asked with these tokens."""
    http: "HttpClient | None" = None
    """What the tokens are renewed with; it is closed with the house."""
    notice: str = ""
    """The word of what the user must know of the store."""
    settings: "Settings | None" = None
    """Who may be asked in this session, as the policy of the computer has it; none where no policy has a word."""


def notice_of(error: StoreError) -> str:
    """Give the word of what the user must know where nothing is kept for this run, and nothing is given up either."""
    if isinstance(error, TooNew):
        return "bar.store_too_new"
    return "bar.key_ring_closed" if error.facts.get("reason") == "key_ring" else "bar.store_unusable"


def user_folder(profile: Path, user: str) -> Path:
    """Give the folder of one user: named by a token, never by a name (T4)."""
    return profile / "users" / user


def keeping(seat: Seat, folder: Path, files: Files, user: str, secret: Secret, random: Random) -> Seat:
    """Give the seat with the store that this secret opens; with an empty PIN, for synthetic data alone.

    A store that cannot be opened so is given up: its key is of another time, and all is fetched again. One whose key
    cannot be read now is left alone.
    """
    notice = ""
    try:
        if has_user_key(folder, files):
            try:
                key = open_user_key(folder, files, user, secret)
            except (Locked, AccessError):
                key, notice = make_user_key(folder, files, user, secret, random), "bar.store_locked"
        else:
            key = make_user_key(folder, files, user, secret, random)
    except StoreError as error:
        return replace(seat, notice=notice_of(error))
    return replace(seat, folder=folder, key=key, notice=notice)
