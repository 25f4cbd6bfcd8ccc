"""What we ask document sharing is what the schemas of DDS and SFSK want (IHE ITI TF-2, 3.18 and 3.43; HSUID 1.1)."""

import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from in_process import NOW
from overblik.wire import addressing, dgws, hsuid, xds
from overblik.wire.hsuid import Acting
from overblik.wire.names import MEDCOM, SOAP_12, WSA_2005
from overblik.wire.soap import envelope
from overblik.wire.xds import Address, Wanted
from sources.dds.xds_world import ACTING, idcard

NUMBER = "2512489996"
LOINC = "2.16.840.1.113883.6.1"
SPACES = {**dgws.NAMESPACES, **hsuid.NAMESPACES, **addressing.NAMESPACES, **xds.NAMESPACES}
RIM, QUERY, XDS = xds.NAMESPACES["rim"], xds.NAMESPACES["query"], xds.NAMESPACES["xds"]
HSUID = hsuid.NAMESPACES["hsuid"]
WANTED = [
    Wanted(),
    Wanted((("39289-4", LOINC), ("56446-8", LOINC)), since=NOW),
    Wanted((("11502-2", LOINC),), on_demand=True),
    Wanted((('it\'s <odd> & "quoted"', "x"),)),
]


def root_of(body: str, headers: str = "") -> Any:
    return etree.fromstring(envelope(headers, body, SPACES, SOAP_12))


def body_of(body: str) -> Any:
    return root_of(body).find(f"{{{SOAP_12}}}Body")[0]


def schema(samples: Path, name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(samples / "schemas" / "dds-sfsk" / "xsd" / name))


def alone(node: Any) -> Any:
    return etree.fromstring(etree.tostring(node))


@pytest.mark.samples
@pytest.mark.parametrize("wanted", WANTED)
def test_a_query_is_valid(samples: Path, wanted: Wanted) -> None:
    node = alone(body_of(xds.find_documents(NUMBER, wanted)))
    assert node.tag == f"{{{QUERY}}}AdhocQueryRequest"
    schema(samples, "query.xsd").assertValid(node)
    schema(samples, "rim.xsd").assertValid(alone(node.find(f"{{{RIM}}}AdhocQuery")))


@pytest.mark.samples
def test_a_query_by_document_is_valid(samples: Path) -> None:
    node = alone(body_of(xds.get_documents(["1.2.3^4", "it's"])))
    schema(samples, "query.xsd").assertValid(node)
    assert slots(node) == {"$XDSDocumentEntryUniqueId": ["('1.2.3^4','it''s')"]}
    assert node.find(f"{{{RIM}}}AdhocQuery").get("id") == "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"


@pytest.mark.samples
@pytest.mark.parametrize(
    "addresses", [[Address("", "1.2", "3.4")], [Address("urn:oid:1.2", "1 & 2", "<3>"), Address("", "a", "b")]]
)
def test_a_retrieve_is_valid(samples: Path, tmp_path: Path, addresses: list[Address]) -> None:
    node = alone(body_of(xds.retrieve(addresses)))
    whole = shutil.copytree(samples / "schemas" / "dds-sfsk" / "xsd", tmp_path / "xsd", copy_function=shutil.copyfile)
    whole.chmod(0o700)
    # Two files of one namespace: libxml2 reads the first that is imported alone, so the second is included.
    both = (
        (whole / "IHEXDSB.xsd")
        .read_text("utf-8")
        .replace("<xs:import", '<xs:include schemaLocation="xcf.xsd"/><xs:import', 1)
    )
    (whole / "both.xsd").write_text(both, "utf-8")
    etree.XMLSchema(etree.parse(whole / "both.xsd")).assertValid(node)
    told = [[one.text for one in each] for each in node]
    assert told == [[one for one in (each.home, each.repository, each.unique_id) if one] for each in addresses]


def slots(node: Any) -> dict[str, list[str]]:
    return {
        one.get("name"): [value.text for value in one.iter(f"{{{RIM}}}Value")] for one in node.iter(f"{{{RIM}}}Slot")
    }


@pytest.mark.samples
def test_the_query_says_what_the_recorded_one_says(samples: Path) -> None:
    recorded = etree.parse(samples / "dds" / "aftaledeling" / "iti18-request.xml").getroot()
    mine = body_of(xds.find_documents(NUMBER, Wanted((("39289-4", LOINC),))))
    (theirs,) = recorded.find(f"{{{SOAP_12}}}Body")
    assert mine.tag == theirs.tag
    assert dict(mine[0].attrib) == dict(theirs[0].attrib)
    assert mine[1].get("id") == theirs[1].get("id")
    told = {name: values[0].strip().replace("ABCDEFGHIJ", NUMBER) for name, values in slots(theirs).items()}
    assert told.pop("$XDSDocumentEntryServiceStartTimeTo")  # the one thing that we leave open
    assert slots(mine).keys() == told.keys()
    for name, value in told.items():
        assert slots(mine)[name][0].strip("()").split(",")[0] == value.strip("()"), name


