"""The ID token: who signed in, checked as OIDC Core section 3.1.3.7 and RFC 8725 demand. The JOSE is joserfc's."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from overblik.access.oidc_provider import read_json
from overblik.domain.dates import Instant
from overblik.domain.errors import SignInRefused
from overblik.domain.grant import Clinician
from overblik.domain.sign_in import ClaimNames
from overblik.wire.http import HttpClient

if TYPE_CHECKING:
    from joserfc.jwk import Key

ALGORITHMS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
"""Signatures that are taken, each with its kind of key. `none` and HMAC are no signature of the provider."""
SKEW = 60
"""Seconds by which the clocks of provider and program may differ."""
_TYPES = frozenset({"", "jwt"})
"""Of the header `typ`: a token of another type was made for another use (RFC 8725 section 3.11)."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must say."""

    issuer: str
    client_id: str
    nonce: str = ""
    """Empty for a token that came with a renewal (OIDC Core section 12.2)."""
    access_token: str = ""
    acr: tuple[str, ...] = ()
    subject: str = ""
    """Empty at the first sign-in: then whoever it is."""
    since: Instant | None = None
    """The moment from which on the user must have proved who he is; none where an earlier time will do."""

    def __repr__(self) -> str:
        """Leave nonce, token and person out."""
        return f"Expected({self.issuer}, {self.client_id})"


class _KeySet(msgspec.Struct):
    keys: list[dict[str, Any]]


class KeyRing:
    """The public keys of a provider (RFC 7517), fetched when they are first needed."""

    def __init__(self, http: HttpClient, url: str) -> None:
        """Take the address of the set."""
        self._http, self._url = http, url
        self._keys: list[dict[str, Any]] | None = None

    async def key_for(self, algorithm: str, kid: str | None) -> "Key":
        """Give the key of a signature; one that is not known has the set fetched anew, once.

        Raises:
            SignInRefused: `kid` when no key fits, or several do and the token names none.
            SignInUnavailable: the set cannot be had.

        """
        is_fresh = self._keys is None
        if self._keys is None:
            self._keys = await self._fetched()
        found = _fitting(self._keys, algorithm, kid)
        if not found and not is_fresh:
            self._keys = await self._fetched()
            found = _fitting(self._keys, algorithm, kid)
        if len(found) != 1:
            raise SignInRefused(reason="kid")
        return _imported(found[0])

    async def _fetched(self) -> list[dict[str, Any]]:
        told: _KeySet = await read_json(self._http, self._url, _KeySet)
        return told.keys


def _fitting(keys: list[dict[str, Any]], algorithm: str, kid: str | None) -> list[dict[str, Any]]:
    return [
        key
        for key in keys
        if key.get("kty") == ALGORITHMS[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]


def _imported(told: dict[str, Any]) -> "Key":
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry

    try:
        return JWKRegistry.import_key(told)
    except (JoseError, ValueError, TypeError, KeyError):
        raise SignInRefused(reason="key") from None


async def read_id_token(token: str, keys: KeyRing, expected: Expected, now: Instant) -> Mapping[str, Any]:
    """Check an ID token whole; give its claims.

    Raises:
        SignInRefused: `reason` is `form`, `algorithm`, `kid`, `key`, `signature`, or the claim that does not fit.
        SignInUnavailable: the keys cannot be had.

    """
    from joserfc import jws, jwt
    from joserfc.errors import BadSignatureError, JoseError

    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
    except (JoseError, ValueError, TypeError):
        raise SignInRefused(reason="form") from None
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise SignInRefused(reason="algorithm")
    # Of `crit` the library understands more than an ID token may use (RFC 7797: a body that is not encoded).
    if not isinstance(kind, str) or kind.lower() not in _TYPES or not isinstance(kid, str | None) or "crit" in header:
        raise SignInRefused(reason="form")
    key = await keys.key_for(algorithm, kid)
    try:
        with warnings.catch_warnings():
            # RFC 9864 gives EdDSA a narrower name, which providers do not use yet.
            warnings.simplefilter("ignore")
            decoded = jwt.decode(token, key, [algorithm])
    except BadSignatureError:
        raise SignInRefused(reason="signature") from None
    except (JoseError, ValueError, TypeError):
        raise SignInRefused(reason="form") from None
    _check(decoded.claims, decoded.header, expected, now)
    return decoded.claims


def _check(claims: dict[str, Any], header: dict[str, Any], expected: Expected, now: Instant) -> None:
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import ClaimError, JoseError

    options: dict[str, Any] = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "sub": {"essential": True, **({"value": expected.subject} if expected.subject else {})},
    }
    if expected.acr:
        options["acr"] = {"essential": True, "values": list(expected.acr)}
    params = {"client_id": expected.client_id, "nonce": expected.nonce, "access_token": expected.access_token}
    try:
        CodeIDToken(claims, header, options, params).validate(int(now.timestamp()), SKEW)
    except ClaimError as error:
        raise SignInRefused(reason=error.claim) from None
    except (JoseError, ValueError, TypeError, AttributeError):
        raise SignInRefused(reason="form") from None
    if not claims.get("at_hash", "absent"):  # the library passes over an empty one
        raise SignInRefused(reason="at_hash")
    if not isinstance(claims.get("acr", ""), str):  # and takes a list of levels, one of which would do
        raise SignInRefused(reason="acr")
    if expected.since is not None:
        proved = claims.get("auth_time")
        if (
            isinstance(proved, bool)
            or not isinstance(proved, int | float)
            or proved < expected.since.timestamp() - SKEW
        ):
            raise SignInRefused(reason="auth_time")


def clinician_of(claims: Mapping[str, Any], names: ClaimNames) -> Clinician:
    """Read who signed in; a claim that is absent, or no text, is empty."""
    return Clinician(
        subject=_text(claims, "sub"),
        name=_text(claims, names.name),
        role=_text(claims, names.role),
        issuer=_text(claims, "iss"),
        authorisation=_text(claims, names.authorisation),
        organisation=_text(claims, names.organisation),
        organisation_name=_text(claims, names.organisation_name),
        fhir_user=_text(claims, names.fhir_user),
    )


def cpr_of(claims: Mapping[str, Any], names: ClaimNames) -> str:
    """Read the clinician's own CPR number, with or without a dash; empty where it is not told."""
    return _text(claims, names.cpr).replace("-", "")


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name, "") if name else ""
    return value.strip() if isinstance(value, str) else ""
