"""An observation of CDA to LabResult: raw value first, no flag of our own (home monitoring, results of a plan)."""

from dataclasses import dataclass

from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import Comment, LabResult
from overblik.domain.making import maker
from overblik.domain.npu import NPU, one_name
from overblik.domain.quantity import Coded, Concept, Quantity
from overblik.sources.dds.mapping.assess import assessment, reference
from overblik.sources.dds.mapping.head import joined, who, written_at
from overblik.sources.dds.mapping.status import result_state, statuses, worst
from overblik.sources.dds.mapping.values import Value, value_of
from overblik.wire.cda import Node
from overblik.wire.cda_text import text_of
from overblik.wire.cda_types import Parts, codings, every, first_of, gather, one, original_text, time_in, words_of
from overblik.wire.elements import Unfit, local_name

MCS = "1.2.208.184.100.8"
COMMENT = "48767-8"
_MISSING = Value("")
_result = maker(LabResult)
_comment = maker(Comment)
Anchors = dict[str, Node | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One observation, read."""

    result: LabResult
    about_all: tuple[Comment, ...]
    """Its comments: they concern what was measured at the same time too."""


def measured(node: Node, anchors: Anchors, *, name: str = "", at: ClinicalDate | None = None) -> Measured:
    """Read one observation; `name` and `at` are what stands over it, where it says nothing itself.

    Raises:
        Unfit: it says that it was not measured, a date is no date, or nobody can tell what the value is of.

    """
    parts = gather(node)
    _refuse(node, parts)
    concept, coding = _coded(one(parts, "code"))
    called = concept.text or coding.display or name or coding.code
    if not called:
        raise Unfit("missing", "code")
    value, unit, quantity = _united([value_of(value) for value in every(parts, "value")])
    flag, flag_text, is_silent = assessment(every(parts, "interpretationCode"))
    word = worst(statuses(node))
    entered = tuple(text for method in every(parts, "methodCode") if (text := words_of(method)))
    comments, notes = _remarks(node, parts, anchors)
    result = _result(
        name=called,
        code=coding.code,
        system=coding.system,
        concept=concept,
        group="",
        value=value.text,
        quantity=quantity,
        comparator=value.comparator,
        unit=unit,
        flag=flag,
        flag_text=flag_text,
        not_assessed=is_silent,
        reference=reference(every(parts, "referenceRange")),
        taken_at=time_in(one(parts, "effectiveTime"), "effectiveTime") or at,
        issued_at=None,
        state=result_state(word),
        wire_status=word,
        absent_reason=value.absent if not value.text else "",
        components=(),
        notes=notes,
        method=", ".join(entered),
        producer=_measurer(parts),
        report="",
        comments=comments,
        entered=entered,
    )
    return Measured(result, comments)


def _refuse(node: Node, parts: Parts) -> None:
    """Refuse what is no measurement: a negation, a goal, an order; and one that says nothing at all."""
    if (node.get("negationInd") or "").strip().lower() not in ("", "false", "0"):
        raise Unfit("negation", "negationInd")
    if node.get("moodCode", "EVN") != "EVN":
        raise Unfit("mood", "moodCode")
    if "code" not in parts and "value" not in parts:
        raise Unfit("missing", "code")


def _coded(node: Node | None) -> tuple[Concept, Coded]:
    """Give all codings, and the one that a series is made of: NPU first, then MedCom's own, then the first."""
    if node is None:
        return Concept("", ()), Coded("", "", "")
    found = tuple([Coded(one_name(code.system), code.code, code.display) for code in codings(node)])
    chosen = next((code for code in found if code.system == NPU), None)
    chosen = chosen or next((code for code in found if code.system == MCS), None)
    chosen = chosen or next((code for code in found if code.code), None)
    display = next((code.display for code in found if code.display), "")
    if chosen is None:
        return Concept(original_text(node), found), Coded("", "", display)
    if not chosen.display and display:
        chosen = Coded(chosen.system, chosen.code, display)
    return Concept(original_text(node), found), chosen


def _united(values: list[Value]) -> tuple[Value, str, Quantity | None]:
    """Give the one value there is; several stand beside each other as text, each with its unit."""
    if not values:
        return _MISSING, "", None
    if len(values) == 1 or all(value == values[0] for value in values):
        return values[0], values[0].unit, values[0].quantity
    words = "; ".join(value.words for value in values if value.text)
    return Value(words, absent=values[0].absent if not words else ""), "", None


def _measurer(parts: Parts) -> str:
    named = (joined(holder) for name in ("performer", "author") for holder in every(parts, name))
    return next((text for text in named if text), "")


def _remarks(node: Node, parts: Parts, anchors: Anchors) -> tuple[tuple[Comment, ...], tuple[str, ...]]:
    """Read the acts that say something about the value: comments by their code, all others as notes."""
    comments: list[Comment] = []
    notes: list[str] = []
    if "text" in parts and first_of(node, "text", "reference") is None and (text := said_in(node, anchors)):
        notes.append(text)
    for relation in every(parts, "entryRelationship"):
        for act in relation:
            if local_name(act.tag) != "act":
                continue
            made = comment_of(act, anchors)
            if made is not None:
                comments.append(made)
            elif text := said_in(act, anchors):
                notes.append(": ".join(part for part in (words_of(first_of(act, "code")), text) if part))
    return tuple(comments), tuple(notes)


def comment_of(act: Node, anchors: Anchors) -> Comment | None:
    """Read an act as a comment; none when it is another or empty."""
    code, text = first_of(act, "code"), said_in(act, anchors)
    if code is None or not text or COMMENT not in {code.get("code"), *(coded.code for coded in codings(code))}:
        return None
    author = first_of(act, "author")
    person, organisation = who(author)
    return _comment(text, person or organisation, written_at(author))


def said_in(node: Node, anchors: Anchors) -> str:
    """Give the words of a statement, where they stand in the narrative included."""
    text = first_of(node, "text")
    if text is None:
        return ""
    aim = first_of(text, "reference")
    if aim is None:
        return text_of(text)
    target = anchors.get((aim.get("value") or "").lstrip("#"))
    return text_of(target) if target is not None else ""
