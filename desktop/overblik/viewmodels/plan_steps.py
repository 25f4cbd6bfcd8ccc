"""The steps and goals of a plan in words."""

from datetime import date

from overblik.domain.clinical import Activity
from overblik.domain.dates import ClinicalDate
from overblik.viewmodels.formats import one_line, show_clinical, show_date
from overblik.viewmodels.words import Words

_OPEN = ("", "scheduled", "in-progress", "not-started", "active", "new")


def is_open(step: Activity) -> bool:
    """Whether a step is neither done nor given up."""
    return not step.is_done and step.status in _OPEN


def is_ahead(when: ClinicalDate, today: date) -> bool:
    """Whether a step may still come: of a month or a year the whole of it counts."""
    day = when.day()
    return day >= today if day else when.text >= today.isoformat()[: len(when.text)]


def activity_text(activity: Activity, words: Words) -> str:
    """Write a step with its time."""
    text = one_line(activity.text or activity.display or activity.code)
    when = _when(activity.when, activity.when_text, words)
    return f"{text} {when}".strip() if when else text


def _when(when: ClinicalDate | None, text: str, words: Words) -> str:
    if when is None:
        return one_line(text)
    return show_date(when, words) if when.moment() is None else show_clinical(when, words)


def goal_text(text: str, targets: tuple[str, ...]) -> str:
    """Write a goal with its targets, unless it says them itself."""
    told = ", ".join(one_line(target) for target in targets)
    words = one_line(text)
    if told and told.casefold() not in words.casefold():
        return f"{words}: {told}" if words else told
    return words
