"""Who is let in to DDS and SFSK: SOAP 1.2, WS-Addressing, DGWS, and HSUID, each refused in its own words."""

from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from sandbox.conftest import SCHEMAS
from sandbox.process import Services
from sandbox.sharing import ADDRESSING, HSUID, NS, OPERATIONS, Sharing, find_documents, hsuid, hsuid_facts, retrieve
from sandbox.soap import NOW, Client, Holder, medcom
from sandbox.soap import NS as SOAP_NS

NANCY, OTHER = "2512489996", "1106929990"
GIVEN = hsuid(hsuid_facts(NANCY))
NONE_OF_IT = hsuid({})
ACTION = "urn:ihe:iti:2007:RegistryStoredQuery"


@pytest.fixture
def dds(sandbox: Services) -> Sharing:
    return Sharing(Client(sandbox).sign_in())


def facts(**more: str) -> str:
    return hsuid(hsuid_facts(NANCY, **more))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "missing_required_header"),
        (GIVEN + GIVEN.replace('"HSUID', '"anden'), "syntax_error"),
        (NONE_OF_IT, "missing_required_header"),
        *(
            (facts(**{name: ""}), "missing_required_header")
            for name in (
                "UserType",
                "ActingUserCivilRegistrationNumber",
                "OrgUsingID",
                "SystemOwnerName",
                "SystemName",
                "SystemVersion",
                "OrgResponsibleName",
                "CitizenCivilRegistrationNumber",
            )
        ),
        (facts(UserType="nsi:Citizen"), "syntax_error"),
        (facts(ActingUserCivilRegistrationNumber="040871-9990"), "syntax_error"),
        (facts(ConsentOverride="ja"), "syntax_error"),
        (facts(ResponsibleUserAuthorizationCode="?"), "syntax_error"),
        (facts(Tilfaeldigt="1"), "syntax_error"),
        (facts(ActingUserCivilRegistrationNumber=OTHER), "not_authorized"),
        (facts(CitizenCivilRegistrationNumber=OTHER), "not_authorized"),
        (hsuid(hsuid_facts(NANCY), "medcom:ynumber"), "syntax_error"),
        (GIVEN.replace('id="HSUID"', 'id="andet"'), "syntax_error"),
        (GIVEN.replace('id="HSUIDdata"', 'id="andet"'), "syntax_error"),
        (GIVEN.replace(' Version="2.0"', ""), "syntax_error"),
        (GIVEN.replace("2026-11-23T08:41:00Z", "i dag"), "syntax_error"),
        (GIVEN.replace("<h:Issuer>Overblik</h:Issuer>", ""), "syntax_error"),
        (GIVEN.replace(HSUID, "http://www.nsi.dk/hsuid/2013/01/hsuid-1.0.xsd"), "missing_required_header"),
        (GIVEN.replace("nsi:SystemName", "nsi:SystemOwnerName"), "syntax_error"),
    ],
)
@pytest.mark.parametrize("door", ["registry", "repository"])
def test_a_header_that_is_not_in_order_is_refused(dds: Sharing, door: str, header: str, code: str) -> None:
    known = dds.find(NANCY).rows[0]
    body = find_documents(NANCY) if door == "registry" else retrieve(known)
    got = dds.send(door, body, NANCY, hsuid=header)
    assert (got.got.status, got.code) == (500, code)
    assert got.got.headers["content-type"].startswith("application/soap+xml")
    assert got.root.find("s:Body/s:Fault/s:Code/s:Value", NS).text == "soap:Sender"
    assert dds.send(door, body, NANCY, hsuid=GIVEN).code == ""


def test_the_name_format_is_needed_where_it_has_a_meaning(dds: Sharing) -> None:
    bare = GIVEN.replace(' NameFormat="nsi:ynumber"', "")
    assert dds.find(NANCY, hsuid=bare).code == "syntax_error"
    marked = bare.replace('Name="nsi:OrgUsingID"', 'Name="nsi:OrgUsingID" NameFormat="nsi:sor"')
    assert dds.find(NANCY, hsuid=marked).status == "Success"


@pytest.mark.samples
def test_our_own_header_is_one_of_the_schema() -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "dds-sfsk" / "xsd" / "hsuid-1_1.xsd")))
    schema.assertValid(etree.fromstring(GIVEN))
    assert not schema.validate(etree.fromstring(hsuid(hsuid_facts(NANCY), "medcom:ynumber")))


def test_what_is_not_needed_may_be_absent(dds: Sharing) -> None:
    left = {"ResponsibleUserCivilRegistrationNumber": "", "ResponsibleUserAuthorizationCode": "", "ConsentOverride": ""}
    assert dds.find(NANCY, facts=left).status == "Success"


