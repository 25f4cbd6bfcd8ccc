"""What a record says besides a look: other acts, time and place, signatures, and looks that nobody ended."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from access.chains import DOCTOR, NANCY, TREATMENT
from in_process import FakeClock
from overblik.access.trail import AuditTrail
from overblik.access.verify import examine
from overblik.domain.audit import EventKind
from overblik.domain.errors import CannotWrite
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.runtime.chance import SystemRandom
from overblik.store.trail_file import TrailFile
from overblik.store.trail_reading import read_records
from trail_reading import KEYS, bodies

SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 14),), False)


def trail(file: TrailFile) -> AuditTrail:
    return AuditTrail(file, KEYS, FakeClock(), SystemRandom())


EVENTS = [
    kind
    for kind in EventKind
    if kind.value
    in {
        "handed-over",
        "sign-in",
        "sign-in-refused",
        "sign-out",
        "lock",
        "unlock",
        "unlock-refused",
        "purge",
        "policy-refused",
        "mode-changed",
        "override",
        "own-log-view",
        "work-list",
        "store-quarantined",
    }
]


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.value)
def test_every_other_act_is_a_record(file: TrailFile, path: Path, kind: EventKind) -> None:
    writer = trail(file)
    made = writer.event(kind, DOCTOR, NANCY, {"reason": "tlf. 251248-9996 \ud800", "tries": 3, "offline": True})
    (record,) = bodies(path)
    assert (record["id"], record["kind"], record["tries"], record["offline"]) == (made, kind.value, 3, True)
    assert record["reason"] == "tlf. •••• \ufffd"
    assert record["who"]["subject"] == DOCTOR.subject
    assert record["patient"]["value"] == "2512489996"


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in EVENTS], ids=lambda kind: kind.value)
def test_a_kind_with_a_method_of_its_own_is_no_other_act(file: TrailFile, kind: EventKind) -> None:
    with pytest.raises(ValueError, match=kind.name):
        trail(file).event(kind)


def test_the_record_says_when_where_and_by_which_program(file: TrailFile, path: Path) -> None:
    clock = FakeClock()
    writer = AuditTrail(file, KEYS, clock, SystemRandom(), build="9.9")
    clock.move(3)
    writer.event(EventKind.LOCK)
    clock.moment -= timedelta(minutes=10)
    writer.event(EventKind.UNLOCK)
    clock.move(60 * 60)
    writer.event(EventKind.LOCK)
    told = bodies(path)
    assert [one["doubt"] for one in told] == [False, True, True], "a clock that was set back stays doubted"
    assert (told[0]["monotonic"], told[0]["boot"], told[0]["build"]) == (3000, "boot", "9.9")
    assert len({one["device"] for one in told}) == len({one["chain"] for one in told}) == 1


def test_a_computer_that_slept_is_not_doubted(file: TrailFile, path: Path) -> None:
    clock = FakeClock()
    writer = AuditTrail(file, KEYS, clock, SystemRandom())
    clock.moment += timedelta(hours=9)  # while it sleeps the monotonic clock stands
    writer.event(EventKind.UNLOCK)
    assert bodies(path)[0]["doubt"] is False


@pytest.mark.rule("T21")
def test_t21_all_is_signed_after_64_records_a_minute_and_at_the_end(file: TrailFile, path: Path) -> None:
    clock = FakeClock()
    writer = AuditTrail(file, KEYS, clock, SystemRandom())
    for _ in range(64):
        writer.event(EventKind.LOCK)
    assert examine(read_records(path)).unsigned == 0
    writer.event(EventKind.LOCK)
    assert writer.checkpoint(if_due=True) is None
    assert examine(read_records(path)).unsigned == 1
    clock.move(60)
    head = writer.checkpoint(if_due=True)
    assert head is not None
    assert (examine(read_records(path)).unsigned, head.checkpoints) == (0, 2)
    clock.move(60)
    assert writer.checkpoint(if_due=True) is None, "the key ring has this end already"
    clock.move(60)
    writer.event(EventKind.LOCK)
    assert examine(read_records(path)).unsigned == 0, "a record that comes a minute later is signed with itself"
    writer.event(EventKind.LOCK)
    writer.checkpoint()
    end = len(read_records(path))
    assert examine(read_records(path)).unsigned == 0
    writer.checkpoint()
    assert len(read_records(path)) == end, "nothing new, nothing to sign"


@pytest.mark.rule("T20")
def test_t20_a_look_that_ended_untold_becomes_unknown_once(file: TrailFile, path: Path) -> None:
    writer = trail(file)
    told, untold = (writer.intent(NANCY, DOCTOR, TREATMENT) for _ in range(2))
    asyncio.run(writer.outcome(told, SEEN))
    assert [trail(file).settle_unfinished() for _ in range(2)] == [1, 0]
    (unknown,) = [one for one in bodies(path) if one.get("result") == "unknown"]
    assert unknown["about"] == untold


@pytest.mark.rule("T21")
def test_t21_nothing_is_chained_to_a_record_that_was_changed(file: TrailFile, path: Path) -> None:
    for _ in range(2):
        trail(file).intent(NANCY, DOCTOR, TREATMENT)
    file.connection.execute("DROP TRIGGER no_change")
    file.connection.execute("UPDATE record SET header = replace(header, 'boot', 'foot') WHERE sequence = 3")
    with pytest.raises(CannotWrite, match="last_record"):
        trail(file).intent(NANCY, DOCTOR, TREATMENT)
    assert len(read_records(path)) == 3
