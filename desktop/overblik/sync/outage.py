"""Which sources are silent, since when, and how long to wait before they are asked again (S11, R19).

Each computer waits a time of its own, so that a service that returns is not met by all at once; the first silence and
the return are logged, and no question in between.
"""

import logging
from dataclasses import dataclass, field

from overblik.domain.dates import Instant
from overblik.domain.outage import Silence, Silences
from overblik.domain.ports import Random, Source
from overblik.domain.section import Cause, Section, Topic

_LOG = logging.getLogger("overblik.sync")
FIRST, LONGEST = 20.0, 300.0
"""Seconds between the first two questions in vain, and between any two at most."""
HINDRANCES = (Cause.UNTRUSTED, Cause.PROXY)
"""What a network does in the place of a source: somebody must be called, and it may pass where one moves elsewhere."""
_IN_VAIN = (Cause.UNREACHABLE, Cause.OFFLINE, *HINDRANCES)
_JITTER = 0.5
"""Share of a pause by which it is shorter at random: a quarter left those who met the silence together close together."""


def pause(tries: int, random: Random) -> float:
    """Give the seconds until a source is asked again that was asked in vain so many times."""
    doubled: float = min(FIRST * 2 ** min(tries, 10), LONGEST)
    return doubled * (1 - _JITTER * random.fraction())


def is_silent(section: Section[object]) -> bool:
    """Whether a question was in vain: nothing answered, or nothing that can be used for now (502, 503, 504)."""
    return any(section.has(cause) for cause in _IN_VAIN)


def why_silent(section: Section[object]) -> Cause:
    """Give what kept a question from its source; UNREACHABLE where nothing on the way is known of."""
    return next((cause for cause in HINDRANCES if section.has(cause)), Cause.UNREACHABLE)


@dataclass(slots=True)
class _Heard:
    """What a source said to the last question of each of its topics."""

    label: str
    answered: set[Topic] = field(default_factory=set)
    silent: set[Topic] = field(default_factory=set)
    since: Instant | None = None
    """The first question in vain since it last answered one."""
    tried: Instant | None = None
    again: Instant | None = None
    is_told: bool = False
    """Whether a screen has been told that it is silent."""
    why: Cause = Cause.UNREACHABLE
    """Of the last question in vain."""


class Outages:
    """Remembers, over all patients of a session, which sources are silent; belongs to the asking thread."""

    def __init__(self) -> None:
        """Start with all sources well."""
        self._sources: dict[str, _Heard] = {}

    def hear(self, source: Source, section: Section[object], now: Instant) -> None:
        """Take what came of one question."""
        heard = self._sources.setdefault(source.name, _Heard(source.label))
        heard.answered.discard(source.topic)
        heard.silent.discard(source.topic)
        (heard.silent if is_silent(section) else heard.answered).add(source.topic)
        if is_silent(section):
            heard.since, heard.tried, heard.why = heard.since or now, now, why_silent(section)

    def plan(self, sources: tuple[Source, ...], again: Instant) -> None:
        """Note when sources are asked next."""
        for name in {source.name for source in sources} & self._sources.keys():
            self._sources[name].again = again

    def told(self) -> Silences:
        """Give what a screen says when a round of questions is over; what returned is said once.

        A source is silent when it answered none of its topics: of one that answers some the sections say what is lacking.
        """
        silent, returned = [], []
        for name, heard in self._sources.items():
            if heard.silent and not heard.answered:
                assert heard.since is not None
                assert heard.tried is not None
                silent.append(Silence(name, heard.label, heard.since, heard.tried, heard.again, heard.why))
                if not heard.is_told:
                    _LOG.warning("%s does not answer: %s", name, heard.why.value)
            elif heard.is_told:
                returned.append(heard.label)
                _LOG.info("%s answers again", name)
            heard.is_told = bool(heard.silent and not heard.answered)
            if not heard.silent:
                heard.since = None
        return Silences(tuple(silent), tuple(dict.fromkeys(returned)))
