"""The words of the trend: the readout at a moment, a cell of its table, the details of a result, the legend (Sittig 10, 11)."""

from typing import NamedTuple

from overblik.domain.lab_result import LabResult
from overblik.viewmodels.card_head import View, base
from overblik.viewmodels.flags import flag_words, interval_text, letter_of, shape_of
from overblik.viewmodels.formats import one_line, show_at, show_date
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.lab_table import change_between
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.own_level import level_detail, own_level
from overblik.viewmodels.rows import Row
from overblik.viewmodels.trend_values import Kind, Mark, Panel, Trend, TrendPoint
from overblik.viewmodels.units import unit_words
from overblik.viewmodels.words import Words

_LEGEND = (
    ("high", "lab.high"),
    ("low", "lab.low"),
    ("normal", "lab.normal"),
    ("apart", "lab.not_comparable"),
    ("critical_high", "lab.critical_high"),
    ("critical_low", "lab.critical_low"),
    ("abnormal", "lab.abnormal"),
    ("not_assessed", "lab.not_assessed"),
    ("no_interval", "lab.no_interval_sent"),
    ("limit", "trend.limit"),
    ("home", "trend.home"),
    ("comment", "trend.comment"),
    ("corrected", "trend.corrected"),
    ("band", "trend.interval_legend"),
    ("step", "trend.step_legend"),
    ("level", "trend.level"),
    ("selected", "trend.selected"),
    ("taken", "trend.taken"),
    ("paused", "trend.paused_legend"),
    ("unknown", "trend.dose_unknown"),
)


class Told(NamedTuple):
    """One analysis at one moment: what the readout says and what a cell of the table shows."""

    name: str
    value: str
    """With ≠ before it where it cannot be compared; that nothing was measured where there is no answer."""
    unit: str
    shape: FlagShape
    letter: str
    spoken: str
    point: TrendPoint | None
    mark: str = ""


def told_at(panel: Panel, when: float, words: Words) -> Told:
    """Tell what an analysis was at a moment."""
    here = panel.by_moment.get(when, [])
    if not here:
        absent = words.say("trend.not_measured")
        return Told(panel.short, absent, "", FlagShape.NONE, "", f"{panel.short}, {absent}", None)
    # Two answers about one moment: the one of this analysis stands, the other is said beside it.
    told = list(
        {(one.value, one.unit): one for one in (_told(panel, point, words) for point in reversed(here))}.values()
    )
    told.reverse()
    if len(told) == 1:
        return told[0]
    value, spoken = ("; ".join(part) for part in zip(*((one.value, one.spoken) for one in told), strict=True))
    return told[0]._replace(value=value, spoken=spoken)


def _told(panel: Panel, point: TrendPoint, words: Words) -> Told:
    fact: LabResult = point.pair[1].fact
    value, unit = shown_value(fact, words), unit_words(fact, words)
    flag = flag_words(fact, words)
    mark = mark_words(point, words)
    if point.kind is Kind.APART:
        other = fact.unit != panel.series.newest.unit
        shown = f"≠\u00a0{value} {unit}" if other else f"≠\u00a0{value}"
        spoken = ", ".join(
            part for part in (panel.short, f"{value} {unit}", apart_words(panel, point, words), flag) if part
        )
        return Told(panel.short, shown, "" if other else unit, FlagShape.NONE, "", spoken, point, mark)
    shape = shape_of(fact)
    home = words.say("trend.home") if point.kind is Kind.HOME else ""
    spoken = ", ".join(part for part in (f"{panel.short} {value} {unit}".strip(), flag, home, mark) if part)
    return Told(panel.short, value, unit, shape, letter_of(shape), spoken, point, mark)


def apart_words(panel: Panel, point: TrendPoint, words: Words) -> str:
    """Say why a point is not connected."""
    fact, newest = point.pair[1].fact, panel.series.newest
    if fact.unit != newest.unit:
        return words.say("trend.other_unit")
    is_method = (fact.system, fact.code, fact.specimen) == (newest.system, newest.code, newest.specimen)
    return words.say("trend.other_method" if is_method else "trend.other_code")


def apart_label(panel: Panel, point: TrendPoint, words: Words) -> str:
    """Write beside a hollow diamond: `≠ 67 anden metode, ikke forbundet`."""
    return f"{_told(panel, point, words).value} {apart_words(panel, point, words)}"


def mark_words(point: TrendPoint, words: Words) -> str:
    """Say a mark in words; nothing where there is none."""
    if point.mark is Mark.NONE:
        return ""
    return words.say("trend.corrected" if point.mark is Mark.CORRECTED else "trend.comment")


