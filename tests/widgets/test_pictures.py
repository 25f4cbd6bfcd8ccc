"""The screen of the demo's complex patient looks as it did when it was last looked at.

The pictures beside this file, half the size of the window, are compared in cells of a word's size, so that the letters
of another computer do not matter but a missing card, column, colour or line does. A picture that differs is written to
a temporary place, which the failure names. They are renewed, after each has been looked at, by:

    QT_QPA_PLATFORM=offscreen PYTHONPATH=desktop:tests python -m widgets.pictures
"""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from widgets.boards import WHOLE
from widgets.first_look import REPORT, STEPS
from widgets.gates import GATES
from widgets.pages import ALONE, MANUAL, PAGES, keep_whole
from widgets.pictures import HEIGHT, KEPT, NAMES, WIDTH, are_alike, keep, small, take_all
from widgets.readiness import NAME as READINESS


@pytest.fixture(scope="module")
def taken() -> dict[str, QImage]:
    """Take every picture once."""
    return take_all()


def kept(name: str) -> QImage:
    return QImage(str(KEPT / f"{name}.png"))


@pytest.mark.parametrize("name", NAMES)
def test_the_screen_looks_as_it_was_kept(name: str, taken: dict[str, QImage], tmp_path: Path) -> None:
    if not are_alike(small(taken[name]), kept(name)):
        path = tmp_path / f"{name}.png"
        keep(taken[name], path)
        pytest.fail(f"the screen differs from {KEPT / path.name}; it is now as in {path}")


@pytest.mark.parametrize("name", [*PAGES, *ALONE])
def test_every_page_looks_as_the_manual_shows_it(name: str, taken: dict[str, QImage], tmp_path: Path) -> None:
    path = MANUAL / f"{name}.png"
    if not are_alike(small(taken[f"{name} light"]), small(QImage(str(path)))):
        keep_whole(taken[f"{name} light"], tmp_path / path.name)
        pytest.fail(f"the page differs from {path}; it is now as in {tmp_path / path.name}")


@pytest.mark.parametrize("name", [*PAGES, *ALONE])
def test_every_page_looks_as_it_was_kept_in_the_dark(name: str, taken: dict[str, QImage], tmp_path: Path) -> None:
    if not are_alike(small(taken[f"{name} dark"]), kept(f"{name}-dark")):
        path = tmp_path / f"{name}-dark.png"
        keep(taken[f"{name} dark"], path)
        pytest.fail(f"the page differs from {KEPT / path.name}; it is now as in {path}")


def test_every_picture_of_the_manual_is_taken_by_these_tests() -> None:
    taken = {"overview", READINESS, *WHOLE, *PAGES, *ALONE, *GATES, *STEPS, REPORT}
    assert {path.stem for path in MANUAL.glob("*.png")} == taken


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_picture_is_small(name: str) -> None:
    assert (kept(name).width(), kept(name).height()) == (WIDTH, HEIGHT)
    assert (KEPT / f"{name}.png").stat().st_size < 120_000


def test_the_letters_of_another_computer_do_not_matter(taken: dict[str, QImage]) -> None:
    assert taken["other letters"] != taken["light"]
    assert are_alike(small(taken["other letters"]), kept("light"))


@pytest.mark.parametrize(
    "name",
    [
        "no courses",
        "another colour of CAVE",
        "no metoprolol",
        "no card of vaccinations",
        "no strip",
        "dark",
        "english",
        "offline",
    ],
)
def test_what_is_missing_or_otherwise_is_seen(name: str, taken: dict[str, QImage]) -> None:
    assert not are_alike(small(taken[name]), kept("light"))


def test_another_patient_is_seen(taken: dict[str, QImage]) -> None:
    assert not are_alike(small(taken["another patient"]), kept("dark"))


def test_the_window_keeps_its_size_when_its_theme_is_turned(taken: dict[str, QImage]) -> None:
    assert taken["turned to dark"].size() == taken["dark"].size()


def test_the_manual_shows_every_picture_and_none_that_is_not_there() -> None:
    shown = {
        name for page in MANUAL.parent.glob("*.md") for name in re.findall(r"\(pictures/(\w+)\.png\)", page.read_text())
    }
    assert shown == {"overview", *WHOLE, *PAGES, *ALONE}
