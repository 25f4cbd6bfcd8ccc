"""Traces of what stands in a section: who an item is, what it says, and since when it can be known.

Fingerprints, not content: the ledger of what a clinician saw outlives the hard limits of the copies (safety.md
section 5), and nothing of a drug, a dose or a value may lie on the disk that long.
"""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

from overblik.domain.clinical import Allergy, Appointment, CarePlan, Condition, Currency, Document
from overblik.domain.dates import DANISH, ClinicalDate, Instant, Precision
from overblik.domain.lab_result import LabResult, ResultState
from overblik.domain.medication import Medication, MedicationEntry, MedicationState
from overblik.domain.private_words import SEALED, pattern_of, veiled_section
from overblik.domain.section import Scoped, Section, Topic
from overblik.domain.sighting import HIDDEN, Place, Trace, Traces
from overblik.domain.vaccination import Vaccination, VaccinationEntry

_SIZE = 9
"""Bytes of a fingerprint: of a patient's few thousand items no two share one by chance."""
Told = tuple[object, object, str, object]
"""Who the item is, what it says, a word of its state, and what it is like."""


def traces_of(section: Section[Any]) -> Traces:
    """Give the trace of each item of a section, in its order; what is hidden or revealed leaves none (H21)."""
    tell = _TELL.get(section.topic)
    items: dict[str, Trace] = {}
    entries: dict[str, tuple[int, ...]] = {}
    for place, scoped in enumerate(section.entries if tell is not None else ()):
        for who, what, state, like in tell(scoped) if tell is not None else ():
            key = _print(who)
            trace = Trace(_content(what), state, _print(like) if like else "")
            items[key] = _joint(items[key], trace) if key in items else trace
            entries[key] = (*entries.get(key, ()), place)
    return Traces(section, items, entries)


def _joint(one: Trace, other: Trace) -> Trace:
    """Make one trace of two items of one name: on-demand documents come in another order each time."""
    if HIDDEN in (one.content, other.content):
        return Trace(HIDDEN, one.state, one.like)
    content = "".join(sorted([*_split(one.content), *_split(other.content)]))
    return Trace(content, one.state, one.like)


def _split(content: str) -> list[str]:
    return [content[start : start + 2 * _SIZE] for start in range(0, len(content), 2 * _SIZE)]


def traces_without(traces: Traces, words: frozenset[str]) -> Traces:
    """Give the traces as they may be kept: of what names a hidden drug there is no fingerprint (safety.md 2a rule 1)."""
    section = veiled_section(traces.section, pattern_of(words), SEALED) if words else traces.section
    if section is traces.section:
        return traces
    named = {n for n, entry in enumerate(section.entries) if entry is not traces.section.entries[n]}
    items = {
        item: trace._replace(content=HIDDEN, like="") if named.intersection(traces.entries[item]) else trace
        for item, trace in traces.items.items()
    }
    return Traces(traces.section, items, traces.entries)


