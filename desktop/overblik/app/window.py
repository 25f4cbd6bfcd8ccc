"""The program with a window: clock, bridge, models and window, joined; Qt's application lives here."""

import contextlib
import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

import overblik.app.featureless  # noqa: F401 - before all others
from overblik.app.chosen import keep_choices, read_choices
from overblik.app.listed import listed_patient
from overblik.app.moment import make_clock
from overblik.app.preferred import words_of
from overblik.domain.features import Feature
from overblik.runtime import paths
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.patient_list import PatientListModel
from overblik.widgets.look import load_typefaces
from overblik.widgets.window import MainWindow

if TYPE_CHECKING:
    from overblik.app.crashing import Crashing
    from overblik.app.following import Following
    from overblik.app.gatekeeper import Gatekeeper
    from overblik.app.introducing import Introducing
    from overblik.domain.ports import Clock, Keyring
    from overblik.domain.trouble import Trouble
    from overblik.runtime.ending import Ending
    from overblik.runtime.settings import Settings
    from overblik.viewmodels.pack import PackModel
    from overblik.viewmodels.roll import Listed


@dataclass(frozen=True, slots=True)
class Before:
    """What was before this process, and how it is followed."""

    locked_at: str = ""
    """When the session before this one was locked; empty where none was."""
    why: str = ""
    """Why it was."""
    end: "Callable[[str], None] | None" = None
    """Starts the next process after a lock; told why."""
    is_process: bool = False
    """Whether this process must be gone a second after a lock, whatever it is doing; it hears its own errors too."""
    troubles: "tuple[Trouble, ...]" = ()
    """Errors of the process before, of which no report was shown."""
    introduces: bool = False
    """Whether the three steps of a first start come before the gate."""


class Program:
    """The joined program: the window first; thread, gate, house and patient's pane after the first paint."""

    def __init__(
        self, settings: "Settings", choices: Choices, clock: "Clock", ring: "Keyring | None", before: Before
    ) -> None:
        """Make the window with rail and empty pane, behind the curtain where somebody must sign in."""
        self.settings, self.clock, self.before, self._ring = settings, clock, before, ring
        words = words_of(choices.language)
        is_shut = settings.sign_in is not None or settings.is_governed
        listed = () if is_shut else settings.patients
        self.patients = PatientListModel(tuple(listed_patient(one) for one in listed), clock, words)
        icons = paths.resources() / "icons"
        name = settings.clinician_name if not is_shut else ""
        self.window = MainWindow(self.patients, choices, icons, words_of, name)
        self.window.choices_changed.connect(lambda made: keep_choices(settings.profile, made))
        self.gatekeeper: Gatekeeper | None = None
        self.following: Following | None = None
        self.crashing: Crashing | None = None
        self.ending: Ending | None = None
        self.introducing: Introducing | None = None
        self.is_joined = False
        if is_shut:
            self._watch()
        elif not (settings.servers or settings.national or settings.patients):
            self.window.say_no_sources()

    def _watch(self) -> "Gatekeeper":
        from overblik.app.gatekeeper import Gatekeeper

        if self.gatekeeper is None:
            self.gatekeeper = Gatekeeper(self)
        return self.gatekeeper

    def listen(self) -> None:
        """Hear every error that nobody has caught, and the system's wish that the process end, from now on."""
        from overblik.app.crashing import Crashing
        from overblik.runtime.ending import Ending

        self.crashing = Crashing(self, self.before.troubles)
        self.ending = Ending(self.window.close, self.window)

    def introduce(self) -> None:
        """Show the three steps of the first start, before the gate."""
        from overblik.app.introducing import Introducing

        self.introducing = Introducing(self)

    @property
    def troubles(self) -> "tuple[Trouble, ...]":
        """Errors of which no report was shown yet."""
        return self.crashing.troubles.pending if self.crashing is not None else ()

    def join(self) -> None:
        """Start the asking thread, and join gate and patient's pane to it."""
        from overblik.app.looks import HouseLooks
        from overblik.app.packs import HousePacks
        from overblik.app.reports import Reports
        from overblik.app.shelf import ProgramShelf
        from overblik.runtime.background import Background
        from overblik.viewmodels.overview import OverviewModel
        from overblik.viewmodels.pack import PackModel

        if self.is_joined:
            return
        self.background = Background()
        self.looks = HouseLooks(self.settings, self.clock, self._ring)
        self.model = OverviewModel(self.background, self.looks, self.clock, self.window.words)
        self.window.shelf = ProgramShelf(Reports(self.settings.profile))
        self.window.join(self.model)
        self.window.pack = PackModel(self.background, HousePacks(self.looks), self.model, self.patients, self.window)
        self._join_lists(self.window.pack)
        self._watch().join(self.background, self._ring)
        if self.crashing is not None:
            self.crashing.join()
        self._follow()
        self.is_joined = True
        gc.freeze()  # what is there for good is not searched again and again while a patient is on the screen

    def obey(self, settings: "Settings") -> None:
        """Let the settings hold as the policy of the computer has them: known when somebody is let in, and not before."""
        self.settings = self.looks.settings = settings
        self.window.obey(settings.off)
        if self.window.pack is not None:
            self.window.pack.limits = settings.limits
        self._follow()

    def _follow(self) -> None:
        """Follow the hub of the settings, once, where there is one and it may be followed."""
        settings = self.settings
        if self.following is None and settings.fhircast is not None and Feature.FOLLOW not in settings.off:
            from overblik.app.following import Following

            self.following = Following(self)

    def _join_lists(self, pack: "PackModel") -> None:
        from overblik.app.work_lists import HouseLists
        from overblik.viewmodels.ward_model import WardModel

        lists = HouseLists(self.looks)
        ward = self.window.ward = WardModel(lists, lists, self.background, self.clock, self.window.words, self.window)
        ward.told.connect(self.window.tell)
        ward.read_in.connect(self.patients.take_roll)
        ward.read_in.connect(lambda *_: pack.refresh())
        self.window.choices_changed.connect(lambda _: ward.speak(self.window.words))

    def begin(self) -> None:
        """Open the house for whoever is let in now."""
        if self.settings.sign_in is not None:
            self.patients.take(tuple(listed_patient(one) for one in self.settings.patients))
        self.background.run(self.looks.start, each=self._started, failed=self.model.tell_failure)
        ward = self.window.ward
        if ward is not None:
            ward.begin(self.settings.lists)
            if ward.is_ward and self.window.acts is not None and Feature.WARD_BOARD not in self.settings.off:
                self.window.acts.act("ward.open")()

    def _started(self, told: "tuple[str, tuple[Listed, ...]]") -> None:
        notice, kept = told
        if notice:
            self.window.tell(self.model.words.say(notice))
            self._watch().know_store(notice)
        if not self.patients.ids and kept:
            self.patients.take(kept)

    def close(self) -> None:
        """End jobs, house and thread, in the reverse order of building."""
        if self.crashing is not None:
            self.crashing.close()
        if self.ending is not None:
            self.ending.close()
        if not self.is_joined:
            return
        self._watch().close()
        self.model.close_patient()
        if self.window.ward is not None:
            self.window.ward.clear()
        with contextlib.suppress(TimeoutError):
            self.background.finish(self.looks.close)
        self.background.close()


