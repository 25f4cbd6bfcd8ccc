"""A list that is open is told what comes at its servers, without each of its patients being asked for again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from overblik.domain.dates import Instant
from overblik.domain.errors import SourceError, StoreError
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, Known, Random, Scheduler, Store
from overblik.domain.section import Topic
from overblik.sync.outage import pause

EVERY = 60.0
"""Seconds between two questions, a fifth more or less by chance: not all wards ask at the same moment."""


_IN_VAIN = 3
"""Rounds after which a server that cannot be asked so is left alone."""


class Feed(Protocol):
    """One server that can tell of whom something has come."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    async def ask(self, kept: Mapping[PatientId, Iterable[Known]]) -> Mapping[PatientId, frozenset[Topic]] | None:
        """Give of whom something was changed since the last question; none where it cannot be asked so.

        Raises:
            SourceError: one of its kinds.

        """
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one round of questions."""

    changed: tuple[PatientId, ...]
    at: Instant | None
    """When all servers that tell have last answered; none before the first time, or where none tells."""
    silent: tuple[str, ...] = ()
    """Labels of servers that did not answer: of them nothing is known since then."""
    telling: tuple[str, ...] = ()
    """Labels of those that tell; what others have is seen when a patient is asked for anew."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What a watch works with."""

    store: Store
    clock: Clock
    scheduler: Scheduler
    random: Random


@dataclass(slots=True)
class _Watched:
    """One server of a watch."""

    feed: Feed
    tries: int = 0
    """How often it has been silent in a row."""
    again_at: float = 0.0
    """Monotonic seconds before which it is not asked."""
    is_telling: bool = False
    """Whether it answered last what was asked."""
    in_vain: int = 0
    """How often in a row it could not be asked so."""
    kept: dict[PatientId, list[Known]] = field(default_factory=dict)
    """What the server told of each, once there is something."""

    @property
    def is_able(self) -> bool:
        """Whether it is worth asking: what is kept of the patients may still come."""
        return self.in_vain < _IN_VAIN


async def watch(
    patients: Sequence[PatientId], feeds: Sequence[Feed], ports: Ports, tell: Callable[[Heard], None]
) -> None:
    """Ask again and again, until it is cancelled or no server can be asked so; tell each round that says something new."""
    watched = [_Watched(one) for one in feeds]
    last: Heard | None = None
    while any(one.is_able for one in watched):
        await ports.scheduler.sleep(EVERY * (0.8 + 0.4 * ports.random.fraction()))
        heard = await _round(patients, watched, ports, last)
        if (
            heard.changed
            or last is None
            or (heard.at, heard.silent, heard.telling) != (last.at, last.silent, last.telling)
        ):
            tell(heard)
        last = heard


async def _round(patients: Sequence[PatientId], watched: list[_Watched], ports: Ports, last: Heard | None) -> Heard:
    """Ask each server that is due; one that fails takes no other away."""
    changed: dict[PatientId, None] = {}
    for one in watched:
        if one.is_able and ports.clock.monotonic() >= one.again_at:
            changed |= dict.fromkeys(await _asked(patients, one, ports))
    silent = tuple(one.feed.label for one in watched if one.is_able and one.tries)
    telling = tuple(one.feed.label for one in watched if one.is_telling and not one.tries)
    at = ports.clock.now() if telling and not silent else last.at if last is not None and silent else None
    order = {patient_id: place for place, patient_id in enumerate(patients)}
    return Heard(tuple(sorted(changed, key=order.__getitem__)), at, silent, telling)


async def _asked(patients: Sequence[PatientId], one: _Watched, ports: Ports) -> Iterable[PatientId]:
    try:
        for patient_id in patients:
            if not one.kept.get(patient_id):
                one.kept[patient_id] = _known(ports.store, patient_id, one.feed.name)
        told = await one.feed.ask(one.kept)
    except StoreError:
        one.tries += 1  # it was not asked: nothing is known of it since then
        return ()
    except SourceError as error:
        wait = error.facts.get("retry_after")
        seconds = float(wait) if isinstance(wait, int | float) else pause(one.tries, ports.random)
        one.tries, one.again_at = one.tries + 1, ports.clock.monotonic() + seconds
        return ()
    one.tries, one.is_telling = 0, told is not None
    # While something of a patient may still come it is not known that it is in vain.
    one.in_vain = 0 if told is not None else one.in_vain + all(one.kept.values())
    return told or ()


def _known(store: Store, patient_id: PatientId, source: str) -> list[Known]:
    return [known for (_, name), known in store.known(patient_id).items() if name == source]
