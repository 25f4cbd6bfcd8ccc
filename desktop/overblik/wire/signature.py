"""XML signatures (XMLDSig 1.1) by xmlsec: verified on the bytes as received, and only the signed node is read.

xmlsec leaves the defence against signature wrapping to its caller (stack.md trap 4): whatever is not the one
signed element in the one expected place is never looked at.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from overblik.wire.names import DS, ENVELOPED, EXCLUSIVE_C14N, INCLUSIVE_C14N, RSA_SHA1, RSA_SHA256, SHA1, SHA256
from overblik.wire.xml import XmlError, parse, parse_verbatim

Node = Any
_TRANSFORMS = frozenset({ENVELOPED, EXCLUSIVE_C14N, INCLUSIVE_C14N})
_IDS = frozenset({"id", "ID", "Id", "AssertionID", "{http://www.w3.org/XML/1998/namespace}id"})


class SignatureError(ValueError):
    """The signature does not hold; `reason` is a code without content."""

    def __init__(self, reason: str) -> None:
        """Keep the code: `unsigned`, `wrapped`, `duplicate_id`, `algorithm`, `invalid`, `place` or a code of XmlError."""
        super().__init__(reason)
        self.reason = reason


def sign(content: bytes, identifier: str, key: bytes, certificate: bytes) -> bytes:
    """Sign once, as `SigningKey.sign` does; `key` and `certificate` are PEM.

    Raises:
        SignatureError: there is no such element, or the key cannot be used.

    """
    return SigningKey(key, certificate).sign(content, identifier)


def signed_node(
    content: bytes, path: Sequence[str], identifier: str, trusted: Sequence[bytes], *, old_too: bool = False
) -> tuple[Node, bytes]:
    """Verify the signature of the one element at `path` and give it, read anew from its canonical bytes.

    `path` holds Clark names from the root downwards; `trusted` are PEM certificates, one of which must have
    signed: what stands in KeyInfo is not asked. `old_too` allows RSA-SHA1, for cards of the past.

    Raises:
        SignatureError: unsigned, signed by somebody else, altered, or built to be read two ways.

    """
    from lxml import etree

    xmlsec: Any = import_module("xmlsec")
    root = _raw(content)
    node = _at(root, path)
    # One of its name in the whole message: a second one, wherever it stands, is there to be mistaken for it.
    if _only(root, identifier) is not node or sum(1 for _ in root.iter(node.tag)) != 1:
        raise SignatureError("wrapped")
    signature = _signature_of(node, identifier, old_too=old_too)
    for certificate in trusted:
        context = xmlsec.SignatureContext()
        try:
            context.key = _trusted_key(certificate)
            context.register_id(node, "id")
            context.verify(signature)
        except xmlsec.Error:
            continue
        canonical: bytes = etree.tostring(node, method="c14n", exclusive=True)
        return parse(canonical), canonical
    raise SignatureError("invalid")


def _template(node: Node, identifier: str) -> Node:
    """Lay an unsigned signature into the node."""
    xmlsec: Any = import_module("xmlsec")
    signature = xmlsec.template.create(node, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds")
    signature.set("id", "OCESSignature")
    node.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri=f"#{identifier}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    info = xmlsec.template.ensure_key_info(signature)
    xmlsec.template.x509_data_add_certificate(xmlsec.template.add_x509_data(info))
    return signature


def _signing_key(key: bytes, certificate: bytes) -> Any:
    xmlsec: Any = import_module("xmlsec")
    ready = xmlsec.Key.from_memory(key, xmlsec.KeyFormat.PEM, None)
    ready.load_cert_from_memory(certificate, xmlsec.KeyFormat.PEM)
    return ready


@lru_cache(maxsize=8)
def _trusted_key(certificate: bytes) -> Any:
    """Read the key of a certificate that is trusted: few, public, and the same at every answer."""
    xmlsec: Any = import_module("xmlsec")
    return xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM, None)


def _raw(content: bytes) -> Node:
    """Parse as received, comments and all: a tree without them is not what was signed."""
    try:
        return parse_verbatim(content)
    except XmlError as error:
        raise SignatureError(error.reason) from None


def _at(root: Node, path: Sequence[str]) -> Node:
    """Walk down; each step must be the only child of its name."""
    node = root
    if not path or node.tag != path[0]:
        raise SignatureError("place")
    for name in path[1:]:
        found = [child for child in node if child.tag == name]
        if len(found) != 1:
            raise SignatureError("place" if not found else "wrapped")
        node = found[0]
    return node


def _only(root: Node, identifier: str) -> Node:
    """Give the one element of an id; no id may stand twice in the message, under any of its names."""
    holders: dict[str, list[Node]] = {}
    for node in root.iter("{*}*", "*"):
        for name, value in node.items():
            if name in _IDS:
                holders.setdefault(value, []).append(node)
    if any(len(nodes) > 1 for nodes in holders.values()):
        raise SignatureError("duplicate_id")
    if identifier not in holders or holders[identifier][0].get("id") != identifier:
        raise SignatureError("unsigned" if identifier not in holders else "wrapped")
    return holders[identifier][0]


def _signature_of(node: Node, identifier: str, *, old_too: bool) -> Node:
    """Give the signature that lies directly in the node, and refuse every form that says something else."""
    signatures = [child for child in node if child.tag == f"{{{DS}}}Signature"]
    if len(signatures) != 1:
        raise SignatureError("unsigned" if not signatures else "wrapped")
    signature = signatures[0]
    references = list(signature.iter(f"{{{DS}}}Reference"))
    if len(references) != 1 or references[0].get("URI") != f"#{identifier}":
        raise SignatureError("wrapped")
    if next(signature.iter(f"{{{DS}}}Object"), None) is not None:
        raise SignatureError("wrapped")
    transforms = {one.get("Algorithm") for one in references[0].iter(f"{{{DS}}}Transform")}
    methods = {one.get("Algorithm") for one in signature.iter(f"{{{DS}}}SignatureMethod")}
    digests = {one.get("Algorithm") for one in signature.iter(f"{{{DS}}}DigestMethod")}
    canonical = {one.get("Algorithm") for one in signature.iter(f"{{{DS}}}CanonicalizationMethod")}
    allowed = {RSA_SHA256, RSA_SHA1} if old_too else {RSA_SHA256}
    hashes = {SHA256, SHA1} if old_too else {SHA256}
    if not (transforms <= _TRANSFORMS and canonical <= _TRANSFORMS and methods <= allowed and digests <= hashes):
        raise SignatureError("algorithm")
    return signature


class SigningKey:
    """A key that is read once for many signatures: reading and readying it costs more than one signature."""

    __slots__ = ("_certificate", "_key", "_ready")

    def __init__(self, key: bytes, certificate: bytes) -> None:
        """Take key and certificate as PEM; they are read at the first signature, as xmlsec is imported late."""
        self._key, self._certificate = key, certificate
        self._ready: Any = None

    def __repr__(self) -> str:
        """Leave the key out."""
        return "SigningKey(••••)"

    def sign(self, content: bytes, identifier: str) -> bytes:
        """Sign the element whose `id` is `identifier`: enveloped, exclusive C14N, RSA-SHA256; give it canonical.

        The certificate goes into KeyInfo, as DGWS 1.0.1 section 3.3 asks.

        Raises:
            SignatureError: there is no such element, or the key cannot be used.

        """
        from lxml import etree

        xmlsec: Any = import_module("xmlsec")
        node = _only(_raw(content), identifier)
        signature = _template(node, identifier)
        context = xmlsec.SignatureContext()
        try:
            if self._ready is None:
                self._ready = _signing_key(self._key, self._certificate)
            context.key = self._ready
            context.register_id(node, "id")
            context.sign(signature)
        except xmlsec.Error as error:
            raise SignatureError("invalid") from error
        signed: bytes = etree.tostring(node, method="c14n", exclusive=True)
        return signed
