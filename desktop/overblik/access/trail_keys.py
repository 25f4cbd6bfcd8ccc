"""The keys of the audit trail, all derived from the device key (safety.md section 6, K_aud).

    K_dev -> HKDF-SHA256 -> sealing key of the bodies  (AES-256-GCM)
                         -> seed of the signing key    (Ed25519, RFC 8032)
                         -> key of receipts and names  (HMAC-SHA256)

The device key never leaves the key ring; without it nobody reads a body, signs a checkpoint or forges a receipt.
"""

import base64
import hmac
from dataclasses import dataclass, field

from overblik.domain.audit_keys import AuditKeys

_NONCE = 12
_SEALING, _SIGNING, _NAMING = b"audit-body-v2", b"audit-checkpoint-v2", b"audit-name-v2"


def trail_keys(device: bytes, repository: AuditKeys | None = None) -> "TrailKeys":
    """Derive the keys of the trail from this device's key; `repository` is whom the records are for besides."""
    sealing, signing, naming = (_derive(device, purpose) for purpose in (_SEALING, _SIGNING, _NAMING))
    return TrailKeys(sealing, signing, naming, repository or AuditKeys())


def is_signed(public: str, message: bytes, signature: str) -> bool:
    """Tell whether a message bears the signature of a public key (both base64url, RFC 4648 section 5)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(from_text(public)).verify(from_text(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def as_text(raw: bytes) -> str:
    """Write bytes in base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """Read base64url with or without padding, written in its one form.

    Raises:
        ValueError: it is none.

    """
    bare = text.rstrip("=")
    raw = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    if as_text(raw) != bare:
        raise ValueError("form")
    return raw


def _derive(device: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(device)


@dataclass(frozen=True, slots=True, repr=False)
class TrailKeys:
    """What seals, signs and names; never shown."""

    sealing: bytes
    signing: bytes
    naming: bytes
    repository: AuditKeys = field(default_factory=AuditKeys)
    """Public keys: to whom each body is sealed too, and by whose signature a receipt counts."""

    def __repr__(self) -> str:
        """Show nothing of them."""
        return "TrailKeys(••••)"

    @property
    def public(self) -> str:
        """The key by which anybody checks the signatures, base64url."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return as_text(Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw())

    def sign(self, message: bytes) -> str:
        """Sign a message (Ed25519), base64url."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return as_text(Ed25519PrivateKey.from_private_bytes(self.signing).sign(message))

    def seal(self, body: bytes, header: bytes, nonce: bytes) -> bytes:
        """Seal a body to its header; `nonce` is of twelve bytes and used once."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return nonce + AESGCM(self.sealing).encrypt(nonce, body, header)

    def open(self, sealed: bytes, header: bytes) -> bytes | None:
        """Open a body; none where the key or the header is another, or a bit has changed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self.sealing).decrypt(sealed[:_NONCE], sealed[_NONCE:], header)
        except (InvalidTag, ValueError):
            return None

    def name(self, text: str) -> str:
        """Name what must not be spelled out: the same text has the same name on this device alone (HMAC, hex)."""
        return hmac.digest(self.naming, text.encode("utf-8", "surrogatepass"), "sha256").hex()

    def mark(self, message: bytes) -> bytes:
        """Give the mark that shows that this device wrote a message (HMAC-SHA256)."""
        return hmac.digest(self.naming, b"receipt\0" + message, "sha256")
