"""The OpenID provider: checks requests, gives codes and tokens (OIDC Core 1.0, RFC 6749, RFC 7636, RFC 9207, RFC 9449)."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey

from overblik.sandbox.clock import Clock
from overblik.sandbox.sign_in.clinicians import LEVEL, clinicians
from overblik.sandbox.sign_in.grants import ACCESS_LIFE, Granted, Grants, bound
from overblik.sandbox.sign_in.proof import BadProof, Proofs
from overblik.sandbox.verbatim import Json

CLIENT = "overblik"
PATH = "/sign-in"
SCOPES = ("openid", "fhirUser", "offline_access", "launch/practitioner", "user/*.rs")
_REDIRECT = re.compile(r"http://127\.0\.0\.1:[1-9]\d{0,4}/callback")
"""Any port of loopback (RFC 8252 section 7.3)."""
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

Form = dict[str, str]


@dataclass(eq=False)
class Refusal(Exception):
    """An error of RFC 6749 section 4.1.2.1 or 5.2; `where` is the place it may be told to, empty for this page."""

    error: str
    where: str = ""


@dataclass(slots=True)
class Provider:
    """One running provider."""

    origin: str
    clock: Clock
    grants: Grants
    proofs: Proofs
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True), repr=False)
    pending: dict[str, Form] = field(default_factory=dict)
    """Requests for which the page is shown, by their handle."""

    @property
    def issuer(self) -> str:
        """The issuer identifier."""
        return f"{self.origin}{PATH}"

    def introduction(self) -> Json:
        """What a client must know to sign in here."""
        persons = [{"subject": one.subject, "name": one.name, "role": one.role} for one in clinicians().values()]
        told = {"issuer": self.issuer, "clientId": CLIENT, "scopes": list(SCOPES), "acr": LEVEL}
        return {**told, "clinicians": persons}

    def metadata(self) -> Json:
        """The answer to /.well-known/openid-configuration (OIDC Discovery 1.0 section 3)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "revocation_endpoint": f"{self.issuer}/revoke",
            "end_session_endpoint": f"{self.issuer}/end-session",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "dpop_signing_alg_values_supported": ["ES256"],
            "authorization_response_iss_parameter_supported": True,
            "acr_values_supported": [LEVEL],
            "scopes_supported": list(SCOPES),
        }

    def keys(self) -> Json:
        """The public keys (RFC 7517)."""
        return {"keys": [{**self.key.as_dict(private=False), "use": "sig", "alg": "ES256"}]}

    def ask(self, form: Form) -> str:
        """Take an authentication request; give the handle of the page.

        Raises:
            Refusal: it may not be answered, or with an error at the redirect URI.

        """
        redirect = form.get("redirect_uri", "")
        if form.get("client_id") != CLIENT or not _REDIRECT.fullmatch(redirect):
            raise Refusal("invalid_request")
        error = _flaw(form)
        if error:
            raise Refusal(error, self._back(form, error=error))
        handle = secrets.token_urlsafe(24)
        self.pending[handle] = form
        return handle

    def choose(self, handle: str, subject: str) -> str:
        """Take the click on the page; give the address to which the browser goes.

        Raises:
            Refusal: the page was shown to nobody, or was used before.

        """
        form = self.pending.pop(handle, None)
        if form is None:
            raise Refusal("invalid_request")
        if subject not in clinicians():
            return self._back(form, error="access_denied")
        granted = Granted(
            secrets.token_urlsafe(12),
            CLIENT,
            subject,
            form["scope"],
            form["redirect_uri"],
            form["code_challenge"],
            form["nonce"],
            self.clock.now(),
        )
        return self._back(form, code=self.grants.code(granted))

    def exchange(self, form: Form, proof: str) -> Json:
        """Answer the token endpoint.

        Raises:
            Refusal, BadProof: nothing is given.

        """
        if form.get("client_id") != CLIENT:
            raise Refusal("invalid_client")
        key = self.proofs.thumbprint(proof, "POST", f"{self.issuer}/token") if proof else ""
        if form.get("grant_type") == "authorization_code":
            granted = self._by_code(form)
        elif form.get("grant_type") == "refresh_token":
            granted = self.grants.use(self.grants.refresh, form.get("refresh_token", ""))
        else:
            raise Refusal("unsupported_grant_type")
        if granted is None or (granted.key and granted.key != key):
            raise Refusal("invalid_grant")
        return self._tokens(bound(granted, key))

    def admitted(self, authorization: str, proof: str, method: str, url: str) -> Granted | dict[str, str]:
        """What the token of a request grants (RFC 6750, RFC 9449 section 7.1), or the headers that refuse it."""
        scheme, _, word = authorization.partition(" ")
        granted, bound_to = self.grants.find(word), scheme.lower() == "dpop"
        if granted is None or bool(granted.key) is not bound_to or scheme.lower() not in {"bearer", "dpop"}:
            return {"WWW-Authenticate": 'DPoP error="invalid_token", algs="ES256"' if bound_to else "Bearer"}
        try:
            holds = not bound_to or self.proofs.thumbprint(proof, method, url, word) == granted.key
            error = "" if holds else "invalid_dpop_proof"
        except BadProof as no:
            error = no.error
        if error:
            challenge = f'DPoP error="{error}", algs="ES256"'
            return {"WWW-Authenticate": challenge, "DPoP-Nonce": self.proofs.fresh_nonce()}
        return granted

    def _by_code(self, form: Form) -> Granted | None:
        granted = self.grants.use(self.grants.codes, form.get("code", ""))
        verifier = form.get("code_verifier", "")
        hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if granted is None or not _VERIFIER.fullmatch(verifier) or hashed != granted.challenge:
            return None
        return granted if form.get("redirect_uri") == granted.redirect else None

    def _tokens(self, granted: Granted) -> Json:
        access, refresh = self.grants.tokens(granted)
        now = int(self.clock.now().timestamp())
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims: Json = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": int(granted.at.timestamp()),
            "acr": LEVEL,
            "nonce": granted.nonce,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            **clinicians()[granted.subject].claims(self.origin),
        }
        told: Json = {
            "access_token": access,
            "token_type": "DPoP" if granted.key else "Bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "scope": granted.scope,
            # The session at the hub (FHIRcast 3.0.0 section 2.1): one for each who can sign in.
            "hub.topic": f"session-{granted.subject}",
            "id_token": jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key, ["ES256"]),
        }
        return told | ({"refresh_token": refresh} if refresh else {})

    def _back(self, form: Form, **told: str) -> str:
        """The address of the client with the answer, and who gives it (RFC 9207 section 2)."""
        state = {"state": form["state"]} if "state" in form else {}
        return f"{form['redirect_uri']}?{urlencode({**told, **state, 'iss': self.issuer})}"


def _flaw(form: Form) -> str:
    """The error code of a request (OIDC Core section 3.1.2.6); empty for a good one."""
    scopes = form.get("scope", "").split()
    if form.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in scopes or not set(scopes) <= set(SCOPES):
        return "invalid_scope"
    if form.get("prompt") == "none":
        return "login_required"
    has_pkce = form.get("code_challenge_method") == "S256" and _CHALLENGE.fullmatch(form.get("code_challenge", ""))
    return "" if has_pkce and form.get("nonce") and form.get("state") else "invalid_request"


def start(origin: str, clock: Clock) -> Provider:
    """A provider of which nobody has asked anything yet."""
    return Provider(origin, clock, Grants(clock), Proofs(clock))
