"""Appointments, documents, procedures, contacts and diagnoses as lists of lines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from overblik.domain.clinical import Appointment, Currency, Document
from overblik.domain.dates import DANISH, ClinicalDate, clinical_date
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import (
    Pair,
    View,
    base,
    day_of,
    heading_age,
    notices,
    of_topic,
    pairs,
    passed_in_copy,
)
from overblik.viewmodels.formats import one_line, safe, show_date, show_time
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.rows import Card, LineRow, MoreRow, Row
from overblik.viewmodels.words import Words

_ALERT = {Currency.CANCELLED: Tone.STALE, Currency.ENTERED_IN_ERROR: Tone.CRITICAL, Currency.UNKNOWN: Tone.STALE}


def appointment_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose appointments: those ahead in order of time; past ones on the full page."""
    words = view.words
    mine = of_topic(sections, Topic.APPOINTMENTS)
    found = sorted(pairs(mine), key=lambda pair: order_of_appointment(pair[1].fact))
    ahead = [pair for pair in found if not _is_before(pair[1].fact.start, day_of(pair[0], view))]
    past = [pair for pair in found if _is_before(pair[1].fact.start, day_of(pair[0], view))]
    rows: list[Row] = [*notices(mine, view), *(appointment_line(pair, view) for pair in ahead)]
    if view.is_full:
        rows += [appointment_line(pair, view) for pair in reversed(past)]
    elif past:
        text = words.say("appointment.earlier", count=len(past))
        rows.append(MoreRow("more/appointments", text, text=text, action=words.say("lab.show_all")))
    return card_of("appointments", "A", "calendar", mine, rows, view)


def _is_before(when: ClinicalDate | None, today: Any) -> bool:
    day = when.day() if when else None
    return day is not None and day < today


def order_of_appointment(fact: Appointment) -> str:
    """Order by time; where text and code disagree by the earlier of the two."""
    return min((when.order for when in (fact.start, told_start(fact)) if when is not None), default="9999")


def told_start(fact: Appointment) -> ClinicalDate | None:
    """Give when it begins by the narrative, where that says another time than the code."""
    if fact.told is None or fact.start is None:
        return None
    return clinical_date(f"{fact.told.day or (fact.start.day() or date.max).isoformat()}T{fact.told.start}")


def card_of(name: str, letter: str, icon: str, mine: tuple[Any, ...], rows: list[Row], view: View) -> Card:
    """Give a card of rows with the age of its sections."""
    age, tone = heading_age(mine, view)
    return Card(name, view.words.say(f"topic.{name}"), letter, icon, age, tone, rows=tuple(rows))


def appointment_line(pair: Pair, view: View) -> LineRow:
    """Compose one appointment; of two times that disagree both are said (H15)."""
    words, fact = view.words, pair[1].fact
    left, time = _appointment_time(fact.start, view)
    badge = currency_badge(fact.currency, "appointment", words)
    second = [one_line(part) for part in (fact.performer, fact.place, fact.comment, fact.cancel_reason) if part]
    if fact.told is not None:
        # Two times: neither is shown alone, and Overblik does not settle which is meant (H15, S4).
        left, time = show_date(day_of_appointment(fact), words), ""
        second = [disputed_times(fact, words), *second]
        badge = badge or Badge(words.say("appointment.disagree"), Tone.STALE)
    if fact.moved_from is not None:
        badge = badge or Badge(words.say("appointment.moved"), Tone.NEW)
        second.append(words.say("appointment.before", date=show_date(fact.moved_from, words)))
    second += [words.say(f"appointment.{key}") for key, is_so in _marks(fact) if is_so]
    if fact.start is not None:
        over = _is_over(fact.end or fact.start, view)
        second += [passed_in_copy(pair[0], over, "appointment.past_copy", view)]
    title = (
        first_named(words, fact.reason, fact.title) if fact.wire_start else first_named(words, fact.title, fact.reason)
    )
    line = dated_line(
        pair, left, title, " · ".join(part for part in dict.fromkeys(second) if part), badge, fact.currency
    )
    return replace(line, right=time, accessible=line.accessible.replace(left, f"{left} {time}".strip(), 1))


