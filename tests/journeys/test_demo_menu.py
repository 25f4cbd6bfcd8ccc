"""The Demo menu shows anyone how the program tells the truth."""

from collections.abc import Iterator
from typing import Any

import pytest

from journeys.conftest import BERGGREN, Desk, Services
from overblik.app.demo import _add_menu
from overblik.domain.section import Cause
from overblik.viewmodels.marks import Marker


@pytest.fixture
def acting(desk: Desk, sandbox: Services) -> Iterator[dict[str, Any]]:
    _add_menu(desk.program)
    menu = desk.window.menuBar().actions()[0].menu()
    yield {action.text(): action for action in menu.actions() if action.text()}
    sandbox.heal()


def chip(desk: Desk, source: str) -> Any:
    return next(chip for chip in desk.screen.strip.chips if chip.source == source)


def do(desk: Desk, acting: dict[str, Any], words: str) -> None:
    action = next(action for text, action in acting.items() if words in text)
    model = desk.program.model
    with desk.bot.waitSignal(model.screen_changed if not model.sections else model.head_changed, timeout=10000):
        action.trigger()
    desk.wait()


def test_network_off_and_on_again(desk: Desk, acting: dict[str, Any]) -> None:
    desk.look(BERGGREN)
    do(desk, acting, "Netværk")
    assert desk.screen.strip.bar.startswith("Offline.")
    do(desk, acting, "virker igen")
    # A source that met the last of the silence is asked again by itself; the bar then says that it answers.
    desk.bot.waitUntil(lambda: desk.screen.strip.count == "9 af 12 kilder", timeout=60000)
    assert "svarer ikke" not in desk.screen.strip.bar
    assert "Offline" not in desk.screen.strip.bar


@pytest.mark.parametrize(
    ("words", "marker"),
    [("Laboratoriet svarer ikke", Marker.FAILED), ("anden patient", Marker.FAILED), ("ulæselig", Marker.PARTIAL)],
)
def test_the_laboratory_in_trouble(desk: Desk, acting: dict[str, Any], words: str, marker: Marker) -> None:
    desk.look(BERGGREN)
    do(desk, acting, words)
    assert chip(desk, "laboratory").marker in (marker, Marker.STALE)
    assert chip(desk, "ehr").marker is Marker.FRESH


def test_document_sharing_in_trouble_leaves_the_stamkort_alone(desk: Desk, acting: dict[str, Any]) -> None:
    desk.look(BERGGREN)
    do(desk, acting, "Dokumentdeling svarer ikke")
    shared = [one for one in desk.program.model.sections if one.source.startswith("dds-")]
    assert len(shared) == 6
    assert [one.source for one in shared if not one.has(Cause.UNREACHABLE) or not one.entries] == []
    assert chip(desk, "dds-care_plans").marker is Marker.FAILED
    assert chip(desk, "sfsk-master_data").marker is Marker.FRESH


def test_document_sharing_that_is_silent_says_that_something_may_be_blocked(desk: Desk, acting: dict[str, Any]) -> None:
    desk.look(BERGGREN)
    do(desk, acting, "Dokumentdeling tier")
    assert chip(desk, "dds-care_plans").marker is Marker.BLOCKED


def test_a_blocked_record_system(desk: Desk, acting: dict[str, Any]) -> None:
    desk.look(BERGGREN)
    do(desk, acting, "EPJ Eksempel er spær")
    assert chip(desk, "ehr").marker is Marker.BLOCKED


def test_a_day_later_everything_is_fetched_anew(desk: Desk, acting: dict[str, Any]) -> None:
    desk.look(BERGGREN)
    before = desk.program.clock.now()
    do(desk, acting, "døgn")
    assert (desk.program.clock.now() - before).days == 1
    assert "24. nov" in desk.screen.strip.when or "09:41" in desk.screen.strip.when


def test_the_menu_speaks_the_language_of_the_window(desk: Desk, acting: dict[str, Any]) -> None:
    assert any("Netværk" in text for text in acting)
    desk.window.turn_language()
    menu = desk.window.menuBar().actions()[0].menu()
    assert any("network" in action.text().casefold() for action in menu.actions())
    assert not any("Netværk" in action.text() for action in menu.actions())
