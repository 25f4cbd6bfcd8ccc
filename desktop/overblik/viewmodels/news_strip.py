"""The news strip: everything new since this clinician last saw the patient, by name (screens.md 3.1, 5.3)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from overblik.domain.clinical import CarePlan, Document
from overblik.domain.lab_result import LabResult, ResultState
from overblik.domain.medication import Medication, MedicationState
from overblik.domain.section import Section, Topic
from overblik.sync.changes import News, Novelty, Turn
from overblik.viewmodels.card_head import View, of_topic
from overblik.viewmodels.flags import flag_words, shape_of
from overblik.viewmodels.formats import one_line, short_when, show_date
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.medication_beside import leading
from overblik.viewmodels.medication_row import names
from overblik.viewmodels.screen import NewsItem, NewsStrip, Stop
from overblik.viewmodels.units import unit_words
from overblik.viewmodels.words import Words

_ORDER = (
    Topic.ALLERGIES,
    Topic.LAB_RESULTS,
    Topic.MEDICATION,
    Topic.CARE_PLANS,
    Topic.APPOINTMENTS,
    Topic.CONDITIONS,
    Topic.VACCINATIONS,
    Topic.DOCUMENTS,
)
_WITHOUT_CARD = (Topic.DOCUMENTS, Topic.CONDITIONS)
_CRITICAL = (FlagShape.CRITICAL_HIGH, FlagShape.CRITICAL_LOW)
_CHIPS = 36
"""So many chips stand in the strip; what is beyond them is said by number, and the keys go there all the same."""
_CARD_OF = {Topic.ALLERGIES: "", Topic.CONDITIONS: "conditions"}
Sections = tuple[Section[Any], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One novelty with the fact it is about; what is gone has none."""

    novelty: Novelty
    section: Section[Any]
    fact: Any = None
    keys: tuple[str, ...] = ()
    """The keys of the rows that may show it, the likeliest first."""


def counted(sections: Sections, news: News) -> tuple[Told, ...]:
    """Give what is told and counted: each thing once, of medicine what the list shows, of an analysis the newest."""
    by_place = {(section.topic, section.source): section for section in sections}
    lead = {section.source for section in leading(of_topic(sections, Topic.MEDICATION))}
    elsewhere = documents_of_items(sections)
    told: dict[object, Told] = {}
    for novelty in news.items:
        section = by_place.get((novelty.topic, novelty.source))
        if section is None or novelty.is_twin or (novelty.topic is Topic.MEDICATION and novelty.source not in lead):
            continue
        one = told_of(novelty, section)
        if isinstance(one.fact, Document) and _stands_elsewhere(one, elsewhere):
            continue
        who = _who(one)
        if who not in told or _order(one.fact) > _order(told[who].fact):
            told[who] = one
    return tuple(sorted(told.values(), key=_rank))


def new_documents(sections: Sections, news: News) -> tuple[str, ...]:
    """Name the documents that are new, for paper."""
    return tuple(one_line(one.fact.title) for one in counted(sections, news) if isinstance(one.fact, Document))


def documents_of_items(sections: Sections) -> frozenset[str]:
    """Give the documents whose content stands on other cards, item by item: there it is new, not as a document."""
    others = (section for section in sections if section.topic is not Topic.DOCUMENTS)
    return frozenset(entry.provenance.document_id.partition("#")[0] for one in others for entry in one.entries)


def _stands_elsewhere(one: Told, elsewhere: frozenset[str]) -> bool:
    document = one.section.entries[one.novelty.entries[0]].provenance.document_id.partition("#")[0]
    return document in elsewhere or (one.fact.kind == "report" and bool(one.fact.result_ids))


def told_of(novelty: Novelty, section: Section[Any]) -> Told:
    """Join a novelty with its fact; of several answers about one sample the one that stands."""
    if not novelty.entries:
        return Told(novelty, section)
    answers = [section.entries[place] for place in novelty.entries]
    answers.sort(key=lambda scoped: _stands(scoped.fact), reverse=True)
    keys = tuple(f"{section.source}/{scoped.provenance.document_id}" for scoped in answers)
    return Told(novelty, section, answers[0].fact, keys)


def _stands(fact: Any) -> int:
    """Rank answers about one sample: a corrected one before the one it corrects, what is valid before what is not."""
    if not isinstance(fact, LabResult):
        return 0
    return 2 if fact.state is ResultState.CORRECTED else 1 if fact.state.is_valid else 0


def _who(one: Told) -> object:
    """Give what makes two novelties one: an analysis, or one plan told by two sources (as on the card)."""
    if isinstance(one.fact, LabResult):
        return one.novelty.topic, one.fact.series
    if isinstance(one.fact, CarePlan) and one.fact.title:
        return one.novelty.topic, one_line(one.fact.title).casefold()
    return one.novelty


def _order(fact: Any) -> str:
    when = getattr(fact, "taken_at", None) or getattr(fact, "issued_at", None)
    return when.order if when is not None else ""


def _rank(one: Told) -> tuple[int, int, str]:
    """Order by topic; results by urgency, then by name."""
    if isinstance(one.fact, LabResult):
        return _ORDER.index(Topic.LAB_RESULTS), _urgency(shape_of(one.fact)), one.fact.name.casefold()
    return _ORDER.index(one.novelty.topic), 0, ""


def _urgency(shape: FlagShape) -> int:
    """Critical results first, then those outside their interval, then those nobody assessed, then the normal ones."""
    return 0 if shape in _CRITICAL else 1 if shape.is_outside else 3 if shape is FlagShape.NORMAL else 2