def test_a_systems_card_names_nobody_so_the_header_does(sandbox: Services) -> None:
    holder = Holder(**sandbox.order("certificate", {"kind": "system"}).json)
    client = Client(sandbox)
    card = holder.card(kind="system", level="3", cpr="", format="medcom:cvrnumber", subject="99999999")
    answer = client.exchange(card)
    client.idcard = etree.tostring(answer.root.find(".//saml:Assertion", SOAP_NS), encoding="unicode")
    got = Sharing(client).find(NANCY, facts={"ActingUserCivilRegistrationNumber": OTHER}, medcom=medcom("3"))
    assert got.status == "Success"


def addressing(**more: str) -> str:
    told = {"operation": OPERATIONS["registry"], "message": "urn:uuid:1", "url": "http://127.0.0.1/ddsregistry", **more}
    return ADDRESSING.format(**told)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"addressing": ""}, "missing_required_header"),
        ({"addressing": addressing().partition("<wsa:MessageID>")[0]}, "missing_required_header"),
        ({"addressing": addressing().partition("<wsa:ReplyTo>")[0]}, "missing_required_header"),
        ({"addressing": addressing(operation="RetrieveDocumentSet")}, "syntax_error"),
        ({"addressing": addressing(message="")}, "syntax_error"),
        ({"addressing": addressing().replace("anonymous", "none")}, "syntax_error"),
        ({"addressing": addressing() + addressing()}, "syntax_error"),
        ({"card": ""}, "invalid_idcard"),
        ({"medcom": ""}, "missing_required_header"),
        ({"medcom": medcom("5")}, "security_level_failed"),
        ({"media": "text/xml"}, "syntax_error"),
        ({"media": 'application/soap+xml; action="urn:ihe:iti:2007:RetrieveDocumentSet"'}, "syntax_error"),
        ({"wrap": lambda text: text[:-20]}, "syntax_error"),
        ({"wrap": lambda _: b"<a/>"}, "syntax_error"),
        ({"wrap": lambda text: text.replace(b"2003/05/soap-envelope", b"2003/06/soap-envelope")}, "syntax_error"),
        ({"wrap": lambda text: text.replace(b"<soap:Body>", b"<soap:Body><a/>")}, "syntax_error"),
    ],
)
def test_a_message_that_is_not_in_order_is_refused(dds: Sharing, told: dict[str, Any], code: str) -> None:
    got = dds.find(NANCY, **told)
    assert got.code == code
    assert got.got.status == (415 if told.get("media") == "text/xml" else 500)


def test_another_body_than_the_action_says_is_refused(dds: Sharing) -> None:
    assert dds.send("registry", retrieve(("1.2", "3.4")), NANCY).code == "syntax_error"
    assert dds.send("repository", find_documents(NANCY), NANCY).code == "syntax_error"
    assert dds.send("repository", retrieve(("1.2", "")), NANCY).code == "syntax_error"


def test_a_card_that_has_expired_is_refused(dds: Sharing, sandbox: Services) -> None:
    sandbox.order("clock", {"now": (NOW + timedelta(hours=9)).isoformat()})
    assert dds.find(NANCY).code == "expired_idcard"


@pytest.mark.parametrize("base", ["dds", "sfsk"])
def test_a_card_for_another_service_is_refused(sandbox: Services, base: str) -> None:
    sandbox.fault("wrong_audience", base="sts")
    client = Client(sandbox).sign_in()
    assert Sharing(client, base).find(NANCY).code == "not_authorized"


def test_the_media_type_may_leave_the_action_out(dds: Sharing) -> None:
    assert dds.find(NANCY, media="application/soap+xml; charset=utf-8").status == "Success"


def wrapped(text: bytes, *more: bytes) -> bytes:
    head = (
        b'--skel\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\n'
        b"Content-Transfer-Encoding: binary\r\nContent-ID: <rod@proeve>\r\n\r\n"
    )
    rest = b"".join(b"\r\n--skel\r\nContent-Type: text/xml\r\n\r\n" + each for each in more)
    return head + text + rest + b"\r\n--skel--\r\n"


MTOM = (
    'multipart/related; type="application/xop+xml"; boundary="skel"; start="<rod@proeve>"; '
    f'start-info="application/soap+xml"; action="{ACTION}"'
)


def test_a_request_may_come_as_one_part_of_a_multipart_message(dds: Sharing) -> None:
    assert dds.find(NANCY, media=MTOM, wrap=wrapped).status == "Success"
    assert dds.find(NANCY, media=MTOM, wrap=lambda text: wrapped(text, b"<a/>")).code == "syntax_error"
    assert dds.find(NANCY, media=MTOM).code == "syntax_error"