def test_each_value_is_quoted_as_stored_queries_want_it() -> None:
    told = slots(body_of(xds.find_documents(NUMBER, WANTED[1])))
    assert told["$XDSDocumentEntryPatientId"] == ["'2512489996^^^&1.2.208.176.1.2&ISO'"]
    assert told["$XDSDocumentEntryTypeCode"] == [f"('39289-4^^{LOINC}','56446-8^^{LOINC}')"]
    status = "urn:oasis:names:tc:ebxml-regrep:StatusType:"
    assert told["$XDSDocumentEntryStatus"] == [f"('{status}Approved','{status}Deprecated')"]
    assert told["$XDSDocumentEntryServiceStopTimeFrom"] == ["20260302090000"]
    assert "$XDSDocumentEntryType" not in told
    assert slots(body_of(xds.find_documents(NUMBER, WANTED[2])))["$XDSDocumentEntryType"] == [
        f"('{xds.STABLE}','{xds.ON_DEMAND}')"
    ]
    assert slots(body_of(xds.find_documents(NUMBER, WANTED[3])))["$XDSDocumentEntryTypeCode"] == [
        "('it''s <odd> & \"quoted\"^^x')"
    ]


def test_the_headers_name_the_question_and_where_it_goes() -> None:
    told = addressing.header(xds.QUERY_ACTION, "urn:uuid:1", "https://dds.example/registry?a&b")
    header = root_of("<query:AdhocQueryRequest/>", told).find(f"{{{SOAP_12}}}Header")
    texts = {etree.QName(one).localname: "".join(one.itertext()) for one in header}
    assert texts == {
        "Action": "urn:ihe:iti:2007:RegistryStoredQuery",
        "MessageID": "urn:uuid:1",
        "To": "https://dds.example/registry?a&b",
        "ReplyTo": "http://www.w3.org/2005/08/addressing/anonymous",
    }
    assert all(etree.QName(one).namespace == WSA_2005 for one in header)


@pytest.mark.samples
def test_the_header_of_den_gode_webservice_is_valid(samples: Path) -> None:
    told = dgws.header(idcard(), NOW, level=3, flow_id="f", message_id="urn:uuid:1")
    header = root_of("<query:AdhocQueryRequest/>", told).find(f"{{{SOAP_12}}}Header/{{{MEDCOM}}}Header")
    schema(samples, "medcom.xsd").assertValid(alone(header))


ACTS = [ACTING, Acting("0408719990", "1", "nsi:sor", "Lægehuset & Co", "<E>", "Overblik", "1", "2512484916", "0DMX7")]


@pytest.mark.samples
@pytest.mark.parametrize("acting", ACTS)
@pytest.mark.parametrize("override", [True, False])
def test_the_hsuid_header_is_valid_but_for_the_format_that_real_ones_leave_out(
    samples: Path, acting: Acting, override: bool
) -> None:
    told = hsuid.header(acting, NUMBER, NOW, override=override)
    node = alone(root_of("<query:AdhocQueryRequest/>", told).find(f"{{{SOAP_12}}}Header/{{{HSUID}}}HsuidHeader"))
    formats = {one.get("Name"): one.get("NameFormat") for one in node.iter(f"{{{HSUID}}}Attribute")}
    # The one exception: the schema wants NameFormat everywhere, the recorded request has it here alone.
    assert {name for name, form in formats.items() if form} == {"nsi:OrgUsingID"}
    for one in node.iter(f"{{{HSUID}}}Attribute"):
        one.set("NameFormat", acting.organisation_format)
    schema(samples, "hsuid-1_1.xsd").assertValid(node)


@pytest.mark.samples
def test_the_hsuid_header_has_what_the_recorded_one_has(samples: Path) -> None:
    recorded = etree.parse(samples / "dds" / "nsp-gateway" / "dds2gateway-request.xml").getroot()
    theirs = [one.get("Name") for one in recorded.iter(f"{{{HSUID}}}Attribute")]
    formats = [one.get("Name") for one in recorded.iter(f"{{{HSUID}}}Attribute") if one.get("NameFormat")]
    assert formats == ["nsi:OrgUsingID"]
    assert set(theirs) <= set(attributes(hsuid.header(ACTING, NUMBER, NOW, override=False))) | {
        "nsi:CitizenUserRelation"
    }


def attributes(told: str) -> dict[str, str]:
    root = root_of("<query:AdhocQueryRequest/>", told)
    return {one.get("Name"): one[0].text for one in root.iter(f"{{{HSUID}}}Attribute")}


@pytest.mark.rule("T22")
def test_t22_the_override_and_the_citizen_are_what_was_asked_with() -> None:
    told = attributes(hsuid.header(ACTING, NUMBER, NOW, override=True))
    assert told["nsi:ConsentOverride"] == "true"
    assert attributes(hsuid.header(ACTING, NUMBER, NOW, override=False))["nsi:ConsentOverride"] == "false"
    assert told["nsi:CitizenCivilRegistrationNumber"] == NUMBER
    assert told["nsi:UserType"] == "nsi:HealthcareProfessional"
    assert told["nsi:ActingUserCivilRegistrationNumber"] == told["nsi:ResponsibleUserCivilRegistrationNumber"]


def test_an_assistant_acts_for_who_is_responsible() -> None:
    told = attributes(hsuid.header(ACTS[1], NUMBER, NOW, override=False))
    assert told["nsi:ActingUserCivilRegistrationNumber"] == "0408719990"
    assert told["nsi:ResponsibleUserCivilRegistrationNumber"] == "2512484916"
    assert told["nsi:ResponsibleUserAuthorizationCode"] == "0DMX7"
    assert "nsi:ResponsibleUserAuthorizationCode" not in attributes(
        hsuid.header(Acting("1", "2", "nsi:sor", "o", "s", "p", "1"), NUMBER, NOW, override=False)
    )


def test_the_moment_is_utc() -> None:
    told = hsuid.header(ACTING, NUMBER, datetime(2026, 3, 2, 9, tzinfo=timezone.utc), override=False)  # noqa: UP017
    assert 'IssueInstant="2026-03-02T09:00:00' in told
