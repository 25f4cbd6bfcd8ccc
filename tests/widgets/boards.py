"""Pictures of the board of the demo's ward, taken as the pictures of the pages are (tests/widgets/pages.py).

QT_QPA_PLATFORM=offscreen PYTHONPATH=desktop:tests python -m widgets.boards
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from overblik.app.demo import demo_settings, with_lists
from overblik.app.demo_services import services
from overblik.app.window import Program, application, make_program, show
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.ward_lines import shown
from widgets.pages import MANUAL, keep_whole
from widgets.pictures import KEPT, keep

MOMENT = "2026-11-23T09:41:00+01:00"
SIZE = (1920, 1080)
BOARDS = {
    "ward": ("light", "large"),
    "ward-dark": ("dark", "normal"),
    "handover": ("light", "normal"),
    "handover-dark": ("dark", "dense"),
}
"""Each board by the name of its picture: theme and density. The light ones stand in the manual."""
WHOLE = ("ward", "handover")
"""Those of the manual."""
_TOO_LONG = 60_000


def until(is_so: Callable[[], object]) -> None:
    """Let the event loop run until something is so."""
    loop, look, over = QEventLoop(), QTimer(interval=20), QTimer(singleShot=True, interval=_TOO_LONG)
    look.timeout.connect(lambda: loop.quit() if is_so() else None)
    over.timeout.connect(lambda: loop.exit(1))
    look.start()
    over.start()
    assert loop.exec() == 0, "the board never came"


def _is_whole(program: Program) -> bool:
    ward = program.window.ward
    if ward is None or ward.made is None or ward._soon.isActive():
        return False
    return all(who in ward.known and ward.known[who].is_last for who in shown(ward.made))


def take_boards() -> dict[str, QImage]:
    """Take each board once all of its sources have answered."""
    application()
    made = {}
    with services(MOMENT) as told, tempfile.TemporaryDirectory() as folder:
        for name, (theme, density) in BOARDS.items():
            settings = demo_settings(told, Path(folder) / name, MOMENT, "da", theme)
            settings = replace(with_lists(settings, "ward"), clinician_name="Sygeplejerske K. Prøve")
            settings = replace(settings, lists=tuple(one for one in settings.lists if one.of != "me"))
            choices = Choices(theme, width=SIZE[0], height=SIZE[1], board=density)
            program = make_program(settings, choices, MemoryKeyring())
            show(program)
            try:
                until(lambda program=program: _is_whole(program))
                if name.startswith("handover"):
                    program.window.acts.act("ward.handover")()
                    until(lambda program=program: _is_whole(program))
                message = program.window.message
                if message is not None:
                    message.hide()
                made[name] = program.window.grab().toImage()
            finally:
                program.window.close()
                program.close()
    return made


def main() -> None:
    for name, picture in take_boards().items():
        if name in WHOLE:
            keep_whole(picture, MANUAL / f"{name}.png")
        else:
            keep(picture, KEPT / f"{name}.png")


if __name__ == "__main__":
    main()
