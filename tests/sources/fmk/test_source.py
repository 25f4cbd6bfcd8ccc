"""FMK over the wire: the card decides, what stands beside it may fail alone, and nobody else's answer is shown."""

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
    Unreachable,
    Withheld,
    WrongPatient,
)
from overblik.domain.grant import DataConsent
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer, ConsentState
from overblik.domain.section import Cause, Section, Standing
from overblik.sources.fmk import AUDIENCE, FmkSource, requests
from overblik.sync import standing
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.tokens import IdCard, StaticTokens
from overblik.wire.whitelisting import Caller

ME = "2509479989"
SPACE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
URL = "https://fmk.example/ws"
CALLER = Caller("Ejer", "Overblik", "1", "Region", "Lægehuset", "99999999", "medcom:cvrnumber", "Læge")
Answering = Callable[[str], "str | httpx.Response"]


def envelope(body: str, header: str = linking()) -> str:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<s:Envelope xmlns:s="{soap}" xmlns:medcom="{MEDCOM}"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>'


def fault(code: str) -> str:
    detail = f"<detail><medcom:FaultCode>{code}</medcom:FaultCode></detail>"
    return envelope(f"<s:Fault><faultcode>s:Server</faultcode><faultstring>nej</faultstring>{detail}</s:Fault>")


def healthy(action: str, who: str = ME) -> str:
    name = action.rpartition("#")[2]
    person = f'<PersonIdentifier source="CPR">{who}</PersonIdentifier>'
    inside = {
        "GetMedicineCard": f"<MedicineCard><Patient><Person>{person}</Person></Patient><Version>7</Version><DrugMedication>"
        "<Identifier>1</Identifier><Drug><Name>Prøvol</Name></Drug></DrugMedication></MedicineCard>",
        "GetPrescription": f"<Patient><Person>{person}</Person></Patient>",
    }.get(name, person)
    return envelope(f'<{name}Response xmlns="{SPACE}">{inside}</{name}Response>')


def ask(answer: Answering, consent: DataConsent | None = None) -> tuple["Answer | SourceError", InMemory]:
    def handle(request: httpx.Request) -> httpx.Response:
        made = answer(request.headers["soapaction"].strip('"'))
        content = made.content if isinstance(made, httpx.Response) else made.encode()
        told = (made.status_code, made.headers) if isinstance(made, httpx.Response) else (200, None)
        return httpx.Response(told[0], headers=told[1], stream=httpx.ByteStream(content))

    async def run() -> "Answer | SourceError":
        clock = FakeClock()
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), wire)
        card = IdCard(b"<IDCard/>", "id", 4, "0408719990", NOW, NOW)
        tokens = StaticTokens({AUDIENCE: card})
        given = grant(ME)
        if consent is not None:
            object.__setattr__(given, "consent", consent)
        try:
            return await FmkSource(Service(URL, http, tokens, clock, FakeRandom(), AUDIENCE), CALLER).fetch(given, None)
        except SourceError as error:
            return error
        finally:
            await http.aclose()

    wire = InMemory(handle)
    return asyncio.run(run()), wire


def section(came: "Answer | SourceError") -> Section[object]:
    source = FmkSource(None, CALLER)  # type: ignore[arg-type]
    if isinstance(came, Answer):
        return standing.answered(cpr(ME), source, came, None, NOW, ConsentState.NONE).section
    return standing.failed(cpr(ME), source, came, None, NOW, offline=False).section


def only_the_card(answer: "str | httpx.Response") -> Answering:
    return lambda action: answer if action.endswith("#GetMedicineCard") else healthy(action)


def test_four_answers_make_one_complete_section() -> None:
    came, wire = ask(healthy)
    assert section(came).standing is Standing.COMPLETE
    assert [one.fact.name for one in section(came).entries] == ["Prøvol"]  # type: ignore[attr-defined]
    assert len(wire.asked) == 4
    assert not any(ME in str(request.url) for request in wire.asked)


def test_no_card_is_refused_because_an_optional_part_of_its_header_is_missing() -> None:
    came, _ = ask(lambda action: healthy(action).replace(linking(), ""))
    assert section(came).standing is Standing.COMPLETE
    assert len(section(came).entries) == 1


@pytest.mark.rule("H1")
def test_h1_the_card_of_somebody_else_shows_nothing() -> None:
    came, _ = ask(only_the_card(healthy("E2#GetMedicineCard", "2512489996")))
    assert isinstance(came, WrongPatient)
    assert (section(came).standing, section(came).entries) == (Standing.FAILED, ())


