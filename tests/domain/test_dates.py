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


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+05:00", "0001-01-01T00:00:00Z"])
def test_the_first_moments_of_the_calendar_have_a_day(text: str) -> None:
    when = clinical_date(text)
    assert when is not None
    assert (when.day(), when.order) == (date(1, 1, 1), "0001-01-01T00:00:00")


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-05:00"])
def test_the_last_moments_of_the_calendar_have_a_danish_day(text: str) -> None:
    when = clinical_date(text)
    assert when is not None
    assert (when.text, when.day()) == (text, date(9999, 12, 31))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("2026-03-04T09:41+01:00", "2026-03-04T08:41:00"),
        ("2026-03-04T09:41:07.123456789-01:30", "2026-03-04T11:11:07"),
        ("2026-07-04T09:41:07", "2026-07-04T07:41:07"),
    ],
)
def test_moments_sort_by_their_time_in_utc(text: str, order: str) -> None:
    when = clinical_date(text)
    assert when is not None
    assert when.order == order


@pytest.mark.parametrize("text", ["2023-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "2026-04-31"])
def test_a_day_stands_in_its_month(text: str) -> None:
    assert (clinical_date(text) is not None) == (text in ("2024-02-29", "2000-02-29"))


@pytest.mark.parametrize("text", ["2026-03-04T09:41+24:00", "2026-03-04T09:60Z", "2026-03-04T09:41:00.Z", "２０２６"])
def test_no_such_offset_no_such_minute_no_such_digit(text: str) -> None:
    assert clinical_date(text) is None


def test_age_counts_full_years_only() -> None:
    born = clinical_date("1948-12-25")
    assert born is not None
    assert age_in_years(born, date(2026, 12, 24)) == 77
    assert age_in_years(born, date(2026, 12, 25)) == 78
    assert age_in_years(clinical_date("1948") or born, date(2026, 12, 25)) is None
