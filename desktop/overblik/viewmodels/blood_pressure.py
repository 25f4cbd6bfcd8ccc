"""Systolic and diastolic of one measurement as one pair, as clinicians read it; the facts themselves stay two."""

from dataclasses import replace

from overblik.domain.lab_result import Component, LabResult
from overblik.domain.npu import NAMES as NPU_NAMES
from overblik.domain.npu import NPU
from overblik.domain.quantity import Coded, Concept
from overblik.viewmodels.card_head import Pair

_SYSTOLIC, _DIASTOLIC = "DNK05472", "DNK05473"
_NAME = "Blodtryk"
_JOINT = f"{_SYSTOLIC}/{_DIASTOLIC}"


def joined(found: list[Pair]) -> list[Pair]:
    """Give the measurements with each pair of blood pressure as one; what has no partner stays alone.

    A partner is of the same document, moment, unit and state, and the only one: anything less is no pair.
    A source that sends the pair as one measurement of two parts with these codes is the same measurement (rule I).
    """
    upper = [pair for pair in found if _is(pair, _SYSTOLIC)]
    lower = [pair for pair in found if _is(pair, _DIASTOLIC)]
    partners: dict[int, Pair] = {}
    used: set[int] = set()
    for pair in upper:
        fits = [one for one in lower if _belongs(pair, one)]
        rivals = [one for one in upper if fits and _belongs(one, fits[0])]
        if len(fits) == 1 and len(rivals) == 1:
            partners[id(pair)] = fits[0]
            used.add(id(fits[0]))
    return [
        _pair(pair, partners[id(pair)]) if id(pair) in partners else _named(pair)
        for pair in found
        if id(pair) not in used
    ]


def _named(pair: Pair) -> Pair:
    """Give a measurement of two parts its joint code, and the unit that both parts have."""
    fact: LabResult = pair[1].fact
    codes = [part.code.codings[0].code if part.code.codings else "" for part in fact.components]
    units = {part.quantity.unit if part.quantity else "" for part in fact.components}
    if codes != [_SYSTOLIC, _DIASTOLIC] or len(units) != 1 or fact.value:
        return pair
    if not all(part.value and part.code.codings[0].system in NPU_NAMES for part in fact.components):
        return pair
    value = "/".join(part.value for part in fact.components)
    made = replace(fact, system=NPU, code=_JOINT, value=value, unit=fact.unit or next(iter(units)), specimen="")
    return pair[0], replace(pair[1], fact=made)


def _is(pair: Pair, code: str) -> bool:
    fact: LabResult = pair[1].fact
    return (fact.system, fact.code) == (NPU, code) and bool(fact.value)


def _belongs(one: Pair, other: Pair) -> bool:
    first, second = one[1].fact, other[1].fact
    if first.taken_at is None or second.taken_at is None or one[0] is not other[0]:
        return False
    same_document = _document(one) == _document(other)
    return same_document and (first.taken_at.order, first.unit, first.state) == (
        second.taken_at.order,
        second.unit,
        second.state,
    )


def _document(pair: Pair) -> str:
    return pair[1].provenance.document_id.partition("#")[0]


def _pair(upper: Pair, lower: Pair) -> Pair:
    first, second = upper[1].fact, lower[1].fact
    # A comment that was written under one of them stands under the other too, marked: it is said once.
    own = [comment for fact in (first, second) for comment in fact.comments]
    texts = {(comment.text, comment.at) for comment in own if comment.about}
    comments = tuple(comment for comment in own if comment.about or (comment.text, comment.at) not in texts)
    fact = replace(
        first,
        name=_NAME,
        code=_JOINT,
        value=f"{first.value}/{second.value}",
        quantity=None,
        flag=first.flag if first.flag == second.flag else None,
        components=(_component(first), _component(second)),
        comments=comments,
    )
    return upper[0], replace(upper[1], fact=fact)


def _component(fact: LabResult) -> Component:
    concept = Concept(fact.name, (Coded(fact.system, fact.code, fact.name),))
    return Component(concept, fact.value, fact.quantity, fact.flag, fact.reference, fact.absent_reason)
