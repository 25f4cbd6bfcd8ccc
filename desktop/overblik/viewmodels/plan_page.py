"""All plans of one citizen on a page: what happens next across actors, then each actor's plans with what proves them."""

from typing import Any

from overblik.domain.actors import actor_of
from overblik.domain.clinical import Activity, Actor, CarePlan, Goal
from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import Pair, View, base, day_of, of_topic, pairs
from overblik.viewmodels.formats import one_line, safe, show_clinical, show_date
from overblik.viewmodels.lab_series import order_of, series_of
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.plan_steps import activity_text, goal_text, is_ahead, is_open
from overblik.viewmodels.rows import GroupRow, LineRow, Row
from overblik.viewmodels.units import unit_words
from overblik.viewmodels.words import Words

_ORDER = (Actor.GENERAL_PRACTICE, Actor.HOSPITAL, Actor.MUNICIPALITY, Actor.UNKNOWN)
Line = tuple[str, str, bool]
_MEASURED = (Topic.LAB_RESULTS, Topic.HOME_MONITORING, Topic.VITAL_SIGNS)


def actor_of_plan(pair: Pair) -> Actor:
    """Give whose plan it is: as the document says, else by the names that stand on it."""
    plan: CarePlan = pair[1].fact
    if plan.actor is not Actor.UNKNOWN:
        return plan.actor
    return actor_of(plan.author, plan.responsible, pair[1].provenance.organisation, pair[0].label)


def owner_of(pair: Pair, words: Words) -> str:
    """Name the actor, else the source."""
    actor = actor_of_plan(pair)
    return one_line(pair[0].label) if actor is Actor.UNKNOWN else words.say(f"plan.{actor.value}")


def by_actor(found: list[Pair]) -> list[tuple[Actor, list[Pair]]]:
    """Group the plans by actor, in the order in which clinicians name them."""
    groups: dict[Actor, list[Pair]] = {}
    for pair in found:
        groups.setdefault(actor_of_plan(pair), []).append(pair)
    return [(actor, groups[actor]) for actor in _ORDER if actor in groups]


def actor_heading(actor: Actor, words: Words) -> GroupRow:
    """Give the heading of one actor's plans."""
    text = words.say(f"plan.{actor.value}")
    return GroupRow(f"group/plan/{actor.value}", text, text=text)


def coming(found: list[Pair], view: View) -> list[Row]:
    """Give every step that is still to come, of all plans, in order of time, with who is responsible."""
    words = view.words
    steps: list[tuple[str, Pair, Activity]] = []
    for pair in found:
        plan: CarePlan = pair[1].fact
        today = day_of(pair[0], view)
        steps += [
            (step.when.order, pair, step)
            for step in plan.activities
            if step.when is not None and is_ahead(step.when, today) and is_open(step)
        ]
    steps.sort(key=lambda each: each[0])
    if not steps:
        return []
    text = words.say("plan.now")
    rows: list[Row] = [GroupRow("group/plan/now", text, text=text)]
    return [*rows, *(_step(group, at, words) for at, group in enumerate(_same_steps(steps)))]


Step = tuple[str, Pair, Activity]


def _same_steps(steps: list[Step]) -> list[list[Step]]:
    """Put one plan's step of one day together where two sources tell it; every word of both is shown."""
    groups: dict[tuple[str, object, str], list[Step]] = {}
    for step in steps:
        when, title = step[2].when, one_line(step[1][1].fact.title).casefold()
        key = (title or step[1][1].provenance.document_id, when.day() if when else None, owner_key(step[1]))
        sources = {each[1][0].source for each in groups.get(key, ())}
        apart = (*key[:2], f"{key[2]}/{len(groups)}") if step[1][0].source in sources else key
        groups.setdefault(apart, []).append(step)
    return list(groups.values())


def owner_key(pair: Pair) -> str:
    """Name whose plan it is, for telling plans apart."""
    actor = actor_of_plan(pair)
    return pair[0].source if actor is Actor.UNKNOWN else actor.value


