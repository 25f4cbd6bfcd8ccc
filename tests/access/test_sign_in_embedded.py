"""The real sign-in against the embedded provider: over sockets, through the form, back to loopback, into the FHIR server."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from access.session import Hasty
from form_browser import FormBrowser, press
from in_process import FakeClock
from overblik.access.oidc_exchange import TokenEndpoint
from overblik.access.oidc_provider import discover, origins_of
from overblik.access.oidc_session import Keep, OidcSession
from overblik.access.sign_in import Computer, SignIn
from overblik.domain.errors import OverblikError, SignInDenied, SignInNeeded, SignInRefused, SignInUnavailable
from overblik.domain.grant import Clinician
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.runtime.chance import SystemRandom
from overblik.runtime.loopback import LoopbackRedirects
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import Bearer, DpopBound
from sandbox.process import CLOCK, Services, services

GP, WARD, HOME = "egen-laege", "afdelingssygeplejerske", "hjemmesygeplejerske"
OWN = {GP: "dr-1001-001", WARD: "sp-m2", HOME: "sp-nord"}


@pytest.fixture(scope="module")
def running() -> Iterator[Services]:
    with services() as found:
        yield found


@pytest.fixture
def sandbox(running: Services) -> Iterator[Services]:
    yield running
    running.order("faults", method="DELETE")
    running.order("clock", {"now": CLOCK})


@dataclass
class Place:
    """One computer before the embedded services."""

    services: Services
    browser: FormBrowser
    clock: FakeClock = field(default_factory=lambda: FakeClock(datetime.fromisoformat(CLOCK)))
    kept: list[str | None] = field(default_factory=list)

    @property
    def registration(self) -> Registration:
        told = self.services.told["signIn"]
        names = ClaimNames("name", "role", "authorisation", "organisation", "organisation_name")
        return Registration(
            told["issuer"], told["clientId"], tuple(told["scopes"]), names, acr=(told["acr"],), servers=("ehr",)
        )

    def http(self) -> HttpClient:
        origins = (*origins_of(self.registration), *(base["url"] for base in self.services.told["bases"]))
        return HttpClient(origins, self.clock, SystemRandom(), Hasty())

    def sign_in(self, http: HttpClient) -> SignIn:
        computer = Computer(self.browser, LoopbackRedirects(), self.clock, SystemRandom(), Hasty())

        def keep_for(_: Clinician) -> Keep:
            return self.kept.append

        return SignIn(self.registration, http, computer, keep_for)

    async def session(self, http: HttpClient) -> OidcSession:
        return await self.sign_in(http).sign_in(lambda _: None)

    async def ask(self, http: HttpClient, token: Bearer | None) -> int:
        question = Question(f"{self.services.url('ehr')}/Organization", bearer=token)
        return (await http.ask(question, 10)).status


def story(place: Place, tell: Any) -> Any:
    """Run a story with a client that is closed afterwards."""

    async def told() -> Any:
        http = place.http()
        try:
            return await tell(http)
        finally:
            await http.aclose()

    return asyncio.run(told())


def at(sandbox: Services, button: str = GP) -> Place:
    return Place(sandbox, FormBrowser(press(button)))


WHO = {
    GP: ("Læge M. Eksempel", "Egen læge", "0DMX7", "999999999016000", "Lægehuset Fjordparken"),
    WARD: (
        "Sygeplejerske K. Prøve",
        "Sygeplejerske",
        "0DMX9",
        "999999999026000",
        "Medicinsk Afdeling, Eksempel Sygehus",
    ),
    HOME: (
        "Sygeplejerske L. Forsøg",
        "Hjemmesygeplejerske",
        "0DMXB",
        "999999999036000",
        "Hjemmesygeplejen, Eksempel Kommune",
    ),
}


@pytest.mark.parametrize("subject", WHO)
def test_each_clinician_signs_in_with_one_click_and_asks_a_fhir_server(sandbox: Services, subject: str) -> None:
    place = at(sandbox, subject)

    async def tell(http: HttpClient) -> tuple[Clinician, int, int]:
        session = await place.session(http)
        token = await session.token_for("ehr", 3)
        assert isinstance(token, DpopBound)
        return session.clinician, await place.ask(http, token), await place.ask(http, None)

    clinician, with_token, without = story(place, tell)
    name, role, authorisation = WHO[subject][:3]
    issuer = sandbox.told["signIn"]["issuer"]
    own = issuer.replace("/sign-in", f"/ehr/fhir/Practitioner/{OWN[subject]}")
    assert clinician == Clinician(subject, name, role, issuer, authorisation, *WHO[subject][3:], fhir_user=own)
    assert (with_token, without) == (200, 401)
    assert "Gå tilbage til Overblik" in place.browser.pages[-1]
    assert len(place.browser.pages) == 2


def test_the_static_token_is_taken_as_before(sandbox: Services) -> None:
    assert sandbox.get("ehr/Organization").status == 200
    assert sandbox.send("GET", "ehr/Organization", headers={"Authorization": "Bearer andet"}).status == 401


@pytest.mark.rule("T10")
def test_t10_a_stolen_token_is_worth_nothing_without_the_key(sandbox: Services) -> None:
    place = at(sandbox)

    async def tell(http: HttpClient) -> list[int]:
        session = await place.session(http)
        token = await session.token_for("ehr", 3)
        assert isinstance(token, DpopBound)
        url = f"{sandbox.url('ehr')}/Organization"
        assert await place.ask(http, token) == 200
        seen = token.headers("GET", url)
        stolen = [{"Authorization": f"Bearer {token.secret}"}, {"Authorization": f"DPoP {token.secret}"}, seen, seen]
        stolen += [token.headers("POST", url), token.headers("GET", f"{url}/other")]
        stolen += [{**seen, "DPoP": token.prover.proof("GET", url, "andet")}]
        return [sandbox.send("GET", url, headers=headers).status for headers in stolen]

    assert story(place, tell) == [401, 401, 200, 401, 401, 401, 401]


@pytest.mark.rule("T10")
def test_t10_a_refresh_token_is_used_once_and_a_second_use_ends_all(sandbox: Services) -> None:
    place = at(sandbox)

    async def tell(http: HttpClient) -> None:
        session = await place.session(http)
        first = await session.token_for("ehr", 3)
        place.clock.move(600)
        sandbox.order("clock", {"now": place.clock.now().isoformat()})
        assert await place.ask(http, first) == 401
        second = await session.token_for("ehr", 3)
        assert await place.ask(http, second) == 200
        assert len(place.kept) == 2
        endpoint = session._proven.endpoint
        with pytest.raises(SignInDenied) as refused:
            await endpoint.renew(str(place.kept[0]))
        assert refused.value.facts["error"] == "invalid_grant"
        assert await place.ask(http, second) == 401
        place.clock.move(600)
        sandbox.order("clock", {"now": place.clock.now().isoformat()})
        with pytest.raises(SignInNeeded):
            await session.token_for("ehr", 3)
        assert place.kept[-1] is None

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_refresh_token_of_another_key_is_refused(sandbox: Services) -> None:
    place = at(sandbox)

    async def tell(http: HttpClient) -> None:
        await place.session(http)
        with pytest.raises(SignInNeeded) as needed:
            await place.sign_in(http).resume(str(place.kept[0]), GP)
        assert needed.value.facts["reason"] == "invalid_grant"

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_code_is_good_once_and_only_with_its_verifier(sandbox: Services) -> None:
    place = at(sandbox)

    async def tell(http: HttpClient) -> None:
        session = await place.session(http)
        token = await session.token_for("ehr", 3)
        come = parse_qs(urlsplit(place.browser.visited[-1]).query)
        endpoint = session._proven.endpoint
        back = place.browser.visited[-1].partition("?")[0]
        with pytest.raises(SignInDenied) as refused:
            await endpoint.exchange(come["code"][0], back, "x" * 43)
        assert refused.value.facts["error"] == "invalid_grant"
        assert await place.ask(http, token) == 401  # the second use of the code has ended what the first one gave

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_an_exchange_with_another_verifier_is_refused(sandbox: Services) -> None:
    place = at(sandbox)
    told = {
        "response_type": "code",
        "client_id": "overblik",
        "redirect_uri": "http://127.0.0.1:1/callback",
        "scope": "openid",
        "state": "s",
        "nonce": "n",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }

    async def tell(http: HttpClient) -> None:
        provider = await discover(place.registration, http)
        page = sandbox.send("GET", f"{provider.authorization_endpoint}?{urlencode(told)}").body.decode()
        form = page.partition('name="request" value="')[2].partition('"')[0]
        sent = sandbox.send("POST", provider.authorization_endpoint, form={"request": form, "clinician": GP})
        code = parse_qs(urlsplit(sent.headers["location"]).query)["code"][0]
        with pytest.raises(SignInDenied) as refused:
            await TokenEndpoint(provider, "overblik", http, None).exchange(code, told["redirect_uri"], "y" * 43)
        assert refused.value.facts["error"] == "invalid_grant"

    story(place, tell)


def test_whoever_cancels_on_the_page_is_not_signed_in(sandbox: Services) -> None:
    place = at(sandbox, "")

    async def tell(http: HttpClient) -> None:
        with pytest.raises(SignInDenied) as denied:
            await place.session(http)
        assert denied.value.facts["error"] == "access_denied"
        assert place.kept == []

    story(place, tell)


def test_signing_out_ends_the_tokens_at_the_provider_too(sandbox: Services) -> None:
    place = at(sandbox)

    async def tell(http: HttpClient) -> None:
        session = await place.session(http)
        token = await session.token_for("ehr", 3)
        told = await session.sign_out()
        assert told.is_revoked
        assert await place.ask(http, token) == 401
        assert "Logget ud" in sandbox.send("GET", told.page).body.decode()

    story(place, tell)


FAULTS: dict[str, tuple[str, dict[str, Any], type[OverblikError]]] = {
    "token 500": ("token", {"kind": "status", "status": 500}, SignInUnavailable),
    "token 503": ("token", {"kind": "status", "status": 503}, SignInUnavailable),
    "token drop": ("token", {"kind": "drop"}, SignInUnavailable),
    "token HTML": ("token", {"kind": "garbage"}, SignInRefused),
    "token huge": ("token", {"kind": "huge"}, SignInRefused),
    "token bomb": ("token", {"kind": "gzip_bomb"}, SignInRefused),
    "token redirect": ("token", {"kind": "redirect"}, SignInRefused),
    "metadata redirect": ("openid-configuration", {"kind": "redirect"}, SignInRefused),
    "metadata HTML": ("openid-configuration", {"kind": "garbage"}, SignInRefused),
    "metadata drop": ("openid-configuration", {"kind": "drop"}, SignInUnavailable),
    "keys 500": ("jwks", {"kind": "status", "status": 500}, SignInUnavailable),
}


@pytest.mark.rule("T10", "T13")
@pytest.mark.parametrize("name", FAULTS)
def test_t13_a_provider_in_trouble_signs_nobody_in(sandbox: Services, name: str) -> None:
    where, fault, kind = FAULTS[name]
    sandbox.fault(base="sign-in", resource=where, **fault)
    place = at(sandbox)

    async def tell(http: HttpClient) -> None:
        with pytest.raises(kind):
            await place.session(http)
        assert place.kept == []

    story(place, tell)
