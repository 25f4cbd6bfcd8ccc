"""The gate as it is seen, heard and typed at: whole at every text size, secrets gone when they were used (R26, T3)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from clinic import DANISH_WORDS, NOW
from overblik.runtime import paths
from overblik.viewmodels.gate import gate_screen
from overblik.viewmodels.words import load_words
from widgets.gates import GATES, MANUAL, keep_whole, made, taken
from widgets.pictures import are_alike, small

LEAST = 24
"""WCAG 2.2, 2.5.8: pixels of a target."""


@pytest.mark.parametrize("name", GATES)
def test_every_gate_looks_as_the_manual_shows_it(name: str, tmp_path: Path) -> None:
    path = MANUAL / f"{name}.png"
    picture = taken(name)
    if not are_alike(small(picture), small(QImage(str(path)))):
        keep_whole(picture, tmp_path / path.name)
        pytest.fail(f"the gate differs from {path}; it is now as in {tmp_path / path.name}")


@pytest.mark.parametrize("name", GATES)
def test_in_the_dark_the_gate_is_dark(name: str) -> None:
    light, dark = taken(name), taken(name, "dark")
    assert light.pixelColor(5, 5).lightness() > 200
    assert dark.pixelColor(5, 5).lightness() < 50
    assert not are_alike(small(light), small(dark))


@pytest.mark.rule("R26")
@pytest.mark.parametrize("name", GATES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_r26_every_part_has_a_name_and_is_large_enough(name: str, scale: float, qtbot: Any) -> None:
    window, gate = made(name, scale=scale)
    qtbot.addWidget(window)
    assert gate.accessibleName()
    for part in [*gate.findChildren(QPushButton), *gate.findChildren(QLineEdit)]:
        assert part.accessibleName() or part.text(), part
        assert min(part.width(), part.height()) >= LEAST * scale


@pytest.mark.rule("R18")
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", GATES)
def test_r18_no_word_is_cut(name: str, scale: float, language: str, qtbot: Any) -> None:
    window, gate = made(name, scale=scale, words=load_words(paths.resources(), language))
    qtbot.addWidget(window)
    qtbot.wait(1)
    for label in gate.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()) or not label.wordWrap(), label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
    for button in gate.findChildren(QPushButton):
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button.text()


def test_enter_in_the_field_presses_its_button_and_a_secret_is_gone_at_once(qtbot: Any) -> None:
    window, gate = made("locked-own")
    qtbot.addWidget(window)
    acted: list[tuple[str, dict[str, str]]] = []
    gate.acted.connect(lambda name, values: acted.append((name, values)))
    field = gate.cards[0].fields["pin"]
    assert field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, "kilde-42x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert acted == [("pin", {"pin": "kilde-42x"})]
    assert field.text() == ""


def test_what_is_typed_stays_while_the_clock_goes_on_and_no_secret_outlives_another_gate(qtbot: Any) -> None:
    window, gate = made("locked-own")
    qtbot.addWidget(window)
    gate.cards[0].fields["pin"].setText("kilde")
    gate.cards[1].fields["user"].setText("anna")
    later = gate_screen(GATES["locked-own"], NOW.replace(minute=59), DANISH_WORDS)
    gate.show_screen(later)
    assert gate.cards[0].fields["pin"].text() == "kilde"
    assert "09:59" in words_on(gate)
    gate.show_screen(gate_screen(GATES["locked-shared"], NOW, DANISH_WORDS))
    assert gate.cards[0].fields["user"].text() == "anna"
    gate.show_screen(later)
    assert gate.cards[0].fields["pin"].text() == ""


def test_what_may_not_be_chosen_is_not_chosen_by_a_press_on_its_frame(qtbot: Any) -> None:
    window, gate = made("first-start")
    qtbot.addWidget(window)
    acted: list[tuple[str, dict[str, str]]] = []
    gate.acted.connect(lambda name, values: acted.append((name, values)))
    for radio in gate.cards[0].options:
        qtbot.mouseClick(radio.parentWidget(), Qt.MouseButton.LeftButton)
    assert acted == [("mode", {"value": "clinic"}), ("mode", {"value": "ward"})]


def words_on(gate: QWidget) -> str:
    return " ".join(label.text() for label in gate.findChildren(QLabel))


@pytest.mark.parametrize("name", GATES)
def test_the_foot_uses_the_width_it_has_and_keeps_words_beside_their_sign(name: str, qtbot: Any) -> None:
    window, gate = made(name)
    qtbot.addWidget(window)
    screen = gate_screen(GATES[name], NOW, DANISH_WORDS)
    long = ("clock-alert", DANISH_WORDS.say("gate.deaf"))
    gate.show_screen(replace(screen, foot=(long, *screen.foot)))
    qtbot.wait(1)
    words = [text for _, text in (long, *screen.foot)]
    labels = [label for label in gate.findChildren(QLabel) if label.isVisible() and label.text() in words]
    assert [label.text() for label in labels] == words
    for label in labels:
        tall = label.fontMetrics().boundingRect(label.rect(), Qt.TextFlag.TextWordWrap, label.text()).height()
        assert tall < 2 * label.fontMetrics().lineSpacing(), f"{label.text()} wraps in {label.width()} px"
    lefts = [label.mapTo(gate, QPoint()).x() for label in labels]
    for left, label, after in zip(lefts, labels, lefts[1:], strict=False):
        assert after - left - label.width() < 60, "each stands beside the one before"
    assert len({label.mapTo(gate, QPoint()).y() for label in labels}) == 1


def test_where_the_window_is_narrow_the_foot_wraps_and_is_whole(qtbot: Any) -> None:
    window, gate = made("locked-own", scale=2.0)
    qtbot.addWidget(window)
    gate.resize(900, 1100)
    qtbot.wait(1)
    foot = {text for _, text in gate_screen(GATES["locked-own"], NOW, DANISH_WORDS).foot}
    labels = [label for label in gate.findChildren(QLabel) if label.isVisible() and label.text() in foot]
    assert len(labels) == len(foot)
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width()), label.text()
