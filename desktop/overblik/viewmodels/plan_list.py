"""Care plans: goal, next step and who is responsible; the municipality's interventions as one plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from overblik.domain.clinical import Activity, Actor, CarePlan, Currency
from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import Pair, View, base, day_of, heading_age, notices, of_topic, pairs
from overblik.viewmodels.formats import one_line, safe
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.plan_page import (
    actor_heading,
    actor_of_plan,
    by_actor,
    coming,
    full_lines,
    measurements,
    owner_of,
    texts_of,
)
from overblik.viewmodels.plan_steps import activity_text, goal_text, is_ahead, is_open
from overblik.viewmodels.rows import Card, GroupRow, MoreRow, PlanRow, Row
from overblik.viewmodels.words import Words

_OPEN = (Currency.CURRENT, Currency.PLANNED, Currency.PAUSED, Currency.UNKNOWN)
_BADGED = {
    Currency.PLANNED: ("planned", Tone.QUIET),
    Currency.PAUSED: ("paused", Tone.STALE),
    Currency.PAST: ("past", Tone.QUIET),
    Currency.CANCELLED: ("cancelled", Tone.QUIET),
    Currency.ENTERED_IN_ERROR: ("entered_in_error", Tone.CRITICAL),
    Currency.UNKNOWN: ("unknown", Tone.STALE),
}


def plan_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the card, or the full page."""
    words = view.words
    mine = of_topic(sections, Topic.CARE_PLANS)
    found = pairs(mine)
    current = [pair for pair in found if pair[1].fact.currency in _OPEN]
    past = [pair for pair in found if pair[1].fact.currency not in _OPEN]
    rows: list[Row] = [*notices(mine, view)]
    if view.is_full:
        rows += _page(current, sorted(past, key=_start, reverse=True), measurements(sections), view)
    else:
        rows += _rows(_once(current, view), view)
        if past:
            text = words.say("plan.past_count", count=len(past))
            rows.append(MoreRow("more/plans", text, text=text, action=words.say("lab.show_all")))
    age, tone = heading_age(mine, view)
    title = words.say("topic.care_plans")
    whole, is_page = tuple(rows), view.is_full  # 'Hvad sker der nu' stands on the page alone
    return Card("care_plans", title, "P", "clipboard-list", age, tone, rows=whole, is_read_from_top=is_page)


def _page(current: list[Pair], past: list[Pair], measured: list[LabResult], view: View) -> list[Row]:
    """Give what happens now across actors, then the plans by actor, then what is over."""
    rows = coming(current, view)
    for actor, members in by_actor(current):
        if actor is not Actor.UNKNOWN or rows:
            rows.append(actor_heading(actor, view.words))
        rows += _rows(members, view, measured)
    if past and rows:
        text = view.words.say("plan.over")
        rows.append(GroupRow("group/plan/over", text, text=text))
    return rows + _rows(past, view, measured)


def _once(found: list[Pair], view: View) -> list[Pair]:
    """Give each plan once on the overview: one actor's plan of one title and one next step, told by two sources.

    On its page each source's plan stands by itself (R9).
    """
    seen: set[tuple[object, ...]] = set()
    chosen = []
    for pair in sorted(found, key=lambda pair: not pair[1].fact.texts):
        plan = pair[1].fact
        key = (one_line(plan.title).casefold(), actor_of_plan(pair), _next_day(pair, view))
        if not plan.title or actor_of_plan(pair) is Actor.UNKNOWN or key not in seen:
            chosen.append(pair)
            seen.add(key)
    return [pair for pair in found if pair in chosen]


def _next_day(pair: Pair, view: View) -> date | None:
    """Give the day of the next step that is to come."""
    today = day_of(pair[0], view)
    days = [each.when.day() for each in pair[1].fact.activities if each.when and not each.is_done]
    return min((day for day in days if day is not None and day >= today), default=None)


def _start(pair: Pair) -> str:
    start = pair[1].fact.start
    return start.order if start else ""


def _rows(found: list[Pair], view: View, measured: Sequence[LabResult] = ()) -> list[Row]:
    """Show titled plans one by one, and the single interventions of one source together."""
    rows: list[Row] = []
    single: dict[str, list[Pair]] = {}
    for pair in found:
        if _is_single(pair[1].fact):
            single.setdefault(pair[0].source, []).append(pair)
        else:
            rows.append(_plan_row(pair, view, measured))
    for members in single.values():
        rows += [_plan_row(members[0], view, measured)] if len(members) == 1 else [_joint_row(members, view)]
    return rows


