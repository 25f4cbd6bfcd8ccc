"""Home monitoring (PHMR-DK 1.3 and 2.1, and the older 4208 templates): one row for each observation."""

from collections.abc import Iterator
from dataclasses import replace

from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import Comment, LabResult
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.head import date_of, who, written_at
from overblik.sources.dds.mapping.measured import Anchors, Measured, comment_of, measured
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.wire.cda import ClinicalDocument, Node, Section
from overblik.wire.cda_text import anchors
from overblik.wire.cda_types import first, first_of, sent_time, time_in
from overblik.wire.elements import Unfit, local_name

EQUIPMENT = "46264-8"
TOPIC = Topic.HOME_MONITORING
_Group = tuple[str, Node | None]


def read_phmr(document: ClinicalDocument, read: Read) -> None:
    """Read every observation; the devices of the section for equipment stand in the document's text."""
    author = first(document.parts, "author")
    person, organisation = who(author)
    date = date_of(document)
    found: list[tuple[_Group, Node, str, Measured]] = []
    for place, (node, named) in enumerate(_observations(document), 1):
        key = f"observation/{place}"
        start, length = document.place(node)
        holder = _organizer(node)
        try:
            refuse_other(node)
            made = measured(node, named, at=_time(holder))
        except Unfit as error:
            read.lose(TOPIC, Lost(key, error.code, error.place, start, length))
            continue
        found.append((_group(node, holder), node, key, _with_comments(made, holder, named)))
    shared = _shared(found)
    for group, node, key, made in found:
        start, length = document.place(node)
        own = first_of(node, "author")
        said_by = who(own) if own is not None else (person, organisation)
        result = _told(made, shared.get(group, []))
        read.add(TOPIC, Row(result, key, start, length, *said_by, source_time=written_at(own) or date))


def _observations(document: ClinicalDocument) -> Iterator[tuple[Node, Anchors]]:
    """Give every observation, those within others included, with the anchors of its section's narrative.

    An entry that holds none stands for itself: something came that is no measurement.
    """
    for section in document.all_sections():
        if is_equipment(section):
            continue
        named = anchors([section.text])
        for entry in section.entries:
            for node in list(entry.iter("{*}observation")) or [entry]:
                yield node, named


def refuse_other(node: Node) -> None:
    """Refuse a statement that is no observation.

    Raises:
        Unfit: it is another.

    """
    if local_name(node.tag) != "observation":
        raise Unfit("statement", local_name(node.tag))


def is_equipment(section: Section) -> bool:
    """Tell whether a section, or the one it stands in, lists devices."""
    if section.code is not None and section.code.code == EQUIPMENT:
        return True
    return section.parent is not None and is_equipment(section.parent)


def _organizer(node: Node) -> Node | None:
    """Give the organizer that an observation stands in."""
    holder = node.getparent()
    while holder is not None and local_name(holder.tag) not in ("organizer", "entry", "section"):
        holder = holder.getparent()
    return holder if holder is not None and local_name(holder.tag) == "organizer" else None


def _time(holder: Node | None) -> ClinicalDate | None:
    """Give the time of the organizer, which is that of its observations."""
    return time_in(first_of(holder, "effectiveTime"), "effectiveTime") if holder is not None else None


def _group(node: Node, holder: Node | None) -> _Group:
    """Give what is the same for values that were measured together: the time as sent, else the organizer itself."""
    sent = sent_time(first_of(holder, "effectiveTime")) or sent_time(first_of(node, "effectiveTime"))
    return (sent, None) if sent else ("", holder if holder is not None else node)


def _with_comments(made: Measured, holder: Node | None, named: Anchors) -> Measured:
    """Add the comments that the organizer itself carries."""
    if holder is None:
        return made
    acts = (act for child in holder if local_name(child.tag) in ("component", "entryRelationship") for act in child)
    found = [comment_of(act, named) for act in acts if local_name(act.tag) == "act"]
    own = tuple(comment for comment in found if comment is not None)
    return Measured(replace(made.result, comments=(*own, *made.result.comments)), made.about_all) if own else made


def _shared(found: list[tuple[_Group, Node, str, Measured]]) -> dict[_Group, list[tuple[str, Comment]]]:
    """Give the comments of each group with the name of the value under which each stands."""
    shared: dict[_Group, list[tuple[str, Comment]]] = {}
    for group, _, _, made in found:
        if made.about_all:
            shared.setdefault(group, []).extend((made.result.name, comment) for comment in made.about_all)
    return shared


def _told(made: Measured, shared: list[tuple[str, Comment]]) -> LabResult:
    """Give the value the comments of the others that were measured at the same time."""
    others = [replace(comment, about=name) for name, comment in shared if comment not in made.about_all]
    return replace(made.result, comments=(*made.result.comments, *others)) if others else made.result
