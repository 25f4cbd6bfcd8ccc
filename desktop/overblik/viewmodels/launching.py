"""What becomes of a hand-over from another program: opened, waited with for its owner, or refused with a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.errors import OverblikError
from overblik.domain.launch import Asked
from overblik.domain.patient import PatientId
from overblik.viewmodels.formats import safe
from overblik.viewmodels.looks import Asking, Job, Report
from overblik.viewmodels.words import Words

_WAITS = 120_000
"""Milliseconds that a hand-over waits at the gate for its owner; whoever comes later asks again where he came from."""


class Names(Protocol):
    """Tells whom a server's own id means; joined in app."""

    @property
    def servers(self) -> tuple[str, ...]: ...

    async def whose(self, server: str, patient: str, report: Report) -> None: ...


class Around(Protocol):
    """The screen, as far as a hand-over must know it."""

    @property
    def patient_id(self) -> PatientId | None: ...
    @property
    def hindrance(self) -> str:
        """Why no other citizen may be opened now, `dialog` or `typed`; empty where nothing stands in the way."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other program is told."""

    is_taken: bool
    sentence: str = ""


class LaunchModel(QObject):
    """The hand-overs of one process: none outlives it, so none reaches who comes after a lock."""

    opens = Signal(object)
    """A PatientId."""
    told = Signal(str)
    """A sentence for who is signed in."""
    noticed = Signal(str)
    """A sentence for the gate: it names nobody."""

    def __init__(
        self, asking: Asking, names: Names, around: Around, words: Callable[[], Words], parent: QObject | None = None
    ) -> None:
        """Start before it is known who may work here."""
        super().__init__(parent)
        self._asking, self._names, self._around, self._words = asking, names, around, words
        self._stage = "starting"
        self._owner = self._user = ""
        self._waiting: Asked | None = None
        self.is_off = False
        """Whether the organisation has turned hand-overs off; known when somebody is let in."""
        self._job: Job | None = None
        self._late = QTimer(self, singleShot=True, interval=_WAITS)
        self._late.timeout.connect(self._forget)

    def take(self, asked: Asked) -> Answer:
        """Take what another program asks; what cannot be done now is refused, and changes nothing."""
        if not asked.opens:
            return Answer(is_taken=True)
        if self._stage == "open":
            return self._open(asked)
        if self._stage == "ended":
            return self._refused("launch.locked")
        if self._stage == "shut" and not self._has_owner(asked):
            self.noticed.emit(self._say("launch.locked"))
            return self._refused("launch.locked")
        self._waiting = asked
        self._late.start()
        if self._stage == "shut":
            self.noticed.emit(self._say("launch.waits"))
        return Answer(is_taken=True, sentence=self._say("launch.waits"))

    def shut(self, owner: str) -> None:
        """Know that the gate stands, and whose PIN it asks for, by his token; empty where it asks for nobody's."""
        if self._stage in ("open", "ended"):
            return
        self._stage, self._owner = "shut", owner
        if self._waiting is not None and not self._has_owner(self._waiting):
            self._forget()
            self.noticed.emit(self._say("launch.locked"))

    def let_in(self, subject: str, token: str) -> None:
        """Know who works here now; what waited is his, or nobody's."""
        asked, was_shut = self._waiting, self._stage == "shut"
        self._stage, self._user = "open", subject
        self._forget()
        if asked is None:
            return
        if was_shut and not asked.user and token != self._owner:
            self.told.emit(self._say("launch.not_yours"))
            return
        answer = self._open(asked)
        if not answer.is_taken:
            self.told.emit(answer.sentence)

    def end(self) -> None:
        """Let nothing more be opened: the session is locked, or over."""
        self._stage = "ended"
        self._forget()
        self._give_up()

    def _has_owner(self, asked: Asked) -> bool:
        return bool(asked.user or self._owner)

    def _forget(self) -> None:
        self._waiting = None
        self._late.stop()

    def _give_up(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _open(self, asked: Asked) -> Answer:
        if self.is_off:
            return self._refused("error.off_follow")
        if asked.user and asked.user != self._user:
            return self._refused("launch.other_user")
        if self._around.hindrance:
            return self._refused(f"launch.hindered_{self._around.hindrance}")
        if asked.patient_id is not None:
            self._give_up()
            self.opens.emit(asked.patient_id)
            return Answer(is_taken=True)
        link = asked.link
        assert link is not None
        if link.server not in self._names.servers:
            return self._refused("launch.unknown_server", server=safe(link.server))
        self._give_up()
        self._job = self._asking.run(
            partial(self._names.whose, link.server, link.patient),
            each=partial(self._named, self._around.patient_id),
            failed=self._failed,
        )
        return Answer(is_taken=True)

    def _named(self, former: PatientId | None, patient_id: PatientId) -> None:
        """Open who it is, unless the screen has become another while the server was asked."""
        self._job = None
        if self._around.hindrance:
            self.told.emit(self._say(f"launch.hindered_{self._around.hindrance}"))
        elif self._around.patient_id != former:
            self.told.emit(self._say("launch.overtaken"))
        else:
            self.opens.emit(patient_id)

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self.told.emit(sentence_of(error, self._words()))

    def _refused(self, key: str, **facts: str) -> Answer:
        return Answer(is_taken=False, sentence=self._say(key, **facts))

    def _say(self, key: str, **facts: str) -> str:
        return self._words().say(key, **facts)


def sentence_of(error: BaseException, words: Words) -> str:
    """Say why a citizen who was handed over is not opened."""
    code = error.code if isinstance(error, OverblikError) else "error"
    key = next(one for one in (f"launch.{code}", f"error.{code}", "error.error") if one in words.sentences)
    return words.say(key)
