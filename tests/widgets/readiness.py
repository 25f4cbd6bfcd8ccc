"""The picture of the page Parathed on a home nurse's route, for the guide of home care.

QT_QPA_PLATFORM=offscreen PYTHONPATH=desktop:tests python -m widgets.readiness
"""

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage

from overblik.app.demo import demo_settings, with_lists
from overblik.app.demo_services import services
from overblik.app.window import Program, application, make_program, show
from overblik.domain.work_list import ListKind
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.choices import Choices
from widgets.boards import until
from widgets.pages import MANUAL, keep_whole

MOMENT = "2026-11-23T06:55:00+01:00"
SIZE = (1440, 900)
NAME = "readiness"


def take_readiness() -> QImage:
    """Fetch the route ahead, and take the page once all of it has been gone through."""
    application()
    with services(MOMENT) as told, tempfile.TemporaryDirectory() as folder:
        settings = with_lists(demo_settings(told, Path(folder), MOMENT, "da", "light"), "field")
        route = tuple(one for one in settings.lists if one.kind is ListKind.LIST)
        settings = replace(settings, lists=route, clinician_name="Sygeplejerske L. Forsøg")
        program = make_program(settings, Choices("light", width=SIZE[0], height=SIZE[1]), MemoryKeyring())
        show(program)
        try:
            program.join()
            window = program.window
            until(lambda: window.pack is not None and window.patients.expected)
            window.acts.act("readiness.open")()
            readiness = window.acts.feature("readiness")
            until(lambda: readiness.is_open)
            readiness.turn()
            until(lambda: window.pack.progress.done > 0 and not window.pack.progress.is_running)
            _erase_the_last(program)
            if window.message is not None:
                window.message.hide()
            return window.grab().toImage()
        finally:
            program.window.close()
            program.close()


def _erase_the_last(program: Program) -> None:
    """Erase the copies of the last of the route, so that the page shows one who is not ready too."""
    window = program.window
    last = window.patients.expected[-1]
    told: list[object] = []
    program.model.run(partial(program.model.looks.forget, last), told.append)
    until(lambda: told)
    window.pack.forget(last)


if __name__ == "__main__":
    keep_whole(take_readiness(), MANUAL / f"{NAME}.png")
