"""The limits of age: each topic has its row, a limit reached counts as passed, and no age is understated."""

from datetime import timedelta

import pytest

from clinic import NOW, document, kept
from overblik.domain.section import Topic
from overblik.sync.freshness import ROWS, Age, age_of, band, is_doubtful, limits_of
from overblik.sync.retention import is_expired

MINUTE, HOUR, DAY, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
TABLE = [
    (Topic.MEDICATION, 5 * MINUTE, 4 * HOUR, 24 * HOUR),
    (Topic.ALLERGIES, 15 * MINUTE, 8 * HOUR, 24 * HOUR),
    (Topic.LAB_RESULTS, 15 * MINUTE, 24 * HOUR, 72 * HOUR),
    (Topic.CARE_PLANS, HOUR, 24 * HOUR, 7 * DAY),
    (Topic.APPOINTMENTS, HOUR, 24 * HOUR, 7 * DAY),
    (Topic.CONTACTS, HOUR, 24 * HOUR, 7 * DAY),
    (Topic.VACCINATIONS, HOUR, 24 * HOUR, 7 * DAY),
    (Topic.VITAL_SIGNS, HOUR, 24 * HOUR, 7 * DAY),
    (Topic.PATIENT, HOUR, 24 * HOUR, 7 * DAY),
]
"""Safety.md section 5, written out once more, so that a slip of the code's table is seen."""


def test_every_topic_has_its_limits_and_they_follow_each_other() -> None:
    assert set(ROWS) == set(Topic)
    for limits in (limits_of(topic, "ehr") for topic in Topic):
        assert timedelta() < limits.fresh < limits.ochre < limits.hard <= 7 * DAY


@pytest.mark.rule("H4")
@pytest.mark.parametrize(("topic", "fresh", "ochre", "hard"), TABLE, ids=lambda value: getattr(value, "value", None))
def test_h4_a_limit_reached_counts_as_passed(topic: Topic, fresh: timedelta, ochre: timedelta, hard: timedelta) -> None:
    for limit, before, after in (
        (fresh, Age.FRESH, Age.AGED),
        (ochre, Age.AGED, Age.OCHRE),
        (hard, Age.OCHRE, Age.EXPIRED),
    ):
        assert band(topic, "ehr", NOW - limit + SECOND, NOW) is before
        assert band(topic, "ehr", NOW - limit, NOW) is after
        assert band(topic, "ehr", NOW - limit - SECOND, NOW) is after


@pytest.mark.rule("H4")
@pytest.mark.parametrize(("topic", "fresh", "ochre", "hard"), TABLE, ids=lambda value: getattr(value, "value", None))
def test_h4_the_hard_limit_erases(topic: Topic, fresh: timedelta, ochre: timedelta, hard: timedelta) -> None:
    assert not is_expired(kept(topic, age=hard - SECOND), NOW)
    assert is_expired(kept(topic, age=hard), NOW)


def test_a_copy_without_a_time_is_too_old() -> None:
    assert is_expired(kept(Topic.DOCUMENTS, document("a"), as_of=None), NOW)


def test_a_file_is_limited_by_how_long_we_hold_it_and_not_by_its_content() -> None:
    old = {"source": "fil: svar.json", "age": 3650 * DAY}
    assert not is_expired(kept(Topic.LAB_RESULTS, asked_at=NOW - 7 * DAY + SECOND, **old), NOW)
    assert is_expired(kept(Topic.LAB_RESULTS, asked_at=NOW - 7 * DAY, **old), NOW)
    assert is_expired(kept(Topic.LAB_RESULTS, asked_at=None, **old), NOW)
    assert limits_of(Topic.MEDICATION, "fil: kort.json").hard == 7 * DAY


@pytest.mark.rule("H4")
@pytest.mark.parametrize("jump", [MINUTE, HOUR, DAY, 365 * DAY, 3650 * DAY])
def test_h4_a_clock_set_back_never_makes_an_age_negative_and_is_doubted(jump: timedelta) -> None:
    assert age_of(NOW + jump, NOW) == timedelta()
    assert is_doubtful(NOW + jump, NOW) is (jump > 2 * MINUTE)
    assert not is_doubtful(NOW - jump, NOW)


def test_the_doubt_begins_after_two_minutes() -> None:
    assert not is_doubtful(NOW + 2 * MINUTE, NOW)
    assert is_doubtful(NOW + 2 * MINUTE + SECOND, NOW)
