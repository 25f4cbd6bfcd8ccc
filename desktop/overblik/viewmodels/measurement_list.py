"""Vital signs and other measurements: the newest of each, with its time."""

from typing import Any

from overblik.domain.section import Topic
from overblik.viewmodels.card_head import View, heading_age, notices, of_topic, pairs
from overblik.viewmodels.lab_series import Series, series_of
from overblik.viewmodels.lab_table import lab_row
from overblik.viewmodels.rows import Card, MoreRow, Row

_ROWS_ON_CARD = 6


def measurement_card(sections: tuple[Any, ...], view: View, topic: Topic = Topic.VITAL_SIGNS) -> Card:
    """Compose the card of vital signs, or of what is neither laboratory nor vital sign."""
    words = view.words
    mine = of_topic(sections, topic)
    made = sorted(series_of(pairs(mine)), key=_newest, reverse=True)
    chosen = made if view.is_full else made[:_ROWS_ON_CARD]
    rows: list[Row] = [*notices(mine, view), *(lab_row(series, view) for series in chosen)]
    left = made[len(chosen) :]
    if left:
        text = words.say("lab.shown", n=len(chosen), m=len(made))
        rows.append(MoreRow("more/measurement", text, text=text, action=words.say("lab.show_all")))
    age, tone = heading_age(mine, view)
    title = words.say(f"topic.{topic.value}")
    letter = "H" if topic is Topic.VITAL_SIGNS else ""
    return Card(topic.value, title, letter, "activity", age, tone, rows=tuple(rows))


def _newest(series: Series) -> str:
    when = series.newest.taken_at
    return when.order if when else ""
