"""A section's standing in words and shape: the truth table of safety.md section 1, as one function."""

from dataclasses import dataclass, replace
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.sync.freshness import Age, band, is_doubtful, is_file
from overblik.sync.outage import HINDRANCES
from overblik.viewmodels.formats import long_when, safe, short_when
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.why_missing import why
from overblik.viewmodels.words import Words

AnySection = Section[Any]
OVERRIDE = "override/"
"""How the act of a notice begins that opens værdispring: the topic and the source's name follow."""
NO_ACT = "none"
_FAILURES = (
    Cause.OFFLINE,
    Cause.UNREACHABLE,
    *HINDRANCES,
    Cause.SIGN_IN_NEEDED,
    Cause.UNINTELLIGIBLE,
    Cause.PROGRAM_ERROR,
)
"""What keeps a newer answer away, beside an answer about somebody else, which is counted."""


@dataclass(frozen=True, slots=True)
class State:
    """How one section looks and what it says; an empty heading means that nothing needs to be said."""

    marker: Marker
    chip: str
    heading: str
    text: str
    action: str = ""
    says_none: bool = False
    """Whether the words say that nothing is recorded."""


def describe(section: AnySection, now: Instant, words: Words) -> State:
    """Give the words of a section."""
    if section.standing is Standing.NOT_ASKED:
        return _not_asked(section, words)
    if section.standing is Standing.LOADING:
        text = words.say("state.loading", source=section.label)
        return State(Marker.LOADING, words.say("chip.loading"), "" if section.entries else text, "")
    if section.standing is Standing.FAILED:
        return _failed(section, now, words)
    if section.standing is Standing.BLOCKED:
        return _blocked(section, now, words)
    if section.standing is Standing.PARTIAL:
        return _partial(section, now, words)
    if section.standing is Standing.STALE:
        return _stale(section, now, words)
    return _complete(section, now, words)


def age_band(section: AnySection, now: Instant) -> Age:
    """Give the age band of what a section shows; one without a time, or with one to come, is expired (H4)."""
    if section.as_of is None or is_doubtful(section.as_of, now):
        return Age.EXPIRED
    if is_file(section.source):
        return Age.AGED  # shown with its own date, never as fresh (safety.md section 5, Files)
    return band(section.topic, section.source, section.as_of, now, section.limits)


def things(section: AnySection, words: Words) -> str:
    """Name what a section is about."""
    return words.say(f"things.{section.topic.value}")


def _when(section: AnySection, now: Instant, words: Words) -> str:
    return long_when(section.as_of or now, now, words)


def _complete(section: AnySection, now: Instant, words: Words) -> State:
    aged = age_band(section, now)
    marker = {Age.FRESH: Marker.FRESH, Age.AGED: Marker.AGED}.get(aged, Marker.STALE)
    chip = short_when(section.as_of or now, now, words)
    if is_doubtful(section.as_of or now, now):
        return _doubt(chip, words)
    if section.entries:
        return State(marker, chip, "", "")
    if marker is Marker.STALE:
        return State(marker, chip, words.say("state.empty_copy_old", when=_when(section, now, words)), "")
    heading = words.say("state.empty", things=things(section, words))
    return State(Marker.EMPTY, chip, heading, words.say("state.empty_text", when=_when(section, now, words)), "", True)


def _stale(section: AnySection, now: Instant, words: Words) -> State:
    offline, old = section.has(Cause.OFFLINE), age_band(section, now) in (Age.OCHRE, Age.EXPIRED)
    marker = Marker.STALE if old else Marker.OFFLINE if offline else Marker.AGED
    when = _when(section, now, words)
    time = short_when(section.as_of or now, now, words)
    chip = words.say("chip.offline", time=time)
    reason = "" if offline else why(section, now, words)
    if section.has(Cause.CLOCK_DOUBT):
        return _doubt(chip, words)
    if not section.entries:
        return _stale_empty(section, marker, now, words)
    if offline:
        return State(marker, chip, "", "")
    copy = words.say("state.failed_copy", when=when)
    heading = words.say("state.wrong_patient" if section.has(Cause.WRONG_PATIENT) else "state.failed")
    return State(
        Marker.FAILED, _failed_chip(section, now, words), heading, f"{reason} {copy}", words.say("window.retry")
    )


