"""A computer on which clinicians sign in at the embedded services, and what is done at its gate."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from journeys.conftest import MOMENT, Desk, Services
from overblik.app.demo import demo_settings, with_sign_in
from overblik.app.window import Before, application, make_program, show
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.gate import Stage


@dataclass
class Computer:
    """One computer: its profile, its key ring, and how each session on it ended."""

    settings: Settings
    bot: Any
    ring: MemoryKeyring = field(default_factory=MemoryKeyring)
    ended: list[str] = field(default_factory=list)
    locked_at: str = ""
    why: str = ""
    """When and why the former session here ended, as its successor is told."""

    @contextmanager
    def sit_down(self) -> Iterator[Desk]:
        application()
        program = make_program(self.settings, Choices(), self.ring, Before(self.locked_at, self.why, self.ended.append))
        show(program)
        try:
            self.bot.waitUntil(lambda: program.is_joined, timeout=10000)
            program.window.activateWindow()
            yield Desk(program, self.bot)
        finally:
            program.window.close()
            program.close()


def computer_of(sandbox: Services, folder: Path, bot: Any, mode: str = "") -> Computer:
    settings = demo_settings(sandbox.told, folder / "profile", MOMENT, "da", "light")
    return Computer(with_sign_in(settings, sandbox.told, mode), bot)


def gate(desk: Desk) -> Any:
    return desk.program.gatekeeper.curtain.gate


def stage(desk: Desk) -> Stage | None:
    state = desk.program.gatekeeper.session.state
    return state.stage if state is not None else None


def buttons(desk: Desk) -> dict[str, QPushButton]:
    return {button.text().strip(): button for card in gate(desk).cards for button in card.buttons}


def sign_in(desk: Desk, name: str, until: Stage = Stage.OPEN) -> None:
    desk.bot.waitUntil(lambda: gate(desk) is not None and name in " ".join(buttons(desk)), timeout=10000)
    button = next(button for text, button in buttons(desk).items() if name in text)
    desk.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.bot.waitUntil(lambda: stage(desk) is until, timeout=15000)


def sign_in_anew(desk: Desk, name: str = "M. Eksempel") -> None:
    """Sign in for the first time on a computer that keeps: a PIN is chosen on the way."""
    sign_in(desk, name, Stage.NEW_PIN)
    type_in(desk, "pin", "kilde-42x")
    type_in(desk, "again", "kilde-42x")
    press(desk, "Vælg")
    desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=20000)


def type_in(desk: Desk, name: str, text: str) -> None:
    line = next(card.fields[name] for card in gate(desk).cards if name in card.fields)
    line.setText(text)


def press(desk: Desk, text: str) -> None:
    desk.bot.mouseClick(buttons(desk)[text], Qt.MouseButton.LeftButton)
