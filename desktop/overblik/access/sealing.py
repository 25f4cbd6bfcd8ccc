"""A body sealed to two: to this device, and to the organisation's repository (safety.md section 7.4).

The body is sealed with a random key that is used once. That key is wrapped twice, so that whoever holds the
repository's private key reads a record whose device key is lost:

    bytes     what
    60        the key for the device: nonce (12), AES-256-GCM under the sealing key of the device
    80        the key for the repository: HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
              AES-256-GCM; encapsulated key (32), sealed key (48); `info` is a label and the header
    the rest  the body: AES-256-GCM under that key, nonce of zeros, for the key is used once

Each of the three is bound to the record's own header: as associated data, or in `info`.
"""

from typing import TYPE_CHECKING

from overblik.access.trail_keys import TrailKeys
from overblik.domain.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import Suite

_HERE, _THERE = 60, 80
_NONCE = bytes(12)
_LABEL = b"overblik audit body v3\0"
FRESH = 44
"""Bytes of chance that a record takes: a nonce and a key."""


def seal_to_both(body: bytes, header: bytes, keys: TrailKeys, fresh: bytes) -> bytes:
    """Seal a body to its header, for the device and for the repository that the keys name.

    Chance of the wrap for the repository is the system's own: the library takes no other.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = fresh[12:FRESH]
    repository = X25519PublicKey.from_public_bytes(keys.repository.sealing)
    wrapped = keys.seal(key, header, fresh[:12]) + _suite().encrypt(key, repository, _LABEL + header)
    return wrapped + AESGCM(key).encrypt(_NONCE, body, header)


def open_on_device(sealed: bytes, header: bytes, keys: TrailKeys) -> bytes | None:
    """Open a body by the device's keys; none where key or header are others, or a bit has changed."""
    return _opened(keys.open(sealed[:_HERE], header), sealed, header)


def open_at_repository(sealed: bytes, header: bytes, key: "RepositoryKey") -> bytes | None:
    """Open a body by the repository's private key; none where key or header are others, or a bit has changed."""
    from cryptography.exceptions import InvalidTag

    try:
        body_key = _suite().decrypt(sealed[_HERE : _HERE + _THERE], key.private, _LABEL + header)
    except (InvalidTag, ValueError):
        return None
    return _opened(body_key, sealed, header)


def _opened(key: bytes | None, sealed: bytes, header: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return None if key is None else AESGCM(key).decrypt(_NONCE, sealed[_HERE + _THERE :], header)
    except (InvalidTag, ValueError):
        return None


def _suite() -> "Suite":
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class RepositoryKey:
    """The repository's private key, as an auditor holds it; never shown."""

    def __init__(self, pem: bytes, password: str = "") -> None:
        """Read a PEM file (PKCS #8, RFC 5958).

        Raises:
            InputError: `private_key_foreign` where it is no X25519 key, `private_key_password` where it is not opened
                by this password, or without one.

        """
        self.private = _private(pem, password)

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "RepositoryKey(••••)"

    @property
    def public(self) -> bytes:
        """The key to which the records were sealed, 32 bytes."""
        return self.private.public_key().public_bytes_raw()


def needs_password(pem: bytes) -> bool:
    """Tell whether a private key is itself encrypted (RFC 5958 section 3)."""
    return b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem


def _private(pem: bytes, password: str) -> "X25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password.encode() if needs_password(pem) else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError("private_key_password" if needs_password(pem) else "private_key_foreign") from error
    if not isinstance(key, X25519PrivateKey):
        raise InputError("private_key_foreign")
    return key
