"""For how long private entries of the open patient stay revealed (T22, H21 rule 5)."""

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.grant import Reveal

_LASTS = 15 * 60_000
"""Milliseconds: a consultation."""


class Job(Protocol):
    """A piece of work that can be cancelled."""

    def cancel(self) -> None: ...


class Revealing(QObject):
    """The act by which private entries are shown; it ends with the patient, by hand, or by itself."""

    over = Signal()
    """Its time has passed."""
    changed = Signal()
    """It began or ended."""

    def __init__(self, parent: QObject) -> None:
        """Start with nothing revealed."""
        super().__init__(parent)
        self.act: Reveal | None = None
        self._jobs: list[Job] = []
        self._timer = QTimer(self, singleShot=True, interval=_LASTS)
        self._timer.timeout.connect(self.over)

    def begin(self, act: Reveal) -> None:
        """Reveal from now on."""
        self.act = act
        self._timer.start()
        self.changed.emit()

    def ask(self, job: Job) -> Job:
        """Take a question that was just put: while something is revealed it was put under the act, and ends with it."""
        if self.act is not None:
            self._jobs.append(job)
        return job

    def end(self) -> None:
        """Reveal nothing any more, and let no answer come that was asked for under the act."""
        if self.act is None:
            return
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        self.act = None
        self._timer.stop()
        self.changed.emit()
