"""One computer before the embedded services, on which a clinician signs in and gets his card from the broker."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from access.session import Hasty
from form_browser import FormBrowser, press
from in_process import FakeClock, grant
from journeys.test_national import NANCY, NOW
from overblik.access.oidc_provider import origins_of
from overblik.access.oidc_session import OidcSession
from overblik.access.sign_in import Computer, SignIn
from overblik.app.demo import brokered, demo_national, demo_sign_in
from overblik.app.national import National, national
from overblik.domain.errors import SourceError
from overblik.domain.ports import Answer
from overblik.domain.sign_in import Registration
from overblik.runtime.chance import SystemRandom
from overblik.runtime.loopback import LoopbackRedirects
from overblik.runtime.national_settings import NationalSettings
from overblik.wire.http import HttpClient
from sandbox.process import Services

GP, WARD, HOME = "egen-laege", "afdelingssygeplejerske", "hjemmesygeplejerske"


@dataclass
class Place:
    """One computer before the embedded services, with a clinician who signs in."""

    services: Services
    subject: str = GP
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    clients: list[HttpClient] = field(default_factory=list)
    registered: "Registration | None" = None

    @property
    def settings(self) -> NationalSettings:
        return brokered(demo_national(self.services.told), self.services.told)

    @property
    def registration(self) -> Registration:
        return self.registered or demo_sign_in(self.services.told)

    def client(self, *urls: str, verify: Any = True) -> HttpClient:
        self.clients.append(HttpClient(urls, self.clock, SystemRandom(), Hasty(), verify=verify))
        return self.clients[-1]

    async def session(self) -> OidcSession:
        browser = FormBrowser(press(self.subject))
        computer = Computer(browser, LoopbackRedirects(), self.clock, SystemRandom(), Hasty())
        http = self.client(*origins_of(self.registration))
        made = SignIn(self.registration, http, computer, lambda _: lambda _: None)
        return await made.sign_in(lambda _: None)

    def joined(self, session: "OidcSession | None", settings: "NationalSettings | None" = None) -> National:
        return national(settings or self.settings, self.clock, SystemRandom(), self.client, session)


def story(place: Place, tell: Callable[[OidcSession], Awaitable[Any]]) -> Any:
    """Sign in, run a story, and close what it opened."""

    async def told() -> Any:
        try:
            return await tell(await place.session())
        finally:
            for client in place.clients:
                await client.aclose()

    return asyncio.run(told())


async def ask(made: National, who: str = NANCY) -> "Answer | SourceError":
    try:
        return await made.medicine.fetch(grant(who), None)
    except SourceError as error:
        return error


def asked(sandbox: Services, base: str) -> list[dict[str, Any]]:
    return [one for one in sandbox.order("requests", method="GET").json["requests"] if one["base"] == base]
