"""One document opened by an act: from memory where it is held, else asked for by a right of its own."""

from typing import cast

from overblik.app.house import House
from overblik.domain.clinical import Document
from overblik.domain.errors import NotOffered
from overblik.domain.grant import LookReason, Reveal
from overblik.domain.opened_document import OpenedDocument
from overblik.domain.patient import PatientId
from overblik.domain.ports import Source
from overblik.domain.section import Scoped, Standing, Topic
from overblik.sync.aside import ask_aside


def held_document(house: House, patient_id: PatientId, source: str, document_id: str) -> OpenedDocument | None:
    """Give a document whose content is in memory, or in the copy of a file; none when only its name is."""
    kept = house.clinic.current.kept(patient_id, (Topic.DOCUMENTS, source))
    entries = () if kept is None else kept.section.entries
    found = next((entry for entry in entries if entry.provenance.document_id == document_id), None)
    if found is None or not isinstance(found.fact, Document) or found.fact.absent:
        return None
    entry = cast("Scoped[Document]", found)
    attachment = entry.fact.attachment
    content = b""
    if attachment is not None:
        from overblik.sources.dds import attached_file  # not carried by a program that opens no document

        digest = attachment.ref.message
        message = house.clinic.current.message(patient_id, digest) or house.store.raw(patient_id, digest)
        content = attached_file(attachment, message.content) if message is not None else b""
    return OpenedDocument(patient_id, entry.fact, entry.provenance, content)


async def ask_document(
    house: House,
    reason: LookReason,
    patient_id: PatientId,
    source: str,
    document_id: str,
    reveal: Reveal | None,
) -> OpenedDocument:
    """Ask document sharing for one document.

    Raises:
        NotOffered: the source is none that can be asked for one.
        SourceError: it could not be had.

    """
    servers = house.national.documents if house.national is not None else ()
    server = next((one for one in servers if source == f"{one.name}-{Topic.DOCUMENTS.value}"), None)
    asked: Source | None = next((one for one in house.clinic.sources if one.name == source), None)
    if server is None or asked is None:
        raise NotOffered
    from overblik.sources.dds import open_document

    grant = await house.right.ask_to_look(patient_id, reason, reveal)
    return await ask_aside(
        grant, house.clinic, asked, lambda: open_document(server, grant, document_id), lambda _: (Standing.COMPLETE, 1)
    )
