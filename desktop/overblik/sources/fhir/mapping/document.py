"""DocumentReference (documentreference.html) to Document."""

import msgspec

from overblik.domain.clinical import Currency, Document
from overblik.sources.fhir.mapping.base import Context, Resource, words
from overblik.sources.fhir.mapping.report import plain_text, restricted
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Attachment, CodeableConcept, Element, Reference

_CURRENCIES = {
    "current": Currency.CURRENT,
    "superseded": Currency.PAST,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}


class Content(Element):
    """One form of the document."""

    attachment: Attachment | None = None


class DocumentReference(Resource):
    """The members that are read."""

    status: str | None = None
    doc_status: str | None = None
    type: CodeableConcept | None = None
    category: tuple[CodeableConcept, ...] | None = None
    subject: Reference | None = None
    date: str | None = None
    author: tuple[Reference, ...] | None = None
    custodian: Reference | None = None
    description: str | None = None
    security_label: tuple[CodeableConcept, ...] | None = None
    content: tuple[Content, ...] | None = None


DOCUMENT = msgspec.json.Decoder(DocumentReference)


def document(sent: DocumentReference, piece: Piece, context: Context) -> Document:
    """Map one document.

    Raises:
        Unfit: the date cannot be read.

    """
    forms = [one.attachment for one in sent.content or () if one.attachment]
    kind = context.concept(sent.type).said or context.texts(sent.category)
    labels = {coding.code for one in sent.security_label or () for coding in one.coding or ()}
    in_error = sent.doc_status == "entered-in-error"
    return Document(
        title=words(sent.description) or next((words(one.title) for one in forms if words(one.title)), "") or kind,
        kind="document",
        type=kind,
        currency=Currency.ENTERED_IN_ERROR if in_error else _CURRENCIES.get(sent.status or "", Currency.UNKNOWN),
        wire_status=sent.status or "",
        date=context.date(sent.date, "$.date"),
        author=context.first_said(sent.author, piece) or context.said(sent.custodian, piece),
        text="\n".join(text for one in forms if (text := plain_text(one))),
        content_type=next((words(one.content_type) for one in forms if one.content_type), ""),
        is_restricted=restricted(sent) or bool(labels & {"R", "V"}),
        result_ids=(),
    )
