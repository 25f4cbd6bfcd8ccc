"""Signs a clinician in at the identity provider of the settings."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from overblik.access.oidc_provider import origins_of
from overblik.access.oidc_session import Keep, OidcSession, keeper
from overblik.access.sign_in import Computer, SignIn
from overblik.domain.errors import NotSignedIn
from overblik.domain.grant import Clinician
from overblik.domain.ports import Clock, Keyring
from overblik.runtime.browser import SystemBrowser
from overblik.runtime.chance import SystemRandom
from overblik.runtime.demo_browser import DemoBrowser
from overblik.runtime.loopback import LoopbackRedirects
from overblik.runtime.scheduler import LoopScheduler
from overblik.viewmodels.entering import Address
from overblik.wire.http import HttpClient

if TYPE_CHECKING:
    from overblik.domain.sign_in import Browser, Invitation
    from overblik.runtime.settings import Settings


async def sign_in(
    settings: "Settings",
    clock: Clock,
    ring: Keyring | None,
    who: tuple[str, str],
    report: Callable[[Any], None],
) -> tuple[OidcSession, HttpClient]:
    """Sign in by the browser; report the address where none could be opened.

    `who` is the user id that was typed, a hint for the provider's page, and the clinician of the demo whose key is
    pressed there; each may be empty.

    Gives the session, and the client that it renews its tokens with, which is closed with the house.

    Raises:
        AccessError: the sign-in came to nothing.

    """
    if settings.sign_in is None:
        raise NotSignedIn
    hint, person = who
    random, scheduler = SystemRandom(), LoopScheduler()
    http = HttpClient(origins_of(settings.sign_in), clock, random, scheduler)
    computer = Computer(_browser(settings, person), LoopbackRedirects(), clock, random, scheduler)

    def show(invitation: "Invitation") -> None:
        if not invitation.is_open:
            report(Address(invitation.url))

    def keep_for(clinician: Clinician) -> Keep:
        return keeper(ring, clinician.issuer, clinician.subject) if ring is not None else lambda _: None

    try:
        return await SignIn(settings.sign_in, http, computer, keep_for).sign_in(show, anew=True, hint=hint), http
    except BaseException:
        await http.aclose()
        raise


def _browser(settings: "Settings", person: str) -> "Browser":
    return DemoBrowser(person) if settings.demo is not None and person else SystemBrowser()
