"""The Demo menu and its frame: anyone can see how the program tells the truth."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow

from overblik.viewmodels.demo import DemoModel


def add_demo_menu(window: QMainWindow, demo: DemoModel, tell: Callable[[str], None], again: Callable[[], None]) -> None:
    """Add the menu that drives the embedded services; after each act all sources are asked again."""
    frame = QLabel(demo.words.say("window.demo"), window.menuBar())
    frame.setTextFormat(Qt.TextFormat.PlainText)
    frame.setObjectName("demo")
    window.menuBar().setCornerWidget(frame)
    window.setContentsMargins(3, 0, 3, 3)
    menu = window.menuBar().addMenu(demo.words.say("demo.menu"))
    for act in demo.acts:
        menu.addAction(act.text).triggered.connect(lambda _=False, act=act: demo.do(act))

    def done(sentence: str) -> None:
        tell(sentence)
        again()

    demo.done.connect(done)
    demo.failed.connect(tell)
