"""File, wrapped key and key ring entry put back to an earlier time, alone and together: known, and told (T9, G7)."""

import itertools
import random
import shutil
from pathlib import Path

import pytest

from faults.computer import Chance, Computer
from faults.use_cases import keep, observed
from overblik.access.user_key import NAMES
from store.facts import ME

pytestmark = pytest.mark.rule("T9")
PARTS = ("file", "key", "ring")
SUBSETS = [set(told) for count in (1, 2) for told in itertools.combinations(PARTS, count)]
RESTORES = 250
"""Restores of a share; four shares are the thousand of G7."""


class History:
    """A store as it was at each of some moments: its files, its wrapped key, its entry in the key ring, what it held."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.moments, self.count = folder, [], 0
        self._live = folder / "live"
        self._live.mkdir()
        self._computer = Computer(self._live)
        self._computer.start()
        for number in range(1, 12):
            keep("ehr", f"{number} tabletter")(self._computer.keeping)
            if chance.random() < 0.5:
                self._computer.keeping.pin()
                self._computer.stop()
                self._computer.start()
            self._computer.keeping.pin()
            self.moments.append((self._files(), self._computer.ring.held(), self._text(number)))
        self._computer.stop()

    @staticmethod
    def _text(number: int) -> str:
        return f"{number} tabletter"

    def _files(self) -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in self._live.iterdir() if not one.name.endswith("-shm")}

    def restored(self, parts: set[str], old: int) -> Computer:
        """Give the newest, with some parts of an older moment."""
        (new_files, new_ring, _), (old_files, old_ring, _) = self.moments[-1], self.moments[old]
        self.count += 1
        made = self.folder / str(self.count)
        made.mkdir()
        keys = old_files if "key" in parts else new_files
        files = {name: one for name, one in (old_files if "file" in parts else new_files).items() if name not in NAMES}
        for name, content in (files | {name: keys[name] for name in NAMES}).items():
            (made / name).write_bytes(content)
        computer = Computer(made, chance=Chance(made.name))
        for entry, secret in (old_ring if "ring" in parts else new_ring).items():
            computer.ring.set(entry, bytes.fromhex(secret))
        return computer


def outcome(computer: Computer) -> tuple[str, str]:
    """Start, and give what the user is told and what is shown."""
    keeping = computer.start()
    told = observed(keeping).get(("section", ME.token_for_lookup(), "ehr"), (("",), {}))
    computer.stop()
    shutil.rmtree(computer.folder)
    return keeping.notice, told[0][0]


@pytest.mark.parametrize("share", range(4))
def test_t9_a_thousand_restores_are_told_or_show_the_truth(fast_path: Path, share: int, campaign: int) -> None:
    chance = random.Random(f"restores {share}")
    history, told = History(fast_path, chance), 0
    for _ in range(RESTORES * campaign):
        parts, old = chance.choice(SUBSETS), chance.randrange(len(history.moments) - 1)
        notice, text = outcome(history.restored(parts, old))
        if notice:
            assert (notice, text) == ("bar.store_old_copy", ""), (parts, old)
            told += 1
        else:
            assert text == "11 tabletter", (parts, old)
            assert "file" not in parts, "an older file is always told"
    assert told > RESTORES // 2


def test_t9_what_each_part_alone_leads_to(fast_path: Path) -> None:
    history = History(fast_path, random.Random("alone"))
    outcomes = {tuple(sorted(parts)): outcome(history.restored(parts, 2)) for parts in ({"file"}, {"key"}, {"ring"})}
    told, truth = ("bar.store_old_copy", ""), ("", "11 tabletter")
    assert outcomes == {("file",): told, ("key",): truth, ("ring",): told}
    assert outcome(history.restored(set(), 2)) == truth


def test_all_three_together_are_an_earlier_computer_whose_copies_say_how_old_they_are(fast_path: Path) -> None:
    """Nothing on the computer is newer then: the manual says so, and every section carries its own time."""
    history = History(fast_path, random.Random("all"))
    computer = history.restored({"file", "key", "ring"}, 2)
    keeping = computer.start()
    (found,) = keeping.store.sections(ME)
    assert found.section.as_of is not None
    assert keeping.notice == ""
    computer.stop()


def test_t9_a_ring_that_lost_the_entry_is_told(fast_path: Path) -> None:
    history = History(fast_path, random.Random("lost"))
    for broken in (None, b"", b"\xff", b'{"number":99,"total":"zz"}', b'{"number":-1,"total":"00"}'):
        computer = history.restored(set(), 0)
        (entry,) = (name for name in computer.ring.held() if name.startswith("generation-"))
        computer.ring.delete(entry)
        if broken is not None:
            computer.ring.set(entry, broken)
        assert outcome(computer) == ("bar.store_old_copy", "")
