"""The repository's signed receipts: checked before a record counts as delivered, and a head that nobody here can forge."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.chains import DOCTOR, NANCY, TREATMENT, chain, rehashed, trail_of
from access.receipting import OTHER, claims_of, claims_of_event, raw, signed
from access.repository import Post, all_came, look, run, written
from access.signing import signed_anew
from overblik.access.audit_repository import Answered
from overblik.access.chain import Told, read
from overblik.access.receipts import Countersigned, held_to, judged, read_receipt
from overblik.access.right_to_look import RightToLook
from overblik.access.trail_opening import TrailPorts, _refuse_what_outlives, keep_head, open_trail
from overblik.access.verify import examine
from overblik.domain.audit import Delivered
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import ChainBroken, QueueFull, ReceiptRefused
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring
from overblik.store.trail_outbox import TrailOutbox
from overblik.store.trail_reading import read_records
from trail_reading import KEYS

pytestmark = pytest.mark.rule("T21")
REPOSITORY = AuditKeys(receipts=(raw(OTHER), raw()))
"""Two keys, as while the repository changes its own."""
ONE = AuditKeys(receipts=(raw(),))
Give = Callable[[Any], str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    rows, _ = chain(tmp_path_factory.mktemp("receipts") / "trail.db", 3)
    found = read(rows[2])
    assert found is not None
    return found


@pytest.fixture
def post(path: Path) -> Post:
    made = Post(path)
    made.trail.keys = replace(KEYS, repository=ONE)
    made.repository.receipt = lambda event: signed(claims_of_event(event))
    return made


def answer(receipt: str) -> Answered:
    return Answered(is_taken=True, is_refused=False, told="201", receipt=receipt)


WRONG: dict[str, tuple[Callable[[Told], str], str]] = {
    "key": (lambda told: signed(claims_of(told), OTHER), "signature"),
    "kind": (lambda told: signed(claims_of(told), typ="JWT"), "form"),
    "no kind": (lambda told: signed(claims_of(told), typ=None), "form"),
    "algorithm": (lambda told: "eyJhbGciOiJub25lIiwidHlwIjoiYXVkaXQtcmVjZWlwdCtqd3MifQ." + signed(claims_of(told)).split(".")[1] + ".", "form"),
    "chain": (lambda told: signed(claims_of(told, chain="another")), "chain"),
    "sequence": (lambda told: signed(claims_of(told, sequence=told.sequence + 1)), "sequence"),
    "hash": (lambda told: signed(claims_of(told, hash="0" * 64)), "hash"),
    "device": (lambda told: signed(claims_of(told, device="0")), "device"),
    "sequence as text": (lambda told: signed(claims_of(told, sequence="3")), "form"),
    "no time": (lambda told: signed({name: fact for name, fact in claims_of(told).items() if name != "iat"}), "form"),
    "no object": (lambda _: signed("[]"), "form"),
    "no json": (lambda _: signed("{"), "form"),
    "empty": (lambda _: "..", "form"),
    "words": (lambda _: "taget", "form"),
    "long": (lambda told: signed(claims_of(told, more="x" * 5000)), "form"),
    "not ascii": (lambda _: "é.é.é", "form"),
}  # fmt: skip


@pytest.mark.parametrize("how", sorted(WRONG))
def test_t21_a_wrong_receipt_sets_the_record_aside_with_its_reason(told: Told, how: str) -> None:
    receipt, reason = WRONG[how]
    assert judged(told, answer(receipt(told)), ONE.receipts) == (Delivered.QUARANTINED, f"receipt-{reason}")


def test_a_good_receipt_is_kept_whole_by_either_key_and_algorithm_name(told: Told) -> None:
    for receipt in (signed(claims_of(told)), signed(claims_of(told, more=1)), signed(claims_of(told), alg="Ed25519")):
        assert judged(told, answer(receipt), REPOSITORY.receipts) == (Delivered.DELIVERED, receipt)


def test_without_keys_the_answer_is_the_receipt_as_before(told: Told) -> None:
    assert judged(told, answer("whatever"), ()) == (Delivered.DELIVERED, "201")
    assert judged(told, Answered(False, True, "422"), ONE.receipts) == (Delivered.QUARANTINED, "422")
    assert judged(told, Answered(False, False, "500"), ONE.receipts)[0] is Delivered.WAITING
    assert judged(told, answer(""), ONE.receipts)[0] is Delivered.WAITING


@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
def test_t21_no_text_is_taken_for_a_receipt(text: str) -> None:
    for words in (text, f"{text}.{text}.{text}"):
        with pytest.raises(ReceiptRefused):
            read_receipt(words, ONE.receipts)


@given(st.data())
def test_t21_one_changed_letter_and_a_receipt_is_none(told: Told, data: st.DataObject) -> None:
    good = signed(claims_of(told))
    place = data.draw(st.integers(0, len(good) - 2))  # the last letter bears two bits that stand for nothing
    letter = data.draw(st.sampled_from("ABCxyz0189-_.").filter(lambda one: one != good[place]))
    with pytest.raises(ReceiptRefused):
        read_receipt(good[:place] + letter + good[place + 1 :], ONE.receipts)


def test_t21_another_record_under_the_same_id_is_set_aside_and_holds_nobody_up(post: Post) -> None:
    """A repository that never changes an event, and has one of this id that is not ours."""
    post.repository.lost, post.repository.is_jealous = 1, True
    look(post, 3)
    good, lost = post.repository.receipt, look(post)[0]
    assert good is not None
    post.repository.receipt_of_conflict = lambda event: "" if event["id"] == lost else good(event)
    run(post, 60)
    assert (post.delivery.state.waiting, post.delivery.state.quarantined) == (0, 1)
    (aside,) = [one for one in TrailOutbox(post.trail.file).receipts(0, 99) if one.state == "quarantined"]
    assert aside.receipt == "receipt-conflict"


@pytest.mark.parametrize("takes_batches", [True, False])
def test_t21_records_are_delivered_with_the_repositorys_receipts(post: Post, takes_batches: bool) -> None:
    post.repository.takes_batches = takes_batches
    look(post, 6)
    run(post, 60)
    all_came(post)
    kept = TrailOutbox(post.trail.file).receipts(0, 99)
    signed_of = [read_receipt(one.receipt, ONE.receipts) for one in kept]
    rows = read_records(post.path)
    assert [(one.sequence, one.hash) for one in signed_of] == [(row.sequence, row.hash) for row in rows]
    assert held_to(rows, examine(rows), signed_of) == (len(rows), rows[-1].sequence)


@pytest.mark.parametrize("takes_batches", [True, False])
def test_t21_a_receipt_of_another_record_is_never_silently_accepted(
    post: Post, takes_batches: bool, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = look(post, 3)[0]
    good = post.repository.receipt
    post.repository.takes_batches = takes_batches
    post.repository.receipt = lambda event: good(
        {**event, "source": {"observer": {"identifier": {"value": "0"}}}} if event["id"] == wrong else event
    )
    with caplog.at_level(logging.WARNING):
        run(post, 60)
    assert (post.delivery.state.quarantined, post.delivery.state.waiting) == (1, 0)
    (aside,) = [one for one in TrailOutbox(post.trail.file).receipts(0, 99) if one.state == "quarantined"]
    assert aside.receipt == "receipt-device"
    assert "record 2" in caplog.text
    post.repository.receipt = good
    post.start()
    run(post, 60)
    assert (post.delivery.state.quarantined, post.delivery.state.waiting) == (0, 0)
    all_came(post)


def test_t21_a_false_repository_is_found_and_the_true_one_gets_all_after_it(post: Post) -> None:
    look(post, 4)
    true, post.repository.receipt = post.repository.receipt, lambda event: signed(claims_of_event(event), OTHER)
    run(post, 60)
    assert post.delivery.state.quarantined == len(written(post))
    assert post.delivery.state.delivered_at is None
    post.repository.events.clear()
    post.repository.order.clear()
    post.repository.receipt = true
    post.start()
    run(post, 60)
    all_came(post)


def test_t21_without_a_receipt_where_one_is_due_a_record_waits(post: Post) -> None:
    look(post, 3)
    true, post.repository.receipt = post.repository.receipt, None
    asked = run(post, 3600)
    assert (post.delivery.state.waiting, post.delivery.state.quarantined) == (len(written(post)), 0)
    assert post.delivery.state.delivered_at is None
    assert len(asked) < 20, "and is not sent in a hurry"
    post.repository.receipt = true
    run(post, 1000)
    all_came(post)


@pytest.mark.parametrize("give", [None, lambda event: signed(claims_of_event(event), OTHER)])
def test_t21_a_full_queue_lets_nobody_look_whose_intent_has_no_good_receipt(post: Post, give: Give | None) -> None:
    look(post)
    true, post.repository.receipt = post.repository.receipt, give
    post.repository.is_silent = True
    post.clock.move(91 * 86_400)
    run(post, 1)
    post.repository.is_silent = False
    assert post.delivery.is_full
    right = RightToLook(post.trail, post.clock, DOCTOR, post.delivery)
    with pytest.raises(QueueFull):
        asyncio.run(right.ask_to_look(NANCY, TREATMENT))
    post.repository.receipt = true
    assert asyncio.run(right.ask_to_look(NANCY, TREATMENT)).patient_id == NANCY


def countersigned(row: Any) -> Countersigned:
    found = read(row)
    assert found is not None
    return read_receipt(signed(claims_of(found)), ONE.receipts)


def test_t21_a_file_cut_behind_a_receipt_is_found_by_whoever_has_it(tmp_path: Path) -> None:
    rows, _ = chain(tmp_path / "trail.db", 20)
    receipt = countersigned(rows[15])
    assert held_to(rows, examine(rows), [receipt]) == (1, 16)
    for cut, code in ((rows[:12], "trail_truncated"), (rows[:1], "trail_rolled_back")):
        with pytest.raises(ChainBroken) as found:
            held_to(cut, examine(cut), [receipt])
        assert (found.value.code, found.value.facts) == (code, {"sequence": len(cut) + 1})


def test_t21_a_history_written_anew_with_the_devices_own_keys_does_not_fit_the_receipt(tmp_path: Path) -> None:
    """What nothing else shows: somebody with the key ring signs another history, and keeps its end."""
    rows, _ = chain(tmp_path / "trail.db", 20)
    receipts = [countersigned(row) for row in (rows[3], rows[9], rows[15])]
    forged = signed_anew([*rows[:5], rehashed(rows[5], at="2020-01-01T00:00:00.000+00:00"), *rows[6:]], KEYS)
    found = examine(forged, KEYS.public, None, KEYS)
    assert found.records == len(rows)
    with pytest.raises(ChainBroken) as broken:
        held_to(forged, found, receipts)
    assert (broken.value.code, broken.value.facts) == ("trail_forked", {"sequence": 4})
    for sequence in (0, -1):
        odd = read_receipt(signed({**vars_of(receipts[0]), "sequence": sequence}), ONE.receipts)
        with pytest.raises(ChainBroken):
            held_to(rows, examine(rows), [odd])


def vars_of(one: Countersigned) -> dict[str, Any]:
    return {"chain": one.chain, "sequence": one.sequence, "hash": one.hash, "device": one.device, "iat": one.iat}


def test_t21_the_mark_of_a_record_that_was_cut_is_none_of_what_comes_after_it(post: Post) -> None:
    look(post, 2)
    run(post, 60)
    file = post.trail.file
    file.connection.execute("DROP TRIGGER no_removal")
    file.connection.execute("CREATE TABLE hidden AS SELECT * FROM delivery")
    file.connection.execute("DELETE FROM record WHERE sequence > 2")
    file.connection.execute("DELETE FROM delivery WHERE sequence > 2")
    post.repository.events.clear()
    look(post, 2)
    file.connection.execute("INSERT OR REPLACE INTO delivery SELECT * FROM hidden")
    post.start()
    run(post, 60)
    assert set(post.repository.events) == set(written(post)) - {written(post)[0], written(post)[1]}
    assert post.delivery.state.waiting == 0


def test_what_another_process_writes_and_delivers_at_the_same_moment_is_no_cut(post: Post) -> None:
    look(post, 2)
    run(post, 60)
    _refuse_what_outlives(post.trail.file, 3)


def test_t21_a_file_that_knows_of_the_delivery_of_records_it_does_not_hold_was_cut(tmp_path: Path) -> None:
    ring, post = MemoryKeyring(), Post(tmp_path / "trail.db")
    post.trail.begin()
    head = post.trail.checkpoint()
    keep_head(ring, head, anew=True)
    look(post, 3)
    run(post, 60)
    post.trail.file.connection.execute("DROP TRIGGER no_removal")
    post.trail.file.connection.execute("DELETE FROM record WHERE sequence > 3")
    post.trail.file.close()
    assert trail_of(tmp_path / "trail.db").file.last().sequence == 3  # type: ignore[union-attr]
    trail = open_trail(tmp_path, TrailPorts(SystemFiles(), ring, post.clock, post.delivery._random), KEYS)
    begun = read(trail.file.rows(1, 1)[0])
    assert begun is not None
    assert (begun.header["why"], begun.header["follows"]["how"]) == ("broken", "trail_truncated")
