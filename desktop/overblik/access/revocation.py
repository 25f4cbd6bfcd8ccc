"""The organisation's signed list of users and devices that may look at nothing any more (G18, safety.md section 4).

A list has the form of a policy file (access/policy.py): TOML, the signature in its last line.

    version = 7
    users = ["sha-256 of issuer, newline, subject, in hexadecimal"]
    devices = ["the device of the AuditEvents that it delivers"]
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field

from overblik.access.policy import signed_part
from overblik.domain.errors import PolicyRefused
from overblik.domain.grant import Clinician

LARGEST = 1024 * 1024
"""Bytes: some ten thousand users."""
_KEYS = frozenset({"version", "users", "devices"})
_NAME = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list whose signature was checked."""

    version: int
    users: frozenset[str] = field(default=frozenset(), repr=False)
    devices: frozenset[str] = field(default=frozenset(), repr=False)

    def names(self, who: Clinician | None, device: str) -> bool:
        """Whether it names this device, or a user of it."""
        return device in self.devices or (who is not None and revoked_name(who) in self.users)


def revoked_name(who: Clinician) -> str:
    """Name a user as the organisation can without his device, and nobody can read: of one user at one provider."""
    return hashlib.sha256(f"{who.issuer}\n{who.subject}".encode()).hexdigest()


def read_revocations(content: bytes, keys: Iterable[bytes], least_version: int) -> RevocationList:
    """Check and read a list; `keys` are the organisation's public keys as PEM.

    Raises:
        PolicyRefused: `reason` is `too_large`, `unsigned`, `signature`, `form` or `downgrade`.

    """
    if len(content) > LARGEST:
        raise PolicyRefused(reason="too_large")
    try:
        told = tomllib.loads(signed_part(content, keys).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyRefused(reason="form", key="") from error
    version, users, devices = told.get("version"), told.get("users", []), told.get("devices", [])
    if type(version) is not int or not set(told) <= _KEYS:
        raise PolicyRefused(reason="form", key="version")
    for key, names in (("users", users), ("devices", devices)):
        if not isinstance(names, list) or not all(isinstance(one, str) and _NAME.fullmatch(one) for one in names):
            raise PolicyRefused(reason="form", key=key)
    if version < least_version:
        raise PolicyRefused(reason="downgrade", version=version, known=least_version)
    return RevocationList(version, frozenset(users), frozenset(devices))
