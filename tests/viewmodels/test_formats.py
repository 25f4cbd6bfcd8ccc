"""Dates, ages, numbers and units: one rule, whatever the computer's own locale is (R6, R18, H13, H15)."""

import locale
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic import DANISH_WORDS, NOW, day, plain
from overblik.viewmodels.formats import (
    long_when,
    one_line,
    safe,
    short_when,
    show_age,
    show_clinical,
    show_date,
    show_difference,
    show_number,
    show_strength,
)

W = DANISH_WORDS


@pytest.mark.rule("R18", "H15")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-03-04", "04. mar 2026"),
        ("2026-12-31", "31. dec 2026"),
        ("2026-03", "mar 2026"),
        ("2026", "2026"),
        ("1899-01-01", "01. jan 1899"),
        # Half past eleven in the evening in London is the next day in Denmark.
        ("2026-03-04T23:30:00Z", "05. mar 2026"),
        ("2026-07-04T22:30:00+00:00", "05. jul 2026"),
        ("2026-03-04T23:30:00+01:00", "04. mar 2026"),
        ("2026-03-04T23:30:00", "04. mar 2026"),
    ],
)
def test_r18_a_date_has_two_digits_letters_and_four_digits_and_partial_ones_stay_partial(sent: str, shown: str) -> None:
    assert plain(show_date(day(sent), W)) == shown


@pytest.mark.rule("R18")
def test_r18_a_date_that_nobody_stated_is_unknown() -> None:
    assert show_date(None, W) == "Ukendt"
    assert show_clinical(None, W) == "Ukendt"


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-10-25T00:30:00Z", "25. okt 2026 02:30"),
        ("2026-10-25T01:30:00Z", "25. okt 2026 02:30"),
        ("2026-03-29T00:59:00Z", "29. mar 2026 01:59"),
        ("2026-03-29T01:00:00Z", "29. mar 2026 03:00"),
        ("2026-03-29", "29. mar 2026"),
        ("2026-03", "mar 2026"),
    ],
)
def test_h15_a_time_of_day_is_danish_and_stands_only_where_it_was_stated(sent: str, shown: str) -> None:
    assert plain(show_clinical(day(sent), W)) == shown


@pytest.mark.parametrize(
    ("before", "short", "long"),
    [
        (timedelta(minutes=5), "09:36", "i dag kl. 09:36"),
        (timedelta(hours=9, minutes=41), "00:00", "i dag kl. 00:00"),
        (timedelta(hours=9, minutes=42), "i går 23:59", "22. nov 2026 kl. 23:59"),
        (timedelta(hours=33), "i går 00:41", "22. nov 2026 kl. 00:41"),
        (timedelta(hours=34), "21. nov 2026", "21. nov 2026 kl. 23:41"),
    ],
)
def test_the_danish_midnight_parts_today_from_yesterday(before: timedelta, short: str, long: str) -> None:
    moment = NOW - before
    assert (plain(short_when(moment, NOW, W)), plain(long_when(moment, NOW, W))) == (short, long)


def test_yesterday_is_a_calendar_day_also_across_the_change_of_the_clock() -> None:
    morning = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
    assert short_when(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), morning, W) == "i går 02:30"


@pytest.mark.rule("H4")
@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 min"),
        (1, "1 min"),
        (60, "1 min"),
        (61, "2 min"),
        (3541, "1 t 0 min"),
        (12_540, "3 t 29 min"),
        (78_900, "21 t 55 min"),
        (2 * 86_400, "2 døgn"),
        (2 * 86_400 + 1, "3 døgn"),
    ],
)
def test_h4_an_age_is_rounded_up(seconds: int, shown: str) -> None:
    assert show_age(timedelta(seconds=seconds), W) == shown