class Tracer:
    """Gives the traces of the sections of one opening; items that came before are not read again."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._last: dict[Place, Traces] = {}

    def of(self, section: Section[Any]) -> Traces | None:
        """Give the traces of a section; none of a topic that is not compared."""
        if section.topic not in _TELL:
            return None
        place = (section.topic, section.source)
        last = self._last.get(place)
        if last is not None and last.section.entries is section.entries:
            made = Traces(section, last.items, last.entries)
        else:
            made = traces_of(section)
        self._last[place] = made
        return made


def is_compared(topic: Topic) -> bool:
    """Whether what is new of a topic is told (docs/decisions/since-last.md)."""
    return topic in _TELL


def _print(told: object) -> str:
    return blake2b(repr(told).encode(), digest_size=_SIZE).hexdigest()


def _content(told: object) -> str:
    """Give the fingerprint of what an item says; of what a copy holds sealed, that it is hidden."""
    return HIDDEN if repr(SEALED)[1:-1] in repr(told) else _print(told)


def _text(when: ClinicalDate | None) -> str:
    return when.order if when is not None else ""


def _medication(scoped: Scoped[Medication]) -> Iterator[Told]:
    fact = scoped.fact
    card = fact.ordination
    if fact.row is not MedicationEntry.DRUG_MEDICATION or (card is not None and card.revealed):
        return
    pause = card.pause if card is not None else None
    ends = (_text(fact.start), _text(fact.end), *((_text(pause.start), _text(pause.end)) if pause is not None else ()))
    what = (fact.name, fact.strength, fact.form, fact.dosage, fact.route, fact.indication, fact.state.value, ends)
    yield (card.identifier if card is not None else scoped.provenance.document_id, what, fact.state.value, "")


def _lab_result(scoped: Scoped[LabResult]) -> Iterator[Told]:
    fact = scoped.fact
    if fact.state is ResultState.RECEIVED:
        return
    when = fact.taken_at or fact.issued_at
    who = (*fact.series, _text(when), scoped.provenance.document_id if when is None else "")
    parts = tuple(part.value for part in fact.components)
    flag = fact.flag.value if fact.flag is not None else ""
    # A preliminary answer that becomes final with the same value says nothing new.
    yield who, (fact.value, fact.comparator, parts, flag, fact.state.is_valid), fact.state.value, ""


def _care_plan(scoped: Scoped[CarePlan]) -> Iterator[Told]:
    fact = scoped.fact
    goals = tuple((goal.text, goal.targets, goal.status, goal.is_valid) for goal in fact.goals)
    steps = tuple(
        (step.text or step.display, step.status, _text(step.when), step.performer, step.is_done)
        for step in fact.activities
    )
    what = (fact.title, fact.currency.value, goals, steps, fact.responsible, fact.description)
    yield fact.series or scoped.provenance.document_id, what, fact.currency.value, ""


def _appointment(scoped: Scoped[Appointment]) -> Iterator[Told]:
    fact = scoped.fact
    like = (fact.title, fact.reason, fact.performer, fact.place)
    what = (*like, fact.currency.value, _text(fact.start), _text(fact.end), fact.cancel_reason)
    yield scoped.provenance.document_id, what, fact.start.text if fact.start is not None else "", like


def _document(scoped: Scoped[Document]) -> Iterator[Told]:
    fact = scoped.fact
    yield scoped.provenance.document_id, (fact.title, fact.type, _text(fact.date), fact.currency.value), "", ""


def _allergy(scoped: Scoped[Allergy]) -> Iterator[Told]:
    fact = scoped.fact
    reactions = tuple((reaction.manifestations, reaction.severity) for reaction in fact.reactions)
    yield fact.agent.casefold(), (reactions, fact.criticality, fact.currency.value, fact.is_valid), "", ""


def _condition(scoped: Scoped[Condition]) -> Iterator[Told]:
    fact = scoped.fact
    yield (fact.system, fact.code or fact.name, _text(fact.onset)), (fact.name, fact.currency.value), "", ""


def _vaccination(scoped: Scoped[Vaccination]) -> Iterator[Told]:
    fact = scoped.fact
    if fact.entry is VaccinationEntry.REGISTRATION:
        who = (fact.code or fact.name, _text(fact.given_at), fact.lot)
        yield who, (fact.name, fact.dose, fact.currency.value), "", ""


_TELL: dict[Topic, Callable[[Scoped[Any]], Iterator[Told]]] = {
    Topic.ALLERGIES: _allergy,
    Topic.LAB_RESULTS: _lab_result,
    Topic.MEDICATION: _medication,
    Topic.CARE_PLANS: _care_plan,
    Topic.APPOINTMENTS: _appointment,
    Topic.CONDITIONS: _condition,
    Topic.VACCINATIONS: _vaccination,
    Topic.DOCUMENTS: _document,
}


def known_since(scoped: Scoped[Any]) -> tuple[ClinicalDate, ...]:
    """Give the days by which an item made itself known, where no former look tells: what lies after one is new."""
    fact = scoped.fact
    if isinstance(fact, Medication):
        return _medication_days(fact)
    days = {
        LabResult: ("issued_at", "taken_at"),
        Document: ("date",),
        Allergy: ("recorded_at",),
        Condition: ("recorded_at", "onset"),
        Vaccination: ("given_at",),
        CarePlan: ("start",),
    }.get(type(fact), ())
    found = (getattr(fact, name) for name in days)
    return tuple(day for day in (*found, _rearranged(scoped)) if day is not None)


def _rearranged(scoped: Scoped[Any]) -> ClinicalDate | None:
    """Give when an appointment was moved or cancelled; when one was booked no source says."""
    fact = scoped.fact
    is_other = isinstance(fact, Appointment) and (fact.moved_from or fact.currency is Currency.CANCELLED)
    return scoped.provenance.source_time if is_other else None


def _medication_days(fact: Medication) -> tuple[ClinicalDate, ...]:
    card = fact.ordination
    if card is None:
        found = (fact.changed, fact.end if fact.state is MedicationState.ENDED else None)
        return tuple(day for day in found if day is not None)
    acts = (card.created, card.modified, card.pause.act if card.pause is not None else None, card.withdrawn)
    return tuple(act.at for act in acts if act is not None and act.at is not None)


def is_precise(day: ClinicalDate) -> bool:
    """Whether it says the day at least."""
    return day.precision in (Precision.DAY, Precision.MINUTE)


def is_after(day: ClinicalDate, since: Instant) -> bool:
    """Whether a day lies after a moment; of a day without a time of day its whole day counts."""
    moment = day.moment()
    if moment is not None:
        return moment > since
    return day.order[:10] >= since.astimezone(DANISH).date().isoformat()
