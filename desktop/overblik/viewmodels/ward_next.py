"""What is next for a patient of a board: an appointment that may still come, by whatever its source says of the time."""

from typing import Any

from overblik.domain.clinical import Appointment, Currency
from overblik.domain.dates import DANISH, ClinicalDate, Instant
from overblik.domain.section import Section, Topic
from overblik.viewmodels.formats import one_line, show_date, show_time
from overblik.viewmodels.section_list import day_of_appointment, disputed_times, order_of_appointment, told_start
from overblik.viewmodels.ward_standing import denied, lack_of, offered
from overblik.viewmodels.ward_values import Told
from overblik.viewmodels.words import Words

_MAY_COME = (Currency.PLANNED, Currency.CURRENT, Currency.UNKNOWN)


def next_cell(sections: tuple[Section[Any], ...], now: Instant, words: Words) -> tuple[Told, ...]:
    """Give the appointment that comes next; advice of our own never stands here.

    One without a time of day, without a time, or of a status that nobody knows may come as well (H9, H15): where
    there is such a one 'no appointments' is not said.
    """
    mine = offered(one for one in sections if one.topic is Topic.APPOINTMENTS)
    facts = [
        scoped.fact
        for section in mine
        for scoped in section.entries
        if isinstance(scoped.fact, Appointment) and may_come(scoped.fact, now)
    ]
    lack = lack_of(mine, "next", now, words)
    if not facts:
        return lack.told if lack is not None else (denied(mine, "ward.no_next", now, words),)
    # Where something is lacking another may come before it.
    return (_told(min(facts, key=order_of_appointment), now, words), *(lack.told if lack is not None else ()))


def _told(fact: Appointment, now: Instant, words: Words) -> Told:
    title = one_line(fact.title) or words.say("ward.appointment")
    status = one_line(fact.wire_status) or words.say("time.unknown")
    rest = words.say("ward.state_unknown", status=status) if fact.currency is Currency.UNKNOWN else ""
    return Told(f"{title} {when_of(fact, now, words)}", rest, is_strong=True)


def may_come(fact: Appointment, now: Instant) -> bool:
    """Whether it is not over by any of its times; what is not said is not over."""
    if fact.currency not in _MAY_COME:
        return False
    times = [when for when in (fact.start, told_start(fact)) if when is not None]
    return not times or any(_is_ahead(when, now) for when in times)


def _is_ahead(when: ClinicalDate, now: Instant) -> bool:
    moment = when.moment()
    if moment is not None:
        return moment >= now
    today = now.astimezone(DANISH).date().isoformat()
    return when.text >= today[: len(when.text)]


def when_of(fact: Appointment, now: Instant, words: Words) -> str:
    """Write the time, without the date where it is today; of two that disagree both (S4)."""
    day = day_of_appointment(fact)
    if day is None:
        return words.say("ward.no_time")
    is_today = day.day() == now.astimezone(DANISH).date()
    if fact.told is not None:
        times = disputed_times(fact, words)
        return times if is_today else f"{show_date(day, words)} {times}"
    moment = day.moment()
    return show_time(moment) if is_today and moment is not None else show_date(day, words)
