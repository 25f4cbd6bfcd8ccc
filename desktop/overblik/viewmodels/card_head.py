"""What all cards share: the sections of their topics, the heading's age, and the notices."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from overblik.domain.dates import DANISH, Instant
from overblik.domain.section import Cause, Scoped, Section, Standing, Topic
from overblik.sync.changes import News
from overblik.sync.freshness import Age, is_doubtful
from overblik.viewmodels.formats import one_line, short_when
from overblik.viewmodels.lab_choice import ALL_RESULTS, LabFilter
from overblik.viewmodels.marks import Marker, Tone
from overblik.viewmodels.outage import NO_OUTAGE, Outage
from overblik.viewmodels.rows import NoticeRow, Row
from overblik.viewmodels.states import age_band, notice, things
from overblik.viewmodels.words import Words

AnySection = Section[Any]
_CALM = (Marker.OFFLINE, Marker.EMPTY, Marker.AGED)
_SHOWN_ONE_BY_ONE = 3
"""So many items that could not be read have a row each on the overview; more are counted in one."""
Pair = tuple[AnySection, Scoped[Any]]


@dataclass(frozen=True, slots=True)
class View:
    """The moment, the words and how much of a card is wanted."""

    now: Instant
    words: Words
    is_full: bool = False
    """A full page shows every row; the overview's card says what it leaves out."""
    news: News | None = None
    """What is new to the clinician; none where no earlier look is known."""
    is_first_look: bool = False
    """Whether it is known that this clinician has not looked at the patient here before."""
    is_look_unread: bool = False
    """Whether it could not be read when this clinician last looked."""
    past: str = ""
    """That an earlier moment is shown, in words; empty for the present."""
    opens: bool = False
    """Whether a document can be opened from its row: then its text stands on its own page alone."""
    has_level: bool = False
    """Whether the patient's own level is said beside results: off until it is switched on (screens.md 3.7)."""
    lab: LabFilter = ALL_RESULTS
    """Which results the full laboratory page shows."""
    outage: Outage = NO_OUTAGE
    """Which sources do not answer, and which have returned while this patient was open."""


def of_topic(sections: tuple[AnySection, ...], *topics: Topic) -> tuple[AnySection, ...]:
    """Give the sections of some topics that their sources offer.

    A source that does not know the citizen stands in the strip; where the others hold nothing either, it stands in
    the card too, for then 'none registered' would say more than is known.
    """
    mine = tuple(section for section in sections if section.topic in topics)
    offered = tuple(section for section in mine if not section.has(Cause.NOT_OFFERED))
    known = tuple(section for section in offered if not section.has(Cause.UNKNOWN_PATIENT))
    return (known if any(section.entries for section in known) else offered) or mine


def pairs(sections: tuple[AnySection, ...]) -> list[Pair]:
    """Give every entry with its section, in the order of the sources."""
    return [(section, scoped) for section in sections for scoped in section.entries]


def base(pair: Pair, accessible: str) -> dict[str, Any]:
    """Give what every row has."""
    section, scoped = pair
    return {
        "key": f"{section.source}/{scoped.provenance.document_id}",
        "accessible": accessible,
        "original": scoped.provenance.raw_ref if scoped.provenance.raw_ref.message else None,
        "document": scoped.provenance.document_id,
        "source": section.source,
    }


def day_of(section: AnySection, view: View) -> date:
    """Give the Danish day by which a row finds its list: of a copy its own, so that no clock moves it (H22)."""
    moment = section.as_of if section.from_copy and section.as_of else view.now
    return moment.astimezone(DANISH).date()


def passed_in_copy(section: AnySection, has_passed: bool, key: str, view: View, **facts: str) -> str:
    """Say that a date passed while only a copy was to be had; with a clock in doubt that nobody can tell (H22)."""
    if not section.from_copy and section.standing is not Standing.STALE:
        return ""
    if section.has(Cause.CLOCK_DOUBT) or (section.as_of is not None and is_doubtful(section.as_of, view.now)):
        return view.words.say("time.not_assessed")
    return view.words.say(key, **facts) if has_passed else ""


