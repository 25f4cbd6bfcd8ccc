"""The real sign-in against `oidc-provider`, which nobody here wrote: PKCE, rotation, DPoP with nonces, signing out (T10).

The clock of the client is moved, never that of the provider: it takes no orders.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from access.other_provider import other_provider
from access.session import Hasty
from form_browser import Form, FormBrowser
from overblik.access.oidc_session import Keep, OidcSession
from overblik.access.sign_in import Computer, SignIn
from overblik.domain.dates import Instant
from overblik.domain.errors import SignInDenied, SignInNeeded, SignInRefused
from overblik.domain.grant import Clinician
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.runtime.loopback import LoopbackRedirects
from overblik.runtime.scheduler import LoopScheduler
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import Bearer, DpopBound

NAMES = ClaimNames("name", "role", "authorisation", "organisation", "organisation_name")
SCOPES = ("openid", "fhirUser", "offline_access", "launch/practitioner", "user/*.rs")


@pytest.fixture(scope="module")
def issuers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with other_provider(tmp_path_factory.mktemp("provider")) as found:
        yield found


@dataclass
class Later(SystemClock):
    """The clock of this computer, some seconds ahead."""

    ahead: float = 0.0

    def now(self) -> Instant:
        return super().now() + timedelta(seconds=self.ahead)


@dataclass
class Place:
    """One computer before the provider."""

    issuer: str
    algorithm: str = "ES256"
    browser: FormBrowser = field(default_factory=lambda: FormBrowser(as_user("bruger-7")))
    clock: Later = field(default_factory=Later)
    kept: list[str | None] = field(default_factory=list)

    def http(self) -> HttpClient:
        return HttpClient([self.issuer], self.clock, SystemRandom(), Hasty())

    def sign_in(self, http: HttpClient) -> SignIn:
        computer = Computer(self.browser, LoopbackRedirects(), self.clock, SystemRandom(), Hasty())
        who = Registration(self.issuer, f"overblik-{self.algorithm}", SCOPES, NAMES, servers=("ehr",))

        def keep_for(_: Clinician) -> Keep:
            return self.kept.append

        return SignIn(who, http, computer, keep_for)

    async def session(self, http: HttpClient, *, anew: bool = False) -> OidcSession:
        return await self.sign_in(http).sign_in(lambda _: None, anew=anew)

    async def ask(self, http: HttpClient, token: Bearer | None) -> int:
        """Ask the provider's userinfo, as a resource that takes its tokens."""
        return (await http.ask(Question(f"{self.issuer}/me", bearer=token), 10)).status


def as_user(name: str) -> Any:
    """Fill in the provider's own pages: sign in by a name, agree to what is asked for."""

    def fill(form: Form) -> bool:
        if "login" in form.fields:
            form.fields |= {"login": name, "password": "x"}
        # Where another was signed in, a form that sends itself ends his session first.
        return "prompt" in form.fields or form.fields.get("logout") == "yes"

    return fill


def story(place: Place, tell: Any) -> Any:
    async def told() -> Any:
        http = place.http()
        try:
            return await tell(http)
        finally:
            await http.aclose()

    return asyncio.run(told())


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("kind", ["bound", "plain"])
def test_a_clinician_signs_in_and_asks_a_resource(issuers: dict[str, str], kind: str, algorithm: str) -> None:
    place = Place(issuers[kind], algorithm)

    async def tell(http: HttpClient) -> None:
        session = await place.session(http)
        assert session.clinician == Clinician(
            "bruger-7",
            "Læge B. Prøve",
            "Læge",
            issuers[kind],
            "0DMX7",
            "999999999016000",
            "Lægehuset",
            fhir_user="Practitioner/1",
        )
        token = await session.token_for("ehr", 3)
        assert isinstance(token, DpopBound) is (kind == "bound")
        assert await place.ask(http, token) == 200
        assert await place.ask(http, None) in (400, 401)
        assert len(place.kept) == 1

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_bound_token_without_its_key_is_refused(issuers: dict[str, str]) -> None:
    place = Place(issuers["bound"])

    async def tell(http: HttpClient) -> None:
        token = await (await place.session(http)).token_for("ehr", 3)
        assert token is not None
        assert await place.ask(http, token) == 200
        assert await place.ask(http, Bearer(token.secret)) == 401

    story(place, tell)