def application() -> QApplication:
    """Give Qt's application with the program's typefaces; it is made once."""
    _choose_platform()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # By word, not by `setStyle`: that wraps a QStyle and makes all its enumerations before the first paint.
        app = QApplication(["overblik", "-style", "Fusion"])
    app.setApplicationName("Overblik")
    app.setDesktopFileName("dk.overblik.Overblik")
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


def make_program(
    settings: "Settings",
    choices: Choices | None = None,
    ring: "Keyring | None" = None,
    before: Before | None = None,
) -> Program:
    """Join the program; `QApplication` must be there.

    Raises:
        InputError: the moment of the settings cannot be read.

    """
    return Program(settings, choices or read_choices(settings), make_clock(settings), ring, before or Before())


def show(program: Program) -> None:
    """Show the window; the rest is loaded behind its first paint."""
    if program.before.is_process:
        program.window.first_painted.connect(program.listen)
    program.window.first_painted.connect(program.join)
    program.window.first_painted.connect(_set_icon)
    if program.before.introduces:
        program.window.first_painted.connect(program.introduce)
    if program.window.choices.is_maximised:
        program.window.showMaximized()
    else:
        program.window.show()


def _set_icon() -> None:
    """Give all windows the program's icon: a file of each size, which Qt reads where one is shown."""
    from PySide6.QtGui import QIcon

    icon = QIcon()
    for path in sorted((paths.resources() / "appicon").glob("*.png")):
        icon.addFile(str(path))
    application().setWindowIcon(icon)


def tell_in_box(sentence: str) -> None:
    """Say why there will be no window, and wait until it was read; without a screen nothing is waited for."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    if has_display():
        application()
        box = QMessageBox(QMessageBox.Icon.Warning, "Overblik", sentence)
        box.setTextFormat(Qt.TextFormat.PlainText)  # it repeats what stands in a file
        box.exec()
