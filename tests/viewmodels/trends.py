"""Trends of results that a test gives, as the program composes them."""

from dataclasses import replace
from typing import Any

from clinic import complete, view
from overblik.domain.section import Topic
from overblik.viewmodels.trend import trend
from overblik.viewmodels.trend_series import numeric
from overblik.viewmodels.trend_values import Panel, Trend


def made(*facts: Any, more: tuple[Any, ...] = (), drugs: Any = None, at: int = 0, has_level: bool = False) -> Trend:
    """Compose the trend of the series that was sent as the `at`th."""
    sections = (complete(Topic.LAB_RESULTS, *facts), *more)
    keys = tuple(numeric(sections))
    found = trend(sections, replace(view(is_full=True), has_level=has_level), (keys[at],), drugs)
    assert found is not None
    return found


def panel(*facts: Any, **more: Any) -> Panel:
    """Give the one analysis of a trend."""
    return made(*facts, **more).panels[0]
