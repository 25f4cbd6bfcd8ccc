"""Class L: every way of bending a chain is found, and named, offline and with the public key alone."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from access.chains import BENDS, KEYS, STRANGER, Bend, Rows, chain, fork, rehashed, relinked, rewrite, truncate
from overblik.access.verify import examine, examine_end, head_as_text, read_head
from overblik.domain.audit import Head, Manipulation
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import ChainBroken

pytestmark = pytest.mark.rule("T21")
EACH = 30
"""Per change so many manipulations of each kind and form; `--campaign 12` makes ten thousand."""
Written = tuple[Rows, Head, Rows]


@pytest.fixture(scope="module", params=[AuditKeys(), AuditKeys(sealing=b"\x09" + bytes(31))], ids=["device", "both"])
def written(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Written:
    """A signed chain of three checkpoints, its end, and another chain of the same device; sealed to one or to both."""
    folder, keys = tmp_path_factory.mktemp("chains"), replace(KEYS, repository=request.param)
    rows, head = chain(folder / "trail.db", 150, keys)
    others, _ = chain(folder / "others.db", 150, keys, seed=7)
    return rows, head, others


def code_of(rows: Rows, head: Head | None, key: str = KEYS.public) -> str:
    with pytest.raises(ChainBroken) as found:
        examine(rows, key, head)
    assert isinstance(found.value.facts["sequence"], int)
    return found.value.code


def test_a_whole_chain_is_whole(written: Written) -> None:
    rows, head, _ = written
    found = examine(rows, KEYS.public, head, KEYS)
    assert (found.records, found.unsigned, found.head) == (len(rows), 0, head)
    assert examine(rows).key == KEYS.public
    assert examine_end(rows[head.sequence - 1 :], KEYS.public, head, KEYS).records == len(rows)


@pytest.mark.parametrize("bend", BENDS, ids=lambda bend: bend.__name__)
def test_t21_each_manipulation_is_found_and_named(written: Written, bend: Bend, campaign: int) -> None:
    rows, head, others = written
    for seed in range(EACH * campaign):
        bent = bend(rows, others, random.Random(f"{bend.__name__} {seed}"))
        if bent.rows == rows:
            continue  # two that were exchanged for themselves
        code = code_of(bent.rows, head)
        assert code in {kind.value for kind in bent.named}, seed


@pytest.mark.parametrize("bend", [bend for bend in BENDS if bend not in (truncate, rewrite)], ids=lambda b: b.__name__)
def test_t21_but_for_a_missing_end_and_a_file_written_anew_the_file_alone_tells(written: Written, bend: Bend) -> None:
    rows, _, others = written
    for seed in range(20):
        bent = bend(rows, others, random.Random(f"alone {bend.__name__} {seed}"))
        if bent.rows == rows or (bend is fork and len(rows) - _first_change(rows, bent.rows) <= 64):
            continue  # a short forged end bears no signature, as an honest one does not yet: it is told as unsigned
        code_of(bent.rows, None, "")


def _first_change(rows: Rows, bent: Rows) -> int:
    return next(place for place, (one, other) in enumerate(zip(rows, bent, strict=True)) if one != other)


def test_t21_a_forged_end_that_no_checkpoint_covers_does_not_open_on_the_device(written: Written) -> None:
    rows, _, _ = written
    signed = next(place for place, row in enumerate(rows) if b'"checkpoint":1' in row.header)
    forged = relinked([*rows[: signed + 1], rehashed(rows[signed + 1], boot="another")], signed + 1)
    found = examine(forged, KEYS.public)
    assert found.unsigned == 1
    with pytest.raises(ChainBroken) as caught:
        examine(forged, KEYS.public, None, KEYS)
    assert caught.value.facts == {"sequence": signed + 2}


def test_t21_the_first_bad_record_is_named(written: Written) -> None:
    rows, head, others = written
    bent = {
        "trail_edited": ([*rows[:9], rehashed(rows[9], boot="b"), *rows[10:]], 10),
        "trail_deleted": ([*rows[:9], *rows[10:]], 10),
        "trail_inserted": ([*rows[:9], rehashed(rows[9], boot="b"), *rows[9:]], 10),
        "trail_reordered": ([*rows[:9], rows[10], rows[9], *rows[11:]], 10),
        "trail_spliced": ([*rows[:9], others[9], *rows[10:]], 10),
        "trail_truncated": (rows[:9], 10),
        "trail_forked": (relinked([*rows[:9], *rows[10:]], 9), 2),
    }
    for code, (chained, place) in bent.items():
        with pytest.raises(ChainBroken) as found:
            examine(chained, KEYS.public, head)
        assert (found.value.code, found.value.facts) == (code, {"sequence": place}), code


def test_t21_an_older_copy_is_told_from_a_cut_one_where_it_was_left_whole(tmp_path: Path) -> None:
    rows, head = chain(tmp_path / "trail.db", 5)
    older, _ = chain(tmp_path / "older.db", 3)
    assert older[:-1] == rows[: len(older) - 1], "the same chain, left earlier"
    assert code_of(older, head) == Manipulation.ROLLBACK.value
    assert code_of(older[:-1], head) == Manipulation.TRUNCATE.value
    another, _ = chain(tmp_path / "another.db", 9, seed=8)
    assert code_of(another, head) == Manipulation.ROLLBACK.value
    strangers, _ = chain(tmp_path / "strangers.db", 9, STRANGER, seed=8)
    assert code_of(strangers, head) == Manipulation.FORK.value
    assert code_of([], head) == Manipulation.TRUNCATE.value


def test_t21_checkpoints_that_were_taken_out_are_missed(tmp_path: Path) -> None:
    rows, _ = chain(tmp_path / "trail.db", 80, ends=False)
    without = relinked([row for place, row in enumerate(rows) if place == 0 or b'"signature"' not in row.header], 1)
    assert code_of(without, None) == Manipulation.FORK.value


def test_t21_at_the_start_the_end_alone_is_checked_and_that_is_enough_for_it(tmp_path: Path) -> None:
    rows, head = chain(tmp_path / "trail.db", 20, ends=False)
    end = rows[head.sequence - 1 :]
    assert examine_end(end, KEYS.public, head, KEYS).unsigned == 20
    for bent in (end[1:], [], [rehashed(end[0], boot="b"), *end[1:]], [end[0], *end[2:]]):
        with pytest.raises(ChainBroken):
            examine_end(bent, KEYS.public, head, KEYS)


def test_a_head_is_written_and_read_back() -> None:
    head = Head("chain", 7, "ab" * 32, 3)
    assert read_head(head_as_text(head)) == head
    for wrong in ("", "chain:7", "chain:x:" + "ab" * 32 + ":3", "chain:7:ab:3", "chain:7:zz:3"):
        with pytest.raises(ValueError, match=r".*"):
            read_head(wrong)
