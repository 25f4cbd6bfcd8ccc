"""An OpenID provider in memory whose every word can be changed, and a browser and a loopback that lead to it."""

import asyncio
import base64
import hashlib
import json
import warnings
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from in_process import FakeClock, FakeScheduler, InMemory
from overblik.access.oidc_provider import origins_of
from overblik.access.oidc_session import Keep, OidcSession
from overblik.access.sign_in import Computer, SignIn
from overblik.domain.grant import Clinician
from overblik.domain.sign_in import ClaimNames, Invitation, Registration
from overblik.runtime.chance import SystemRandom
from overblik.wire.http import HttpClient

ISSUER = "https://login.example/realm"
CLIENT = "overblik"
REDIRECT = "http://127.0.0.1:49152/callback"
SECRETS = ("adgang-", "forny-", "kode-")
NAMES = ClaimNames("name", "rolle", "autorisation", "sor", "org")
REGISTRATION = Registration(ISSUER, CLIENT, ("openid", "fhirUser", "offline_access"), NAMES, servers=("ehr",))
PERSON = {"name": "Læge A. Prøve", "rolle": "Læge", "autorisation": "0DMX7", "sor": "999999999016000", "org": "Huset"}

Change = Callable[["IdentityProvider"], None]


def reply(content: Any, status: int = 200, **headers: str) -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def key_of(algorithm: str) -> Any:
    if algorithm in ("RS256", "PS256"):
        return RSAKey.generate_key(2048, {"kid": "k1"})
    return (
        ECKey.generate_key("P-256", {"kid": "k1"})
        if algorithm == "ES256"
        else OKPKey.generate_key("Ed25519", {"kid": "k1"})
    )


@dataclass
class IdentityProvider:
    """Answers as it should, but for what `change` was told."""

    clock: FakeClock = field(default_factory=FakeClock)
    algorithm: str = "ES256"
    metadata: dict[str, Any] = field(default_factory=dict)
    answered: dict[str, Any] = field(default_factory=dict)
    """What the browser brings beside code, state and iss; None leaves a parameter out."""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    instead: dict[str, Callable[[], httpx.Response]] = field(default_factory=dict)
    """Answers in the place of the right ones, by the last part of the address."""
    signed: Callable[[str], str] = lambda token: token
    sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    asked: dict[str, str] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.key = key_of(self.algorithm)
        self.published = [self.key]

    def authorize(self, url: str) -> str:
        """Take what the browser asks; give the query with which it comes back."""
        self.asked = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
        told = {"code": "kode-1", "state": self.asked["state"], "iss": ISSUER} | self.answered
        return urlencode({name: value for name, value in told.items() if value is not None}, doseq=True)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        if name in self.instead:
            return self.instead[name]()
        if name == "openid-configuration":
            return reply(self._metadata())
        if name == "jwks":
            return reply({"keys": [one.as_dict(private=False) for one in self.published]})
        form = {name: value[0] for name, value in parse_qs(request.content.decode()).items()}
        self.forms.append(form)
        return reply(b"") if name == "revoke" else self._token(form)

    def _metadata(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        ends |= {"end_session_endpoint": "end", "revocation_endpoint": "revoke"}
        told: dict[str, Any] = {name: f"{ISSUER}/{end}" for name, end in ends.items()}
        told |= {"issuer": ISSUER, "authorization_response_iss_parameter_supported": True}
        return {name: value for name, value in (told | self.metadata).items() if value is not None}

    def _token(self, form: dict[str, str]) -> httpx.Response:
        if form["grant_type"] == "authorization_code":
            hashed = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
            if hashed.decode() != self.asked["code_challenge"] or form["redirect_uri"] != REDIRECT:
                return reply({"error": "invalid_grant"}, 400)
        self.number += 1
        access = f"adgang-{self.number}"
        told = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 600,
            "refresh_token": f"forny-{self.number}",
        }
        told["id_token"] = self.id_token(access)
        return reply({name: value for name, value in (told | self.tokens).items() if value is not None})

    def id_token(self, access: str) -> str:
        now = int(self.clock.now().timestamp())
        digest = hashlib.sha512 if self.algorithm == "EdDSA" else hashlib.sha256
        raw = digest(access.encode()).digest()
        told: dict[str, Any] = {"iss": ISSUER, "aud": CLIENT, "sub": "bruger-1", "iat": now, "exp": now + 300, **PERSON}
        told |= {"at_hash": base64.urlsafe_b64encode(raw[: len(raw) // 2]).rstrip(b"=").decode()}
        told |= {"nonce": self.asked.get("nonce"), "auth_time": now} | self.claims
        claims = {name: value for name, value in told.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid} | self.header
        header = {name: value for name, value in header.items() if value is not None}
        if self.sign is not None:
            return self.sign(header, claims)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library has EdDSA deprecated (RFC 9864)
            return self.signed(jwt.encode(header, claims, self.key, [header["alg"]]))


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Write a token with `alg: none` (RFC 7519 section 6)."""
    parts = (json.dumps(header | {"alg": "none"}), json.dumps(claims))
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."


@dataclass
class Comings:
    """Browser and loopback in one: what is opened is answered by the provider."""

    provider: IdentityProvider
    is_there: bool = True
    comes_back: bool = True
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    brought: str = ""

    uri = REDIRECT

    def open(self, url: str) -> bool:
        if self.is_there and self.comes_back:
            self.come(url)
        return self.is_there

    def come(self, url: str) -> None:
        self.brought = self.provider.authorize(url)
        self.came.set()

    @asynccontextmanager
    async def listen(self, state: str) -> AsyncGenerator["Comings", None]:
        self.is_open.set()
        try:
            yield self
        finally:
            self.is_open.clear()

    async def query(self) -> str:
        await self.came.wait()
        return self.brought


@dataclass
class Desk:
    """One who signs in at the provider in memory, and what was kept and shown meanwhile."""

    provider: IdentityProvider
    comings: Comings
    transport: InMemory
    sign_in: SignIn
    kept: list[str | None] = field(default_factory=list)
    shown: list[Invitation] = field(default_factory=list)

    async def session(self, *, anew: bool = False, hint: str = "") -> OidcSession:
        return await self.sign_in.sign_in(self.shown.append, anew=anew, hint=hint)

    @property
    def clock(self) -> FakeClock:
        return self.provider.clock


def desk(change: Change | None = None, registration: Registration = REGISTRATION, algorithm: str = "ES256") -> Desk:
    provider = IdentityProvider(algorithm=algorithm)
    if change is not None:
        change(provider)
    clock, comings, transport = provider.clock, Comings(provider), InMemory(provider)
    scheduler = FakeScheduler(clock, patience=1.0)
    http = HttpClient(origins_of(registration), clock, SystemRandom(), scheduler, transport)
    kept: list[str | None] = []

    def keep_for(_: Clinician) -> Keep:
        return kept.append

    computer = Computer(comings, comings, clock, SystemRandom(), scheduler)
    return Desk(provider, comings, transport, SignIn(registration, http, computer, keep_for), kept)
