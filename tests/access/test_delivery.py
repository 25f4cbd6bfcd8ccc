"""Every record reaches the audit repository once, in order, whatever happens on the way."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from access.chains import DOCTOR, NANCY, TREATMENT
from access.repository import SEEN, Fault, Post, all_came, look, run, silence, status, written
from overblik.access.own_looks import own_looks
from overblik.domain.audit import Delivered, EventKind

pytestmark = pytest.mark.rule("T21")


@pytest.fixture
def post(path: Path) -> Post:
    return Post(path)


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


@pytest.mark.parametrize("lost", [1, 2, 7])
@pytest.mark.parametrize("is_jealous", [False, True])
def test_t21_a_lost_acknowledgement_makes_no_second_record(post: Post, is_jealous: bool, lost: int) -> None:
    post.repository.lost, post.repository.is_jealous = lost, is_jealous
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


def test_two_computers_do_not_come_back_at_the_same_moments(tmp_path: Path) -> None:
    moments = []
    for seed in (3, 4):
        post = Post(tmp_path / f"{seed}.db", seed=seed)
        look(post)
        post.repository.faults = [status(500)] * 9
        moments.append(run(post, 3600))
    first, second = ({round(moment, 1) for moment in told[1:-1]} for told in moments)
    assert len(first & second) < 2


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
    states = {one.delivered for one in own_looks(post.trail, DOCTOR, post.clock.now() - timedelta(days=1)).looks}
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
