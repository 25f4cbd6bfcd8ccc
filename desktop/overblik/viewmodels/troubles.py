"""What went wrong in the program and is to be shown: one report of all that was not read yet, at most one a minute."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.dates import Instant
from overblik.domain.ports import Clock
from overblik.domain.trouble import Trouble
from overblik.viewmodels.formats import show_moment_date, show_time
from overblik.viewmodels.words import Words

_MOST = 20
"""Different errors of one report; how many more there were is said."""
_QUIET = 60.0
"""Seconds for which an error that was shown and left is only counted."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a report says of program and computer."""

    build: str
    python: str
    qt: str
    system: str
    mode: str = ""
    """The value of the mode; empty where it is not known."""


class Troubles(QObject):
    """What is not read yet. It is shown as soon as it may be, and kept only when the user says so."""

    wanted = Signal()
    """The report is to be shown, or has changed while it is."""

    def __init__(self, clock: Clock, may_show: Callable[[], bool], parent: QObject | None = None) -> None:
        """Begin without any; `may_show` says whether the screen is not locked."""
        super().__init__(parent)
        self._clock, self._may_show = clock, may_show
        self._pending: dict[tuple[str, ...], Trouble] = {}
        self.more = 0
        """Different errors that found no room."""
        self._left: dict[tuple[str, ...], float] = {}
        self.is_shown = False
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.look)

    @property
    def pending(self) -> tuple[Trouble, ...]:
        """All that was not read yet."""
        return tuple(self._pending.values())

    def take(self, trouble: Trouble) -> None:
        """Take one: the same as one before is counted with it."""
        known = self._pending.get(trouble.lines)
        if known is not None:
            self._pending[trouble.lines] = replace(known, count=known.count + trouble.count)
        elif len(self._pending) < _MOST:
            self._pending[trouble.lines] = trouble
        else:
            self.more += 1
        self.look()

    def take_over(self, troubles: Iterable[Trouble]) -> None:
        """Take what the process before this one had not shown."""
        for one in troubles:
            self.take(one)

    def look(self) -> None:
        """Ask for the report to be shown, if there is one and it may be; what was just left waits for its minute."""
        if not self._pending or not self._may_show():
            return
        now = self._clock.monotonic()
        waits = min(self._left.get(lines, now - _QUIET) + _QUIET - now for lines in self._pending)
        if self.is_shown or waits <= 0:
            self.is_shown = True
            self.wanted.emit()
        else:
            self._later.start(round(waits * 1000) + 1)

    def leave(self) -> None:
        """Forget what was shown, whether it was kept or not."""
        now = self._clock.monotonic()
        self._left = {lines: at for lines, at in self._left.items() if now - at < _QUIET}
        self._left |= dict.fromkeys(self._pending, now)
        self._pending.clear()
        self.more, self.is_shown = 0, False


def report_text(told: Surroundings, troubles: Iterable[Trouble], more: int, words: Words) -> str:
    """Write the whole report, exactly as it would be kept."""
    say = words.say
    mode = say(f"gate.mode_{told.mode}") if told.mode else say("crash.mode_unknown")
    lines = [say("crash.report"), ""]
    lines += [f"{say('crash.build')}: {told.build}", f"Python: {told.python}", f"Qt: {told.qt}"]
    lines += [f"{say('crash.system')}: {told.system}", f"{say('crash.mode')}: {mode}"]
    for one in troubles:
        lines += ["", _heading(one, words), *one.lines]
    if more:
        lines += ["", words.one_or_many("crash.more", more)]
    return "\n".join(lines) + "\n"


def _heading(one: Trouble, words: Words) -> str:
    road, uptime = words.say(f"crash.road_{one.road.value}"), _span(one.uptime)
    when = _moment(one.at, words)
    told = words.say("crash.at", when=when, road=road, uptime=uptime)
    return told if one.count == 1 else f"{told} {words.say('crash.times', count=one.count)}"


def _moment(at: Instant, words: Words) -> str:
    return f"{show_moment_date(at, words)} {show_time(at)}".replace("\u00a0", " ")


def _span(told: timedelta) -> str:
    hours, rest = divmod(int(told.total_seconds()), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