def when_words(trend: Trend, when: float, words: Words) -> str:
    """Say the moment of the points that stand there, as precisely as it was sent."""
    for panel in trend.panels:
        for point in panel.by_moment.get(when, ()):
            return show_at(point.pair[1].fact.taken_at, words)
    return ""


def row_of(panel: Panel, when: float, words: Words) -> Row | None:
    """Give the row of the result at a moment: its words and where its original lies."""
    told = told_at(panel, when, words)
    if told.point is None:
        return None
    date = show_date(told.point.pair[1].fact.taken_at, words)
    return Row(**base(told.point.pair, f"{told.spoken}, {date}"))


def details(panel: Panel, when: float, view: View) -> list[tuple[str, str, str]]:
    """Give label, text and what is said under it of the result at a moment; empty where there is none."""
    words, point = view.words, told_at(panel, when, view.words).point
    if point is None:
        return []
    fact: LabResult = point.pair[1].fact
    change, before = _change(panel.series, point, words)
    interval = interval_text(fact.reference)
    population = one_line(fact.reference.applies_to) if fact.reference else ""
    sent = ", ".join(part for part in (interval, population, words.say("trend.as_sent")) if part)
    rows = [
        (words.say("trend.change"), change, before),
        *_level(panel, fact, view),
        (words.say("trend.interval"), sent if interval else words.say("lab.no_interval_sent"), ""),
        (words.say("trend.status"), words.say(f"lab.{fact.state.value}"), flag_words(fact, words)),
        (words.say("trend.code"), one_line(fact.code), ""),
        (words.say("trend.method"), one_line(fact.method), ""),
        (words.say("trend.laboratory"), one_line(fact.producer), ""),
        (words.say("trend.source"), _source(point, words), ""),
        (words.say("trend.comment"), "\n".join(one_line(text) for text in _comments(fact)), ""),
        (words.say("lab.replaced"), _replaced(panel.series, fact, words), ""),
    ]
    return [row for row in rows if row[1]]


def _change(series: Series, point: TrendPoint, words: Words) -> tuple[str, str]:
    """Give the change since the answer before this one, of the same code, unit and method (R17)."""
    if point.kind is Kind.APART:
        return f"≠ {words.say('lab.not_comparable')}", ""
    pairs = series.at_home if point.kind is Kind.HOME and point.pair in series.at_home else series.usual
    place = next((at for at, pair in enumerate(pairs) if pair is point.pair), -1)
    if place < 0 or place + 1 >= len(pairs):
        return "", ""
    return change_between(point.pair[1].fact, pairs[place + 1][1].fact, words)


def _level(panel: Panel, fact: LabResult, view: View) -> list[tuple[str, str, str]]:
    if not view.has_level:
        return []
    level = own_level(panel.series, fact)
    label = view.words.say("trend.level")
    return [(label, *level_detail(level, view.words))] if level else [(label, view.words.say("lab.own_level_none"), "")]


def _source(point: TrendPoint, words: Words) -> str:
    section, fact = point.pair[0], point.pair[1].fact
    sent = words.say("trend.sent", date=show_at(fact.issued_at, words)) if fact.issued_at else ""
    return ", ".join(part for part in (one_line(section.label), sent) if part)


def _comments(fact: LabResult) -> list[str]:
    return [*fact.notes, *(comment.text for comment in fact.comments)]


def _replaced(series: Series, fact: LabResult, words: Words) -> str:
    """Give the answers that this one has replaced, with their values (H17)."""
    gone = [pair[1].fact for pair in series.replaced if fact.production and pair[1].fact.production == fact.production]
    return "; ".join(f"{shown_value(one, words)} {unit_words(one, words)}".strip() for one in gone)


def legend(trend: Trend, words: Words) -> list[tuple[str, str]]:
    """Name every colour and shape that stands on the page: (sign, words); signs are those of the painter."""
    points = [point for panel in trend.panels for point in panel.points]
    parts = [part for lane in trend.medicines.lanes for part in lane.parts if part.until >= trend.start]
    signs = {point.sign for point in points}
    here = {sign.removeprefix("home ") for sign in signs} | {"home" for sign in signs if sign.startswith("home ")}
    here |= (
        {point.mark.value for point in points if point.mark is not Mark.NONE}
        | {part.doing.value for part in parts}
        | {"selected"}
    )
    here |= {"band" for panel in trend.panels if any(band.low or band.high for band in panel.bands)}
    here |= {"step" for panel in trend.panels if panel.steps} | {"level" for panel in trend.panels if panel.level}
    return [(sign, words.say(key)) for sign, key in _LEGEND if sign in here]
