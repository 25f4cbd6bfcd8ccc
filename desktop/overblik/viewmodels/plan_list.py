"""Care plans: goal, next step and who is responsible; the municipality's interventions as one plan."""

from datetime import date
from typing import Any

from overblik.domain.clinical import Activity, CarePlan, Currency
from overblik.domain.dates import ClinicalDate
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import Pair, View, base, day_of, heading_age, notices, of_topic, pairs
from overblik.viewmodels.formats import one_line, safe, show_clinical, show_date
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.rows import Card, MoreRow, PlanRow, Row
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
    rows: list[Row] = [*notices(mine, view), *_rows(current, view)]
    if view.is_full:
        rows += _rows(sorted(past, key=_start, reverse=True), view)
    elif past:
        text = words.say("plan.past_count", count=len(past))
        rows.append(MoreRow("more/plans", text, text=text, action=words.say("lab.show_all")))
    age, tone = heading_age(mine, view)
    return Card("care_plans", words.say("topic.care_plans"), "P", "clipboard-list", age, tone, rows=tuple(rows))


def _start(pair: Pair) -> str:
    start = pair[1].fact.start
    return start.order if start else ""


def _rows(found: list[Pair], view: View) -> list[Row]:
    """Show titled plans one by one, and the single interventions of one source together."""
    rows: list[Row] = []
    single: dict[str, list[Pair]] = {}
    for pair in found:
        if _is_single(pair[1].fact):
            single.setdefault(pair[0].source, []).append(pair)
        else:
            rows.append(_plan_row(pair, view))
    for members in single.values():
        rows += [_plan_row(members[0], view)] if len(members) == 1 else [_joint_row(members, view)]
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
    told = list(dict.fromkeys(_goal_text(goal.text, goal.targets) for goal in goals))
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


def _plan_row(pair: Pair, view: View) -> PlanRow:
    words, plan = view.words, pair[1].fact
    assert isinstance(plan, CarePlan)
    title = one_line(plan.title) or one_line(plan.category) or words.say("plan.untitled")
    goals = [_goal_text(goal.text, goal.targets) for goal in plan.goals if goal.is_valid]
    lines: list[tuple[str, str, bool]] = [
        (words.say("plan.goal"), goal, False) for goal in (goals if view.is_full else goals[:2])
    ]
    lines += _next_lines(pair, view)
    responsible = one_line(plan.responsible) or one_line(plan.author)
    if responsible:
        lines.append((words.say("plan.responsible"), responsible, False))
    named = ("draft", Tone.STALE) if plan.wire_status == "draft" else _BADGED.get(plan.currency)
    badge = Badge(words.say(f"plan.{named[0]}"), named[1]) if named else None
    left_out = [f"+{len(goals) - 2}"] if len(goals) > 2 and not view.is_full else []
    notes = [*left_out, *(one_line(note) for note in plan.notes)] + ([safe(plan.description)] if view.is_full else [])
    spoken = [title, badge.text if badge else "", *(f"{label}: {text}" for label, text, _ in lines)]
    return PlanRow(
        **base(pair, ", ".join(part for part in spoken if part)),
        title=title,
        badge=badge,
        owner=one_line(pair[0].label),
        lines=tuple(lines),
        note=" · ".join(note for note in notes if note),
    )


def _next_lines(pair: Pair, view: View) -> list[tuple[str, str, bool]]:
    """Give the next step that is not over; on the full page every activity."""
    words, plan = view.words, pair[1].fact
    if view.is_full:
        return [(words.say("plan.activities"), _activity(each, words), False) for each in plan.activities]
    today = day_of(pair[0], view)
    ahead = [each for each in plan.activities if each.when and _is_ahead(each.when, today)]
    open_ones = [each for each in plan.activities if each.status in ("", "scheduled", "in-progress", "not-started")]
    chosen = sorted(ahead, key=lambda each: each.when.order if each.when else "")[:1] or open_ones[:1]
    return [(words.say(_next_word(each, today)), _activity(each, words), True) for each in chosen]


def _next_word(activity: Activity, today: date) -> str:
    """Give the word for a step: one whose day is past, and of which nobody says that it began, is not the next."""
    is_past = activity.when is not None and not _is_ahead(activity.when, today)
    return "plan.overdue" if is_past and activity.status != "in-progress" else "plan.next"


def _is_ahead(when: ClinicalDate, today: date) -> bool:
    """Whether a step may still come: of a month or a year the whole of it counts."""
    day = when.day()
    return day >= today if day else when.text >= today.isoformat()[: len(when.text)]


def _activity(activity: Activity, words: Words) -> str:
    text = one_line(activity.text or activity.display or activity.code)
    when = _when(activity.when, activity.when_text, words)
    return f"{text} {when}".strip() if when else text


def _when(when: ClinicalDate | None, text: str, words: Words) -> str:
    return (
        show_date(when, words)
        if when and when.moment() is None
        else show_clinical(when, words)
        if when
        else one_line(text)
    )


def _goal_text(text: str, targets: tuple[str, ...]) -> str:
    told = ", ".join(one_line(target) for target in targets)
    words = one_line(text)
    if told and told.casefold() not in words.casefold():
        return f"{words}: {told}" if words else told
    return words