def _marks(fact: Appointment) -> tuple[tuple[str, bool], ...]:
    return (("guiding", fact.is_guiding), ("repeated", fact.is_repeated), ("odd_zone", fact.has_odd_zone))


def day_of_appointment(fact: Appointment) -> ClinicalDate | None:
    """Give the day of the earlier of two times (S4: sorted by it)."""
    told = clinical_date(fact.told.day) if fact.told is not None and fact.told.day else None
    days = [when for when in (fact.start, told) if when is not None]
    return min(days, key=lambda when: when.day() or date.max, default=None)


def disputed_times(fact: Appointment, words: Words) -> str:
    """Write both times: `kl. 11:00-11:20 (tekst) / kl. 12:00-13:00 (kode)` (services.md section 5, APD)."""
    assert fact.told is not None
    coded = _clock(fact.start), _clock(fact.end)
    text = words.say("appointment.in_text", time=_span(fact.told.start, fact.told.end, words))
    code = words.say("appointment.in_code", time=_span(*coded, words))
    told_day = clinical_date(fact.told.day) if fact.told.day else None
    if told_day is not None and fact.start is not None and told_day.day() != fact.start.day():
        text, code = f"{show_date(told_day, words)} {text}", f"{show_date(fact.start, words)} {code}"
    return f"{text} / {code}"


def _clock(when: ClinicalDate | None) -> str:
    moment = when.moment() if when else None
    return show_time(moment) if moment else ""


def _span(start: str, end: str, words: Words) -> str:
    if not start:
        return words.say("appointment.untimed")
    return words.say("appointment.at", time=f"{start}-{end}" if end else start)


def _appointment_time(when: ClinicalDate | None, view: View) -> tuple[str, str]:
    """Give the day, and the time of day where it does not stand in it; today is said with its time."""
    if when is None:
        return view.words.say("appointment.untimed"), ""
    moment = when.moment()
    if moment and when.day() == view.now.astimezone(DANISH).date():
        return view.words.say("time.today", time=show_time(moment)), ""
    return show_date(when, view.words), show_time(moment) if moment else ""


def _is_over(when: ClinicalDate | None, view: View) -> bool:
    """Whether an appointment is over: its moment, or its whole day where no time was stated."""
    moment = when.moment() if when else None
    if moment is not None:
        return moment < view.now
    day = when.day() if when else None
    return day is not None and day < view.now.astimezone(DANISH).date()


def currency_badge(currency: Currency, group: str, words: Words) -> Badge | None:
    """Give the badge of what is not simply in force or over; none for the others."""
    tone = _ALERT.get(currency)
    if tone is None:
        return None
    key = f"{group}.{currency.value}"
    return Badge(words.say(key), tone) if key in words.sentences else Badge(words.say("medication.unknown"), tone)


def first_named(words: Words, *names: str) -> str:
    """Give the first name that was sent; an entry without any is told, never an empty line (H8)."""
    return next((line for name in names if (line := one_line(name))), words.say("summary.unnamed"))


def dated_line(pair: Pair, left: str, text: str, second: str, badge: Badge | None, currency: Currency) -> LineRow:
    """Give a line with its date at the left; what was cancelled or entered in error is struck."""
    spoken = ", ".join(part for part in (left, badge.text if badge else "", text, second) if part)
    struck = currency in (Currency.CANCELLED, Currency.ENTERED_IN_ERROR)
    return LineRow(
        **base(pair, spoken), left=left, text=text, second=second, badge=badge, is_struck=struck, is_bold=False
    )


