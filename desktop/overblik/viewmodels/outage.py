"""The quiet bar of a source that does not answer: which, since when, last tried, tried again (S11, R19)."""

from overblik.domain.outage import Silence
from overblik.viewmodels.formats import one_line, show_time
from overblik.viewmodels.words import Words

_NAMED = 2
"""So many sources are named in the bar; it holds a line or two."""


def outage_bar(silent: tuple[Silence, ...], words: Words) -> str:
    """Give the words of the bar: those that went silent in one minute share a sentence; empty where all answer."""
    groups: dict[tuple[str, str, str], list[Silence]] = {}
    for one in silent:
        groups.setdefault(_times(one), []).append(one)
    told = [_sentence(members, words, brief=False) for members in groups.values()]
    rest = len(told) - _NAMED
    return " ".join([*told[:_NAMED], *([words.say("bar.more_silent", count=rest)] if rest > 0 else [])])


def silence_words(one: Silence, words: Words, *, brief: bool) -> str:
    """Say of one source that it does not answer; briefly, for the voice, without when it is tried."""
    return _sentence([one], words, brief=brief)


def _times(one: Silence) -> tuple[str, str, str]:
    again = show_time(one.again) if one.again is not None else ""
    return show_time(one.since), show_time(one.tried), again


def _sentence(members: list[Silence], words: Words, *, brief: bool) -> str:
    since, tried, again = _times(members[0])
    names = [one_line(one.label) for one in members]
    more = words.say("bar.and_more", count=len(names) - _NAMED) if len(names) > _NAMED else ""
    source = ", ".join(names[:_NAMED]) + more
    told = words.say("bar.silent", source=source, since=since)
    if brief:
        return told
    when = words.say("bar.tried_again", tried=tried, again=again) if again else words.say("bar.tried", tried=tried)
    return f"{told} {when}"
