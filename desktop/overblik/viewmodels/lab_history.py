"""What stands under an analysis on its page: answers that were corrected, and where the interval changed (H17, R14)."""

from dataclasses import replace

from overblik.domain.lab_result import LabResult
from overblik.viewmodels.card_head import Pair, View, base
from overblik.viewmodels.flags import interval_text
from overblik.viewmodels.formats import one_line, show_at, show_date
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.rows import LineRow, Row
from overblik.viewmodels.units import unit_words
from overblik.viewmodels.words import Words


def under(series: Series, view: View) -> list[Row]:
    """Give the rows under an analysis: replaced answers struck, then each step of the interval, newest first."""
    return [*(_replaced(pair, view) for pair in series.replaced), *_steps(series, view.words)]


def _replaced(pair: Pair, view: View) -> LineRow:
    words, fact = view.words, pair[1].fact
    value = " ".join(part for part in (shown_value(fact, words), unit_words(fact, words)) if part)
    when = show_at(fact.taken_at or fact.issued_at, words)
    told = words.say("lab.replaced")
    row = LineRow(
        **base(pair, f"{told}: {one_line(fact.name)} {value}, {when}"),
        left=show_date(fact.taken_at or fact.issued_at, words),
        text=value,
        second=told,
        is_struck=True,
    )
    return replace(row, key=f"{row.key}/replaced")


def _steps(series: Series, words: Words) -> list[Row]:
    """Tell where the interval that the laboratory sent changed between two results."""
    rows: list[Row] = []
    for (_, newer), (_, older) in zip(series.valid, series.valid[1:], strict=False):
        now, before = _interval(newer.fact), _interval(older.fact)
        if now and before and now != before:
            date = show_date(newer.fact.taken_at or newer.fact.issued_at, words)
            text = words.say("lab.interval_changed", date=date, old=before, new=now)
            key = f"step/{newer.provenance.service}/{newer.provenance.document_id}"
            rows.append(LineRow(key, text, left="", text=text))
    return rows


def _interval(result: LabResult) -> str:
    return interval_text(result.reference)
