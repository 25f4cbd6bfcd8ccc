"""The laboratory card: one row an analysis, newest value large, change and course beside it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from overblik.domain.lab_result import LabResult, ResultState
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import View, base, heading_age, notices, of_topic, pairs
from overblik.viewmodels.course import course
from overblik.viewmodels.flags import flag_words, interval_text, letter_of, said_beside, shape_of
from overblik.viewmodels.formats import one_line, show_date, show_difference
from overblik.viewmodels.lab_filter import filter_line, filtered
from overblik.viewmodels.lab_history import under
from overblik.viewmodels.lab_series import Series, order_of, series_of
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.own_level import level_words, own_level
from overblik.viewmodels.rows import Card, GroupRow, LabRow, MoreRow, Row
from overblik.viewmodels.units import has_unit, unit_words
from overblik.viewmodels.words import Words

_ROWS_ON_CARD = 12
_SLACK = 3
"""So few more are shown at once: to say that they are left out would take a row itself."""

# MedCom's result groups in their order (services.md section 7); an unknown group comes last.
GROUPS = (
    "Hæmatologi",
    "Væske- og elektrolytbalance",
    "Syre/base- og oxygenstatus",
    "Hæmostase",
    "Organmarkører",
    "Metabolisme",
    "Endokrinologi",
    "Tumormarkører",
    "Immunologi og inflammation",
    "Autoantistoffer",
    "Allergi",
    "Farmakologi",
    "Sporstoffer og vitaminer",
    "Infektion og smittemarkører",
    "Blodtyper og transfusion",
    "Vævstyper og transplantation",
    "Molekylær genetik",
    "Urin og fæces",
    "Marv og andre biopsier",
    "Sæd",
    "Projektundersøgelser",
    "Andre undersøgelser",
    "Hjemmemåling",
)


def lab_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the card, or the full page."""
    words = view.words
    mine = of_topic(sections, Topic.LAB_RESULTS)
    made = with_home(series_of(pairs(mine)), sections)
    chosen = filtered(made, view) if view.is_full else _chosen(made)
    rows: list[Row] = [*filter_line(len(chosen), len(made), view), *notices(mine, view), *_grouped(chosen, view)]
    shown = {id(series) for series in chosen}
    left = [] if view.is_full else [series for series in made if id(series) not in shown]
    if left:
        rows.append(_more(left, view))
    age, tone = heading_age(mine, view)
    newest = max(
        (series.newest.taken_at for series in made if series.newest.taken_at), key=lambda when: when.order, default=None
    )
    right = f"{words.say('lab.latest_answer', date=show_date(newest, words))}, {age}" if newest else age
    count = words.say("lab.shown", n=len(chosen), m=len(made)) if made else ""
    return Card("lab_results", words.say("topic.lab_results"), "L", "flask-conical", right, tone, count, tuple(rows))


def with_home(made: list[Series], sections: tuple[Any, ...]) -> list[Series]:
    """Give each series the home measurements of its code, specimen and unit: they stand in its course alone."""
    home = {
        series.newest.series: series.valid for series in series_of(pairs(of_topic(sections, Topic.HOME_MONITORING)))
    }
    return [replace(series, at_home=home.get(series.newest.series, ())) for series in made] if home else made


def _chosen(made: list[Series]) -> list[Series]:
    """Pick for the overview: all that lie outside their interval, then the newest."""
    outside = [series for series in made if _shown_shape(series).is_outside]
    rest = sorted((s for s in made if not _shown_shape(s).is_outside), key=lambda s: order_of(s.newest), reverse=True)
    room = len(made) if len(made) <= _ROWS_ON_CARD + _SLACK else _ROWS_ON_CARD
    return [*outside, *rest[: max(room - len(outside), 3)]]


def _shown_shape(series: Series) -> FlagShape:
    return shape_of(series.valid[0][1].fact) if series.valid else FlagShape.NONE


def _grouped(chosen: list[Series], view: View) -> list[Row]:
    words = view.words
    by_group: dict[str, list[Series]] = {}
    for series in chosen:
        by_group.setdefault(series.newest.group, []).append(series)
    rows: list[Row] = []
    for index, name in enumerate(sorted(by_group, key=lambda g: (GROUPS.index(g) if g in GROUPS else 99, g))):
        text = one_line(name) or words.say("lab.group_none")
        rows.append(GroupRow(f"group/{name}", text, text=text, columns=index == 0))
        ordered = sorted(by_group[name], key=lambda s: (not _shown_shape(s).is_outside, s.newest.name.casefold()))
        for series in ordered:
            rows += [lab_row(series, view), *(under(series, view) if view.is_full else ())]
    return rows


