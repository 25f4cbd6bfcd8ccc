"""Every record reaches the audit repository once, in order, whatever happens on the way."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from access.chains import DOCTOR, NANCY, TREATMENT
from access.repository import Fault, Post, silence, status
from in_process import FakeScheduler
from overblik.access.chain import read
from overblik.access.delivery import tend
from overblik.access.own_looks import own_looks
from overblik.access.right_to_look import RightToLook
from overblik.access.trail_opening import kept_head
from overblik.domain.audit import Delivered, EventKind
from overblik.domain.errors import CannotWrite, QueueFull
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.runtime.keyring import MemoryKeyring
from overblik.store.trail_reading import read_records

pytestmark = pytest.mark.rule("T21")
SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 3),), False)


@pytest.fixture
def post(path: Path) -> Post:
    return Post(path)


def look(post: Post, times: int = 1) -> list[str]:
    made = []
    for _ in range(times):
        made.append(post.trail.intent(NANCY, DOCTOR, TREATMENT))
        asyncio.run(post.trail.outcome(made[-1], SEEN))
    return made


def run(post: Post, seconds: float) -> list[float]:
    return asyncio.run(post.run(seconds))


def written(post: Post) -> list[str]:
    return [told.identifier for row in read_records(post.path) if (told := read(row)) is not None]


def all_came(post: Post) -> None:
    assert list(post.repository.events) == written(post), "every record once, in the order of the chain"
    assert post.delivery.state.waiting == 0


def test_records_go_in_batches_of_a_hundred_at_most_in_order_and_once(post: Post) -> None:
    look(post, 150)
    run(post, 60)
    all_came(post)
    assert post.repository.order == written(post), "and none of them twice"
    assert len(post.transport.asked) == 4
    look(post)
    run(post, 60)
    all_came(post)


def test_a_server_that_takes_no_batches_gets_them_one_by_one(post: Post) -> None:
    post.repository.takes_batches = False
    look(post, 3)
    run(post, 10)
    look(post, 3)
    run(post, 10)
    all_came(post)
    assert [request.method for request in post.transport.asked].count("POST") == 1


@pytest.mark.parametrize("is_jealous", [False, True])
def test_t21_a_lost_acknowledgement_makes_no_second_record(post: Post, is_jealous: bool) -> None:
    post.repository.lost, post.repository.is_jealous = 7, is_jealous
    look(post, 80)
    run(post, 600)
    all_came(post)
    assert len(post.repository.order) > len(post.repository.events)
    assert post.delivery.state.quarantined == 0


def test_after_a_crash_between_taking_and_receipt_it_is_sent_again_and_stored_once(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(post, 5)
    post.repository.is_jealous = True

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(post.delivery._outbox, "write", crash)
    with pytest.raises(KeyboardInterrupt):
        run(post, 1)
    post.start()
    run(post, 60)
    all_came(post)
    assert post.delivery.state.quarantined == 0


FAULTS: dict[str, Fault] = {
    "silence": silence,
    "500": status(500),
    "503": status(503),
    "429": status(429),
    "408": status(408),
    "html": lambda _: __import__("httpx").Response(200, text="<html>"),
    "redirect": status(302, location="https://elsewhere.example"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_what_passes_is_tried_again_later_and_later_with_jitter_a_quarter_of_an_hour_at_most(
    post: Post, fault: str
) -> None:
    look(post, 2)
    post.repository.faults = [FAULTS[fault]] * 60
    moments = run(post, 6 * 3600)
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert 0.5 <= pauses[0] < 20
    assert max(pauses) <= 900 + 40, "a quarter of an hour, and what the question itself took"
    assert len({round(pause, 3) for pause in pauses}) > 5
    assert sum(1 for _ in moments) < 60, "and never in a hurry"
    post.repository.faults = []
    run(post, 1000)
    all_came(post)


def test_the_time_that_the_server_asks_for_is_kept(post: Post) -> None:
    look(post)
    post.repository.faults = [status(429, retry_after="600")]
    first, second = run(post, 700)
    assert second - first >= 600
    all_came(post)


@pytest.mark.parametrize("takes_batches", [True, False])
def test_a_refused_record_is_set_aside_and_told_while_the_others_go_on(post: Post, takes_batches: bool) -> None:
    refused, *_ = look(post, 4)
    post.repository.refused, post.repository.takes_batches = {refused}, takes_batches
    run(post, 60)
    assert list(post.repository.events) == [one for one in written(post) if one != refused]
    assert (post.delivery.state.quarantined, post.delivery.state.waiting) == (1, 0)
    assert post.repository.order.count(refused) == 1
    states = {one.delivered for one in own_looks(post.trail, DOCTOR, post.clock.now() - timedelta(days=1))}
    assert states == {Delivered.DELIVERED, Delivered.QUARANTINED}
    post.repository.refused = set()
    assert post.delivery.retry_quarantined() == 1
    run(post, 60)
    assert set(post.repository.events) == set(written(post))
    assert post.delivery.state.quarantined == 0


@pytest.mark.parametrize("code", [401, 403])
def test_without_a_right_it_waits_for_a_sign_in_and_goes_on_at_once(post: Post, code: int) -> None:
    look(post)
    post.repository.faults = [status(code)]
    run(post, 60)
    assert (post.delivery.state.needs_sign_in, len(post.transport.asked)) == (True, 1)
    post.delivery.signed_in()
    run(post, 1)
    assert not post.delivery.state.needs_sign_in
    all_came(post)


def test_thirty_days_offline_and_restarts_then_all_come_once(post: Post) -> None:
    async def offline() -> None:
        for _ in range(30):
            post.repository.is_silent = True
            for _ in range(5):
                intent = post.trail.intent(NANCY, DOCTOR, TREATMENT)
                await post.trail.outcome(intent, SEEN)
            await post.run(7200)
            post.clock.move(86_400 - 7200)
            post.start()

    asyncio.run(offline())
    assert post.repository.events == {}
    state = post.delivery.state
    assert (state.waiting, state.is_full, state.is_nearly_full) == (len(written(post)), False, False)
    assert state.oldest is not None
    assert post.clock.now() - state.oldest >= timedelta(days=30)
    post.repository.is_silent = False
    run(post, 60)
    all_came(post)
    assert post.repository.order == written(post)
    assert post.delivery.state.delivered_at is not None


def test_t21_a_receipt_that_this_device_did_not_write_counts_for_nothing(post: Post) -> None:
    look(post, 2)
    post.trail.file.connection.execute(
        "INSERT INTO delivery SELECT sequence, 'delivered', '2026-01-01', '201', zeroblob(32) FROM record"
    )
    post.start()
    run(post, 60)
    all_came(post)


def test_a_record_that_does_not_open_is_set_aside(post: Post) -> None:
    look(post, 2)
    post.trail.file.connection.execute("DROP TRIGGER no_change")
    post.trail.file.connection.execute("UPDATE record SET body = zeroblob(64) WHERE sequence = 3")
    run(post, 60)
    assert post.delivery.state.quarantined == 1
    assert list(post.repository.events) == written(post)


def grant(post: Post) -> Any:
    right = RightToLook(post.trail, post.clock, DOCTOR, post.delivery)
    return asyncio.run(right.ask_to_look(NANCY, TREATMENT))


def test_t21_a_full_queue_lets_nobody_look_but_with_delivery_before_the_look(post: Post) -> None:
    look(post)
    post.repository.is_silent = True
    post.clock.move(80 * 86_400)
    run(post, 1)
    assert (post.delivery.state.is_nearly_full, post.delivery.is_full) == (True, False)
    assert grant(post).patient_id == NANCY
    post.clock.move(11 * 86_400)
    run(post, 1)
    assert post.delivery.is_full
    before = len(written(post))
    with pytest.raises(QueueFull):
        grant(post)
    assert len(written(post)) > before, "the attempt is on record"
    post.repository.is_silent = False
    granted = grant(post)
    assert list(post.repository.events) == [granted.intent_id], "delivered before the grant, before all others"
    run(post, 1000)
    assert set(post.repository.events) == set(written(post))
    assert post.repository.order.count(granted.intent_id) == 1


def test_t21_a_queue_is_full_by_size_too(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    look(post)
    monkeypatch.setattr("overblik.access.delivery.CAPACITY_BYTES", 1000)
    post.start()
    assert post.delivery.is_full


def test_while_nobody_answers_little_is_sent_and_a_server_in_trouble_still_gets_all(post: Post) -> None:
    look(post, 60)
    post.repository.is_silent = True
    run(post, 3600)
    assert {request.url.path for request in post.transport.asked[3:]} == {f"/fhir/AuditEvent/{written(post)[0]}"}
    post.repository.is_silent, post.repository.faults = False, [status(500)] * 3
    asked = len(post.transport.asked)
    run(post, 3600)
    assert post.transport.asked[asked + 1].method == "POST", "one record that the server cannot take holds nobody up"
    all_came(post)


def test_every_kind_of_act_is_delivered(post: Post) -> None:
    for kind in (EventKind.SIGN_IN, EventKind.LOCK, EventKind.PURGE, EventKind.STORE_QUARANTINED):
        post.trail.event(kind)
    run(post, 60)
    all_came(post)


class Enough(Exception):
    """The test has seen enough of a loop that never ends."""


def test_the_loop_signs_keeps_the_end_and_delivers_and_survives_a_file_that_cannot_be_written(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, scheduler = MemoryKeyring(), FakeScheduler(post.clock)
    look(post)
    failing = [CannotWrite(reason="full")]
    step = post.delivery.step

    async def shaky() -> float:
        if failing:
            raise failing.pop()
        if len(scheduler.slept) > 40:
            raise Enough
        return await step()

    monkeypatch.setattr(post.delivery, "step", shaky)
    with pytest.raises(Enough):
        asyncio.run(tend(post.trail, ring, scheduler, post.delivery))
    all_came(post)
    head = kept_head(ring)
    assert head is not None
    assert (head.sequence, head.checkpoints) == (len(written(post)), 1)
    assert scheduler.slept[0] == 900
