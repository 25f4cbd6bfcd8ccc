"""Stamkort (MedCom Personal Data Card 2.0 and 3.0): every fact of the body and of the head, with who entered it."""

from collections.abc import Iterator
from dataclasses import replace

from overblik.domain.section import Topic
from overblik.domain.stamkort import REGISTRATIONS, StamkortFact, StamkortKind
from overblik.sources.dds.mapping.head import date_of, who
from overblik.sources.dds.mapping.pdc_facts import CODED_KINDS, Said, kind_of, made, registered, said_by
from overblik.sources.dds.mapping.pdc_head import facts_of_head
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.mapping.status import statuses, worst
from overblik.wire.cda import ClinicalDocument, Node
from overblik.wire.cda_types import (
    coded,
    end_in,
    every,
    first,
    first_of,
    gather,
    is_null,
    one,
    stated,
    time_in,
)
from overblik.wire.elements import Unfit, local_name

TOPIC = Topic.MASTER_DATA
_BROKEN = frozenset({"nullified", "aborted", "cancelled", "canceled"})


def read_pdc(document: ClinicalDocument, read: Read) -> None:
    """Read every fact; two that contradict each other about one registration are both unreadable."""
    date = date_of(document)
    rows: list[Row] = []
    for place, node in enumerate(_facts(document), 1):
        key = f"fact/{place}"
        start, length = document.place(node)
        author = _author(node)
        try:
            fact = replace(_fact(node, author), document_at=date)
        except Unfit as error:
            read.lose(TOPIC, Lost(key, error.code, error.place, start, length))
            continue
        person, organisation = who(author)
        rows.append(Row(fact, key, start, length, person, organisation, source_time=fact.entered_at or date))
    _add(rows, read)
    facts_of_head(document, read, date)


def _add(rows: list[Row], read: Read) -> None:
    """Add the facts; a registration said twice, and not alike, can be read by nobody."""
    told: dict[StamkortKind, set[bool | None]] = {}
    for row in rows:
        fact = row.fact
        if isinstance(fact, StamkortFact) and fact.kind in REGISTRATIONS:
            told.setdefault(fact.kind, set()).add(fact.registered)
    for row in rows:
        fact = row.fact
        if isinstance(fact, StamkortFact) and len(told.get(fact.kind, ())) > 1:
            read.lose(TOPIC, Lost(row.key, "contradiction", fact.kind.value, row.start, row.length))
        else:
            read.add(TOPIC, row)


def _facts(document: ClinicalDocument) -> Iterator[Node]:
    """Give each fact: an observation, or the organizer that holds one relative; what holds neither, itself."""
    for section in document.all_sections():
        for entry in section.entries:
            yield from _within(entry)


def _within(node: Node) -> Iterator[Node]:
    if next(node.iter("{*}observation"), None) is None:
        yield node
        return
    name = local_name(node.tag)
    if name == "observation" or (name == "organizer" and _is_relative(node)):
        yield node
        return
    for child in node:
        if next(child.iter("{*}observation"), None) is not None:
            yield from _within(child)


def _is_relative(node: Node) -> bool:
    """Tell whether an organizer holds the observations of one relative, and no other fact."""
    codes = [first_of(one_node, "code") for one_node in node.iter("{*}observation")]
    names = [code.get("code") or "" if code is not None else "" for code in codes]
    return names.count(StamkortKind.RELATIVE.value) == 1 and all(
        name.startswith("Relati") or CODED_KINDS.get(name) is None for name in names
    )


def _author(node: Node) -> Node | None:
    """Give who entered a fact: its own author, else that of the organizer round it."""
    while node is not None and local_name(node.tag) not in ("entry", "section"):
        author = first_of(node, "author")
        if author is not None:
            return author
        node = node.getparent()
    return None


def _fact(node: Node, author: Node | None) -> StamkortFact:
    """Read one fact.

    Raises:
        Unfit: code and template disagree, a registration has an odd value, or a date is none.

    """
    name = local_name(node.tag)
    if name == "organizer" and next(node.iter("{*}observation"), None) is not None:
        return _relative(node, author)
    if name != "observation":
        raise Unfit("statement", name)
    parts = gather(node)
    code = one(parts, "code")
    read = coded(code) if code is not None else None
    named = read.code if read is not None else ""
    kind = kind_of(named, [stated(child.get("root")) for child in every(parts, "templateId")])
    _refuse(node, kind, named)
    values = every(parts, "value")
    period = one(parts, "effectiveTime")
    point = time_in(period, "effectiveTime")
    is_registration = kind in REGISTRATIONS
    told = Said() if is_registration or is_null(node) else said_by(values, kind)
    answer = registered(values, kind) if is_registration and not is_null(node) else None
    return replace(
        made(kind, named, read.display if read is not None else "", told, author),
        is_stated=answer is not None if is_registration else told.is_anything(),
        registered=answer,
        start=end_in(period, "low", "effectiveTime") or (point if _is_point(period) else None),
        end=end_in(period, "high", "effectiveTime"),
    )


def _relative(node: Node, author: Node | None) -> StamkortFact:
    """Read one relative, whose name, relation and note stand in an observation each."""
    told = Said()
    display = ""
    for held in node.iter("{*}observation"):
        parts = gather(held)
        code = first(parts, "code")
        read = coded(code) if code is not None else None
        named = read.code if read is not None else ""
        _refuse(held, StamkortKind.RELATIVE, named)
        if read is not None and named == StamkortKind.RELATIVE.value:
            kind_of(named, [stated(child.get("root")) for child in every(parts, "templateId")])
            display = read.display
        if not is_null(held):
            told.add(said_by(every(parts, "value"), StamkortKind.RELATIVE))
    return made(StamkortKind.RELATIVE, StamkortKind.RELATIVE.value, display, told, author)


def _refuse(node: Node, kind: StamkortKind, named: str) -> None:
    """Refuse a fact that is negated or taken back: neither is the opposite of what it says."""
    place = kind.value if kind is not StamkortKind.OTHER else named
    if (node.get("negationInd") or "").strip().lower() not in ("", "false", "0"):
        raise Unfit("negation", place)
    if worst(statuses(node)).lower() in _BROKEN:
        raise Unfit("status", place)


def _is_point(period: Node | None) -> bool:
    return period is not None and bool(stated(period.get("value")))
