"""An observation of CDA to LabResult: raw value first, no flag of our own (home monitoring, results of a plan)."""

from dataclasses import dataclass
from functools import lru_cache

from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import Comment, LabResult
from overblik.domain.making import maker
from overblik.domain.npu import NPU, one_name
from overblik.domain.quantity import Coded, Concept
from overblik.sources.dds.mapping.assess import assessment, reference
from overblik.sources.dds.mapping.head import joined, who, written_at
from overblik.sources.dds.mapping.status import result_state, words_in, worst
from overblik.sources.dds.mapping.values import Value, value_of
from overblik.wire.cda import Node
from overblik.wire.cda_text import text_of
from overblik.wire.cda_types import Parts, code_of, codings, every, first_of, one, original_text, time_in, words_of
from overblik.wire.elements import Unfit, local_name

MCS = "1.2.208.184.100.8"
COMMENT = "48767-8"
_MISSING = Value("")
_result = maker(LabResult)
_comment = maker(Comment)
Anchors = dict[str, Node | None]


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over an observation, and holds for it where it says nothing itself."""

    statuses: tuple[str, ...] = ()
    """Of whatever it stands in: an organizer that is annulled annuls its observations."""
    at: ClinicalDate | None = None
    name: str = ""


NOTHING = Over()


def measured(node: Node, parts: Parts, anchors: Anchors, over: Over = NOTHING) -> LabResult:
    """Read one observation, of which `parts` are the children.

    Raises:
        Unfit: it says that it was not measured, a date is no date, or nobody can tell what the value is of.

    """
    _refuse(node, parts)
    concept, coding, called = _coded(one(parts, "code"))
    called = called or over.name or coding.code
    if not called:
        raise Unfit("missing", "code")
    value = _value(parts)
    flag, flag_text, is_silent = assessment(every(parts, "interpretationCode"))
    word = worst((*words_in(every(parts, "statusCode")), *over.statuses))
    entered = tuple([text for method in every(parts, "methodCode") if (text := words_of(method))])
    is_plain = "entryRelationship" not in parts and "text" not in parts
    comments, notes = ((), ()) if is_plain else _remarks(node, parts, anchors)
    return _result(
        name=called,
        code=coding.code,
        system=coding.system,
        concept=concept,
        group="",
        value=value.text,
        quantity=value.quantity,
        comparator=value.comparator,
        unit=value.unit,
        flag=flag,
        flag_text=flag_text,
        not_assessed=is_silent,
        reference=reference(every(parts, "referenceRange")) if "referenceRange" in parts else None,
        taken_at=time_in(one(parts, "effectiveTime"), "effectiveTime") or over.at,
        issued_at=None,
        state=result_state(word),
        wire_status=word,
        absent_reason=value.absent if not value.text else "",
        components=(),
        notes=notes,
        method=", ".join(entered),
        producer=_measurer(parts) if "performer" in parts or "author" in parts else "",
        report="",
        comments=comments,
        entered=entered,
    )


def _refuse(node: Node, parts: Parts) -> None:
    """Refuse what is no measurement: a negation, a goal, an order; and one that says nothing at all."""
    if is_negated(node):
        raise Unfit("negation", "negationInd")
    if node.get("moodCode", "EVN") != "EVN":
        raise Unfit("mood", "moodCode")
    if "code" not in parts and "value" not in parts:
        raise Unfit("missing", "code")


def is_negated(node: Node) -> bool:
    """Tell whether a statement says that it is not so; an odd word is no way to say that it is."""
    sent = node.get("negationInd")
    return sent is not None and sent.strip().lower() not in ("", "false", "0")


_Sent = tuple[str | None, str | None, str | None, str | None]


def _attributes(node: Node) -> _Sent:
    get = node.get
    return (get("nullFlavor"), get("code"), get("displayName"), get("codeSystem"))


def _coded(node: Node | None) -> tuple[Concept, Coded, str]:
    """Give all codings, the one that a series is made of, and the words."""
    if node is None:
        return _chosen("", ())
    if not len(node):
        return _chosen("", (_attributes(node),))
    others = [child for child in node if local_name(child.tag) == "translation"]
    text = original_text(node) if len(others) < len(node) else ""
    return _chosen(text, (_attributes(node), *[_attributes(child) for child in others]))


@lru_cache(maxsize=2048)
def _chosen(text: str, sent: tuple[_Sent, ...]) -> tuple[Concept, Coded, str]:
    """Choose the coding of a series: NPU first, then MedCom's own, then the first that has a code."""
    read = [code for one_sent in sent if (code := code_of(*one_sent)) is not None]
    found = tuple([Coded(one_name(code.system), code.code, code.display) for code in read])
    chosen = next((code for code in found if code.system == NPU), None)
    chosen = chosen or next((code for code in found if code.system == MCS), None)
    chosen = chosen or next((code for code in found if code.code), None)
    display = next((code.display for code in found if code.display), "")
    if chosen is None:
        chosen = Coded("", "", display)
    elif not chosen.display and display:
        chosen = Coded(chosen.system, chosen.code, display)
    return Concept(text, found), chosen, text or chosen.display


def _value(parts: Parts) -> Value:
    """Give the one value there is; several stand beside each other as text, each with its unit."""
    held = parts.get("value")
    if held is None:
        return _MISSING
    if not isinstance(held, list):
        return value_of(held)
    values = [value_of(node) for node in held]
    if all(value == values[0] for value in values):
        return values[0]
    words = "; ".join(value.words for value in values if value.text)
    return Value(words, absent=values[0].absent if not words else "")


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
    if code is None or not text or COMMENT not in {code.get("code"), *(read.code for read in codings(code))}:
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