def document_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose documents and reports, newest first."""
    return _newest_first(
        "documents",
        Topic.DOCUMENTS,
        ("D", "file-text", ("date",)),
        sections,
        view,
        lambda pair: document_line(pair, view),
    )


def document_line(pair: Pair, view: View) -> LineRow:
    """Compose one document: its title, its kind, and as much of its text as the view asks for."""
    fact, words = pair[1].fact, view.words
    badge = currency_badge(fact.currency, "document", words)
    if fact.currency is Currency.PAST:
        badge = Badge(words.say("document.replaced"))
    if fact.is_restricted and badge is None:
        badge = Badge(words.say("document.restricted"), Tone.STALE)
    opens = bool(fact.is_session_only or fact.sections or fact.attachment)
    told = safe(fact.text).strip() if view.is_full else one_line(fact.text)
    if opens and view.opens:
        told = " · ".join(title for each in fact.sections if (title := one_line(each.title)))
    type_name = one_line(fact.type) if opens and one_line(fact.type) != one_line(fact.title) else ""
    first = " · ".join(part for part in (type_name, one_line(fact.author), *_content(fact, words)) if part)
    lines = opens and view.is_full and told and first
    second = f"{first}\n{told}" if lines else " · ".join(filter(None, (first, told)))
    left = show_date(fact.date, words)
    row = dated_line(pair, left, first_named(words, fact.title, fact.type), second, badge, fact.currency)
    return replace(row, opens=opens)


def _content(fact: Document, words: Words) -> list[str]:
    """Say what is to be opened, and why a text is not here."""
    marks = (("has_file", fact.attachment is not None), ("old_identifier", fact.has_old_identifier))
    told = [words.say(f"document.{key}") for key, is_so in marks if is_so]
    if fact.absent in ("not_fetched", "not_kept"):
        return [*told, words.say("document.to_open")]
    return [*told, words.say("document.missing")] if fact.absent else told


def procedure_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose procedures and referrals, newest first."""
    look = ("", "stethoscope", ("performed",))
    return _newest_first("procedures", Topic.PROCEDURES, look, sections, view, lambda pair: procedure_line(pair, view))


def procedure_line(pair: Pair, view: View) -> LineRow:
    """Compose one procedure or referral."""
    fact, words = pair[1].fact, view.words
    badge = currency_badge(fact.currency, "procedure", words)
    if badge is None and fact.kind == "service_request":
        badge = Badge(words.say("procedure.request"))
    second = " · ".join(one_line(part) for part in (fact.performer, fact.reason, fact.outcome) if part)
    left, name = show_date(fact.performed, words), first_named(words, fact.name, fact.code)
    return dated_line(pair, left, name, second, badge, fact.currency)


def contact_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose contacts, newest first."""
    look = ("", "users", ("start",))
    return _newest_first("contacts", Topic.CONTACTS, look, sections, view, lambda pair: contact_line(pair, view))


def contact_line(pair: Pair, view: View) -> LineRow:
    """Compose one contact."""
    fact, words = pair[1].fact, view.words
    second = " · ".join(one_line(part) for part in (fact.kind, fact.place, fact.performer, fact.reason) if part)
    left, title = show_date(fact.start, words), one_line(fact.title) or words.say("summary.untitled")
    return dated_line(pair, left, title, second, currency_badge(fact.currency, "procedure", words), fact.currency)


def condition_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose diagnoses and problems, newest first."""
    look = ("", "heart-pulse", ("onset", "recorded_at"))
    return _newest_first("conditions", Topic.CONDITIONS, look, sections, view, lambda pair: condition_line(pair, view))


def condition_line(pair: Pair, view: View) -> LineRow:
    """Compose one diagnosis or problem."""
    fact, words = pair[1].fact, view.words
    second = " · ".join(one_line(part) for part in (fact.severity, fact.code, fact.verification) if part)
    left = show_date(fact.onset or fact.recorded_at, words)
    is_past = fact.currency is Currency.PAST
    badge = Badge(words.say("plan.past")) if is_past else currency_badge(fact.currency, "procedure", words)
    return dated_line(pair, left, first_named(words, fact.name, fact.code), second, badge, fact.currency)


def _newest_first(
    name: str,
    topic: Topic,
    look: tuple[str, str, tuple[str, ...]],
    sections: tuple[Any, ...],
    view: View,
    line: Callable[[Pair], LineRow],
) -> Card:
    letter, icon, dated_by = look
    mine = of_topic(sections, topic)

    def order(pair: Pair) -> str:
        return next((when.order for member in dated_by if (when := getattr(pair[1].fact, member))), "")

    found = sorted(pairs(mine), key=order, reverse=True)
    shown = found if view.is_full else found[:5]
    rows: list[Row] = [*notices(mine, view), *(line(pair) for pair in shown)]
    if len(found) > len(shown):
        text = view.words.say("lab.shown", n=len(shown), m=len(found))
        rows.append(MoreRow(f"more/{name}", text, text=text, action=view.words.say("lab.show_all")))
    return card_of(name, letter, icon, mine, rows, view)
