"""Results as events: one row for each taking of samples, with every value outside its interval by name, critical first."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from overblik.domain.lab_result import LabResult
from overblik.viewmodels.card_head import Pair, base
from overblik.viewmodels.flags import flag_words, letter_of, shape_of
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.lab_series import order_of, series_of
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.timeline_event import USUAL, Saying, Telling, event
from overblik.viewmodels.timeline_values import Event, Kind, Place
from overblik.viewmodels.units import unit_words
from overblik.viewmodels.words import Words

CRITICAL = (FlagShape.CRITICAL_HIGH, FlagShape.CRITICAL_LOW)


def samples_of(found: Iterable[Pair]) -> list[list[Pair]]:
    """Group results by source and moment of the sample: each sample once, with what was annulled or replaced."""
    groups: dict[tuple[str, str], list[Pair]] = {}
    for series in series_of(found):
        valid = {id(pair) for pair in series.valid}
        others = (pair for pair in series.pairs if not pair[1].fact.state.is_valid)
        for pair in (*series.valid, *(pair for pair in others if id(pair) not in valid)):
            groups.setdefault((pair[0].source, order_of(pair[1].fact)), []).append(pair)
    return list(groups.values())


def sample(members: list[Pair], kind: Kind, telling: Telling) -> Iterator[Event]:
    """Tell of one taking of samples: what lies outside, and apart from it all of it, for who asks for all results."""
    ordered = sorted(members, key=_urgency)
    outside = [pair for pair in ordered if shape_of(pair[1].fact).is_outside]
    has_more = kind is Kind.RESULT and len(ordered) > len(outside)
    if outside:
        yield replace(_event(outside, kind, telling, ""), with_usual=False if has_more else None)
    if has_more:
        yield replace(_event(ordered, kind, telling, USUAL, out=len(outside)), with_usual=True)


def _urgency(pair: Pair) -> tuple[int, str]:
    shape = shape_of(pair[1].fact)
    rank = 0 if shape in CRITICAL else 1 if shape.is_outside else 2 if pair[1].fact.state.is_valid else 3
    return rank, pair[1].fact.name.casefold()


def _event(members: list[Pair], kind: Kind, telling: Telling, mark: str, out: int = -1) -> Event:
    words, lead = telling.view.words, members[0]
    shape = shape_of(lead[1].fact)
    written = [_written(pair[1].fact, words) for pair in members]
    spoken = "; ".join(_spoken(pair[1].fact, words) for pair in members)
    if len(members) == 1:
        saying = Saying(written[0], spoken=spoken)
    else:
        head = words.one_or_many("timeline.outside", len(members))
        if out >= 0:
            head = words.one_or_many("timeline.answers", len(members), out=out)
        saying = Saying(head, (", ".join(written),), spoken=f"{head}: {spoken}")
    badge = Badge(flag_words(lead[1].fact, words), Tone.CRITICAL) if shape in CRITICAL else None
    is_struck = all(not pair[1].fact.state.is_valid for pair in members)
    saying = replace(saying, badge=badge, shape=shape, is_struck=is_struck, is_outside=shape.is_outside, mark=mark)
    courses = tuple((_named(pair[1].fact), pair[1].fact.series) for pair in members if _has_course(pair[1].fact))
    place = Place("lab_results" if kind is Kind.RESULT else _card_of(lead), base(lead, "")["key"], courses)
    when = lead[1].fact.taken_at or lead[1].fact.issued_at
    keys = [base(pair, "")["key"] for pair in members]
    new = next((key for key in keys if key in telling.news), "")
    if new:
        # The mark stands at the row of the sample, whichever of its values is new.
        telling = replace(telling, news={keys[0]: telling.news[new]})
    return event(lead, kind, when, saying, telling, place)


def _card_of(pair: Pair) -> str:
    topic = pair[0].topic.value
    return "home_monitoring" if topic == "vital_signs" else topic


def _has_course(fact: LabResult) -> bool:
    return fact.state.is_valid and fact.quantity is not None


def _named(fact: LabResult) -> str:
    return one_line(fact.name) or fact.code


def _value(fact: LabResult, words: Words) -> str:
    return " ".join(part for part in (shown_value(fact, words), unit_words(fact, words)) if part)


def _written(fact: LabResult, words: Words) -> str:
    """Write a result with the letter of its flag; a critical one, or one without a letter, with its word."""
    if not fact.state.is_valid:
        return f"{_named(fact)} {words.say(f'lab.{fact.state.value}')}"
    shape = shape_of(fact)
    flag = letter_of(shape) or (flag_words(fact, words).casefold() if shape in CRITICAL else "")
    return " ".join(part for part in (_named(fact), flag, _value(fact, words)) if part)


def _spoken(fact: LabResult, words: Words) -> str:
    """Say a result with its flag in words, never as a letter (screens.md 7)."""
    if not fact.state.is_valid:
        return f"{_named(fact)} {words.say(f'lab.{fact.state.value}')}"
    return ", ".join(part for part in (f"{_named(fact)} {_value(fact, words)}", flag_words(fact, words)) if part)
