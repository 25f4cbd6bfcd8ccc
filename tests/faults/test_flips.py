"""One bit of what lies on the disk is another: it is seen, or it has no effect; nothing bent is ever given (T8, G7)."""

import random
import shutil
from pathlib import Path

import pytest

from faults.computer import DEVICE, USER, Chance, Computer, QuickFiles
from faults.use_cases import State, index, keep, observed, saw, shown
from overblik.access.user_key import NAMES, Cost, Secret, make_user_key, open_user_key
from overblik.domain.errors import StoreError, WrongPin
from store.facts import ME, OTHER
from store.writer import raw_of

SHARES, FLIPS = 4, 350
"""Flips of a share; the campaign of safety.md section 10 takes eight times as many."""
TOLD = {"bar.store_damaged", "bar.store_locked", "bar.store_old_copy"}
pytestmark = [
    pytest.mark.rule("T8", "T9"),
    # A file that is put aside takes its open connection with it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Disk:
    """A profile as it lies on the disk, closed or with its WAL, pinned as it is; and what is true of it."""

    def __init__(self, folder: Path, *, is_open: bool) -> None:
        self.folder, self._master = folder, folder / "master"
        self._master.mkdir()
        computer = Computer(self._master)
        keeping = computer.start()
        for step in (keep("ehr", "1 tablet", message=raw_of(1)), index("ehr", "tablet"), saw("før"), shown(1)):
            step(keeping)
        for number in range(12):
            keep(str(number), f"prøve {number} " * 40, patient=OTHER if number % 2 else ME)(keeping)
        keep("ehr", "2 tabletter", message=raw_of(2))(keeping)
        keep("lab", "kreatinin")(keeping)  # what is pinned is the last that is written: a WAL that lost its end shows
        keeping.pin()
        self.truth = observed(keeping)
        if not is_open:
            computer.stop()
        names = [one for one in self._master.iterdir() if not one.name.endswith("-shm")]
        self._content = {one.name: one.read_bytes() for one in names}
        self._held = computer.ring.held()
        computer.stop()

    @property
    def names(self) -> list[str]:
        return sorted(self._content)

    def flipped(self, number: int, *flips: tuple[str, random.Random]) -> Computer:
        """Write the profile with a bit of each named file flipped."""
        made = self.folder / str(number)
        made.mkdir()
        for name, content in self._content.items():
            (made / name).write_bytes(content)
        for name, chance in flips:
            bent = bytearray(self._content[name])
            bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
            (made / name).write_bytes(bent)
        computer = Computer(made, chance=Chance(made.name))  # a key that is made anew is another one
        for entry, secret in self._held.items():
            computer.ring.set(entry, bytes.fromhex(secret))
        return computer


def outcome(disk: Disk, computer: Computer) -> str:
    """Start, and read all there is: `told` where the user hears of a loss, `none` where nothing is lost."""
    keeping = computer.start()
    if keeping.notice:
        assert keeping.notice in TOLD
        assert observed(keeping) == {}
        is_told = True
    else:
        is_told = _is_lost(disk.truth, computer)
    keep("ehr", "ny")(computer.keeping)
    assert observed(computer.keeping)["section", ME.token_for_lookup(), "ehr"][0] == ("ny",)
    computer.stop()
    again = computer.start()
    assert again.notice == "", "the next start is as any other"
    computer.stop()
    shutil.rmtree(computer.folder)
    return "told" if is_told else "none"


def _is_lost(truth: State, computer: Computer) -> bool:
    """Whether something is missing; what is there is what was written."""
    store = computer.keeping.store
    try:
        told = observed(computer.keeping)
    except StoreError:
        return True
    assert {key: truth.get(key) for key in told} == told
    assert store.was_damaged or told == truth
    return store.was_damaged


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "wal"])
@pytest.mark.parametrize("share", range(SHARES))
def test_t8_each_flipped_bit_is_told_or_without_effect(
    fast_path: Path, share: int, is_open: bool, campaign: int
) -> None:
    disk = Disk(fast_path, is_open=is_open)
    chance, found = random.Random(f"flips {share} {is_open}"), dict.fromkeys(("told", "none"), 0)
    for number in range(FLIPS // 2 * campaign):
        name = chance.choice(disk.names)
        found[outcome(disk, disk.flipped(number, (name, chance)))] += 1
    assert found["told"] > FLIPS // 10
    assert found["none"] > FLIPS // 10, "of the wrapped key there are two copies"


def test_t8_both_copies_of_the_key_bent_is_told(fast_path: Path, campaign: int) -> None:
    disk = Disk(fast_path, is_open=False)
    chance, told = random.Random("both"), 0
    for number in range(40 * campaign):
        told += outcome(disk, disk.flipped(number, *((name, chance) for name in NAMES))) == "told"
    assert told > 30 * campaign, "but where the bit is the case of a hexadecimal digit"


@pytest.mark.rule("T2")
def test_t8_a_bent_copy_of_a_key_behind_a_pin_lets_the_other_open(fast_path: Path, campaign: int) -> None:
    """Also where the bit stands in what a guess costs: that copy is no reason not to try the other."""
    cheap, right = Cost(64 * 1024, 1, 1), Secret("kilde-42x", DEVICE)
    made = make_user_key(fast_path, QuickFiles(), USER, right, Computer(fast_path).chance, cheap)
    primary, chance = fast_path / NAMES[0], random.Random("pin")
    whole = primary.read_bytes()
    costs = [whole.index(name) + len(name) for name in (b'"memory":', b'"passes":', b'"lanes":', b'"salt":"')]
    for place in [*costs, *(chance.randrange(len(whole)) for _ in range(4 * campaign))]:
        for bit in (1, 2, 8):
            primary.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
            assert open_user_key(fast_path, QuickFiles(), USER, right).raw == made.raw
    with pytest.raises(WrongPin):
        open_user_key(fast_path, QuickFiles(), USER, Secret("kilde-99x", DEVICE))
