"""The cells of a patient's line: CAVE, FGVH, results and medicine since the shift began, what is next, sources."""

from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.lab_result import LabResult
from overblik.domain.medication import Medication, MedicationEntry, MedicationState
from overblik.domain.medicine_card import Act
from overblik.domain.section import Section, Topic
from overblik.viewmodels.cave import compose_cave
from overblik.viewmodels.flags import flag_words, letter_of, shape_of
from overblik.viewmodels.formats import one_line, short_when, show_date
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.marks import Badge, FlagShape, Marker, Tone
from overblik.viewmodels.resuscitation import Fgvh
from overblik.viewmodels.screen import Cave
from overblik.viewmodels.strip import ORDER, compose_strip, is_whole
from overblik.viewmodels.strip import offered as by_source
from overblik.viewmodels.units import has_unit
from overblik.viewmodels.ward_shift import is_since
from overblik.viewmodels.ward_standing import denied, lack_of, offered
from overblik.viewmodels.ward_values import Frame, Told
from overblik.viewmodels.words import Words

Sections = tuple[Section[Any], ...]
_CRITICAL = (FlagShape.CRITICAL_HIGH, FlagShape.CRITICAL_LOW)
_CARD = "fmk"
"""The source that is the common medicine card: what a record system lists is no change of it."""
_RANK = {
    FlagShape.CRITICAL_HIGH: 0,
    FlagShape.CRITICAL_LOW: 0,
    FlagShape.HIGH: 1,
    FlagShape.LOW: 1,
    FlagShape.ABNORMAL: 1,
}


def cave_cell(sections: Sections, now: Instant, words: Words) -> tuple[Told, ...]:
    """Give the display of CAVE for a board: the same display as in the banner, none of its own."""
    cave = compose_cave(sections, now, words)
    below = (Told(cave.copy, is_quiet=True),) if cave.copy else ()
    if cave.display == "known":
        agents = tuple(Told(one.name, f"— {one.reaction}", is_cave=True, is_strong=True) for one in cave.agents)
        return (*agents, *((Told(cave.text, is_warning=True),) if cave.text else ()), *below)
    if cave.display == "none_known":
        return (_none_known(cave, words), *below)
    if cave.display == "loading":
        return (Told(cave.text, marker=Marker.LOADING, is_quiet=True),)
    lead = cave.lead.rstrip(".")
    if cave.display == "not_stated":
        return (Told(lead, frame=Frame.DASHED, marker=Marker.NOT_ASKED, spoken=f"{cave.lead} {cave.text}"),)
    frame = {Marker.FAILED: Frame.FAILED, Marker.BLOCKED: Frame.BLOCKED}.get(cave.marker, Frame.DASHED)
    return (Told(lead, frame=frame, marker=cave.marker), Told(cave.text, is_warning=True))


def _none_known(cave: Cave, words: Words) -> Told:
    lead = cave.lead.rstrip(".")
    key = "ward.none_known" if cave.confirmed else "ward.none_known_undated"
    return Told(words.say(key, lead=lead, date=cave.confirmed), spoken=f"{cave.lead} {cave.right}")


def fgvh_cell(fgvh: Fgvh, heading: str, words: Words) -> tuple[Told, ...]:
    """Give FGVH; what the heading says already is left out, and spoken all the same (screens.md 5.2)."""
    below = (Told(fgvh.copy, is_quiet=True, spoken=" "),) if fgvh.copy else ()
    if fgvh.is_registered:
        under = words.say("ward.stamkort", date=fgvh.date)
        return (Told(words.say("ward.fgvh_registered"), under, Frame.REGISTERED, spoken=fgvh.text), *below)
    if fgvh.is_unknown:
        box = Told(words.say("ward.fgvh_unknown"), frame=Frame.DASHED, marker=Marker.NOT_ASKED, spoken=fgvh.text)
        return (box, Told(fgvh.why, is_quiet=True, spoken=" "))
    key = "ward.fgvh_none" if fgvh.date == heading else "ward.fgvh_none_dated"
    return (Told(words.say(key, date=fgvh.date), is_quiet=True, spoken=fgvh.text), *below)


def results_cell(sections: Sections, since: Instant, now: Instant, words: Words) -> tuple[Told, ...]:
    """Name every result that came since the shift began, the critical first; 'none' needs whole sources."""
    mine = offered(one for one in sections if one.topic is Topic.LAB_RESULTS)
    found = [
        scoped.fact
        for section in mine
        for scoped in section.entries
        if isinstance(scoped.fact, LabResult) and _may_be_since(scoped.fact, since)
    ]
    lines = tuple(_result(one, now, words) for one in sorted(found, key=lambda one: _RANK.get(shape_of(one), 2)))
    lack = lack_of(mine, "results", now, words, since)
    if lack is not None:
        return (*lines, *lack.told)
    return lines or (denied(mine, "ward.no_results", now, words),)


def _may_be_since(result: LabResult, since: Instant) -> bool:
    """Whether a result came since the shift began; of one without any time nobody can say that it did not."""
    when = result.issued_at or result.taken_at
    return when is None or is_since(when, since)


def is_critical(lines: tuple[Told, ...]) -> bool:
    """Whether a laboratory called one of the new results critical."""
    return any(one.flag in _CRITICAL for one in lines)


