"""Nothing moves under the hand: while data arrive every card keeps its place (screens.md principles 1 and 9, 4.3)."""

import pytest

from journeys.conftest import BERGGREN, Desk, Services
from overblik.domain.section import Standing, Topic

_OF_CAVE = (Topic.ALLERGIES, Topic.MASTER_DATA)
Place = tuple[int, int, int, int]


def places(desk: Desk) -> dict[str, Place]:
    overview = desk.shell.overview
    cards = {name: card.geometry().getRect() for name, card in overview.cards.items()}
    return cards | {
        "summary": overview.summary.geometry().getRect(),
        "pages": desk.shell.pages.geometry().getRect(),
        "strip": desk.shell.strip.geometry().getRect(),
        "cave": desk.shell.cave.geometry().getRect(),
    }


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (1366, 768)])
def test_no_card_moves_while_the_sources_answer(desk: Desk, sandbox: Services, width: int, height: int) -> None:
    desk.window.resize(width, height)
    sandbox.disturb("delay", "laboratory", seconds=0.3)
    sandbox.disturb("delay", "ehr", "Condition", seconds=0.6)
    seen: list[dict[str, Place]] = []
    is_told: list[bool] = []

    def follow() -> None:
        # The CAVE line with FGVH takes what it needs, when it is told: it is never cut.
        sections = desk.program.model.sections
        is_told.append(all(one.standing is not Standing.LOADING for one in sections if one.topic in _OF_CAVE))

    def note() -> None:
        if any(is_told):
            seen.append(places(desk))

    desk.program.model.screen_changed.connect(follow)
    desk.program.model.head_changed.connect(follow)
    desk.window.painted.connect(note)
    desk.look(BERGGREN)
    first, *later = seen[2:]  # the layout follows the CAVE line in the next turn of the loop
    moved = {name: (first[name], place) for told in later for name, place in told.items() if place != first[name]}
    assert len(later) > 5, "many answers, one by one"
    assert moved == {}


def test_what_is_read_stays_where_it_is_in_one_column(desk: Desk, sandbox: Services) -> None:
    """Under 1100 pixels the cards stand under each other: what grows above the one in focus moves the page under it."""
    desk.window.resize(760, 900)
    desk.window.toggle_rail()
    sandbox.disturb("delay", "ehr", seconds=0.8)
    desk.open(BERGGREN)
    overview, card = desk.shell.overview, desk.shell.overview.cards["lab_results"]
    desk.bot.waitUntil(lambda: len(card.model.rows) > 5, timeout=10000)
    desk.window.acts.press("lab_results")
    desk.bot.wait(50)
    before = card.mapTo(overview.viewport(), card.rect().topLeft()).y()
    desk.wait()
    assert abs(card.mapTo(overview.viewport(), card.rect().topLeft()).y() - before) <= 2
