"""One run of the program in a process of its own: from the words of its start to the close of its window."""

import os
import sys
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from overblik.app.chosen import likely_theme, read_choices, system_theme
from overblik.app.window import Before, Program, application, make_program, show
from overblik.runtime.clock import SystemClock
from overblik.runtime.log import log_qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from overblik.app.launching import Launching
    from overblik.domain.launch import Asked
    from overblik.runtime.held import Held
    from overblik.runtime.settings import Settings


def _before(end: "Callable[[str], None]", *, after_lock: bool) -> Before:
    """Give what was before this process."""
    if not after_lock:
        return Before(end=end, is_process=True)
    from overblik.runtime.successor import read_handover

    handed = read_handover()
    return Before(handed.locked_at, handed.why, end, is_process=True, troubles=handed.troubles)


def spoken(program: Program) -> tuple[str, ...]:
    """Give language and theme as the next process is told them."""
    choices = program.window.choices
    return ("--language", choices.language, *(("--theme", choices.theme) if choices.theme else ()))


@dataclass(frozen=True, slots=True)
class Started:
    """How the program was started: what was asked for now goes before what was chosen earlier."""

    language: str | None = None
    theme: str | None = None
    after_lock: bool = False
    """Whether a locked session was before, and says more on the standard input."""
    asked: "Asked | None" = None
    """Whom another program wants to see opened."""
    place: "Held | None" = None
    """The place of the one instance of the profile, where it could be taken."""
    tells_paint: bool = False
    """Whether to say when the window was first painted, and to end."""


def run_window(settings: "Settings", started: Started) -> int:
    """Run the program until its window is closed; give Qt's exit code."""
    app = application()
    chosen = read_choices(settings)
    asked = started.theme or chosen.theme
    chosen = replace(chosen, language=started.language or chosen.language, theme=asked or likely_theme())

    def end(why: str) -> None:
        from overblik.runtime.successor import Handover, start_successor

        told = Handover(program.clock.now().isoformat(), why, troubles=program.troubles)
        start_successor(("run", "--after-lock", *spoken(program)), told)

    before = _before(end, after_lock=started.after_lock)
    introduces = not chosen.introduced and started.asked is None
    program = make_program(settings, chosen, before=replace(before, introduces=introduces))
    launching = launched(program, started)
    if started.tells_paint:
        program.window.first_painted.connect(_tell_paint)  # before all that comes behind the first paint
    if not asked:
        program.window.first_painted.connect(partial(_settle_theme, program))
    show(program)
    program.window.first_painted.connect(lambda: launching.join(started.place))
    program.window.first_painted.connect(log_qt)
    try:
        return app.exec()
    finally:
        launching.close()
        program.close()


def _settle_theme(program: Program) -> None:
    """Take the theme of the system where it is another than its colours spoke of, before the window is joined."""
    theme = system_theme()
    if theme != program.window.choices.theme:
        program.window.wear(theme)
        if program.gatekeeper is not None:
            program.gatekeeper.curtain.dress()


def _tell_paint() -> None:
    """Say to who measures the start when it was over, in seconds since 1970, and end at once: what comes next is not it."""
    print(SystemClock().now().timestamp(), flush=True)
    os._exit(0)


def launched(program: Program, started: Started) -> "Launching":
    """Give what takes hand-overs; on macOS the system hands links to the running program, not to another one."""
    from overblik.app.launching import Launching

    launching = Launching(program, started.asked)
    if sys.platform == "darwin":
        from overblik.runtime.opened_links import hear_links

        hear_links(application(), launching.open_link)
    return launching
