"""DDV over the wire: the card decides, what is planned may fail alone, and nobody else's answer is shown."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from lxml import etree

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory, grant, linking
from overblik.domain.errors import (
    Refused,
    SignInNeeded,
    SourceError,
    Unintelligible,
    UnknownPatient,
    Unreachable,
    Withheld,
    WrongPatient,
)
from overblik.domain.patient import PatientId, cpr, e_cpr, local
from overblik.domain.ports import Answer, ConsentState
from overblik.domain.section import Cause, Section, Standing
from overblik.sources.ddv import AUDIENCE, DdvSource, requests
from overblik.sync import standing
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.tokens import IdCard, StaticTokens
from overblik.wire.whitelisting import Caller
from sources.ddv.cards import ME, OTHER, SPACE, card, coming, planned, vaccination

MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
URL = "https://ddv.example/ws"
CALLER = Caller("Ejer", "Overblik", "1", "Region", "Lægehuset", "99999999", "medcom:cvrnumber", "Læge", "0DMX7")
CARD, COMING = f"{SPACE}#GetVaccinationCard", f"{SPACE}#GetPlannedVaccinations"
Answering = Callable[[str], "bytes | httpx.Response"]
NAMED = f"<PersonCivilRegistrationIdentifier>{OTHER}</PersonCivilRegistrationIdentifier>"


def envelope(body: bytes | str, header: str = linking()) -> bytes:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    inside = body.decode() if isinstance(body, bytes) else body
    head = f'<s:Envelope xmlns:s="{soap}" xmlns:medcom="{MEDCOM}"><s:Header>{header}</s:Header>'
    return f"{head}<s:Body>{inside}</s:Body></s:Envelope>".encode()


def fault(code: str, words: str = "nej") -> bytes:
    detail = f"<detail><medcom:FaultCode>{code}</medcom:FaultCode></detail>"
    return envelope(f"<s:Fault><faultcode>s:Server</faultcode><faultstring>{words}</faultstring>{detail}</s:Fault>")


def healthy(action: str) -> bytes:
    return envelope(card(vaccination()) if action == CARD else coming(planned()))


def ask(answer: Answering, who: PatientId | None = None) -> tuple["Answer | SourceError", InMemory]:
    def handle(request: httpx.Request) -> httpx.Response:
        made = answer(request.headers["soapaction"].strip('"'))
        if isinstance(made, httpx.Response):
            return httpx.Response(made.status_code, headers=made.headers, stream=httpx.ByteStream(made.content))
        return httpx.Response(200, stream=httpx.ByteStream(made))

    async def run() -> "Answer | SourceError":
        clock = FakeClock()
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), wire)
        tokens = StaticTokens({AUDIENCE: IdCard(b"<IDCard/>", "id", 4, "0408719990", NOW, NOW)})
        try:
            service = Service(URL, http, tokens, clock, FakeRandom(), AUDIENCE)
            return await DdvSource(service, CALLER).fetch(grant(who or ME), None)
        except SourceError as error:
            return error
        finally:
            await http.aclose()

    wire = InMemory(handle)
    return asyncio.run(run()), wire


def section(came: "Answer | SourceError") -> Section[object]:
    source = DdvSource(None, CALLER)  # type: ignore[arg-type]
    if isinstance(came, Answer):
        return standing.answered(cpr(ME), source, came, None, NOW, ConsentState.NONE).section
    return standing.failed(cpr(ME), source, came, None, NOW, offline=False).section


def test_two_answers_make_one_complete_section() -> None:
    came, wire = ask(healthy)
    assert section(came).standing is Standing.COMPLETE
    assert [one.fact.name for one in section(came).entries] == ["Rabies", "MFR"]  # type: ignore[attr-defined]
    assert not any(ME in str(request.url) for request in wire.asked)


def test_the_questions_are_what_the_schema_wants() -> None:
    _, wire = ask(healthy)
    asked = {request.headers["soapaction"].strip('"'): etree.fromstring(request.content) for request in wire.asked}
    assert set(asked) == {CARD, COMING}
    for action, root in asked.items():
        (body,) = root.find("{*}Body")
        assert body.tag == f"{{{SPACE}}}{action.rpartition('#')[2]}Request"
        assert [(each.tag, each.text) for each in body] == [(f"{{{SPACE}}}PersonCivilRegistrationIdentifier", ME)]
        (whitelisting,) = root.iter("{http://www.sdsd.dk/dgws/2012/06}WhiteListingHeader")
        assert [etree.QName(each).localname for each in whitelisting] == [
            *("SystemOwnerName", "SystemName", "SystemVersion", "OrgResponsibleName", "OrgUsingName", "OrgUsingID"),
            "RequestedRole",
        ]
        assert root.findtext(f".//{{{SPACE}}}OnBehalfOf/{{{SPACE}}}AuthorisationIdentifier") == "0DMX7"


@pytest.mark.rule("H1")
def test_h1_a_card_that_names_somebody_else_shows_nothing() -> None:
    came, _ = ask(lambda action: envelope(card(NAMED, vaccination())) if action == CARD else healthy(action))
    assert isinstance(came, WrongPatient)
    assert (section(came).standing, section(came).entries) == (Standing.FAILED, ())


@pytest.mark.rule("H1", "H5")
def test_h1_planned_ones_of_somebody_else_are_counted_and_the_card_stays() -> None:
    came, _ = ask(lambda action: healthy(action) if action == CARD else envelope(coming(NAMED, planned())))
    made = section(came)
    assert made.standing is Standing.PARTIAL
    assert (made.has(Cause.WRONG_PATIENT), made.refused, len(made.entries)) == (True, 1, 1)
    assert [reason.detail for reason in made.reasons if reason.detail] == ["planned_vaccinations"]


@pytest.mark.rule("H1")
def test_h1_an_answer_to_another_question_is_refused() -> None:
    linked = envelope(card(vaccination()), linking("x"))
    came, _ = ask(lambda action: linked if action == CARD else healthy(action))
    assert isinstance(came, Unintelligible)
    assert came.facts["reason"] == "other_question"


@pytest.mark.rule("H5")
def test_h5_what_is_planned_may_fail_and_is_named() -> None:
    came, _ = ask(lambda action: healthy(action) if action == CARD else fault("sosigw_internal_error"))
    made = section(came)
    assert (made.standing, len(made.entries)) == (Standing.PARTIAL, 1)
    assert [(reason.cause, reason.detail) for reason in made.reasons] == [
        (Cause.REPOSITORY_SILENT, "planned_vaccinations")
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (fault("expired_idcard"), SignInNeeded),
        (fault("sosigw_no_valid_idcard_in_cache"), SignInNeeded),
        (fault("not_authorized"), Refused),
        (fault("not_authorized", "Negativt samtykke: borgeren har spærret for opslag"), Withheld),
        (fault("syntax_error"), Unintelligible),
        (fault("sosigw_proxy_error"), Unreachable),
        (httpx.Response(500, content=fault("not_authorized")), Refused),
        (httpx.Response(500, content=b"<h1>oops"), Unreachable),
        (httpx.Response(401), SignInNeeded),
        (httpx.Response(403), Refused),
        (httpx.Response(200, content=b"<html><body>"), Unintelligible),
        (healthy(CARD)[:-30], Unintelligible),
        (b"<!DOCTYPE x>" + healthy(CARD), Unintelligible),
        (healthy(COMING).replace(b"PlannedVaccinations", b"VaccinationHistory"), Unintelligible),
        (envelope(""), Unintelligible),
    ],
)
def test_each_fault_has_its_error_and_never_looks_empty(
    answer: "bytes | httpx.Response", error: type[SourceError]
) -> None:
    came, _ = ask(lambda action: answer if action == CARD else healthy(action))
    assert type(came) is error
    made = section(came)
    assert made.entries == ()
    assert made.standing in (Standing.FAILED, Standing.BLOCKED)
    assert not made.says_nothing_recorded


@pytest.mark.parametrize(
    "who", [e_cpr("urn:oid:1.2.208.176.1.6.1.3.177", "0307714TX2"), local("ehr", "p-1"), cpr("6509479989")]
)
def test_who_has_no_number_of_that_form_is_not_asked_about(who: PatientId) -> None:
    came, wire = ask(healthy, who)
    assert isinstance(came, UnknownPatient)
    assert wire.asked == []


@pytest.mark.rule("T25")
def test_t25_no_error_tells_of_the_citizen() -> None:
    for answer in (fault("not_authorized", f"{ME} er spærret"), healthy(CARD)[:-30]):
        came, _ = ask(lambda _, made=answer: made)  # type: ignore[misc]
        assert ME not in f"{came!s}{came!r}"


@pytest.mark.samples
def test_the_operations_stand_in_the_real_wsdl(samples: Path) -> None:
    wsdl = (samples / "schemas" / "ddv" / "vaccinationsServiceIDWS_2013-12-01-E1.wsdl").read_text("utf-8")
    for operation in (requests.vaccination_card(cpr(ME)), requests.planned_vaccinations(cpr(ME))):
        # The WSDL is of the IDWS flavour, whose actions end so (services.md section 3).
        assert f'soapAction="{operation.action}IDWS"' in wsdl
        assert f'element="vaccinationcard20131201:{operation.action.rpartition("#")[2]}Request"' in wsdl
