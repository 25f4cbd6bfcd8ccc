"""The STS: what it accepts, what it refuses with which code, and the card that it gives."""

import base64
import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from lxml import etree

from sandbox.process import Services
from sandbox.soap import NOW, NS, SAML, Answer, Client, Holder, post, trust

NANCY = "2512489996"
HOUR = timedelta(hours=1)


@pytest.fixture
def guest(national: Services) -> Client:
    """A clinician who is not yet signed in."""
    return Client(national)


def another(sandbox: Services, kind: str) -> Holder:
    """One more certificate by the side door."""
    return Holder(**sandbox.order("certificate", {"kind": kind}).json)


def refused(answer: Answer) -> str:
    assert answer.got.status == 500
    assert answer.root.findtext(".//faultactor").endswith("/sts/services/NewSecurityTokenService")
    assert answer.root.find(".//detail") is not None
    assert "wst" in answer.root.find(".//faultcode").nsmap
    return answer.code.removeprefix("wst:")


def value(answer: Answer, name: str) -> str:
    return str(answer.root.findtext(f".//saml:Attribute[@Name='{name}']/saml:AttributeValue", None, NS))


def test_a_card_is_answered_in_the_form_of_ws_trust(guest: Client) -> None:
    answer = guest.exchange(guest.holder.card(identifier="kort-1", ends=NOW + 24 * HOUR))
    assert answer.got.status == 200
    assert answer.content.tag == f"{{{NS['wst']}}}RequestSecurityTokenResponse"
    assert answer.content.get("Context") == "www.sosi.dk"
    assert answer.texts("wst:Code") == [f"{NS['wst']}/status/valid"]
    card = answer.root.find(".//wst:RequestedSecurityToken/saml:Assertion", NS)
    assert card.get("id") == "IDCard"
    assert card.find("saml:Conditions", NS).attrib == {
        "NotBefore": "2026-11-23T08:41:00Z",
        "NotOnOrAfter": "2026-11-23T16:41:00Z",
    }
    assert (value(answer, "sosi:IDCardID"), value(answer, "sosi:AuthenticationLevel")) == ("kort-1", "4")
    assert value(answer, "sosi:OCESCertHash") == guest.holder.digest()
    assert value(answer, "medcom:UserAuthorizationCode") == "0DMX7"


def test_the_signature_of_the_answer_holds_for_an_independent_reader(guest: Client) -> None:
    answer = guest.exchange(guest.holder.card())
    root = etree.fromstring(etree.tostring(answer.root.find(".//saml:Assertion", NS)))
    told = load_pem_x509_certificate(guest.sandbox.told["sts"]["certificate"].encode())
    held = base64.b64decode(root.findtext(".//ds:X509Certificate", None, NS))
    assert hashlib.sha256(held).digest() == hashlib.sha256(told.public_bytes(Encoding.DER)).digest()
    work = xmlsec.SignatureContext()
    work.key = xmlsec.Key.from_memory(told.public_bytes(Encoding.PEM), xmlsec.constants.KeyDataFormatCertPem)
    work.register_id(root, "id")
    work.verify(root.find("ds:Signature", NS))
    assert root.find(".//ds:SignatureMethod", NS).get("Algorithm").endswith("xmldsig-more#rsa-sha256")


def test_the_number_may_be_left_out_and_a_shorter_life_is_kept(guest: Client) -> None:
    answer = guest.exchange(guest.holder.card(cpr="", format="medcom:other", subject="CN=M. Eksempel", ends=NOW + HOUR))
    assert value(answer, "medcom:UserCivilRegistrationNumber") == "0408719990"
    assert answer.root.find(".//saml:Conditions", NS).get("NotOnOrAfter") == "2026-11-23T09:41:00Z"


def test_a_system_has_level_3_and_is_let_in(guest: Client) -> None:
    holder = another(guest.sandbox, "system")
    answer = guest.exchange(holder.card(kind="system", level="3", format="medcom:itsystemname", subject="OVERBLIK"))
    assert (value(answer, "sosi:AuthenticationLevel"), value(answer, "sosi:IDCardType")) == ("3", "system")
    assert answer.root.find(".//saml:AttributeStatement[@id='UserLog']", NS) is None
    assert refused(guest.exchange(holder.card())) == "FailedAuthentication"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"algorithm": xmlsec.constants.TransformRsaSha1}, "AuthenticationBadElements"),
        ({"digest": xmlsec.constants.TransformSha1}, "InvalidRequest"),
        ({"hash": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "AuthenticationBadElements"),
        ({"ends": NOW}, "InvalidTimeRange"),
        ({"begins": NOW - 2 * HOUR, "ends": NOW}, "ExpiredData"),
        ({"begins": NOW + HOUR, "ends": NOW + 2 * HOUR}, "InvalidTimeRange"),
        ({"ends": NOW + 25 * HOUR}, "InvalidTimeRange"),
        ({"cpr": "1712689992"}, "FailedAuthentication"),
        ({"subject": "1712689992"}, "FailedAuthentication"),
        ({"cvr": "88888888"}, "FailedAuthentication"),
        ({"level": "5"}, "FailedAuthentication"),
        ({"kind": "system"}, "FailedAuthentication"),
        ({"level": "høj"}, "InvalidRequest"),
        ({"identifier": ""}, "InvalidRequest"),
    ],
)
def test_a_card_that_is_not_in_order_is_refused(guest: Client, more: dict[str, Any], code: str) -> None:
    assert refused(guest.exchange(guest.holder.card(**more))) == code


