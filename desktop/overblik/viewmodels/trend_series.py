"""The series that a trend may show: laboratory, home and other measurements, each with what may not be joined to it."""

from typing import Any

from overblik.domain.section import Topic
from overblik.viewmodels.card_head import Pair, of_topic, pairs
from overblik.viewmodels.lab_series import Series, family_of, series_of
from overblik.viewmodels.lab_table import with_home
from overblik.viewmodels.trend_values import SeriesKey

_BESIDE = (Topic.HOME_MONITORING, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS)


def numeric(sections: tuple[Any, ...]) -> dict[SeriesKey, Series]:
    """Give every series that holds a valid number, by its key; the laboratory's own comes first."""
    made = with_home(series_of(pairs(of_topic(sections, Topic.LAB_RESULTS))), sections)
    for topic in _BESIDE:
        made += series_of(pairs(of_topic(sections, topic)))
    found: dict[SeriesKey, Series] = {}
    for series in made:
        if any(pair[1].fact.quantity is not None for pair in series.valid):
            found.setdefault(series.newest.series, series)
    return found


def apart_from(series: Series, every: dict[SeriesKey, Series]) -> list[Pair]:
    """Give the valid numbers that tell of the same thing in another unit, specimen, code or method (S3, R12)."""
    newest = series.newest
    usual = {id(pair) for pair in series.usual}
    found = [pair for pair in series.valid if id(pair) not in usual]
    family = family_of(newest.system, newest.code or newest.name)
    for key, other in every.items():
        if key != newest.series and family_of(key[0], key[1]) == family:
            found += [pair for pair in other.valid if pair[1].fact.quantity is not None]
    return found
