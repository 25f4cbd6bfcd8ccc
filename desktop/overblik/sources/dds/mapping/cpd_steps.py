"""Goals, concerns and interventions of a care plan."""

from overblik.domain.clinical import Activity, Concern, Goal
from overblik.domain.npu import one_name
from overblik.domain.quantity import Coded
from overblik.sources.dds.mapping.cpd_parts import PartKind, Place, kind_of
from overblik.sources.dds.mapping.entries import described
from overblik.sources.dds.mapping.head import joined, masked
from overblik.sources.dds.mapping.measured import said_in
from overblik.sources.dds.mapping.status import statuses, worst
from overblik.sources.dds.mapping.values import Value, value_of
from overblik.wire.cda import Node
from overblik.wire.cda_text import BULLET, CELLS
from overblik.wire.cda_types import (
    Parts,
    codings,
    end_in,
    every,
    first,
    first_of,
    gather,
    one,
    original_text,
    stated,
    time_in,
    words_of,
)
from overblik.wire.elements import Unfit, local_name

_BROKEN = frozenset({"nullified", "aborted", "cancelled", "canceled"})
_VALID = frozenset({"active", "completed", "new", "held", "suspended"})
_PLANNED = frozenset({"INT", "RQO", "PRMS", "PRP", "ARQ", "APT"})
_NOTHING = Coded("", "", "")


def refuse_negation(node: Node) -> None:
    """Refuse what is said not to be: it is not the statement that it looks like.

    Raises:
        Unfit: it is negated.

    """
    if (node.get("negationInd") or "").strip().lower() not in ("", "false", "0"):
        raise Unfit("negation", "negationInd")


def goal(node: Node, where: Place, key: str) -> Goal:
    """Read one goal: its words in the narrative, its code, and the target that it names.

    Raises:
        Unfit: it is no goal, or a date is none.

    """
    refuse_negation(node)
    if node.get("moodCode") != "GOL":
        raise Unfit("mood", "moodCode")
    parts = gather(node)
    read = _first_coding(one(parts, "code"))
    words = words_of(one(parts, "code"))
    told = said_in(node, where.anchors)
    values = [value_of(value) for value in every(parts, "value")]
    targets = [value for value in values if value.text]
    within = [line for held in node.iter("{*}observation") if held is not node for line in described(held)]
    period = one(parts, "effectiveTime")
    time_in(period, "effectiveTime")
    word = worst(statuses(node))
    return Goal(
        document_id=_id(parts) or key,
        text=masked(_said(words, told) or where.section.heading),
        targets=(*(_target(value) for value in targets), *within),
        target_codes=tuple(value.code for value in targets if value.code),
        status=word,
        due=end_in(period, "high", "effectiveTime"),
        is_valid=word.lower() in _VALID,
        measure=(one_name(read.system), read.code) if targets and read.code else ("", ""),
    )


def _said(words: str, told: str) -> str:
    """Join what the narrative says of a goal with the name of its code, unless it stands in it already."""
    if not told or words.casefold() in told.casefold():
        return told or words
    return f"{told} ({words})"


def _target(value: Value) -> str:
    words = value.words
    return f"{value.code} {words}" if value.code and value.code != value.text else words


def concern(node: Node, whole: Node, where: Place) -> Concern:
    """Read what a plan is about: `node` is the coded observation in `whole`, or `whole` itself.

    Raises:
        Unfit: it is negated, or a date is none.

    """
    refuse_negation(whole)
    refuse_negation(node)
    parts = gather(node)
    value = first(parts, "value")
    read = _first_coding(value)
    said = value_of(value).words if value is not None else ""
    is_coded = bool(read.code or read.display)
    own = words_of(first(parts, "code")) if node is not whole or local_name(node.tag) == "observation" else ""
    said = said if is_coded or not own else ": ".join(text for text in (own, said) if text)
    told = said_in(node, where.anchors) or said_in(whole, where.anchors)
    since = time_in(one(parts, "effectiveTime"), "effectiveTime")
    since = since or time_in(first_of(whole, "effectiveTime"), "effectiveTime")
    author = next((found for found in (first(parts, "author"), first_of(whole, "author")) if found is not None), None)
    return Concern(
        text=masked(said or told or where.section.heading),
        code=read.code,
        system=read.system,
        display=read.display,
        since=since,
        wire_status=worst(statuses(node)),
        author=joined(author),
    )


def activity(node: Node, where: Place) -> Activity:
    """Read one intervention, planned or carried out.

    Raises:
        Unfit: it is neither, it is negated, or a date is none.

    """
    refuse_negation(node)
    mood = node.get("moodCode") or ""
    if mood != "EVN" and mood not in _PLANNED:
        raise Unfit("mood", "moodCode")
    parts = gather(node)
    code = one(parts, "code")
    read = _first_coding(code)
    values = [words for value in every(parts, "value") if (words := value_of(value).words)]
    own = ": ".join(text for text in (words_of(code), ", ".join(values)) if text)
    told = said_in(node, where.anchors)
    period = one(parts, "effectiveTime")
    word = worst(statuses(node))
    return Activity(
        text=masked(told or own or _row(node, where) or where.section.heading),
        status=word,
        code=read.code,
        system=read.system,
        display=read.display or (original_text(code) if code is not None else ""),
        when=time_in(period, "effectiveTime"),
        when_text="",
        performer="; ".join(text for holder in every(parts, "performer") if (text := joined(holder))),
        is_done=mood == "EVN" and word.lower() not in _BROKEN,
        until=end_in(period, "high", "effectiveTime"),
    )


def _row(node: Node, where: Place) -> str:
    """Give the row of the narrative that an intervention without a word of its own has: only where they are as many."""
    silent = [top for top in where.tops if kind_of(top, PartKind.INTERVENTION) and _is_silent(top, where)]
    if node not in silent:
        return ""
    said = where.section.narrative
    rows = [CELLS.join(row.cells).strip(" ·") for row in said.rows if not row.is_header]
    lines = rows or [line[len(BULLET) :] for line in said.lines if line.startswith(BULLET)]
    return lines[silent.index(node)] if len(lines) == len(silent) == len(where.tops) else ""


def _is_silent(node: Node, where: Place) -> bool:
    return not words_of(first_of(node, "code")) and not said_in(node, where.anchors)


def _first_coding(node: Node | None) -> Coded:
    found = codings(node) if node is not None else ()
    return next((code for code in found if code.code), found[0] if found else _NOTHING)


def _id(parts: Parts) -> str:
    node = first(parts, "id")
    if node is None:
        return ""
    return "^".join(part for part in (stated(node.get("root")), stated(node.get("extension"))) if part)