def _step(group: list[Step], at: int, words: Words) -> LineRow:
    _, pair, step = group[0]
    plan: CarePlan = pair[1].fact
    timed = next((each[2] for each in group if each[2].when and each[2].when.moment()), step)
    left = show_clinical(timed.when, words)
    told = {text.casefold(): text for _, _, each in group if (text := one_line(each.text or each.display or each.code))}
    text = " / ".join(told.values())
    responsible = one_line(step.performer) or one_line(plan.responsible) or one_line(plan.author)
    second = " · ".join(part for part in (responsible, one_line(plan.title), owner_of(pair, words)) if part)
    given = base(pair, f"{left}, {text}, {second}")
    return LineRow(**{**given, "key": f"{given['key']}/step/{at}"}, left=left, text=text, second=second)


def full_lines(pair: Pair, measured: list[LabResult], words: Words) -> list[Line]:
    """Give what a plan says on its page: what it is about, goals beside their measurement, results, period, texts."""
    plan: CarePlan = pair[1].fact
    lines: list[Line] = [
        (words.say("plan.about"), _concern(each.text, each.code, words), False) for each in plan.concerns
    ]
    for goal in plan.goals:
        if goal.is_valid:
            lines.append((words.say("plan.goal"), goal_text(goal.text, goal.targets), False))
            lines += _proof(goal, plan, measured, words)
    lines += _results(plan, words)
    lines += [(_step_label(each, words), activity_text(each, words), not each.is_done) for each in plan.activities]
    period = "–".join(show_date(when, words) if when else "" for when in (plan.start, plan.end))
    if plan.start or plan.end:
        lines.append((words.say("plan.period"), period, False))
    return lines


def _concern(text: str, code: str, words: Words) -> str:
    name = one_line(text) or words.say("summary.unnamed")
    return f"{name} ({code})" if code and code not in name else name


def _step_label(step: Activity, words: Words) -> str:
    return words.say("plan.done" if step.is_done else "plan.activities")


def _proof(goal: Goal, plan: CarePlan, measured: list[LabResult], words: Words) -> list[Line]:
    """Give the newest measurement of what a goal names, as it is: whether the goal is met is nobody's word here."""
    if not any(goal.measure):
        return []
    fits = [each for each in (*plan.outcomes, *measured) if (each.system, each.code) == goal.measure]
    newest = max((each for each in fits if each.state.is_valid), key=order_of, default=None)
    return [(words.say("plan.measured"), said(newest, words), False)] if newest is not None else []


def _results(plan: CarePlan, words: Words) -> list[Line]:
    """Give the newest of each course that the plan holds, the one before, and where text and code disagree."""
    found: list[Line] = []
    courses: dict[tuple[str, ...], list[LabResult]] = {}
    for each in plan.outcomes:
        courses.setdefault(each.series, []).append(each)
    for course in courses.values():
        ordered = sorted(course, key=order_of, reverse=True)
        text = f"{one_line(ordered[0].name)} {said(ordered[0], words)}"
        if len(ordered) > 1:
            text = f"{text}, {words.say('plan.before', value=said(ordered[1], words))}"
        found.append((words.say("plan.result"), text, False))
        for each in ordered:
            if each.told:
                told = words.say("plan.told", text=one_line(each.told), code=said(each, words))
                found.append(("", told, True))
    return found


def said(result: LabResult, words: Words) -> str:
    """Write a value with its unit and day."""
    value = " ".join(part for part in (shown_value(result, words), unit_words(result, words)) if part)
    when = show_clinical(result.taken_at or result.issued_at, words)
    return f"{value} ({when})"


def texts_of(plan: CarePlan) -> str:
    """Give what a plan says in words alone, heading by heading."""
    return "\n".join(f"{one_line(each.title)}: {safe(each.text).strip()}" for each in plan.texts)


def measurements(sections: tuple[Any, ...]) -> list[LabResult]:
    """Give the newest valid measurement of each course of all sources, to stand beside a goal."""
    found = [pair for topic in _MEASURED for pair in pairs(of_topic(sections, topic))]
    return [series.valid[0][1].fact for series in series_of(found) if series.valid]
