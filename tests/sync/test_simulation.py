"""Whatever happens in whatever order: nobody else's entry, no false completeness, nothing lost, no age understated."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from clinic import titles
from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause, Section, Standing
from overblik.sync.freshness import DOUBT, Age, age_of, band
from sync.simulation import PATIENTS, Simulation
from sync.world import settle

SEEDS, STEPS = 300, 120
_ANSWERS = (Cause.REFUSED, Cause.WITHHELD, Cause.NOT_OFFERED, Cause.UNKNOWN_PATIENT, Cause.EXPIRED)
"""What takes entries off the screen rightfully: it is an answer, no failure."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture, qapp: QCoreApplication) -> None:
    """Our own fault is one of the faults; its traceback is not wanted here."""
    caplog.set_level(logging.CRITICAL, "overblik")


def is_of(title: str, patient: PatientId) -> bool:
    return title.startswith(f"{PATIENTS.index(patient)}/")


def check_subject(run: Simulation) -> None:
    """H1, H2: nothing of another patient stands on the screen or under another's key in the store."""
    for section in run.model.sections:
        assert section.patient_id == run.model.patient_id
        assert all(is_of(title, section.patient_id) for title in titles(section))
    for kept in run.kept():
        assert all(is_of(title, kept.section.patient_id) for title in titles(kept.section))


def check_completeness(run: Simulation) -> None:
    """H5: COMPLETE is what one whole answer held, at its own moment; and nothing else is called empty."""
    for section in [*run.model.sections, *(kept.section for kept in run.kept())]:
        if section.standing is Standing.COMPLETE:
            assert section.as_of is not None
            told = (frozenset(titles(section)), section.as_of)
            assert told in run.whole[section.patient_id, section.source]
            assert len(titles(section)) == len(set(titles(section)))


def check_conservation(before: "Section[Any] | None", after: Section[Any]) -> None:
    """A failure changes the standing and takes nothing away."""
    if before is None or any(after.has(cause) for cause in _ANSWERS) or before.patient_id != after.patient_id:
        return
    assert after.asked_at is not None
    if after.standing is Standing.LOADING and is_past_its_limit(before, after.asked_at):
        return
    if after.standing is Standing.LOADING or after.from_copy or after.standing is Standing.FAILED:
        assert set(titles(before)) <= set(titles(after)), (before.standing, after.standing, after.reasons)


def is_past_its_limit(section: Section[Any], now: Instant) -> bool:
    return section.as_of is not None and band(section.topic, section.source, section.as_of, now) is Age.EXPIRED


def check_age(run: Simulation) -> None:
    """H4: the age shown is never less than the true one; a clock behind is seen by what was answered just now."""
    now = run.model.view().now
    for section in run.model.sections:
        if section.as_of is None or section.has(Cause.CLOCK_DOUBT):
            continue
        true_age = run.clock.truth - section.as_of
        if not run.was_behind:
            assert age_of(section.as_of, now) >= true_age
        assert section.as_of <= run.clock.truth


def check_doubt(run: Simulation, after: Section[Any]) -> None:
    """H4: what was answered while the clock was behind by more than the doubt says so."""
    is_new = after.standing in (Standing.COMPLETE, Standing.PARTIAL) and not after.from_copy
    if is_new and after.asked_at and after.as_of and not after.has(Cause.CLOCK_DOUBT):
        assert after.as_of - after.asked_at <= DOUBT


def check_screen(run: Simulation) -> None:
    """The screen can always be composed, and names its patient alone."""
    if run.model.patient_id is None or not run.model.sections:
        return
    screen = run.model.screen()
    assert screen.banner.number.replace("-", "") == run.model.patient_id.number_for_lookup()
    assert screen.cave.lead or screen.cave.text


async def play(seed: int) -> list[object]:
    run = Simulation(seed)
    run.switch()
    for number in range(STEPS):
        came = await run.step()
        check_subject(run)
        check_completeness(run)
        check_age(run)
        if came is not None:
            check_conservation(*came)
            check_doubt(run, came[1])
        if number % 20 == 0:
            check_screen(run)
    run.model.close_patient()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    return [*run.trace, [(one.topic, one.standing, titles(one)) for one in (kept.section for kept in run.kept())]]


@pytest.mark.rule("H1", "H2", "H4", "H5")
@pytest.mark.parametrize("part", range(6))
def test_no_order_of_events_breaks_a_rule(part: int, campaign: int) -> None:
    for seed in range(SEEDS // 6 * campaign):
        number = seed * 6 + part
        try:
            asyncio.run(play(number))
        except AssertionError as error:
            error.add_note(f"seed {number}")
            raise


def test_a_seed_always_tells_the_same_story() -> None:
    assert asyncio.run(play(7)) == asyncio.run(play(7))
    assert asyncio.run(play(7)) != asyncio.run(play(8))


def test_the_stories_hold_what_they_are_to_prove() -> None:
    """Every kind of event, answer and standing really comes to pass."""
    acts: set[object] = set()
    standings: set[Standing] = set()
    causes: set[Cause] = set()

    async def watch(seed: int) -> None:
        run = Simulation(seed)
        run.switch()
        for _ in range(STEPS):
            came = await run.step()
            if came is not None:
                standings.add(came[1].standing)
                causes.update(reason.cause for reason in came[1].reasons)
        acts.update(each for each in run.trace if isinstance(each, str))
        run.model.close_patient()

    for seed in range(40):
        asyncio.run(watch(seed))
    assert acts == {"deliver", "answer_one", "switch", "refresh", "wait", "jump", "break_something"}
    assert standings == set(Standing) - {Standing.NOT_ASKED}
    assert causes >= {
        Cause.OFFLINE,
        Cause.UNREACHABLE,
        Cause.REFUSED,
        Cause.WITHHELD,
        Cause.MAY_BE_WITHHELD,
        Cause.WRONG_PATIENT,
        Cause.CLOCK_DOUBT,
        Cause.MORE_AVAILABLE,
        Cause.PROGRAM_ERROR,
    }


def test_the_checks_see_a_lie(qapp: QCoreApplication) -> None:
    """Each check fails where its rule is broken by hand."""

    async def lie() -> None:
        run = Simulation(1)
        run.model.show_patient(PATIENTS[0])
        await settle()
        while run.queue.parcels:
            run.deliver()
        section = run.model.sections[0]
        ahead = run.clock.truth + timedelta(hours=1)
        lying = replace(section, standing=Standing.COMPLETE, as_of=ahead)
        run.model._sections[section.topic, section.source] = lying
        with pytest.raises(AssertionError):
            check_completeness(run)
        with pytest.raises(AssertionError):
            check_age(run)
        run.model.patient_id = PATIENTS[1]
        with pytest.raises(AssertionError):
            check_subject(run)
        run.model.patient_id = PATIENTS[0]
        run.model.close_patient()

    asyncio.run(lie())
