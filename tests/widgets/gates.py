"""Pictures of the gate: the tests compare them, and the manual shows them. Renewed by `python -m widgets.gates`."""

from datetime import timedelta

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from clinic import DANISH_WORDS, NOW
from overblik.app.window import application
from overblik.domain.mode import BOUNDS, Mode
from overblik.domain.policy import Policy
from overblik.runtime import paths
from overblik.viewmodels.computer import Computer, Person
from overblik.viewmodels.gate import GateState, Locked, Stage, gate_screen
from overblik.viewmodels.words import Words
from overblik.widgets.gate import Gate
from overblik.widgets.look import Look
from overblik.widgets.style import style_sheet
from widgets.pages import MANUAL, keep_whole

WIDTH, HEIGHT = 1440, 900
_AT = NOW - timedelta(minutes=1)
_WARD = Computer(BOUNDS[Mode.WARD].without, Policy(1, Mode.WARD, "Region Prøve", "Afsnit M2 · delt pc 14"))
_HOUSE = Policy(1, Mode.CLINIC, "Lægehuset Fjordparken", keeps=True)
_OWNER = Person("token", "M. Eksempel")
_OWN = Computer(BOUNDS[Mode.CLINIC].loosest, _HOUSE, owner=_OWNER, left=5, is_disk_encrypted=True)
_NEW = Computer(BOUNDS[Mode.CLINIC].loosest, _HOUSE, is_first_run=True, is_disk_encrypted=True)
_DEMO = Computer(
    BOUNDS[Mode.CLINIC].loosest,
    persons=(Person("1", "Læge M. Eksempel", "Egen læge"), Person("2", "Sygeplejerske K. Prøve", "Sygeplejerske")),
)
GATES = {
    "locked-shared": GateState(Stage.SIGN_IN, _WARD, Locked(_AT)),
    "locked-own": GateState(Stage.PIN, _OWN, Locked(_AT)),
    "first-start": GateState(Stage.FIRST_RUN, _NEW, chosen=Mode.WARD),
    "new-pin": GateState(Stage.NEW_PIN, _NEW),
    "sign-in-demo": GateState(Stage.SIGN_IN, _DEMO),
}


def made(name: str, theme: str = "light", scale: float = 1.0, words: Words = DANISH_WORDS) -> tuple[QWidget, Gate]:
    """Make a window that a gate covers; the caller keeps it."""
    application()
    look = Look(theme, paths.resources() / "icons", scale)
    window = QWidget()
    window.setStyleSheet(style_sheet(look))
    window.resize(WIDTH, HEIGHT)
    gate = Gate(look, window)
    gate.resize(WIDTH, HEIGHT)
    gate.show_screen(gate_screen(GATES[name], NOW, words))
    window.show()
    return window, gate


def taken(name: str, theme: str = "light") -> QImage:
    """Take the picture of a gate, without a blinking cursor."""
    window, gate = made(name, theme)
    gate.setFocus()
    application().processEvents()
    picture = window.grab().toImage()
    window.close()
    return picture


if __name__ == "__main__":
    for each in GATES:
        keep_whole(taken(each), MANUAL / f"{each}.png")
