"""What is refused at the door, one row each, with the reason: wrapped and forged signatures, hostile XML, wrong cards (T11, T14).

Every row is an answer of the STS about the same clinician; the row "as it should be" is taken, so that no other row is
refused for a reason of its making.
"""

import datetime as dt
from collections.abc import Callable

import pytest

from overblik.domain.errors import SignInNeeded, Unintelligible
from overblik.wire.sts import Expected, card
from overblik.wire.tokens import IdCard
from wire.signed_cards import (
    HASH,
    MINE,
    MOMENT,
    THEIRS,
    WRAPPINGS,
    Key,
    answer,
    identity,
    signed,
    signed_oddly,
    unsigned,
    wrapped,
)

EXPECTED = Expected(MINE, 4, frozenset(), HASH, MOMENT)
Row = Callable[[Key], bytes]


@pytest.fixture(scope="module")
def sts() -> Key:
    return identity()


@pytest.fixture(scope="module")
def other() -> Key:
    return identity()


def reason_of(content: bytes, trusted: bytes, expected: Expected = EXPECTED, now: dt.datetime = MOMENT) -> str:
    """Give why an answer is refused, empty when it is taken."""
    try:
        found = card(content, (trusted,), expected, now)
    except (SignInNeeded, Unintelligible) as error:
        return str(error.facts["reason"])
    assert isinstance(found, IdCard)
    assert found.subject == MINE, "a card of somebody else was taken"
    return ""


def test_as_it_should_be_is_taken(sts: Key) -> None:
    assert reason_of(answer(signed(sts)), sts[1]) == ""


@pytest.mark.rule("T11")
@pytest.mark.parametrize("spelling", ["id", "ID", "Id", "AssertionID", "{http://www.w3.org/XML/1998/namespace}id"])
@pytest.mark.parametrize("identifier", ["IDCard", "andet"])
@pytest.mark.parametrize("number", WRAPPINGS)
def test_t11_a_wrapped_signature_is_refused(sts: Key, number: int, identifier: str, spelling: str) -> None:
    """The eight classic ways, with the id of the forged one the same and another, in each spelling of the attribute."""
    came = reason_of(wrapped(answer(signed(sts)), number, identifier, spelling), sts[1])
    # Beside the original a second card of the same name is seen first, with whatever ids.
    wanted = "wrapped" if identifier == "andet" or number == 3 else "duplicate_id"
    assert came == f"signature_{wanted}"


def changed(old: str, new: str) -> Row:
    """Change the signed card, or what stands around it."""

    def make(key: Key) -> bytes:
        content = answer(signed(key)).decode()
        assert old in content
        return content.replace(old, new, 1).encode()

    return make


def oddly(kind: str, method: str = "RSA_SHA256", transforms: tuple[str, ...] = ("ENVELOPED", "EXCL_C14N")) -> Row:
    return lambda key: answer(signed_oddly(key[1] if kind == "HMAC" else key[0], kind, method, transforms))


def twice(name: str) -> Row:
    """Write a part of the signature twice."""

    def make(key: Key) -> bytes:
        text = signed(key)
        begin, end = text.index(f"<ds:{name}"), text.index(f"</ds:{name}>") + len(f"</ds:{name}>")
        part = text[begin:end]
        return answer(text[:end] + part.replace(' id="OCESSignature"', "") + text[end:])

    return make


