"""Fetch ahead of need: the patients of a list, in the order of the day, so that they can be read without a network.

What is fresh is not asked for; what has not changed costs a question and no content; a clinician's own question goes
first (gate.py). Where nothing answers it waits, ever longer, and goes on by itself. A crash loses nothing: what came is in
the store and the ledger, and the next run begins where this one ended.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple

from overblik.domain.dates import Instant
from overblik.domain.errors import Expired, StoreError
from overblik.domain.grant import Grant
from overblik.domain.ledger import Entry, Ledger, entry_of
from overblik.domain.patient import PatientId
from overblik.domain.ports import Random, Source
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.sync.asking import Report
from overblik.sync.clinic import Clinic
from overblik.sync.confirming import AT_ONCE, Confirm, confirm, end_unused, kept_of
from overblik.sync.gate import Ahead, Gate
from overblik.sync.outage import HINDRANCES, pause
from overblik.sync.overview import open_patient
from overblik.sync.readiness import Gap, gap_of
from overblik.sync.together import Together

_LOG = logging.getLogger("overblik.sync")
_SIDE_BY_SIDE = 6
"""Patients that are fetched at once."""
_TURNS = 9
"""So often at most somebody is taken up again in one pack, of whom something was asked in vain."""
_YOUNG = timedelta(minutes=30)
"""An answer that is younger is not asked for again."""
_OF_NO_USE = frozenset({Cause.NOT_OFFERED, Cause.UNKNOWN_PATIENT})
SPREAD = 1800.0
"""Seconds over which the computers of a country begin their packs, each at a moment of its own (docs/decisions/fleet.md)."""


def spread(random: Random) -> float:
    """Give the seconds that a pack waits which begins by itself."""
    return SPREAD * random.fraction()


@dataclass(frozen=True, slots=True)
class Ports:
    """What a pack works with."""

    clinic: Clinic
    ask_to_look: Callable[[PatientId], Awaitable[Grant]]
    """Gives the right to look, put on record before anything is asked."""
    ledger: Ledger
    gate: Gate
    random: Random
    service_of: Callable[[Source], tuple[str, float]]
    """Names the service behind a source, whose limits its topics share, and tells how often it may be asked a second.

    No name where the source takes a turn for each question by itself.
    """
    confirm: Confirm | None = None
    """Asks about several patients at once; none where no source can."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One patient of the pack is done, for now: what is known of him."""

    patient_id: PatientId
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing answers: when it is tried again."""

    until: Instant
    why: Cause = Cause.OFFLINE
    """No network, or what a network does in the place of every source."""


@dataclass(frozen=True, slots=True)
class Over:
    """All patients were asked for; `full` where the disk had no room, and nothing more was fetched."""

    full: bool = False


Tell = Callable[[Fetched | Waiting | Over], None]


@dataclass(slots=True)
class _Run:
    """One pack under way."""

    ports: Ports
    tell: Tell
    left: list[PatientId]
    later: list[PatientId] = field(default_factory=list)
    """Who comes after the group that is asked about at once."""
    grants: dict[PatientId, Grant] = field(default_factory=dict)
    """Looks of the group that are on record, and wait for their patient's turn."""
    is_full: bool = False
    cut_off: Cause | None = None
    """Why nothing is asked for a while."""
    is_unsteady: bool = False
    """Whether the network has been gone since the pack began."""
    missed: list[PatientId] = field(default_factory=list)
    """Of whom something was asked in vain while a network seemed to be there."""
    turns: Counter[PatientId] = field(default_factory=Counter)
    """How often each was taken up again."""

    @property
    def waiting(self) -> int:
        """How many patients have not had their turn."""
        return len(self.left) + len(self.later)

    def take_up_missed(self) -> None:
        """Ask again, last, for what was asked in vain: the network has been gone, and it may have been that."""
        again = [one for one in self.missed if self.turns[one] < _TURNS]
        self.turns.update(again)
        self.missed.clear()
        self.later += again


async def run_pack(patients: Sequence[PatientId], ports: Ports, tell: Tell) -> None:
    """Fetch all patients once, in their order; cancel it to pause.

    Raises:
        CannotWrite, QueueFull: no look can be put on record, so nothing is fetched.

    """
    run = _Run(ports, tell, list(dict.fromkeys(patients)))
    tries = 0
    while run.waiting and not run.is_full:
        before = run.waiting
        await _run_group(run)
        if run.cut_off is not None and run.left:
            # Of a network that comes and goes, who came is progress: the pauses begin anew.
            tries = 0 if run.waiting < before else tries
            seconds = pause(tries, ports.random)
            tell(Waiting(ports.clinic.clock.now() + timedelta(seconds=seconds), run.cut_off))
            await ports.clinic.scheduler.sleep(seconds)
            run.is_unsteady, tries = True, tries + 1
        if run.is_unsteady:
            run.take_up_missed()
    tell(Over(run.is_full))


async def _run_group(run: _Run) -> None:
    """Fetch the patients of the next group, side by side, until nothing answers."""
    try:
        await _begin_group(run)
        run.cut_off = None
        async with asyncio.TaskGroup() as group:
            for _ in range(_SIDE_BY_SIDE):
                group.create_task(_work(run))
    finally:
        await end_unused(run.grants, run.ports.clinic)
        run.grants.clear()


