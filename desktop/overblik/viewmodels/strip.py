"""The source strip: each source once, with its worst state, and how many are whole."""

from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.section import Cause, Section, Standing
from overblik.sync.freshness import Age, age_of, is_doubtful
from overblik.viewmodels.formats import long_when, one_line, short_when, show_age
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.outage import NO_OUTAGE, Outage, outage_bar
from overblik.viewmodels.screen import Chip, Strip
from overblik.viewmodels.states import age_band, describe
from overblik.viewmodels.words import Words

# Worst first, as the reader should see it (screens.md 5.1, last paragraph).
ORDER = (
    Marker.FAILED,
    Marker.BLOCKED,
    Marker.NO_ACCESS,
    Marker.PARTIAL,
    Marker.STALE,
    Marker.OFFLINE,
    Marker.LOADING,
    Marker.NOT_ASKED,
    Marker.AGED,
    Marker.EMPTY,
    Marker.FRESH,
)


def offered(sections: tuple[Section[Any], ...]) -> dict[str, list[Section[Any]]]:
    """Group the sections by source, without topics that the source does not offer."""
    by_source: dict[str, list[Section[Any]]] = {}
    for section in sections:
        by_source.setdefault(section.source, [])
        if not section.has(Cause.NOT_OFFERED):
            by_source[section.source].append(section)
    return by_source


def compose_strip(sections: tuple[Section[Any], ...], now: Instant, words: Words, outage: Outage = NO_OUTAGE) -> Strip:
    """Compose the strip; its bar tells of sources that do not answer while the network is there."""
    by_source = offered(sections)
    labels = {section.source: one_line(section.label) for section in sections}
    chips = tuple(_chip(source, labels[source], mine, now, words) for source, mine in by_source.items())
    whole = [mine for mine in by_source.values() if mine and all(is_whole(section, now) for section in mine)]
    kept = sum(
        1 for mine in by_source.values() if any(section.has(Cause.OFFLINE) and section.from_copy for section in mine)
    )
    offline = any(section.has(Cause.OFFLINE) for section in sections)
    if offline:
        count = words.say("chip.count_offline", n=len(whole), m=len(by_source), kept=kept)
    else:
        count = words.say("chip.count", n=len(whole), m=len(by_source))
    oldest = min((section.as_of for mine in whole for section in mine if section.as_of), default=None)
    when = short_when(oldest, now, words) if oldest and not offline else ""
    if offline:
        return Strip(count, when, chips, _offline_bar(sections, now, words), "cloud-off")
    bar, icon = outage_bar(outage, words)
    return Strip(count, when, chips, bar, icon)


def is_whole(section: Section[Any], now: Instant) -> bool:
    """Whether a section counts: complete and not ochre."""
    return section.standing is Standing.COMPLETE and age_band(section, now) in (Age.FRESH, Age.AGED)


def _chip(source: str, label: str, mine: list[Section[Any]], now: Instant, words: Words) -> Chip:
    if not mine:
        text = words.say("chip.not_asked")
        return Chip(source, label, text, Marker.NOT_ASKED, words.say("cause.NOT_OFFERED"), f"{label}, {text}")
    states = [(section, describe(section, now, words)) for section in mine]
    worst_section, worst = min(states, key=lambda pair: ORDER.index(pair[1].marker))
    same = [section for section, state in states if state.marker is worst.marker]
    text = worst.chip if worst.marker not in (Marker.FRESH, Marker.EMPTY) else ""
    if worst_section.has(Cause.UNKNOWN_PATIENT):
        text = words.say("chip.unknown_patient")
    if text and len(same) < len(mine) and worst.marker not in (Marker.AGED, Marker.LOADING):
        topics = ", ".join(words.say(f"topic.{section.topic.value}").lower() for section in same[:2])
        more = f" +{len(same) - 2}" if len(same) > 2 else ""
        text = f"{topics}{more} {text}"
    lines = [
        f"{words.say(f'topic.{section.topic.value}')}: {_line(section, state.chip, words)}" for section, state in states
    ]
    marker = Marker.FRESH if worst.marker is Marker.EMPTY else worst.marker
    return Chip(source, label, text, marker, "\n".join(lines), f"{label}, {text or words.say('chip.fetched')}")


def _line(section: Section[Any], chip: str, words: Words) -> str:
    causes = [
        words.say(f"cause.{reason.cause.value}", count=reason.count, detail=one_line(reason.detail))
        for reason in section.reasons
    ]
    return f"{chip} ({'; '.join(causes)})" if causes else chip


def _offline_bar(sections: tuple[Section[Any], ...], now: Instant, words: Words) -> str:
    """Say whose copy is the oldest; the age said is never that of the youngest."""
    copies = [section for section in sections if section.from_copy and section.as_of]
    if not copies:
        return f"{words.say('bar.offline')} {words.say('bar.offline_none')}"
    oldest = min(copies, key=lambda section: section.as_of or now)
    moment = oldest.as_of or now
    when = long_when(moment, now, words)
    doubt = any(section.has(Cause.CLOCK_DOUBT) or is_doubtful(section.as_of or now, now) for section in copies)
    age = words.say("time.age", age=show_age(age_of(moment, now), words))
    if doubt:
        age = words.say("bar.age_doubt")
    if len({short_when(section.as_of or now, now, words) for section in copies}) == 1:
        text = words.say("bar.offline_text", when=when, age=age)
    else:
        text = words.say("bar.offline_mixed", source=one_line(oldest.label), when=f"{when} ({age})")
    return f"{words.say('bar.offline')} {text}"
