"""Which sources are silent, since when, and how long to wait before they are asked again (S11, R19).

Each computer waits a time of its own, so that a service that returns is not met by all at once; the first silence and
the return are logged, and no question in between.
"""

import logging
from dataclasses import dataclass, field, replace

from overblik.domain.dates import Instant
from overblik.domain.outage import Silence, Silences
from overblik.domain.ports import Random, Source
from overblik.domain.section import Cause, Section, Topic

_LOG = logging.getLogger("overblik.sync")
FIRST, LONGEST = 20.0, 300.0
"""Seconds between the first two questions in vain, and between any two at most."""
_JITTER = 0.25
"""Share of a pause by which it is shorter at random."""


def pause(tries: int, random: Random) -> float:
    """Give the seconds until a source is asked again that was asked in vain so many times."""
    doubled: float = min(FIRST * 2 ** min(tries, 10), LONGEST)
    return doubled * (1 - _JITTER * random.fraction())


def is_silent(section: Section[object]) -> bool:
    """Whether a question was in vain: nothing answered, or nothing that can be used for now (502, 503, 504)."""
    return section.has(Cause.UNREACHABLE) or section.has(Cause.OFFLINE)


@dataclass(slots=True)
class _Heard:
    """What a source said to the last question of each of its topics."""

    label: str
    answered: set[Topic] = field(default_factory=set)
    silent: set[Topic] = field(default_factory=set)
    silence: Silence | None = None


class Outages:
    """Remembers, over all patients of a session, which sources are silent; belongs to the asking thread."""

    def __init__(self) -> None:
        """Start with all sources well."""
        self._sources: dict[str, _Heard] = {}
        self._returned: list[str] = []

    def hear(self, source: Source, section: Section[object], now: Instant) -> None:
        """Take what came of a question; a source is silent when it answered none of its topics."""
        heard = self._sources.setdefault(source.name, _Heard(source.label))
        heard.answered.discard(source.topic)
        heard.silent.discard(source.topic)
        (heard.silent if is_silent(section) else heard.answered).add(source.topic)
        if heard.silence is not None and heard.answered:
            heard.silence = None
            self._returned.append(heard.label)
            _LOG.info("%s answers again", source.name)
        elif heard.silence is not None:
            heard.silence = replace(heard.silence, tried=now)
        elif not heard.answered:
            heard.silence = Silence(source.name, heard.label, now, now)
            _LOG.warning("%s does not answer", source.name)

    def plan(self, sources: tuple[Source, ...], again: Instant) -> None:
        """Note when sources are asked next."""
        for name in {source.name for source in sources}:
            heard = self._sources.get(name)
            if heard is not None and heard.silence is not None:
                heard.silence = replace(heard.silence, again=again)

    def told(self) -> Silences:
        """Give what a screen says of it; what returned is said once."""
        returned, self._returned = tuple(dict.fromkeys(self._returned)), []
        return Silences(tuple(one.silence for one in self._sources.values() if one.silence is not None), returned)
