"""Pictures of what one meets first: the steps of a first start, and the report of an error. Renewed by `python -m widgets.first_look`."""

from datetime import timedelta

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from clinic import DANISH_WORDS, NOW
from overblik.app.window import application
from overblik.domain.trouble import Road, Trouble
from overblik.runtime import paths
from overblik.viewmodels.introduction import COUNT
from overblik.viewmodels.troubles import Surroundings, report_text
from overblik.viewmodels.words import Words
from overblik.widgets.crash_window import CrashWindow
from overblik.widgets.introduction import Introduction
from overblik.widgets.look import Look
from overblik.widgets.style import style_sheet
from widgets.pages import MANUAL, keep_whole

WIDTH, HEIGHT = 1440, 900
STEPS = {f"introduction-{number}": number for number in range(1, COUNT + 1)}
REPORT = "crash-report"
LINES = (
    "KeyError",
    "  overblik.viewmodels.overview:212:OverviewModel.compose",
    "  overblik.viewmodels.screen_parts:88:compose_screen",
    "  overblik.viewmodels.lab_table:141:_row",
    "while handling:",
    "ValueError",
    "  overblik.viewmodels.lab_value:63:shown",
)
_TROUBLE = Trouble(Road.WINDOW, LINES, NOW, timedelta(hours=3, minutes=12, seconds=40), count=2)
_HERE = Surroundings("0.1.0+3f29c1d07a5be846", "3.11.7", "6.11.3", "Linux 6.1.0 x86_64", "clinic")


def made(name: str, theme: str = "light", scale: float = 1.0, words: Words = DANISH_WORDS) -> tuple[QWidget, QWidget]:
    """Make a window, and what covers or stands beside it; the caller keeps both."""
    application()
    look = Look(theme, paths.resources() / "icons", scale)
    window = QWidget()
    window.setStyleSheet(style_sheet(look))
    window.resize(WIDTH, HEIGHT)
    if name == REPORT:
        report = CrashWindow(look, words, window)
        report.tell(report_text(_HERE, (_TROUBLE,), 0, words))
        report.show()
        return window, report
    view = Introduction(look, words, window, STEPS[name])
    view.resize(WIDTH, HEIGHT)
    window.show()
    return window, view


def taken(name: str, theme: str = "light") -> QImage:
    """Take a picture."""
    window, view = made(name, theme)
    application().processEvents()
    picture = (view if name == REPORT else window).grab().toImage()
    view.close()
    window.close()
    return picture


if __name__ == "__main__":
    for each in (*STEPS, REPORT):
        keep_whole(taken(each), MANUAL / f"{each}.png")
