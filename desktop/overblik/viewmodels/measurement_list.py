"""Home measurements and vital signs: the newest of each, what was annulled with the reason why, and all of them in full."""

from dataclasses import replace
from typing import Any

from overblik.domain.lab_result import Comment, LabResult, ResultState
from overblik.domain.section import Topic
from overblik.viewmodels.blood_pressure import joined
from overblik.viewmodels.card_head import Pair, View, base, heading_age, notices, of_topic, pairs
from overblik.viewmodels.flags import flag_words
from overblik.viewmodels.formats import one_line, show_at, show_clinical
from overblik.viewmodels.lab_series import Series, series_of
from overblik.viewmodels.lab_table import lab_row
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.rows import Card, LabRow, LineRow, MoreRow, Row
from overblik.viewmodels.units import unit_words

_ROWS_ON_CARD = 6


def home_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the card of what was measured at home or in the surgery, whoever sent it."""
    return _card(sections, view, (Topic.HOME_MONITORING, Topic.VITAL_SIGNS), "home_monitoring")


def measurement_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the card of what is neither laboratory nor vital sign."""
    return _card(sections, view, (Topic.OTHER_OBSERVATIONS,), Topic.OTHER_OBSERVATIONS.value)


def _card(sections: tuple[Any, ...], view: View, topics: tuple[Topic, ...], name: str) -> Card:
    words = view.words
    mine = of_topic(sections, *topics)
    made = sorted(series_of(joined(pairs(mine))), key=_newest, reverse=True)
    chosen = made if view.is_full else made[:_ROWS_ON_CARD]
    rows: list[Row] = _once(notices(mine, view))
    for series in chosen:
        rows += _rows(series, view)
    left = made[len(chosen) :]
    if left:
        text = words.say("lab.shown", n=len(chosen), m=len(made))
        rows.append(MoreRow(f"more/{name}", text, text=text, action=words.say("lab.show_all")))
    age, tone = heading_age(mine, view)
    letter = "H" if name == "home_monitoring" else ""
    return Card(name, words.say(f"topic.{name}"), letter, "activity", age, tone, rows=tuple(rows))


def _once(notices_of_all: tuple[Row, ...]) -> list[Row]:
    """Give each notice once: a source that lacks both topics says so once."""
    return list({row.accessible if row.original is None else row.key: row for row in notices_of_all}.values())


def _rows(series: Series, view: View) -> list[Row]:
    """Give the row of one measurement, its annulled ones under it, and on the full page every one of them."""
    annulled = [pair for pair in series.pairs if pair[1].fact.state is ResultState.NULLIFIED]
    rows: list[Row] = [_timed(series, view) if series.valid or not annulled else _only_annulled(series, view)]
    rows += [_annulled(pair, view) for pair in annulled]
    unshown = series.valid[1:] if view.is_full else ()
    return rows + [_earlier(pair, view) for pair in unshown]


def _timed(series: Series, view: View) -> LabRow:
    """Give the newest one with its time of day and by whom it was measured."""
    row, fact = lab_row(series, view), (series.valid or series.pairs)[0][1].fact
    told = (show_clinical(fact.taken_at or fact.issued_at, view.words), one_line(fact.method if fact.entered else ""))
    when = " · ".join(part for part in told if part)
    return replace(row, when=when, accessible=row.accessible.replace(row.when, when, 1))


def _only_annulled(series: Series, view: View) -> LabRow:
    """Say that there is no valid measurement: the number of an annulled one is never the latest (S2)."""
    pair, name, value = series.pairs[0], one_line(series.newest.name), view.words.say("lab.only_annulled")
    return LabRow(**base(pair, f"{name}, {value}"), name=name, value=value)


def _annulled(pair: Pair, view: View) -> LineRow:
    """Give one annulled measurement, struck, with the whole of what was written about it."""
    words, fact = view.words, pair[1].fact
    value = " ".join(part for part in (shown_value(fact, words), unit_words(fact, words)) if part)
    when = show_at(fact.taken_at, words)
    text = f"{words.say('lab.nullified')} · {one_line(fact.name)} {value} · {when}"
    told = [_comment(comment, view) for comment in fact.comments]
    spoken_value = value.replace("/", f" {words.say('lab.over_word')} ")
    spoken = f"{words.say('lab.nullified')}: {one_line(fact.name).lower()} {spoken_value}, {when}"
    row = LineRow(
        **base(pair, ". ".join((spoken, *told))),
        left="",
        text=text,
        second="\n".join(told),
        is_struck=True,
    )
    return replace(row, key=f"{row.key}/annulled")


def _comment(comment: Comment, view: View) -> str:
    """Write a comment with who wrote it, when, and under which of a pair it stands."""
    words = view.words
    who = ", ".join(
        part for part in (one_line(comment.author), show_at(comment.at, words) if comment.at else "") if part
    )
    about = words.say("lab.comment_to", name=one_line(comment.about).lower()) if comment.about else ""
    head = " · ".join(part for part in (about, who) if part)
    return f"{one_line(comment.text)} ({head})" if head else one_line(comment.text)


def _earlier(pair: Pair, view: View) -> LineRow:
    """Give one earlier measurement on the full page."""
    words, fact = view.words, pair[1].fact
    value = " ".join(part for part in (shown_value(fact, words), unit_words(fact, words)) if part)
    when = show_clinical(fact.taken_at or fact.issued_at, words)
    told = [part for part in (one_line(fact.method), *map(one_line, fact.notes), *_said(fact, view)) if part]
    spoken = (f"{one_line(fact.name)} {value}", flag_words(fact, words), when, *told)
    row = LineRow(
        **base(pair, ", ".join(part for part in spoken if part)), left=when, text=value, second=" · ".join(told)
    )
    return replace(row, key=f"{row.key}/earlier")


def _said(fact: LabResult, view: View) -> list[str]:
    return [_comment(comment, view) for comment in fact.comments]


def _newest(series: Series) -> str:
    when = series.newest.taken_at
    return when.order if when else ""
