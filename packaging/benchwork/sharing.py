"""Document sharing: a long list of documents, a long home measurement, and the overview of a citizen with 60 documents."""

import asyncio
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from benchwork.measure import row, side_by_side, tell
from benchwork.shared import NUMBER, documents, listing, sharing_service
from lxml import etree

from overblik.domain.grant import Basis, Clinician, Grant, LookReason
from overblik.domain.patient import cpr
from overblik.domain.ports import ConsentState, Seen
from overblik.domain.section import Section, Standing, Topic
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.runtime.scheduler import LoopScheduler
from overblik.sources.dds import DDS, DdsServer, dds_sources
from overblik.sources.dds.mapping.dispatch import read
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.sync.clinic import Clinic
from overblik.sync.overview import open_patient
from overblik.wire.hsuid import Acting
from overblik.wire.http import HttpClient
from overblik.wire.sharing import Sharing, opened
from overblik.wire.soap import payload
from overblik.wire.tokens import IdCard, StaticTokens
from overblik.wire.xds_answer import registry_answer

_ENTRIES, _MEASUREMENTS = 200, 150
_LANES, _TIMES = 4, 11
_AUDIENCE = "https://audience.nspop.dk/dds"
_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False}
_KINDS = (
    ("NPU03804", "Legeme masse; Pt", "kg"),
    ("NPU03011", "O2 sat.;Hb(aB)", "%"),
    ("NPU21692", "Puls;Hjerte", "1/min"),
)
_SOAP_12 = "application/soap+xml; charset=utf-8"


def main() -> None:
    """Measure the three."""
    rows = [_listed(), _measured()]
    with sharing_service() as base:
        rows += asyncio.run(_overview(base))
    tell(rows)


def _listed() -> dict[str, Any]:
    """Read a list as the client does."""
    every = documents()
    many = [replace(every[at % len(every)], name=f"1.2.208.{at}") for at in range(_ENTRIES)]
    content = listing(many)

    def entries() -> Any:
        root, _ = opened(content, _SOAP_12)
        return registry_answer(payload(root))

    found = entries()
    assert (len(found.entries), found.strange) == (_ENTRIES, 0)
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **_OPTIONS)
    value, floor = side_by_side(entries, lambda: etree.fromstring(content, parser), 61)
    name = f"ITI-18, {_ENTRIES} entries ({len(content) / 1e6:.1f} MB) -> records"
    return row(name, value, "ms", floor, 2.2, by_ratio=True)


def _measured() -> dict[str, Any]:
    """Read a report of home measurements."""
    content = _report(_MEASUREMENTS)
    found = read(content)
    assert (len(found.rows[Topic.HOME_MONITORING]), found.lost) == (_MEASUREMENTS, {})
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **_OPTIONS)
    value, floor = side_by_side(lambda: read(content), lambda: etree.fromstring(content, parser), 61)
    name = f"PHMR, {_MEASUREMENTS} measurements ({len(content) / 1e3:.0f} kB) -> records"
    return row(name, value, "ms", floor, 3, by_ratio=True)


def _report(count: int) -> bytes:
    """Write a PHMR document; no two measurements are alike."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<templateId root="1.2.208.184.11.1"/><id root="1.2.208.184" extension="phmr-1"/>
<code code="53576-5" codeSystem="2.16.840.1.113883.6.1" displayName="Personal Health Monitoring Report"/>
<title>Hjemmemonitorering</title><effectiveTime value="20261116100000+0100"/>
<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
<recordTarget><patientRole><id root="1.2.208.176.1.2" extension="{NUMBER}"/><patient><name><given>Aage</given>
<family>Thomsen</family></name></patient></patientRole></recordTarget>
<author><time value="20261116100000+0100"/><assignedAuthor><id root="1.2.208.176.1.1" extension="1"/></assignedAuthor>
</author><component><structuredBody><component><section><templateId root="2.16.840.1.113883.10.20.1.16"/>
<code code="8716-3" codeSystem="2.16.840.1.113883.6.1"/><title>Vital Signs</title><text>Målinger</text>
{"".join(_measurement(at) for at in range(count))}</section></component></structuredBody></component></ClinicalDocument>""".encode()


