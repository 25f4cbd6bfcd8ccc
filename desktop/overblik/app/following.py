"""Joins the context of a record system to the window: the hub is followed while somebody is signed in, and no longer."""

import asyncio
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from overblik.domain.errors import OverblikError
from overblik.domain.patient import PatientId

if TYPE_CHECKING:
    from collections.abc import Callable

    from overblik.app.seat import Seat
    from overblik.app.window import Program
    from overblik.viewmodels.looks import Job, Report
    from overblik.wire.fhircast import Notice

_DECIDING = 9.0
"""Seconds in which an event is followed or not: the hub takes ten for silence (FHIRcast 3.0.0 section 2.5)."""


class _Event:
    """One event on its way to the window: decided there once, or given up here; never both (H2)."""

    def __init__(self, name: str, patient_id: PatientId | None, why: str) -> None:
        self.name, self.patient_id, self.why = name, patient_id, why
        self.decided: Future[int] = Future()

    def decide(self, verdict: "Callable[[_Event], int]") -> None:
        """Follow or stay, in the Qt thread, unless the hub was told already that it came too late."""
        if self.decided.set_running_or_notify_cancel():
            self.decided.set_result(verdict(self))


class Following(QObject):
    """Belongs to one program whose settings name a hub."""

    def __init__(self, program: "Program") -> None:
        """Make the model; nothing is asked before somebody is let in. The program is joined."""
        from overblik.viewmodels.following import FollowModel
        from overblik.widgets.hindrance import Screen

        super().__init__(program.window)
        self._program = program
        self._job: Job | None = None
        window = program.window
        self.model = FollowModel(Screen(window), lambda: window.words, self)
        self.model.opens.connect(program.patients.choose_patient)
        self.model.closes.connect(program.model.close_patient)
        self.model.told.connect(window.tell)
        assert window.acts is not None
        bar: Any = window.acts.feature("context")
        bar.join(lambda: self.model.mark, self.model.follow_now)
        self.model.changed.connect(bar.show)
        assert program.gatekeeper is not None
        program.gatekeeper.let_in.connect(self.begin)
        session = program.gatekeeper.session
        assert session is not None
        session.locked.connect(self.end)
        if session.is_open:
            self.begin()

    def begin(self) -> None:
        """Follow as whoever is signed in now; a lock or a sign-out ends it with all other work."""
        gatekeeper = self._program.gatekeeper
        seat = gatekeeper.entrance.seat if gatekeeper is not None and gatekeeper.entrance is not None else None
        if seat is not None and self._job is None:
            work = partial(self._follow, seat)
            self._job = self._program.background.run(work, each=self._take, failed=lambda _: self._lost())

    def end(self, _: str = "") -> None:
        """Follow no more: an event that is under way is given up, and the hub hears that nobody follows."""
        if self._job is not None:
            self._job.cancel()

    async def _follow(self, seat: "Seat", report: "Report") -> None:
        """Follow the hub of the settings; in the asking thread."""
        from overblik.runtime.chance import SystemRandom
        from overblik.runtime.endpoints import FHIRCAST
        from overblik.runtime.scheduler import LoopScheduler
        from overblik.sync.following import Follower, Link, Ports
        from overblik.wire.http import HttpClient
        from overblik.wire.hub_line import HttpHub
        from overblik.wire.tokens import StaticTokens

        settings = self._program.settings.fhircast
        assert settings is not None
        topic = settings.topic or (seat.tokens.topic if seat.tokens is not None else "")
        if not topic:
            report(Link.DENIED)  # the sign-in names no session
            return
        ports = Ports(LoopScheduler(), SystemRandom())
        http = HttpClient((settings.url,), self._program.clock, ports.random, ports.scheduler)
        own = seat.tokens if seat.tokens is not None and FHIRCAST in seat.servers else None
        hub = HttpHub(settings.url, FHIRCAST, http, own or StaticTokens())
        try:
            await Follower(hub, topic, partial(self._judge, report), ports).follow(report)
        finally:
            await http.aclose()

    async def _judge(self, report: "Report", notice: "Notice") -> int:
        """Tell who it is, let the window decide, and give the answer; what comes too late is not followed any more."""
        from overblik.wire.fhircast import FAILED

        began = asyncio.get_running_loop().time()
        patient_id, why = await self._who(notice)
        event = _Event(notice.name, patient_id, why)
        report(event)
        waiting = asyncio.wrap_future(event.decided)
        left = max(_DECIDING - (asyncio.get_running_loop().time() - began), 0.1)
        try:
            done, _ = await asyncio.wait((waiting,), timeout=left)
            if not done and not event.decided.cancel():
                await asyncio.wait((waiting,))  # the window is at it
        finally:
            event.decided.cancel()  # whoever locks meanwhile: the window comes to it too late
        if event.decided.cancelled():
            report(Late())
            return FAILED
        return await waiting

    async def _who(self, notice: "Notice") -> tuple[PatientId | None, str]:
        """Give whom the context names: by the number in it, else by the server that knows its ids."""
        from overblik.sources.fhir.whose import named
        from overblik.wire.heads import decoded_id

        if len(notice.patients) != 1:
            return None, "several" if notice.patients else "nobody"
        settings = self._program.settings.fhircast
        try:
            try:
                return named(notice.patients[0]), ""
            except OverblikError as error:
                if settings is None or not settings.server or error.code != "nameless":
                    return None, error.code
            return await self._asked(settings.server, decoded_id(notice.patients[0])), ""
        except OverblikError as error:
            return None, error.code

    async def _asked(self, server: str, patient: str) -> PatientId:
        from overblik.app.launching import ServerNames
        from overblik.domain.errors import Nameless
        from overblik.sources.fhir.requests import is_id

        if not is_id(patient):
            raise Nameless
        told: list[PatientId] = []
        await ServerNames(self._program).whose(server, patient, told.append)
        return told[0]

    def _take(self, told: object) -> None:
        from overblik.sync.following import Again, Link, OthersFailed, Unread

        if isinstance(told, _Event):
            told.decide(self._decide)
        elif isinstance(told, Link):
            self.model.know_line(is_there=told is Link.FOLLOWING)
        elif isinstance(told, Unread | Late):
            self.model.be_unsure()
        elif isinstance(told, Again):
            self.model.be_sure()
        elif isinstance(told, OthersFailed):
            self.model.others_failed()

    def _decide(self, event: _Event) -> int:
        from overblik.wire.fhircast import OPEN

        if event.name == OPEN:
            return self.model.open(event.patient_id, event.why)
        return self.model.close(event.patient_id)

    def _lost(self) -> None:
        self.model.know_line(is_there=False)


class Late:
    """An event was given up before the window came to it."""
