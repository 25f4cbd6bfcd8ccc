"""Plans as events: begun and ended, and each step that has a day (screens.md 3.1, what comes stands above today)."""

from collections.abc import Iterator

from overblik.domain.clinical import Activity, CarePlan, Currency
from overblik.domain.dates import ClinicalDate
from overblik.viewmodels.card_head import Pair, day_of
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.plan_list import plan_badge
from overblik.viewmodels.plan_steps import is_ahead, is_open
from overblik.viewmodels.timeline_event import Saying, Telling, event
from overblik.viewmodels.timeline_values import Event, Kind, Place
from overblik.viewmodels.words import Words

_GIVEN_UP = ("cancelled", "stopped", "aborted")


def plans(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of the beginning and the end of a plan, and of its steps; one without any date stands with the undated."""
    plan: CarePlan = pair[1].fact
    words, name = telling.view.words, _name(plan, telling.view.words)
    who, badge = one_line(plan.responsible) or one_line(plan.author), plan_badge(plan, words)
    struck = plan.currency in (Currency.CANCELLED, Currency.ENTERED_IN_ERROR)
    place = Place("care_plans", f"{pair[0].source}/{pair[1].provenance.document_id}")
    steps = [step for step in plan.activities if step.when is not None]

    def told(key: str, when: ClinicalDate | None, mark: str) -> Event:
        text = words.say("timeline.did", word=words.say(key), name=name) if key else name
        saying = Saying(text, (who,), badge=badge if mark == "" else None, is_struck=struck, mark=mark)
        return event(pair, Kind.PLAN, when, saying, telling, place)

    if plan.start is not None or not (plan.end or steps):
        yield told("timeline.begun" if plan.start is not None else "", plan.start, "")
    if plan.end is not None:
        yield told("plan.past" if plan.currency is Currency.PAST else "timeline.end", plan.end, "end")
    for number, step in enumerate(steps):
        saying = Saying(
            _step(step, words),
            (name, one_line(step.performer) or who),
            badge=_state(step, pair, telling),
            mark=f"step/{number}",
        )
        yield event(pair, Kind.PLAN, step.when, saying, telling, place)


def _name(plan: CarePlan, words: Words) -> str:
    steps = ", ".join(dict.fromkeys(_step(step, words) for step in plan.activities))
    goals = ", ".join(one_line(goal.text) for goal in plan.goals if goal.is_valid)
    names = (one_line(plan.title), one_line(plan.category), steps, goals)
    return next((name for name in names if name), words.say("plan.untitled"))


def _step(step: Activity, words: Words) -> str:
    return one_line(step.text or step.display or step.code) or words.say("summary.unnamed")


def _state(step: Activity, pair: Pair, telling: Telling) -> Badge | None:
    """Say of a step that it is done, given up, planned, or that its day is past and nobody said that it began."""
    words = telling.view.words
    if step.is_done or step.status == "completed":
        return Badge(words.say("plan.done"))
    if not is_open(step):
        return Badge(words.say("plan.cancelled" if step.status in _GIVEN_UP else "plan.unknown"))
    if step.when is not None and is_ahead(step.when, day_of(pair[0], telling.view)):
        return Badge(words.say("plan.planned"))
    return None if step.status == "in-progress" else Badge(words.say("plan.overdue"), Tone.STALE)
