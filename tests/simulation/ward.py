"""A seeded ward on one computer: who unlocks, looks, reveals, locks; services, disk, files, key ring and clock that fail.

Store, trail, keys and sync are the real ones over a disk beneath the cipher; time is a number. A crash is a copy of what
lies on the disk while everything is open. Each step checks what must always hold.
"""

import asyncio
import errno
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from access.chains import DOCTOR, TREATMENT
from faults.computer import DEVICE, IN_MEMORY, USER, Chance, files_that_fail, ring_that_fails
from faulty_disk import ALL, Fate, beneath_cipher
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
from overblik.access.trail_opening import end_trail
from overblik.access.unlock import Door, signed_in, unlock
from overblik.access.user_key import Cost, Secret, has_user_key, make_user_key
from overblik.app.keeping import Keeping, open_keeping
from overblik.app.seat import Seat
from overblik.domain.audit import EventKind
from overblik.domain.errors import AccessError, OverblikError, StoreError, TrailError, Unreachable
from overblik.domain.grant import DataConsent, Grant, Reveal
from overblik.domain.mode import BOUNDS, Mode
from overblik.domain.patient import PatientId
from overblik.domain.ports import ConsentState
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.store.trail_file import TrailFile
from overblik.sync.clinic import Clinic
from overblik.sync.freshness import DOUBT
from overblik.sync.overview import open_patient
from overblik.sync.retention import erase_expired
from simulation.ledger import Ledger
from simulation.services import PATIENTS, SECRET, Services
from sync.simulated_ports import TrueClock, Waiting
from sync.world import Consenting, Probe, Scripted, settle

KEYS = trail_keys(DEVICE)
CHEAP = Cost(64 * 1024, 1, 1)
RIGHT, WRONG = Secret("kilde-42x", DEVICE), Secret("kilde-99x", DEVICE)
OVERRIDE = Reveal(DataConsent.OVERRIDDEN, "akut")
RULES = BOUNDS[Mode.CLINIC].loosest


class Clock(TrueClock):
    def boot(self) -> str:
        return "boot"


@dataclass
class Session:
    """One unlocked session: what it holds, and what stands on its screen."""

    keeping: Keeping
    trail: AuditTrail
    clinic: Clinic
    screen: dict[tuple[Topic, str], Section[Any]] = field(default_factory=dict)
    task: "asyncio.Task[None] | None" = None
    is_open: bool = True


