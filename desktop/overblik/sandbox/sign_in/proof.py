"""Checks the proofs of possession that come with requests (RFC 9449)."""

import base64
import hashlib
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from overblik.sandbox.clock import Clock

_NONCE_LIFE = timedelta(minutes=5)
_LATE = 60


@dataclass(eq=False)
class BadProof(Exception):
    """A proof is not taken: the error code of section 5 or 8, and why."""

    error: str
    why: str


@dataclass(slots=True)
class Proofs:
    """What is remembered of proofs: their ids, and the nonces that were given out."""

    clock: Clock
    seen: deque[str] = field(default_factory=lambda: deque(maxlen=10_000))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    former: str = ""
    since: datetime | None = None

    def fresh_nonce(self) -> str:
        """The nonce that proofs must carry now (section 8); the one before it is still taken."""
        now = self.clock.now()
        if self.since is not None and now - self.since > _NONCE_LIFE:
            self.former, self.nonce, self.since = self.nonce, secrets.token_urlsafe(12), now
        self.since = self.since or now
        return self.nonce

    def thumbprint(self, proof: str, method: str, url: str, token: str | None = None) -> str:
        """The thumbprint of the key that signed a proof for this request (section 4.3).

        Raises:
            BadProof: it is none.

        """
        key, claims = _read(proof)
        told = {"htm": method, "htu": url}
        if token is not None:
            told["ath"] = _base64url(hashlib.sha256(token.encode()).digest())
        for name, value in told.items():
            if claims.get(name) != value:
                raise BadProof("invalid_dpop_proof", f"{name} does not fit")
        number, moment = claims.get("jti"), claims.get("iat")
        if not isinstance(number, str) or not number or number in self.seen:
            raise BadProof("invalid_dpop_proof", "jti was used before")
        if not isinstance(moment, int) or abs(moment - self.clock.now().timestamp()) > _LATE:
            raise BadProof("invalid_dpop_proof", "iat is not now")
        nonce = self.fresh_nonce()
        if claims.get("nonce") not in {nonce, self.former or nonce}:
            raise BadProof("use_dpop_nonce", "a nonce of this server is needed")
        self.seen.append(number)
        return key.thumbprint()


def _read(proof: str) -> tuple[ECKey, dict[str, object]]:
    try:
        header = jws.extract_compact(proof.encode()).headers()
        public = header["jwk"]
        if header.get("typ") != "dpop+jwt" or header.get("alg") != "ES256" or "d" in public:
            raise BadProof("invalid_dpop_proof", "the header is not that of a proof")
        key = ECKey.import_key(public)
        return key, jwt.decode(proof, key, ["ES256"]).claims
    except (JoseError, KeyError, ValueError, TypeError) as error:
        raise BadProof("invalid_dpop_proof", "it cannot be read") from error


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
