"""Who is signed in, and for how long: start, sign-in, PIN, idleness, lock (safety.md section 4)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.audit import QueueState
from overblik.domain.errors import LockedOut, PinRefused, WrongPin
from overblik.domain.mode import BOUNDS, Choice, Mode, Rules
from overblik.domain.ports import Clock
from overblik.viewmodels.computer import Computer
from overblik.viewmodels.entering import Address, Before, Entered, Entrance, Report
from overblik.viewmodels.gate import GateState, Locked, Stage, first_stage, gate_screen, key_of_error
from overblik.viewmodels.gate_parts import GateScreen, offered
from overblik.viewmodels.looks import Asking, Job
from overblik.viewmodels.rows import Card
from overblik.viewmodels.this_computer import choices_of, computer_card, erases, time_words
from overblik.viewmodels.words import Words

_COALESCED = 1.0
"""Seconds within which further keys and moves of the mouse do not start the timers anew."""


class SessionModel(QObject):
    """The stages of a session; it ends with this process."""

    changed = Signal(object)
    """A GateScreen."""
    opened = Signal(object)
    """An Entered: the curtain may rise."""
    warned = Signal(str)
    """A sentence: the screen locks soon; empty when somebody is there after all."""
    tightened = Signal()
    """Stricter rules hold from now on."""
    locked = Signal(str)
    """Why: the curtain falls now, and the process ends."""

    def __init__(
        self,
        asking: Asking,
        entrance: Entrance,
        clock: Clock,
        words: Words,
        before: Before | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Start before anything is known of the computer."""
        super().__init__(parent)
        self._asking, self._entrance, self._clock, self.words = asking, entrance, clock, words
        self._before = before or Before()
        self.state: GateState | None = None
        self.entered: Entered | None = None
        self._job: Job | None = None
        self._is_locked = False
        self._active = 0.0
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._warn)
        self._last = QTimer(self, singleShot=True)
        self._last.timeout.connect(partial(self.lock, "idle"))
        self._minute = QTimer(self)
        self._minute.setInterval(10_000)
        self._minute.timeout.connect(self.tell)

    def start(self) -> None:
        """Find out what computer this is."""
        self._do(self._entrance.prepare)

    @property
    def screen(self) -> GateScreen | None:
        """What the gate shows now; none before the computer is known, and while a session is open."""
        if self.state is None or self.state.stage is Stage.OPEN:
            return None
        return gate_screen(self.state, self._clock.now(), self.words)

    def tell(self) -> None:
        """Show the gate as it is now."""
        screen = self.screen
        if screen is not None:
            self.changed.emit(screen)

    def act(self, name: str, values: dict[str, str]) -> None:
        """Do what a button of the gate says; `values` are what was typed and chosen."""
        screen = self.screen
        if screen is None or self.state is None or self.state.is_trying or name not in offered(screen):
            return
        pin = values.get("pin", "")
        if name == "mode":
            self._choose_mode(Mode(values["value"]))
        elif name in ("sign_in", "person"):
            self._sign_in(values.get("user", ""), values.get("value", ""))
        elif name == "cancel":
            self._cancel()
        elif name == "pin" and pin:
            self._try(partial(self._entrance.unlock, pin))
        elif name == "no_pin":
            self._try(partial(self._entrance.choose_pin, ""))
        elif name == "new_pin" and pin:
            self._choose_pin(pin, values.get("again", ""))

    def _choose_mode(self, mode: Mode) -> None:
        assert self.state is not None
        if mode.strictness >= self.state.computer.rules.mode.strictness:
            self._show(replace(self.state, chosen=mode))

    def _sign_in(self, hint: str, person: str) -> None:
        assert self.state is not None
        state = self.state
        self._show(replace(state, stage=Stage.WAITING, error="", address=""))
        if state.stage is Stage.FIRST_RUN and state.chosen is not None:
            asked = Choice(mode=state.chosen)
            self._asking.run(partial(self._entrance.tighten, asked), each=self._take, failed=self._failed)
        self._do(partial(self._entrance.sign_in, hint, person))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._back("")

    def _choose_pin(self, pin: str, again: str) -> None:
        assert self.state is not None
        if pin != again:
            self._show(replace(self.state, error=self.words.say("gate.new_pin_differ")))
        else:
            self._try(partial(self._entrance.choose_pin, pin))

    def _try(self, work: Callable[[Report], Awaitable[None]]) -> None:
        assert self.state is not None
        self._show(replace(self.state, is_trying=True, error=""))
        self._do(work)

    def _do(self, work: Callable[[Report], Awaitable[None]]) -> None:
        self._job = self._asking.run(work, each=self._take, failed=self._failed)

    def _take(self, told: object) -> None:
        """Take what the asking thread reports."""
        if isinstance(told, Computer):
            self._know(told)
        elif isinstance(told, Rules):
            self._rule(told)
        elif isinstance(told, Address) and self.state is not None:
            self._show(replace(self.state, address=told.url))
        elif isinstance(told, Entered):
            self._enter(told)

    def _rule(self, rules: Rules) -> None:
        assert self.state is not None
        self._show(replace(self.state, computer=replace(self.state.computer, rules=rules)))

    def know_store(self, why: str) -> None:
        """Know that the copies of this session end with it after all; `why` is the key of the sentence."""
        if self.state is not None:
            rules = replace(self.state.computer.rules, keeps=False)
            self.state = replace(self.state, computer=replace(self.state.computer, rules=rules, notice=why))

    def card(self, armed: str, queue: QueueState | None) -> Card | None:
        """Give the page 'this computer' of an open session (this_computer.py)."""
        if self.state is None or not self.is_open:
            return None
        return computer_card(self.state.computer, self._clock.now(), self.words, armed, queue)

    def tighten(self, key: str) -> None:
        """Make the rules stricter by the key of a row that the page offers; what is erased ends the session with it."""
        choice = choices_of(self.state.computer).get(key) if self.state is not None and self.is_open else None
        if choice is not None:
            each = partial(self._tightened, choice)
            self._asking.run(partial(self._entrance.tighten, choice), each=each, failed=self._untightened)

    def _tightened(self, choice: Choice, rules: Rules) -> None:
        self._rule(rules)
        if erases(choice):
            self.lock("erase")
            return
        self._restart()
        assert self.state is not None
        time = time_words(self.state.computer.idle, self.words)
        self.warned.emit(self.words.say("computer.tightened", time=time))
        self.tightened.emit()

    def _untightened(self, error: BaseException) -> None:
        self.warned.emit(self.words.say(key_of_error(error, self.words)))

    def _here(self, computer: Computer) -> Computer:
        """Add what this process knows of its computer."""
        before = self._before
        return replace(computer, hears_system=before.hears_system, locks=computer.locks and before.is_followed)

    def _know(self, computer: Computer) -> None:
        computer = self._here(computer)
        if self.state is not None:
            self._show(replace(self.state, computer=computer))
            return
        self._show(GateState(first_stage(computer), computer, self._before.locked))
        self._minute.start()

    def _enter(self, entered: Entered) -> None:
        if self.state is None:
            assert entered.computer is not None
            self.state = GateState(Stage.STARTING, self._here(entered.computer))
        self.entered = entered
        computer = replace(self.state.computer, rules=entered.rules)
        self._show(replace(self.state, stage=entered.next, computer=computer, is_trying=False, error="", address=""))
        self._restart()
        if entered.next is Stage.OPEN:
            self._minute.stop()
            self.opened.emit(entered)

    def _failed(self, error: BaseException) -> None:
        """Say why a try led nowhere, and go back to where it began."""
        if self.state is None:
            # Nothing is known of the computer: nobody is let in, and the gate says why.
            computer = self._here(Computer(BOUNDS[Mode.WARD].without, notice=key_of_error(error, self.words)))
            self._show(GateState(Stage.STARTING, computer, self._before.locked))
            return
        if isinstance(error, WrongPin):
            left = int(str(error.facts.get("left", 0)))
            computer = replace(self.state.computer, left=left)
            told = self.words.say("error.wrong_pin")
            self._show(replace(self.state, computer=computer, is_trying=False, error=told))
        elif isinstance(error, PinRefused):
            facts = {name: value for name, value in error.facts.items() if name != "reason"}
            told = self.words.say(f"gate.pin_refused_{error.facts['reason']}", **facts)
            self._show(replace(self.state, is_trying=False, error=told))
        elif isinstance(error, LockedOut):
            computer = replace(self.state.computer, left=0)
            self.state = replace(self.state, computer=computer)
            self._back(self.words.say("error.locked_out"))
        else:
            self._back(self.words.say(key_of_error(error, self.words)))

    def _back(self, error: str) -> None:
        assert self.state is not None
        stage = first_stage(self.state.computer)
        self._show(replace(self.state, stage=stage, is_trying=False, error=error, address=""))

    def _show(self, state: GateState) -> None:
        self.state = state
        self.tell()

    @property
    def is_open(self) -> bool:
        """Whether somebody is signed in and the screen is not locked."""
        return self.state is not None and self.state.stage is Stage.OPEN

    @property
    def locks_in(self) -> int | None:
        """Seconds until the screen locks where nobody does anything; none where they are not counted."""
        if self._last.isActive() or self.state is None:
            return self._last.remainingTime() // 1000 if self._last.isActive() else None
        more = self.state.computer.warning_seconds
        return self._idle.remainingTime() // 1000 + more if self._idle.isActive() else None

    def notice_activity(self) -> None:
        """Somebody pressed a key or moved the mouse."""
        if self.entered is None or self._is_locked:
            return
        now = self._clock.monotonic()
        if self._last.isActive() or now - self._active >= _COALESCED:
            self._restart()

    def _restart(self) -> None:
        assert self.state is not None
        if self._last.isActive():
            self._last.stop()
            self.warned.emit("")
        self._active = self._clock.monotonic()
        computer = self.state.computer
        if not computer.locks:
            return
        rest = int(computer.idle.total_seconds()) - computer.warning_seconds
        self._idle.start(1000 * rest)

    def _warn(self) -> None:
        assert self.state is not None
        key = "gate.warning" if self.state.computer.rules.pin_unlocks else "gate.warning_shared"
        seconds = self.state.computer.warning_seconds
        self._last.start(1000 * seconds)
        self.warned.emit(self.words.say(key, seconds=seconds))

    def end(self) -> None:
        """Let nothing more happen by itself, and take no answer any more."""
        for timer in (self._idle, self._last, self._minute):
            timer.stop()
        if self._job is not None:
            self._job.cancel()

    def lock(self, why: str) -> None:
        """Lock now; nothing is waited for. Where nobody has signed in there is nothing to lock."""
        if self._is_locked or self.state is None or self.entered is None or not self.state.computer.locks:
            return
        self._is_locked = True
        self.end()
        self.state = replace(self.state, stage=Stage.ENDING, locked=Locked(self._clock.now(), why))
        self.tell()
        self.locked.emit(why)
