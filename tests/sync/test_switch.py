"""A late answer can never arrive: the job is cancelled, its questions end, and what is already queued is dropped (H2)."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from clinic import DANISH_WORDS, ME, NOW, OTHER, answer, document, kept, titles
from in_process import FakeClock
from overblik.domain.errors import CannotWrite
from overblik.domain.patient import PatientId
from overblik.domain.provenance import RawRef
from overblik.domain.section import Standing, Topic
from overblik.runtime.background import Background
from overblik.sync.overview import open_patient
from overblik.viewmodels.overview import OverviewModel
from sync.world import Scripted, World, play, settle


class WorldLooks:
    """The asking thread's side: right first, then sync, over a scripted world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.error: Exception | None = None

    async def look(self, patient_id: PatientId, only: Any, reveal: Any, report: Callable[[Any], None]) -> None:
        if self.error is not None:
            raise self.error
        await open_patient(self.world.grant(patient_id), self.world.clinic(), report, only)

    async def original(self, patient_id: PatientId, ref: RawRef) -> bytes | None:
        return b"kanarie"


class Desk:
    """A bridge, a scripted world and the model of the screen, which outlives the bridge as in the program."""

    def __init__(self, *sources: Scripted) -> None:
        self.background = Background()
        self.world = World(list(sources) or [Scripted()])
        self.looks = WorldLooks(self.world)
        self.model = OverviewModel(self.background, self.looks, FakeClock(NOW), DANISH_WORDS)
        self.told: list[object] = []
        self.model.failed.connect(self.told.append)
        self.model.original_found.connect(self.told.append)

    def asking_thread(self, act: Callable[[], None] = lambda: None) -> None:
        """Do something where the sources live, and let it go as far as it can."""

        async def done() -> None:
            act()
            await settle()

        asyncio.run_coroutine_threadsafe(done(), self.background._loop).result(5)

    def answer(self, title: str) -> None:
        """Answer the question that waits; what is reported then lies in the queue of this thread."""
        waiting = self.world.sources[0].waiting[0]
        self.asking_thread(lambda: waiting.answer(answer(title)))


@pytest.fixture
def desk(qapp: QCoreApplication) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.model.close_patient()
    made.background.close()


@pytest.mark.rule("H2", "R2")
def test_h2_an_answer_that_was_queued_when_the_patient_was_switched_never_arrives(desk: Desk) -> None:
    desk.model.show_patient(ME)
    desk.asking_thread()
    QCoreApplication.processEvents()
    assert [section.standing for section in desk.model.sections] == [Standing.LOADING]
    desk.answer("Berggrens epikrise")
    # The answer now lies in the queue of this thread, and nothing has taken it from there.
    assert [section.standing for section in desk.model.sections] == [Standing.LOADING]
    desk.model.show_patient(OTHER)
    desk.asking_thread()
    QCoreApplication.processEvents()
    assert {section.patient_id for section in desk.model.sections} == {OTHER}
    assert [titles(section) for section in desk.model.sections] == [[]]


@pytest.mark.rule("H2")
def test_h2_the_first_patient_reopened_gets_no_answer_of_the_first_opening(desk: Desk) -> None:
    """The patient alone does not tell the openings apart: A, B, then A again."""
    desk.model.show_patient(ME)
    desk.asking_thread()
    desk.answer("af den første åbning")
    desk.model.show_patient(OTHER)
    desk.model.show_patient(ME)
    desk.asking_thread()
    QCoreApplication.processEvents()
    # What was kept is shown as a copy; the answer itself, which would end the loading, is gone.
    assert [section.standing for section in desk.model.sections] == [Standing.LOADING]


@pytest.mark.rule("H2")
def test_h2_switching_ends_every_question_of_the_former_patient(desk: Desk) -> None:
    desk.world.sources.append(Scripted("lab"))
    desk.model.show_patient(ME)
    desk.asking_thread()
    former = [source.asked[0] for source in desk.world.sources]
    assert not any(question.is_cancelled for question in former)
    desk.model.show_patient(OTHER)
    desk.asking_thread()
    assert all(question.is_cancelled for question in former)
    assert [source.waiting[-1].grant.patient_id for source in desk.world.sources] == [OTHER, OTHER]


@pytest.mark.rule("H2")
def test_h2_a_failure_and_an_original_of_the_former_patient_never_arrive(desk: Desk) -> None:
    desk.looks.error = CannotWrite()
    desk.model.show_patient(ME)
    desk.model.find_original(RawRef("0" * 64, 0, 1))
    desk.asking_thread()
    desk.looks.error = None
    desk.model.show_patient(OTHER)
    desk.asking_thread()
    QCoreApplication.processEvents()
    assert desk.told == []


@pytest.mark.rule("H2")
def test_h2_closing_the_patient_leaves_nothing_and_takes_nothing(desk: Desk) -> None:
    desk.model.show_patient(ME)
    desk.asking_thread()
    desk.answer("Epikrise")
    desk.model.close_patient()
    QCoreApplication.processEvents()
    assert (desk.model.sections, desk.model.patient_id) == ((), None)


@pytest.mark.rule("T21")
def test_t21_an_intent_that_cannot_be_written_shows_and_asks_nothing(desk: Desk) -> None:
    desk.world.store.keep(kept(Topic.DOCUMENTS, document("Epikrise")))
    desk.looks.error = CannotWrite()
    desk.model.show_patient(ME)
    desk.asking_thread()
    QCoreApplication.processEvents()
    assert desk.model.sections == ()
    assert desk.world.sources[0].asked == []
    assert desk.told == ["Opslaget kunne ikke logges. Derfor vises intet."]


def test_a_cancelled_opening_asks_nothing_more_and_keeps_nothing_more() -> None:
    world = World([Scripted("ehr"), Scripted("lab")])

    async def script() -> None:
        with world.opening() as task:
            await settle()
            waiting = world.sources[0].waiting[0]
            task.cancel()
            waiting.answer(answer("Epikrise"))
            await asyncio.wait([task])
        count = len(world.shown)
        await settle()
        assert len(world.shown) == count

    play(script)
    assert [section.standing for section in world.shown] == [Standing.LOADING, Standing.LOADING]
    assert world.store.sections(ME) == ()
