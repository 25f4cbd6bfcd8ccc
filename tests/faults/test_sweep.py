"""The n-th act of the disk fails, once or from then on, until a run is clean: nothing acknowledged is lost (T8, G6)."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import apsw
import pytest

from faults.computer import IN_MEMORY, Computer
from faults.use_cases import START, USE_CASES, State, acceptable, keep, observed, prepare
from faulty_disk import ALL, Fate, beneath_cipher, shaky
from overblik.domain.errors import StoreError

pytestmark = [
    pytest.mark.rule("T8", "T9"),
    # The driver tells of the ordered fault a second time where nobody can catch it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ERRORS: dict[str, tuple[type[apsw.Error], frozenset[str]]] = {
    "io": (apsw.IOError, ALL),
    "full": (apsw.FullError, frozenset({"write"})),
}


@pytest.fixture
def profile(fast_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> "Profile":
    return Profile(request.getfixturevalue("case"), fast_path, monkeypatch)


class Profile:
    """What lies there before a use case, copied for each run; and what a run without a fault leads to, step by step."""

    def __init__(self, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.case, self.folder = case, folder
        self._master = folder / "master"
        self._master.mkdir()
        made = Computer(self._master)
        prepare(case, made, monkeypatch)
        self._held = made.ring.held()
        self.states = list(self._without_fault())

    def computer(self, name: str, **ports: object) -> Computer:
        shutil.copytree(self._master, self.folder / name)
        made = Computer(self.folder / name, **ports)
        for entry, secret in self._held.items():
            made.ring.inner.set(entry, bytes.fromhex(secret))
        return made

    def _without_fault(self) -> Iterator[State]:
        computer = self.computer("clean")
        keeping = None
        for step in USE_CASES[self.case].steps:
            if isinstance(step, str):
                computer.stop()
                keeping = computer.start()
                assert keeping.notice == ""
            else:
                step(keeping)
            yield observed(keeping)
        computer.stop()


def played(profile: Profile, computer: Computer) -> int:
    """Play the steps until one fails; give how many were acknowledged. A start that leads to memory is a failure."""
    for number, step in enumerate(USE_CASES[profile.case].steps):
        if step == START:
            computer.stop()
            keeping = computer.start()
            assert keeping.was_put_aside == "", "a disk that fails is no damage"
            if keeping.notice:
                assert keeping.notice in IN_MEMORY
                return number
        else:
            try:
                step(computer.keeping)
            except StoreError:
                _reads_what_may_be(profile, computer, number)
                return number
        _reads_what_may_be(profile, computer, number)
    return len(profile.states)


def _reads_what_may_be(profile: Profile, computer: Computer, number: int) -> None:
    """While the disk fails: what is given is the truth before the step or after it, or an error of the house."""
    with suppress(StoreError):
        told = observed(computer.keeping)
        assert list(acceptable(_state(profile, number - 1), profile.states[number], told)) == []


def _state(profile: Profile, number: int) -> State:
    return profile.states[max(number, 0)]


def is_whole(profile: Profile, computer: Computer, acknowledged: int) -> None:
    """After the fault: the next start opens the same file, with all that was acknowledged; what failed can be done."""
    computer.stop()
    keeping = computer.start()
    assert (keeping.notice, keeping.was_put_aside) == ("", "")
    told = observed(keeping)
    after = _state(profile, min(acknowledged, len(profile.states) - 1))
    assert list(acceptable(_state(profile, acknowledged - 1), after, told)) == []
    assert not keeping.store.was_damaged
    for step in USE_CASES[profile.case].steps[acknowledged:]:
        if step != START:
            step(keeping)
    assert observed(keeping) == profile.states[-1], "done again, it ends as without a fault"
    computer.stop()


def swept(profile: Profile, fate: Fate, vfs: str, *, is_lasting: bool) -> int:
    """Let the first act fail, the second, and so on until none does; give how many did."""
    for failing in itertools.count(1):
        computer = profile.computer(str(failing), vfs=vfs)
        fate.order(failing, is_lasting=is_lasting)
        acknowledged = played(profile, computer)
        has_met = fate.count >= failing
        fate.heal()
        is_whole(profile, computer, acknowledged)
        shutil.rmtree(computer.folder)
        if not has_met:
            assert acknowledged == len(profile.states)
            return failing - 1
    raise AssertionError


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("kind", sorted(ERRORS))
@pytest.mark.parametrize("case", USE_CASES)
def test_t8_no_act_of_the_disk_that_fails_loses_or_bends_anything(
    profile: Profile, case: str, kind: str, is_lasting: bool
) -> None:
    name = f"sweep-{case}-{kind}-{is_lasting}".replace(" ", "-")
    with shaky(name) as fate:
        fate.error, fate.acts = ERRORS[kind]
        met = swept(profile, fate, beneath_cipher(name), is_lasting=is_lasting)
    assert met > 5, "the sweep went through the use case"


def test_t6_the_disk_sees_ciphertext_alone(fast_path: Path) -> None:
    """Else the faults would stand above the cipher, and prove nothing of the file (stack.md trap 21)."""
    with shaky("watched") as fate:
        fate.is_watching = True
        computer = Computer(fast_path, beneath_cipher("watched"))
        keep("ehr", "kanariefuglemedicin")(computer.start())
        computer.stop()
    written = b"".join(fate.seen)
    assert len(written) > 40_000
    assert b"kanariefuglemedicin" not in written
    assert b"SQLite format 3" not in written
