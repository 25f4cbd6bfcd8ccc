"""The faults of DDS and SFSK: refusals, changed metadata, other people's documents, and broken multipart messages.

A kind stands in place of the answer (`instead`), orders a consent (`ordered`), changes what was found (`bend`), or sets
how the message is put together (multipart.QUIRKS, `inline_base64`, `slow_parts`). The rest is the line's (`disturbances`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from overblik.sandbox.faults import Fault
from overblik.sandbox.national import troubles as national
from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.sharing.consent import Flaw
from overblik.sandbox.sharing.desk import Found
from overblik.sandbox.sharing.entries import Entry
from overblik.sandbox.sharing.library import Library
from overblik.sandbox.sharing.multipart import QUIRKS
from overblik.sandbox.sharing.query import Failure
from overblik.sandbox.verbatim import Json

BASES = frozenset({"dds", "sfsk"})
LINE = frozenset({"status", "redirect", "garbage", "delay", "hang", "drop", "cut", "huge", "gzip_bomb"})
SPOILS = frozenset({"truncated_xml", "malformed", "not_soap", "doctype", "entities", "deep", "html"})
CODES = frozenset(
    {
        "XDSRegistryBusy",
        "XDSRepositoryBusy",
        "XDSTooManyResults",
        "XDSUnknownPatientId",
        "XDSDocumentUniqueIdError",
        "XDSResultNotSinglePatient",
        "XDSRepositoryError",
        "XDSRegistryError",
        "XDSRegistryNotAvailable",
        "XDSUnavailableCommunity",
        "XDSUnknownRepositoryId",
        "XDSUnknownStoredQuery",
        "XDSStoredQueryMissingParam",
        "XDSRegistryOutOfResources",
        "XDSRepositoryOutOfResources",
    }
)
"""Error codes of ITI TF-3, table 4.2.4.1-2."""
_CONSENTS = {f"consent_{kind}": kind for kind in ("warning", "silence", "error")}
_MEGABYTE = 1024 * 1024


def kinds() -> frozenset[str]:
    """The kinds that both services know."""
    own = {"fault", "no_registries", "failure", "inline_base64", "slow_parts"}
    return frozenset(LINE | QUIRKS | SPOILS | own | set(_CONSENTS) | set(_bends()))


def check(base: str, kind: str, facts: Json) -> None:
    """Let an order for a fault pass.

    Raises:
        ValueError: the kind or its code is unknown at that base.

    """
    if kind not in kinds():
        raise ValueError(f"unknown kind {kind} for {base}")
    if kind == "fault" and facts.get("code") not in national.CODES:
        raise ValueError(f"unknown code of a fault for {base}")
    if kind == "failure" and facts.get("code") not in CODES:
        raise ValueError(f"unknown code of a failure for {base}")


def ordered(fault: Fault | None) -> str:
    """The consent that a fault orders; an error may come as a fault of SOAP."""
    if fault and fault.kind == "consent_error" and fault.facts.get("as") == "fault":
        return "fault"
    return _CONSENTS.get(fault.kind, "") if fault else ""


def instead(fault: Fault) -> Exception | None:
    """The refusal that a fault gives in place of an answer."""
    status = int(fault.facts.get("status", 500))
    words = str(fault.facts.get("text", ""))
    if fault.kind == "no_registries":
        return SoapFault("processing_problem", "Ingen aktive registries", status)
    if fault.kind == "fault":
        return SoapFault(str(fault.facts.get("code")), words or "The service refuses", status)
    if fault.kind == "failure":
        return Failure(str(fault.facts.get("code")), words or "The service could not answer")
    return None


def bend(fault: Fault, found: Found, library: Library) -> None:
    """Change what was found."""
    if fault.kind == "consent_warning" and fault.facts.get("partial") and found.flaws:
        found.status = "PartialSuccess"
    done = _bends().get(fault.kind)
    if done is not None:
        done(Scene(fault, found, library))


def spoil(fault: Fault | None, content: bytes, media: str) -> tuple[bytes, str]:
    """The bytes of an envelope and their media type after a fault of the other SOAP services."""
    if fault is None or fault.kind not in SPOILS:
        return content, media
    spoiled, told = national.spoil(fault, content)
    return spoiled, told if fault.kind == "html" else media


def _bends() -> dict[str, Callable[["Scene"], None]]:
    return {
        "partial": _partial,
        "wrong_patient": _wrong_patient,
        "wrong_hash": lambda scene: scene.each(_other_hash, lambda one: one.content + b" "),
        "wrong_size": lambda scene: scene.each(_other_size, lambda one: one.content + b"\n\n"),
        "entity_bomb": lambda scene: scene.each(None, lambda one: _laughs(one.content)),
        "script": lambda scene: scene.each(None, lambda one: _hostile(one.content)),
        "huge_part": lambda scene: scene.each(None, lambda one: one.content + b" " * scene.size(40 * _MEGABYTE)),
        "other_document": _other_document,
    }


def _partial(scene: "Scene") -> None:
    """One repository did not answer: an error names it beside what the others sent."""
    repository = str(scene.fault.facts.get("repository", "1.2.208.176.43210.8.99.1"))
    words = "Repository did not answer within 20 seconds"
    scene.found.flaws.append(Flaw("XDSUnavailableCommunity", words, repository))
    scene.found.status = "PartialSuccess"
    if len(scene.found.documents) > 1:
        scene.found.documents.pop()


def _wrong_patient(scene: "Scene") -> None:
    """The metadata of another citizen; a document that is another citizen's under the id that was asked for."""
    other = scene.library.other(scene.found.number)
    if scene.found.entries:
        scene.found.entries = list(other.entries) or [replace(one, owner=other.number) for one in scene.found.entries]
    for document in scene.found.documents:
        theirs = [one for one in other.entries if one.type == document.entry.type] or list(other.entries)
        if theirs:
            document.entry = replace(document.entry, content=theirs[0].content)


