"""What helps an opening may fail: store and consent service cost what they give, never the screen."""

import asyncio
from datetime import timedelta

import pytest

from clinic import answer, document, kept, titles
from overblik.domain.errors import Damaged, Full, Unintelligible, Unreachable
from overblik.domain.ports import ConsentState
from overblik.domain.section import Cause, Topic
from sync.test_opening import two
from sync.world import Consenting, Scripted, World, fetch_once, play, settle


class Broken:
    """A store of which some acts fail."""

    def __init__(self, world: World, *acts: str) -> None:
        self._store, self._acts = world.store, acts

    def __getattr__(self, name: str) -> object:
        def fail(*_: object) -> None:
            raise Damaged if name == "sections" else Full

        return fail if name in self._acts else getattr(self._store, name)


@pytest.mark.parametrize("acts", [("sections",), ("keep",), ("erase",), ("keep_raw",), ("sections", "keep", "erase")])
def test_a_store_that_fails_costs_the_copy_and_never_the_screen(acts: tuple[str, ...]) -> None:
    world = two()
    world.store.keep(kept(Topic.DOCUMENTS, document("Gammel"), age=timedelta(days=8)))
    world.store = Broken(world, *acts)
    fetch_once(world, answer("Epikrise"), answer("Svar"))
    assert titles(world.latest(source="ehr")) == ["Epikrise"]
    assert titles(world.latest(source="lab")) == ["Svar"]
    assert "Gammel" not in [title for section in world.shown for title in titles(section)]


@pytest.mark.parametrize("error", [Unreachable(), Unintelligible(), TimeoutError()])
def test_a_consent_service_that_fails_leaves_consent_unknown(error: BaseException) -> None:
    world = World([Scripted(silent_when_blocked=True)])
    world.consent = Consenting(error)
    fetch_once(world, answer())
    assert world.latest().has(Cause.MAY_BE_WITHHELD)


def test_a_consent_service_that_never_answers_does_not_hold_the_sources_back() -> None:
    world = World([Scripted(silent_when_blocked=True)])
    world.scheduler.patience = 0.2

    async def script() -> None:
        waiting: asyncio.Future[ConsentState] = asyncio.get_running_loop().create_future()
        world.consent = Consenting(waiting)
        with world.opening() as task:
            await settle()
            world.sources[0].waiting[0].answer(answer())
            await task

    play(script)
    assert world.latest().has(Cause.MAY_BE_WITHHELD)
