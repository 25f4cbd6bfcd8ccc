"""Pictures of every page of the demo's complex patient: the tests compare them, and the manual shows them.

They are taken with a frozen clock and the bundled typeface. The light ones stand whole in docs/manual/pictures, where
the manual shows them; the dark ones, half the size, beside these tests.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from conftest import ROOT
from overblik.app.window import Program
from overblik.viewmodels.rows import LabRow
from widgets.shelf import PictureShelf

MANUAL = ROOT / "docs" / "manual" / "pictures"
Opening = Callable[[Program], None]


def _turn(milliseconds: int = 80) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _page(name: str) -> Opening:
    return lambda program: program.window.acts.open_full(name)


def _act(*names: str) -> Opening:
    def act(program: Program) -> None:
        for name in names:
            program.window.acts.act(name)()
            _turn(30)

    return act


def _creatinine(program: Program) -> None:
    """Go to the newest creatinine on its page."""
    program.window.acts.open_full("lab_results")
    full = program.window.pane.full
    rows = full.model.rows
    full.table.go_to(next(n for n, row in enumerate(rows) if isinstance(row, LabRow) and row.name == "Kreatinin;P"))


def _trend(program: Program) -> None:
    _creatinine(program)
    full = program.window.pane.full
    program.window.acts.act("trend.open")(full.name, full.table.current())


def _original(program: Program) -> None:
    _creatinine(program)
    program.window.acts.act("row.original")()


def _grid(program: Program) -> None:
    program.window.acts.open_full("lab_results")
    program.window.acts.act("laboratory.grid")()


def _timeline(program: Program) -> None:
    program.window.acts.act("timeline.open")()
    _turn(700)


def _palette(program: Program) -> None:
    program.window.acts.act("palette.open")()
    view = program.window.acts.feature("palette").view
    QTest.keyClicks(view.field, "kreat")
    model = program.window.acts.feature("palette").model
    for _ in range(100):
        _turn(100)
        if not model.is_waiting:
            break


def _help(program: Program) -> None:
    """Open the help at the page about the search."""
    program.window.acts.act("help.turn")()
    view = program.window.acts.feature("help").view
    keys = [view.list.item(n).data(Qt.ItemDataRole.UserRole) for n in range(view.list.count())]
    view.list.setCurrentRow(keys.index("page/search.md"))


def _about(program: Program) -> None:
    """Open the page about the program, beside nobody."""
    program.model.close_patient()
    program.window.acts.act("about.open")()


def _drug(program: Program) -> None:
    """Open the page of medicine at metformin, and wait until its history and original have come."""
    program.window.acts.open_full("medication")
    full = program.window.pane.full
    full.table.go_to(next(n for n, row in enumerate(full.model.rows) if getattr(row, "name", "") == "metformin"))
    _turn(1200)


PAGES: dict[str, Opening] = {
    "medication": _drug,
    "results": _page("lab_results"),
    "grid": _grid,
    "trend": _trend,
    "original": _original,
    "plans": _page("care_plans"),
    "appointments": _page("appointments"),
    "home": _page("home_monitoring"),
    "documents": _page("documents"),
    "vaccinations": _page("vaccinations"),
    "stamkort": _page("master_data"),
    "timeline": _timeline,
    "print": _act("paper.open"),
    "keys": _act("help.turn"),
    "help": _help,
    "palette": _palette,
}
"""Each page by the name of its picture, and the way to it from the overview."""

ALONE: dict[str, Opening] = {"computer": _act("computer.open"), "about": _about}
"""Each page that stands beside no patient."""


def take_alone(program: Program) -> dict[str, QImage]:
    """Take the pages that stand beside no patient; whoever is open is closed."""
    made = {}
    program.window.shelf = PictureShelf()
    for name, opening in ALONE.items():
        opening(program)
        for _ in range(100):  # the page asks before it is shown
            _turn()
            if program.window.pane.is_aside:
                break
        _turn()
        made[name] = program.window.grab().toImage()
    return made


def take_pages(program: Program) -> dict[str, QImage]:
    """Take the picture of every page, in the theme of the program."""
    made = {}
    program.window.shelf = PictureShelf()
    for name, opening in PAGES.items():
        opening(program)
        _turn()
        made[name] = program.window.grab().toImage()
        _leave(program)
    return made


def _leave(program: Program) -> None:
    """Go back to the overview from wherever the way led."""
    pane = program.window.pane
    for _ in range(3):  # from the overview no step leads further
        program.window.acts.step_back()
        _turn(30)
    assert pane.pages.currentWidget() is pane.overview


def keep_whole(picture: QImage, path: Path) -> None:
    """Write a picture in its whole size and its own commonest colours, as the manual shows it."""
    path.parent.mkdir(exist_ok=True, parents=True)
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    common = Counter(memoryview(plain.constBits()).cast("B").cast("I")).most_common(256)
    colours = [colour for colour, _ in common]
    exactly: Any = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    assert plain.convertToFormat(QImage.Format.Format_Indexed8, colours, exactly).save(str(path), "PNG", 0)
