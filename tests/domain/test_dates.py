"""Clinical dates keep their text and their precision."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overblik.domain.dates import Precision, age_in_years, clinical_date


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2026", Precision.YEAR),
        ("2026-03", Precision.MONTH),
        ("2026-03-04", Precision.DAY),
        ("2026-03-04T09:41+01:00", Precision.MINUTE),
        ("2026-03-04T09:41:00.123Z", Precision.MINUTE),
    ],
)
@pytest.mark.rule("H15")
def test_h15_a_date_keeps_the_precision_it_was_sent_in(text: str, precision: Precision) -> None:
    when = clinical_date(text)
    assert when is not None
    assert (when.text, when.precision) == (text, precision)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-02-30", "2026-3-4", "04-03-2026", "2026-03-04T25:00Z", "x", "0000"]
)
def test_what_is_no_date_is_none_and_never_a_guess(text: str) -> None:
    assert clinical_date(text) is None


@pytest.mark.rule("H15")
def test_h15_the_danish_day_of_a_moment_counts_summer_time() -> None:
    summer = clinical_date("2026-06-14T22:00:00Z")
    winter = clinical_date("2026-12-14T22:30:00Z")
    assert summer is not None
    assert winter is not None
    assert summer.day() == date(2026, 6, 15)
    assert winter.day() == date(2026, 12, 14)


@pytest.mark.rule("H15")
def test_h15_the_doubled_autumn_hour_is_told_apart_by_its_offset() -> None:
    first, second = clinical_date("2026-10-25T02:30:00+02:00"), clinical_date("2026-10-25T02:30:00+01:00")
    assert first is not None
    assert second is not None
    assert first.order < second.order


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - made aware below
def test_a_moment_survives_the_round_trip(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC, microsecond=0)
    when = clinical_date(aware.strftime("%Y-%m-%dT%H:%M:%S") + "Z") if aware.year >= 1000 else None
    assert when is not None
    assert when.moment() == aware


def test_age_counts_full_years_only() -> None:
    born = clinical_date("1948-12-25")
    assert born is not None
    assert age_in_years(born, date(2026, 12, 24)) == 77
    assert age_in_years(born, date(2026, 12, 25)) == 78
    assert age_in_years(clinical_date("1948") or born, date(2026, 12, 25)) is None
