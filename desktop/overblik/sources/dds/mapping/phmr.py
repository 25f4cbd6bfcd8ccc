"""Home monitoring (PHMR-DK 1.3 and 2.1, and the older 4208 templates): one row for each observation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import Comment, LabResult, ResultState
from overblik.domain.making import maker
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.head import author_of, date_of, who, written_at
from overblik.sources.dds.mapping.measured import NOTHING, Anchors, Over, comment_of, measured
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.mapping.shapes import Shapes
from overblik.sources.dds.mapping.status import words_in
from overblik.wire.cda import ClinicalDocument, Node, Section
from overblik.wire.cda_text import anchors
from overblik.wire.cda_types import Parts, every, first, gather, sent_time, time_in
from overblik.wire.elements import Unfit, local_name

EQUIPMENT = "46264-8"
_OWN = frozenset({"author", "performer", "text", "entryRelationship"})
_LEAVES = frozenset({"templateId", "id", "code", "text", "statusCode", "effectiveTime", "value", "methodCode"})
"""Parts of an observation that hold no other."""
TOPIC = Topic.HOME_MONITORING
_row = maker(Row)


@dataclass(slots=True)
class _Found:
    """One observation on its way to a row."""

    parts: Parts
    key: str
    group: tuple[str, Node | None]
    """What is the same for values that were measured together: the time as sent, else the organizer itself."""
    about_all: tuple[Comment, ...]
    result: LabResult


_found = maker(_Found)


def read_phmr(document: ClinicalDocument, read: Read) -> None:
    """Read every observation; the devices of the section for equipment stand in the document's text."""
    found: list[tuple[_Found, Node]] = []
    count = 0
    shapes = Shapes(document)
    for section in document.all_sections():
        if is_equipment(section) or not section.entries:
            continue
        named = anchors([section.text])
        for entry in section.entries:
            key_of_shape, texts = shapes.key_of(entry)
            known = shapes.result_of(key_of_shape, texts)
            if known is not None:
                count += 1
                found.append((_found({}, f"observation/{count}", (known[1], None), (), known[0]), entry))
                continue
            before = count
            for placed in _observations(entry, named):
                count += 1
                key = f"observation/{count}"
                try:
                    found.append((_one(placed, key, named), entry))
                except Unfit as error:
                    read.lose(TOPIC, Lost(key, error.code, error.place, *document.place(entry)))
                    continue
                if count == before + 1 and not found[-1][0].parts.keys() & _OWN:
                    shapes.remember(key_of_shape, texts, entry, found[-1][0].result)
    _add(document, read, found)


class _Holder:
    """What an observation stands in: its nearest organizer, with what holds for all in it."""

    __slots__ = ("comments", "node", "over", "sent", "unfit")

    def __init__(self, node: Node | None, over: Over, sent: str = "") -> None:
        self.node, self.over, self.sent = node, over, sent
        self.comments: list[Comment] = []
        self.unfit: Unfit | None = None


_NOBODY = _Holder(None, NOTHING)
_Placed = tuple[_Holder, Node, Parts]


def _observations(entry: Node, named: Anchors) -> list[_Placed]:
    """Give every observation with what it stands in; an entry that holds none stands for itself."""
    found: list[_Placed] = []
    _collect(entry, _NOBODY, named, found)
    return found or [(_NOBODY, entry, {})]


def _collect(node: Node, holder: _Holder, named: Anchors, found: list[_Placed]) -> None:
    """Find the observations in an element; those within others included."""
    name = local_name(node.tag)
    if name == "component" or (name == "entry" and len(node) == 1):
        within: Iterable[Node] = node
    else:
        parts = gather(node)
        if name == "observation":
            found.append((holder, node, parts))
            within = [child for child in node if local_name(child.tag) not in _LEAVES and _holds_one(child)]
        else:
            within = node
        holder = _held(node, name, parts, holder, named) if within is node or within else holder
    for child in within:
        if len(child) or local_name(child.tag) == "observation":
            _collect(child, holder, named, found)


