"""Every shared document as a document: title, author, and its whole narrative as safe plain text (Topic.DOCUMENTS)."""

import re
from base64 import b64decode
from binascii import Error

from overblik.domain.clinical import Attachment, Document, Passage
from overblik.domain.provenance import RawRef
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.entries import described
from overblik.sources.dds.mapping.head import (
    actor_of,
    author_of,
    date_of,
    joined,
    masked,
    who,
    written_at,
)
from overblik.sources.dds.mapping.phmr import is_equipment
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.mapping.status import document_currency, own_statuses, worst
from overblik.wire.cda import ClinicalDocument, Node, Section
from overblik.wire.cda_types import first, first_of, name_of, stated, words_of
from overblik.wire.places import Place

TOPIC = Topic.DOCUMENTS
CDA = "text/xml"
_RESTRICTED = frozenset({"R", "V"})
_START_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>\s*(?:<!\[CDATA\[)?\s*""")
_END_TAG = re.compile(rb"\s*(?:\]\]>)?\s*</[^<]*>\s*\Z")


def read_document(document: ClinicalDocument, read: Read) -> None:
    """Add the one row that every document gets."""
    passages = passages_of(document, is_read=any(topic is not TOPIC for topic in (*read.rows, *read.lost)))
    attachment = None
    if document.attached is not None:
        if _is_base64(document.attached):
            attachment = _attachment(document, document.attached)
            if attachment is None:
                read.lose(TOPIC, Lost("attachment/1", "base64", "nonXMLBody/text"))
        else:
            passages = [*passages, Passage("", "\n".join(_plain(document.attached)))]
    status = worst(own_statuses(document.root))
    author = author_of(document)
    kind = words_of(first(document.parts, "code"))
    fact = Document(
        title=masked(document.title) or kind,
        kind="document",
        type=kind,
        currency=document_currency(status),
        wire_status=status,
        date=read.date,
        author=joined(author) or _custodian(document),
        text=whole(passages),
        content_type=attachment.media_type if attachment is not None else CDA,
        is_restricted=_is_restricted(document),
        result_ids=(),
        sections=tuple(passages),
        attachment=attachment,
        actor=actor_of(document),
    )
    person, organisation = who(author)
    organisation = organisation or _custodian(document)
    time = date_of(document) or written_at(author)
    read.add(TOPIC, Row(fact, "document/1", 0, 0, person, organisation, source_time=time))


def passages_of(document: ClinicalDocument, *, is_read: bool) -> list[Passage]:
    """Give every section with its heading and its narrative, in the order of the document."""
    return [
        Passage(masked(section.heading), text_of_section(section, is_read=is_read))
        for section in document.all_sections()
    ]


def text_of_section(section: Section, *, is_read: bool) -> str:
    """Give the narrative of a section; where it tells nothing of the entries, these as words.

    It does not where there is none, where the section lists devices, and, unless the entries are `is_read`
    as facts, where it only repeats the heading.
    """
    lines = section.narrative.lines
    if section.entries and (not lines or is_equipment(section) or (not is_read and _repeats(lines, section))):
        lines = (*lines, *(line for entry in section.entries for line in described(entry)))
    return "\n".join(lines)


def _repeats(lines: tuple[str, ...], section: Section) -> bool:
    return len(lines) == 1 and lines[0].rstrip(" .:").lower() == section.heading.rstrip(" .:").lower()


def whole(passages: list[Passage]) -> str:
    """Give the document as one text: a heading over each part that says something."""
    parts = []
    for one in passages:
        text = "\n".join(part for part in (one.title, one.text) if part)
        if text:
            parts.append(text)
    return "\n\n".join(parts)


def _custodian(document: ClinicalDocument) -> str:
    holder = first_of(first(document.parts, "custodian"), "assignedCustodian", "representedCustodianOrganization")
    return name_of(first_of(holder, "name"))


def _is_restricted(document: ClinicalDocument) -> bool:
    """Tell whether the document, or a part of it, is more than normally confidential."""
    return any(node.get("code") in _RESTRICTED for node in document.root.iter("{*}confidentialityCode"))


def _is_base64(node: Node) -> bool:
    return (node.get("representation") or "").upper() == "B64"


def _plain(node: Node) -> list[str]:
    """Give a body that is plain text line by line, or where it lies."""
    lines = [line.strip() for line in "".join(node.itertext()).splitlines()]
    aim = first_of(node, "reference")
    if aim is not None and stated(aim.get("value")):
        lines.append(f"[{stated(aim.get('value'))}]")
    return [line for line in lines if line]


def _attachment(document: ClinicalDocument, node: Node) -> Attachment | None:
    """Find the base64 text in the bytes; none when it is none, or cannot be found."""
    size = _size("".join(node.itertext()))
    place = _inside(document.content, document.place_of(node))
    if size is None or place is None:
        return None
    return Attachment(stated(node.get("mediaType")), size, RawRef("", *place), is_base64=True)


def _size(text: str) -> int | None:
    try:
        return len(b64decode("".join(text.split()), validate=True)) or None
    except (Error, ValueError):
        return None


def _inside(content: bytes, place: Place) -> Place | None:
    """Give where the text of an element without children stands, the tags left out."""
    start, length = place
    opening = _START_TAG.match(content, start, start + length)
    ending = _END_TAG.search(content, start + length - min(length, 200), start + length)
    if opening is None or ending is None or ending.start() <= opening.end():
        return None
    return opening.end(), ending.start() - opening.end()
