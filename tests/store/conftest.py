"""A cache in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from overblik.store.database import open_database
from overblik.store.sections import SectionStore
from store.facts import KEY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@pytest.fixture
def store(path: Path) -> Iterator[SectionStore]:
    made = SectionStore(open_database(path, KEY))
    yield made
    made.close()