def _holds_one(node: Node) -> bool:
    return next(node.iter("{*}observation"), None) is not None


def _held(node: Node, name: str, parts: Parts, outer: _Holder, named: Anchors) -> _Holder:
    """Give what holds for whatever stands in an element."""
    words = (*words_in(every(parts, "statusCode")), *outer.over.statuses)
    if name != "organizer":
        if words == outer.over.statuses:
            return outer
        made = _Holder(outer.node, Over(words, outer.over.at), outer.sent)
        made.comments, made.unfit = outer.comments, outer.unfit
        return made
    time = first(parts, "effectiveTime")
    try:
        made = _Holder(node, Over(words, time_in(time, "effectiveTime")), sent_time(time))
    except Unfit as error:
        made = _Holder(node, Over(words))
        made.unfit = error
    made.comments = _comments_of(parts, named)
    return made


def _one(placed: _Placed, key: str, named: Anchors) -> _Found:
    """Read one observation.

    Raises:
        Unfit: it is another statement, the time over it is none, or as `measured`.

    """
    holder, node, parts = placed
    if holder.unfit is not None:
        raise holder.unfit
    if not parts and local_name(node.tag) != "observation":
        raise Unfit("statement", local_name(node.tag))
    result = measured(node, parts, named, holder.over)
    about_all = result.comments
    if holder.comments:
        result = replace(result, comments=(*holder.comments, *about_all))
    sent = holder.sent or sent_time(first(parts, "effectiveTime"))
    group = (sent, None) if sent else ("", holder.node if holder.node is not None else node)
    return _found(parts, key, group, about_all, result)


def _comments_of(parts: Parts, named: Anchors) -> list[Comment]:
    """Give the comments that an organizer itself carries."""
    holders = [*every(parts, "component"), *every(parts, "entryRelationship")]
    acts = [act for holder in holders for act in holder if local_name(act.tag) == "act"]
    return [comment for act in acts if (comment := comment_of(act, named)) is not None]


def _add(document: ClinicalDocument, read: Read, found: list[tuple[_Found, Node]]) -> None:
    author, date = author_of(document), date_of(document)
    person, organisation = who(author)
    shared: dict[_Joint, list[tuple[str, Comment]]] = {}
    for one, _ in found:
        if one.about_all:
            shared.setdefault(_joint(one), []).extend((one.result.name, comment) for comment in one.about_all)
    rows = []
    for one, entry in found:
        start, length = document.place(entry)
        result = _told(one, shared[_joint(one)]) if shared and _joint(one) in shared else one.result
        own = first(one.parts, "author")
        if own is None:
            rows.append(_row(result, one.key, start, length, person, organisation, date))
        else:
            time: ClinicalDate | None = written_at(own) or date
            rows.append(_row(result, one.key, start, length, *who(own), time))
    for row in rows:
        read.add(TOPIC, row)


_Joint = tuple[tuple[str, Node | None], ResultState]


def _joint(one: _Found) -> _Joint:
    """Tell what belongs together: measured at one time, and of one standing."""
    return one.group, one.result.state


def _told(one: _Found, shared: list[tuple[str, Comment]]) -> LabResult:
    """Give an annulled value the comments of the others that were annulled with it: the pair of a blood pressure.

    A value that holds is never given a remark that was written about another (services.md section 5, PHMR).
    """
    if one.result.state is not ResultState.NULLIFIED:
        return one.result
    others = [replace(comment, about=name) for name, comment in shared if comment not in one.about_all]
    return replace(one.result, comments=(*one.result.comments, *others)) if others else one.result


def is_equipment(section: Section) -> bool:
    """Tell whether a section, or the one it stands in, lists devices."""
    if section.code is not None and section.code.code == EQUIPMENT:
        return True
    return section.parent is not None and is_equipment(section.parent)
