"""The filter of the laboratory page: what it leaves out is said as a line at the top, with a number and a way back (R8)."""

from datetime import date
from itertools import islice

from overblik.domain.dates import DANISH
from overblik.domain.lab_result import LabResult
from overblik.viewmodels.card_head import View
from overblik.viewmodels.flags import shape_of
from overblik.viewmodels.lab_choice import LabFilter
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.own_level import months_before
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.words import Words

UNFILTER = "unfilter"
"""The act of the line that says the filter: it shows all results again."""


def filtered(made: list[Series], view: View) -> list[Series]:
    """Give the series that the filter lets through."""
    wanted, today = view.lab, view.now.astimezone(DANISH).date()
    if not wanted.is_on:
        return made
    since = months_before(today, wanted.months) if wanted.months else None
    return [series for series in made if _is_wanted(series, wanted, since)]


def _is_wanted(series: Series, wanted: LabFilter, since: date | None) -> bool:
    if wanted.is_abnormal and not (series.valid and shape_of(series.valid[0][1].fact).is_outside):
        return False
    if wanted.is_changed and not _is_changed(series):
        return False
    newest = series.newest.taken_at or series.newest.issued_at
    day = newest.day() if newest else None
    return since is None or day is None or day >= since  # what nobody can date is never left out


def _is_changed(series: Series) -> bool:
    """Whether the newest answer differs from the one before; an only one has nothing to differ from."""
    told = [_told(pair[1].fact) for pair in islice(series.comparable, 2)]
    return len(told) == 2 and told[0] != told[1]


def _told(fact: LabResult) -> object:
    value = fact.quantity.value if fact.quantity is not None else None
    return (fact.comparator, value) if value is not None else fact.value


def filter_words(wanted: LabFilter, words: Words) -> str:
    """Say what is asked for."""
    told = [words.say("lab.filter_abnormal")] if wanted.is_abnormal else []
    told += [words.say("lab.filter_changed")] if wanted.is_changed else []
    told += [words.say("lab.filter_months", months=wanted.months)] if wanted.months else []
    return ", ".join(told)


def filter_line(shown: int, whole: int, view: View) -> list[NoticeRow]:
    """Give the line that says the filter; none where there is no filter."""
    if not (view.is_full and view.lab.is_on):
        return []
    words = view.words
    heading = words.say("lab.filter", what=filter_words(view.lab, words), n=shown, m=whole)
    action = words.say("lab.filter_off")
    return [
        NoticeRow("filter", f"{heading} {action}", marker=Marker.PARTIAL, heading=heading, action=action, act=UNFILTER)
    ]
