"""Kill -9 in the middle of writing: what was acknowledged is there, and the files are sound (G6)."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from overblik.access.trail_keys import trail_keys
from overblik.store.database import open_database
from overblik.store.sections import SectionStore
from store.facts import KEY, ME
from store.writer import SLOTS, raw_of
from trail_reading import bodies

ROOT = Path(__file__).resolve().parents[2]
KILLS = 8


def killed_while_writing(folder: Path, start: int, chance: random.Random) -> list[int]:
    """Start a writer, kill it at some moment, and give the numbers it acknowledged."""
    told = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "desktop"), str(ROOT / "tests")])}
    process = subprocess.Popen(
        [sys.executable, "-m", "store.writer", str(folder), str(start)], env=told, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    acknowledged = []
    try:
        acknowledged += [int(process.stdout.readline()) for _ in range(chance.randrange(1, 25))]
        time.sleep(chance.uniform(0, 0.01))
    finally:
        process.kill()
        acknowledged += [int(line) for line in process.stdout.read().splitlines() if line]
        process.wait()
        process.stdout.close()
    return acknowledged


@pytest.mark.rule("T8", "T20")
def test_t8_nothing_acknowledged_is_lost_by_a_kill(tmp_path: Path, campaign: int) -> None:
    chance, acknowledged = random.Random(6), []
    for _ in range(KILLS * campaign):
        start = acknowledged[-1] + 1000 if acknowledged else 0
        acknowledged += killed_while_writing(tmp_path, start, chance)
        check_cache(tmp_path, acknowledged)
        check_trail(tmp_path, acknowledged)
    assert len(acknowledged) >= KILLS * campaign


def check_cache(folder: Path, acknowledged: list[int]) -> None:
    """Each slot holds its newest acknowledged number, or the one that was under way."""
    connection = open_database(folder / "cache.db", KEY)
    assert connection.pragma("integrity_check") == "ok"
    store = SectionStore(connection)
    newest = {str(number % SLOTS): number for number in acknowledged}
    found = {one.section.source: one.section for one in store.sections(ME)}
    for slot, number in newest.items():
        titles = {entry.fact.title for entry in found[slot].entries}
        assert len(titles) == 1
        kept_number = int(titles.pop())
        assert kept_number >= number
        assert len(found[slot].entries) == 1 + kept_number % 60
        if kept_number == number:
            assert store.raw(ME, raw_of(number).digest) == raw_of(number)
    store.close()


def check_trail(folder: Path, acknowledged: list[int]) -> None:
    """The chain is whole and holds every acknowledged intent, in order."""
    told = [int(one["reason"]) for one in bodies(folder / "trail.db", trail_keys(KEY))]
    assert told == sorted(told)
    assert set(told) >= set(acknowledged)
