"""FMK over the wire in tests: answers written by hand, asked through the real transport."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory, linking
from overblik.sources.fmk import AUDIENCE, FmkSource
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.tokens import IdCard, StaticTokens
from overblik.wire.whitelisting import Caller

ME, ANOTHER = "2509479989", "2512489996"
SPACE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
URL = "https://fmk.example/ws"
CALLER = Caller("Ejer", "Overblik", "1", "Region", "Lægehuset", "99999999", "medcom:cvrnumber", "Læge")
Answering = Callable[[str, str], str]
"""From the name of the operation and the body of the request to the answer."""
Came = TypeVar("Came")


def envelope(body: str) -> str:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<s:Envelope xmlns:s="{soap}" xmlns:medcom="{MEDCOM}"><s:Header>{linking()}</s:Header><s:Body>{body}</s:Body></s:Envelope>'


def fault(code: str) -> str:
    detail = f"<detail><medcom:FaultCode>{code}</medcom:FaultCode></detail>"
    return envelope(f"<s:Fault><faultcode>s:Server</faultcode><faultstring>nej</faultstring>{detail}</s:Fault>")


def person(who: str = ME) -> str:
    return f'<PersonIdentifier source="CPR">{who}</PersonIdentifier>'


def response(name: str, inside: str) -> str:
    return envelope(f'<{name}Response xmlns="{SPACE}">{inside}</{name}Response>')


def card(inside: str, who: str = ME) -> str:
    patient = f"<Patient><Person>{person(who)}</Person></Patient>"
    return response("GetMedicineCard", f"<MedicineCard>{patient}<Version>7</Version>{inside}</MedicineCard>")


def nothing(name: str) -> str:
    """An answer that holds nothing."""
    patient = f"<Patient><Person>{person()}</Person></Patient>"
    return response(name, patient if name == "GetPrescription" else person())


def dosage(words: str) -> str:
    return (
        "<Dosage><FreeText><StartDate>2020-01-01</StartDate><DosageEndingUndetermined/>"
        f"<Text>{words}</Text></FreeText><Type>fast</Type></Dosage>"
    )


def drug(name: str, strength: str) -> str:
    return f"<Drug><Name>{name}</Name><Strength><Text>{strength}</Text></Strength></Drug>"


def period(start: str, end: str, strength: str, words: str, name: str = "Prøvol", more: str = "") -> str:
    return (
        f"<Period><PeriodStartDateTime>{start}</PeriodStartDateTime><PeriodEndDateTime>{end}</PeriodEndDateTime>"
        f"<Version>{start[3]}</Version>{drug(name, strength)}{dosage(words)}{more}</Period>"
    )


def history(*periods: str, identifier: str = "1", who: str = ME) -> str:
    inside = f"{person(who)}<Identifier>{identifier}</Identifier><History>{''.join(periods)}</History>"
    return response("GetDrugMedicationHistory", inside)


def with_source(answering: Answering, act: Callable[[FmkSource], Awaitable[Came]]) -> tuple[Came, list[str]]:
    """Act on a source that is answered so; give what came, and the operations that were asked."""
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        name = request.headers["soapaction"].strip('"').rpartition("#")[2]
        asked.append(name)
        return httpx.Response(200, stream=httpx.ByteStream(answering(name, request.content.decode()).encode()))

    async def run() -> Came:
        clock = FakeClock()
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), InMemory(handle))
        tokens = StaticTokens({AUDIENCE: IdCard(b"<IDCard/>", "id", 4, "0408719990", NOW, NOW)})
        try:
            return await act(FmkSource(Service(URL, http, tokens, clock, FakeRandom(), AUDIENCE), CALLER))
        finally:
            await http.aclose()

    return asyncio.run(run()), asked
