"""The Demo menu and its frame: anyone can see how the program tells the truth."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow

from overblik.viewmodels.demo import DemoModel


def add_demo_menu(window: QMainWindow, demo: DemoModel, tell: Callable[[str], None], again: Callable[[], None]) -> None:
    """Add the menu that drives the embedded services; after each act all sources are asked again."""
    frame, menu = QLabel(window.menuBar()), window.menuBar().addMenu("")
    frame.setTextFormat(Qt.TextFormat.PlainText)
    frame.setObjectName("demo")
    window.menuBar().setCornerWidget(frame)
    window.setContentsMargins(3, 0, 3, 3)

    def write() -> None:
        frame.setText(demo.words.say("window.demo"))
        frame.adjustSize()
        menu.setTitle(demo.words.say("demo.menu"))
        menu.clear()
        for act in demo.acts:
            menu.addAction(act.text).triggered.connect(lambda _=False, act=act: demo.do(act))

    def done(sentence: str) -> None:
        tell(sentence)
        again()

    write()
    demo.spoken.connect(write)
    demo.done.connect(done)
    demo.opened.connect(tell)
    demo.failed.connect(tell)