@pytest.mark.rule("H1", "H5")
def test_h1_prescriptions_of_somebody_else_are_counted_and_the_card_stays() -> None:
    came, _ = ask(lambda action: healthy(action, "2512489996" if action.endswith("GetPrescription") else ME))
    made = section(came)
    assert made.standing is Standing.PARTIAL
    assert (made.has(Cause.WRONG_PATIENT), made.refused, len(made.entries)) == (True, 1, 1)


@pytest.mark.rule("H5")
@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("GetPrescription", "prescriptions"),
        ("SearchEffectuations", "dispensings"),
        ("GetDoseDispensingSummary", "dose_dispensing"),
    ],
)
def test_h5_a_side_question_that_fails_is_named_and_never_called_complete(operation: str, code: str) -> None:
    came, _ = ask(lambda action: fault("sosigw_internal_error") if action.endswith(operation) else healthy(action))
    made = section(came)
    assert (made.standing, len(made.entries)) == (Standing.PARTIAL, 1)
    assert [reason.detail for reason in made.reasons] == [code]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (fault("expired_idcard"), SignInNeeded),
        (fault("invalid_signature"), SignInNeeded),
        (fault("sosigw_no_valid_idcard_in_cache"), SignInNeeded),
        (fault("not_authorized"), Refused),
        (fault("sosigw_access_denied"), Refused),
        (fault("negative_consent"), Withheld),
        (fault("syntax_error"), Unintelligible),
        (fault("sosigw_proxy_error"), Unreachable),
        (httpx.Response(500, content=fault("not_authorized").encode()), Refused),
        (httpx.Response(500, content=b"<h1>oops"), Unreachable),
        (httpx.Response(401), SignInNeeded),
        (httpx.Response(403), Refused),
        (httpx.Response(200, content=b"<html><body>"), Unintelligible),
        (httpx.Response(200, content=healthy("E2#GetMedicineCard").encode()[:-30]), Unintelligible),
        ("<!DOCTYPE x>" + healthy("E2#GetMedicineCard"), Unintelligible),
        (healthy("E2#GetMedicineCard").replace(f">{ME}<", f">{ME[:5]}<!-- -->{ME[5:]}<"), Unintelligible),
        (healthy("E2#GetMedicineCard").replace(linking(), linking("x")), Unintelligible),
        (
            httpx.Response(
                200, headers={"Content-Type": 'multipart/related; boundary="b"'}, content=b"--b\r\nA: b\r\n\r\n<x/>"
            ),
            Unintelligible,
        ),
    ],
)
def test_each_fault_has_its_error_and_never_looks_empty(
    answer: "str | httpx.Response", error: type[SourceError]
) -> None:
    came, _ = ask(only_the_card(answer))
    assert isinstance(came, error)
    made = section(came)
    assert made.entries == ()
    assert made.standing in (Standing.FAILED, Standing.BLOCKED)
    assert not made.says_nothing_recorded


@pytest.mark.rule("S9")
@pytest.mark.parametrize(
    ("consent", "sent"),
    [
        (DataConsent.GIVEN, "PrivateDataConsentGiven"),
        (DataConsent.OVERRIDDEN, "PrivateDataConsentOverridden"),
        (None, ""),
    ],
)
def test_s9_consent_and_override_send_two_values_and_no_consent_sends_none(
    consent: DataConsent | None, sent: str
) -> None:
    came, wire = ask(healthy, consent)
    for request in wire.asked:
        body = request.content.decode()
        assert body.count("<m:ConsentType>") == (1 if sent else 0)
        assert f"<m:ConsentType>{sent}<" in body if sent else True
    assert isinstance(came, Answer)
    assert came.memory_only is bool(sent)


@pytest.mark.samples
def test_every_question_is_in_the_order_of_the_real_schema(samples: Path) -> None:
    schema = etree.XMLSchema(etree.parse(samples / "schemas" / "fmk" / "extracted-xsd" / "all.xsd"))
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in requests.NAMESPACES.items())
    who, since = cpr(ME), "2024-11-23T08:41:00Z"
    asked = [
        requests.medicine_card(who, since),
        requests.open_prescriptions(who),
        requests.dispensings(who, since),
        requests.dose_dispensing(who),
        requests.drug_history(who, "441001"),
        requests.medicine_card_at(who, "2026-11-18T22:59:59Z", since),
        requests.card_versions(who),
        requests.drug_medications(who, ["441001", "441002"]),
    ]
    written = [one.body for one in asked] + [requests.headers(CALLER, consent) for consent in DataConsent]
    for text in written:
        for node in etree.fromstring(f"<w {spaces}>{text}</w>"):
            schema.assertValid(node)
