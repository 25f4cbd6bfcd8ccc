"""ITI-18 by requests written by hand: what matches, what the metadata hold, and how the registry says no."""

import re
from typing import Any

import pytest
from lxml import etree

from sandbox.conftest import SCHEMAS
from sandbox.process import Services
from sandbox.sharing import (
    APPROVED,
    DEPRECATED,
    FIND,
    GET,
    NS,
    ON_DEMAND,
    STABLE,
    Row,
    Sharing,
    find_documents,
    slot,
    stored_query,
)
from sandbox.soap import Client

NANCY, AAGE, NOBODY = "2512489996", "0309363991", "2011269990"
APPOINTMENT, PLAN, LABORATORY = "39289-4", "81215-6", "11502-2"
LOINC = "2.16.840.1.113883.6.1"
PATIENT = slot("PatientId", f"'{NANCY}^^^&amp;1.2.208.176.1.2&amp;ISO'")
STATUS = slot("Status", f"('{APPROVED}')")
SCHEMES = {
    "author": "93606bcf-9494-43ec-9b4e-a7748d1a838d",
    "class": "41a5887f-8865-4c09-adf7-e362475b143a",
    "format": "a09d5840-386c-46f2-b5ad-9c3699a4309d",
    "facility": "f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1",
    "practice": "cccf5598-8b07-4b77-a05e-ae952c785ead",
    "type": "f0306f51-975f-434e-a61c-c59651d33983",
    "confidentiality": "f4f85eac-e6cb-4883-b524-f2705394840f",
}


@pytest.fixture
def dds(sandbox: Services) -> Sharing:
    return Sharing(Client(sandbox).sign_in())


def typed(code: str) -> str:
    return f"{code}^^{LOINC}"


def row(dds: Sharing, start: str, code: str = APPOINTMENT) -> Row:
    return next(each for each in dds.find(NANCY, typed(code)).rows if each.slot("serviceStartTime").startswith(start))


def scheme_of(row: Row, name: str) -> Any:
    return row.node.find(f"rim:Classification[@classificationScheme='urn:uuid:{SCHEMES[name]}']", NS)


def test_the_answer_names_its_question_and_comes_as_soap_12(dds: Sharing) -> None:
    got = dds.find(NANCY, message="urn:uuid:5f9c8b1a-0000-4000-8000-000000000001")
    assert got.got.status == 200
    assert got.got.headers["content-type"].startswith("application/soap+xml; charset=utf-8; action=")
    assert got.root.findtext("s:Header/wsa:RelatesTo", "", NS) == "urn:uuid:5f9c8b1a-0000-4000-8000-000000000001"
    assert got.root.findtext("s:Header/wsa:Action", "", NS) == "urn:ihe:iti:2007:RegistryStoredQueryResponse"
    assert got.root.findtext("s:Header/wsa:MessageID", "", NS).startswith("urn:uuid:")
    assert got.root.findtext(".//m:FlowStatus", "", NS) == "flow_finalized_succesfully"


@pytest.mark.samples
@pytest.mark.parametrize("number", [NANCY, AAGE, NOBODY])
def test_every_answer_validates_against_the_schema(dds: Sharing, number: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "dds-sfsk" / "xsd" / "query.xsd")))
    headers = etree.XMLSchema(etree.parse(str(SCHEMAS / "dds-sfsk" / "xsd" / "medcom.xsd")))
    for got in (
        dds.find(number, kinds=(STABLE, ON_DEMAND)),
        dds.send("registry", stored_query("urn:uuid:0", ""), number),
    ):
        schema.assertValid(got.content)
        headers.assertValid(got.root.find("s:Header/m:Header", NS))
    assert not schema.validate(etree.fromstring(f'<AdhocQueryResponse xmlns="{NS["query"]}"/>'))


def test_stable_documents_come_unless_others_are_asked_for(dds: Sharing) -> None:
    plain = dds.find(NANCY)
    assert {each.node.get("objectType") for each in plain.rows} == {STABLE}
    assert LABORATORY not in {each.type for each in plain.rows}
    made = dds.find(NANCY, kinds=(ON_DEMAND,))
    assert {each.type for each in made.rows} == {LABORATORY}
    assert dds.find(NANCY, typed(LABORATORY)).rows == []
    assert len(dds.find(NANCY, kinds=(ON_DEMAND, STABLE)).rows) == len(plain.rows) + len(made.rows)


