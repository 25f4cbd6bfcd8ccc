"""The program with a window: clock, bridge, models and window, joined; Qt's application lives here."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from overblik.app.looks import HouseLooks, listed_patient
from overblik.app.moment import make_clock
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock
from overblik.domain.section import Section
from overblik.runtime import paths
from overblik.runtime.background import Background
from overblik.runtime.files import SystemFiles
from overblik.runtime.settings import Settings
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.patient_list import Listed, PatientListModel
from overblik.viewmodels.words import Words, load_words
from overblik.widgets.look import Look, load_typefaces
from overblik.widgets.shell import Shell
from overblik.widgets.style import style_sheet
from overblik.widgets.window import MainWindow

_CHOICES = "window.json"


@dataclass(slots=True)
class Program:
    """The joined program; `close` ends it in the reverse order of building."""

    window: MainWindow
    model: OverviewModel
    patients: PatientListModel
    background: Background
    looks: HouseLooks
    clock: Clock

    def start(self) -> None:
        """Open the house behind the first paint."""
        self.background.run(self.looks.start, each=self._started, failed=self._failed)

    def _started(self, told: tuple[str, tuple[Listed, ...]]) -> None:
        notice, kept = told
        if notice:
            self.window.tell(self.model.words.say(notice))
        if not self.patients.lines() and kept:
            self.patients.take(kept)

    def _failed(self, error: BaseException) -> None:
        self.model.tell_failure(error)

    def close(self) -> None:
        """End jobs, house and thread."""
        self.model.close_patient()
        with contextlib.suppress(TimeoutError):
            self.background.finish(self.looks.close)
        self.background.close()


def application() -> QApplication:
    """Give Qt's application with the program's typefaces; it is made once."""
    _choose_platform()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["overblik"])
    app.setApplicationName("Overblik")
    app.setStyle("Fusion")
    load_typefaces()
    return app


def has_display() -> bool:
    """Whether there is a screen to draw on; a Linux without one gets the offscreen platform."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"] not in ("offscreen", "minimal")
    return os.name == "nt" or os.uname().sysname == "Darwin" or _has_linux_display()


def _has_linux_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _choose_platform() -> None:
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def words_of(language: str) -> Words:
    """Give the catalogue of a language."""
    return load_words(paths.resources(), language)


def make_program(settings: Settings, choices: Choices | None = None) -> Program:
    """Join the program; `QApplication` must be there.

    Raises:
        InputError: the moment of the settings cannot be read.

    """
    clock = make_clock(settings)
    chosen = choices or read_choices(settings)
    words = words_of(chosen.language)
    background, looks = Background(), HouseLooks(settings, clock)
    model = OverviewModel(background, looks, clock, words)
    patients = PatientListModel(tuple(listed_patient(one) for one in settings.patients), clock, words)
    icons = paths.resources() / "icons"
    window = MainWindow(model, patients, chosen, icons, words_of, settings.clinician_name)
    window.choices_changed.connect(lambda made: keep_choices(settings.profile, made))
    return Program(window, model, patients, background, looks, clock)


def read_choices(settings: Settings) -> Choices:
    """Read what the user chose of the window; without a readable file the settings decide."""
    first = Choices(theme=settings.theme, language=settings.language)
    files = SystemFiles()
    with contextlib.suppress(OSError, ValueError, TypeError):
        told: dict[str, Any] = json.loads(files.read(settings.profile / _CHOICES))
        known = {field.name: type(getattr(first, field.name)) for field in fields(Choices)}
        return Choices(**{name: known[name](value) for name, value in told.items() if name in known})
    return first


def keep_choices(profile: Path, choices: Choices) -> None:
    """Keep what the user chose; a full disk costs the choice, nothing else."""
    with contextlib.suppress(OSError):
        files = SystemFiles()
        files.make_folder(profile)
        files.write(profile / _CHOICES, json.dumps(asdict(choices)).encode())


def show(program: Program) -> None:
    """Show the window, then open the house."""
    if program.window.choices.is_maximised:
        program.window.showMaximized()
    else:
        program.window.show()
    QTimer.singleShot(0, program.start)


def run_window(settings: Settings) -> int:
    """Run the program until its window is closed; give Qt's exit code."""
    app = application()
    program = make_program(settings)
    show(program)
    try:
        return app.exec()
    finally:
        program.close()


def picture_of(
    patient_id: PatientId, sections: tuple[Section[Any], ...], clock: Clock, words: Words, theme: str
) -> bytes:
    """Paint the overview of some sections as a PNG of 1440 × 900, without rail."""
    application()
    model = OverviewModel(_Nobody(), _Nobody(), clock, words)
    shell = Shell(model, PatientListModel((), clock, words), Look(theme, paths.resources() / "icons"), "")
    shell.setStyleSheet(style_sheet(shell.look))
    shell.rail.hide()
    shell.resize(1440, 900)
    model.patient_id = patient_id
    for section in sections:
        model.take(section)
    shell.show()
    shell.show_screen(model.screen(), "")
    QApplication.processEvents()
    made = png(shell.grab())
    shell.close()
    return made


def png(picture: QPixmap) -> bytes:
    """Write a picture as PNG bytes."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(held.data())


class _Nobody:
    """Stands where nothing is asked: a picture is painted from what is there."""

    def run(self, *_: object, **__: object) -> Any:
        """Refuse: a picture asks nobody."""
        raise NotImplementedError

    async def look(self, *_: object) -> None:
        """Refuse, as above."""
        raise NotImplementedError

    async def original(self, *_: object) -> bytes | None:
        """Refuse, as above."""
        raise NotImplementedError
