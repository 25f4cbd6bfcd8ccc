"""Appointments, documents, contacts, procedures, diagnoses, vaccinations and CAVE as events, in the words of their cards."""

from collections.abc import Iterator

from overblik.domain.clinical import Allergy, Currency
from overblik.domain.dates import ClinicalDate
from overblik.domain.vaccination import VaccinationEntry
from overblik.viewmodels.card_head import Pair
from overblik.viewmodels.formats import one_line, show_date
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.section_list import (
    appointment_line,
    condition_line,
    contact_line,
    currency_badge,
    day_of_appointment,
    document_line,
    procedure_line,
)
from overblik.viewmodels.timeline_event import Saying, Telling, event, of_line
from overblik.viewmodels.timeline_values import Event, Kind, Place
from overblik.viewmodels.vaccination_list import given_line, planned_line


def appointments(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of an appointment on its day; of two that disagree on the earlier one, with both times (H15)."""
    fact, row = pair[1].fact, appointment_line(pair, telling.view)
    when = day_of_appointment(fact) if fact.told is not None else fact.start
    yield event(pair, Kind.APPOINTMENT, when, of_line(row), telling, Place("appointments", row.key))


def documents(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of a document on its date: its title, kind and author; its text stands on its own page."""
    fact, row = pair[1].fact, document_line(pair, telling.view)
    kind = one_line(fact.type) if one_line(fact.type) != row.text else ""
    saying = Saying(row.text, (kind, one_line(fact.author)), badge=row.badge, is_struck=row.is_struck)
    yield event(pair, Kind.DOCUMENT, fact.date, saying, telling, Place("documents", row.key, is_document=row.opens))


def contacts(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of the beginning and, where it is another day, of the end of a contact."""
    fact, row = pair[1].fact, contact_line(pair, telling.view)
    place, words = Place("contacts", row.key), telling.view.words
    if fact.end is None or _is_one_day(fact.start, fact.end):
        yield event(pair, Kind.CONTACT, fact.start, of_line(row), telling, place)
        return
    begun = words.say("timeline.did", word=words.say("timeline.begun"), name=row.text)
    over = words.say("timeline.did", word=words.say("plan.past"), name=row.text)
    yield event(pair, Kind.CONTACT, fact.start, of_line(row, text=begun), telling, place)
    saying = of_line(row, one_line(fact.discharge), text=over, mark="end")
    yield event(pair, Kind.CONTACT, fact.end, saying, telling, place)


def _is_one_day(start: ClinicalDate | None, end: ClinicalDate) -> bool:
    return start is not None and start.text[:10] == end.text[:10]


def procedures(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of a procedure or referral; of one that lasted, until when."""
    fact, row, words = pair[1].fact, procedure_line(pair, telling.view), telling.view.words
    end = fact.performed_end
    until = words.say("medication.until", date=show_date(end, words)) if end and not _same(fact.performed, end) else ""
    yield event(pair, Kind.PROCEDURE, fact.performed, of_line(row, until), telling, Place("procedures", row.key))


def _same(start: ClinicalDate | None, end: ClinicalDate) -> bool:
    return start is not None and start.day() == end.day()


def conditions(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of a diagnosis at its onset, else at its record, which is then said; and of its end where one is recorded."""
    fact, row, words = pair[1].fact, condition_line(pair, telling.view), telling.view.words
    place, recorded = Place("conditions", row.key), ""
    if fact.onset is None and fact.recorded_at is not None:
        recorded = words.say("timeline.recorded")
    yield event(pair, Kind.CONDITION, fact.onset or fact.recorded_at, of_line(row, recorded), telling, place)
    if fact.abated is not None:
        over = words.say("timeline.did", word=words.say("plan.past"), name=row.text)
        yield event(pair, Kind.CONDITION, fact.abated, of_line(row, text=over, mark="end"), telling, place)


def vaccinations(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of a vaccination given, planned as recorded, or taken back; a hidden one is counted, never told (H21)."""
    fact = pair[1].fact
    if fact.entry is VaccinationEntry.PRIVATE:
        return
    if fact.entry is VaccinationEntry.PLANNED:
        row, when = planned_line(pair, telling.view, is_told=False), fact.due
    else:
        row, when = given_line(pair, telling.view, is_told=False), fact.given_at or fact.due
    undated = one_line(fact.given_text) if when is None else ""
    yield event(pair, Kind.VACCINATION, when, of_line(row, undated), telling, Place("vaccinations", row.key))


def allergies(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell when a CAVE, or that none is known, was recorded; what does not hold any more is struck."""
    fact, words = pair[1].fact, telling.view.words
    assert isinstance(fact, Allergy)
    agent = one_line(fact.agent) or words.say("cave.agent_unknown")
    reactions = ", ".join(" + ".join(map(one_line, each.manifestations)) for each in fact.reactions)
    if fact.is_negation:
        text, told = words.say("cave.none_known") if fact.negates_all else agent, ""
    else:
        text, told = agent, reactions or words.say("cave.reaction_unknown")
    badge = currency_badge(fact.currency, "procedure", words) if not fact.is_valid else None
    if badge is None and not fact.is_valid:
        badge = Badge(one_line(fact.verification or fact.wire_status) or words.say("medication.unknown"), Tone.STALE)
    struck = fact.currency in (Currency.CANCELLED, Currency.ENTERED_IN_ERROR)
    saying = Saying(text, (told, one_line(fact.recorder)), badge=badge, is_struck=struck)
    yield event(pair, Kind.ALLERGY, fact.recorded_at, saying, telling, Place())
