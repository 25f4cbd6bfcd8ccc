"""What a sign-in needs of the house and of this computer: how the program is registered, a browser, a way back."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """By which claims of the ID token a provider tells who the clinician is; an empty name is not told."""

    name: str = "name"
    role: str = "role"
    authorisation: str = ""
    organisation: str = ""
    organisation_name: str = ""
    cpr: str = ""
    """The clinician's own CPR number, by which an id card is known to be his."""
    fhir_user: str = "fhirUser"
    """His own resource at a FHIR server (SMART App Launch section 2.0.7)."""


@dataclass(frozen=True, slots=True)
class Registration:
    """How this program is registered at an identity provider, as a public native client (RFC 8252 section 8.4)."""

    issuer: str
    client_id: str
    scopes: tuple[str, ...] = ("openid",)
    claims: ClaimNames = ClaimNames()
    hosts: tuple[str, ...] = ()
    """Other origins at which the provider may have endpoints."""
    acr: tuple[str, ...] = ()
    """Levels of assurance of which one is demanded (OIDC Core section 2, `acr`); none where any will do."""
    audience: str = ""
    """Base address of the FHIR server that the token is for, where the provider asks for it (SMART App Launch, `aud`)."""
    servers: tuple[str, ...] = ()
    """Names of the sources that are asked with the token; no other ever gets it."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The page where the user signs in, for the view to show."""

    url: str
    is_open: bool
    """Whether the browser shows it; else the user opens the address himself."""


class Browser(Protocol):
    """The user's own browser."""

    def open(self, url: str) -> bool:
        """Show a page; false where no browser could be started."""
        ...


class Callback(Protocol):
    """A place on loopback to which the provider sends the browser back (RFC 8252 section 7.3)."""

    @property
    def uri(self) -> str:
        """The redirect URI."""
        ...

    async def query(self) -> str:
        """Wait for the one request that carries the state; give its query. It waits without an end."""
        ...


class Redirects(Protocol):
    """Makes such places."""

    def listen(self, state: str) -> AbstractAsyncContextManager[Callback]:
        """Listen for the callback with this state while the block runs."""
        ...