def news_strip(sections: Sections, view: View) -> NewsStrip | None:
    """Compose the strip; none while it is not asked yet when this clinician last looked."""
    words, news = view.words, view.news
    if news is None:
        if not (view.is_first_look or view.is_look_unread):
            return None
        lead = words.say("news.never" if view.is_first_look else "news.unread")
        return NewsStrip(lead, is_first=True, accessible=lead)
    told = counted(sections, news)
    date = short_when(news.since, view.now, words)
    lead = words.one_or_many("news.count", len(told), date=date) if told else words.say("news.none", date=date)
    note, items = _uncompared(sections, news, words), tuple(_items(told, words))
    spoken = ". ".join([lead, *(item.accessible for item in items), *([note] if note else [])])
    if len(items) > _CHIPS:
        rest = items[_CHIPS - 1 :]
        text = words.say("news.more", count=sum(len(item.stops) for item in rest))
        stops = tuple(stop for item in rest for stop in item.stops)
        items = (*items[: _CHIPS - 1], NewsItem(text=text, stops=stops, accessible=text))
    return NewsStrip(lead, items, len(told), badges=_badges(told, words), note=note, accessible=spoken)


def _badges(told: tuple[Told, ...], words: Words) -> tuple[tuple[str, str], ...]:
    counts = Counter(one.novelty.topic.value for one in told if one.novelty.topic in _WITHOUT_CARD)
    return tuple((name, words.one_or_many("news.badge", count)) for name, count in counts.items())


def _uncompared(sections: Sections, news: News, words: Words) -> str:
    """Name the sources of which nothing was there at the last look, where others were."""
    labels = {section.source: one_line(section.label) for section in sections}
    missing = {source for _, source in news.uncompared}
    if not missing:
        return ""
    return words.say("news.uncompared", names=", ".join(labels[source] for source in sorted(missing)))


def _items(told: tuple[Told, ...], words: Words) -> Iterator[NewsItem]:
    """Give one chip for each; normal results share one, and so do documents (screens.md 3.1)."""
    results = [one for one in told if isinstance(one.fact, LabResult)]
    normal = [one for one in results if shape_of(one.fact) is FlagShape.NORMAL]
    documents = [one for one in told if one.novelty.topic is Topic.DOCUMENTS and one.fact is not None]
    joint = {id(one) for one in (*normal, *documents)}
    for one in told:
        if id(one) not in joint:
            yield _item(one, words)
        elif normal and one is normal[-1]:
            text = ", ".join(one_line(each.fact.name) for each in normal)
            spoken = "; ".join(_item(each, words).accessible for each in normal)
            yield NewsItem(text="", more=text, stops=tuple(_stop(each) for each in normal), accessible=spoken)
        elif documents and one is documents[-1]:
            text = words.one_or_many("news.documents", len(documents))
            named = ", ".join(one_line(each.fact.title) for each in documents)
            spoken = f"{text}: {named}"
            yield NewsItem(text=text, stops=tuple(_stop(each) for each in documents), accessible=spoken)


def _stop(one: Told) -> Stop:
    return Stop(_CARD_OF.get(one.novelty.topic, one.novelty.topic.value), one.keys[0] if one.keys else "")


def _item(one: Told, words: Words) -> NewsItem:
    fact, turn = one.fact, one.novelty.turn
    if fact is None:
        text = words.say(f"news.gone_{one.novelty.topic.value}")
        return NewsItem(text=text, stops=(_stop(one),), accessible=text)
    if isinstance(fact, LabResult):
        return _result(one, fact, words)
    name, word = _named(fact), words.say(f"news.{turn.value}")
    if isinstance(fact, Medication):
        word = _medicine_word(fact, turn, words)
    elif one.novelty.topic is Topic.APPOINTMENTS:
        name = show_date(fact.start, words)
        word = words.say(f"news.{_appointment_word(one)}")
    elif one.novelty.topic is Topic.ALLERGIES:
        name = f"{words.say('cave.tag')} {name}"
    spoken = words.say("news.spoken", name=name, word=word)
    return NewsItem(text=name, more=word, stops=(_stop(one),), accessible=spoken)


def _result(one: Told, fact: LabResult, words: Words) -> NewsItem:
    value = " ".join(part for part in (shown_value(fact, words), unit_words(fact, words)) if part)
    flag = flag_words(fact, words)
    name = one_line(fact.name) or fact.code
    spoken = words.say("news.spoken", name=name, word=", ".join(part for part in (value, flag) if part))
    return NewsItem(text=name, more=value, shape=shape_of(fact), stops=(_stop(one),), accessible=spoken)


def _named(fact: Any) -> str:
    if isinstance(fact, Medication):
        return names(fact)[0]
    return next((line for name in ("title", "agent", "name") if (line := one_line(getattr(fact, name, "") or ""))), "")


def _medicine_word(fact: Medication, turn: Turn, words: Words) -> str:
    """Say the state that a drug came into; else that it is new or changed."""
    stated = {
        MedicationState.PAUSED: "paused",
        MedicationState.WITHDRAWN: "withdrawn",
        MedicationState.ENDED: "ended",
    }.get(fact.state, turn.value)
    return words.say(f"news.{stated}")


def _appointment_word(one: Told) -> str:
    if one.fact.currency.value == "cancelled":
        return "cancelled"
    start = one.fact.start.text if one.fact.start is not None else ""
    is_moved = one.fact.moved_from is not None or (one.novelty.was and one.novelty.was != start)
    return "moved" if is_moved else one.novelty.turn.value
