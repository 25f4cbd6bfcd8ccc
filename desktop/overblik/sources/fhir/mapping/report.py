"""DiagnosticReport (diagnosticreport.html) to Document of kind report, and what it says of its results."""

import base64
import binascii

import msgspec

from overblik.domain.clinical import Currency, Document
from overblik.sources.fhir.mapping.base import Context, Resource, codes, words
from overblik.sources.fhir.mapping.vital_codes import LAB_CODES
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Attachment, CodeableConcept, Period, Reference

_CURRENCIES = {
    "registered": Currency.PLANNED,
    "partial": Currency.CURRENT,
    "preliminary": Currency.CURRENT,
    "final": Currency.CURRENT,
    "amended": Currency.CURRENT,
    "corrected": Currency.CURRENT,
    "appended": Currency.CURRENT,
    "cancelled": Currency.CANCELLED,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}
_LAB_REPORTS = frozenset({"11502-2", "18719-5"})
"""LOINC: laboratory report, chemistry studies (dk-core)."""
_TEXT_CAP = 200_000


class Report(Resource):
    """The members that are read."""

    status: str | None = None
    category: tuple[CodeableConcept, ...] | None = None
    code: CodeableConcept | None = None
    subject: Reference | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    issued: str | None = None
    performer: tuple[Reference, ...] | None = None
    results_interpreter: tuple[Reference, ...] | None = None
    result: tuple[Reference, ...] | None = None
    conclusion: str | None = None
    conclusion_code: tuple[CodeableConcept, ...] | None = None
    presented_form: tuple[Attachment, ...] | None = None


REPORT = msgspec.json.Decoder(Report)


def is_lab(sent: Report) -> bool:
    """Tell whether a report is the laboratory's."""
    found = frozenset().union(*(codes(one) for one in sent.category or ()))
    return bool(found & (LAB_CODES | _LAB_REPORTS) or codes(sent.code) & _LAB_REPORTS)


def is_cancelled(sent: Report) -> bool:
    """Tell whether the report takes its results back."""
    return sent.status in ("cancelled", "entered-in-error")


def report(sent: Report, piece: Piece, context: Context) -> Document:
    """Map one report.

    Raises:
        Unfit: a date cannot be read.

    """
    forms = sent.presented_form or ()
    texts = [words(sent.conclusion), context.texts(sent.conclusion_code), *(plain_text(form) for form in forms)]
    return Document(
        title=next((words(form.title) for form in forms if words(form.title)), "") or context.concept(sent.code).said,
        kind="report",
        type=context.concept(sent.code).said,
        currency=_CURRENCIES.get(sent.status or "", Currency.UNKNOWN),
        wire_status=sent.status or "",
        date=context.date(sent.issued, "$.issued")
        or context.date(sent.effective_date_time, "$.effectiveDateTime")
        or context.start(sent.effective_period, "$.effectivePeriod"),
        author=context.first_said(sent.performer or sent.results_interpreter, piece),
        text="\n".join(text for text in texts if text),
        content_type=next((words(form.content_type) for form in forms if form.content_type), ""),
        is_restricted=restricted(sent),
        result_ids=tuple(one.reference for one in sent.result or () if one.reference),
    )


def restricted(sent: Resource) -> bool:
    """Tell whether the resource is marked restricted or very restricted (v3 Confidentiality)."""
    labels = sent.meta.security or () if sent.meta else ()
    return any(label.code in ("R", "V") for label in labels)


def plain_text(sent: Attachment) -> str:
    """Give the text of an attached plain text; other forms are opened by 'Vis original'."""
    kind = words(sent.content_type).lower()
    if not sent.data or not kind.startswith("text/plain") or len(sent.data) > _TEXT_CAP:
        return ""
    try:
        return base64.b64decode(sent.data, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
