"""The audit file of a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from overblik.store.trail_file import TrailFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trail.db"


@pytest.fixture
def file(path: Path) -> Iterator[TrailFile]:
    made = TrailFile(path)
    yield made
    made.close()
