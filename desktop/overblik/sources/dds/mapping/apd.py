"""Appointments (APD-DK 1.x and 2.0.1): every encounter that is agreed, of any sector, cancelled ones told."""

from overblik.domain.clinical import Appointment, ToldTime
from overblik.domain.dates import ClinicalDate
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.head import author_of, date_of, joined, masked, who, written_at
from overblik.sources.dds.mapping.measured import Anchors, said_in
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.mapping.status import appointment_currency, own_statuses, worst
from overblik.sources.dds.mapping.told_time import disagrees, told_rows
from overblik.sources.dds.mapping.values import value_of
from overblik.wire.cda import ClinicalDocument, Node, Section
from overblik.wire.cda_text import anchors
from overblik.wire.cda_time import has_odd_zone, time_of
from overblik.wire.cda_types import (
    NULL_WORDS,
    Parts,
    address_of,
    bound,
    coded,
    end_in,
    every,
    first_of,
    gather,
    name_of,
    one,
    original_text,
    said,
    stated,
    time_in,
)
from overblik.wire.elements import Unfit, local_name

TOPIC = Topic.APPOINTMENTS
_GUIDING, _REPEATED = "GuidedIntervalType", "RepeatingDocumentType"
_ASKED_FOR = frozenset({"RESB", "RESP"})
_PERIOD = "1.2.208.184.10.1.11"


def read_apd(document: ClinicalDocument, read: Read) -> None:
    """Read every appointment of the document; what stands in an entry and is none is named."""
    date, author = date_of(document), author_of(document)
    found = [(section, node) for section in document.all_sections() for entry in section.entries for node in _of(entry)]
    for place, (section, node) in enumerate(found, 1):
        key = f"appointment/{place}"
        start, length = document.place(node)
        mine = [one_node for of, one_node in found if of is section]
        try:
            fact = _appointment(document, section, node, mine, is_alone=len(found) == 1)
        except Unfit as error:
            read.lose(TOPIC, Lost(key, error.code, error.place, start, length))
            continue
        time = written_at(first_of(node, "author")) or date
        read.add(TOPIC, Row(fact, key, start, length, *who(author), source_time=time))


def _of(entry: Node) -> list[Node]:
    """Give the appointments of an entry, else the entry itself: it holds something that is none."""
    return list(entry.iter("{*}encounter")) or [entry]


def _appointment(
    document: ClinicalDocument, section: Section, node: Node, mine: list[Node], *, is_alone: bool
) -> Appointment:
    """Read one appointment.

    Raises:
        Unfit: it is no agreed appointment, or a time is none.

    """
    if local_name(node.tag) != "encounter":
        raise Unfit("statement", local_name(node.tag))
    if node.get("moodCode") != "APT":
        raise Unfit("mood", "moodCode")
    parts = gather(node)
    period = one(parts, "effectiveTime")
    if period is None and is_alone:
        period = _stated_period(document)
    time_in(period, "effectiveTime")
    wire_start, wire_end = bound(period, "low") or _point(period), bound(period, "high")
    start = end_in(period, "low", "effectiveTime") or time_of(_point(period))
    end = end_in(period, "high", "effectiveTime")
    named = anchors([section.text])
    word = worst(own_statuses(node))
    criteria = [held for part in every(parts, "precondition") for held in part.iterchildren("{*}criterion")]
    codes = {_code(criterion) for criterion in criteria}
    return Appointment(
        title=masked(_title(parts, section, document)),
        currency=appointment_currency(word),
        wire_status=word,
        start=start,
        end=end,
        place=_place(parts),
        performer=_joined(parts, "performer"),
        reason=masked("; ".join(_reasons(parts, named))),
        comment=masked("\n".join(_comments(node, parts, criteria, named))),
        cancel_reason="",
        moved_from=None,
        wire_start=wire_start,
        wire_end=wire_end,
        told=_told(section, node, mine, start, end),
        has_odd_zone=has_odd_zone(wire_start) or has_odd_zone(wire_end),
        requester=_joined(parts, "author") or _requester(document),
        is_guiding=_GUIDING in codes,
        is_repeated=_REPEATED in codes,
    )


