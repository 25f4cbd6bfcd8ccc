"""The rules of FMK's texts, an example of our own for each."""

import pytest

from domain.dosages import dosage, period
from overblik.domain.dates import clinical_date
from overblik.domain.dosage import Dosage, FreeText, LocalSchema, Structure
from overblik.domain.dosage_text import PeriodText, long_text, period_texts, short_text

ROW_OF_21 = dict.fromkeys(range(1, 22), "1")


def body(text: str | None) -> str:
    """Give a long text without its heading."""
    assert text is not None
    return text.partition(":\n")[2]


@pytest.mark.parametrize(
    ("interval", "days", "short", "long"),
    [
        (1, {1: "1"}, "1 pille daglig", "1 pille hver dag"),
        (1, {1: "0.5"}, "0,5 pille daglig", "0,5 pille hver dag"),
        (1, {1: "3"}, "3 piller 1 gang daglig", "3 piller hver dag"),
        (1, {1: "1-2"}, "1-2 piller daglig", "1-2 piller hver dag"),
        (1, {1: "2 2 2"}, "2 piller 3 gange daglig", "2 piller 3 gange hver dag"),
        (1, {1: "1 2"}, None, "1 pille og 2 piller hver dag"),
        (1, {1: "07:30:00=2"}, "2 piller kl. 7:30 daglig", "2 piller kl. 7:30 - hver dag"),
        (1, {1: "evening=1"}, "1 pille aften", "1 pille hver aften"),
        (1, {1: "morning=1 night=1"}, "1 pille morgen og nat", "1 pille morgen og 1 pille nat - hver dag"),
        (
            1,
            {1: "morning=2 noon=1 night=3"},
            "2 piller morgen, 1 pille middag og 3 piller nat",
            "2 piller morgen, 1 pille middag og 3 piller nat - hver dag",
        ),
        (2, {1: "noon=1"}, "1 pille middag hver 2. dag", "1 pille middag hver 2. dag"),
        (2, {1: "1 1"}, "1 pille 2 gange samme dag hver 2. dag", "1 pille 2 gange - hver 2. dag"),
        (8, {1: "2"}, "2 piller hver 8. dag", "2 piller hver 8. dag"),
        (8, {1: "2 2"}, "2 piller 2 gange samme dag hver 8. dag", "Dag 1: 2 piller 2 gange"),
        (30, {1: "1"}, "1 pille 1 gang om måneden", "1 pille hver 30. dag"),
        (120, {1: "1"}, "1 pille hver 4. måned", "1 pille hver 120. dag"),
        (7, {3: "2"}, "2 piller onsdag hver uge", "Onsdag: 2 piller"),
        (7, {3: "2 2"}, "2 piller 2 gange onsdag hver uge", "Onsdag: 2 piller 2 gange"),
        (7, {2: "1", 5: "1"}, "1 pille tirsdag og fredag hver uge", "Tirsdag: 1 pille\nFredag: 1 pille"),
        (
            7,
            {2: "night=1", 5: "night=1"},
            "1 pille nat tirsdag og fredag hver uge",
            "Tirsdag: 1 pille nat\nFredag: 1 pille nat",
        ),
        (35, {1: "noon=1"}, "1 pille middag mandag hver 5. uge", "Hver 5. mandag: 1 pille middag"),
        (35, {4: "noon=1"}, "1 pille middag torsdag hver 5. uge", "Dag 4: 1 pille middag"),
        (14, {3: "2", 10: "2"}, "2 piller daglig onsdag", "Dag 3: 2 piller\nDag 10: 2 piller"),
        (
            35,
            {3: "2", 10: "2", 17: "2"},
            "2 piller daglig onsdag i de første 3 uger, herefter 2 ugers pause",
            "Dag 3: 2 piller\nDag 10: 2 piller\nDag 17: 2 piller",
        ),
        (5, {1: "2", 3: "1"}, None, "Dag 1: 2 piller\nDag 3: 1 pille"),
    ],
)
def test_a_round_that_repeats(interval: int, days: dict[int | None, str], short: str | None, long: str) -> None:
    found = dosage(period(interval, days))
    assert short_text(found) == short
    assert body(long_text(found)) == long


