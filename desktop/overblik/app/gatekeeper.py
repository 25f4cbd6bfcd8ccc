"""Joins gate, curtain and session to the window: who is let in, and how the process ends when it locks."""

import contextlib
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from overblik.viewmodels.place import Place, read, written
from overblik.widgets.curtain import Curtain

if TYPE_CHECKING:
    from overblik.app.entrance import HouseEntrance
    from overblik.app.seat import Seat
    from overblik.app.window import Program
    from overblik.domain.patient import PatientId
    from overblik.domain.ports import Keyring
    from overblik.runtime.background import Background
    from overblik.viewmodels.entering import Entered
    from overblik.viewmodels.session import SessionModel

_FINISH = 0.5
"""Seconds that the house has to close after a lock."""
_GONE = 0.7
"""Seconds after which the process is gone, whatever it is doing (G9); until then its curtain stands."""


class Gatekeeper(QObject):
    """Belongs to one program."""

    let_in = Signal()
    """Somebody may work: the curtain has risen."""

    def __init__(self, program: "Program") -> None:
        """Let the curtain fall before anything is painted, where somebody must sign in."""
        super().__init__(program.window)
        self._program = program
        self.curtain = Curtain(program.window)
        self.session: SessionModel | None = None
        self.entrance: HouseEntrance | None = None
        self._waiting: Place | None = None
        """Where the owner was, until the list has come."""
        self._stood: tuple[object, ...] = ()
        if program.settings.sign_in is not None or program.settings.is_governed:
            self.curtain.fall()

    def join(self, background: "Background", ring: "Keyring | None") -> None:
        """Start the session in the asking thread."""
        from overblik.app.entrance import HouseEntrance
        from overblik.app.house import find_ring
        from overblik.runtime import paths
        from overblik.runtime.os_session import os_session
        from overblik.viewmodels.entering import Before
        from overblik.viewmodels.gate import Locked
        from overblik.viewmodels.session import SessionModel

        program = self._program
        settings, at = program.settings, program.before.locked_at
        self.entrance = HouseEntrance(settings, program.clock, paths.machine(), lambda: ring or find_ring(settings))
        locked = Locked(datetime.fromisoformat(at), program.before.why) if at else None
        is_heard = os_session(self, int(program.window.winId())).listen(self._system)
        # The plain demo holds synthetic data: it keeps its five minutes where the system cannot be heard.
        is_plain = settings.demo is not None and not settings.demo.mode
        before = Before(locked, is_heard or is_plain, program.before.end is not None)
        session = SessionModel(background, self.entrance, program.clock, program.window.words, before, self)
        session.changed.connect(self.curtain.fall)
        session.opened.connect(self._open)
        session.locked.connect(self._lock)
        session.warned.connect(self._warn)
        self.curtain.acted.connect(session.act)
        self.curtain.hear(session.notice_activity)
        program.window.lock_wanted.connect(self.lock)
        program.window.session = session
        program.window.choices_changed.connect(self._speak)
        self.session = session
        session.start()

    def know_store(self, notice: str) -> None:
        """Know what the open store said of itself."""
        from overblik.app.keeping import IN_MEMORY

        if self.session is not None and notice in IN_MEMORY:
            self.session.know_store(notice)

    def _speak(self) -> None:
        """Speak the language of the window."""
        if self.session is not None:
            self.session.words = self._program.window.words

    def close(self) -> None:
        """Let nothing more happen: the program ends."""
        if self.session is not None:
            self.session.end()

    def lock(self, why: str) -> None:
        """Lock, where somebody could come back or must be kept out; else there is nothing to lock."""
        if self.session is not None:
            self.session.lock(why)

    def _system(self, event: str) -> None:
        """Whatever the operating system says but that somebody is back."""
        if event != "unlock":
            self.lock(event)

    def _open(self, entered: "Entered") -> None:
        program, entrance = self._program, self.entrance
        assert entrance is not None
        program.obey(entrance.settings)
        program.looks.seat = entrance.seat
        program.window.name(entered.name or program.settings.clinician_name)
        if program.window.acts is not None:
            program.window.acts.claims.is_asked = program.settings.sign_in is not None
        self.curtain.rise()
        program.begin()
        if entrance.seat is not None:
            self._take_along(entrance.seat)
            watch = partial(entrance.revoking.watch, entrance.seat.clinician)
            program.background.run(watch, each=lambda _: self.lock("revoked"), failed=lambda _: None)
        self.let_in.emit()
        self._come_back(read(entered.place))

    def _take_along(self, seat: "Seat") -> None:
        """Fetch the list by itself on a computer that is carried about, at a moment of its own (fleet.md)."""
        from overblik.domain.mode import Mode
        from overblik.runtime.chance import SystemRandom
        from overblik.sync.pack import spread

        program = self._program
        if (
            program.settings.demo is None
            and seat.rules.mode is Mode.FIELD
            and program.window.pack is not None
            and seat.rules.preloaded
        ):
            program.window.pack.begin_after(spread(SystemRandom()))

    def _come_back(self, place: Place) -> None:
        """Go to where the owner was."""
        program = self._program
        if place.typed:  # else what is typed already stays
            program.window.rail.search.setText(place.typed)
        if place.patient_id is None:
            return
        acts, ward = program.window.acts, program.window.ward
        is_listed = program.patients.is_listed(place.patient_id)
        is_asked = acts is not None and acts.claims.is_needed(place.patient_id, is_listed=is_listed)
        if is_asked and ward is not None and ward.current is not None and ward.made is None:
            # Whoever is on the list is opened without a question: so the list comes first.
            self._waiting, self._stood = place, self._hand()
            ward.read_in.connect(self._go_on)
            ward.not_read_in.connect(self._go_on)
            return
        self._show(place.patient_id, place.page)

    def _go_on(self) -> None:
        """Go back once the list was read, or could not be; never where somebody has begun something else meanwhile."""
        place, self._waiting = self._waiting, None
        is_untouched = self._program.model.patient_id is None and self._hand() == self._stood
        if place is not None and place.patient_id is not None and is_untouched and not self.curtain.is_down:
            self._show(place.patient_id, place.page)

    def _hand(self) -> tuple[object, ...]:
        """Give where the hand is: what has the focus, what stands in the search, and what is in view."""
        window = self._program.window
        pane = window.pane
        return window.focusWidget(), window.rail.search.text(), pane.pages.currentWidget() if pane is not None else None

    def _show(self, patient_id: "PatientId", page: str) -> None:
        self._program.patients.choose_patient(patient_id)
        if page:
            self._program.model.open_page(page)

    def _place(self) -> str:
        program = self._program
        return written(Place(program.model.patient_id, program.model.page, program.window.rail.search.text()))

    def _warn(self, sentence: str) -> None:
        if sentence:
            self._program.window.tell(sentence)

    def _lock(self, why: str) -> None:
        """The curtain is down already; now everything of the session ends, the house within its time."""
        from overblik.app.leaving import Leave, leave_of
        from overblik.runtime.process_end import end_within

        program, how = self._program, leave_of(why)
        assert program.before.end is not None
        place = self._place() if how is Leave.LOCK and self._keeps() else ""
        if program.before.is_process:
            end_within(_GONE)
        if program.window.acts is not None:
            program.window.acts.feature("row").blank()
        program.model.close_patient()
        if program.window.pack is not None:
            program.window.pack.stop()
        if program.window.ward is not None:
            program.window.ward.end()
        program.window.rail.search.clear()
        program.patients.take(())
        with contextlib.suppress(TimeoutError):
            program.background.finish(partial(program.looks.leave, how, place), _FINISH)
        program.before.end(why)

    def _keeps(self) -> bool:
        entrance = self.entrance
        return entrance is not None and entrance.seat is not None and entrance.seat.rules.pin_unlocks