def _measurement(at: int) -> str:
    """Write one of three kinds of measurement; its time and status stand on the organizer, as in recorded ones."""
    code, name, unit = _KINDS[at % 3]
    moment = (datetime(2026, 10, 1, 7, tzinfo=UTC) + timedelta(hours=7 * at)).strftime("%Y%m%d%H%M%S+0000")
    return f"""<entry typeCode="COMP" contextConductionInd="true">
<organizer classCode="CLUSTER" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.1.35"/>
<statusCode code="completed"/>
<effectiveTime value="{moment}"/>
<component typeCode="COMP" contextConductionInd="true">
<observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.1.31"/>
<id extension="m-{at}" assigningAuthorityName="MedCom" root="1.2.208.184"/>
<code code="{code}" codeSystem="1.2.208.176.2.1" codeSystemName="NPU terminologien" displayName="{name}"/>
<value xsi:type="PQ" value="{60 + at % 37}.{at % 10}" unit="{unit}"/>
<methodCode code="POT" codeSystem="1.2.208.184.100.1" codeSystemName="MedCom Message Codes" displayName="Målt af borger"/>
</observation>
</component>
</organizer>
</entry>"""


class _Silent:
    """A trail, a consent service and a network that have nothing to say."""

    async def outcome(self, intent_id: str, seen: Seen) -> None:
        """Write nothing."""

    async def state(self, grant: Grant) -> ConsentState:
        """Know of no block."""
        del grant
        return ConsentState.NONE

    async def is_reachable(self) -> bool:
        """Be there."""
        return True


async def _overview(base: str) -> list[dict[str, Any]]:
    """Open the citizen and download his documents, in turns; then open him once more over what was kept."""
    spent, plain, fetched = [], [], 0
    for _ in range(_TIMES + 1):
        asked: list[Any] = []
        store = SectionStore(memory_database())
        spent.append(await _open(base, store, asked))
        questions = [question for question in asked if question.url.endswith("/repository")]
        assert len(questions) == len(documents())
        plain.append(await _download(questions))
        before = await _given_out(base)
        await _open(base, store, [])
        fetched = max(fetched, await _given_out(base) - before)
    value, floor = statistics.median(spent[1:]), statistics.median(plain[1:])
    count = len(documents())
    return [
        row(f"{count} documents at 30 ms a request: whole overview", value, "ms", floor, 1.5, by_ratio=True),
        row("documents fetched again when nothing changed", fetched, "", None, 0, by_ratio=False),
    ]


async def _open(base: str, store: SectionStore, asked: list[Any]) -> float:
    """Open the citizen with all sources of document sharing; give the milliseconds until the last section is shown."""
    clock, random, scheduler, silent = SystemClock(), SystemRandom(), LoopScheduler(), _Silent()
    http = HttpClient([base], clock, random, scheduler)
    ask = http.ask

    async def recorded(question: Any, budget: float) -> Any:
        asked.append(question)
        return await ask(question, budget)

    http.ask = recorded  # type: ignore[method-assign]
    now = clock.now()
    # As long as an id card is.
    card = IdCard(
        b"<saml:Assertion>" + b"x" * 5500 + b"</saml:Assertion>", "id", 3, "0408719990", now, now + timedelta(hours=1)
    )
    acting = Acting("0408719990", "990027", "nsi:ynumber", "Lægehuset", "Ejer", "Overblik", "1", "", "0DMX7")
    tokens = StaticTokens({_AUDIENCE: card})
    server = DdsServer(
        "dds", Sharing(f"{base}/registry", f"{base}/repository", http, tokens, clock, random, _AUDIENCE, acting)
    )
    clinic = Clinic(dds_sources(server, DDS), silent, store, silent, clock, scheduler, silent)
    clinician = Clinician("0408719990", "Læge", "Læge")
    grant = Grant(cpr(NUMBER), clinician, LookReason(Basis.TREATMENT), random.identifier(), now + timedelta(hours=1))
    shown: dict[Topic, Section[Any]] = {}
    last = begun = time.perf_counter()

    def show(section: Section[Any]) -> None:
        nonlocal last
        shown[section.topic], last = section, time.perf_counter()

    await open_patient(grant, clinic, show)
    await http.aclose()
    counts = {topic: len(section.entries) for topic, section in shown.items()}
    is_whole = counts[Topic.DOCUMENTS] == len(documents()) and counts[Topic.APPOINTMENTS] == 40
    if not is_whole or any(one.standing is not Standing.COMPLETE for one in shown.values()):
        raise ValueError("the overview is not whole")
    return (last - begun) * 1000


async def _download(questions: list[Any]) -> float:
    """Ask the same questions by httpx alone over four connections; nothing is decoded."""
    left = list(questions)

    async def lane(client: httpx.AsyncClient) -> None:
        while left:
            question = left.pop()
            await client.post(question.url, content=question.content, headers=dict(question.headers))

    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=_LANES), trust_env=False) as client:
        begun = time.perf_counter()
        await asyncio.gather(*(lane(client) for _ in range(_LANES)))
        return (time.perf_counter() - begun) * 1000


async def _given_out(base: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return int((await client.get(f"{base}/fetched")).text)


if __name__ == "__main__":
    main()