@pytest.mark.rule("T10")
@pytest.mark.parametrize("kind", ["bound", "plain"])
def test_t10_each_refresh_token_is_good_once_and_its_second_use_ends_the_session(
    issuers: dict[str, str], kind: str
) -> None:
    place = Place(issuers[kind])

    async def tell(http: HttpClient) -> None:
        session = await place.session(http)
        first = await session.token_for("ehr", 3)
        place.clock.ahead = 300
        told = await asyncio.gather(*(session.token_for("ehr", 3) for _ in range(4)))
        assert {one.secret for one in told} != {first.secret if first else ""}
        assert len({one.secret for one in told}) == 1
        assert len(place.kept) == 2
        assert await place.ask(http, told[0]) == 200
        with pytest.raises(SignInDenied) as refused:
            await session._proven.endpoint.renew(str(place.kept[0]))
        assert refused.value.facts["error"] == "invalid_grant"
        place.clock.ahead = 600
        with pytest.raises(SignInNeeded):
            await session.token_for("ehr", 3)
        assert (place.kept[-1], session.is_signed_in) == (None, False)

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_code_is_good_once(issuers: dict[str, str]) -> None:
    place = Place(issuers["plain"])

    async def tell(http: HttpClient) -> None:
        session = await place.session(http)
        token = await session.token_for("ehr", 3)
        came = place.browser.visited[-1]
        assert await place.ask(http, token) == 200
        code = parse_qs(urlsplit(came).query)["code"][0]
        with pytest.raises(SignInDenied) as refused:
            await session._proven.endpoint.exchange(code, came.partition("?")[0], "x" * 43)
        assert refused.value.facts["error"] == "invalid_grant"

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_the_providers_way_back_names_it(issuers: dict[str, str]) -> None:
    place = Place(issuers["plain"])
    story(place, place.session)
    told = parse_qs(urlsplit(place.browser.visited[-1]).query)
    assert told["iss"] == [issuers["plain"]]
    assert set(told) == {"code", "state", "iss"}


def test_a_plain_refresh_token_signs_in_again_without_the_user(issuers: dict[str, str]) -> None:
    place = Place(issuers["plain"])

    async def tell(http: HttpClient) -> None:
        await place.session(http)
        pages = len(place.browser.visited)
        session = await place.sign_in(http).resume(str(place.kept[0]), "bruger-7")
        assert session.clinician.name == "Læge B. Prøve"
        assert len(place.browser.visited) == pages
        with pytest.raises(SignInRefused) as refused:
            await place.sign_in(http).resume(str(place.kept[-1]), "bruger-8")
        assert refused.value.facts["reason"] == "sub"

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_bound_refresh_token_is_worth_nothing_to_another_process(issuers: dict[str, str]) -> None:
    place = Place(issuers["bound"])

    async def tell(http: HttpClient) -> None:
        await place.session(http)
        with pytest.raises(SignInNeeded) as needed:
            await place.sign_in(http).resume(str(place.kept[0]), "bruger-7")
        assert needed.value.facts["reason"] == "invalid_grant"

    story(place, tell)


@pytest.mark.rule("T3")
def test_t3_signing_in_anew_asks_who_it_is_though_the_browser_remembers_another(issuers: dict[str, str]) -> None:
    place = Place(issuers["plain"])

    async def tell(http: HttpClient) -> list[str]:
        subjects = []
        for name, anew in (("bruger-7", False), ("bruger-8", False), ("bruger-8", True)):
            place.browser.fill = as_user(name)
            subjects.append((await place.session(http, anew=anew)).clinician.subject)
        return subjects

    assert story(place, tell) == ["bruger-7", "bruger-7", "bruger-8"]


def test_signing_out_revokes_the_tokens_and_the_page_ends_the_browsers_session(issuers: dict[str, str]) -> None:
    place = Place(issuers["bound"])

    async def tell(http: HttpClient) -> None:
        session = await place.session(http)
        token, refresh = await session.token_for("ehr", 3), str(place.kept[0])
        told = await session.sign_out()
        assert told.is_revoked
        assert place.kept[-1] is None
        assert await place.ask(http, token) == 401
        with pytest.raises(SignInDenied):
            await session._proven.endpoint.renew(refresh)
        place.browser.fill = agree_to_leave
        await LoopScheduler().aside(place.browser.open, told.page)
        place.browser.fill = as_user("bruger-9")
        assert (await place.session(http)).clinician.subject == "bruger-9"

    story(place, tell)


def agree_to_leave(form: Form) -> bool:
    form.fields["logout"] = "yes"
    return "xsrf" in form.fields


def test_whoever_declines_is_not_signed_in(issuers: dict[str, str]) -> None:
    place = Place(issuers["plain"])

    async def tell(http: HttpClient) -> None:
        def decline(form: Form) -> bool:
            if "prompt" in form.fields:
                place.browser.open(f"{form.action}/abort")
            return False

        place.browser.fill = decline
        with pytest.raises(SignInDenied) as denied:
            await place.session(http)
        assert denied.value.facts["error"] == "access_denied"
        assert place.kept == []

    story(place, tell)
