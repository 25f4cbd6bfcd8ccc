"""What a source brings to the contract suite: one entry in HARNESSES, and every fault is tried on it."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from in_process import NOW, NUMBER, OTHER, FakeRandom, NoRegisters, TinyFhir, bundle, linking, patient, reply
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Clock, Source
from overblik.domain.section import Topic
from overblik.sources.dds.kinds import APPOINTMENTS, DOCUMENTS
from overblik.sources.ddv import AUDIENCE, DdvSource
from overblik.sources.fhir import FhirServer, fhir_sources
from overblik.sources.fhir.topics import TYPES
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.tokens import IdCard, StaticTokens
from overblik.wire.whitelisting import Caller
from sources.dds.xds_harness import DdsHarness
from sources.ddv.cards import card, coming, vaccination

Answering = Callable[[httpx.Request], httpx.Response]
TOKEN = "t0ken-of-the-test"


class Harness(Protocol):
    """One source with a service that behaves, and that misbehaves in the ways of its protocol."""

    name: str
    patient_id: PatientId
    whole: int
    """How many entries the healthy service has."""
    questions: int
    """How many questions are under way when the topic itself is asked for."""

    def carries_token(self, request: httpx.Request) -> bool:
        """Tell whether a question is signed as its protocol signs."""
        ...

    def source(self, url: str, http: HttpClient, clock: Clock) -> Source:
        """Make the source for a service at an address."""
        ...

    def healthy(self, url: str) -> Answering:
        """Give a service that answers in one piece."""
        ...

    def faulty(self, url: str, answer: Answering) -> Answering:
        """Give a service that behaves until it is asked for the topic itself."""
        ...

    def broken(self, url: str) -> dict[str, Answering]:
        """Give answers for the topic by the name of their fault, as the protocol writes them.

        `duplicate` and `nan`: one item of two is broken. `wrong_patient`: all items are someone else's.
        `mixed`: one item of two is. `truncated`, `loop`, `second_fails`, `none`; left out where a protocol has none.
        """
        ...

    def foreign(self, url: str, elsewhere: str) -> Answering | None:
        """Give an answer that goes on at another host."""
        ...


_CATEGORIES = {Topic.LAB_RESULTS: "laboratory", Topic.VITAL_SIGNS: "vital-signs", Topic.OTHER_OBSERVATIONS: "survey"}


@dataclass(frozen=True)
class FhirHarness:
    """One topic of a FHIR R4 server."""

    topic: Topic
    patient_id: PatientId = field(default_factory=lambda: cpr(NUMBER))
    whole: int = 2
    questions: int = 3

    def carries_token(self, request: httpx.Request) -> bool:
        return TOKEN in request.headers.get("authorization", "")

    @property
    def name(self) -> str:
        return f"fhir-{self.topic.value}"

    @property
    def kind(self) -> str:
        return TYPES[self.topic][0]

    def source(self, url: str, http: HttpClient, clock: Clock) -> Source:
        tokens = StaticTokens({"ehr": TOKEN})
        server = FhirServer("ehr", "Journalen", f"{url}/fhir", http, tokens, NoRegisters(), clock)
        return next(one for one in fhir_sources(server) if one.topic is self.topic)

    def item(self, name: str, about: str = "Patient/p1") -> dict[str, Any]:
        who = {"reference": about}
        made = {"resourceType": self.kind, "id": name, "status": "active", "code": {"text": "Noget"}}
        made |= {"subject": who, "patient": who, "participant": [{"actor": who}]}
        made |= {"medicationCodeableConcept": {"text": "Panodil"}, "valueQuantity": {"value": 4.0, "unit": "g"}}
        if self.topic in _CATEGORIES:
            made |= {"status": "final", "category": [{"coding": [{"code": _CATEGORIES[self.topic]}]}]}
        return made

    def page(self, url: str, *items: Any, following: str = "", **more: Any) -> dict[str, Any]:
        links = [{"relation": "next", "url": following}] if following else []
        return bundle(list(items), f"{url}/fhir", link=links, **more)

    def healthy(self, url: str) -> Answering:
        both = [self.item("a"), self.item("b")]
        return TinyFhir({"Patient": [patient()], self.kind: both}, base=f"{url}/fhir")

    def faulty(self, url: str, answer: Answering) -> Answering:
        return TinyFhir({"Patient": [patient()]}, dict.fromkeys(TYPES[self.topic], answer), base=f"{url}/fhir")

    def broken(self, url: str) -> dict[str, Answering]:
        one, two = self.item("a"), self.item("b")
        text = json.dumps(self.page(url, one, two))
        again = f"{url}/fhir/{self.kind}?page=2"
        strange = {"fullUrl": f"{url}/fhir/Patient/p2", "resource": patient(OTHER, "p2"), "search": {"mode": "include"}}
        theirs = self.page(url, self.item("a", "Patient/p2"), self.item("b", "Patient/p2"))
        mixed = self.page(url, one, self.item("b", "Patient/p2"))
        for page in (theirs, mixed):
            page["entry"].append(strange)
        return {
            "duplicate": self._only(text.replace('"id": "b"', '"id": "b", "status": "completed"').encode()),
            "nan": self._only(text.replace('"id": "b"', '"id": "b", "x": NaN').encode()),
            "wrong_patient": self._only(theirs),
            "mixed": self._only(mixed),
            "none": self._only(self.page(url)),
            "truncated": self._only(self.page(url, one, total=2)),
            "loop": self._only(self.page(url, one, following=again)),
            "second_fails": self._paged(self.page(url, one, following=again), httpx.Response(500)),
            "second_refused": self._paged(self.page(url, one, following=again), httpx.Response(403)),
        }

    def foreign(self, url: str, elsewhere: str) -> Answering | None:
        return self._only(self.page(url, self.item("a"), following=f"{elsewhere}/fhir/{self.kind}?page=2"))

    def _only(self, content: Any) -> Answering:
        """Answer the first type of the topic so, and the others with nothing."""

        def answer(request: httpx.Request) -> httpx.Response:
            return reply(content if f"/{self.kind}" in request.url.path else bundle([]))

        return answer

    def _paged(self, first: Any, second: httpx.Response) -> Answering:
        def answer(request: httpx.Request) -> httpx.Response:
            return second if "page" in request.url.params else self._only(first)(request)

        return answer


@dataclass(frozen=True)
class DdvHarness:
    """The vaccination card of DDV: SOAP over one address, two questions side by side."""

    patient_id: PatientId = field(default_factory=lambda: cpr(NUMBER))
    name: str = "ddv"
    whole: int = 2
    questions: int = 2

    def carries_token(self, request: httpx.Request) -> bool:
        return TOKEN.encode() in request.content

    def source(self, url: str, http: HttpClient, clock: Clock) -> Source:
        idcard = IdCard(f"<IDCard>{TOKEN}</IDCard>".encode(), "id", 4, "0408719990", NOW, NOW)
        service = Service(f"{url}/ddv", http, StaticTokens({AUDIENCE: idcard}), clock, FakeRandom(), AUDIENCE)
        return DdvSource(service, Caller("E", "O", "1", "R", "L", "9", "medcom:cvrnumber", "Læge"))

    def healthy(self, url: str) -> Answering:
        return self._only(vaccination(), vaccination(VaccinationIdentifier="12"))

    def faulty(self, url: str, answer: Answering) -> Answering:
        def handle(request: httpx.Request) -> httpx.Response:
            return answer(request) if request.headers["soapaction"].endswith('Card"') else _soap(coming())

        return handle

    def broken(self, url: str) -> dict[str, Answering]:
        second = {"VaccinationIdentifier": "12"}
        theirs = vaccination(**second, PersonCivilRegistrationIdentifier=OTHER)
        twice = vaccination(**second).replace("<BatchNumber>", "<BatchNumber>x</BatchNumber><BatchNumber>")
        return {
            "duplicate": self._only(vaccination(), twice),
            "nan": self._only(vaccination(), vaccination(**second, EffectuatedDateTime="NaN")),
            "wrong_patient": self._only(theirs, theirs),
            "mixed": self._only(vaccination(), theirs),
            "none": self._only(),
        }

    def foreign(self, url: str, elsewhere: str) -> Answering | None:
        return None

    def _only(self, *items: str) -> Answering:
        return self.faulty("", lambda _: _soap(card(*items)))


def _soap(body: bytes) -> httpx.Response:
    head = f"<s:Header>{linking()}</s:Header>".encode()
    soap = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">' + head
    return httpx.Response(200, stream=httpx.ByteStream(soap + b"<s:Body>" + body + b"</s:Body></s:Envelope>"))


def bomb() -> httpx.Response:
    packed = gzip.compress(bytes(120 * 1024 * 1024), 9)
    return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(packed))


_TOPICS = (
    Topic.MEDICATION,
    Topic.LAB_RESULTS,
    Topic.VITAL_SIGNS,
    Topic.CARE_PLANS,
    Topic.ALLERGIES,
    Topic.APPOINTMENTS,
)
"""Each way in which the topics differ: two types, three topics of one type, plans with goals, participants."""

HARNESSES: tuple[Harness, ...] = (
    *(FhirHarness(topic) for topic in _TOPICS),
    DdvHarness(),
    DdsHarness(APPOINTMENTS),
    DdsHarness(DOCUMENTS),
)
