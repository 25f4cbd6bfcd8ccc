"""The enveloped signature of an id card (XML Signature 1.1; DGWS 1.0.1): RSA-SHA256 over exclusive C14N of `#IDCard`.

A card is read only from a copy of the node that the signature covers, so that nothing beside it can speak (signature
wrapping), and only the two transforms of DGWS are let in.
"""

import base64
import binascii
from collections import Counter
from copy import deepcopy

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml.etree import _Element

from overblik.sandbox.national.certificates import Identity
from overblik.sandbox.national.idcard import BadForm
from overblik.sandbox.national.markup import everywhere, first, local, named, text
from overblik.sandbox.national.names import DS

_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TRANSFORMS = [f"{DS}enveloped-signature", _EXCLUSIVE]
_RSA_SHA1 = f"{DS}rsa-sha1"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


class BadSignature(ValueError):
    """The signature does not hold, or is none that is accepted."""


class WeakSignature(BadSignature):
    """The signature is RSA-SHA1, which new cards may not have."""


def sign(assertion: _Element, signer: Identity) -> None:
    """Add the signature, with the signer's certificate in KeyInfo."""
    known = xmlsec.constants
    signature = xmlsec.template.create(assertion, known.TransformExclC14N, known.TransformRsaSha256, ns="ds")
    signature.set("id", "OCESSignature")
    assertion.append(signature)
    reference = xmlsec.template.add_reference(signature, known.TransformSha256, uri="#IDCard")
    xmlsec.template.add_transform(reference, known.TransformEnveloped)
    xmlsec.template.add_transform(reference, known.TransformExclC14N)
    data = xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.template.x509_data_add_certificate(data)
    work = xmlsec.SignatureContext()
    work.key = xmlsec.Key.from_memory(signer.key_pem(), known.KeyDataFormatPem)
    work.key.load_cert_from_memory(signer.pem(), known.KeyDataFormatPem)
    work.register_id(assertion, "id")
    work.sign(signature)


def verified(assertion: _Element) -> tuple[_Element, x509.Certificate]:
    """A copy of the assertion that its own signature covers, and the certificate of that signature.

    Raises:
        BadForm: the signature is not in the form of an id card.
        WeakSignature: it is RSA-SHA1.
        BadSignature: it does not hold.

    """
    if assertion.get("id") != "IDCard" or _has_repeated_ids(assertion.getroottree().getroot()):
        raise BadForm("an id is missing or stands twice")
    alone = deepcopy(assertion)
    alone.tail = None
    signature = _signature(alone)
    certificate = _certificate(signature)
    work = xmlsec.SignatureContext()
    public = certificate.public_bytes(Encoding.PEM)
    work.key = xmlsec.Key.from_memory(public, xmlsec.constants.KeyDataFormatCertPem)
    work.register_id(alone, "id")
    try:
        work.verify(signature)
    except xmlsec.Error:
        raise BadSignature("the signature does not hold") from None
    alone.remove(signature)
    return alone, certificate


def _has_repeated_ids(root: _Element) -> bool:
    """Whether two nodes of a message answer to the same id, in any of the ways to write one."""
    ids = Counter(
        value
        for node in root.iter("*")
        for name, value in node.attrib.items()
        if str(name).rpartition("}")[2].lower() == "id"
    )
    return any(count > 1 for count in ids.values())


def _signature(alone: _Element) -> _Element:
    """The one signature of an assertion, its algorithms checked."""
    own = list(named(alone, "Signature"))
    if len(own) != 1 or len(everywhere(alone, "Signature")) != 1 or len(everywhere(alone, "Assertion")) != 1:
        raise BadForm("the id card does not have one signature")
    told = first(own[0], "SignedInfo")
    references = [] if told is None else list(named(told, "Reference"))
    if told is None or len(references) != 1 or references[0].get("URI") != "#IDCard":
        raise BadForm("the signature does not cover the id card alone")
    method = _algorithm(told, "SignatureMethod")
    if method == _RSA_SHA1:
        raise WeakSignature("RSA-SHA1 is not accepted for new id cards")
    transforms = [each for part in named(references[0], "Transforms") for each in part]
    plain = [each.get("Algorithm") for each in transforms] == _TRANSFORMS and not any(len(each) for each in transforms)
    digest, canonical = _algorithm(references[0], "DigestMethod"), _algorithm(told, "CanonicalizationMethod")
    if not plain or (method, digest, canonical) != (_RSA_SHA256, _SHA256, _EXCLUSIVE):
        raise BadForm("the signature uses an algorithm that id cards do not have")
    return own[0]


def _algorithm(node: _Element, name: str) -> str:
    found = first(node, name)
    return "" if found is None else str(found.get("Algorithm", ""))


def _certificate(signature: _Element) -> x509.Certificate:
    """The certificate in KeyInfo; it must hold an RSA key, and be the only one."""
    held = [each for each in everywhere(signature, "X509Certificate") if local(each.getparent()) == "X509Data"]
    if len(held) != 1:
        raise BadForm("KeyInfo does not hold one certificate")
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(text(held[0])))
    except (ValueError, binascii.Error):
        raise BadForm("the certificate cannot be read") from None
    if not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        raise BadForm("the certificate holds no RSA key")
    return certificate