@pytest.mark.rule("H4")
@given(seconds=st.integers(0, 40 * 86_400))
def test_h4_no_age_is_ever_said_as_less_than_it_is(seconds: int) -> None:
    said = show_age(timedelta(seconds=seconds), W)
    numbers = [int(part) for part in said.split() if part.isdigit()]
    unit = 86_400 if "døgn" in said else 60
    whole = numbers[0] * 60 + numbers[1] if " t " in said else numbers[0]
    assert whole * unit >= seconds


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("5.00", "5,00"),
        ("0.50", "0,50"),
        ("1.000", "1,000"),
        ("-3.10", "-3,10"),
        ("999", "999"),
        ("1000", "1 000"),
        ("1234567.8910", "1 234 567,8910"),
        ("0.97", "0,97"),
        ("1e-3", "1e-3"),
        ("1,000", "1,000"),
        ("<5", "<5"),
        ("5.", "5."),
        (".5", ".5"),
        ("007", "007"),
        ("1.2.3", "1.2.3"),
        ("positiv", "positiv"),
        ("", ""),
    ],
)
def test_h13_a_number_keeps_its_precision_and_what_is_no_plain_number_stays_as_sent(sent: str, shown: str) -> None:
    assert plain(show_number(sent)) == shown


@pytest.mark.rule("R6")
def test_r6_the_minus_and_the_gaps_between_digits_are_the_true_signs() -> None:
    assert show_number("-12345") == "\u221212\u202f345"


@pytest.mark.rule("H13")
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_h13_the_shown_number_is_the_sent_number(value: Decimal) -> None:
    sent = f"{value:f}"
    back = show_number(sent).replace("\u202f", "").replace("\u2212", "-").replace(",", ".")
    assert Decimal(back) == Decimal(sent)
    assert len(back.partition(".")[2]) == len(sent.partition(".")[2])


@pytest.mark.rule("R17")
@pytest.mark.parametrize(
    ("difference", "shown"),
    [
        ("0", "±0"),
        ("-0.0", "±0"),
        ("0.10", "+0,1"),
        ("-0.10", "-0,1"),
        ("12", "+12"),
        ("-1200", "-1 200"),
        ("1E+3", "+1 000"),
        ("0.333333333", "+0,333"),
    ],
)
def test_r17_a_difference_that_we_reckon_is_signed_and_has_no_trailing_nought(difference: str, shown: str) -> None:
    assert plain(show_difference(Decimal(difference))) == shown


@pytest.mark.rule("R6")
@pytest.mark.parametrize(
    ("strength", "form", "shown"),
    [
        ("10 mg/tablet", "tabletter", "10 mg tabletter"),
        ("0.5 mg", "tabletter", "0,5 mg tabletter"),
        ("1000 mg", "suppositorier", "1 000 mg suppositorier"),
        ("100 mg/ml", "injektionsvæske", "100 mg/ml injektionsvæske"),
        ("500 mg + 200 mg/tablet", "tabletter", "500 mg + 200 mg/tablet tabletter"),
        ("10000 IE/ml", "injektionsvæske", "10 000 IE/ml injektionsvæske"),
        ("0.12345 mg", "dråber", "0,12345 mg dråber"),
        ("", "plaster", "plaster"),
        ("5 mg", "", "5 mg"),
    ],
)
def test_r6_a_strength_has_a_comma_and_groups_and_says_its_form_once(strength: str, form: str, shown: str) -> None:
    assert plain(show_strength(strength, form)) == shown


@contextmanager
def another_locale() -> Iterator[None]:
    was = locale.setlocale(locale.LC_ALL)
    for name in ("en_US.UTF-8", "de_DE.UTF-8", "C.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_ALL, name)
            break
        except locale.Error:
            continue
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, was)


@pytest.mark.rule("R18")
def test_r18_the_locale_of_the_computer_changes_nothing() -> None:
    with another_locale():
        assert plain(show_number("1234.5")) == "1 234,5"
        assert plain(show_date(day("2026-05-04"), W)) == "04. maj 2026"


@pytest.mark.rule("T18")
@pytest.mark.parametrize("code", [0x202E, 0x202A, 0x2066, 0x200B, 0x200F, 0xFEFF, 0x061C, 0x00AD, 0x7F])
def test_t18_a_letter_that_hides_or_turns_text_becomes_a_mark_and_is_not_dropped(code: int) -> None:
    assert safe(f"0.5{chr(code)} mg") == "0.5\ufffd mg"


@pytest.mark.rule("T18")
@given(st.text())
def test_t18_nothing_is_dropped_and_nothing_hides(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    assert not any(ord(letter) in range(0x202A, 0x202F) for letter in shown)
    assert one_line(text).split() == shown.split()