def _more(left: list[Series], view: View) -> MoreRow:
    words = view.words
    outside = sum(1 for series in left if _shown_shape(series).is_outside)
    names = ", ".join(one_line(series.newest.name) for series in left[:4])
    if len(left) > 4:
        names += " …"
    text = words.say("lab.more_named", count=len(left), out=outside, names=names)
    return MoreRow("more/lab", text, text=text, action=words.say("lab.show_all"))


def lab_row(series: Series, view: View) -> LabRow:
    """Compose one analysis; a cancelled newest result is struck, and the valid one before it is not hidden."""
    words = view.words
    pair = series.valid[0] if series.valid else series.pairs[0]
    result: LabResult = pair[1].fact
    shape = shape_of(result)
    change, previous = _change(series, words)
    spark = course(series)
    value = shown_value(result, words)
    unit = unit_words(result, words)
    interval = interval_text(result.reference) or (words.say("lab.no_interval") if result.quantity is not None else "")
    badge = _badge(series, result, words)
    name, when = one_line(result.name) or result.code, show_date(result.taken_at or result.issued_at, words)
    flag_word = flag_words(result, words)
    notes = "; ".join(
        [*(one_line(note) for note in result.notes), *([words.say("lab.with_home")] if series.at_home else [])]
    )
    told = "" if shape is FlagShape.NO_INTERVAL else interval  # the flag has said it
    level = _level(series, result, view)
    spoken = [name, badge.text if badge else "", value, unit, flag_word, told, when, change, previous, level, notes]
    return LabRow(
        **base(pair, ", ".join(part for part in spoken if part)),
        name=name,
        when=when,
        shape=shape,
        letter=letter_of(shape),
        flag_word=flag_word,
        value=value,
        unit=unit,
        interval=interval,
        spark=spark,
        course_text="" if spark else words.say("lab.one") if len(series.valid) == 1 and result.quantity else "",
        change=change,
        previous=previous,
        badge=badge,
        is_struck=not result.state.is_valid,
        level=level,
        series=result.series if result.state.is_valid and result.quantity is not None else (),
    )


def _level(series: Series, shown: LabResult, view: View) -> str:
    """Say the patient's own level where it is switched on and can be reckoned."""
    level = own_level(series, shown) if view.is_full and view.has_level else None
    return level_words(level, view.words) if level else ""


def _badge(series: Series, shown: LabResult, words: Words) -> Badge | None:
    """Say what is not plainly final, and what the laboratory said beyond a flag that we know."""
    state, beside = _state_badge(series, words), said_beside(shown)
    if state is None or not beside:
        return state or (Badge(beside, Tone.STALE) if beside else None)
    return replace(state, text=f"{state.text} · {beside}")


def _state_badge(series: Series, words: Words) -> Badge | None:
    newest = series.newest
    if newest.state is ResultState.FINAL:
        return None
    tone = Tone.NEW if newest.state is ResultState.CORRECTED else Tone.STALE
    if newest.state in (ResultState.CANCELLED, ResultState.ENTERED_IN_ERROR, ResultState.NULLIFIED):
        tone = Tone.CRITICAL
    text = words.say(f"lab.{newest.state.value}")
    if not newest.state.is_valid and series.valid:
        text = f"{text} {show_date(newest.taken_at, words)}"
    return Badge(text, tone)


def _change(series: Series, words: Words) -> tuple[str, str]:
    """Reckon the change since the previous valid result of the same code and unit (R17)."""
    valid = series.comparable
    if len(valid) < 2:
        has_other = series.has_other_unit or len(series.valid) > 1
        return (f"≠ {words.say('lab.not_comparable')}", "") if has_other else ("", "")
    change, before = change_between(valid[0][1].fact, valid[1][1].fact, words)
    if not change and series.has_other_unit and valid[0][1].fact.quantity is not None:
        change = f"≠ {words.say('lab.not_comparable')}"
    return change, before


def change_between(new: LabResult, old: LabResult, words: Words) -> tuple[str, str]:
    """Write the change from one result to the next, and the earlier one with the days between (R17).

    Nothing is reckoned of what is no number, of a comparator, or without a unit.
    """
    previous = shown_value(old, words)
    days = _days(new, old, words)
    before = f"{previous} · {days}" if days else previous
    if new.quantity is None or old.quantity is None or new.quantity.value is None or old.quantity.value is None:
        return "", before
    if new.comparator or old.comparator or not has_unit(new.unit):
        return "", before
    difference = new.quantity.value - old.quantity.value
    text = show_difference(difference)
    if old.quantity.value > 0:
        percent = round(100 * difference / old.quantity.value)
        text += f" ({show_difference(Decimal(percent)) if percent else '0'}\u00a0%)"
    return text, before


def _days(new: LabResult, old: LabResult, words: Words) -> str:
    first, last = (each.taken_at.day() if each.taken_at else None for each in (old, new))
    if first is None or last is None:
        return ""
    count = (last - first).days
    return words.say("lab.same_day") if count == 0 else words.one_or_many("lab.days", count)
