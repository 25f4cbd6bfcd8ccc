"""What can go wrong while a list is fetched, and what the nurse is told (issue 'Knowledge before you ask', 'Bad input and faults')."""

from datetime import timedelta

import pytest

from journeys.conftest import Desk, Services
from journeys.signed_in import Computer
from journeys.test_s11_morning_without_fmk import it_becomes, working
from journeys.test_taken_along import fetch, groups, laptop, page, rows
from overblik.sync.readiness import Gap, readiness

__all__ = ["laptop"]


def gaps(desk: Desk) -> set[Gap]:
    """What is missing of anybody on the list."""
    ids, now = desk.window.patients.ids, desk.program.clock.now()
    told = desk.in_house(lambda house: house.ledger.read(ids)).values()
    judged = [found for entries in told if (found := readiness(entries, now)) is not None]
    return {gap.why for found in judged for gap in found.gaps}


def whole(desk: Desk, count: int) -> bool:
    return desk.window.pack.progress.done == count and not desk.window.pack.progress.is_running


@pytest.mark.rule("H6", "T12")
@pytest.mark.parametrize("fault", ["garbage", "redirect"])
def test_a_portal_that_answers_for_everybody_makes_nobody_ready_and_empties_nobody(
    laptop: Computer, sandbox: Services, fault: str
) -> None:
    """A hotel's network answers each question with its own page and the status 200, or sends elsewhere."""
    with working(laptop, sandbox, "06:55") as desk:
        sandbox.disturb(fault)
        fetch(desk)
        assert "Klar" not in groups(desk)
        assert not gaps(desk) & {Gap.NOT_ASKED, Gap.OLD, Gap.ERASED}
        sandbox.order("faults", None, "DELETE")
        fetch(desk)
        assert groups(desk)["Klar"] == "16", "what failed is asked for again, at once"
        sandbox.disturb(fault)
        it_becomes(desk, sandbox, "07:40")
        fetch(desk)
        assert groups(desk)["Klar"] == "12", (
            "four are not known to a source that cannot say so now: no copy stands for that"
        )
        assert all("06:55" in second for second in rows(desk).values() if "Ældste fra" in second)


@pytest.mark.rule("H4")
def test_a_network_that_comes_and_goes_each_second_costs_time_and_no_patient(
    laptop: Computer, sandbox: Services
) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        count = len(laptop.settings.patients)
        desk.window.pack.turn()
        for turn in range(8):
            if whole(desk, count):
                break
            sandbox.disturb("drop") if turn % 2 == 0 else sandbox.order("faults", None, "DELETE")
            desk.bot.wait(1000)
        sandbox.order("faults", None, "DELETE")
        desk.bot.waitUntil(lambda: whole(desk, count), timeout=120000)
        fetch(desk)
        assert groups(desk)["Klar"] == "16"


@pytest.mark.rule("H4")
def test_h4_who_was_ready_grows_old_while_the_page_stands_open(
    laptop: Computer, sandbox: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.widgets.readiness_acts.MINUTE", 200)
    with working(laptop, sandbox, "06:55") as desk:
        fetch(desk)
        assert groups(desk)["Klar"] == "16"
        sandbox.disturb("drop")
        desk.program.clock.move(timedelta(hours=-2))  # while the program runs, its age is counted and not read
        desk.bot.wait(500)
        assert groups(desk)["Klar"] == "16"
        desk.window.session.notice_activity()
        desk.program.clock.move(timedelta(hours=75))  # nine hours asleep would do for some, three days do for all
        desk.bot.waitUntil(lambda: "Klar" not in groups(desk), timeout=10000)
        assert Gap.ERASED in gaps(desk)


@pytest.mark.rule("H4")
def test_h4_a_computer_that_wakes_with_its_clock_set_back_says_that_it_does_not_know_the_age(
    laptop: Computer, sandbox: Services
) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        fetch(desk)
    sandbox.disturb("drop")
    with working(laptop, sandbox, "04:55") as desk:
        page(desk)
        desk.bot.waitUntil(lambda: Gap.OLD in gaps(desk), timeout=10000)
        assert "Klar" not in groups(desk)


@pytest.mark.rule("H6")
def test_a_citizen_whom_a_server_no_longer_knows_keeps_what_was_fetched(laptop: Computer, sandbox: Services) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        fetch(desk)
        it_becomes(desk, sandbox, "07:40")
        sandbox.disturb("status", status=404)
        fetch(desk)
        assert groups(desk)["Klar"] == "12"
        assert "06:55" in rows(desk)["HANSEN, Birthe"]
