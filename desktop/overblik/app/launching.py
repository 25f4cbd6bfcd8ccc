"""Joins hand-overs from outside to the window: the door of the running program, and what the system hands over (T23)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from overblik.domain.errors import OverblikError
from overblik.domain.features import Feature
from overblik.domain.patient import PatientId

if TYPE_CHECKING:
    from overblik.app.window import Program
    from overblik.domain.launch import Asked
    from overblik.runtime.door import Door
    from overblik.runtime.door_words import Reply, Said
    from overblik.runtime.held import Held
    from overblik.viewmodels.launching import LaunchModel
    from overblik.viewmodels.looks import Report


class ServerNames:
    """Asks the servers of the settings whom an id means, on record, as whoever is signed in; in the asking thread."""

    def __init__(self, program: "Program") -> None:
        """Take the program; the house is opened at first need."""
        self._program = program

    @property
    def servers(self) -> tuple[str, ...]:
        """The names of the servers that a link may mean."""
        return tuple(one.name for one in self._program.settings.servers)

    async def whose(self, server: str, patient: str, report: "Report") -> None:
        """Report the PatientId.

        Raises:
            TurnedOff: the organisation has turned hand-overs off.
            CannotWrite: the hand-over could not be put on record; nobody was asked.
            SourceError: nobody, two, or one without a number stands behind the id, or the server did not say.

        """
        from overblik.domain.audit import EventKind
        from overblik.sources.fhir.source import FhirTopic

        self._program.settings.demand(Feature.FOLLOW)
        house = self._program.looks.house()
        house.trail.event(EventKind.HANDED_OVER, house.right.clinician, facts={"server": server})
        asked = next(one.server for one in house.clinic.sources if isinstance(one, FhirTopic) and one.name == server)
        report(await asked.whose(patient))


class Launching(QObject):
    """Belongs to one program; what comes before the program is joined waits until it is."""

    def __init__(self, program: "Program", first: "Asked | None" = None) -> None:
        """Take what this process was started with; nothing is asked of anybody yet."""
        super().__init__(program.window)
        self._program, self._early = program, first
        self.model: LaunchModel | None = None
        self.door: Door | None = None
        self._place: Held | None = None

    def join(self, place: "Held | None" = None) -> None:
        """Take hand-overs from now on, through the door of the profile too where its place is held; the program is joined."""
        from overblik.viewmodels.launching import LaunchModel
        from overblik.widgets.hindrance import Screen

        program = self._program
        assert program.gatekeeper is not None
        session = program.gatekeeper.session
        assert session is not None
        model = LaunchModel(
            program.background, ServerNames(program), Screen(program.window), lambda: program.window.words, self
        )
        model.opens.connect(self._open)
        model.told.connect(self._tell)
        model.noticed.connect(self._notice)
        session.changed.connect(self._shut)
        session.locked.connect(self._end)
        program.gatekeeper.let_in.connect(self._let_in)
        self.model = model
        if place is not None:
            from overblik.runtime.door import Door

            self._place, self.door = place, Door(place.path.parent, self.hear, self)
            self.door.open()
        if self._early is not None:
            self.take(self._early)
            self._early = None
        if session.is_open:
            self._let_in()
        elif session.screen is not None:
            self._shut()

    def close(self) -> None:
        """Let nobody ask any more."""
        if self.door is not None:
            self.door.close()
        if self.model is not None:
            self.model.end()

    def hear(self, said: "Said") -> "Reply":
        """Take what another process of this user and profile says; what cannot be read is refused."""
        from overblik.domain.launch import Asked, read_link
        from overblik.domain.patient import typed_by_user
        from overblik.runtime.door_words import Reply

        words = self._program.window.words
        try:
            asked = Asked(
                read_link(said.link) if said.link else None, typed_by_user(said.number) if said.number else None
            )
        except OverblikError as error:
            return Reply(is_taken=False, sentence=words.say(f"input.{error.code}"))
        assert self.model is not None
        raise_window(self._program)
        answer = self.model.take(asked)
        if answer.sentence and not answer.is_taken:
            self._tell(answer.sentence)
        return Reply(answer.is_taken, answer.sentence)

    def open_link(self, text: str) -> None:
        """Take a link that the operating system hands to the running program (macOS); a broken one is said."""
        from overblik.domain.launch import Asked, read_link

        raise_window(self._program)
        try:
            asked = Asked(read_link(text))
        except OverblikError as error:
            self._tell(self._program.window.words.say(f"input.{error.code}"))
            return
        self.take(asked)

    def take(self, asked: "Asked") -> None:
        """Take a hand-over of this process itself."""
        if self.model is None:
            self._early = asked
            return
        answer = self.model.take(asked)
        if not answer.is_taken:
            self._tell(answer.sentence)

    def _open(self, patient_id: PatientId) -> None:
        if patient_id != self._program.model.patient_id:
            self._program.patients.choose_patient(patient_id)

    def _tell(self, sentence: str) -> None:
        """Say it for some seconds, and in the pane as long as nobody is open there."""
        window = self._program.window
        window.tell(sentence)
        pane = window.pane
        if pane is not None and self._program.model.patient_id is None:
            pane.empty.tell(sentence)

    def _notice(self, sentence: str) -> None:
        """Say it on the gate: there a message would lie beneath it."""
        gatekeeper = self._program.gatekeeper
        session = gatekeeper.session if gatekeeper is not None else None
        if session is not None and session.state is not None:
            session.state = replace(session.state, error=sentence)
            session.tell()

    def _shut(self, _: object = None) -> None:
        from overblik.viewmodels.gate import Stage

        gatekeeper = self._program.gatekeeper
        assert gatekeeper is not None
        session = gatekeeper.session
        if self.model is None or session is None or session.screen is None or session.state is None:
            return
        if session.state.stage in (Stage.WAITING, Stage.NEW_PIN):
            return  # somebody is on the way in: who it is, is known when he is
        owner = session.state.computer.owner
        self.model.shut(owner.token if owner is not None and session.state.stage is Stage.PIN else "")

    def _let_in(self) -> None:
        gatekeeper = self._program.gatekeeper
        assert gatekeeper is not None
        seat = gatekeeper.entrance.seat if gatekeeper.entrance is not None else None
        if self.model is not None and seat is not None:
            self.model.is_off = Feature.FOLLOW in self._program.settings.off
            self.model.let_in(seat.clinician.subject, seat.folder.name if seat.folder is not None else "")

    def _end(self, _: str) -> None:
        """The screen is locked: what waits is dropped, and door and place are the next process's."""
        self.close()
        if self._place is not None:
            self._place.let_go()
            self._place = None


def raise_window(program: "Program") -> None:
    """Bring the window to the front, whatever it shows."""
    window = program.window
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
