"""What holds on a computer: an encrypted disk where the mode demands one (T1)."""

from datetime import timedelta
from pathlib import Path

import pytest

from in_process import FakeClock, FakeRandom
from keeping_machine import write_policy
from overblik.app.machine import Around, Machine, keep_choice, read_machine
from overblik.domain.mode import Choice, Mode
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import DemoSettings, Settings


def computer(tmp_path: Path, mode: str, disk: bool | None, demo: DemoSettings | None = None) -> Machine:
    write_policy(tmp_path / "machine", mode)
    around = Around(FakeClock(), SystemFiles(), MemoryKeyring(), FakeRandom(), lambda _: disk)
    return read_machine(Settings(tmp_path / "profile", demo=demo), tmp_path / "machine", around)


@pytest.mark.rule("T1")
@pytest.mark.parametrize("mode", ["clinic", "field"])
def test_t1_an_open_disk_keeps_nothing_and_says_so(tmp_path: Path, mode: str) -> None:
    found = computer(tmp_path, mode, disk=False)
    assert (found.rules.keeps, found.notice, found.is_disk_encrypted) == (False, "gate.disk_demanded", False)


@pytest.mark.rule("T1")
@pytest.mark.parametrize("disk", [True, None])
def test_t1_an_encrypted_disk_keeps_and_an_unknown_one_is_the_organisations_to_know(
    tmp_path: Path, disk: bool | None
) -> None:
    found = computer(tmp_path, "field", disk)
    assert (found.rules.keeps, found.notice, found.is_disk_encrypted) == (True, "", disk)


@pytest.mark.rule("T9")
@pytest.mark.parametrize("mode", ["clinic", "field"])
def test_t9_a_profile_on_a_network_share_keeps_nothing_and_says_so(tmp_path: Path, mode: str) -> None:
    asked: list[Path] = []

    def is_shared(path: Path) -> bool:
        asked.append(path)
        return True

    write_policy(tmp_path / "machine", mode)
    around = Around(FakeClock(), SystemFiles(), MemoryKeyring(), FakeRandom(), lambda _: True, is_shared)
    found = read_machine(Settings(tmp_path / "profile"), tmp_path / "machine", around)
    assert (found.rules.keeps, found.notice, asked) == (False, "gate.network_profile", [tmp_path / "profile"])


@pytest.mark.rule("T1")
def test_t1_a_ward_keeps_nothing_in_any_case_and_complains_of_no_disk(tmp_path: Path) -> None:
    assert computer(tmp_path, "ward", disk=False).notice == ""


def test_the_demo_is_not_asked_for_its_disk(tmp_path: Path) -> None:
    found = computer(tmp_path, "clinic", disk=False, demo=DemoSettings("", "", "clinic"))
    assert (found.rules.keeps, found.is_disk_encrypted) == (True, None)


def test_t24_a_choice_only_tightens_and_outlives_the_program(tmp_path: Path) -> None:
    """Each choice is kept beside the former ones, the stricter of each; a milder one changes nothing."""
    files, profile = SystemFiles(), tmp_path / "profile"
    assert computer(tmp_path, "field", True).rules.keeps
    keep_choice(profile, files, Choice(idle=timedelta(seconds=60)))
    keep_choice(profile, files, Choice(idle=timedelta(seconds=120)))
    assert computer(tmp_path, "field", True).rules.idle == timedelta(seconds=60)
    keep_choice(profile, files, Choice(mode=Mode.CLINIC))
    rules = computer(tmp_path, "field", True).rules
    assert (rules.mode, rules.idle, rules.keeps) == (Mode.CLINIC, timedelta(seconds=60), True)
    keep_choice(profile, files, Choice(keeps=False))
    keep_choice(profile, files, Choice(mode=Mode.FIELD, idle=timedelta(minutes=10)))
    rules = computer(tmp_path, "field", True).rules
    assert (rules.mode, rules.idle, rules.keeps) == (Mode.CLINIC, timedelta(seconds=60), False)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"mode": "home"}', b'{"idle_seconds": -5}', b'{"idle_seconds": 1e99}']
)
def test_a_choice_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "choice.json").write_bytes(content)
    assert computer(tmp_path, "clinic", True).rules.idle == timedelta(minutes=5)