@pytest.mark.parametrize(
    ("interval", "row", "short"),
    [
        (28, 21, "1 pille daglig i 3 uger, herefter en uges pause"),
        (35, 21, "1 pille daglig i 3 uger, herefter 2 ugers pause"),
        (28, 23, "1 pille daglig i 23 dage, herefter 5 dages pause"),
        (21, 20, "1 pille daglig i 20 dage, herefter 1 dags pause"),
        (7, 7, "1 pille daglig"),
        (14, 7, None),
    ],
)
def test_days_in_a_row_of_whole_weeks(interval: int, row: int, short: str | None) -> None:
    assert short_text(dosage(period(interval, dict.fromkeys(range(1, row + 1), "1")))) == short


@pytest.mark.parametrize(
    ("interval", "end", "days", "short", "long"),
    [
        (None, "2031-03-03", {1: "2"}, "2 piller", "2 piller"),
        (None, "2031-03-03", {1: "18:00:00=2"}, "2 piller kl. 18:00", "2 piller kl. 18:00"),
        (None, "2031-03-03", {1: "noon=2"}, "2 piller middag i 1 dag", "2 piller middag"),
        (None, "2031-03-09", {1: "noon=2"}, "2 piller middag 1 gang", "2 piller middag"),
        (None, "2031-03-09", {1: "2"}, "2 piller 1 gang", "2 piller"),
        (None, "", {1: "2 2 2"}, "2 piller 3 gange", "2 piller 3 gange"),
        (90, "2031-03-09", {1: "2"}, "2 piller 1 gang", "Mandag d. 3. mar. 2031: 2 piller"),
        (7, "2031-03-03", {3: "2"}, "2 piller onsdag", "Onsdag d. 5. mar. 2031: 2 piller"),
        (
            None,
            "2031-03-04",
            {1: "noon=2", 2: "noon=2"},
            "2 piller middag i 2 dage",
            "Mandag d. 3. mar. 2031: 2 piller middag\nTirsdag d. 4. mar. 2031: 2 piller middag",
        ),
        (
            None,
            "",
            {2: "2", 30: "2"},
            "2 piller 1 gang daglig dag 2 og 30",
            "Tirsdag d. 4. mar. 2031: 2 piller\nTirsdag d. 1. apr. 2031: 2 piller",
        ),
        (
            None,
            "",
            {2: "night=2", 30: "night=2"},
            "2 piller nat dag 2 og 30",
            "Tirsdag d. 4. mar. 2031: 2 piller nat\nTirsdag d. 1. apr. 2031: 2 piller nat",
        ),
    ],
)
def test_a_round_that_does_not_come_again(
    interval: int | None, end: str, days: dict[int | None, str], short: str, long: str
) -> None:
    found = dosage(period(interval, days, end=end))
    assert short_text(found) == short
    assert body(long_text(found)) == long


@pytest.mark.parametrize(
    ("interval", "days", "short", "long"),
    [
        (None, {None: "2"}, "2 piller efter behov", "2 piller efter behov"),
        (1, {None: "2"}, None, "2 piller efter behov, højst 1 gang dagligt"),
        (1, {None: "2 2 2"}, None, "2 piller efter behov 3 gange"),
        (7, {None: "2"}, None, "2 piller efter behov, højst 1 gang om ugen"),
        (4, {None: "2 2"}, None, "2 piller efter behov 2 gange, højst 1 gang hver 4. dag"),
        (14, {None: "2"}, None, "Hver 2. søndag: 2 piller efter behov, højst 1 gang hver 14. dag"),
        (
            1,
            {1: "2"},
            "2 piller efter behov, højst 1 gang dagligt",
            "2 piller efter behov, højst 1 gang dagligt",
        ),
        (
            1,
            {1: "2 2"},
            "2 piller efter behov, højst 2 gange daglig",
            "2 piller efter behov, højst 2 gange dagligt",
        ),
        (1, {1: "evening=2"}, "2 piller aften efter behov", "2 piller hver aften efter behov"),
        (9, {1: "2"}, None, "2 piller efter behov, højst 1 gang dagligt hver 9. dag"),
        (7, {4: "2 2"}, None, "Torsdag: 2 piller efter behov, højst 2 gange dagligt"),
    ],
)
def test_as_needed(interval: int | None, days: dict[int | None, str], short: str | None, long: str) -> None:
    found = dosage(needed=(period(interval, days),))
    assert short_text(found) == short
    assert body(long_text(found)) == long


