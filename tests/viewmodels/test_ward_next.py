"""What is next for a patient of a board: whatever may still come, and 'none' only where nothing may."""

from typing import Any

import pytest

from clinic import complete, day, section
from overblik.domain.clinical import Currency, ToldTime
from overblik.domain.section import Cause, Standing, Topic
from viewmodels.facts import appointment
from viewmodels.test_ward_board import row, words


def test_next_is_the_first_that_is_to_come_and_says_where_another_may_come_before_it() -> None:
    made = [
        appointment("Kontrol", currency=Currency.PLANNED, start=day("2026-12-02T10:00:00+01:00")),
        appointment("Røntgen", currency=Currency.PLANNED, start=day("2026-11-23T10:30:00+01:00")),
        appointment("Tidligere", currency=Currency.PLANNED, start=day("2026-11-23T08:30:00+01:00")),
        appointment("Aflyst", currency=Currency.CANCELLED, start=day("2026-11-23T09:50:00+01:00")),
    ]
    assert words(row(complete(Topic.APPOINTMENTS, *made)).next) == ["Røntgen 10:30"]
    part = section(Standing.PARTIAL, Topic.APPOINTMENTS, *made, causes=(Cause.MORE_AVAILABLE,))
    assert words(row(part).next) == ["Røntgen 10:30", "Der kan være flere aftaler"]


MAY_COME = {
    "a day without a time": ({"start": day("2026-11-23")}, "Kontrol 23. nov 2026"),
    "a month": ({"start": day("2026-11")}, "Kontrol nov 2026"),
    "no time at all": ({"start": None}, "Kontrol Ukendt tid"),
    "two times, one of them over": (
        {"start": day("2026-11-23T09:00:00+01:00"), "told": ToldTime("2026-11-23", "10:00", "")},
        "Kontrol kl. 10:00 (tekst) / kl. 09:00 (kode)",
    ),
    "a status that nobody knows": (
        {"start": day("2026-11-23T10:00:00+01:00"), "currency": Currency.UNKNOWN, "wire_status": "måske"},
        "Kontrol 10:00 Ukendt status: måske",
    ),
}


@pytest.mark.rule("H6", "H9", "H15")
@pytest.mark.parametrize("name", MAY_COME)
def test_h6_no_appointments_is_not_said_where_one_may_come(name: str) -> None:
    facts, told = MAY_COME[name]
    coming = appointment("Kontrol", **{"currency": Currency.PLANNED, **facts})
    assert words(row(complete(Topic.APPOINTMENTS, coming)).next) == [told]


@pytest.mark.parametrize("past", [day("2026-11-22"), day("2026-10"), day("2026-11-23T09:00:00+01:00")])
def test_what_is_over_is_not_next(past: Any) -> None:
    over = appointment("Kontrol", currency=Currency.PLANNED, start=past)
    assert words(row(complete(Topic.APPOINTMENTS, over)).next) == ["Ingen aftaler"]
