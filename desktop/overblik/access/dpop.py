"""Proofs of possession (RFC 9449): a key that lives in memory, and one proof for each request."""

import base64
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from overblik.domain.ports import Clock, Random
from overblik.wire.addresses import origin_of

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

ALGORITHM = "ES256"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (FIPS 186-5)."""
_LONGEST = 1024


class DpopKey:
    """The key of one session; it is never written, so tokens bound to it end with the process."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Make a key from the bytes of chance."""
        self._clock, self._random = clock, random
        self._key = _made(random)
        self._nonces: dict[str, str] = {}

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "DpopKey(••••)"

    def proof(self, method: str, url: str, secret: str = "") -> str:
        """Give the DPoP header of one request, with the hash of the access token that goes with it (section 4.2)."""
        from joserfc import jwt

        claims: dict[str, object] = {
            "jti": _base64url(self._random.bytes(16)),
            "htm": method,
            "htu": _target(url),
            "iat": int(self._clock.now().timestamp()),
        }
        if secret:
            claims["ath"] = _base64url(hashlib.sha256(secret.encode("ascii", "replace")).digest())
        nonce = self._nonces.get(origin_of(url))
        if nonce is not None:
            claims["nonce"] = nonce
        header = {"typ": "dpop+jwt", "alg": ALGORITHM, "jwk": self._key.as_dict(private=False)}
        return jwt.encode(header, claims, self._key, [ALGORITHM])

    def learn(self, url: str, headers: Mapping[str, str]) -> bool:
        """Keep the nonce that an origin gives (section 8); tell whether it gave one."""
        nonce = headers.get("dpop-nonce", "")
        if not nonce or len(nonce) > _LONGEST:
            return False
        self._nonces[origin_of(url)] = nonce
        return True


def _made(random: Random) -> "ECKey":
    """Make a private key from more bits than the order has (FIPS 186-5 appendix A.2.1)."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from joserfc.jwk import ECKey

    number = 1 + int.from_bytes(random.bytes(40), "big") % (_ORDER - 1)
    private = ec.derive_private_key(number, ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return ECKey.import_key(pem)


def _target(url: str) -> str:
    """Give the address without query and fragment (section 4.2, `htu`)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", ""))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