def _stated_period(document: ClinicalDocument) -> Node | None:
    """Give the period that the head states of the one appointment there is."""
    events = [event for part in every(document.parts, "documentationOf") for event in part]
    marked = [
        event for event in events if any(node.get("root") == _PERIOD for node in event.iterchildren("{*}templateId"))
    ]
    found = [time for event in marked or events if (time := first_of(event, "effectiveTime")) is not None]
    return found[0] if len(found) == 1 else None


def _point(period: Node | None) -> str:
    return stated(period.get("value")) if period is not None else ""


def _code(node: Node) -> str:
    code = first_of(node, "code")
    return stated(code.get("code")) if code is not None else ""


def _title(parts: Parts, section: Section, document: ClinicalDocument) -> str:
    """Give the display of its kind, else the heading over it, else the title of the document."""
    read = _shown(one(parts, "code"))
    return read or section.heading or document.title


def _shown(node: Node | None) -> str:
    """Give the words of a code, and never a code that is the word for no information."""
    if node is None:
        return ""
    read = coded(node)
    return original_text(node) or (read.display if read is not None else "")


def _place(parts: Parts) -> str:
    """Give where to come: the location, which is not the address of who performs."""
    found = []
    for part in every(parts, "participant"):
        role = first_of(part, "participantRole")
        if part.get("typeCode") != "LOC" or role is None:
            continue
        entity = first_of(role, "playingEntity")
        name = name_of(first_of(entity, "name")) or said(first_of(entity, "desc"))
        found.append(", ".join(line for line in (name, *address_of(first_of(role, "addr"))) if line))
    return "; ".join(text for text in found if text)


def _joined(parts: Parts, name: str) -> str:
    return "; ".join(text for holder in every(parts, name) if (text := joined(holder)))


def _requester(document: ClinicalDocument) -> str:
    """Give the author that the document marks as the one who asked (2.0)."""
    asked = [
        author
        for author in every(document.parts, "author")
        for entity in author.iterchildren("{*}assignedAuthor")
        if _code(entity) in _ASKED_FOR
    ]
    return "; ".join(text for node in asked if (text := joined(node)))


def _reasons(parts: Parts, named: Anchors) -> list[str]:
    found = []
    for relation in every(parts, "entryRelationship"):
        if relation.get("typeCode") != "RSON":
            continue
        for node in relation:
            code = first_of(node, "code")
            values = [value_of(value).words for value in node.iterchildren("{*}value")]
            own = coded(code) if code is not None else None
            last = own.code if own is not None and own.code not in NULL_WORDS else ""
            words = [_shown(code), *values, said_in(node, named)]
            found += list(dict.fromkeys(text for text in words if text)) or ([last] if last else [])
    return list(dict.fromkeys(found))


def _comments(node: Node, parts: Parts, criteria: list[Node], named: Anchors) -> list[str]:
    """Give what else is said: texts of the appointment, of other acts, and of conditions without a flag of their own."""
    found = [said_in(node, named)] if first_of(node, "text", "reference") is None else []
    for relation in every(parts, "entryRelationship"):
        if relation.get("typeCode") != "RSON":
            found += [
                ": ".join(text for text in (_shown(first_of(act, "code")), said_in(act, named)) if text)
                for act in relation
            ]
    for criterion in criteria:
        if _code(criterion) not in (_GUIDING, _REPEATED):
            found.append(said_in(criterion, named) or _shown(first_of(criterion, "code")) or _code(criterion))
    return [text for text in found if text]


def _told(
    section: Section, node: Node, mine: list[Node], start: ClinicalDate | None, end: ClinicalDate | None
) -> ToldTime | None:
    """Give what the appointment's own row says, where it says another time than the code."""
    rows = told_rows(section)
    if len(rows) == len(mine):
        rows = [rows[mine.index(node)]]
    elif any(not disagrees(row, start, end) for row in rows):
        return None
    elif len(mine) > 1:
        day = start.day() if start is not None else None
        rows = [row for row in rows if day is not None and row.day == day.isoformat()]
        rows = rows if len(rows) == 1 else []
    return rows[0] if rows and disagrees(rows[0], start, end) else None