def _failed_chip(section: AnySection, now: Instant, words: Words) -> str:
    if section.has(Cause.WRONG_PATIENT):
        return words.say("chip.wrong_patient")
    return words.say("chip.failed", time=short_when(section.asked_at or now, now, words))


def _doubt(chip: str, words: Words) -> State:
    return State(Marker.STALE, chip, words.say("state.clock_doubt"), "", words.say("window.retry"))


def _stale_empty(section: AnySection, marker: Marker, now: Instant, words: Words) -> State:
    when, chip = (
        _when(section, now, words),
        words.say("chip.offline", time=short_when(section.as_of or now, now, words)),
    )
    retry = words.say("window.retry")
    if age_band(section, now) in (Age.OCHRE, Age.EXPIRED) or not section.copy_was_complete:
        return State(Marker.STALE, chip, words.say("state.empty_copy_old", when=when), "", retry)
    if section.has(Cause.OFFLINE):
        return State(marker, chip, words.say("state.empty_copy_offline", when=when), "")
    if any(section.has(cause) for cause in HINDRANCES):
        # Behind a foreign network nobody knows what came since, as without one.
        heading = words.say("state.empty_copy_offline", when=when)
        return State(Marker.FAILED, _failed_chip(section, now, words), heading, why(section, now, words), retry)
    heading = words.say("state.empty_copy", things=things(section, words), when=when)
    return State(Marker.FAILED, _failed_chip(section, now, words), heading, why(section, now, words), retry, True)


def _failed(section: AnySection, now: Instant, words: Words) -> State:
    reason, retry = why(section, now, words), words.say("window.retry")
    if section.has(Cause.WRONG_PATIENT):
        return State(Marker.FAILED, words.say("chip.wrong_patient"), words.say("state.wrong_patient"), reason, retry)
    text = f"{reason} {words.say('state.failed_no_copy')}"
    if section.has(Cause.OFFLINE):
        # Being offline is no error of the source, and does not look like one (R19).
        return State(Marker.NOT_ASKED, words.say("chip.not_asked"), words.say("state.failed"), text, retry)
    return State(Marker.FAILED, _failed_chip(section, now, words), words.say("state.failed"), text, retry)


def _blocked(section: AnySection, now: Instant, words: Words) -> State:
    """Say what is or may be hidden, and whatever else is lacking."""
    state = _block(section, words)
    return replace(state, text=" ".join([state.text, *_lacking(section, words), *_beside(section, now, words)]))


def _lacking(section: AnySection, words: Words) -> list[str]:
    """Count what came and is not shown, and name what did not come (H1, H8)."""
    told = []
    unrecognised = next((each.count for each in section.reasons if each.cause is Cause.UNRECOGNISED_PERSON), 0)
    if section.refused > unrecognised:
        told.append(words.one_or_many("state.refused_items", section.refused - unrecognised, source=section.label))
    if unrecognised:
        told.append(words.one_or_many("state.unrecognised", unrecognised))
    if section.unreadable:
        told.append(words.one_or_many("state.unreadable", len(section.unreadable), source=section.label) + ".")
    if section.has(Cause.INVALID_CARD):
        told.append(words.say("state.invalid_card"))
    invalid = next((reason.count for reason in section.reasons if reason.cause is Cause.INVALID_ENTRIES), 0)
    if invalid:
        told.append(words.one_or_many("state.invalid_entries", invalid))
    silent = next((reason.detail for reason in section.reasons if reason.cause is Cause.REPOSITORY_SILENT), "")
    if silent:
        # A question that a source leaves open is told by a code, a repository by its name.
        names = [words.sentences.get(f"state.silent_{name}", name) for name in silent.split(",")]
        told.append(words.say("state.partial_silent", names=", ".join(names)))
    elif section.has(Cause.MORE_AVAILABLE):
        told.append(words.say("state.partial_more"))
    return told + _documents(section, words)


def _documents(section: AnySection, words: Words) -> list[str]:
    """Count the shared documents that did not come, and those that are others than the registry describes."""
    counts = {reason.cause: reason.count for reason in section.reasons}
    wanted = (Cause.MISSING_DOCUMENTS, Cause.DIFFERENT_DOCUMENTS, Cause.PARTIAL_REPORTS)
    return [
        words.one_or_many(f"state.{cause.value.lower()}", counts[cause]) for cause in wanted if counts.get(cause, 0)
    ]


