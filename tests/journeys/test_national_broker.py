"""The card of the sign-in over real sockets: embedded provider, embedded broker behind mutual TLS, embedded FMK."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from access.session import Hasty
from form_browser import FormBrowser, press
from in_process import FakeClock, grant
from journeys.test_command_line import Call, call, refused  # noqa: F401 - the fixture
from journeys.test_national import NANCY, NOW
from overblik.access.oidc_provider import origins_of
from overblik.access.oidc_session import OidcSession
from overblik.access.sign_in import Computer, SignIn
from overblik.app.demo import brokered, demo_national, demo_sign_in
from overblik.app.national import National, national
from overblik.domain.errors import SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.domain.ports import Answer
from overblik.domain.sign_in import Registration
from overblik.runtime.chance import SystemRandom
from overblik.runtime.loopback import LoopbackRedirects
from overblik.runtime.settings import NationalSettings, read_settings
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import Bearer, DpopBound
from sandbox.process import CLOCK, Services, services

GP, WARD, HOME = "egen-laege", "afdelingssygeplejerske", "hjemmesygeplejerske"
WHO = {GP: ("0DMX7", "Læge"), WARD: ("0DMX9", "Sygeplejerske"), HOME: ("0DMXB", "Sygeplejerske")}


@pytest.fixture(scope="module")
def running() -> Iterator[Services]:
    with services() as made:
        yield made


@pytest.fixture
def sandbox(running: Services) -> Iterator[Services]:
    running.order("requests", method="DELETE")
    yield running
    running.order("faults", method="DELETE")
    running.order("clock", {"now": CLOCK})


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


@pytest.mark.rule("T11")
@pytest.mark.parametrize("subject", WHO)
def test_t11_fmk_is_asked_under_the_card_and_role_of_whoever_signed_in(sandbox: Services, subject: str) -> None:
    place = Place(sandbox, subject)
    authorisation, role = WHO[subject]

    async def tell(session: OidcSession) -> None:
        made = place.joined(session)
        assert made.medicine.caller.requested_role == role
        came = await ask(made)
        assert isinstance(came, Answer), came
        assert {one["card"] for one in asked(sandbox, "fmk")} == {authorisation}
        assert {one["level"] for one in asked(sandbox, "fmk")} == {4}
        # The broker asked for its nonce once (RFC 9449 section 9), and gave one card for all questions.
        assert [one["status"] for one in asked(sandbox, "broker")] == [401, 200]
        assert asked(sandbox, "sts") == []

    story(place, tell)


def test_where_nobody_signed_in_nothing_is_asked(sandbox: Services) -> None:
    place = Place(sandbox)

    async def tell(_: OidcSession) -> None:
        came = await ask(place.joined(None))
        assert isinstance(came, SignInNeeded)
        assert came.facts["reason"] == "no_token"
        assert asked(sandbox, "broker") == asked(sandbox, "fmk") == []

    story(place, tell)


@pytest.mark.rule("T12")
@pytest.mark.parametrize(
    "what", ["no certificate", "another's certificate", "another authority", "the system's authorities"]
)
def test_t12_the_line_to_the_broker_stands_between_the_two_that_know_each_other_alone(
    sandbox: Services, what: str
) -> None:
    place = Place(sandbox)
    own = demo_national(sandbox.told)
    changed = {
        "another's certificate": replace(place.settings, pkcs12=own.pkcs12, password=own.password),
        "another authority": replace(place.settings, broker_authority=own.sts_certificate),
        "the system's authorities": replace(place.settings, broker_authority=b""),
    }

    async def tell(session: OidcSession) -> None:
        if what == "no certificate":
            import ssl

            line = ssl.create_default_context(cadata=place.settings.broker_authority.decode())
            made = national(
                *(place.settings, place.clock, SystemRandom()),
                lambda *urls, verify=True: place.client(*urls, verify=line if verify is not True else verify),
                session,
            )
        else:
            made = place.joined(session, changed[what])
        came = await ask(made)
        assert isinstance(came, Unreachable), came
        assert asked(sandbox, "broker") == asked(sandbox, "fmk") == []

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_stolen_token_gets_no_card(sandbox: Services) -> None:
    """As a bearer, under another's key, for another address, after its end, after the sign-out: the broker says no."""
    place = Place(sandbox)

    async def tell(session: OidcSession) -> None:
        made = place.joined(session)
        assert isinstance(await ask(made), Answer)
        broker, url = made.probe[1], f"{place.settings.broker}/idcard"
        token = await session.token_for("broker", 4)
        assert isinstance(token, DpopBound)
        thief = await Place(sandbox, clients=place.clients).session()
        other = await thief.token_for("broker", 4)
        assert isinstance(other, DpopBound)

        async def status(bearer: "Bearer | None", **headers: str) -> int:
            return (await broker.ask(Question(url, headers, bearer=bearer, content=b"{}"), 10)).status

        seen = token.headers("POST", url)
        assert await status(None, **seen) == 200
        assert await status(None, **seen) == 401, "the same proof a second time"
        assert await status(None, **token.headers("GET", url)) == 401
        assert await status(None, **token.headers("POST", f"{url}/andet")) == 401
        assert await status(Bearer(token.secret)) == 401
        assert await status(DpopBound(token.secret, other.prover)) == 401
        assert await status(Bearer(sandbox.told["token"])) == 401
        assert await status(None) == 401
        assert await status(token) == 200
        await session.sign_out()
        assert await status(token) == 401
        place.clock.move(601)
        sandbox.order("clock", {"now": place.clock.now().isoformat()})
        assert await status(other) == 401

    story(place, tell)


