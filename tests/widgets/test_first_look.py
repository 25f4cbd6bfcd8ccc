"""The steps of a first start and the report of an error as they are seen and heard: whole at every text size (R26)."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from overblik.runtime import paths
from overblik.viewmodels.words import load_words
from widgets.first_look import REPORT, STEPS, made, taken
from widgets.pages import MANUAL, keep_whole
from widgets.pictures import are_alike, small

NAMES = (*STEPS, REPORT)


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_the_manual_shows_it(name: str, tmp_path: Path) -> None:
    path = MANUAL / f"{name}.png"
    picture = taken(name)
    if not are_alike(small(picture), small(QImage(str(path)))):
        keep_whole(picture, tmp_path / path.name)
        pytest.fail(f"it differs from {path}; it is now as in {tmp_path / path.name}")


@pytest.mark.parametrize("name", NAMES)
def test_in_the_dark_it_is_dark(name: str) -> None:
    light, dark = taken(name), taken(name, "dark")
    assert light.pixelColor(5, 5).lightness() > 200
    assert dark.pixelColor(5, 5).lightness() < 50


@pytest.mark.rule("R26", "R18")
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", NAMES)
def test_r26_every_part_has_a_name_is_large_enough_and_no_word_is_cut(
    name: str, scale: float, language: str, qtbot: Any
) -> None:
    window, view = made(name, scale=scale, words=load_words(paths.resources(), language))
    qtbot.addWidget(window)
    qtbot.wait(1)
    for part in view.findChildren(QPushButton):
        assert part.text()
        assert part.isHidden() or min(part.width(), part.height()) >= 24 * scale
        assert part.isHidden() or part.width() >= part.sizeHint().width()
    for text in view.findChildren(QPlainTextEdit):
        assert text.accessibleName()
    for label in view.findChildren(QLabel):
        room = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.isHidden() or label.height() >= room, label.text()
        right = label.mapTo(view, QPoint(label.width(), 0)).x()
        assert right <= view.width(), label.text()
