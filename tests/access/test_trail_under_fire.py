"""No view without a committed record before it, whatever fails: writes, processes, both at random."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from access.chains import DOCTOR, NANCY, OTHER, TREATMENT, Chance
from access.crasher import PHASES, opened
from conftest import ROOT
from faulty_disk import Fate, shaky
from in_process import FakeClock
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.domain.disclosure import Disclosure, Medium
from overblik.domain.errors import CannotWrite
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.store.trail_file import TrailFile
from trail_reading import KEYS, bodies

pytestmark = [
    pytest.mark.rule("T20", "T21"),
    # The driver tells of the ordered fault a second time where nobody can catch it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 3),), False)


class Clinic:
    """Looks, prints and searches over a file system that may fail; what was shown is told with what was on disk."""

    def __init__(self, path: Path, vfs: str, seed: int) -> None:
        self.path, self.vfs, self.chance = path, vfs, Chance(seed)
        self.shown: list[str] = []
        self.refused = 0
        self.file: TrailFile | None = None

    def trail(self) -> AuditTrail:
        """Open the file as at a start, unless it is open."""
        self.file = self.file or TrailFile(self.path, vfs=self.vfs)
        return AuditTrail(self.file, KEYS, FakeClock(), self.chance)

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
        self.file = None

    def act(self, what: str) -> None:
        """Do one thing; what may be shown is counted where it was allowed."""
        try:
            right = RightToLook(self.trail(), FakeClock(), DOCTOR)
            if what == "look":
                self._look(right)
            elif what == "print":
                right.log_disclosure(OTHER, Disclosure("failsafe", Medium.PRINTER))
                self.shown.append(f"{len(self._committed())} records")
            elif what == "search":
                right.log_search(3, 1, "kreatinin")
            elif what == "settle":
                self.trail().settle_unfinished()
            else:
                self.close()
        except CannotWrite:
            self.refused += 1

    def _look(self, right: RightToLook) -> None:
        grant = asyncio.run(right.ask_to_look(NANCY, TREATMENT))
        assert grant.intent_id in self._committed(), "another reader sees the record before anything is shown"
        self.shown.append(grant.intent_id)
        asyncio.run(self.trail().outcome(grant.intent_id, SEEN))

    def _committed(self) -> set[str]:
        return {one["id"] for one in bodies(self.path)}


def is_whole(clinic: Clinic, fate: Fate) -> None:
    """After the fault: the chain is whole, and holds every look that was shown."""
    fate.heal()
    clinic.close()
    clinic.act("settle")
    clinic.act("look")
    clinic.close()
    told = bodies(clinic.path)
    assert {one for one in clinic.shown if not one.endswith("records")} <= {one["id"] for one in told}
    intents = {one["id"] for one in told if one["kind"] == "intent"}
    assert intents == {one["about"] for one in told if one["kind"] == "outcome"}, "no look without an outcome"


SCRIPT = ("look", "look", "print", "search", "close", "settle", "look")


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "lasting"])
def test_t20_each_write_that_fails_leaves_a_whole_chain_and_nothing_shown_untold(
    tmp_path: Path, is_lasting: bool
) -> None:
    failing, refused = 0, 0
    with shaky(f"sweep-{is_lasting}") as fate:
        while True:
            failing += 1
            fate.count, fate.fails_at, fate.is_lasting = 0, failing, is_lasting
            clinic = Clinic(tmp_path / f"{failing}.db", f"sweep-{is_lasting}", failing)
            for what in SCRIPT:
                clinic.act(what)
            has_met = fate.count >= failing
            is_whole(clinic, fate)
            refused += clinic.refused
            if not has_met:
                break
    assert failing > 60, "the sweep went through the script"
    assert refused > 20


@pytest.mark.parametrize("share", range(4))
def test_t20_at_random_too_no_view_without_a_committed_record(tmp_path: Path, campaign: int, share: int) -> None:
    with shaky(f"random-{share}") as fate:
        for seed in range(share, 24 * campaign, 4):
            chance = random.Random(seed)
            clinic = Clinic(tmp_path / f"{seed}.db", f"random-{share}", seed)
            for _ in range(20):
                if chance.random() < 0.4:
                    fate.count, fate.fails_at = 0, chance.randrange(1, 12)
                    fate.is_lasting = chance.random() < 0.3
                elif chance.random() < 0.5:
                    fate.heal()
                clinic.act(chance.choice(("look", "look", "print", "search", "close", "settle")))
            is_whole(clinic, fate)


@pytest.mark.parametrize("phase", PHASES)
def test_t20_a_process_that_dies_at_any_phase_leaves_its_look_told(tmp_path: Path, phase: str) -> None:
    places = os.pathsep.join([str(ROOT / "desktop"), str(ROOT / "tests")])
    told = {**os.environ, "PYTHONPATH": places, "PYTHONFAULTHANDLER": ""}
    command = [sys.executable, "-m", "access.crasher", str(tmp_path), phase]
    ended = subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0, "it died"
    trail, _ = opened(tmp_path)
    unfinished = trail.settle_unfinished()
    trail.file.close()
    assert unfinished == (1 if phase == "intent" else 0)
    assert [one.name for one in tmp_path.glob("trail*.db")] == ["trail.db"], "a crash is no manipulation"
    found = [one for one in bodies(tmp_path / "trail.db") if one["kind"] == "outcome"]
    if phase == "before":
        assert found == []
        return
    (outcome,) = found
    assert (outcome["about"], outcome["result"]) == (ended.stdout, "unknown" if phase == "intent" else "shown")
