"""One document, fetched because somebody opens it: the registry is asked again, for no id outlasts its session."""

import base64
import binascii
from typing import cast

from overblik.domain.clinical import Attachment, Document
from overblik.domain.errors import Unintelligible, Unreachable, WrongPatient
from overblik.domain.grant import Grant
from overblik.domain.opened_document import OpenedDocument
from overblik.domain.section import Scoped, Topic
from overblik.sources.dds.answering import Gathered, Setting, answer
from overblik.sources.dds.identity import ON_DEMAND_MARK, is_foreign, key_of
from overblik.sources.dds.kinds import LABORATORY
from overblik.sources.dds.opening import Came, Opening
from overblik.sources.dds.server import DdsServer
from overblik.sources.dds.source import BUDGET

_GONE = "no_document"


async def open_document(server: DdsServer, grant: Grant, document_id: str) -> OpenedDocument:
    """Fetch a document of the list with its content.

    Raises:
        Unreachable: it is listed no more, or could not be fetched.
        Unintelligible: it came, and cannot be read.
        WrongPatient: it is about somebody else.
        SourceError: the registry gave no usable answer.

    """
    clock = server.sharing.clock
    until = clock.monotonic() + BUDGET
    async with server.opening(grant) as opening:
        came = await _found(opening, document_id.partition("#")[0], until)
        override = opening.looked.override
    if came.hidden is not None and came.error is not None:
        raise came.error  # its repository refuses it: an answer, and no failure
    if came.read is None:
        raise Unreachable(reason=came.why) if came.is_missing else Unintelligible(reason=came.why)
    if came.read.person != grant.patient_id:
        raise WrongPatient(count=1)
    setting = Setting(
        f"{server.name}-{Topic.DOCUMENTS.value}", Topic.DOCUMENTS, grant.patient_id, clock.now(), override
    )
    entries = answer(Gathered(came=[came]), None, setting).entries
    if not entries:
        raise Unintelligible(reason=_GONE)
    entry = cast("Scoped[Document]", entries[0])
    attached = attached_file(entry.fact.attachment, came.content) if entry.fact.attachment else b""
    return OpenedDocument(grant.patient_id, entry.fact, entry.provenance, attached)


async def _found(opening: Opening, name: str, until: float) -> Came:
    unique_id = name.partition("/")[2]
    is_on_demand = unique_id.startswith(ON_DEMAND_MARK)
    listed = await (opening.listed(LABORATORY.wanted) if is_on_demand else opening.named(unique_id))
    for entry in listed.entries:
        if key_of(entry) == name and not is_foreign(entry, opening.looked.number):
            return await opening.document(entry, listed, until)
    raise Unreachable(reason=_GONE)


def attached_file(attachment: Attachment, message: bytes) -> bytes:
    """Give the file inside a document; empty where its base64 is none."""
    part = message[attachment.ref.start : attachment.ref.start + attachment.ref.length]
    if not attachment.is_base64:
        return part
    try:
        return base64.b64decode(b"".join(part.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