def _other_document(scene: "Scene") -> None:
    """The answer names another unique id than was asked for."""
    for document in scene.found.documents:
        document.unique_id = f"{document.unique_id}.2"


def _other_hash(entry: Entry) -> Entry:
    return replace(entry, hash="0" * 40)


def _other_size(entry: Entry) -> Entry:
    return replace(entry, size=str(int(entry.size) + 7))


_DOCTYPE = b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE ClinicalDocument ['


def _laughs(content: bytes) -> bytes:
    """The same document behind entities that grow without end (billion laughs)."""
    rows = [b'<!ENTITY a0 "ha">', *(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 10))]
    rows.append(b'<!ENTITY file SYSTEM "file:///etc/passwd">')
    return _DOCTYPE + b"".join(rows) + b"]>" + _in_the_end(content, b"<text>&a9;&file;</text>")


def _hostile(content: bytes) -> bytes:
    """Markup that a browser would run, in the narrative or at the end of a message."""
    words = (
        b"<script>alert(1)</script><iframe src='http://127.0.0.2:9/'/><img src='http://127.0.0.2:9/x.png' onerror='"
        b"alert(2)'/>&lt;script&gt;alert(3)&lt;/script&gt;<a href='javascript:alert(4)'>klik</a>"
    )
    if b"<text>" in content:
        return content.replace(b"<text>", b"<text>" + words, 1)
    return _in_the_end(content, b"<Comments>" + words + b"</Comments>")


def _in_the_end(content: bytes, words: bytes) -> bytes:
    """The document without its declaration, with more in front of its last end tag."""
    rest = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
    head, found, tail = rest.rpartition(b"</")
    return head + words + found + tail


@dataclass(slots=True)
class Scene:
    """What was found, the fault that met it, and the library that it came from."""

    fault: Fault
    found: Found
    library: Library

    def size(self, otherwise: int) -> int:
        """The megabytes that the fault asks for, in bytes."""
        return int(float(self.fault.facts.get("megabytes", 0)) * _MEGABYTE) or otherwise

    def each(self, entry: Callable[[Entry], Entry] | None, content: Callable[[Entry], bytes]) -> None:
        """Change all metadata of an ITI-18 answer, and the bytes of all documents of an ITI-43 answer."""
        if entry is not None:
            self.found.entries = [entry(one) for one in self.found.entries]
        for document in self.found.documents:
            document.entry = replace(document.entry, content=content(document.entry))
