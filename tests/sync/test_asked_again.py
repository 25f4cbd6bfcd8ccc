"""Asked again while the first question still waits: answers may come in any order, and the newest one stays."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from clinic import ME, NOW, OTHER, answer, document, kept, titles
from overblik.domain.errors import Damaged, Full, Refused, Unreachable
from overblik.domain.ports import AnswerKind
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.sync.clinic import Clinic
from overblik.sync.current import Current
from overblik.sync.overview import open_patient
from sync.world import Question, Scripted, World, play, settle

Script = Callable[["Twice"], Awaitable[None]]


class Twice:
    """One source, asked by a first opening and, while it waits, by a second one of the same patient."""

    def __init__(self) -> None:
        self.world = World([Scripted()])
        self.clinic: Clinic = self.world.clinic()
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self, patient: Any = ME) -> Question:
        made = open_patient(self.world.grant(patient), self.clinic, self.world.shown.append)
        self.tasks.append(asyncio.ensure_future(made))
        await settle()
        return self.world.sources[0].waiting[-1]

    async def reply(self, question: Question, told: Any) -> None:
        question.answer(told)
        await settle()

    def run(self, script: Script) -> None:
        async def whole() -> None:
            await script(self)
            for task in self.tasks:
                task.cancel()

        play(whole)


def test_an_older_answer_that_comes_after_the_newer_one_is_neither_shown_nor_kept() -> None:
    twice = Twice()

    async def script(told: Twice) -> None:
        first, second = await told.open(), await told.open()
        await told.reply(second, answer("ny"))
        await told.reply(first, answer("gammel"))

    twice.run(script)
    assert titles(twice.world.latest()) == ["ny"]
    assert [titles(one.section) for one in twice.world.store.sections(ME)] == [["ny"]]


def test_an_older_failure_that_comes_after_the_newer_answer_is_not_shown() -> None:
    twice = Twice()

    async def script(told: Twice) -> None:
        first, second = await told.open(), await told.open()
        await told.reply(second, answer("ny"))
        await told.reply(first, Unreachable(status=503))

    twice.run(script)
    assert twice.world.latest().standing is Standing.COMPLETE


def test_an_older_answer_that_comes_first_is_shown_and_stays_when_the_newer_question_fails() -> None:
    twice = Twice()

    async def script(told: Twice) -> None:
        first, second = await told.open(), await told.open()
        await told.reply(first, answer("svar"))
        assert told.world.latest().standing is Standing.COMPLETE
        await told.reply(second, Unreachable(status=503))

    twice.run(script)
    section = twice.world.latest()
    assert (section.standing, titles(section)) == (Standing.STALE, ["svar"])


@pytest.mark.rule("H7")
def test_h7_a_refusal_counts_whenever_it_comes() -> None:
    twice = Twice()

    async def script(told: Twice) -> None:
        first, second = await told.open(), await told.open()
        await told.reply(second, answer("ny"))
        await told.reply(first, Refused())
        third = await told.open()
        await told.reply(third, Unreachable(status=503))

    twice.run(script)
    assert twice.world.store.sections(ME) == ()
    assert (twice.world.latest().standing, twice.world.latest().entries) == (Standing.FAILED, ())


def test_a_change_is_joined_with_what_it_changes_and_not_with_what_came_meanwhile() -> None:
    twice = Twice()
    twice.world.store.keep(kept(Topic.DOCUMENTS, document("a"), document("b")))

    async def script(told: Twice) -> None:
        first, second = await told.open(), await told.open()
        await told.reply(first, answer("a", "b", "c"))
        # Asked with the validators of the copy: since then c came, and a went.
        gone = replace(answer("c", kind=AnswerKind.DELTA), removed=("documents/0",))
        await told.reply(second, gone)

    twice.run(script)
    assert titles(twice.world.latest()) == ["c", "b"]


@pytest.mark.parametrize("acts", [("keep",), ("sections", "keep")])
def test_what_could_not_be_stored_is_still_not_taken_away_by_a_failure(acts: tuple[str, ...]) -> None:
    twice = Twice()
    store = twice.world.store

    class Failing:
        def __getattr__(self, name: str) -> Any:
            def fail(*_: object) -> None:
                raise Damaged if name == "sections" else Full

            return fail if name in acts else getattr(store, name)

    twice.clinic = replace(twice.clinic, store=Failing())

    async def script(told: Twice) -> None:
        await told.reply(await told.open(), answer("Epikrise"))
        second = await told.open()
        assert (told.world.latest().standing, titles(told.world.latest())) == (Standing.LOADING, ["Epikrise"])
        await told.reply(second, Unreachable(status=503))

    twice.run(script)
    section = twice.world.latest()
    assert (section.standing, titles(section), section.as_of) == (Standing.STALE, ["Epikrise"], NOW)


@pytest.mark.rule("T22")
def test_t22_what_may_not_lie_on_disk_is_held_while_the_patient_is_open_and_gone_after() -> None:
    twice = Twice()
    private = answer("Åbent lægemiddel", memory_only=True, warnings=(Reason(Cause.PRIVATE_ENTRY, 1),))

    async def script(told: Twice) -> None:
        await told.reply(await told.open(), private)
        assert told.world.store.sections(ME) == ()
        await told.reply(await told.open(), Unreachable(status=503))
        assert titles(told.world.latest()) == ["Åbent lægemiddel"]
        assert told.world.latest().standing is Standing.BLOCKED
        await told.open(OTHER)
        await told.reply(await told.open(), Unreachable(status=503))

    twice.run(script)
    assert (twice.world.latest().standing, twice.world.latest().entries) == (Standing.FAILED, ())


@pytest.mark.rule("H1", "H2")
def test_h2_what_is_left_of_another_opening_reaches_nothing_of_the_open_patient() -> None:
    current, place = Current(), (Topic.DOCUMENTS, "ehr")
    first = current.open(ME)
    current.open(OTHER)
    current.answered(kept(Topic.DOCUMENTS, document("min")), first)
    assert current.held == {}
    his = kept(Topic.DOCUMENTS, document("hans"), patient=OTHER)
    current.hold(his)
    current.drop(ME, place)
    assert current.kept(ME, place) is None
    assert current.kept(OTHER, place) == his
    assert not current.is_late(place, first)


class Waiting:
    """A scheduler whose pauses end when the test says so: between the paint and the writing lies a quarter second."""

    def __init__(self, world: World) -> None:
        self.inner, self.gate = world.scheduler, asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        del seconds
        await self.gate.wait()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def waiting() -> Twice:
    twice = Twice()
    twice.clinic = replace(twice.clinic, scheduler=Waiting(twice.world))
    return twice


@pytest.mark.rule("H7")
def test_h7_what_was_refused_before_it_was_written_is_never_written() -> None:
    twice = waiting()

    async def script(told: Twice) -> None:
        first, second = await told.open(), await told.open()
        await told.reply(first, answer("før spærringen"))
        await told.reply(second, Refused())
        told.clinic.scheduler.gate.set()  # type: ignore[attr-defined]
        await settle()

    twice.run(script)
    assert twice.world.store.sections(ME) == ()
    assert twice.world.latest().entries == ()


def test_of_two_answers_that_wait_to_be_written_only_the_newer_one_is() -> None:
    twice, written = waiting(), []
    keep = twice.world.store.keep

    def noted(one: Any) -> None:
        written.append(titles(one.section))
        keep(one)

    twice.world.store.keep = noted

    async def script(told: Twice) -> None:
        first, second = await told.open(), await told.open()
        await told.reply(first, answer("gammel"))
        await told.reply(second, answer("ny"))
        assert written == []  # the window paints first
        told.clinic.scheduler.gate.set()  # type: ignore[attr-defined]
        await settle()

    twice.run(script)
    assert written == [["ny"]]


def test_an_answer_that_waits_to_be_written_is_written_when_the_opening_is_broken_off() -> None:
    twice = waiting()

    async def script(told: Twice) -> None:
        await told.reply(await told.open(), answer("svar"))
        await told.open(OTHER)
        told.tasks[0].cancel()
        await settle()

    twice.run(script)
    assert [titles(one.section) for one in twice.world.store.sections(ME)] == [["svar"]]
