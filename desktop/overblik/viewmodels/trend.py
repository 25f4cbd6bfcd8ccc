"""The page of the trend, composed: up to four analyses over medicine on one time axis (screens.md 3.7, R12-R17)."""

from typing import Any

from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import View, heading_age, notices, of_topic
from overblik.viewmodels.formats import one_line, show_date, show_moment_date
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.trend_lanes import medicines
from overblik.viewmodels.trend_panel import panel
from overblik.viewmodels.trend_series import numeric
from overblik.viewmodels.trend_time import from_seconds
from overblik.viewmodels.trend_values import MOST, Panel, SeriesKey, Trend
from overblik.viewmodels.words import Words


def trend(
    sections: tuple[Any, ...],
    view: View,
    chosen: tuple[SeriesKey, ...],
    drugs: frozenset[str] | None = None,
) -> Trend | None:
    """Compose the chosen analyses; none where none of them has a dated number any more.

    `sections` are those of one patient, veiled; `drugs` are the keys of the chosen lanes, none for the usual ones.
    """
    every, words = numeric(sections), view.words
    made = [panel(key, every, words, has_level=view.has_level) for key in chosen[:MOST] if key in every]
    panels = tuple(one for one in made if one.points)
    if not panels:
        return None
    now = view.now.timestamp()
    moments = tuple(sorted({point.when for one in panels for point in one.points}))
    mine = of_topic(sections, Topic.LAB_RESULTS)
    age, _ = heading_age(mine, view)
    newest = max(
        (one.series.newest.taken_at for one in panels if one.series.newest.taken_at), key=lambda day: day.order
    )
    return Trend(
        title=_title(panels, words),
        meta=f"{words.say('lab.latest_answer', date=show_date(newest, words))}, {age}",
        panels=panels,
        medicines=medicines(sections, view, moments[0], drugs),
        moments=moments,
        start=moments[0],
        end=max(now, moments[-1]),
        now=now,
        has_level=view.has_level,
        notes=tuple(row.heading for row in notices(mine, view) if isinstance(row, NoticeRow)),
        accessible="\n".join(_spoken(one, words) for one in panels),
        choices=_choices(every, panels),
    )


def _title(panels: tuple[Panel, ...], words: Words) -> str:
    """Name the analyses: no word for what they measure together is made up (Sittig 2)."""
    told = [one.short for one in panels]
    return told[0] if len(told) == 1 else words.say("trend.title", names=", ".join(told[:-1]), last=told[-1])


def _spoken(one: Panel, words: Words) -> str:
    first, last = (show_moment_date(from_seconds(point.when), words) for point in (one.points[0], one.points[-1]))
    return words.one_or_many("trend.accessible", len(one.points), name=one.short.lower(), first=first, last=last)


def _choices(every: dict[SeriesKey, Series], panels: tuple[Panel, ...]) -> tuple[tuple[SeriesKey, str, bool], ...]:
    """Give the analyses that may be added, first those of the result groups that are shown; none is added by itself."""
    shown = {one.key for one in panels}
    groups = {one.series.newest.group for one in panels} - {""}
    left = [(key, series.newest) for key, series in every.items() if key not in shown]
    told = [(key, _name(newest), newest.group in groups) for key, newest in left]
    return tuple(sorted(told, key=lambda each: (not each[2], each[1].casefold())))


def _name(newest: LabResult) -> str:
    return ", ".join(part for part in (one_line(newest.name) or newest.code, one_line(newest.unit)) if part)
