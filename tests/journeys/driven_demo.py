"""The real demo as a process, and a clinician at its keys: opens, searches, prints, copies, overrides, and locks.

What is typed comes over standard input, so that no canary stands in a command line. The program has no list of
patients here: what it knows of any of them came from the services.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from overblik import cli
from overblik.app import demo, demo_services
from overblik.viewmodels.gate import Stage
from overblik.viewmodels.rows import NoticeRow

PIN = "kilde-42x"
_TOO_LONG = 60_000


def wait(is_so: Callable[[], Any]) -> None:
    """Let the program run until something is so."""
    loop, look, over = QEventLoop(), QTimer(interval=20), QTimer(singleShot=True, interval=_TOO_LONG)
    look.timeout.connect(lambda: loop.quit() if is_so() else None)
    over.timeout.connect(partial(loop.exit, 1))
    look.start()
    over.start()
    if loop.exec():
        sys.stderr.write(f"never came: {is_so}\n")
        QGuiApplication.exit(3)


class Clinician:
    """Sits at the keys of one program."""

    def __init__(self, program: Any, told: dict[str, Any]) -> None:
        self.program, self.told = program, told

    @property
    def gate(self) -> Any:
        return self.program.gatekeeper.curtain.gate

    @property
    def stage(self) -> Stage | None:
        session = self.program.gatekeeper.session
        return session.state.stage if session is not None and session.state is not None else None

    def press(self, text: str) -> None:
        def found() -> list[Any]:
            cards = self.gate.cards if self.gate is not None else ()
            return [button for card in cards for button in card.buttons if text in button.text()]

        wait(found)
        QTest.mouseClick(found()[0], Qt.MouseButton.LeftButton)

    def sign_in(self) -> None:
        self.press(self.told["name"])
        wait(lambda: self.stage in (Stage.NEW_PIN, Stage.OPEN))
        if self.stage is Stage.NEW_PIN:
            for name in ("pin", "again"):
                next(card.fields[name] for card in self.gate.cards if name in card.fields).setText(PIN)
            self.press("Vælg")
            wait(lambda: self.stage is Stage.OPEN)

    def look(self, number: str) -> None:
        search = self.program.window.rail.search
        self.program.window.search()
        search.clear()
        QTest.keyClicks(search, number)
        QTest.keyClick(search, Qt.Key.Key_Return)
        basis = self.program.window.acts.feature("basis").page
        if self.program.window.pane.pages.currentWidget() is basis:  # nobody is on a list here
            QTest.mouseClick(basis.treatment, Qt.MouseButton.LeftButton)
        wait(lambda: self.program.model.patient_id is not None and not self.program.model.is_waiting)
        QTest.qWait(400)  # sections are written behind the paint

    def override(self) -> None:
        """See a hidden drug by override."""
        pane = self.program.window.pane
        card = pane.overview.cards["medication"]
        pane.focus_card("medication")
        for _ in card.model.rows:
            row = card.table.current()
            if isinstance(row, NoticeRow) and row.act == "reveal":
                break
            QTest.keyClick(card.table, Qt.Key.Key_Down)
        QTest.keyClick(card.table, Qt.Key.Key_Return)
        QTest.keyClicks(pane.reveal.why, self.told["why"])
        QTest.keyClick(pane.reveal.why, Qt.Key.Key_Return)
        wait(lambda: not self.program.model.is_waiting)
        pane.focus_card("medication")
        self.program.window.acts.feature("row").copy()

    def print_and_delete(self, path: Path) -> None:
        paper = self.program.window.acts.feature("paper")
        paper.open()
        paper.ask_path = lambda: path
        QTest.mouseClick(paper.page.save, Qt.MouseButton.LeftButton)
        wait(path.exists)
        wait(lambda: path.stat().st_size > 1000)
        path.unlink()

    def hand_over(self) -> None:
        """Let another program open a document."""
        given: list[Path] = []
        content = f"%PDF-1.7 {self.told['typed']}".encode()
        self.program.model.run(partial(self.program.looks.hand_over, content, ".pdf"), each=given.append)
        wait(lambda: given and given[0].exists())

    def search(self) -> None:
        self.program.window.search()
        self.program.window.rail.search.clear()
        QTest.keyClicks(self.program.window.rail.search, self.told["typed"])

    def work(self) -> None:
        wait(lambda: self.program.is_joined)
        self.sign_in()
        for number in self.told["numbers"]:
            self.look(number)
        if self.told["print"]:
            self.do_all()
        Path(self.told["ready"]).touch()
        self.lock = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.lock.activated.connect(self._leave)

    def _leave(self) -> None:
        """Lock, sign out or erase: the word that is typed."""
        self.lock.setEnabled(False)
        self.program.gatekeeper.lock(sys.stdin.readline().strip())

    def do_all(self) -> None:
        """Leave traces wherever a clinician may."""
        self.override()
        self.print_and_delete(Path(self.told["print"]))
        self.hand_over()
        self.search()


def without_list(started: Callable[[str], Any]) -> Callable[[str], Any]:
    """Start the services, and forget which patients they have."""

    def start(clock: str) -> Any:
        child, told = started(clock)
        return child, {**told, "patients": []}

    return start


def main() -> None:
    told = json.loads(sys.stdin.readline())
    demo_services._started = without_list(demo_services._started)
    shown, kept = demo.show, []

    def show(program: Any) -> None:
        shown(program)
        clinician = Clinician(program, told)
        kept.append(clinician)
        program.window.first_painted.connect(lambda: QTimer.singleShot(0, clinician.work))

    demo.show = show
    sys.exit(cli.run(["demo", "--mode", told["mode"], "--language", "da"]))


if __name__ == "__main__":
    main()
