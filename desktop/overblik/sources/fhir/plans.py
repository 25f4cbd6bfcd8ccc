"""Care plans with their goals: named by the plan, or joined by a shared problem (KL gateway)."""

import msgspec

from overblik.domain.clinical import Goal
from overblik.domain.section import Scoped
from overblik.sources.fhir.mapping.base import Context, Unfit, words
from overblik.sources.fhir.mapping.care_plan import PLAN, Plan, care_plan, conditions_of, goals_of
from overblik.sources.fhir.mapping.goal import GOAL, WireGoal, goal, orphan
from overblik.sources.fhir.pool import contained
from overblik.sources.fhir.reading import Batch, Kind, Opened, opened, provenance, reject, take
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Reference
from overblik.wire.strict import Flaw

Place = tuple[str, int]


class _Target(msgspec.Struct, gc=False):
    """A goal that can be read, with whom it is about."""

    one: Opened
    citizen: object
    made: Goal
    is_used: bool = False


def read_plans(context: Context) -> Batch:
    """Read plans and goals; a goal that no plan takes stands alone, an unreadable one is counted."""
    batch = Batch()
    goals = _goals(context, batch)
    by_place: dict[Place, _Target] = {_place(target.one.piece): target for target in goals}
    by_problem: dict[Place, list[_Target]] = {}
    for target in goals:
        for place in _places(list(target.one.sent.addresses or ()), target.one.piece, context):
            by_problem.setdefault(place, []).append(target)
    for one in opened(context.pool.of("CarePlan"), PLAN):
        if one.flaw is not None:
            reject(one.piece, one.flaw, context, batch)
            continue
        _plan(one, by_place, by_problem, context, batch)
    for target in goals:
        if target.is_used:
            batch.absorbed += 1
        else:
            take(_ORPHAN, target.one.piece, target.one.sent, context, batch)
    return batch


def _goals(context: Context, batch: Batch) -> list[_Target]:
    found = []
    for one in opened(context.pool.of("Goal"), GOAL):
        if one.flaw is not None:
            reject(one.piece, one.flaw, context, batch)
            continue
        sent: WireGoal = one.sent
        try:
            made = goal(sent, one.piece, context)
        except Unfit as error:
            reject(one.piece, Flaw(error.code, error.place), context, batch)
            continue
        found.append(_Target(one, context.subjects.of(sent.subject, one.piece), made))
    return found


def _plan(
    one: Opened,
    by_place: dict[Place, _Target],
    by_problem: dict[Place, list[_Target]],
    context: Context,
    batch: Batch,
) -> None:
    sent: Plan = one.sent
    citizen = context.subjects.of(sent.subject, one.piece)
    mine: dict[Place, _Target] = {}
    for place in _places(goals_of(sent), one.piece, context):
        if place in by_place:
            mine[place] = by_place[place]
    for place in _places(conditions_of(sent), one.piece, context):
        mine |= {_place(target.one.piece): target for target in by_problem.get(place, ())}
    # A goal of another citizen never enters this plan (H1).
    taken = [target for target in mine.values() if target.citizen == citizen and citizen is not None]
    try:
        within = _within(goals_of(sent), one.piece, context)
        fact = care_plan(sent, one.piece, context, (*(target.made for target in taken), *within))
    except Unfit as error:
        reject(one.piece, Flaw(error.code, error.place), context, batch)
        return
    if citizen is None:
        batch.unidentified += 1
        return
    for target in taken:
        target.is_used = True
    batch.entries.append(Scoped(citizen, fact, provenance(_PLAN, one.piece, sent, context)))


def _within(references: list[Reference], near: Piece, context: Context) -> list[Goal]:
    """Give the goals that a plan holds within itself, or tells in words only.

    Raises:
        Unfit: one cannot be read.

    """
    found = []
    for one in references:
        if one.reference and one.reference[0] == "#":
            raw = contained(near, one.reference[1:])
            if raw is not None:
                try:
                    found.append(goal(GOAL.decode(raw), near, context))
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise Unfit("wrong_type", "$.contained") from error
        elif not one.reference and words(one.display):
            found.append(Goal("", words(one.display), (), (), "", None, is_valid=True))
    return found


def _places(references: list[Reference], near: Piece, context: Context) -> list[Place]:
    """Give the places of the resources that are referred to."""
    return [
        _place(found)
        for one in references
        if one.reference and one.reference[0] != "#"
        for found in context.pool.candidates(one.reference, near)
    ]


def _place(piece: Piece) -> Place:
    return piece.message.digest, piece.start


_PLAN = Kind("CarePlan", PLAN, care_plan, lambda sent: sent.subject, lambda sent: sent.author)
_ORPHAN = Kind("Goal", GOAL, orphan, lambda sent: sent.subject, lambda sent: sent.expressed_by)
