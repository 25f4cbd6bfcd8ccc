"""Lets clinicians in: what the asking thread does for the gate, from the policy to an open seat (safety.md 4 and 6)."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overblik.access.pin import checked_pin, normal
from overblik.access.place import take_place
from overblik.access.trail import AuditTrail
from overblik.access.unlock import Door, left, signed_in, unlock
from overblik.access.user_key import Secret, has_user_key, make_user_key, user_token
from overblik.access.users import KnownUser, is_within, last_user, remember
from overblik.app.gate_facts import computer_of
from overblik.app.ground import Ground
from overblik.app.machine import Machine
from overblik.app.revoking import Revoking
from overblik.app.seat import LOCAL, Seat, keeping, user_folder
from overblik.domain.audit import EventKind
from overblik.domain.errors import AccessError, LockedOut, NotSignedIn, OverblikError, Revoked
from overblik.domain.grant import Clinician
from overblik.domain.mode import Choice, Rules
from overblik.domain.ports import Clock, Keyring
from overblik.viewmodels.computer import Computer, Person
from overblik.viewmodels.entering import Entered
from overblik.viewmodels.gate import Stage

if TYPE_CHECKING:
    from overblik.access.oidc_session import OidcSession
    from overblik.runtime.settings import Settings
    from overblik.wire.http import HttpClient

Report = Callable[[Any], None]


class HouseEntrance:
    """Belongs to the asking thread; `seat` is what it led to."""

    def __init__(
        self, settings: "Settings", clock: Clock, machine_folder: Path, find_ring: Callable[[], Keyring | None]
    ) -> None:
        """Take the settings, where an administrator puts the policy, and how the key ring is found."""
        self._clock = clock
        self._ground = Ground(settings, clock, machine_folder, find_ring)
        self._files, self._random = self._ground.files, self._ground.random
        self.revoking = Revoking(self._ground)
        self._known: KnownUser | None = None
        self._clinician: Clinician | None = None
        self._tokens: OidcSession | None = None
        self._http: HttpClient | None = None
        self.seat: Seat | None = None

    @property
    def machine(self) -> Machine:
        """This computer; read at first need."""
        return self._ground.machine

    @property
    def settings(self) -> "Settings":
        """The settings as they hold under the policy of this computer."""
        return self._ground.settings

    @property
    def trail(self) -> AuditTrail:
        """The record of looks; opened at first need, and closed with the house.

        Raises:
            CannotWrite: it cannot be kept; nobody is let in.

        """
        return self._ground.trail

    async def prepare(self, report: Report) -> None:
        """Report the Computer; where nobody signs in and no PIN is needed, report at once that the session is open."""
        computer, entered = self.computer(), self.first()
        if entered is None or entered.next is not Stage.OPEN:
            report(computer)
        if entered is not None:
            report(replace(entered, computer=computer))
        elif self._known is not None:
            await self._ask_for_revocations(report)

    async def _ask_for_revocations(self, report: Report) -> None:
        """Fetch the list while the PIN is typed; where it names the owner, show a computer without him."""
        known = self._known
        assert known is not None
        await self.revoking.ask()
        with contextlib.suppress(Revoked):
            self.revoking.obey(known.clinician, known.token)
            return
        report(self.computer())

    def computer(self) -> Computer:
        """Find out what computer this is, and whose store lies here."""
        machine = self.machine
        self._ground.tidy()
        self._known = self._owner()
        if machine.refusal:
            self.trail.event(EventKind.POLICY_REFUSED, facts={"reason": machine.refusal.removeprefix("gate.policy_")})
        return computer_of(machine, self.settings, self._person(), self._guesses())

    def first(self) -> Entered | None:
        """Let in whoever needs neither sign-in nor PIN; where nobody signs in, a first PIN may be chosen."""
        if self.settings.sign_in is not None or self.machine.is_closed:
            return None
        if not self.machine.rules.pin_unlocks:
            return self._enter(self._local())
        if self._known is None:
            self._clinician = self._local()
            return self._entered(self._clinician, Stage.NEW_PIN)
        return None

    def _local(self) -> Clinician:
        return Clinician(LOCAL, self.settings.clinician_name, self.settings.clinician_role)

    def _owner(self) -> KnownUser | None:
        """Give whose store lies here and may be opened by PIN now.

        Raises:
            StoreError: key ring or folder do not tell now; who is not known may not be taken for nobody, whose new PIN
                would take the place of the owner's.

        """
        machine = self.machine
        if machine.ring is None or not machine.rules.pin_unlocks or machine.is_closed:
            return None
        known = last_user(machine.ring)
        if known is None or not has_user_key(self._home(known.token), self._files):
            return None
        return known

    def _person(self) -> Person | None:
        known = self._known
        return Person(known.token, known.clinician.name, known.clinician.role) if known is not None else None

    def _guesses(self) -> int:
        """Give how many guesses of the PIN are left; none where the last contact is too long ago."""
        known, machine = self._known, self.machine
        if known is None or machine.ring is None:
            return 0
        if self.settings.sign_in is not None and not is_within(known, machine.rules.offline, self._ground.now()):
            return 0
        return left(self._door(known.token, machine.ring), machine.device)

    def _home(self, token: str) -> Path:
        return user_folder(self.settings.profile, token)

    def _door(self, token: str, ring: Keyring) -> Door:
        return Door(self._home(token), self._files, ring, token)

    def _token(self, clinician: Clinician) -> str:
        return user_token(self.machine.device, clinician.issuer, clinician.subject)

    async def tighten(self, choice: Choice, report: Report) -> None:
        """Make the rules stricter and report them; raises as `Ground.tighten`. An open store goes with its session."""
        report(self._ground.tighten(choice, self.seat.clinician if self.seat is not None else None))
        if self.seat is None:
            self._ground.tidy()

    async def sign_in(self, hint: str, person: str, report: Report) -> None:
        """Sign a clinician in by the browser, and report who it is and what comes next.

        Raises:
            AccessError: the sign-in came to nothing.
            CannotWrite: it cannot be put on record.

        """
        from overblik.app.signing_in import sign_in

        machine = self.machine
        await self._leave()
        try:
            session, self._http = await sign_in(self.settings, self._clock, machine.ring, (hint, person), report)
        except OverblikError as error:
            self.trail.event(EventKind.SIGN_IN_REFUSED, facts={"reason": error.code})
            raise
        self.trail.event(EventKind.SIGN_IN, session.clinician)
        token = self._token(session.clinician)
        await self._obey(session, token)
        self._clinician, self._tokens = session.clinician, session
        if machine.ring is not None:
            remember(machine.ring, KnownUser(token, session.clinician, self._clock.now()))
            signed_in(self._door(token, machine.ring), machine.device)
        if not machine.rules.pin_unlocks:
            report(self._enter(session.clinician))
            return
        self._known = self._owner()
        stage = Stage.PIN if self._known is not None else Stage.NEW_PIN
        report(self._entered(session.clinician, stage))

    async def _obey(self, session: "OidcSession", token: str) -> None:
        """Ask for the list of the revoked, and let go on whom it does not name.

        Raises:
            Revoked: it names him, or this computer.

        """
        await self.revoking.ask()
        try:
            self.revoking.obey(session.clinician, token)
        except Revoked:
            self.trail.event(EventKind.SIGN_IN_REFUSED, session.clinician, facts={"reason": Revoked.code})
            await session.sign_out()
            await self._leave()
            raise

    async def unlock(self, pin: str, report: Report) -> None:
        """Open the owner's store, and report that the session is open; raises as `open_with`, or Revoked."""
        await self.revoking.wait()
        if self._known is not None:
            self.revoking.obey(self._known.clinician, self._known.token)
        report(self.open_with(pin))

    def open_with(self, pin: str) -> Entered:
        """Open the owner's store with his PIN.

        Raises:
            WrongPin, LockedOut: it does not open.
            StoreError: it cannot be opened now.

        """
        known, machine = self._known, self.machine
        if known is None or machine.ring is None:
            raise NotSignedIn
        if self._guesses() == 0:
            raise LockedOut(erased=False)
        try:
            key = unlock(self._door(known.token, machine.ring), Secret(normal(pin), machine.device))
        except AccessError as error:
            self.trail.event(EventKind.UNLOCK_REFUSED, known.clinician, facts={"reason": error.code})
            raise
        self.trail.event(EventKind.UNLOCK, known.clinician)
        home = self._home(known.token)
        self.seat = replace(self._seat(known.clinician, machine.rules), folder=home, key=key)
        return replace(self._entered(known.clinician, Stage.OPEN), place=take_place(home, self._files, key))

    async def choose_pin(self, pin: str, report: Report) -> None:
        """Make a store, and report that the session is open; raises as `make`."""
        report(self.make(pin))

    def make(self, pin: str) -> Entered:
        """Make a store behind a PIN; with an empty one nothing is kept.

        Raises:
            PinRefused: the PIN may not be chosen.
            StoreError: the store cannot be made.

        """
        clinician, machine = self._clinician, self.machine
        if clinician is None:
            raise NotSignedIn
        if not pin or machine.ring is None:
            self.seat = self._seat(clinician, replace(machine.rules, keeps=False))
        else:
            chosen, token = checked_pin(pin, hardware_counts=False), self._token(clinician)
            home = self._home(token)
            # What may fail first: a key that was there before is lost only to one that is remembered.
            remember(machine.ring, KnownUser(token, clinician, self._clock.now()))
            signed_in(self._door(token, machine.ring), machine.device)
            key = make_user_key(home, self._files, token, Secret(chosen, machine.device), self._random)
            self.seat = replace(self._seat(clinician, machine.rules), folder=home, key=key)
        return self._entered(clinician, Stage.OPEN)

    def _enter(self, clinician: Clinician) -> Entered:
        """Open the session of somebody who needs no PIN: nothing is kept, or synthetic data under the device key."""
        machine = self.machine
        seat = self._seat(clinician, machine.rules)
        if machine.rules.keeps and machine.ring is not None:
            token = self._token(clinician)
            secret = Secret("", machine.device)
            seat = keeping(seat, self._home(token), self._files, token, secret, self._random)
        self.seat = seat
        return self._entered(clinician, Stage.OPEN)

    def _seat(self, clinician: Clinician, rules: Rules) -> Seat:
        servers = self.settings.sign_in.servers if self.settings.sign_in is not None else ()
        who = Seat(clinician, rules, self.machine.ring, self.machine.device, self.trail, self._ground.trail_ring)
        return replace(who, tokens=self._tokens, servers=servers, http=self._http, settings=self.settings)

    async def _leave(self) -> None:
        """Close what an earlier sign-in at this gate left open."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _entered(self, clinician: Clinician, stage: Stage) -> Entered:
        return Entered(clinician.name, clinician.role, self.machine.rules, stage)
