"""A queue that is full lets nobody look untold, and the loop that signs, keeps and delivers."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from access.chains import DOCTOR, NANCY, TREATMENT
from access.repository import Post, all_came, look, run, written
from in_process import FakeScheduler
from overblik.access.delivery import tend
from overblik.access.own_looks import own_looks
from overblik.access.right_to_look import RightToLook
from overblik.access.trail_opening import kept_head
from overblik.domain.errors import CannotWrite, QueueFull
from overblik.runtime.keyring import MemoryKeyring

pytestmark = pytest.mark.rule("T21")


@pytest.fixture
def post(path: Path) -> Post:
    return Post(path)


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
    assert len(written(post)) >= before + 2, "the attempt is on record, and that it came to nothing"
    (newest, *_) = own_looks(post.trail, DOCTOR, post.clock.now() - timedelta(days=1)).looks
    assert newest.outcome == "refused"
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