@pytest.mark.parametrize("kind", ["expired", "future", "foreign", "unknown"])
def test_a_certificate_that_is_not_in_order_is_refused(guest: Client, kind: str) -> None:
    holder = another(guest.sandbox, kind)
    card = holder.card(cpr="1712689992", subject="1712689992")
    assert refused(guest.exchange(card)) == "FailedAuthentication"
    good = another(guest.sandbox, "employee").card(cpr="1712689992", subject="1712689992")
    assert guest.exchange(good).got.status == 200


def test_a_word_changed_after_signing_is_seen(guest: Client) -> None:
    card = guest.holder.card().replace("<saml:AttributeValue>M.</", "<saml:AttributeValue>N.</")
    assert refused(guest.exchange(card)) == "FailedAuthentication"


def test_the_same_request_is_answered_once(guest: Client) -> None:
    card = guest.holder.card()
    assert guest.exchange(card, message="besked-1").got.status == 200
    assert refused(guest.exchange(card, message="besked-1")) == "FailedAuthentication"
    assert guest.exchange(card, message="besked-2").got.status == 200


def wrapped(card: str, how: str) -> str:
    """The ways in which a true signature is made to speak for another card (McIntosh and Austel, 2005)."""
    false = re.sub(r"<ds:Signature .*</ds:Signature>", "", card, flags=re.DOTALL).replace("0408719990", "1712689992")
    inside = false.replace("</saml:Assertion>", "")
    if how == "beside":
        return false + card
    if how == "within":
        return f"{inside}<x>{card}</x></saml:Assertion>"
    if how == "in the signature":
        return inside + re.search(r"<ds:Signature .*</ds:Signature>", card, flags=re.DOTALL)[0].replace(  # type: ignore[index]
            "</ds:Signature>", f"<ds:Object>{card}</ds:Object></ds:Signature></saml:Assertion>"
        )
    if how == "another id":
        return card.replace('id="IDCard"', 'id="Kort"')
    return card.replace('id="SystemLog"', 'ID="IDCard"')


@pytest.mark.parametrize("how", ["beside", "within", "in the signature", "another id", "an id twice"])
def test_only_the_signed_card_is_read(guest: Client, how: str) -> None:
    assert refused(guest.exchange(wrapped(guest.holder.card(), how))) == "InvalidRequest"


def test_a_card_without_a_signature_or_with_two_is_refused(guest: Client) -> None:
    card = guest.holder.card()
    bare = re.sub(r"<ds:Signature .*</ds:Signature>", "", card, flags=re.DOTALL)
    signature = card[card.index("<ds:Signature ") : card.index("</saml:Assertion>")]
    assert refused(guest.exchange(bare)) == "InvalidRequest"
    assert refused(guest.exchange(card.replace(signature, signature * 2))) == "InvalidRequest"
    assert refused(guest.exchange(card.replace("#IDCard", ""))) == "InvalidRequest"


def test_another_request_is_not_understood(guest: Client) -> None:
    url = guest.sandbox.told["sts"]["url"]
    assert guest.exchange(guest.holder.card(), kind=f"{SAML}:").got.status == 200
    assert refused(guest.exchange(guest.holder.card(), kind="urn:x")) == "BadRequest"
    assert refused(post(url, trust(guest.holder.card()).replace("trust/Issue", "trust/Renew"), "")) == "BadRequest"
    assert refused(post(url, trust("")[:-4], "")) == "InvalidRequest"
    assert refused(post(url, "<!DOCTYPE x []>" + trust("").partition("?>")[2], "")) == "InvalidRequest"
    assert refused(post(url, trust("").replace("wsu:Created", "wsu:Expires"), "")) == "InvalidRequest"
    assert refused(post(url, "x" * 2_200_000, "")) == "InvalidRequest"


@pytest.mark.rule("T25")
def test_t25_the_log_of_the_sts_names_nobody(guest: Client) -> None:
    guest.exchange(guest.holder.card())
    guest.exchange(guest.holder.card(cvr="88888888"))
    rows = guest.sandbox.order("requests", method="GET").json["requests"]
    assert [each["status"] for each in rows] == [200, 500]
    assert rows[1]["fault"] == "FailedAuthentication"
    assert "0408719990" not in str(rows)
