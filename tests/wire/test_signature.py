"""A signature is verified on the bytes as received, and only the signed node is read (XMLDSig; T16)."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from overblik.wire.names import SAML
from overblik.wire.signature import SignatureError, SigningKey, sign, signed_node

CARD = f'<saml:Assertion xmlns:saml="{SAML}" id="IDCard"><saml:Issuer>os</saml:Issuer></saml:Assertion>'
EVIL = f'<saml:Assertion xmlns:saml="{SAML}" id="IDCard"><saml:Issuer>andre</saml:Issuer></saml:Assertion>'
PATH = ("Envelope", f"{{{SAML}}}Assertion")


def identity() -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "prøve")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + dt.timedelta(days=900))
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret, made.sign(key, hashes.SHA256()).public_bytes(pem)


@pytest.fixture(scope="module")
def ours() -> tuple[bytes, bytes]:
    return identity()


@pytest.fixture(scope="module")
def signed(ours: tuple[bytes, bytes]) -> str:
    return sign(CARD.encode(), "IDCard", *ours).decode()


def test_what_was_signed_is_read(ours: tuple[bytes, bytes], signed: str) -> None:
    node, canonical = signed_node(f"<Envelope>{signed}</Envelope>".encode(), PATH, "IDCard", (ours[1],))
    assert node.findtext(f"{{{SAML}}}Issuer") == "os"
    assert canonical.decode() == signed


@pytest.mark.rule("T16")
@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("<Envelope>{card}</Envelope>", "unsigned"),
        ("<Envelope>{altered}</Envelope>", "invalid"),
        ("<Envelope>{evil}{signed}</Envelope>", "wrapped"),
        ("<Envelope><Old>{signed}</Old>{evil}</Envelope>", "duplicate_id"),
        ("<Envelope><Old>{signed}</Old>{other}</Envelope>", "wrapped"),
        ("<Envelope>{inside}</Envelope>", "duplicate_id"),
        ("<Envelope><X id='a'/><X ID='a'/>{signed}</Envelope>", "duplicate_id"),
        ("<Other>{signed}</Other>", "place"),
        ("<Envelope>{twice}</Envelope>", "wrapped"),
        ("<!DOCTYPE Envelope><Envelope>{signed}</Envelope>", "doctype"),
        ("<Envelope>{comment}</Envelope>", "comment_in_text"),
        ("<Envelope>{sha1}</Envelope>", "algorithm"),
    ],
)
def test_t16_a_message_that_two_readers_could_read_two_ways_is_refused(
    ours: tuple[bytes, bytes], signed: str, message: str, reason: str
) -> None:
    begin, end = signed.index("<ds:Signature"), signed.index("</saml:Assertion>")
    forms = {
        "card": CARD,
        "signed": signed,
        "evil": EVIL,
        "other": EVIL.replace("IDCard", "other"),
        "altered": signed.replace(">os<", ">andre<"),
        "inside": signed.replace("</saml:Assertion>", f"{EVIL}</saml:Assertion>"),
        "twice": signed[:end] + signed[begin:end].replace('id="OCESSignature"', "") + signed[end:],
        "comment": signed.replace(">os<", ">o<!-- -->s<"),
        "sha1": signed.replace("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1"),
    }
    with pytest.raises(SignatureError) as refused:
        signed_node(message.format(**forms).encode(), PATH, "IDCard", (ours[1],))
    assert refused.value.reason == reason


@pytest.mark.rule("T16")
def test_t16_another_signer_is_refused_whatever_stands_in_the_message(signed: str) -> None:
    with pytest.raises(SignatureError, match="invalid"):
        signed_node(f"<Envelope>{signed}</Envelope>".encode(), PATH, "IDCard", (identity()[1],))


def test_an_old_card_by_sha_1_is_read_only_where_old_cards_are_asked_for(ours: tuple[bytes, bytes]) -> None:
    xmlsec: Any = import_module("xmlsec")
    node = etree.fromstring(CARD)
    signature = xmlsec.template.create(node, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA1, ns="ds")
    node.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA1, uri="#IDCard")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(ours[0], xmlsec.KeyFormat.PEM, None)
    context.register_id(node, "id")
    context.sign(signature)
    message = f"<Envelope>{etree.tostring(node).decode()}</Envelope>".encode()
    with pytest.raises(SignatureError, match="algorithm"):
        signed_node(message, PATH, "IDCard", (ours[1],))
    read, _ = signed_node(message, PATH, "IDCard", (ours[1],), old_too=True)
    assert read.findtext(f"{{{SAML}}}Issuer") == "os"


def test_a_key_that_is_kept_signs_each_card_for_itself(ours: tuple[bytes, bytes]) -> None:
    key = SigningKey(*ours)
    for name in ("os", "andre"):
        signed = key.sign(CARD.replace(">os<", f">{name}<").encode(), "IDCard").decode()
        read, _ = signed_node(f"<Envelope>{signed}</Envelope>".encode(), PATH, "IDCard", (ours[1],))
        assert read.findtext(f"{{{SAML}}}Issuer") == name
    assert "PRIVATE" not in f"{key!r}{key}"


def test_a_key_that_cannot_be_used_signs_nothing(ours: tuple[bytes, bytes]) -> None:
    key = SigningKey(b"no key", ours[1])
    for _ in range(2):
        with pytest.raises(SignatureError, match="invalid"):
            key.sign(CARD.encode(), "IDCard")