@pytest.mark.parametrize(
    ("interval", "end", "heading"),
    [
        (1, "", "Dosering fra d. 3. mar. 2031"),
        (1, "2031-07-31", "Dosering fra d. 3. mar. 2031 til d. 31. juli 2031"),
        (1, "2031-03-03", "Dosering kun d. 3. mar. 2031"),
        (7, "", "Dosering fra d. 3. mar. 2031 - gentages hver uge"),
        (7, "2031-03-10", "Dosering fra d. 3. mar. 2031 til d. 10. mar. 2031"),
        (7, "2031-03-12", "Dosering fra d. 3. mar. 2031 til d. 12. mar. 2031 - gentages hver uge"),
        (14, "", "Dosering fra d. 3. mar. 2031 - gentages hver 14. dag"),
        (14, "2031-03-12", "Dosering kun d. 3. mar. 2031"),
        (None, "", "Dosering kun d. 3. mar. 2031"),
    ],
)
def test_the_heading_says_from_when_till_when(interval: int | None, end: str, heading: str) -> None:
    text = long_text(dosage(period(interval, {1: "1"}, end=end)))
    assert text is not None
    assert text.partition(":\n")[0] == heading


def test_clock_times_stand_among_the_parts_of_the_day() -> None:
    sent = "night=1 noon=1 22:00:00=1 06:00:00=1 11:00:00=1 1"
    assert body(long_text(dosage(period(1, {1: sent})))) == (
        "1 pille, 1 pille kl. 6:00, 1 pille middag, 1 pille kl. 11:00, 1 pille nat og 1 pille kl. 22:00 - hver dag"
    )


@pytest.mark.parametrize(
    ("much", "said"),
    [("0", "0 piller"), ("0.25", "0,25 pille"), ("1.0", "1 pille"), ("1.50", "1,5 piller"), ("1000", "1000 piller")],
)
def test_none_and_more_than_one_take_the_plural(much: str, said: str) -> None:
    assert body(long_text(dosage(period(1, {1: much})))) == f"{said} hver dag"


def test_a_lone_unit_takes_its_other_form_where_fmk_knows_it() -> None:
    assert short_text(dosage(period(1, {1: "1"}), units=("", "kapsler"))) == "1 kapsel daglig"
    assert short_text(dosage(period(1, {1: "3-4"}), units=("", "kapsel"))) == "3-4 kapsler daglig"
    assert short_text(dosage(period(1, {1: "3-4"}), units=("", "klat"))) == "3-4 klat daglig"


def test_a_supplementary_text_stands_on_its_own_line_without_a_leading_comma() -> None:
    found = dosage(period(1, {1: "1"}, note=", i saft"))
    assert short_text(found) == "1 pille daglig.\nBemærk: i saft"
    assert body(long_text(found)) == "1 pille hver dag\nBemærk: i saft"


def test_a_short_text_is_70_characters_at_most() -> None:
    said = "1 pille daglig.\nBemærk: "
    fits = dosage(period(1, {1: "1"}, note="x" * (70 - len(said))))
    assert len(short_text(fits) or "") == 70
    assert short_text(dosage(period(1, {1: "1"}, note="x" * (71 - len(said))))) is None


def test_where_one_rule_does_not_fit_a_later_one_answers() -> None:
    every_day = dosage(period(7, dict.fromkeys(range(1, 8), "morning=2")))
    assert short_text(every_day) == "2 piller morgen daglig"


