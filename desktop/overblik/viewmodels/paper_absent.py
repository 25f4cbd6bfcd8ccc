"""'Ikke med på denne udskrift': every source that is missing, blocked, failed, old or not chosen, by name (screens.md 6)."""

from typing import Any

from overblik.domain.medication import MedicationEntry
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.blood_pressure import joined
from overblik.viewmodels.card_head import View, of_topic, pairs
from overblik.viewmodels.formats import one_line, show_date
from overblik.viewmodels.lab_series import series_of
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.paper import Boxed, Line, Piece, line
from overblik.viewmodels.states import describe

Sections = tuple[Section[Any], ...]
_CALM = (Marker.FRESH, Marker.AGED, Marker.EMPTY)
_HIDDEN = (MedicationEntry.PRIVATE, MedicationEntry.NEGATIVE_CONSENT)
_MEASURED = (Topic.HOME_MONITORING, Topic.VITAL_SIGNS)
ALWAYS = (Topic.PATIENT, Topic.ALLERGIES, Topic.MASTER_DATA)
"""Topics of the head: on every paper."""


def absent(sections: Sections, topics: tuple[Topic, ...], view: View) -> Boxed:
    """Name all that the paper lacks; a topic that was not chosen is named too, whatever its sources said."""
    words = view.words
    chosen = (*ALWAYS, *topics)
    told = [*_hidden(sections, topics, view), *_annulled(sections, topics, view)]
    told += [text for topic in chosen for text in _lacking(topic, sections, view)]
    told += _replaced(sections, topics, view)
    told += [words.say("paper.not_chosen", topic=words.say(f"topic.{topic.value}")) for topic in _others(chosen)]
    told.append(words.say("paper.no_treatment_level"))
    parts: list[Line] = [line(Piece(words.say("paper.absent"), True), " ", " · ".join(dict.fromkeys(told)))]
    return Boxed(tuple(parts))


def _others(chosen: tuple[Topic, ...]) -> list[Topic]:
    return [topic for topic in Topic if topic not in chosen]


def _hidden(sections: Sections, topics: tuple[Topic, ...], view: View) -> list[str]:
    if Topic.MEDICATION not in topics:
        return []
    facts = [scoped.fact for _, scoped in pairs(of_topic(sections, Topic.MEDICATION))]
    drugs = sum(fact.row in _HIDDEN and fact.kind == "private_drug" for fact in facts)
    count = drugs or sum(fact.row in _HIDDEN for fact in facts)
    return [view.words.one_or_many("paper.hidden", count)] if count else []


def _annulled(sections: Sections, topics: tuple[Topic, ...], view: View) -> list[str]:
    """Name annulled measurements by day; their numbers are not printed (S2)."""
    if Topic.HOME_MONITORING not in topics:
        return []
    facts = [
        scoped.fact
        for series in series_of(joined(pairs(of_topic(sections, *_MEASURED))))
        for _, scoped in series.pairs
        if not scoped.fact.state.is_valid
    ]
    return [
        view.words.say("paper.annulled", name=one_line(fact.name), date=show_date(fact.taken_at, view.words))
        for fact in facts
    ]


def _replaced(sections: Sections, topics: tuple[Topic, ...], view: View) -> list[str]:
    """Count the answers that a corrected one has replaced: nobody shall read an old number on paper (H17)."""
    if Topic.LAB_RESULTS not in topics:
        return []
    count = sum(len(series.replaced) for series in series_of(pairs(of_topic(sections, Topic.LAB_RESULTS))))
    return [view.words.one_or_many("paper.replaced", count)] if count else []


def _lacking(topic: Topic, sections: Sections, view: View) -> list[str]:
    words = view.words
    name = words.say(f"topic.{topic.value}")
    every = [section for section in sections if section.topic is topic]
    mine = [section for section in every if not section.has(Cause.NOT_OFFERED)] or every
    if not mine:
        return [f"{name}: {words.say('state.not_asked')}"]
    return [said for section in mine if (said := _said(section, name, view))]


def _said(section: Section[Any], name: str, view: View) -> str:
    """Say what one source lacks; empty where it is whole and young enough."""
    state = describe(section, view.now, view.words)
    is_waiting = section.standing is Standing.LOADING
    if (state.marker in _CALM and not is_waiting) or _hides_only(section):
        return ""
    lead = f"{one_line(section.label)}, {name}" if one_line(section.label) != name else name
    text = " ".join(part for part in (f"{state.heading}." if state.heading else "", one_line(state.text)) if part)
    if is_waiting or not text:
        return f"{lead} ({state.chip})"
    return f"{lead}: {text.removesuffix('.')}".replace("..", ".")


def _hides_only(section: Section[Any]) -> bool:
    """Whether nothing is wanting but hidden drugs, which are counted by themselves."""
    is_list = section.topic is Topic.MEDICATION and bool(section.reasons)
    return is_list and all(reason.cause is Cause.PRIVATE_ENTRY for reason in section.reasons)
