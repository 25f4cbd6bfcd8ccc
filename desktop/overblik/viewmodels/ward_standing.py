"""What may be said of a column when its sources lack something: a negative needs a whole source (safety.md section 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.section import Cause, Section, Standing
from overblik.sync.freshness import Age
from overblik.viewmodels.formats import one_line, short_when
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.states import age_band
from overblik.viewmodels.ward_values import Frame, Told
from overblik.viewmodels.words import Words

AnySection = Section[Any]
_BLOCKS = (Cause.WITHHELD, Cause.MAY_BE_WITHHELD, Cause.PRIVATE_ENTRY)


@dataclass(frozen=True, slots=True)
class Lack:
    """Why nothing may be denied; `told` stands in the place of the negative, or under what is known."""

    told: tuple[Told, ...]


def offered(sections: Iterable[AnySection]) -> tuple[AnySection, ...]:
    """Give those whose source has such things at all, and knows the patient."""
    return tuple(one for one in sections if not one.has(Cause.NOT_OFFERED) and not one.has(Cause.UNKNOWN_PATIENT))


def may_deny(section: AnySection, now: Instant) -> bool:
    """Whether 'none' may be said of what a section holds: whole, young enough, and not offline."""
    if age_band(section, now) not in (Age.FRESH, Age.AGED) or section.has(Cause.OFFLINE):
        return False
    if section.standing is Standing.COMPLETE:
        return True
    is_only_aged = all(reason.cause is Cause.AGED for reason in section.reasons)
    return section.standing is Standing.STALE and is_only_aged and section.copy_was_complete


def may_say(sections: tuple[AnySection, ...], now: Instant, since: Instant) -> bool:
    """Whether all that there is to say of what came since a moment is known: every source whole, and asked after it."""
    return bool(sections) and all(
        may_deny(one, now) and one.as_of is not None and one.as_of >= since for one in sections
    )


def lack_of(
    sections: tuple[AnySection, ...], kind: str, now: Instant, words: Words, since: Instant | None = None
) -> Lack | None:
    """Say what keeps a negative from being said: the worst first; none where every source may deny.

    `kind` names the words: `results`, `medicine`, `next`, `plans` or `documents`. `since` is the moment from which on a
    change is asked for: a copy from before it knows of none, whatever its age (H19).
    """
    if not sections:
        return Lack((_dashed(words.say("ward.not_fetched")),))
    for found in (_failed, _blocked, _not_asked, _loading, _partial):
        told = found(sections, kind, now, words)
        if told:
            return Lack((*told, *_behind(sections, now, words, since)))
    told = _before(sections, now, words, since) or _old(sections, kind, now, words)
    return Lack(told) if told else None


def _earlier(sections: tuple[AnySection, ...], since: Instant | None) -> tuple[AnySection, Instant] | None:
    """Give the oldest of what is held from before a moment, with its time."""
    held = [(one, one.as_of) for one in sections if one.as_of is not None and since is not None and one.as_of < since]
    return min(held, key=lambda pair: pair[1], default=None)


def _before(sections: tuple[AnySection, ...], now: Instant, words: Words, since: Instant | None) -> tuple[Told, ...]:
    """Say of a copy from before the moment that nothing after it is known."""
    found = _earlier(sections, since)
    if found is None:
        return ()
    text = words.say("ward.not_since", time=short_when(found[1], now, words))
    return (Told(text, frame=Frame.DASHED, marker=Marker.OFFLINE), Told(one_line(found[0].label), is_quiet=True))


def _behind(sections: tuple[AnySection, ...], now: Instant, words: Words, since: Instant | None) -> tuple[Told, ...]:
    """Say under a graver lack from when the copy is that is shown all the same."""
    found = _earlier(sections, since)
    if found is None:
        return ()
    return (Told(words.say("ward.not_since", time=short_when(found[1], now, words)), is_quiet=True),)


def _dashed(text: str) -> Told:
    return Told(text, frame=Frame.DASHED, marker=Marker.NOT_ASKED)


def _failed(sections: tuple[AnySection, ...], kind: str, now: Instant, words: Words) -> tuple[Told, ...]:
    del kind
    silent = [one for one in sections if _is_silent(one)]
    if not silent:
        return ()
    first = silent[0]
    key = "ward.wrong_patient" if first.has(Cause.WRONG_PATIENT) else "ward.no_answer"
    when = short_when(first.asked_at or now, now, words)
    under = Told(words.say(key, source=one_line(first.label), time=when), is_quiet=True)
    return (Told(words.say("ward.not_checked"), frame=Frame.FAILED, marker=Marker.FAILED), under)


def _is_silent(section: AnySection) -> bool:
    """Whether the newest question got no usable answer, with a copy behind it or without."""
    if section.standing is Standing.FAILED:
        return True
    return section.standing is Standing.STALE and any(
        reason.cause not in (Cause.AGED, Cause.OFFLINE, Cause.CLOCK_DOUBT, *_BLOCKS) for reason in section.reasons
    )


def _blocked(sections: tuple[AnySection, ...], kind: str, now: Instant, words: Words) -> tuple[Told, ...]:
    del now
    mine = [one for one in sections if one.standing is Standing.BLOCKED or any(one.has(cause) for cause in _BLOCKS)]
    if not mine:
        return ()
    hidden = sum(reason.count for one in mine for reason in one.reasons if reason.cause is Cause.PRIVATE_ENTRY)
    if hidden:
        return (Told(words.say("ward.hidden", count=hidden), frame=Frame.BLOCKED, marker=Marker.BLOCKED),)
    if all(one.has(Cause.REFUSED) for one in mine):
        return (Told(words.say("ward.no_access"), frame=Frame.DASHED, marker=Marker.NO_ACCESS),)
    is_told = any(one.has(Cause.WITHHELD) for one in mine)
    key = f"ward.{kind}_blocked" if is_told else f"ward.{kind}_may_be_blocked"
    return (Told(words.say(key), frame=Frame.BLOCKED, marker=Marker.BLOCKED),)


def _not_asked(sections: tuple[AnySection, ...], kind: str, now: Instant, words: Words) -> tuple[Told, ...]:
    del kind, now
    if any(one.standing is Standing.NOT_ASKED for one in sections):
        return (_dashed(words.say("ward.not_fetched")),)
    return ()


def _loading(sections: tuple[AnySection, ...], kind: str, now: Instant, words: Words) -> tuple[Told, ...]:
    del kind, now
    if any(one.standing is Standing.LOADING for one in sections):
        return (Told(words.say("ward.loading"), marker=Marker.LOADING, is_quiet=True),)
    return ()


def _partial(sections: tuple[AnySection, ...], kind: str, now: Instant, words: Words) -> tuple[Told, ...]:
    del now
    if any(one.standing is Standing.PARTIAL for one in sections):
        return (Told(words.say(f"ward.{kind}_partial"), frame=Frame.PARTIAL, marker=Marker.PARTIAL),)
    return ()


def _old(sections: tuple[AnySection, ...], kind: str, now: Instant, words: Words) -> tuple[Told, ...]:
    del kind
    old = [one for one in sections if not may_deny(one, now)]
    if not old:
        return ()
    oldest = min(old, key=lambda one: one.as_of or now)
    when = short_when(oldest.as_of, now, words) if oldest.as_of is not None else words.say("time.unknown")
    under = Told(words.say("ward.copy", source=one_line(oldest.label), time=when), is_quiet=True)
    return (Told(words.say("ward.not_checked"), frame=Frame.DASHED, marker=Marker.OFFLINE), under)


def denied(sections: tuple[AnySection, ...], key: str, now: Instant, words: Words) -> Told:
    """Say that there is nothing, with the time of the answer where it is not fresh."""
    oldest = min((one.as_of for one in sections if one.as_of is not None), default=None)
    is_aged = any(one.from_copy or not may_deny(one, now) for one in sections)
    rest = words.say("ward.as_of", time=short_when(oldest, now, words)) if oldest is not None and is_aged else ""
    return Told(words.say(key), rest, is_quiet=True)
