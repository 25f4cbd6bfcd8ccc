"""Pictures of the program on the embedded services, how alike two pictures are, and how the kept ones are renewed.

Renew them, and look at each before it is committed, by:

    QT_QPA_PLATFORM=offscreen PYTHONPATH=desktop:tests python -m widgets.pictures
"""

import contextlib
import json
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage

from overblik.app.demo import demo_settings, open_patient, seen_before, wait_until_whole
from overblik.app.demo_services import services
from overblik.app.window import Program, application, make_program, show
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.choices import Choices
from overblik.widgets import paint
from overblik.widgets.look import Look
from widgets.pages import ALONE, MANUAL, PAGES, keep_whole, take_alone, take_pages

MOMENT = "2026-11-23T09:41:00+01:00"
BERGGREN, ANOTHER = "2512489996", "0309363991"
KEPT = Path(__file__).parent / "pictures"
WIDTH, HEIGHT = 720, 450
"""The size in which pictures are kept: half of the window's."""
NAMES = ("light", "dark", "contrast", "english", "offline")
CELL = 10
"""Pixels of a kept picture that are compared as one: about a word wide and a line high."""


def small(picture: QImage) -> QImage:
    """Give a picture in the size and the few colours in which it is kept."""
    scaled = picture.scaled(
        WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    few = scaled.convertToFormat(QImage.Format.Format_RGB444).convertToFormat(QImage.Format.Format_RGB32)
    exactly = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    return few.convertToFormat(QImage.Format.Format_Indexed8, exactly)


def cells(picture: QImage) -> list[QColor]:
    """Give the mean colour of each cell."""
    columns, rows = WIDTH // CELL, HEIGHT // CELL
    grid = picture.convertToFormat(QImage.Format.Format_RGB32).scaled(
        columns, rows, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return [grid.pixelColor(x, y) for y in range(rows) for x in range(columns)]


def differences(one: QImage, other: QImage) -> list[int]:
    """Give for each cell by how much (of 255) its mean colour differs in the channel that differs most."""
    return [
        max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue()))
        for a, b in zip(cells(one), cells(other), strict=True)
    ]


def are_alike(one: QImage, other: QImage) -> bool:
    """Whether two pictures show the same: letters of another computer differ by less, a missing line by more.

    Fully hinted letters can break one line at another word, which changes four cells by more than 20; the smallest
    disturbance that is tried changes nine.
    """
    return sum(1 for difference in differences(one, other) if difference > 20) < 7


def _turn() -> None:
    """Let the event loop run until nothing waits to be painted."""
    loop = QEventLoop()
    QTimer.singleShot(250, loop.quit)
    loop.exec()


@contextlib.contextmanager
def _program(told: dict[str, Any], profile: Path, ring: MemoryKeyring, **chosen: str) -> Iterator[Program]:
    application()
    choices = Choices(width=1440, height=900, **chosen)
    program = make_program(demo_settings(told, profile, MOMENT, "da", "light"), choices, ring)
    try:
        show(program)
        program.join()
        seen_before(program)
        program.window.activateWindow()
        _open(program, BERGGREN)
        yield program
    finally:
        program.window.close()
        program.close()


def _open(program: Program, number: str) -> None:
    open_patient(program, number)
    assert wait_until_whole(program)
    _turn()


def _taken(program: Program) -> QImage:
    return program.window.grab().toImage()


def _disturbed(program: Program) -> dict[str, QImage]:
    """Take pictures in which something is not as it should be."""
    window, made = program.window, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paint, "paint_spark", lambda *_: None)
        made["no courses"] = _taken(program)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(window.look._colors, "crit", window.look.color("text2"))
        made["another colour of CAVE"] = _taken(program)
    overview = window.pane.overview
    overview.cards["medication"].table.hideRow(4)
    made["no metoprolol"] = _taken(program)
    overview.cards["medication"].table.showRow(4)
    overview.cards["vaccinations"].hide()
    made["no card of vaccinations"] = _taken(program)
    overview.cards["vaccinations"].show()
    window.pane.strip.hide()
    _turn()
    made["no strip"] = _taken(program)
    window.turn_theme()
    _turn()
    made["turned to dark"] = _taken(program)
    return made


def _with_other_letters(told: dict[str, Any]) -> QImage:
    """Take the picture as another computer might, whose letters are hinted to whole pixels."""

    def hinted(self: Look, size: int, weight: int) -> QFont:
        font = plain(self, size, weight)
        font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
        return font

    plain = Look._make_font
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(Look, "_make_font", hinted)
        with _program(told, Path(folder), MemoryKeyring()) as program:
            return _taken(program)


def _offline(told: dict[str, Any], profile: Path, ring: MemoryKeyring) -> QImage:
    """Take the picture of what is kept while every connection is dropped."""
    order = json.dumps({"base": "*", "resource": "*", "kind": "drop"}).encode()
    headers = {"X-Sandbox-Secret": told["secret"], "Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{told['control']}/faults", order, headers), timeout=5).close()
    with _program(told, profile, ring) as program:
        return _taken(program)


def take_all() -> dict[str, QImage]:
    """Take the pictures that are kept, and some that must be told from them."""
    with services(MOMENT) as told, tempfile.TemporaryDirectory() as folder:
        ring, profile = MemoryKeyring(), Path(folder)
        with _program(told, profile, ring) as program:
            made = {"light": _taken(program)}
            made |= {f"{name} light": picture for name, picture in take_pages(program).items()}
            made |= _disturbed(program)
        with _program(told, profile, ring) as program:
            made |= {f"{name} light": picture for name, picture in take_alone(program).items()}
        with _program(told, profile, ring, theme="contrast") as program:
            made["contrast"] = _taken(program)
        with _program(told, profile, ring, theme="dark") as program:
            made["dark"] = _taken(program)
            made |= {f"{name} dark": picture for name, picture in take_pages(program).items()}
            _open(program, ANOTHER)
            made["another patient"] = _taken(program)
            made |= {f"{name} dark": picture for name, picture in take_alone(program).items()}
        with _program(told, profile, ring, language="en") as program:
            made["english"] = _taken(program)
        made["other letters"] = _with_other_letters(told)
        made["offline"] = _offline(told, profile, ring)
    return made


def keep(picture: QImage, path: Path) -> None:
    """Write a picture as it is kept."""
    path.parent.mkdir(exist_ok=True)
    assert small(picture).save(str(path), "PNG", 0)


if __name__ == "__main__":
    taken = take_all()
    for name in NAMES:
        keep(taken[name], KEPT / f"{name}.png")
    keep_whole(taken["light"], MANUAL / "overview.png")
    for name in (*PAGES, *ALONE):
        keep_whole(taken[f"{name} light"], MANUAL / f"{name}.png")
        keep(taken[f"{name} dark"], KEPT / f"{name}-dark.png")
