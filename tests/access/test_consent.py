"""The consent service: what it says of this citizen today, and never what it said before (services.md section 9, S8)."""

import asyncio
from typing import Any

import httpx
import pytest
from lxml import etree

from in_process import NOW, NUMBER, OTHER, FakeClock, FakeRandom, FakeScheduler, InMemory, grant, linking
from overblik.access.consent import AUDIENCE, NAMESPACE, ConsentService, ConsentUnknown
from overblik.domain.errors import Refused, SignInNeeded, SourceError, Unintelligible, Unreachable, Withheld
from overblik.domain.patient import PatientId, e_cpr, local
from overblik.domain.ports import ConsentState
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.tokens import IdCard, StaticTokens

URL = "https://consent.example/ws"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def said(state: str, number: str = NUMBER, more: str = "", name: str = "GetConsentStateResponse") -> bytes:
    person = f'<c:PersonIdentifier source="CPR">{number}</c:PersonIdentifier>' if number else ""
    told = f"<c:State>{state}</c:State>" if state else ""
    body = f'<c:{name} xmlns:c="{NAMESPACE}">{person}{told}{more}</c:{name}>'
    return enveloped(body)


def enveloped(body: str, header: str = "") -> bytes:
    head = header or linking()
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{head}</s:Header><s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault(words: str, code: str = "Server") -> bytes:
    return enveloped(f"<s:Fault><faultcode>s:{code}</faultcode><faultstring>{words}</faultstring></s:Fault>")


class Asker:
    """One service that is asked as often as the test wants."""

    def __init__(self, *answers: "bytes | httpx.Response") -> None:
        self.answers = list(answers)
        self.wire = InMemory(self._next)

    def _next(self, request: httpx.Request) -> httpx.Response:
        del request
        made = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(made, httpx.Response):
            return httpx.Response(made.status_code, stream=httpx.ByteStream(made.content))
        return httpx.Response(200, stream=httpx.ByteStream(made))

    def ask(self, times: int = 1, who: "PatientId | str" = NUMBER) -> list[Any]:
        async def run() -> list[Any]:
            clock = FakeClock()
            http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), self.wire)
            tokens = StaticTokens({AUDIENCE: IdCard(b"<IDCard/>", "id", 4, "0408719990", NOW, NOW)})
            service = ConsentService(Service(URL, http, tokens, clock, FakeRandom(), AUDIENCE))
            made: list[Any] = []
            for _ in range(times):
                try:
                    made.append(await service.state(grant(who)))
                except SourceError as error:
                    made.append(error)
            await http.aclose()
            return made

        return asyncio.run(run())


@pytest.mark.rule("S8")
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("none", ConsentState.NONE),
        ("some", ConsentState.SOME),
        ("all", ConsentState.ALL),
        ("ALL", ConsentState.ALL),
        (" none\n", ConsentState.NONE),
    ],
)
def test_s8_each_state_is_what_the_service_says(told: str, expected: ConsentState) -> None:
    asker = Asker(said(told))
    assert asker.ask() == [expected]
    (request,) = asker.wire.asked
    root = etree.fromstring(request.content)
    (person,) = root.iter(f"{{{NAMESPACE}}}PersonIdentifier")
    assert (person.text, person.get("source")) == (NUMBER, "CPR")
    assert NUMBER not in str(request.url)


@pytest.mark.rule("S8", "H1")
@pytest.mark.parametrize(
    "answer",
    [
        said("none", OTHER),
        said("none", ""),
        said("none", more=f"<c:PersonIdentifier>{OTHER}</c:PersonIdentifier>"),
        said("none", more=f"<c:PersonIdentifier>{NUMBER}</c:PersonIdentifier>"),
        said("none", more="<c:State>all</c:State>"),
        said("none", name="GetConsentStateRequest"),
        said(""),
        said("perhaps"),
        said("unknown"),
        said("<c:State>none</c:State>"),
        enveloped(""),
        enveloped("<a/><b/>"),
        enveloped(said("none").decode().split("<s:Body>")[1].split("</s:Body>")[0], linking("another-question")),
        b"<html/>",
        b"none",
        b"",
        b"<!DOCTYPE x>" + said("none"),
        said("none")[:-20],
    ],
)
def test_h1_what_is_not_about_this_citizen_or_says_no_state_is_no_answer(answer: bytes) -> None:
    (came,) = Asker(answer).ask()
    assert isinstance(came, Unintelligible)
    assert NUMBER not in f"{came!s}{came!r}{came.facts}"
    assert OTHER not in f"{came!s}{came!r}{came.facts}"


@pytest.mark.rule("S8")
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(401), SignInNeeded),
        (httpx.Response(403), Refused),
        (httpx.Response(500), Unreachable),
        (httpx.Response(503), Unreachable),
        (fault("x"), Unreachable),
        (fault("x", "Client"), Unintelligible),
        (fault("Negativt samtykke"), Withheld),
    ],
)
def test_s8_a_service_that_fails_says_nothing_and_its_former_answer_is_never_used(answer: Any, expected: type) -> None:
    tries = [answer] * (
        3 if expected is Unreachable and isinstance(answer, httpx.Response) and answer.status_code == 503 else 1
    )
    first, second, third = Asker(said("none"), *tries, said("all")).ask(3)
    assert first is ConsentState.NONE
    assert type(second) is expected
    assert third is ConsentState.ALL


@pytest.mark.parametrize("who", [e_cpr("urn:oid:1.2.208.176.1.6.1.3.177", "0307714TX2"), local("ehr", "p-1")])
def test_who_has_no_cpr_number_is_not_asked_about(who: PatientId) -> None:
    asker = Asker(said("none"))
    assert asker.ask(who=who) == [ConsentState.UNKNOWN]
    assert asker.wire.asked == []


@pytest.mark.rule("S8")
def test_s8_without_a_consent_service_nothing_is_known() -> None:
    assert asyncio.run(ConsentUnknown().state(grant())) is ConsentState.UNKNOWN
