"""Headers, faults and id cards, ours and the embedded services', against the schemas of Den Gode Webservice 1.0."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from overblik.wire.dgws import CardRequest, System, User, assertion, header
from overblik.wire.names import MEDCOM
from overblik.wire.signature import sign
from overblik.wire.tokens import IdCard
from sandbox.process import ROOT, Services
from sandbox.soap import NOW, NS, Client, Holder
from sandbox.test_fmk import includes

SCHEMAS = ROOT.parent / "shared" / "samples" / "schemas"
XSD = {
    "saml": SCHEMAS / "ihe-ebrim-dgws-hsuid" / "xsd" / "dgws" / "saml.xsd",
    # FMK's own copy of the schema names the codes of faults; the one of 2006 knows two words.
    "medcom": SCHEMAS / "fmk" / "extracted-xsd" / "all.xsd",
}
SHA_1 = {
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "http://www.w3.org/2000/09/xmldsig#sha1",
}
"""The schema is older than the algorithms that the services now demand: those two names alone are read as its own."""
NANCY = "2512489996"
Check = Callable[[str, Any], None]


@pytest.fixture(scope="module")
def check() -> Check:
    """Hold an element against a schema; a missing one fails."""
    known: dict[str, etree.XMLSchema] = {}

    def against(name: str, node: Any) -> None:
        if name not in known:
            known[name] = etree.XMLSchema(etree.parse(str(XSD[name])))
        alone = etree.fromstring(etree.tostring(copy.deepcopy(node)))
        for one in alone.iter("{*}SignatureMethod", "{*}DigestMethod"):
            one.set("Algorithm", SHA_1[one.get("Algorithm", "")])
        assert known[name].validate(alone), str(known[name].error_log)

    return against


def headers_of(root: Any) -> list[Any]:
    found = root.findall(f".//{{{MEDCOM}}}Header")
    assert found
    return list(found)


def test_the_card_of_the_sts_validates(national: Services, check: Check) -> None:
    guest = Client(national)
    answer = guest.exchange(guest.holder.card())
    (card,) = answer.root.findall(".//saml:Assertion", NS)
    check("saml", card)


def test_the_header_of_every_answer_and_fault_validates(client: Client, check: Check) -> None:
    answers = [client.card(NANCY), client.ddv(NANCY), client.card(NANCY, versions=("99",))]
    assert [bool(answer.code) for answer in answers] == [False, False, True]
    for answer in answers:
        for one in headers_of(answer.root):
            check("medcom", one)


def test_our_own_card_and_header_validate(national: Services, check: Check) -> None:
    holder: Holder = Client(national).holder
    system = System("Overblik", "99999999", "medcom:cvrnumber", "Lægehuset")
    user = User("0408719990", "M.", "Eksempel", "7170")
    asked = CardRequest("kort-1", "Overblik", 4, system, user, holder.digest())
    pem = [part.encode() if isinstance(part, str) else part for part in _pem(holder)]
    signed = sign(assertion(asked, NOW).encode(), "IDCard", *pem)
    check("saml", etree.fromstring(signed))
    told = header(IdCard(signed, "kort-1", 4, user.cpr, NOW, NOW), NOW, level=4, flow_id="a", message_id="b")
    names = f'xmlns:medcom="{MEDCOM}" xmlns:wsse="urn:x" xmlns:wsu="urn:y"'
    (own,) = headers_of(etree.fromstring(f"<x {names}>{told}</x>", etree.XMLParser(recover=True)))
    check("medcom", own)


def _pem(holder: Holder) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key, holder.certificate.public_bytes(Encoding.PEM)


def test_the_check_sees_a_header_that_is_wrong(client: Client, check: Check) -> None:
    (one, *_) = headers_of(client.card(NANCY).root)
    one[0].tag = f"{{{MEDCOM}}}Noget"
    with pytest.raises(AssertionError):
        check("medcom", one)
    assert includes()