def _beside(section: AnySection, now: Instant, words: Words) -> list[str]:
    """Say that the clock is doubted; of a copy why no newer answer is to be had, and from when it is."""
    told = [words.say("state.clock_doubt")] if section.has(Cause.CLOCK_DOUBT) else []
    if section.from_copy:
        told += [why(section, now, words)] if any(section.has(cause) for cause in _FAILURES) else []
        told.append(words.say("state.failed_copy", when=_when(section, now, words)))
    return told


def _block(section: AnySection, words: Words) -> State:
    if section.has(Cause.REFUSED):
        text = words.say("state.refused_text", source=section.label)
        return State(Marker.NO_ACCESS, words.say("chip.refused"), words.say("state.refused"), text)
    if section.has(Cause.PRIVATE_ENTRY):
        count = next(reason.count for reason in section.reasons if reason.cause is Cause.PRIVATE_ENTRY)
        return State(
            Marker.BLOCKED,
            words.say("chip.blocked_part"),
            words.say("state.private", count=count),
            words.say(
                "state.private_text" if section.topic is Topic.MEDICATION else "state.private_other", count=count
            ),
        )
    if section.has(Cause.WITHHELD):
        part = bool(section.entries)
        key = "blocked_part" if part else "blocked"
        return State(
            Marker.BLOCKED, words.say(f"chip.{key}"), words.say(f"state.{key}"), words.say(f"state.{key}_text")
        )
    return State(
        Marker.BLOCKED,
        words.say("chip.may_be_blocked"),
        words.say("state.may_be_blocked"),
        words.say("state.may_be_blocked_text"),
    )


def _partial(section: AnySection, now: Instant, words: Words) -> State:
    told = [*_lacking(section, words), *_beside(section, now, words)]
    # Where all came and the source itself disowns some of it, nothing is left to fetch.
    disowned = {reason.cause for reason in section.reasons} <= {Cause.INVALID_CARD, Cause.INVALID_ENTRIES}
    heading, retry = words.say("state.invalid" if disowned else "state.partial"), words.say("window.retry")
    return State(Marker.PARTIAL, words.say("chip.partial"), heading, " ".join(told), retry)


def _not_asked(section: AnySection, words: Words) -> State:
    chip, heading = words.say("chip.not_asked"), words.say("state.not_asked")
    if section.has(Cause.EXPIRED):
        return State(Marker.NOT_ASKED, words.say("chip.expired"), heading, words.say("state.expired") + ".")
    if section.has(Cause.OFFLINE):
        return State(Marker.NOT_ASKED, chip, heading, words.say("state.not_asked_offline"))
    if section.has(Cause.NOT_OFFERED):
        key = "state.not_in_file" if is_file(section.source) else "state.not_offered"
        text = words.say(key, source=section.label, things=things(section, words))
        return State(Marker.NOT_ASKED, chip, heading, text)
    if section.has(Cause.UNKNOWN_PATIENT):
        return State(Marker.NOT_ASKED, chip, heading, words.say("state.unknown_patient", source=section.label))
    return State(Marker.NOT_ASKED, chip, heading, words.say("state.not_asked_text"))


def headed(section: AnySection, state: State) -> str:
    """Say whose state it is, unless the words say it themselves."""
    return state.heading if state.marker is Marker.LOADING else f"{safe(section.label)}: {state.heading}"


def notice(section: AnySection, now: Instant, words: Words, *, named: bool) -> NoticeRow | None:
    """Give the row that says a section's state inside a card; none when nothing needs to be said."""
    state = describe(section, now, words)
    if not state.heading:
        return None
    heading = headed(section, state) if named else state.heading
    key = f"notice/{section.source}/{section.topic.value}"
    action, act = state.action, ""
    if section.may_override:
        can_ask = not section.has(Cause.OFFLINE)
        action = words.say("medication.override" if can_ask else "state.override_needs_net")
        act = f"{OVERRIDE}{section.topic.value}/{safe(section.label)}" if can_ask else NO_ACT
    return NoticeRow(
        key,
        f"{heading}. {state.text}",
        source=section.source,
        marker=state.marker,
        heading=heading,
        text=state.text,
        action=action,
        act=act,
    )
