"""An id card signed and verified, against xmlsec alone on the same node, with the same keys, in a tree that is there."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import xmlsec
from benchwork.measure import row, tell
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from overblik.wire.dgws import CARD_ID, CardRequest, System, User, assertion
from overblik.wire.names import DS, SAML, SOAP_11
from overblik.wire.signature import SigningKey, signed_node

_PATH = (f"{{{SOAP_11}}}Envelope", f"{{{SOAP_11}}}Body", f"{{{SAML}}}Assertion")
_TIMES = 301


def main() -> None:
    """Take both in turns."""
    key, certificate = _identity()
    system = System("Overblik", "99999999", "medcom:cvrnumber", "Lægehuset Eksempel")
    user = User("2509479989", "Anna", "Eksempel", "Læge", authorisation="0DMX7")
    card = assertion(CardRequest("kort", "Overblik", 4, system, user, "aGFzaA=="), datetime.now(UTC)).encode()
    signing = SigningKey(key, certificate)
    floor_of = _Floor(key, certificate)
    spent, least = [], []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        signed = signing.sign(card, CARD_ID)
        between = time.perf_counter()
        message = b'<s:Envelope xmlns:s="' + SOAP_11.encode() + b'"><s:Body>' + signed + b"</s:Body></s:Envelope>"
        going_on = time.perf_counter()
        _, read = signed_node(message, _PATH, CARD_ID, (certificate,))
        spent.append((between - begun + time.perf_counter() - going_on) * 1000)
        assert read == signed
        least.append(floor_of(card, signed))
    value, floor = statistics.median(spent), statistics.median(least)
    tell([row("id card signed and verified, from bytes to bytes", value, "ms", floor, 2, by_ratio=True)])


class _Floor:
    """What xmlsec takes for one signature and one verification."""

    def __init__(self, key: bytes, certificate: bytes) -> None:
        """Read the keys, which is not measured."""
        self._key = xmlsec.Key.from_memory(key, xmlsec.KeyFormat.PEM, None)
        self._key.load_cert_from_memory(certificate, xmlsec.KeyFormat.PEM)
        self._public = xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM, None)

    def __call__(self, card: bytes, signed: bytes) -> float:
        """Sign and verify in trees that are there; give the milliseconds of both."""
        fresh, ready = etree.fromstring(card), etree.fromstring(signed)
        # The signed one has the form of ours: emptied of its values, it is the template.
        template = etree.fromstring(signed).find(f"{{{DS}}}Signature")
        for value in template.iter(f"{{{DS}}}DigestValue", f"{{{DS}}}SignatureValue", f"{{{DS}}}X509Data"):
            value.text = None
            del value[:]
        fresh.append(template)
        begun = time.perf_counter()
        self._run(fresh, template, self._key, "sign")
        self._run(ready, ready.find(f"{{{DS}}}Signature"), self._public, "verify")
        return (time.perf_counter() - begun) * 1000

    def _run(self, node: Any, signature: Any, key: Any, what: str) -> None:
        context = xmlsec.SignatureContext()
        context.key = key
        context.register_id(node, "id")
        getattr(context, what)(signature)


def _identity() -> tuple[bytes, bytes]:
    """Make a key and its certificate, as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")]), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret, made.sign(key, hashes.SHA256()).public_bytes(pem)


if __name__ == "__main__":
    main()
