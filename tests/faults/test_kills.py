"""Kill -9 at any moment, also while it starts: every acknowledged row is there and whole, and no pin refuses it (G6)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from faults.nursery import KEYS, SLOTS, opened
from overblik.store.sightings import Sightings
from store.facts import ME, OTHER
from store.writer import raw_of
from trail_reading import bodies

ROUNDS, KILLS, FIRST = 5, 10, 1000
"""So many profiles are made, and so many writers killed over each."""
pytestmark = [
    pytest.mark.rule("T8", "T9", "T20", "T23"),
    pytest.mark.skipif(sys.platform == "win32", reason="no fork; tests/store/test_kill.py kills there too"),
]


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen[str]]:
    places = os.pathsep.join([str(ROOT / "desktop"), str(ROOT / "tests")])
    command = [sys.executable, "-m", "faults.nursery"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": places}, **pipes) as process:
        yield process
        process.stdin.close()


def killed(nursery: subprocess.Popen[str], folder: Path, start: int, chance: random.Random) -> list[int]:
    """Start a writer, kill it at some moment, also before it has written anything, and give what it acknowledged."""
    acknowledged: list[int] = []
    nursery.stdin.write(f"{folder} {start}\n")
    # The first dies while it makes its files; a file half made is neither damage nor manipulation.
    pid, wanted = 0, 0 if start == FIRST else chance.choice((0, 0, 1, 2, 5, 9))
    for line in nursery.stdout:
        word, _, number = line.strip().partition(" ")
        if word == "dead":
            break
        if word == "pid":
            pid = int(number)
        else:
            acknowledged.append(int(number))
        if pid and len(acknowledged) >= wanted:
            # Any moment of the work that follows; nothing waits for it.
            time.sleep(chance.uniform(0, 0.012))
            os.kill(pid, signal.SIGKILL)
            wanted = 10**9
    return acknowledged


@pytest.mark.parametrize("share", range(ROUNDS))
def test_t8_no_kill_at_any_moment_loses_what_was_acknowledged(
    fast_path: Path, nursery: subprocess.Popen[str], share: int, campaign: int
) -> None:
    for number in range(campaign):
        folder, acknowledged = fast_path / str(number), []
        folder.mkdir()
        chance = random.Random(f"{share}/{number}")
        for kill in range(KILLS):
            acknowledged += killed(nursery, folder, (kill + 1) * FIRST, chance)
            is_whole(folder, acknowledged)
        assert acknowledged


def is_whole(folder: Path, acknowledged: list[int]) -> None:
    """The next start: the same file, accepted by the last pin, and the same chain; all that was acknowledged in both."""
    computer, trail = opened(folder)
    keeping = computer.keeping
    assert (keeping.notice, keeping.was_put_aside) == ("", "")
    assert [one.name for one in folder.glob("*.db*") if one.name.startswith(("trail-", "cache.db.damaged"))] == []
    found = {one.section.source: one.section for one in keeping.store.sections(ME)}
    newest = {str(number % SLOTS): number for number in acknowledged}
    for slot, number in newest.items():
        (title,) = {entry.fact.title for entry in found[slot].entries}
        assert int(title) >= number
        assert len(found[slot].entries) == 1 + int(title) % 60
        if int(title) == number:
            assert keeping.store.raw(ME, raw_of(number).digest) == raw_of(number)
    last = max(acknowledged, default=0)
    others = {int(entry.fact.title) for one in keeping.store.sections(OTHER) for entry in one.section.entries}
    assert all(number > last or (number == last and last % 3) for number in others), "what was erased stays erased"
    if acknowledged:
        ((trace,),) = (part.values() for part in Sightings(keeping.store).sighting(ME, "anna").parts.values())
        assert int(trace.content) >= last
    assert keeping.store.work(lambda connection: connection.pragma("integrity_check")) == "ok"
    assert not keeping.store.was_damaged
    computer.stop()
    trail.settle_unfinished()
    trail.file.close()
    looks = [one for one in bodies(folder / "trail.db", KEYS) if one["kind"] == "intent"]
    assert {int(one["reason"]) for one in looks} >= set(acknowledged)
