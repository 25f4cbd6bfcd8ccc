"""The quiet bar of a source that does not answer: which, since when, last tried, tried again (S11, R19)."""

from collections.abc import Sequence
from dataclasses import dataclass

from overblik.domain.outage import Silence, Silences
from overblik.domain.section import Cause
from overblik.viewmodels.formats import one_line, show_time
from overblik.viewmodels.words import Words

_NAMED = 2
"""So many sources are named in the bar; it holds a line or two."""
_SAID = {Cause.UNTRUSTED: "bar.untrusted", Cause.PROXY: "bar.proxy"}


@dataclass(frozen=True, slots=True)
class Outage:
    """What a bar tells: the sources that are silent, and those that came back while the patient was open, and when."""

    silent: tuple[Silence, ...] = ()
    returned: tuple[str, tuple[str, ...]] = ("", ())


NO_OUTAGE = Outage()


def outage_bar(outage: Outage, words: Words) -> tuple[str, str]:
    """Give words and icon of the bar: those that went silent in one minute share a sentence; empty where all is well.

    That sources came back stands in the same place until the next patient: the rows under the bar do not jump.
    """
    groups: dict[tuple[str, str, str, Cause], list[Silence]] = {}
    for one in outage.silent:
        groups.setdefault(_times(one), []).append(one)
    told = [_sentence(members, words, brief=False) for members in groups.values()]
    rest = len(told) - _NAMED
    if told:
        return " ".join([*told[:_NAMED], *([words.say("bar.more_silent", count=rest)] if rest > 0 else [])]), "unplug"
    time, labels = outage.returned
    return (words.say("bar.answers_since", source=_names(labels, words), time=time), "check") if labels else ("", "")


def changes(before: tuple[Silence, ...], told: Silences, words: Words) -> str:
    """Say of the sources that went silent or came back, for the voice: when, and not when each is tried."""
    known = {one.source for one in before}
    gone: dict[tuple[str, Cause], list[Silence]] = {}
    for one in told.silent:
        if one.source not in known:
            gone.setdefault((show_time(one.since), one.why), []).append(one)
    said = [_sentence(members, words, brief=True) for members in gone.values()]
    back = [words.say("bar.answers_again", source=_names(told.returned, words))] if told.returned else []
    return " ".join([*said, *back])


def _times(one: Silence) -> tuple[str, str, str, Cause]:
    again = show_time(one.again) if one.again is not None else ""
    return show_time(one.since), show_time(one.tried), again, one.why


def _sentence(members: list[Silence], words: Words, *, brief: bool) -> str:
    since, tried, again, why = _times(members[0])
    told = words.say(_SAID.get(why, "bar.silent"), source=_names([one.label for one in members], words), since=since)
    if brief:
        return told
    when = words.say("bar.tried_again", tried=tried, again=again) if again else words.say("bar.tried", tried=tried)
    return f"{told} {when}"


def _names(labels: Sequence[str], words: Words) -> str:
    """Name some sources, and count the others."""
    more = words.say("bar.and_more", count=len(labels) - _NAMED) if len(labels) > _NAMED else ""
    return ", ".join(one_line(label) for label in labels[:_NAMED]) + more
