"""Document sharing before the contract that every source keeps: two documents, over a real socket."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx

from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Clock, Source
from overblik.sources.dds import DdsServer, DdsSource
from overblik.sources.dds.kinds import LABORATORY, Kind
from overblik.wire.http import HttpClient
from sources.dds.small import ME, OTHER, target
from sources.dds.xds_answers import Doc, appointment, brought, multipart, response
from sources.dds.xds_world import TOKEN, World, sharing

_THEIRS = appointment(head=target(f'<id root="1.2.208.176.1.2" extension="{OTHER}"/>'))
_LABORATORY = LABORATORY.wanted.types[0][0].encode()


@dataclass(frozen=True)
class DdsHarness:
    """One topic of document sharing: the registry is the topic itself, the repository holds what it lists."""

    kind: Kind
    patient_id: PatientId = field(default_factory=lambda: cpr(ME))
    whole: int = 2
    questions: int = 1

    @property
    def name(self) -> str:
        return f"dds-{self.kind.topic.value}"

    def carries_token(self, request: httpx.Request) -> bool:
        return TOKEN.encode() in request.content

    def source(self, url: str, http: HttpClient, clock: Clock) -> Source:
        return DdsSource(DdsServer("dds", sharing(url, http, clock)), self.kind)

    def healthy(self, url: str) -> Callable[[httpx.Request], httpx.Response]:
        return World(self._docs())

    def faulty(
        self, url: str, answer: Callable[[httpx.Request], httpx.Response]
    ) -> Callable[[httpx.Request], httpx.Response]:
        world = World(self._docs())

        def handle(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/repository") or _LABORATORY in request.content:
                return answer(request) if isinstance(answer, World) else world(request)
            return answer(request)

        return handle

    def broken(self, url: str) -> dict[str, Callable[[httpx.Request], httpx.Response]]:
        one, two = self._docs()
        theirs = replace(two, content=_THEIRS)
        twice = World([one, two])
        twice.fetching = lambda name, _: (
            multipart(brought(response(name, "d@x")), [("d@x", b"<a/>"), ("d@x", b"<b/>")])
            if name == two.name
            else None
        )
        return {
            "duplicate": twice,
            "nan": World([one, replace(two, content=b"<ClinicalDocument")]),
            "wrong_patient": World([replace(one, patient=OTHER, source_patient=OTHER), theirs]),
            "mixed": World([one, theirs]),
            "none": World(),
        }

    def foreign(self, url: str, elsewhere: str) -> Callable[[httpx.Request], httpx.Response] | None:
        return None

    def _docs(self) -> tuple[Doc, Doc]:
        return Doc("1.2.1"), Doc("1.2.2", appointment("Scanning", "20260501"))
