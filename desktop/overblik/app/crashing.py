"""Joins errors that nobody has caught to the window that shows their report, and to the folder of those that are kept."""

import platform
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, qVersion
from PySide6.QtGui import QGuiApplication

from overblik.app.reports import Reports
from overblik.domain.trouble import Trouble
from overblik.runtime.build import build_name
from overblik.runtime.clock import SystemClock
from overblik.runtime.crash import Crashes
from overblik.viewmodels.troubles import Surroundings, Troubles, report_text

if TYPE_CHECKING:
    from overblik.app.window import Program
    from overblik.widgets.crash_window import CrashWindow


class Crashing(QObject):
    """Belongs to one program; it listens from the first paint on."""

    def __init__(self, program: "Program", before: Iterable[Trouble] = ()) -> None:
        """Listen; `before` is what the process before this one had not shown.

        A report tells the computer's own time, also where the program's clock was set (`--clock`) and stands still.
        """
        super().__init__(program.window)
        self._program = program
        self.reports = Reports(program.settings.profile)
        self.window: CrashWindow | None = None
        self._clock = SystemClock()
        self.crashes = Crashes(self._clock, self)
        self.troubles = Troubles(self._clock, self._may_show, self)
        self.troubles.wanted.connect(self._show)
        self.crashes.happened.connect(self.troubles.take)
        self.crashes.listen()
        self.troubles.take_over(before)

    def join(self) -> None:
        """Listen to the asking thread too, and show what waits when somebody is let in; the program is joined."""
        program = self._program
        self.crashes.listen_to(program.background.loop)
        assert program.gatekeeper is not None
        program.gatekeeper.let_in.connect(self.troubles.look)
        program.window.choices_changed.connect(self._speak)

    def close(self) -> None:
        """Hear nothing any more."""
        self.crashes.close()

    def _may_show(self) -> bool:
        """Whether the screen is not locked, and the program joined."""
        gatekeeper = self._program.gatekeeper
        return gatekeeper is not None and not gatekeeper.curtain.is_down

    def report(self) -> str:
        """Give the report of all that waits."""
        told = surroundings(self._program)
        return report_text(told, self.troubles.pending, self.troubles.more, self._program.window.words)

    def _show(self) -> None:
        from overblik.widgets.crash_window import CrashWindow

        window = self._program.window
        if self.window is None:
            self.window = CrashWindow(window.look, window.words, window)
            self.window.kept.connect(self._keep)
            self.window.copied.connect(self._copy)
            self.window.left.connect(self._leave)
            self.window.lock_wanted.connect(window.lock)
        self.window.tell(self.report())
        self.window.show()

    def _speak(self) -> None:
        """Make the window anew in another look or language."""
        if self.window is not None:
            self._drop()
            self._show()

    def _drop(self) -> None:
        if self.window is not None:
            self.window.hide()
            self.window.deleteLater()
            self.window = None

    def _leave(self) -> None:
        self._drop()
        self.troubles.leave()

    def _copy(self, report: str) -> None:
        QGuiApplication.clipboard().setText(report)

    def _keep(self, report: str) -> None:
        """Write what stands in the window."""
        window = self._program.window
        try:
            path = self.reports.keep(report, self._clock.now())
        except OSError:
            assert self.window is not None
            self.window.complain(window.words.say("crash.unkept"))
            return
        self._leave()
        window.tell(window.words.say("crash.kept", path=path))


def surroundings(program: "Program") -> Surroundings:
    """Say on what the program runs; neither the computer's name nor the user's is in it."""
    session = program.gatekeeper.session if program.gatekeeper is not None else None
    state = session.state if session is not None else None
    mode = state.computer.rules.mode.value if state is not None else ""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return Surroundings(str(build_name()), platform.python_version(), qVersion(), system, mode)