FAULTS: dict[str, tuple[type[SourceError], str]] = {
    "expired_card": (SignInNeeded, "card_expired"),
    "future_card": (SignInNeeded, "card_period"),
    "low_level": (SignInNeeded, "card_level"),
    "other_person": (SignInNeeded, "card_subject"),
    "wrong_audience": (SignInNeeded, "card_audience"),
    "wrong_signature": (SignInNeeded, "signature_invalid"),
    "foreign_signature": (SignInNeeded, "signature_invalid"),
    "unsigned_card": (SignInNeeded, "signature_unsigned"),
    "garbage": (Unintelligible, "broker"),
    "redirect": (Unintelligible, "redirect"),
    "drop": (Unreachable, ""),
    "huge": (Unintelligible, "too_large"),
}


@pytest.mark.rule("T11")
@pytest.mark.parametrize("kind", FAULTS)
def test_t11_a_broker_in_trouble_gives_no_card_and_fmk_is_not_asked(sandbox: Services, kind: str) -> None:
    place = Place(sandbox)
    error, reason = FAULTS[kind]
    sandbox.fault(base="broker", resource="idcard", kind=kind)

    async def tell(session: OidcSession) -> None:
        came = await ask(place.joined(session))
        assert isinstance(came, error), came
        assert came.facts.get("reason", "") == reason
        assert asked(sandbox, "fmk") == []

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_token_that_the_provider_has_forgotten_is_renewed_and_the_card_comes(sandbox: Services) -> None:
    place = Place(sandbox)

    async def tell(session: OidcSession) -> None:
        sandbox.order("tokens", method="DELETE")
        assert isinstance(await ask(place.joined(session)), Answer)
        tokens = [one for one in asked(sandbox, "sign-in") if one["path"].endswith("/token")]
        assert len(tokens) == 3  # the code (with its nonce), and one renewal
        assert {one["card"] for one in asked(sandbox, "fmk")} == {"0DMX7"}

    story(place, tell)


def written(sandbox: Services, folder: Path, word: str = "") -> Path:
    """Write settings and files as the manual shows them."""
    told, place = sandbox.told, sandbox.told["broker"]
    (folder / "sts.pem").write_text(told["sts"]["certificate"])
    (folder / "broker-ca.pem").write_text(place["ca"])
    (folder / "arbejdsplads.p12").write_bytes(base64.b64decode(place["pkcs12"]))
    (folder / "arbejdsplads.password").write_text((word or place["password"]) + "\n")
    path = folder / "settings.toml"
    path.write_text(
        f"""
[sign_in]
issuer = "{told["signIn"]["issuer"]}"
client_id = "{told["signIn"]["clientId"]}"
scopes = ["openid", "offline_access"]
servers = ["broker"]
authorisation_claim = "authorisation"

[national]
fmk = "{told["fmk"]["url"]}"
broker = "{place["url"]}"
broker_authority = "broker-ca.pem"
sts_certificate = "sts.pem"
certificate = "arbejdsplads.p12"
password_file = "arbejdsplads.password"
organisation = "Lægehuset Eksempel"
cvr = "99999999"

[national.requested_roles]
"Egen læge" = "Læge"
""",
        encoding="utf-8",
    )
    return path


def test_a_card_is_got_with_settings_of_the_file_alone(sandbox: Services, tmp_path: Path) -> None:
    settings = read_settings(written(sandbox, tmp_path), tmp_path)
    assert settings.national is not None
    assert settings.sign_in is not None
    place, registration = Place(sandbox), settings.sign_in

    async def tell(session: OidcSession) -> None:
        made = place.joined(session, settings.national)
        assert [source.name for source in made.sources] == ["fmk"]
        assert isinstance(await ask(made), Answer)
        assert {one["card"] for one in asked(sandbox, "fmk")} == {"0DMX7"}

    story(replace(place, registered=registration), tell)


def test_a_certificate_of_a_workplace_that_cannot_be_opened_is_named_before_anything_starts(
    call: Call,  # noqa: F811 - the fixture
    sandbox: Services,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "XDG_CONFIG_HOME" / "overblik"
    folder.mkdir(parents=True)
    written(sandbox, folder, word="forkert")
    for words in (("overview", NANCY), ("run",)):
        refused(call(*words), "Certifikatet kan ikke åbnes", code=2)


@pytest.mark.rule("T4", "T11")
@pytest.mark.parametrize("end", ["lock", "sign-out"])
def test_t11_after_the_end_of_the_session_fmk_is_asked_nothing(sandbox: Services, end: str) -> None:
    place = Place(sandbox)

    async def tell(session: OidcSession) -> None:
        made = place.joined(session)
        assert isinstance(await ask(made), Answer)
        before = len(asked(sandbox, "fmk"))
        if end == "lock":
            session.drop()
        else:
            await session.sign_out()
        came = await ask(made)
        assert isinstance(came, SignInNeeded)
        assert came.facts["reason"] == "signed_out"
        assert len(asked(sandbox, "fmk")) == before

    story(place, tell)
