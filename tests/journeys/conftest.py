"""The real program on a temporary profile, the embedded services beside it, and a clinician at the keys."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from overblik.app.demo import demo_settings
from overblik.app.demo_services import services
from overblik.app.window import Program, application, make_program, show
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.rows import Row
from overblik.viewmodels.screen import Screen

MOMENT = "2026-11-23T09:41:00+01:00"
BERGGREN = "2512489996"


@dataclass
class Services:
    """The embedded services and their side door."""

    told: dict[str, Any]

    def order(self, door: str, order: dict[str, Any] | None, method: str = "POST") -> dict[str, Any]:
        """Give an order by the side door."""
        headers = {"X-Sandbox-Secret": self.told["secret"], "Content-Type": "application/json"}
        body = json.dumps(order).encode() if order is not None else None
        request = urllib.request.Request(f"{self.told['control']}/{door}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read())

    def disturb(self, kind: str, base: str = "*", resource: str = "*", **facts: Any) -> None:
        """Let a fault stand until `heal`."""
        self.order("faults", {"base": base, "resource": resource, "kind": kind, **facts})

    def heal(self) -> None:
        """End all faults, and set the clock back."""
        self.order("faults", None, "DELETE")
        self.order("clock", {"now": MOMENT})


@dataclass
class Desk:
    """A clinician at the keys of one program."""

    program: Program
    bot: Any
    screens: list[Screen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.program.model.screen_changed.connect(self.screens.append)

    @property
    def window(self) -> Any:
        return self.program.window

    @property
    def shell(self) -> Any:
        return self.program.window.pane

    @property
    def screen(self) -> Screen:
        return self.program.model.screen()

    def open(self, number: str) -> None:
        """Type a number into the search field and press Enter."""
        self.window.search()
        self.window.rail.search.clear()
        self.bot.keyClicks(self.window.rail.search, number)
        self.bot.keyClick(self.window.rail.search, Qt.Key.Key_Return)

    def look(self, number: str) -> Screen:
        """Open a patient and wait until every source has answered."""
        self.open(number)
        return self.wait()

    def wait(self) -> Screen:
        """Wait until no section waits for its source and the screen is painted."""
        model = self.program.model
        self.bot.waitUntil(lambda: not model.is_waiting, timeout=15000)
        self.bot.wait(30)
        return self.program.model.screen()

    def in_house(self, act: Callable[[Any], Any]) -> Any:
        """Do something with the house in the asking thread, to which its files belong, and give what came of it."""
        told: list[Any] = []

        async def work(report: Callable[[Any], None]) -> None:
            report(act(self.program.looks.house()))

        self.program.background.run(work, each=told.append, failed=told.append)
        self.bot.waitUntil(lambda: bool(told), timeout=10000)
        assert not isinstance(told[0], BaseException), told[0]
        return told[0]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is; a window that was collected meanwhile may have left none active."""
        if QApplication.activeWindow() is None and QApplication.activePopupWidget() is None:
            self.window.activateWindow()
            self.bot.waitUntil(self.window.isActiveWindow, timeout=10000)
        target: QWidget = self.window.focusWidget() or self.window
        self.bot.keyClick(target, key, modifier)

    def rows(self, card: str) -> tuple[Row, ...]:
        """Give the rows of a card of the overview."""
        return self.shell.overview.cards[card].model.rows

    def spoken(self) -> str:
        """Give everything that stands on the screen, as a screen reader would say it."""
        shell = self.shell
        parts = [shell.banner, shell.cave, shell.strip, shell.overview.summary]
        told = [part.accessibleName() for part in parts]
        for card in [*shell.overview.cards.values(), shell.full]:
            told += [card.head.accessibleName(), *(row.accessible for row in card.model.rows)]
        return "\n".join(told)


@pytest.fixture(scope="session")
def running() -> Iterator[Services]:
    with services(MOMENT) as told:
        yield Services(told)


@pytest.fixture
def sandbox(running: Services) -> Iterator[Services]:
    running.heal()
    yield running
    running.heal()


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def settings(sandbox: Services, tmp_path: Path) -> Settings:
    return demo_settings(sandbox.told, tmp_path / "profile", MOMENT, "da", "light")


@pytest.fixture
def sit_down(settings: Settings, ring: MemoryKeyring, qtbot: Any) -> Iterator[Callable[[], Desk]]:
    """Start the program; a second call is a restart on the same profile and key ring."""
    application()
    desks: list[Desk] = []

    def end() -> None:
        for desk in desks:
            desk.window.close()
            desk.program.close()
        desks.clear()

    def start(choices: Choices | None = None) -> Desk:
        end()
        program = make_program(settings, choices or Choices(), ring)
        show(program)
        qtbot.waitUntil(lambda: program.is_joined, timeout=10000)
        program.window.activateWindow()
        desks.append(Desk(program, qtbot))
        return desks[0]

    yield start
    end()


@pytest.fixture
def desk(sit_down: Callable[[], Desk]) -> Desk:
    return sit_down()