def _result(result: LabResult, now: Instant, words: Words) -> Told:
    shape = shape_of(result)
    name = one_line(result.name) or one_line(result.code) or words.say("lab.unknown")
    unit = one_line(result.unit) if has_unit(result.unit) else ""
    if not unit and result.quantity is not None:
        unit = words.say("ward.no_unit")
    taken = result.taken_at.moment() if result.taken_at is not None else None
    when = short_when(taken, now, words) if taken is not None and shape in _CRITICAL else ""
    if result.issued_at is None and result.taken_at is None:
        when = words.say("ward.no_time")
    state = "" if result.state.value == "final" else words.say(f"lab.{result.state.value}")
    badge = Badge(words.say(f"lab.{shape.value}"), Tone.CRITICAL) if shape in _CRITICAL else None
    text = f"{name}\u00a0{shown_value(result, words)}"
    rest = " · ".join(part for part in (unit, when, state) if part)
    spoken = ", ".join(part for part in (text, unit, flag_words(result, words), state, when) if part)
    return Told(text, rest, badge=badge, flag=shape, letter=letter_of(shape), is_strong=True, spoken=spoken)


def medicine_cell(sections: Sections, since: Instant, now: Instant, words: Words) -> tuple[Told, ...]:
    """Name every drug of the medicine card that came, changed, was paused or withdrawn since the shift began."""
    mine = offered(one for one in sections if one.topic is Topic.MEDICATION and _is_card(one))
    found: dict[str, list[str]] = {}
    tones: dict[str, Tone] = {}
    for section in mine:
        for scoped in section.entries:
            fact = scoped.fact
            if isinstance(fact, Medication) and fact.row is MedicationEntry.DRUG_MEDICATION:
                word, tone = _change(fact, since, words)
                if word:
                    found.setdefault(word, []).append(one_line(fact.generic or fact.name))
                    tones[word] = tone
    lines = tuple(
        Told(", ".join(dict.fromkeys(names)), badge=Badge(word, tones[word]), is_strong=True)
        for word, names in found.items()
    )
    lack = lack_of(mine, "medicine", now, words, since)
    told = lack.told if lack is not None else () if lines else (denied(mine, "ward.unchanged", now, words),)
    return (*lines, *told, *_not_reviewed(mine, words))


def _not_reviewed(mine: Sections, words: Words) -> tuple[Told, ...]:
    """Say of a card that it is not reconciled, as far as it says so itself: 'unchanged' is then no assurance."""
    found = []
    for card in (section.card for section in mine if section.card is not None):
        last, act = card.reviewed, card.not_reviewed
        is_older = last is not None and act is not None and _order(last) > _order(act)
        if act is not None and not is_older:
            who = one_line(act.who) or words.say("medication.unstated")
            text = words.say("medication.not_reviewed", date=show_date(act.at, words), who=who)
            found.append(Told(text, is_quiet=True))
    return tuple(found)


def _order(act: Act) -> str:
    return act.at.order if act.at is not None else ""


def _is_card(section: Section[Any]) -> bool:
    return section.source == _CARD or section.card is not None


def _change(fact: Medication, since: Instant, words: Words) -> tuple[str, Tone]:
    """Give the word of what was done with a drug since a moment, by the card's own dates; empty where nothing was."""
    card = fact.ordination
    created, modified = (
        (act.at if act is not None else None for act in (card.created, card.modified)) if card else (None, None)
    )
    withdrawn = card.withdrawn.at if card is not None and card.withdrawn is not None else None
    pause = card.pause.act if card is not None and card.pause is not None else None
    if fact.state is MedicationState.PAUSED and pause is not None and is_since(pause.at, since):
        return words.say("medication.paused"), Tone.STALE
    if fact.state is MedicationState.WITHDRAWN and is_since(withdrawn, since):
        return words.say("medication.withdrawn"), Tone.STALE
    if fact.state is MedicationState.ENDED and is_since(fact.end, since):
        return words.say("medication.ended"), Tone.STALE
    if is_since(created, since):
        return words.say("medication.new"), Tone.NEW
    return (words.say("ward.changed"), Tone.NEW) if is_since(modified, since) else ("", Tone.NEW)


def sources_cell(sections: Sections, now: Instant, words: Words) -> tuple[tuple[Told, ...], bool]:
    """Give how many of those asked are whole, or the one that is not, by name; and whether all are."""
    if not sections:
        return (Told(words.say("ward.not_fetched"), frame=Frame.DASHED, marker=Marker.NOT_ASKED),), False
    groups = by_source(sections)
    whole = [mine for mine in groups.values() if mine and all(is_whole(one, now) for one in mine)]
    count = words.say("ward.sources", n=len(whole), m=len(groups))
    if len(whole) == len(groups):
        return (Told(count, marker=Marker.FRESH),), True
    chips = compose_strip(sections, now, words).chips
    lacking = sorted(
        (one for one in chips if one.marker not in (Marker.FRESH, Marker.AGED)), key=lambda one: ORDER.index(one.marker)
    )
    graver = [one for one in lacking if one.marker in (Marker.FAILED, Marker.BLOCKED)]
    if len(graver) == 1:
        chip = graver[0]
        frame = Frame.FAILED if chip.marker is Marker.FAILED else Frame.BLOCKED
        told = Told(f"{one_line(chip.name)} {one_line(chip.text)}", frame=frame, marker=chip.marker)
        return (told, Told(count, is_quiet=True)), False
    if lacking and all(one.marker is Marker.LOADING for one in lacking):
        return (Told(count, marker=Marker.LOADING, is_quiet=True),), False
    return (Told(count, frame=Frame.PARTIAL, marker=Marker.PARTIAL),), False