async def _begin_group(run: _Run) -> None:
    """Take the patients of the next group: those who are asked about at once, or all where nothing is kept to ask about."""
    run.left, run.later = run.left + run.later, []
    ask = run.ports.confirm
    if ask is None or run.is_unsteady or run.cut_off is not None:
        return
    group, clinic = run.left[:AT_ONCE], run.ports.clinic
    try:
        kept = kept_of(clinic, [one for one in group if _wanted(run.ports, one).asked])
    except StoreError as error:
        _LOG.warning("the pack asks about each by himself: %s", error)
        return
    if kept:
        run.left, run.later = group, run.left[AT_ONCE:]
        await confirm(kept, run.grants, run.ports.ask_to_look, ask)


async def _work(run: _Run) -> None:
    """Fetch one patient after the other, until none is left or nothing answers."""
    while run.left and not run.is_full and run.cut_off is None:
        patient_id = run.left.pop(0)
        entries = await _fetch(run, patient_id)
        if entries is None:
            continue
        run.tell(Fetched(patient_id, entries))
        why = _met_nobody(entries)
        if why is not None:
            run.cut_off = why
            run.left.insert(0, patient_id)
        elif any(Cause.UNREACHABLE in one.causes for one in entries):
            run.missed.append(patient_id)


async def _fetch(run: _Run, patient_id: PatientId) -> tuple[Entry, ...] | None:
    """Ask for what is not young; give what is then known of the patient, none where the store failed."""
    ports, clinic = run.ports, run.ports.clinic
    try:
        known, forbidden, asked = _wanted(ports, patient_id)
        shown: dict[tuple[Topic, str], Section[Any]] = {}
        if asked and not clinic.current.is_forgotten(patient_id):
            sources = tuple(Ahead(one, ports.gate, *ports.service_of(one)) for one in asked)
            beside = clinic.current.beside()
            held = Together(clinic.store, beside)
            alone = replace(clinic, sources=sources, store=held, current=beside, after_paint=0.0)
            given = run.grants.pop(patient_id, None)
            try:
                await _look(
                    ports, patient_id, alone, lambda one: shown.__setitem__((one.topic, one.source), one), given
                )
            finally:
                if not clinic.current.is_forgotten(patient_id):  # also of what a pause breaks off
                    held.write()
        entries = [entry_of(one, is_kept=True) for one in shown.values()]
        entries += [_unkept(one) for one in clinic.sources if one.name in forbidden]
        if clinic.current.is_forgotten(patient_id):
            return ()  # erased on this computer, before his turn or meanwhile: nobody but a clinician fetches him again
        ports.ledger.write(patient_id, entries)
    except StoreError as error:
        _LOG.warning("the pack ends: the store failed: %s", error)
        run.is_full = True
        return None
    return tuple({**known, **{(one.topic, one.source): one for one in entries}}.values())


async def _look(ports: Ports, patient_id: PatientId, alone: Clinic, report: Report, given: Grant | None) -> None:
    """Look by the right that is `given`, or ask for one; one that ended while the computer slept is asked for once more."""
    try:
        await open_patient(given or await ports.ask_to_look(patient_id), alone, report)
    except Expired:
        await open_patient(await ports.ask_to_look(patient_id), alone, report)


class _Wanted(NamedTuple):
    """What is asked for of one patient."""

    known: dict[tuple[Topic, str], Entry]
    forbidden: set[str]
    """Sources whose answers the computer may not keep."""
    asked: list[Source]


def _wanted(ports: Ports, patient_id: PatientId) -> _Wanted:
    """Leave out what is young, and what may not be kept; raises as the ledger."""
    clinic = ports.clinic
    now = clinic.clock.now()
    known = {(one.topic, one.source): one for one in ports.ledger.read([patient_id]).get(patient_id, ())}
    forbidden = {source.name for source in clinic.sources if _is_forbidden(clinic, source)}
    asked = [one for one in clinic.sources if one.name not in forbidden and not _is_young(known, one, now)]
    return _Wanted(known, forbidden, asked)


def _is_young(known: dict[tuple[Topic, str], Entry], source: Source, now: Instant) -> bool:
    """Whether an answer is so fresh that it need not be asked for again; a failure never is."""
    entry = known.get((source.topic, source.name))
    if entry is None or entry.asked_at is None or entry.standing not in (Standing.COMPLETE, Standing.BLOCKED):
        return False
    # One that came over a night's sleep was asked for just now, and is old all the same.
    return timedelta(0) <= now - entry.asked_at < _YOUNG and gap_of(entry, now) not in (Gap.OLD, Gap.ERASED)


def _is_forbidden(clinic: Clinic, source: Source) -> bool:
    """Whether the computer may not keep it (safety.md section 4): then it is not fetched ahead either."""
    rule = clinic.medicine
    return source.name in rule.sources and rule.limit <= timedelta(0)


def _unkept(source: Source) -> Entry:
    return Entry(source.topic, source.name, source.label, Standing.NOT_ASKED, is_kept=False)


def _met_nobody(entries: Sequence[Entry]) -> Cause | None:
    """Give why the others would be asked for in vain: no network, or one that answers in the place of every source."""
    if any(Cause.OFFLINE in one.causes for one in entries):
        return Cause.OFFLINE
    told = [one for one in entries if one.is_kept and not _OF_NO_USE & set(one.causes)]
    if not told or not all(any(cause in one.causes for cause in HINDRANCES) for one in told):
        return None
    return next(cause for cause in HINDRANCES if cause in told[0].causes)
