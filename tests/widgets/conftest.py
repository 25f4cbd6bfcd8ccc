"""One look of each theme and size for all tests of the painters."""

from collections.abc import Callable
from functools import lru_cache

import pytest

from overblik.runtime import paths
from overblik.widgets.look import Look


@pytest.fixture(scope="session")
def look_of(typefaces: None) -> Callable[[str, float], Look]:
    """Give the look of a theme at a text size; what it has measured is kept."""
    return lru_cache(lambda theme, scale: Look(theme, paths.resources() / "icons", scale))
