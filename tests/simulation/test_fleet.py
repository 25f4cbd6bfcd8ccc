"""The fleet plan: a country that begins at 08:00 loads no service more than a fifth above the mean of its half hour."""

import pytest

from simulation.fleet import LIST, packs, returning

CLIENTS = 3_000
"""A share of 40,000: fewer computers make the load rougher, so the limit is wider here by four deviations of chance."""


@pytest.mark.rule("S11")
def test_packs_of_all_computers_are_spread_over_half_an_hour() -> None:
    load = packs(CLIENTS, is_random=True, knows=False)
    assert sum(load.asked.values()) == CLIENTS * len(LIST)
    in_a_minute = CLIENTS / 30
    assert load.peak(load.asked) <= 1.2 + 4 / in_a_minute**0.5


def test_without_a_moment_of_its_own_every_computer_would_ask_at_once() -> None:
    load = packs(300, is_random=False, knows=False)
    assert load.peak(load.asked) == 30.0, "all in the first minute of thirty"


def test_what_has_not_changed_costs_no_content() -> None:
    full, known = packs(200, is_random=True, knows=False), packs(200, is_random=True, knows=True)
    assert sum(known.asked.values()) == sum(full.asked.values())
    assert sum(known.sent.values()) < sum(full.sent.values()) / 100


@pytest.mark.rule("S11")
def test_s11_a_service_that_returns_is_not_met_by_all_at_once() -> None:
    together, apart = returning(4_000, is_random=False), returning(4_000, is_random=True)

    def late(asked: dict[int, int]) -> int:
        return max(count for second, count in asked.items() if second >= 1200)

    assert late(apart) <= 0.6 * late(together)
