"""Id cards signed in the test, the answers of the STS that carry them, and the eight ways to wrap a signature.

The ways are those of Somorovsky, Mayer, Schwenk, Kampmann and Jensen, "On Breaking SAML" (2012), table 1.
"""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from importlib import import_module
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from overblik.wire.dgws import CardRequest, System, User, assertion
from overblik.wire.names import DS, SAML, SOAP_11, WST
from overblik.wire.signature import sign

MOMENT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
MINE, THEIRS = "2509479989", "2512489996"
HASH = "3PqinWie9060qTDZFpbI7x4V75w="
SIGNATURE, CARD = f"{{{DS}}}Signature", f"{{{SAML}}}Assertion"
Key = tuple[bytes, bytes]
Wrapping = Callable[[Any, str], None]


def identity() -> Key:
    """Make a key and its certificate as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "prøve")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + dt.timedelta(days=900))
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret, made.sign(key, hashes.SHA256()).public_bytes(pem)


def unsigned(
    who: str = MINE,
    level: int = 4,
    at: dt.datetime = MOMENT,
    hours: float = 12,
    inside: str = "",
    authorisation: str = "",
) -> str:
    """Write a card; it begins five minutes before `at`. `inside` stands within its conditions."""
    told = System("Overblik", "99999999", "medcom:cvrnumber", "Lægehuset")
    user = User(who, "Prøve", "Læge", "7170", authorisation=authorisation)
    asked = CardRequest("kort-1", "STS", level, told, user, HASH)
    text = assertion(asked, at, dt.timedelta(hours=hours))
    begin = text.index("<saml:Conditions")
    end = text.index("/>", begin)
    return f"{text[:end]}>{inside}</saml:Conditions>{text[end + 2 :]}" if inside else text


def signed(key: Key, text: str = "") -> str:
    """Sign a card."""
    return sign((text or unsigned()).encode(), "IDCard", *key).decode()


def answer(*cards: str, before: str = "", doctype: str = "") -> bytes:
    """Write the answer of the STS."""
    token = f"<t:RequestedSecurityToken>{''.join(cards)}</t:RequestedSecurityToken>"
    inside = f'<t:RequestSecurityTokenResponse xmlns:t="{WST}" Context="www.sosi.dk">{token}</t:RequestSecurityTokenResponse>'
    body = f"<s:Header>{before}</s:Header><s:Body>{inside}</s:Body>"
    return f'{doctype}<s:Envelope xmlns:s="{SOAP_11}">{body}</s:Envelope>'.encode()


def _forged(card: Any, identifier: str) -> Any:
    """Give an unsigned copy of the card about somebody else."""
    evil = _bare(card)
    _change(evil, identifier)
    return evil


def _bare(card: Any) -> Any:
    bare = deepcopy(card)
    bare.remove(bare.find(SIGNATURE))
    bare.tail = None
    return bare


def _xsw1(card: Any, identifier: str) -> None:
    """The forged one holds the signature, and the signature holds the original."""
    evil, signature = _forged(card, identifier), card.find(SIGNATURE)
    evil.append(signature)
    card.getparent().replace(card, evil)
    signature.append(card)


def _xsw2(card: Any, identifier: str) -> None:
    """The forged one holds the original, and the signature stands beside it."""
    evil, signature = _forged(card, identifier), card.find(SIGNATURE)
    card.getparent().replace(card, evil)
    evil.append(card)
    evil.append(signature)


def _xsw3(card: Any, identifier: str) -> None:
    """The forged one stands before the original."""
    card.addprevious(_forged(card, identifier))


def _xsw4(card: Any, identifier: str) -> None:
    """The original, with its signature, lies in the forged one."""
    evil = _forged(card, identifier)
    card.getparent().replace(card, evil)
    evil.append(card)


def _xsw5(card: Any, identifier: str) -> None:
    """The signed one is changed, and a copy of what it was stands at the end of the message."""
    original, root = _bare(card), card.getroottree().getroot()
    _change(card, identifier)
    root.append(original)


def _xsw6(card: Any, identifier: str) -> None:
    """The signed one is changed, and a copy of what it was lies in its signature."""
    original = _bare(card)
    _change(card, identifier)
    card.find(SIGNATURE).append(original)


def _xsw7(card: Any, identifier: str) -> None:
    """The forged one lies beside the original in an element that may hold anything."""
    extensions = etree.Element("Extensions")
    extensions.append(_forged(card, identifier))
    card.addprevious(extensions)


def _xsw8(card: Any, identifier: str) -> None:
    """The signed one is changed, and a copy of what it was lies in an object of its signature."""
    original = _bare(card)
    _change(card, identifier)
    held = etree.SubElement(card.find(SIGNATURE), f"{{{DS}}}Object")
    held.append(original)


def _change(card: Any, identifier: str) -> None:
    """Make it about somebody else; under another id no id within it stands twice either."""
    for one in card.iter(f"{{{SAML}}}AttributeStatement", SIGNATURE):
        if identifier != card.get("id") and one.get("id"):
            one.set("id", f"{identifier}-{one.get('id')}")
    card.set("id", identifier)
    for one in card.iter(f"{{{SAML}}}NameID"):
        one.text = THEIRS


WRAPPINGS: dict[int, Wrapping] = dict(enumerate((_xsw1, _xsw2, _xsw3, _xsw4, _xsw5, _xsw6, _xsw7, _xsw8), start=1))


def wrapped(content: bytes, number: int, identifier: str, spelling: str = "id") -> bytes:
    """Wrap the card of an answer; the forged one is called `identifier`, in an attribute of this spelling."""
    root = etree.fromstring(content)
    card = next(root.iter(CARD))
    WRAPPINGS[number](card, identifier)
    for one in root.iter(CARD):
        if spelling != "id" and (one.findtext(f".//{{{SAML}}}NameID") == THEIRS):
            one.set(spelling, one.attrib.pop("id"))
    return etree.tostring(root)


def signed_oddly(
    key: bytes, kind: str, method: str = "RSA_SHA256", transforms: tuple[str, ...] = ("ENVELOPED", "EXCL_C14N")
) -> str:
    """Sign a card in a way that the house does not: another method, or other transforms; `kind` is RSA or HMAC."""
    xmlsec: Any = import_module("xmlsec")
    node = etree.fromstring(unsigned())
    signature = xmlsec.template.create(node, xmlsec.Transform.EXCL_C14N, getattr(xmlsec.Transform, method), ns="ds")
    node.append(signature)
    digest = xmlsec.Transform.SHA1 if method == "RSA_SHA1" else xmlsec.Transform.SHA256
    reference = xmlsec.template.add_reference(signature, digest, uri="#IDCard")
    for one in transforms:
        xmlsec.template.add_transform(reference, getattr(xmlsec.Transform, one))
    context = xmlsec.SignatureContext()
    is_hmac = kind == "HMAC"
    context.key = (
        xmlsec.Key.from_binary_data(xmlsec.constants.KeyDataHmac, key)
        if is_hmac
        else xmlsec.Key.from_memory(key, xmlsec.KeyFormat.PEM, None)
    )
    context.register_id(node, "id")
    context.sign(signature)
    return etree.tostring(node).decode()