class Ward:
    """One run of one seed."""

    def __init__(self, seed: int, template: Path, held: dict[str, str], folder: Path, disk: tuple[str, Fate]) -> None:
        self.random, self.chance, self.clock = random.Random(seed), Chance(seed), Clock()
        self.vfs, self.fate = disk
        self.fate.acts = ALL
        self.base, self.lives = folder, 0
        self.folder = folder / "0"
        shutil.copytree(template, self.folder)
        self.files, self.ring = files_that_fail(errno.ENOSPC), ring_that_fails(held)
        self.sources = [Scripted("ehr"), Scripted("lab", silent_when_blocked=True)]
        self.consent, self.network = Consenting(), Probe()
        self.session: Session | None = None
        self.ledger = Ledger(PATIENTS)
        self.committed: set[str] = set()
        self.shown: set[str] = set()
        self.trace: list[object] = []
        self.services = Services(self.random)

    # -- who is there ------------------------------------------------------------------------------------------------

    @property
    def door(self) -> Door:
        return Door(self.folder, self.files, self.ring, USER)

    async def unlock(self, secret: Secret = RIGHT) -> None:
        """Unlock as the entrance does: the trail first, then the key, then the store."""
        if self.session is not None:
            return
        try:
            trail = AuditTrail(TrailFile(self.folder / "trail.db", vfs=self.vfs), KEYS, self.clock, self.chance)
        except TrailError as error:
            self.trace.append(error.code)
            return
        try:
            key = unlock(self.door, secret)
            trail.settle_unfinished()
            trail.event(EventKind.UNLOCK, DOCTOR)
        except (AccessError, StoreError, TrailError) as error:
            self.trace.append(str(error))
            trail.file.close()
            return
        assert secret is RIGHT, "a wrong PIN opens nothing"
        seat = Seat(DOCTOR, RULES, self.ring, DEVICE, trail, self.ring, self.folder, key)
        keeping = open_keeping(seat, self.files, self.chance, vfs=beneath_cipher(self.vfs))
        self.trace.append(keeping.notice)
        self._check_start(keeping)
        ports = (self.ledger.watched(keeping), trail, self.clock, Waiting(), self.network)
        clinic = Clinic(tuple(self.sources), self.consent, *ports)  # type: ignore[arg-type]
        self.session = Session(keeping, trail, clinic)

    def _check_start(self, keeping: Keeping) -> None:
        """No acknowledged row is lost: nothing is put aside but for a key that was destroyed, and all rows are there."""
        if keeping.was_put_aside:
            assert self.ledger.is_given_up, keeping.notice
        if keeping.notice not in IN_MEMORY:
            self.ledger.is_given_up = False
            self.ledger.compare(keeping.store)

    async def guess(self) -> None:
        await self.unlock(WRONG)

    async def sign_in(self) -> None:
        """Sign in over the network: guesses may be made again; where the key was destroyed another one is made."""
        if self.session is not None:
            return
        try:
            signed_in(self.door, DEVICE)
            if not has_user_key(self.folder, self.files):
                self.ledger.give_up()
                make_user_key(self.folder, self.files, USER, RIGHT, self.chance, CHEAP)
        except StoreError as error:
            self.trace.append(str(error))

    async def lock(self) -> None:
        """Lock as the program does; afterwards nothing of the session is left."""
        session = self.session
        if session is None:
            return
        await self._stop(session)
        for act in (partial(session.trail.event, EventKind.LOCK, DOCTOR), session.keeping.pin):
            try:
                act()
            except OverblikError as error:
                self.trace.append(str(error))
        session.keeping.store.close()
        end_trail(session.trail, self.ring)
        session.trail.file.close()
        self.session = None

    async def _stop(self, session: Session) -> None:
        if session.task is not None:
            session.task.cancel()
            await asyncio.gather(session.task, return_exceptions=True)
        session.is_open = False
        session.screen.clear()

    async def crash(self) -> None:
        """Die in the middle: another life goes on with what lay on the disk at this moment."""
        self.lives += 1
        after = self.base / str(self.lives)
        shutil.copytree(self.folder, after, ignore=shutil.ignore_patterns("*-shm"))
        before, session, self.session = self.folder, self.session, None
        if session is not None:
            self.ledger.is_dead = True
            await self._stop(session)
            session.keeping.store.close()
            session.trail.file.close()
            self.ledger.is_dead = False
        self.folder = after
        shutil.rmtree(before)

    # -- what is looked at -------------------------------------------------------------------------------------------

    async def look(self, reveal: Reveal | None = None) -> None:
        session = self.session
        if session is None:
            return
        if session.task is not None:
            session.task.cancel()
            await asyncio.gather(session.task, return_exceptions=True)
        self.consent.told = self.random.choice((ConsentState.NONE, ConsentState.UNKNOWN, ConsentState.SOME))
        patient = self.random.choice(PATIENTS)
        session.task = asyncio.ensure_future(self._look(session, patient, reveal))

    async def reveal(self) -> None:
        await self.look(OVERRIDE)

    async def _look(self, session: Session, patient: PatientId, reveal: Reveal | None) -> None:
        try:
            right = RightToLook(session.trail, self.clock, DOCTOR)
            grant = await right.ask_to_look(patient, TREATMENT, reveal)
            reader = TrailFile(self.folder / "trail.db", writes=False)
            assert reader.look(grant.intent_id) is not None, "no view without a committed record before it"
            reader.close()
            self.committed.add(grant.intent_id)
            session.screen.clear()
            await open_patient(grant, session.clinic, partial(self._show, session, grant))
        except OverblikError as error:
            self.trace.append(str(error))

    def _show(self, session: Session, grant: Grant, section: Section[Any]) -> None:
        assert session.is_open, "nothing comes after the lock"
        assert grant.intent_id in self.committed
        assert section.patient_id == grant.patient_id
        for entry in section.entries:
            assert entry.fact.title.startswith(f"{PATIENTS.index(grant.patient_id)}/"), "nothing of another patient"
            assert SECRET not in entry.fact.title or grant.consent is not None, (
                "what was revealed is for that act alone"
            )
            assert section.as_of <= self.services.told[entry.fact.title], (
                "no entry is shown as newer than the answer that held it"
            )
        self._check_doubt(section)
        session.screen[section.topic, section.source] = section
        self.shown.update(entry.fact.title for entry in section.entries)
        self.trace.append((section.source, section.standing, len(section.entries)))

    @staticmethod
    def _check_doubt(section: Section[Any]) -> None:
        """What was answered while the clock was behind by more than the doubt says so (H4)."""
        is_new = section.standing in (Standing.COMPLETE, Standing.PARTIAL) and not section.from_copy
        if is_new and section.asked_at and section.as_of and not section.has(Cause.CLOCK_DOUBT):
            assert section.as_of - section.asked_at <= DOUBT

    async def answer(self) -> None:
        waiting = [(source, one) for source in self.sources for one in source.waiting]
        if not waiting:
            return
        source, question = self.random.choice(waiting)
        chance = self.random.random()
        if chance < 0.15:
            question.answer(self.random.choice((Unreachable(connection=True), Unreachable(status=503), TimeoutError())))
        else:
            question.answer(self.services.answer(source.name, question, self.clock.truth, is_foreign=chance < 0.25))

    # -- what goes wrong ---------------------------------------------------------------------------------------------

    async def fail(self) -> None:
        """Let disk, files or key ring fail soon, once or from then on."""
        port, within = self.random.choice(((self.fate, 60), (self.fate, 20), (self.files, 6), (self.ring, 12)))
        port.order(self.random.randrange(1, within), is_lasting=self.random.random() < 0.3)

    async def heal(self) -> None:
        for port in (self.fate, self.files, self.ring):
            port.heal()

    async def wait(self) -> None:
        self.clock.passed += self.random.choice((1, 60, 600, 7200, 100_000))
        if self.session is not None and self.session.keeping.notice not in IN_MEMORY:
            self.ledger.expires(self.session.keeping.store, partial(erase_expired, now=self.clock.now()))

    async def jump(self) -> None:
        minutes = self.random.choice((0, 0, 1, -1, 61, -61, 60 * 30, -60 * 30))
        self.clock.wrong_by = timedelta(minutes=minutes)

    async def step(self) -> None:
        """Let one thing happen."""
        acts: tuple[tuple[int, Callable[[], Any]], ...] = (
            (40, self.answer),
            (9, self.look),
            (3, self.reveal),
            (16, self.unlock),
            (2, self.guess),
            (2, self.sign_in),
            (3, self.lock),
            (2, self.crash),
            (6, self.fail),
            (5, self.heal),
            (4, self.wait),
            (2, self.jump),
        )
        act = self.random.choices([one for _, one in acts], [weight for weight, _ in acts])[0]
        self.trace.append(act.__name__)
        await act()
        await settle(8)
        if self.session is not None and self.session.task is not None and self.session.task.done():
            self.session.task.result()
