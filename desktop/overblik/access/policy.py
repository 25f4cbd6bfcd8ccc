"""Reads the organisation's signed policy file: a wrong signature or an older version is refused (T24, safety.md 4).

The file is TOML that a person can read. Its last line is a comment that holds the signature, Ed25519 (RFC 8032), in
Base64, over all bytes before that line:

    # signature: MEUC…

so that `openssl pkeyutl -sign -rawin` and a text editor are enough to issue one (docs/manual/security.md).
"""

import base64
import binascii
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from overblik.domain.audit import AuditKeys
from overblik.domain.errors import PolicyRefused
from overblik.domain.mode import BOUNDS, Mode
from overblik.domain.policy import Policy
from overblik.wire.public_key import sealing_key, signing_key

LARGEST = 64 * 1024
"""Bytes: a policy is a page of text."""
_SIGNATURE = re.compile(rb"\n# signature: ([A-Za-z0-9+/=]{80,100})[ \t\r\n]*\Z")
_KNOWN = {
    "": ("version", "organisation", "workplace", "mode", "valid_until", "lock", "store", "audit"),
    "lock": ("idle_seconds",),
    "store": ("keep", "preloaded_patients", "medicine_hours"),
    "audit": ("sealing_key", "receipt_keys"),
}


def read_policy(content: bytes, keys: Iterable[bytes], least_version: int) -> Policy:
    """Check and read a policy file; `keys` are the organisation's public keys as PEM.

    Raises:
        PolicyRefused: `reason` is `too_large`, `unsigned`, `signature`, `form` (with the `key` that is wrong),
            `unknown_key`, `out_of_bounds`, or `downgrade`.

    """
    if len(content) > LARGEST:
        raise PolicyRefused(reason="too_large")
    signed = signed_part(content, keys)
    try:
        told = tomllib.loads(signed.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyRefused(reason="form", key="") from error
    policy = _policy(told)
    if policy.version < least_version:
        raise PolicyRefused(reason="downgrade", version=policy.version, known=least_version)
    return policy


def signed_part(content: bytes, keys: Iterable[bytes]) -> bytes:
    """Give what the signature in the last line is over; `keys` are the organisation's public keys as PEM.

    Raises:
        PolicyRefused: `reason` is `unsigned` or `signature`.

    """
    found = _SIGNATURE.search(content)
    if found is None:
        raise PolicyRefused(reason="unsigned")
    signed = content[: found.start() + 1]
    if not _is_signed(signed, found.group(1), keys):
        raise PolicyRefused(reason="signature")
    return signed


def _is_signed(signed: bytes, signature: bytes, keys: Iterable[bytes]) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        given = base64.b64decode(signature, validate=True)
    except binascii.Error:
        return False
    for pem in keys:
        try:
            key = load_pem_public_key(pem)
            if isinstance(key, Ed25519PublicKey):
                key.verify(given, signed)
                return True
        except (ValueError, InvalidSignature):
            continue
    return False


def _policy(told: dict[str, Any]) -> Policy:
    lock, store, audit = (_table(told, name) for name in ("lock", "store", "audit"))
    for name, table in (("", told), ("lock", lock), ("store", store), ("audit", audit)):
        for key in table:
            if key not in _KNOWN[name]:
                raise PolicyRefused(reason="unknown_key", key=f"{name}.{key}".strip("."))
    mode = _mode(told)
    loosest = BOUNDS[mode].loosest
    keeps = _kept(store, "keep", bool)
    if keeps and not loosest.keeps:
        raise PolicyRefused(reason="out_of_bounds", key="store.keep")
    preloaded = _number(store, "store.preloaded_patients", 0, loosest.preloaded)
    idle = _number(lock, "lock.idle_seconds", 10, int(loosest.idle.total_seconds()))
    hours = _number(store, "store.medicine_hours", 0, int(loosest.medicine.total_seconds()) // 3600)
    version = _number(told, "version", 1, 2**31)
    if version is None:
        raise PolicyRefused(reason="form", key="version")
    return Policy(
        version=version,
        mode=mode,
        organisation=_kept(told, "organisation", str) or "",
        workplace=_kept(told, "workplace", str) or "",
        valid_until=_moment(told),
        keeps=keeps,
        idle=timedelta(seconds=idle) if idle is not None else None,
        preloaded=preloaded,
        medicine=timedelta(hours=hours) if hours is not None else None,
        audit=_audit_keys(audit),
    )


def _audit_keys(told: Mapping[str, Any]) -> AuditKeys:
    key = "audit.sealing_key"
    try:
        sealing = sealing_key(told["sealing_key"]) if "sealing_key" in told else b""
        key = "audit.receipt_keys"
        return AuditKeys(sealing, tuple(signing_key(one) for one in told.get("receipt_keys", ())))
    except (ValueError, TypeError) as error:
        raise PolicyRefused(reason="form", key=key) from error


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = told.get(name, {})
    if not isinstance(table, dict):
        raise PolicyRefused(reason="form", key=name)
    return table


def _mode(told: Mapping[str, Any]) -> Mode:
    try:
        return Mode(str(told.get("mode", "")))
    except ValueError as error:
        raise PolicyRefused(reason="form", key="mode") from error


def _kept(told: Mapping[str, Any], name: str, kind: type) -> Any:
    value = told.get(name)
    if value is not None and type(value) is not kind:
        raise PolicyRefused(reason="form", key=name)
    return value


def _number(told: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    value = told.get(name.rpartition(".")[2])
    if value is None:
        return None
    if type(value) is not int:
        raise PolicyRefused(reason="form", key=name)
    if not least <= value <= most:
        raise PolicyRefused(reason="out_of_bounds", key=name)
    return value


def _moment(told: Mapping[str, Any]) -> datetime | None:
    value = told.get("valid_until")
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise PolicyRefused(reason="form", key="valid_until")
    return value.astimezone(UTC)