def test_a_replaced_document_is_deprecated(dds: Sharing) -> None:
    times = {each.slot("serviceStartTime") for each in dds.find(NANCY, typed(APPOINTMENT)).rows}
    assert "20261202091500" in times
    assert "20261209091500" not in times
    old = dds.find(NANCY, typed(APPOINTMENT), status=DEPRECATED).rows
    assert [each.slot("serviceStartTime") for each in old] == ["20261209091500"]
    both = dds.send(
        "registry",
        find_documents(NANCY, typed(APPOINTMENT)).replace(f"('{APPROVED}')", f"('{APPROVED}','{DEPRECATED}')"),
        NANCY,
    )
    assert len(both.rows) == len(times) + 1


def test_values_are_or_and_slots_are_and(dds: Sharing) -> None:
    assert {each.type for each in dds.find(NANCY, typed(APPOINTMENT), typed(PLAN)).rows} == {APPOINTMENT, PLAN}
    listed = slot("TypeCode", f"('{typed(APPOINTMENT)}','{typed(PLAN)}')")
    assert len(dds.find(NANCY, more=listed).rows) == len(dds.find(NANCY, typed(APPOINTMENT), typed(PLAN)).rows)
    form = slot("FormatCode", "('urn:ad:dk:medcom:cpd-v2.0:full^^1.2.208.184.100.10')")
    assert [each.title for each in dds.find(NANCY, typed(PLAN), more=form).rows] == [
        "Lungeambulatoriet",
        "Sygepleje (SUL § 138)",
    ]
    assert dds.find(NANCY, f"{APPOINTMENT}^^1.2.3").rows == []
    assert dds.find(NANCY, typed(APPOINTMENT), more=form).rows == []


@pytest.mark.parametrize(
    ("name", "moment", "times"),
    [
        ("ServiceStartTimeFrom", "20261207080000", ["20261207080000", "20270114073000"]),
        ("ServiceStartTimeFrom", "20261207080001", ["20270114073000"]),
        ("ServiceStartTimeTo", "20261118120001", ["20260318", "20261118120000"]),
        ("ServiceStartTimeTo", "20261118120000", ["20260318"]),
        ("ServiceStopTimeFrom", "202701", ["20270114073000"]),
        ("ServiceStopTimeTo", "2026111812", ["20260318"]),
    ],
)
def test_from_is_within_and_to_is_not(dds: Sharing, name: str, moment: str, times: list[str]) -> None:
    got = dds.find(NANCY, typed(APPOINTMENT), more=slot(name, moment))
    found = sorted(each.slot("serviceStartTime") for each in got.rows)
    assert len(found) == len(times)
    assert all(one.startswith(other[:10]) for one, other in zip(found, times, strict=True))


def test_the_metadata_of_a_clean_document_are_complete(dds: Sharing) -> None:
    found = row(dds, "20261207")
    slots = ("creationTime", "serviceStartTime", "serviceStopTime", "sourcePatientId", "languageCode")
    assert [found.slot(each) for each in slots] == [
        "20261120090500",
        "20261207080000",
        "20261207083000",
        f"{NANCY}^^^&1.2.208.176.1.2&ISO",
        "da-DK",
    ]
    assert re.fullmatch("[0-9a-f]{40}", found.slot("hash"))
    info = [each.text for each in found.node.iterfind("rim:Slot[@name='sourcePatientInfo']//rim:Value", NS)]
    assert info == ["PID-5|Berggren^Nancy Ann", "PID-7|19481225000000", "PID-8|F"]
    assert {name: scheme_of(found, name).get("nodeRepresentation") for name in SCHEMES} == {
        "author": "",
        "class": "001",
        "format": "urn:ad:dk:medcom:apd-v2.0.1:full",
        "facility": "22232009",
        "practice": "408443003",
        "type": APPOINTMENT,
        "confidentiality": "N",
    }
    author = [each.text for each in scheme_of(found, "author").iterfind(".//rim:Value", NS)]
    assert author == [
        "Lægehuset Fjordparken^^^^^&1.2.208.176.1.1&ISO^^^^999991000016001",
        "^Eksempel^M.^^^^^^&1.2.208.176.1.1&ISO",
    ]
    assert found.node.get("home") == "urn:oid:1.2.208.193.100"


def test_the_dirt_of_the_field_stands_in_some_of_them(dds: Sharing) -> None:
    old = row(dds, "20260318")
    assert old.node.get("mimeType") == "application/octet-stream"
    assert old.slot("serviceStartTime") == "2026031810"
    assert old.title == f"Aftale for {NANCY}"
    assert old.slot("hash") == "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    assert (
        old.node.find("rim:Name/rim:LocalizedString", NS).get("{http://www.w3.org/XML/1998/namespace}lang") == "en-US"
    )
    assert scheme_of(old, "format").findtext(".//rim:Value", "", NS) == "1.2.208.184.14.1"
    broken = row(dds, "20270114")
    assert "\n" in broken.node.findtext("rim:Slot[@name='repositoryUniqueId']//rim:Value", "", NS)
    assert "\n" in scheme_of(broken, "author").findtext(".//rim:Value", "", NS)


