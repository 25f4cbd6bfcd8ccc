"""Reads the organisation's signed policy file: a wrong signature or an older version is refused (T24, safety.md 4).

The file is TOML that a person can read. Its last line is a comment that holds the signature, Ed25519 (RFC 8032), in
Base64, over all bytes before that line:

    # signature: MEUC…

so that `openssl pkeyutl -sign -rawin` and a text editor are enough to issue one (docs/manual/policy/README.md).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from overblik.access.policy_form import read_form
from overblik.domain.errors import PolicyRefused
from overblik.domain.policy import Policy

LARGEST = 64 * 1024
"""Bytes: a policy is a page of text."""
_SIGNATURE = re.compile(rb"\n# signature: ([A-Za-z0-9+/=]{80,100})[ \t\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Inspected:
    """All that can be said of a policy file at once."""

    policy: Policy | None
    """What it says where its form can be read, whether it may be obeyed or not."""
    faults: tuple[PolicyRefused, ...] = ()
    """Why it is not obeyed; the first is the one that the gate says."""


def read_policy(content: bytes, keys: Iterable[bytes], least_version: int) -> Policy:
    """Check and read a policy file; `keys` are the organisation's public keys as PEM.

    What nobody signed is not read at all. The endpoints that it names are still to be read (runtime/endpoints.py).

    Raises:
        PolicyRefused: `reason` is `too_large`, `unsigned`, `no_key`, `signature`, `form` (with the `key` that is wrong),
            `unknown_key`, `out_of_bounds`, or `downgrade`.

    """
    if len(content) > LARGEST:
        raise PolicyRefused(reason="too_large")
    signed, signer = _signed(content, keys)
    found = _read(signed, least_version)
    if found.faults or found.policy is None:
        raise found.faults[0]
    return replace(found.policy, signer=signer)


def inspect_policy(content: bytes, keys: Iterable[bytes], least_version: int) -> Inspected:
    """Tell everything that is wrong with a policy file, for whoever writes one; nothing of it is obeyed by that."""
    if len(content) > LARGEST:
        return Inspected(None, (PolicyRefused(reason="too_large"),))
    faults: tuple[PolicyRefused, ...] = ()
    found, signer = _SIGNATURE.search(content), ""
    body = content[: found.start() + 1] if found is not None else content
    try:
        _, signer = _signed(content, keys)
    except PolicyRefused as error:
        faults = (error,)
    told = _read(body, least_version)
    policy = replace(told.policy, signer=signer) if told.policy is not None else None
    return Inspected(policy, (*faults, *told.faults))


def _read(body: bytes, least_version: int) -> Inspected:
    policy, faults = read_form(body)
    if policy is not None and policy.version < least_version:
        faults = (*faults, PolicyRefused(reason="downgrade", version=policy.version, known=least_version))
    return Inspected(policy, faults)


def signed_part(content: bytes, keys: Iterable[bytes]) -> bytes:
    """Give what the signature in the last line is over; `keys` are the organisation's public keys as PEM.

    Raises:
        PolicyRefused: `reason` is `unsigned`, `no_key` or `signature`.

    """
    return _signed(content, keys)[0]


def _signed(content: bytes, keys: Iterable[bytes]) -> tuple[bytes, str]:
    """Give what is signed, and the fingerprint of the key that signed it; raises as `signed_part`."""
    found = _SIGNATURE.search(content)
    if found is None:
        raise PolicyRefused(reason="unsigned")
    signed = content[: found.start() + 1]
    return signed, _signer(signed, found.group(1), keys)


def _signer(signed: bytes, signature: bytes, keys: Iterable[bytes]) -> str:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        given = base64.b64decode(signature, validate=True)
    except binascii.Error as error:
        raise PolicyRefused(reason="signature") from error
    has_key = False
    for pem in keys:
        try:
            key = load_pem_public_key(pem)
            if isinstance(key, Ed25519PublicKey):
                has_key = True
                key.verify(given, signed)
                return fingerprint(key.public_bytes_raw())
        except (ValueError, InvalidSignature, UnsupportedAlgorithm):
            continue
    raise PolicyRefused(reason="signature" if has_key else "no_key")


def fingerprint(key: bytes) -> str:
    """Name a public key so that two people can compare it: SHA-256, its first half in groups of four."""
    told = hashlib.sha256(key).hexdigest()[:32]
    return " ".join(told[place : place + 4] for place in range(0, 32, 4))