def test_the_first_days_and_what_follows_them_are_one_short_text() -> None:
    then = period(1, {1: "noon=1"}, start="2031-03-05")
    two = period(None, {1: "4", 2: "4"}, end="2031-03-04")
    assert short_text(dosage(two, then)) == "4 piller 1 gang daglig i 2 dage, herefter 1 pille middag"
    one = period(None, {1: "4"}, start="2031-03-04", end="2031-03-04")
    assert short_text(dosage(one, then)) == "Første dag 4 piller, herefter 1 pille middag"


def test_periods_with_a_gap_between_them_have_no_common_short_text() -> None:
    one = period(None, {1: "4"}, end="2031-03-03")
    assert short_text(dosage(one, period(1, {1: "1"}, start="2031-03-05"))) is None


def test_periods_stand_by_their_first_dates_and_fixed_before_as_needed() -> None:
    late, early = period(1, {1: "2"}, start="2031-06-01"), period(1, {1: "1"}, end="2031-05-31")
    needed = period(None, {None: "3"})
    text = long_text(dosage(late, early, needed=(needed,)))
    assert text is not None
    assert [part.partition(":\n")[2] for part in text.split("\n\n")] == [
        "1 pille hver dag",
        "3 piller efter behov",
        "2 piller hver dag",
    ]
    assert [one.short for one in period_texts(dosage(late, needed=(needed,)))] == [
        "2 piller 1 gang daglig",
        "3 piller efter behov",
    ]


def test_a_pause_is_said_and_has_no_short_text() -> None:
    pause = Structure(None, clinical_date("2031-03-03"), clinical_date("2031-03-09"), ())
    said = "Dosering fra d. 3. mar. 2031 til d. 9. mar. 2031:\nBemærk: skal ikke anvendes i denne periode!"
    assert long_text(dosage(pause)) == said
    assert short_text(dosage(pause)) is None
    assert period_texts(dosage(pause)) == (PeriodText(None, said),)


def test_free_text_is_quoted_and_a_local_schema_named() -> None:
    day = clinical_date("2031-03-03")
    words = Dosage("fast", free_text=FreeText("Efter aftale", day, None))
    assert short_text(words) == "Efter aftale"
    assert long_text(words) == 'Dosering fra d. 3. mar. 2031:\n"Efter aftale"'
    assert short_text(Dosage("fast", free_text=FreeText("x" * 71, day, None))) is None
    schema = Dosage("fast", local_schema=LocalSchema(day, None))
    assert long_text(schema) == "Dosering fra d. 3. mar. 2031:\nDosering efter skriftlig anvisning"


@pytest.mark.parametrize(
    "unknown",
    [
        dosage(period(1, {1: "08:30:15=1"})),
        dosage(period(1, {1: "08:30:00Z=1"})),
        dosage(period(1, {1: "1"}), units=("", "")),
        dosage(period(1, {1: "1"}, start="2031")),
        dosage(period(1, {1: "1"}, end="2031-03-02")),
        dosage(period(3, {1: "1", 1 + 1: "2"}), doubts=("type",)),
        dosage(period(None, {2**31 - 1: "1"})),
        dosage(needed=(period(None, {None: "evening=1"}),)),
        dosage(needed=(period(5, {2: "1"}),)),
        dosage(needed=(period(9, {1: "noon=1"}),)),
        Dosage("fast", free_text=FreeText("Efter aftale", None, None, started_previously=True)),
        Dosage("fast"),
    ],
)
def test_what_no_rule_covers_has_no_text(unknown: Dosage) -> None:
    assert long_text(unknown) is None


def test_half_a_dosage_is_no_dosage() -> None:
    good, unknown = period(1, {1: "1"}, end="2031-03-09"), period(1, {1: "08:30:15=1"}, start="2031-03-10")
    assert long_text(dosage(good, unknown)) is None
    assert short_text(dosage(good, unknown)) is None


def test_a_dosage_with_doubts_has_no_text_at_all() -> None:
    found = dosage(period(1, {1: "1"}), doubts=("quantity",))
    assert (short_text(found), long_text(found), period_texts(found)) == (None, None, ())
