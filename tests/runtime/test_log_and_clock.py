"""Small ports of this computer: the log that names nobody, the clock that can be set, chance that sorts by time."""

import logging
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SetClock, SystemClock
from overblik.runtime.log import start_log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Start the log in a folder, and give its file."""
    root = logging.getLogger("overblik")
    before = (root.level, root.propagate, root.handlers)
    start_log(tmp_path / "profile")
    yield tmp_path / "profile" / "overblik.log"
    for handler in root.handlers:
        handler.close()
    root.level, root.propagate, root.handlers = before


@pytest.mark.logs_numbers
@pytest.mark.rule("T25")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("asked for 251248-9996", "251248-••••"),
        ("asked for 2512489996", "251248-••••"),
        ("replacement 251248-ABC1", "251248-••••"),
        ("Patient?identifier=urn:oid:1.2.208.176.1.2|2512489996&x", "|251248-••••&x"),
    ],
)
def test_no_number_of_a_person_reaches_the_log(log: Path, said: str, kept: str) -> None:
    logging.getLogger("overblik.x").warning("%s", said)
    told = log.read_text()
    assert kept in told
    assert "9996" not in told
    assert "ABC1" not in told


@pytest.mark.logs_numbers
@pytest.mark.rule("T25")
def test_no_number_of_a_person_reaches_the_log_inside_a_traceback(log: Path) -> None:
    try:
        int("251248-9996")
    except ValueError:
        logging.getLogger("overblik.x").exception("failed")
    told = log.read_text()
    assert "    | ValueError\n" in told
    assert "test_no_number_of_a_person_reaches_the_log_inside_a_traceback" in told
    assert "251248" not in told


@pytest.mark.rule("T25")
def test_t25_of_an_error_the_log_holds_types_and_lines_alone(log: Path) -> None:
    """Also where another handler has made a text of it before, and where a stack was asked for."""
    canary = "benzylpenicillin"
    try:
        {}[canary]
    except KeyError as error:
        record = logging.getLogger("overblik.x").makeRecord(
            "overblik.x", logging.ERROR, __file__, 1, "failed", (), (type(error), error, error.__traceback__)
        )
        record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.stack_info = f"in {canary}"
        logging.getLogger("overblik").handle(record)
    told = log.read_text()
    assert "KeyError" in told
    assert canary not in told
    assert str(Path(__file__).parent) not in told


def test_a_log_that_cannot_be_written_costs_the_log_alone(log: Path) -> None:
    log.mkdir()
    logging.getLogger("overblik.x").warning("said")
    assert list(log.iterdir()) == []


def test_the_log_holds_no_chatter_and_nobody_else_can_enter_its_folder(log: Path) -> None:
    logging.getLogger("overblik.x").info("chatter")
    assert not log.exists()
    assert log.parent.stat().st_mode & 0o077 == 0


def test_a_set_clock_stands_until_it_is_moved_and_never_counts_backwards() -> None:
    clock = SetClock(datetime(2026, 3, 4, 10, 0, tzinfo=timezone(timedelta(hours=1))))
    assert clock.now() == clock.now() == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    clock.move(timedelta(minutes=5))
    assert (clock.now().minute, clock.monotonic()) == (5, 300.0)
    clock.move(timedelta(minutes=-10))
    assert (clock.now().hour, clock.now().minute, clock.monotonic()) == (8, 55, 300.0)


def test_the_clock_of_the_computer_tells_utc() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() <= clock.monotonic()


def test_each_start_of_the_computer_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "boot").write_text("5dca22c1-0000-4000-8000-000000000000\n")
    monkeypatch.setattr("overblik.runtime.clock._LINUX", tmp_path / "boot")
    assert SystemClock().boot() == SystemClock().boot() == "5dca22c1-0000-4000-8000-000000000000"
    monkeypatch.setattr("overblik.runtime.clock._LINUX", tmp_path / "nowhere")
    elsewhere = SystemClock()
    assert elsewhere.boot() == elsewhere.boot() != SystemClock().boot()
    assert SetClock(datetime(2026, 3, 4, tzinfo=UTC)).boot()


def test_identifiers_are_of_version_7_and_sort_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_700_000_000_000_000_000, 1_700_000_000_001_000_000])
    monkeypatch.setattr("time.time_ns", lambda: next(moments))
    first, second = SystemRandom().identifier(), SystemRandom().identifier()
    assert first < second
    for told in (first, second):
        one = uuid.UUID(told)
        assert (one.version, one.variant) == (7, uuid.RFC_4122)


def test_two_keys_are_never_the_same_and_chance_stays_below_one() -> None:
    chance = SystemRandom()
    assert len({chance.bytes(32) for _ in range(8)}) == 8
    assert all(0 <= chance.fraction() < 1 for _ in range(100))


@pytest.mark.rule("T19")
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "\u202e"])
def test_t19_what_a_source_sends_makes_no_line_of_its_own(log: Path, ending: str) -> None:
    told = f"hello{ending}2026-11-23 09:41:00 WARNING overblik.access signed in"
    logger = logging.getLogger("overblik.proof")
    logger.warning("the server said %s", told)
    logger.warning("a source failed", exc_info=ValueError(told))
    first, second, *rest = log.read_text(encoding="utf-8").splitlines()
    assert ending not in first
    assert "the server said hello\\u" in first
    assert second.endswith("a source failed")
    assert rest
    assert all(line.startswith("    | ") for line in rest)