def notices(sections: tuple[AnySection, ...], view: View, *, named: bool = False) -> tuple[Row, ...]:
    """Give the notices of a card: each source that lacks something, and emptiness only when all are whole.

    Several name themselves; with `named` one does too: there are others, of which something else is said.
    """
    words = view.words
    if not sections:
        return (_no_source(words),)
    is_one_of_several, named = named and len(sections) == 1, named or len(sections) > 1
    rows: list[Row] = []
    empty = [section for section in sections if section.says_nothing_recorded]
    holds = any(section.entries for section in sections)
    for section in sections:
        if section.by_override:
            rows.append(_overridden(section, words))
        if section.says_nothing_recorded and (holds or len(empty) < len(sections) or named):
            continue
        row = notice(section, view.now, words, named=named)
        if row is not None:
            rows.append(row)
        rows += _unreadables(section, view)
    if named and len(empty) == len(sections):
        rows.append(_all_empty(empty, view, named=is_one_of_several))
    return tuple(rows)


def _overridden(section: AnySection, words: Words) -> NoticeRow:
    """Say of what is shown by værdispring that it is, and give the way back."""
    heading = f"{one_line(section.label)}: {words.say('state.by_override')}"
    text = words.say("state.by_override_text")
    return NoticeRow(
        f"override/{section.source}",
        f"{heading}. {text}",
        source=section.source,
        marker=Marker.BLOCKED,
        heading=heading,
        text=text,
        action=words.say("medication.hide_again"),
        act="hide",
    )


def _no_source(words: Words) -> NoticeRow:
    heading = words.say("state.not_asked")
    text = words.say("state.not_asked_text")
    return NoticeRow("notice/none", f"{heading}. {text}", marker=Marker.NOT_ASKED, heading=heading, text=text)


def _all_empty(empty: list[AnySection], view: View, *, named: bool) -> NoticeRow:
    oldest = min(empty, key=lambda section: section.as_of or view.now)
    row = notice(oldest, view.now, view.words, named=named)
    assert row is not None
    return row


def _unreadables(section: AnySection, view: View) -> list[NoticeRow]:
    """Give a row for each item that could not be read; on the overview one for all of them, which counts them."""
    rows = [_unreadable(section, index, view.words) for index in range(len(section.unreadable))]
    if view.is_full or len(rows) <= _SHOWN_ONE_BY_ONE:
        return rows
    heading = view.words.one_or_many("state.unreadable", len(rows), source=one_line(section.label))
    text = view.words.say("state.unreadable_text")
    return [replace(rows[0], heading=heading, text=text, accessible=f"{heading}. {text}")]


def _unreadable(section: AnySection, index: int, words: Words) -> NoticeRow:
    item = section.unreadable[index]
    heading = words.say("state.unreadable_one", source=one_line(section.label))
    text = words.say("state.unreadable_text")
    return NoticeRow(
        f"unreadable/{section.source}/{item.document_id}/{index}",
        f"{heading}. {text}",
        original=item.raw_ref,
        document=item.document_id,
        source=section.source,
        marker=Marker.FAILED,
        heading=heading,
        text=f"{item.document_id}. {text}",
        action=words.say("window.original"),
    )


def placed(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Put what is merely said of an empty copy after the facts; failures and blocks stay above them."""
    calm = [row for row in rows if isinstance(row, NoticeRow) and row.marker in _CALM]
    others = [row for row in rows if row not in calm]
    return (*others, *calm) if any(not isinstance(row, NoticeRow) for row in others) else rows


def heading_age(sections: tuple[AnySection, ...], view: View) -> tuple[str, Tone]:
    """Give the words at the right of a heading: the time of the oldest answer shown."""
    words = view.words
    waiting = [section for section in sections if section.standing is Standing.LOADING]
    shown = [section for section in sections if section.as_of is not None]
    if not shown:
        if waiting:
            return words.say("state.loading_short"), Tone.QUIET
        return words.say("chip.not_asked") if not sections or _none_asked(sections) else "", Tone.QUIET
    oldest = min(shown, key=lambda section: section.as_of or view.now)
    time = short_when(oldest.as_of or view.now, view.now, words)
    old = age_band(oldest, view.now) in (Age.OCHRE, Age.EXPIRED)
    offline = oldest.has(Cause.OFFLINE)
    text = words.say("state.offline" if offline else "state.fresh", time=time)
    if len({short_when(each.as_of or view.now, view.now, words) for each in shown}) > 1:
        text = f"{one_line(oldest.label)} {text}"
    return text, Tone.STALE if old else Tone.OFFLINE if offline else Tone.QUIET


def _none_asked(sections: tuple[AnySection, ...]) -> bool:
    return all(section.standing is Standing.NOT_ASKED for section in sections)


__all__ = [
    "Pair",
    "View",
    "base",
    "day_of",
    "heading_age",
    "notices",
    "of_topic",
    "pairs",
    "passed_in_copy",
    "placed",
    "things",
]
