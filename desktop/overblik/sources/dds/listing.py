"""A row of the list of documents, from what the registry says of it."""

import re
from dataclasses import replace

from overblik.domain.clinical import Actor, Currency, Document
from overblik.wire.xds_entry import DocumentEntry, dtm

_NUMBER = re.compile(r"(?<!\d)\d{6}-?\d{4}(?!\d)")
_MASK = "••••••-••••"
_CLOSED = frozenset({"R", "V"})
"""Confidentiality restricted and very restricted (HL7 2.16.840.1.113883.5.25)."""
_REPLACED = "Deprecated"


def without_number(title: str) -> str:
    """Mask the CPR numbers of a title: real titles hold them (services.md section 4.4)."""
    return _NUMBER.sub(_MASK, title)


def listed_document(entry: DocumentEntry, why: str) -> Document:
    """Give the row of a document whose content is not here; `why` is a code."""
    made = Document(
        title=without_number(entry.title),
        kind="document",
        type=entry.type.display or entry.type.code,
        currency=Currency.CURRENT,
        wire_status="Approved",
        date=dtm(entry.created) or dtm(entry.service_start),
        author=entry.author_institution or entry.author_person,
        text="",
        content_type=entry.mime_type,
        is_restricted=False,
        result_ids=(),
        actor=Actor.UNKNOWN,
        absent=why,
    )
    return with_entry(made, entry)


def with_entry(fact: Document, entry: DocumentEntry) -> Document:
    """Add to a document what only the registry knows of it."""
    return replace(
        fact,
        title=fact.title or without_number(entry.title),
        type=fact.type or entry.type.display or entry.type.code,
        currency=Currency.PAST if entry.is_replaced else fact.currency,
        wire_status=_REPLACED if entry.is_replaced else fact.wire_status,
        author=fact.author or entry.author_institution,
        is_restricted=fact.is_restricted or not _CLOSED.isdisjoint(entry.confidentiality),
        # A file is kept as a file is: by its own limit.
        is_session_only=bool(entry.repository),
    )
