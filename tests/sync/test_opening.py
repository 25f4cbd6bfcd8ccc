"""Opening a patient: the kept copy at once with its true age, then every section alone."""

import asyncio
from datetime import timedelta

import pytest

from clinic import ME, NOW, OTHER, answer, document, kept, titles
from overblik.domain.errors import Expired, SignInNeeded, Unintelligible, Unreachable
from overblik.domain.grant import Grant
from overblik.domain.section import Cause, Standing, Topic
from overblik.sync.overview import open_patient
from sync.world import Outcomes, Probe, Scripted, World, fetch_once, play, settle


def two() -> World:
    return World([Scripted("ehr"), Scripted("lab", Topic.DOCUMENTS, "Laboratorium")])


def test_the_kept_copy_is_shown_before_any_question_is_sent() -> None:
    world = two()
    world.store.keep(kept(Topic.DOCUMENTS, document("Epikrise"), age=timedelta(hours=3)))
    asked_at_first_paint = []

    async def script() -> None:
        clinic, grant = world.clinic(), world.grant()

        def report(section: object) -> None:
            world.shown.append(section)  # type: ignore[arg-type]
            asked_at_first_paint.append(sum(len(source.asked) for source in world.sources))

        task = asyncio.ensure_future(open_patient(grant, clinic, report))
        await settle()
        assert asked_at_first_paint == [0, 0]
        assert all(source.waiting for source in world.sources)
        task.cancel()

    play(script)
    copy, nothing = world.shown
    assert (copy.standing, titles(copy), copy.from_copy) == (Standing.LOADING, ["Epikrise"], True)
    assert copy.as_of == NOW - timedelta(hours=3)
    assert (nothing.standing, nothing.entries, nothing.as_of) == (Standing.LOADING, (), None)


def test_each_section_comes_alone_in_the_order_of_the_answers() -> None:
    world = two()

    async def script() -> None:
        with world.opening() as task:
            await settle()
            first, second = world.sources
            second.waiting[0].answer(answer("Svar"))
            await settle()
            assert world.latest(source="lab").standing is Standing.COMPLETE
            assert world.latest(source="ehr").standing is Standing.LOADING
            first.waiting[0].answer(answer("Epikrise"))
            await task
            assert titles(world.latest(source="ehr")) == ["Epikrise"]

    play(script)


def test_one_source_that_never_answers_holds_no_other_back() -> None:
    world = two()

    async def script() -> None:
        with world.opening():
            await settle()
            world.sources[1].waiting[0].answer(answer("Svar"))
            await settle()
            assert world.latest(source="lab").standing is Standing.COMPLETE
            assert world.store.sections(ME)[0].section.source == "lab"

    play(script)


@pytest.mark.rule("H20")
def test_h20_a_source_past_its_budget_says_so_and_its_copy_stays() -> None:
    world = World([Scripted()])
    world.scheduler.patience = 0.01
    world.store.keep(kept(Topic.DOCUMENTS, document("Epikrise")))

    async def script() -> None:
        with world.opening() as task:
            await task
            assert world.sources[0].asked[0].is_cancelled

    play(script)
    section = world.latest()
    assert (section.standing, titles(section)) == (Standing.STALE, ["Epikrise"])
    assert section.has(Cause.UNREACHABLE)


FAILURES = [
    (Unreachable(connection=True), Cause.UNREACHABLE),
    (Unreachable(status=503), Cause.UNREACHABLE),
    (TimeoutError(), Cause.UNREACHABLE),
    (SignInNeeded(), Cause.SIGN_IN_NEEDED),
    (Unintelligible(), Cause.UNINTELLIGIBLE),
    (KeyError("our own fault"), Cause.PROGRAM_ERROR),
]


@pytest.mark.parametrize(("error", "cause"), FAILURES, ids=lambda value: getattr(value, "name", None))
def test_a_failure_changes_the_standing_and_keeps_what_is_shown(error: BaseException, cause: Cause) -> None:
    world = World([Scripted()])
    fetch_once(world, answer("Epikrise", "Notat"))
    fetch_once(world, error)
    section = world.latest()
    assert (section.standing, titles(section)) == (Standing.STALE, ["Epikrise", "Notat"])
    assert [reason.cause for reason in section.reasons] == [cause]
    assert section.as_of == NOW
    # The copy on disk is untouched too: it is there at the next opening.
    assert world.store.sections(ME)[0].section.standing is Standing.COMPLETE


@pytest.mark.parametrize(("error", "cause"), FAILURES, ids=lambda value: getattr(value, "name", None))
def test_a_failure_without_a_copy_is_failed_and_never_empty(error: BaseException, cause: Cause) -> None:
    world = World([Scripted()])
    fetch_once(world, error)
    section = world.latest()
    assert (section.standing, [reason.cause for reason in section.reasons]) == (Standing.FAILED, [cause])
    assert not section.says_nothing_recorded


@pytest.mark.logs_numbers
def test_a_bug_in_one_source_cancels_no_sibling(caplog: pytest.LogCaptureFixture) -> None:
    world = two()
    fetch_once(world, ZeroDivisionError("2512489996"), answer("Svar"))
    assert world.latest(source="ehr").has(Cause.PROGRAM_ERROR)
    assert world.latest(source="lab").standing is Standing.COMPLETE
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize(("reachable", "cause"), [(True, Cause.UNREACHABLE), (False, Cause.OFFLINE)])
def test_one_probe_decides_for_all_sources_whether_the_computer_is_offline(reachable: bool, cause: Cause) -> None:
    world = two()
    world.network = Probe(reachable)
    fetch_once(world, Unreachable(connection=True), Unreachable(connection=True))
    assert world.network.tried == 1
    assert [world.latest(source=name).reasons[0].cause for name in ("ehr", "lab")] == [cause, cause]