def test_laboratory_entries_have_neither_hash_nor_size(dds: Sharing) -> None:
    for each in dds.find(NANCY, kinds=(ON_DEMAND,)).rows:
        assert (each.slot("hash"), each.slot("size"), each.slot("creationTime")) == ("", "", "")
        assert each.slot("serviceStartTime")


def test_documents_are_had_by_their_ids(dds: Sharing) -> None:
    first, second = dds.find(NANCY, typed(PLAN)).rows[:2]
    by_entry = stored_query(GET, slot("EntryUUID", f"('{first.node.get('id')}','{second.node.get('id')}')"))
    assert [each.title for each in dds.send("registry", by_entry, NANCY).rows] == [first.title, second.title]
    by_unique = stored_query(GET, slot("UniqueId", f"('{second.unique}')"))
    assert [each.title for each in dds.send("registry", by_unique, NANCY).rows] == [second.title]
    unknown = dds.send("registry", stored_query(GET, slot("UniqueId", "('1.2.3')")), NANCY)
    assert (unknown.status, unknown.rows) == ("Success", [])
    assert dds.send("registry", by_unique, AAGE).code == "not_authorized"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (stored_query("urn:uuid:12345678-0000-4000-8000-000000000000", PATIENT + STATUS), "XDSUnknownStoredQuery"),
        (stored_query(FIND, PATIENT), "XDSStoredQueryMissingParam"),
        (stored_query(FIND, STATUS), "XDSStoredQueryMissingParam"),
        (stored_query(GET, PATIENT + STATUS), "XDSStoredQueryMissingParam"),
        (stored_query(FIND, slot("PatientId", f"('{NANCY}')") + STATUS), "XDSStoredQueryParamNumber"),
        (stored_query(FIND, slot("PatientId", f"'{NANCY}'") + STATUS), "XDSUnknownPatientId"),
        (stored_query(FIND, PATIENT + slot("Status", APPROVED)), "XDSRegistryError"),
        (stored_query(FIND, PATIENT + STATUS + slot("ServiceStartTimeFrom", "i dag")), "XDSStoredQueryParamNumber"),
        (stored_query(FIND, PATIENT + STATUS, "ObjectRef"), "XDSRegistryError"),
    ],
)
def test_a_wrong_query_is_told_why(dds: Sharing, body: str, code: str) -> None:
    got = dds.send("registry", body, NANCY)
    assert (got.got.status, got.status, got.rows) == (200, "Failure", [])
    assert [(each[0], each[2]) for each in got.errors] == [(code, "Error")]


def test_a_citizen_without_documents_has_an_empty_list(dds: Sharing) -> None:
    got = dds.find(NOBODY, kinds=(STABLE, ON_DEMAND))
    assert (got.status, got.rows, got.errors) == ("Success", [], [])


def test_the_log_tells_what_was_asked_and_never_of_whom(dds: Sharing, sandbox: Services) -> None:
    rows = dds.find(NANCY, typed(PLAN)).rows
    dds.fetch(NANCY, *rows)
    dds.find(NANCY, facts={"CitizenCivilRegistrationNumber": AAGE})
    told = sandbox.order("requests", method="GET").json["requests"][1:]
    assert [(each["base"], each["operation"], each["override"], each["status"]) for each in told] == [
        ("dds", "RegistryStoredQuery", False, 200),
        ("dds", "RetrieveDocumentSet", False, 200),
        ("dds", "RegistryStoredQuery", False, 500),
    ]
    assert (told[0]["entries"], told[1]["documents"], told[2]["fault"]) == (3, 3, "not_authorized")
    assert NANCY not in str(told)


def test_the_introduction_says_where_they_are(sandbox: Services) -> None:
    for base in ("dds", "sfsk"):
        assert set(sandbox.told[base]) == {"registry", "repository"}
        assert sandbox.told[base]["registry"].endswith(f"/{base}registry")
    assert sandbox.told["consent"]["url"].endswith("/minspaerring/ws/ConsentState")


def test_sfsk_holds_the_stamkort_alone(sandbox: Services) -> None:
    rows = Sharing(Client(sandbox).sign_in(), "sfsk").find(NANCY, "PDC^^1.2.208.184.100.1").rows
    assert [(each.type, each.code(SCHEMES["format"])) for each in rows] == [("PDC", "urn:ad:dk:medcom:pdc-v3.0:full")]