TRANSFORM = '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>'
XPATH = (
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>false()</ds:XPath></ds:Transform>'
)
XSLT = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'
BASE64 = '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/>'
LAUGHS = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
NAME = f">{MINE}</saml:NameID>"
INCLUDE = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
SIGNATURES: dict[str, tuple[Row, str]] = {
    "no signature": (lambda _: answer(unsigned()), "signature_unsigned"),
    "no card": (lambda _: answer(), "signature_place"),
    "two cards": (lambda key: answer(signed(key), signed(key)), "signature_wrapped"),
    "id is called ID": (lambda key: answer(signed(key).replace(' id="IDCard"', ' ID="IDCard"')), "signature_wrapped"),
    "id is called Id": (lambda key: answer(signed(key).replace(' id="IDCard"', ' Id="IDCard"')), "signature_wrapped"),
    "another id": (lambda key: answer(signed(key).replace(' id="IDCard"', ' id="x"')), "signature_unsigned"),
    "ids twice": (lambda key: answer(signed(key), before='<a id="x"/><a Id="x"/>'), "signature_duplicate_id"),
    "changed content": (changed(NAME, f">{THEIRS}</saml:NameID>"), "signature_invalid"),
    "changed attribute": (changed('Name="sosi:IDCardID"', 'Name="sosi:AuthenticationLevel"'), "signature_invalid"),
    "changed digest": (changed("<ds:DigestValue>", "<ds:DigestValue>AAAA"), "signature_invalid"),
    "changed value": (changed("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"), "signature_invalid"),
    "SHA-1": (oddly("RSA", "RSA_SHA1"), "signature_algorithm"),
    "HMAC with the certificate as its key": (oddly("HMAC", "HMAC_SHA256"), "signature_algorithm"),
    "no transform": (changed(TRANSFORM, ""), "signature_invalid"),
    "XPath": (changed(TRANSFORM, XPATH), "signature_algorithm"),
    "XSLT": (changed(TRANSFORM, XSLT), "signature_algorithm"),
    "base64": (changed(TRANSFORM, BASE64), "signature_algorithm"),
    "comments are signed": (changed("xml-exc-c14n#", "xml-exc-c14n#WithComments"), "signature_algorithm"),
    "two signatures": (twice("Signature"), "signature_wrapped"),
    "two references": (twice("Reference"), "signature_wrapped"),
    "two signed infos": (twice("SignedInfo"), "signature_wrapped"),
    "whole message": (changed('URI="#IDCard"', 'URI=""'), "signature_wrapped"),
    "file": (changed('URI="#IDCard"', 'URI="file:///etc/hostname"'), "signature_wrapped"),
    "pointer": (changed('URI="#IDCard"', 'URI="#xpointer(/)"'), "signature_wrapped"),
}
XML: dict[str, tuple[Row, str]] = {
    "comment in the identifier": (changed(NAME, f">{MINE[:5]}<!-- -->{MINE[5:]}</saml:NameID>"), "comment_in_text"),
    "comment after the identifier": (changed(NAME, f">{MINE}<!-- -->x</saml:NameID>"), "comment_in_text"),
    "instruction in the identifier": (changed(NAME, f">{MINE[:5]}<?a b?>{MINE[5:]}</saml:NameID>"), "comment_in_text"),
    "comment between elements": (changed("<saml:Subject>", "<!-- --><saml:Subject>"), ""),
    "DOCTYPE": (lambda key: answer(signed(key), doctype="<!DOCTYPE s>"), "doctype"),
    "entity": (lambda key: answer(signed(key), doctype='<!DOCTYPE s [<!ENTITY a "b">]>'), "doctype"),
    "entity outside": (
        lambda key: answer(signed(key), doctype='<!DOCTYPE s SYSTEM "file:///etc/hostname">'),
        "doctype",
    ),
    "parameter entity": (
        lambda key: answer(signed(key), doctype='<!DOCTYPE s [<!ENTITY % a SYSTEM "http://x.example/a"> %a;]>'),
        "doctype",
    ),
    "billion laughs": (lambda key: answer(signed(key), before="&c;", doctype=LAUGHS), "doctype"),
    "entity that nobody declares": (lambda key: answer(signed(key), before="&a;"), "not_well_formed"),
    "XInclude in the card": (changed(NAME, f">{INCLUDE}</saml:NameID>"), "signature_invalid"),
    "too deep": (lambda key: answer(signed(key), before="<a>" * 300 + "</a>" * 300), "too_deep"),
    "too large": (lambda key: answer(signed(key), before=" " * (20 * 1024 * 1024)), "too_large"),
    "cut off": (lambda key: answer(signed(key))[:-9], "not_well_formed"),
    "no XML": (lambda _: b"<html><body>Log ind", "not_well_formed"),
    "nothing": (lambda _: b"", "not_well_formed"),
}


@pytest.mark.rule("T11")
@pytest.mark.parametrize("row", SIGNATURES)
def test_t11_a_signature_that_does_not_hold_is_refused(sts: Key, row: str) -> None:
    made, reason = SIGNATURES[row]
    assert reason_of(made(sts), sts[1]) == reason


@pytest.mark.rule("T11", "T14")
@pytest.mark.parametrize("row", XML)
def test_t14_hostile_xml_is_refused(sts: Key, row: str) -> None:
    made, reason = XML[row]
    assert reason_of(made(sts), sts[1]) == reason


@pytest.mark.rule("T11")
def test_t11_who_signed_is_not_asked_of_the_message(sts: Key, other: Key) -> None:
    """Signed by another, whose certificate lies in KeyInfo; signed by ours, while another is trusted."""
    assert reason_of(answer(signed(other)), sts[1]) == "signature_invalid"
    assert reason_of(answer(signed(sts)), other[1]) == "signature_invalid"
