"""One event in words: its date never more exact than it was told, its kind, and its source."""

from collections.abc import Sequence
from dataclasses import dataclass

from overblik.domain.dates import ClinicalDate, Precision
from overblik.sync.changes import Turn
from overblik.viewmodels.card_head import Pair, View, base
from overblik.viewmodels.formats import one_line, show_at, show_clinical, show_date
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.news_strip import Told
from overblik.viewmodels.rows import LineRow
from overblik.viewmodels.timeline_values import Event, EventRow, Kind, Place

NEWEST, USUAL = "new", "usual"
"""Marks of events that bear what is new of their fact: the last that happened to a drug, and all results of a sample."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What an event says beyond its date, kind and source."""

    text: str
    second: Sequence[str] = ()
    spoken: str = ""
    """What a screen reader says instead of both; empty for the same words."""
    badge: Badge | None = None
    shape: FlagShape = FlagShape.NONE
    is_struck: bool = False
    is_outside: bool = False
    mark: str = ""
    """What tells several events of one fact apart."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The view of a composition, and what is new to the clinician by the key of its row."""

    view: View
    news: dict[str, Told]

    def is_new(self, *keys: str) -> Told | None:
        """Give what is new of any of the rows."""
        return next((self.news[key] for key in keys if key in self.news), None)


def when_words(when: ClinicalDate | None, kind: Kind, view: View, *, is_spoken: bool = False) -> str:
    """Write a date as far as it was told; what is not told of it is said.

    Of a vaccination the day alone, as on its card: its register writes midnight where it knows no time of day.
    """
    words = view.words
    if when is None:
        return words.say("timeline.undated_one")
    write = show_date if kind is Kind.VACCINATION else show_at if is_spoken else show_clinical
    told = write(when, words)
    missing = {Precision.YEAR: "timeline.no_month", Precision.MONTH: "timeline.no_day"}.get(when.precision)
    return f"{told}, {words.say(missing)}" if missing else told


def event(pair: Pair, kind: Kind, when: ClinicalDate | None, saying: Saying, telling: Telling, place: Place) -> Event:
    """Give the event of a fact."""
    mark, view, given = saying.mark, telling.view, base(pair, "")
    words, source = view.words, one_line(pair[0].label)
    kind_word = words.say(f"timeline.{kind.value}")
    badge, bar = saying.badge, None
    new = telling.is_new(given["key"]) if mark in ("", NEWEST, USUAL) else None
    told = saying.spoken or ", ".join(part for part in (saying.text, *saying.second) if part)
    spoken = [when_words(when, kind, view, is_spoken=True), kind_word, badge.text if badge else "", told]
    if new is not None:
        word = words.say("news.mark_new" if new.novelty.turn is Turn.NEW else "news.mark_changed")
        spoken.append(word.casefold())
        badge, bar = badge or Badge(word, Tone.NEW), Tone.NEW
    spoken.append(words.say("timeline.from", source=source))
    return Event(
        EventRow(
            **{
                **given,
                "key": f"{kind.value}/{given['key']}/{mark}",
                "accessible": ", ".join(part for part in spoken if part),
            },
            kind=kind,
            kind_word=kind_word,
            when=when_words(when, kind, view),
            text=saying.text,
            second=" · ".join(part for part in (*saying.second, source) if part),
            shape=saying.shape,
            badge=badge,
            is_struck=saying.is_struck,
            bar=bar,
            place=place,
            is_outside=saying.is_outside,
        ),
        when,
    )


def of_line(row: LineRow, *more: str, text: str = "", mark: str = "") -> Saying:
    """Take the words of a line of a card."""
    return Saying(text or row.text, (row.second, *more), badge=row.badge, is_struck=row.is_struck, mark=mark)