@pytest.mark.parametrize("error", [Unreachable(status=503), SignInNeeded(), TimeoutError()])
def test_a_server_that_spoke_is_no_reason_to_try_the_network(error: BaseException) -> None:
    world = World([Scripted()])
    world.network = Probe(told=False)
    fetch_once(world, error)
    assert world.network.tried == 0
    assert not world.latest().has(Cause.OFFLINE)


def test_a_probe_that_meets_something_strange_does_not_end_the_opening() -> None:
    """A captive portal answers every question with a redirect."""
    world = two()
    world.network = Probe(Unintelligible(reason="redirect"))
    fetch_once(world, Unreachable(connection=True), answer("Svar"))
    assert world.latest(source="ehr").has(Cause.UNREACHABLE)
    assert world.latest(source="lab").standing is Standing.COMPLETE


def test_only_the_topics_that_were_asked_for_are_asked() -> None:
    world = World([Scripted(), Scripted("lab", Topic.LAB_RESULTS)])

    async def script() -> None:
        with world.opening(only=frozenset({Topic.LAB_RESULTS})) as task:
            await settle()
            assert world.sources[0].asked == []
            world.sources[1].waiting[0].answer(answer())
            await task

    play(script)
    assert {section.topic for section in world.shown} == {Topic.LAB_RESULTS}


def test_staying_offline_asks_nobody_and_says_offline() -> None:
    world = two()
    world.store.keep(kept(Topic.DOCUMENTS, document("Epikrise")))

    async def script() -> None:
        with world.opening(stay_offline=True) as task:
            await task

    play(script)
    assert all(source.asked == [] for source in world.sources)
    assert (world.latest(source="ehr").standing, world.latest(source="lab").standing) == (
        Standing.STALE,
        Standing.NOT_ASKED,
    )
    assert all(section.has(Cause.OFFLINE) for section in world.shown)
    assert world.trail.told[0][1].offline


@pytest.mark.rule("H4")
def test_h4_a_copy_past_its_hard_limit_is_erased_and_never_shown() -> None:
    world = World([Scripted()])
    world.store.keep(kept(Topic.DOCUMENTS, document("Epikrise"), age=timedelta(days=7)))

    async def script() -> None:
        with world.opening(stay_offline=True) as task:
            await task

    play(script)
    (section,) = world.shown
    assert (section.standing, section.entries) == (Standing.NOT_ASKED, ())
    assert [reason.cause for reason in section.reasons] == [Cause.EXPIRED]
    assert world.store.sections(ME) == ()


def test_a_right_that_has_ended_opens_nothing() -> None:
    world = World([Scripted()])
    made = world.grant()
    ended = Grant(made.patient_id, made.clinician, made.reason, made.intent_id, NOW)

    async def script() -> None:
        with pytest.raises(Expired):
            await open_patient(ended, world.clinic(), world.shown.append)

    play(script)
    assert (world.shown, world.sources[0].asked, world.trail.told) == ([], [], [])


def test_the_outcome_names_every_section_as_it_was_last_shown() -> None:
    world = two()
    fetch_once(world, answer("Epikrise", "Notat"), Unreachable(status=503))
    ((intent, seen),) = world.trail.told
    assert (intent, seen.offline) == ("intent-1", False)
    assert set(seen.sections) == {
        ("ehr", "documents", Standing.COMPLETE, 2),
        ("lab", "documents", Standing.FAILED, 0),
    }


def test_an_opening_that_is_broken_off_still_says_what_was_seen() -> None:
    world = two()
    world.store.keep(kept(Topic.DOCUMENTS, document("Epikrise")))

    async def script() -> None:
        with world.opening() as task:
            await settle()
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()

    play(script)
    ((_, seen),) = world.trail.told
    assert ("ehr", "documents", Standing.LOADING, 1) in seen.sections


def test_a_file_that_the_user_imported_is_shown_beside_the_sources() -> None:
    world = World([Scripted()])
    world.store.keep(kept(Topic.DOCUMENTS, document("Fra fil"), source="fil: svar.json", asked_at=NOW))
    fetch_once(world, answer("Epikrise"))
    assert titles(world.latest(source="fil: svar.json")) == ["Fra fil"]
    assert titles(world.latest(source="ehr")) == ["Epikrise"]


@pytest.mark.rule("H1")
def test_h1_the_copy_of_one_patient_is_never_opened_for_another() -> None:
    world = World([Scripted()])
    fetch_once(world, answer("Epikrise"))
    world.shown.clear()
    fetch_once(world, Unreachable(status=500), patient=OTHER)
    assert [section.entries for section in world.shown] == [(), ()]
    assert {section.patient_id for section in world.shown} == {OTHER}


def test_what_was_answered_is_there_at_the_next_opening_with_its_own_time() -> None:
    world = World([Scripted()])
    fetch_once(world, answer("Epikrise", source_time=NOW - timedelta(minutes=20)))
    world.clock.move(3600)
    world.shown.clear()
    fetch_once(world, Unreachable(status=500))
    assert [section.as_of for section in world.shown] == [NOW - timedelta(minutes=20)] * 2
    assert isinstance(world.trail, Outcomes)
