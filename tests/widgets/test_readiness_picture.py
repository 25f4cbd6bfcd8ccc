"""The page Parathed looks as the guide of home care shows it; renewed by `python -m widgets.readiness`."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from widgets.pages import MANUAL, keep_whole
from widgets.pictures import are_alike, small
from widgets.readiness import NAME, SIZE, take_readiness


def test_parathed_looks_as_the_manual_shows_it(tmp_path: Path) -> None:
    taken, path = take_readiness(), MANUAL / f"{NAME}.png"
    assert (taken.width(), taken.height()) == SIZE
    if not are_alike(small(taken), small(QImage(str(path)))):
        keep_whole(taken, tmp_path / path.name)
        pytest.fail(f"the page differs from {path}; it is now as in {tmp_path / path.name}")
