"""A seed folder of a test's own: what follows from a document where the index is silent, and how its dates move."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sandbox.conftest import SCHEMAS
from sandbox.process import Services, services
from sandbox.sharing import NS, ON_DEMAND, STABLE, Row, Sharing, seed
from sandbox.soap import NOW, Client
from sandbox.soap import NS as SOAP_NS

NANCY, SECOND, THIRD = "2512489996", "0309363991", "2105199990"
LATER = "2027-04-10T09:41:00+02:00"
"""138 days after the seeds' day, in summer time."""
CDA = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<code code="39289-4"/><title>Aftale 02-12-2026</title><effectiveTime value="20261120143000+0100"/>
<recordTarget><patientRole><id root="1.2.208.176.1.2" extension="2512489996"/><patient><name><given>Nancy</given>
<given>Ann</given><family>Berggren</family></name><administrativeGenderCode code="F"/>
<birthTime value="19481225000000+0000"/></patient></patientRole></recordTarget>
<documentationOf><serviceEvent><templateId root="1.2.208.184.10.1.11"/><effectiveTime><low value="20261202101500+0100"/>
<high value="202612021045+0200"/></effectiveTime></serviceEvent></documentationOf>
<component><structuredBody><component><section><text>Onsdag 2026-12-02, 2. dec. 2026, 02.12.2026 kl. 10:15. 2026-12.
</text><entry><encounter><effectiveTime value="20261202"/><value value="20261202" unit="mg"/>
<value xsi:type="TS" value="20261202091500+0000"/></encounter></entry></section></component></structuredBody>
</component></ClinicalDocument>"""
MESSAGE = """<Emessage xmlns="http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/"><LaboratoryReport>
<Sender><OrganisationName>Prøvelaboratoriet</OrganisationName></Sender><SamplingDateTime><Date>2026-11-20</Date>
<Time>08:05</Time></SamplingDateTime><Patient><CivilRegistrationNumber>2512489996</CivilRegistrationNumber></Patient>
<ResultComments>Se svar 17-11-2026.</ResultComments><Value>20.11</Value></LaboratoryReport></Emessage>"""


def signed_in(running: Services, now: datetime = NOW) -> Sharing:
    client = Client(running)
    answer = client.exchange(client.holder.card(begins=now, ends=now + timedelta(hours=8)))
    client.idcard = etree.tostring(answer.root.find(".//saml:Assertion", SOAP_NS), encoding="unicode")
    return Sharing(client)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("seeds")
    files = {"a.xml": CDA, "b.xml": CDA, "c.xml": MESSAGE, "d.pdf": b"%PDF-1.4", "e.xml": "<broken"}
    told: list[dict[str, Any]] = [
        {"file": "a.xml", "typeCode": "39289-4"},
        {"file": "b.xml", "typeCode": "39289-4", "verbatim": True, "creationTime": "20261120133000"},
        {"file": "c.xml", "typeCode": "11502-2"},
        {"file": "d.pdf", "typeCode": "103140-0", "creationTime": "20261120133000", "serviceStart": "20261120"},
        {"file": "e.xml", "typeCode": "53576-5", "title": "Ødelagt", "uniqueId": "1.2.3", "hash": "f" * 40, "size": 7},
    ]
    seed(made, NANCY, files, told)
    seed(made, SECOND, {"a.xml": CDA}, {"consent": "silence", "entries": [{"file": "a.xml"}]})
    named = {
        "file": "a.xml",
        "typeCode": "1-1",
        "typeScheme": "1.2",
        "typeDisplay": "Prøve",
        "formatCode": "f",
        "formatScheme": "1.3",
        "classCode": "005",
        "institution": {"name": "Stedet", "sor": "7"},
        "person": {"given": "Ib", "family": "Bo"},
        "confidentiality": "V",
        "home": "urn:oid:1.9",
        "mimeType": "text/plain",
        "repositoryUniqueId": "1.8",
        "entryUUID": "urn:uuid:9f1c8b1a-0000-4000-8000-000000000001",
        "facility": {"code": "1", "display": "sted"},
        "events": [{"code": "E", "scheme": "1.7", "display": "hændelse"}],
        "objectType": "on-demand",
        "patient": SECOND,
    }
    seed(made, THIRD, {"a.xml": CDA}, [named])
    return made


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Services]:
    with services(seeds=folder, schemas=SCHEMAS) as started:
        yield started


@pytest.fixture(scope="module")
def later(folder: Path) -> Iterator[Services]:
    with services(seeds=folder, clock=LATER, schemas=SCHEMAS) as started:
        yield started


@pytest.fixture
def rows(running: Services) -> list[Row]:
    return signed_in(running).find(NANCY, kinds=(STABLE, ON_DEMAND)).rows


def fetched(service: Sharing, *rows: Row, number: str = NANCY) -> list[bytes]:
    return list(service.fetch(number, *rows).documents.values())


def test_three_lines_of_an_index_are_enough(rows: list[Row]) -> None:
    first = rows[0]
    assert (first.title, first.type) == ("Aftale 02-12-2026", "39289-4")
    assert first.slot("creationTime") == "20261120133000"
    assert (first.slot("serviceStartTime"), first.slot("serviceStopTime")) == ("20261202091500", "20261202084500")
    assert first.slot("hash") == hashlib.sha1(CDA.encode()).hexdigest()
    assert first.slot("size") == str(len(CDA.encode()))
    assert first.unique.startswith("2.25.")
    assert len({each.unique for each in rows}) == len({each.node.get("id") for each in rows}) == 5
    assert first.code("a09d5840-386c-46f2-b5ad-9c3699a4309d") == "urn:ad:dk:medcom:appointment"


def test_a_laboratory_message_is_on_demand_and_dated_by_its_sample(rows: list[Row]) -> None:
    assert rows[2].node.get("objectType") == ON_DEMAND
    assert rows[2].slot("serviceStartTime") == "20261120070500"
    assert rows[2].title == "Laboratoriesvar"
    author = rows[2].node.findtext("rim:Classification/rim:Slot[@name='authorInstitution']//rim:Value", "", NS)
    assert author.startswith("Prøvelaboratoriet^")


def test_what_cannot_be_read_is_served_as_it_is(running: Services, rows: list[Row]) -> None:
    contents = fetched(signed_in(running), *rows)
    assert contents == [CDA.encode(), CDA.encode(), MESSAGE.encode(), b"%PDF-1.4", b"<broken"]
    assert (rows[3].node.get("mimeType"), rows[3].slot("serviceStartTime")) == ("application/pdf", "20261120")
    assert (rows[4].title, rows[4].unique, rows[4].slot("hash"), rows[4].slot("size")) == (
        "Ødelagt",
        "1.2.3",
        "f" * 40,
        "7",
    )


def test_the_index_decides_what_it_names(running: Services) -> None:
    found = signed_in(running).find(THIRD, kinds=(ON_DEMAND,)).rows[0]
    text = etree.tostring(found.node, encoding="unicode")
    for word in ('value="Prøve"', ">1.3<", '"005"', ">Stedet^^^^^", "^Bo^Ib^", '"V"', '"urn:oid:1.9"', '"text/plain"'):
        assert word in text
    assert found.repository == "1.8"
    assert [found.slot(each) for each in ("creationTime", "hash", "size")] == ["", "", ""]
    assert 'value="hændelse"' in text
    assert found.slot("sourcePatientId").startswith(SECOND)


def test_a_consent_of_the_index_holds_for_all(running: Services) -> None:
    assert signed_in(running).find(SECOND).rows == []


def test_dates_move_with_the_clock_and_keep_their_wall_clock_time(later: Services) -> None:
    service = signed_in(later, datetime.fromisoformat(LATER))
    listed = service.find(NANCY, kinds=(STABLE, ON_DEMAND)).rows
    moved, verbatim, message, plain, _ = fetched(service, *listed)
    text = moved.decode()
    for word in (
        'value="20270407143000+0200"',
        'low value="20270419101500+0200"',
        'high value="202704191045+0100"',  # an offset that was wrong stays wrong
        'effectiveTime value="20270419"',
        'value="20261202" unit="mg"',
        'birthTime value="19481225000000+0000"',
        'value="20270419081500+0000"',
        "Onsdag 2027-04-19, 19. apr. 2027, 19.04.2027 kl. 10:15. 2026-12.",
        "Aftale 19-04-2027",
        f'extension="{NANCY}"',
    ):
        assert word in text
    assert verbatim == CDA.encode()
    assert b"<Date>2027-04-07</Date>" in message
    assert "Se svar 04-04-2027." in message.decode()
    assert b"<Value>20.11</Value>" in message
    assert b"2512489996" in message
    assert plain == b"%PDF-1.4"
    assert listed[0].slot("serviceStartTime") == "20270419081500"
    assert listed[0].slot("hash") == hashlib.sha1(moved).hexdigest()
    assert listed[0].slot("size") == str(len(moved))
    assert listed[1].slot("creationTime") == "20261120133000"
    assert listed[3].slot("creationTime") == "20270407123000"


@pytest.mark.samples
def test_recorded_documents_can_be_laid_in(samples: Path, tmp_path: Path) -> None:
    paths = sorted((samples / "cda").glob("*/*.xml"))
    files: dict[str, str | bytes] = {path.name: path.read_bytes() for path in paths}
    told = [{"file": path.name, "typeCode": "53576-5", "verbatim": True} for path in paths]
    seed(tmp_path, NANCY, files, told)
    with services(seeds=tmp_path, schemas=SCHEMAS) as started:
        service = signed_in(started)
        listed = service.find(NANCY).rows
        assert fetched(service, *listed) == [files[path.name] for path in paths]
    with services(seeds=tmp_path, clock=LATER, schemas=SCHEMAS) as started:
        assert len(signed_in(started, datetime.fromisoformat(LATER)).find(NANCY).rows) == len(paths)
