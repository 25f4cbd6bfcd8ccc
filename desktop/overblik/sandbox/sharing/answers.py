"""The answers of ITI-18 and ITI-43 written from what was found (ITI TF-2, 3.18.4.1.3 and 3.43.4.2)."""

import base64
from collections.abc import Sequence

from lxml.etree import _Element

from overblik.sandbox.sharing.consent import Flaw
from overblik.sandbox.sharing.desk import Document, Found
from overblik.sandbox.sharing.envelope import node
from overblik.sandbox.sharing.metadata import extrinsic_object
from overblik.sandbox.sharing.multipart import Part, part
from overblik.sandbox.sharing.names import QUERY, REGISTRY_OPERATION, RESPONSE_STATUS, RIM, RS, SEVERITY, XDS, XOP, tag
from overblik.sandbox.sharing.query import Failure


def registry(found: Found) -> _Element:
    """An AdhocQueryResponse."""
    listed = node(tag(RIM, "RegistryObjectList"), *(extrinsic_object(each) for each in found.entries))
    return node(
        tag(QUERY, "AdhocQueryResponse"),
        *_errors(found.flaws),
        listed,
        status=f"{RESPONSE_STATUS}{found.standing()}",
    )


def repository(found: Found, *, inline: bool = False) -> tuple[_Element, list[Part]]:
    """A RetrieveDocumentSetResponse and the parts that its documents come in; inline they stand in it as base64."""
    parts = [part(each.entry.content, each.entry.mime) for each in found.documents]
    stated = node(tag(RS, "RegistryResponse"), *_errors(found.flaws), status=f"{RESPONSE_STATUS}{found.standing()}")
    rows = [_document(each, one, inline=inline) for each, one in zip(found.documents, parts, strict=True)]
    return node(tag(XDS, "RetrieveDocumentSetResponse"), stated, *rows), [] if inline else parts


def refusal(told: Failure, operation: str) -> _Element:
    """The answer of an operation that failed."""
    found = Found("", flaws=[Flaw(told.code, told.words, told.location)])
    return registry(found) if operation == REGISTRY_OPERATION else repository(found)[0]


def _document(document: Document, held: Part, *, inline: bool) -> _Element:
    """One document; an on-demand one says under which id it was made (ITI TF-2, 3.43.4.2.2)."""
    entry = document.entry
    if inline:
        content = node(tag(XDS, "Document"), base64.b64encode(entry.content).decode())
    else:
        content = node(tag(XDS, "Document"), node(tag(XOP, "Include"), href=held.href))
    breaks = "\n\t\t\t\t" if "line_breaks" in entry.dirt else ""
    made = [node(tag(XDS, "NewDocumentUniqueId"), f"{entry.unique_id}.1")] if entry.on_demand else []
    return node(
        tag(XDS, "DocumentResponse"),
        node(tag(XDS, "HomeCommunityId"), entry.home),
        node(tag(XDS, "RepositoryUniqueId"), f"{document.repository}{breaks}"),
        node(tag(XDS, "DocumentUniqueId"), f"{document.unique_id}{breaks}"),
        *made,
        node(tag(XDS, "mimeType"), "application/octet-stream" if "octet_stream" in entry.dirt else entry.mime),
        content,
    )


def _errors(flaws: Sequence[Flaw]) -> list[_Element]:
    if not flaws:
        return []
    rows = []
    for each in flaws:
        facts = {"codeContext": each.words, "errorCode": each.code, "severity": f"{SEVERITY}{each.severity}"}
        rows.append(node(tag(RS, "RegistryError"), **facts, **({"location": each.location} if each.location else {})))
    return [node(tag(RS, "RegistryErrorList"), *rows)]