def _is_single(plan: CarePlan) -> bool:
    """Whether it is one intervention or one goal, as the municipal gateway sends them."""
    return plan.kind == "goal" or (len(plan.activities) == 1 and not plan.author and not plan.description)


def _joint_row(members: list[Pair], view: View) -> PlanRow:
    words, section = view.words, members[0][0]
    plans = [pair[1].fact for pair in members]
    activities = [
        one_line(activity.text or activity.display or activity.code) for plan in plans for activity in plan.activities
    ]
    goals = [goal for plan in plans for goal in plan.goals if goal.is_valid]
    told = list(dict.fromkeys(goal_text(goal.text, goal.targets) for goal in goals))
    lines = [(words.say("plan.activities"), ", ".join(dict.fromkeys(activities)), True)]
    lines += [(words.say("plan.goal"), text, False) for text in told[: None if view.is_full else 3]]
    title = words.say("plan.municipal")
    return PlanRow(
        **base(members[0], f"{title}: {', '.join(activities)}"),
        title=title,
        owner=one_line(section.label),
        lines=tuple(line for line in lines if line[1]),
        note=f"+{len(told) - 3}" if len(told) > 3 and not view.is_full else "",
    )


def _plan_row(pair: Pair, view: View, measured: Sequence[LabResult] = ()) -> PlanRow:
    words, plan = view.words, pair[1].fact
    assert isinstance(plan, CarePlan)
    title = one_line(plan.title) or one_line(plan.category) or words.say("plan.untitled")
    goals = [goal_text(goal.text, goal.targets) for goal in plan.goals if goal.is_valid]
    if view.is_full:
        lines = full_lines(pair, list(measured), words)
    else:
        lines = [(words.say("plan.goal"), goal, False) for goal in goals[:2]] + _next_lines(pair, view)
    responsible = one_line(plan.responsible) or one_line(plan.author)
    if responsible:
        lines.append((words.say("plan.responsible"), responsible, False))
    badge = plan_badge(plan, words)
    spoken = [title, badge.text if badge else "", *(f"{label}: {text}" for label, text, _ in lines)]
    return PlanRow(
        **base(pair, ", ".join(part for part in spoken if part)),
        title=title,
        badge=badge,
        owner=one_line(pair[0].label) if view.is_full else owner_of(pair, words),
        lines=tuple(lines),
        note=_note(plan, goals, view),
    )


def plan_badge(plan: CarePlan, words: Words) -> Badge | None:
    """Give the word of a plan that is not simply in force."""
    named = ("draft", Tone.STALE) if plan.wire_status == "draft" else _BADGED.get(plan.currency)
    return Badge(words.say(f"plan.{named[0]}"), named[1]) if named else None


def _note(plan: CarePlan, goals: list[str], view: View) -> str:
    left_out = [f"+{len(goals) - 2}"] if len(goals) > 2 and not view.is_full else []
    notes = [*left_out, *(one_line(note) for note in plan.notes)]
    if view.is_full:
        notes.append(safe(plan.description))
    told = " · ".join(note for note in notes if note)
    return "\n".join(part for part in (told, texts_of(plan) if view.is_full else "") if part)


def _next_lines(pair: Pair, view: View) -> list[tuple[str, str, bool]]:
    """Give the next step that is not over; on the full page every activity."""
    words, plan = view.words, pair[1].fact
    today = day_of(pair[0], view)
    ahead = [each for each in plan.activities if each.when and not each.is_done and is_ahead(each.when, today)]
    open_ones = [each for each in plan.activities if is_open(each)]
    chosen = sorted(ahead, key=lambda each: each.when.order if each.when else "")[:1] or open_ones[:1]
    return [(words.say(_next_word(each, today)), activity_text(each, words), True) for each in chosen]


def _next_word(activity: Activity, today: date) -> str:
    """Give the word for a step: one whose day is past, and of which nobody says that it began, is not the next."""
    is_past = activity.when is not None and not is_ahead(activity.when, today)
    return "plan.overdue" if is_past and activity.status != "in-progress" else "plan.next"
