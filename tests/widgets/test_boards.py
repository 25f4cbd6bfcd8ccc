"""The board of the demo's ward looks as it did when it was last looked at; renewed by `python -m widgets.boards`."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from widgets.boards import BOARDS, SIZE, WHOLE, take_boards
from widgets.pages import MANUAL, keep_whole
from widgets.pictures import KEPT, are_alike, small


@pytest.fixture(scope="module")
def taken() -> dict[str, QImage]:
    return take_boards()


@pytest.mark.parametrize("name", BOARDS)
def test_the_board_looks_as_it_was_kept(name: str, taken: dict[str, QImage], tmp_path: Path) -> None:
    kept = small(QImage(str(MANUAL / f"{name}.png"))) if name in WHOLE else QImage(str(KEPT / f"{name}.png"))
    assert (taken[name].width(), taken[name].height()) == SIZE
    if not are_alike(small(taken[name]), kept):
        keep_whole(taken[name], tmp_path / f"{name}.png")
        pytest.fail(f"the board differs; it is now as in {tmp_path / name}.png")


def test_another_board_is_seen(taken: dict[str, QImage]) -> None:
    assert not are_alike(small(taken["ward"]), small(taken["ward-dark"]))
    assert not are_alike(small(taken["ward-dark"]), small(taken["handover-dark"]))
