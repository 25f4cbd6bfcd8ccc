"""A policy that is refused closes the program: a ward, nothing kept, nobody asked, one sentence (T24)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME
from in_process import FakeClock, FakeRandom
from overblik.app.entrance import HouseEntrance
from overblik.app.house import open_house
from overblik.app.machine import Around, Machine, read_machine
from overblik.app.terminal_seat import command_seat
from overblik.domain.disclosure import Disclosure, Medium
from overblik.domain.errors import InputError, NotSignedIn, PolicyRefused
from overblik.domain.features import TurnedOff
from overblik.domain.mode import Mode
from overblik.runtime import paths
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings, read_settings
from overblik.viewmodels.gate import Stage, first_stage
from policies import OTHER, SERVER, SIGN_IN, WARD, put, signed

CLINIC = WARD.replace("ward", "clinic") + "[store]\nkeep = true\n" + SERVER + SIGN_IN
OWN = '[[servers]]\nname = "mine"\nurl = "https://evil.example.com/fhir"\n'


class NoRight(SystemFiles):
    """A disk that lets nobody read the policy."""

    def read(self, path: Path) -> bytes:
        if path.name == "policy.toml":
            raise PermissionError
        return super().read(path)


def settings_of(tmp_path: Path) -> Settings:
    (tmp_path / "settings.toml").write_text(OWN)
    profile = tmp_path / "profile"
    return read_settings(tmp_path / "settings.toml", profile, is_governed=paths.has_policy(tmp_path / "machine"))


def machine(tmp_path: Path, files: SystemFiles | None = None, ring: MemoryKeyring | None = None) -> Machine:
    around = Around(FakeClock(), files or SystemFiles(), ring or MemoryKeyring(), FakeRandom(), lambda _: True)
    return read_machine(settings_of(tmp_path), tmp_path / "machine", around)


def in_place(folder: Path, content: bytes) -> None:
    (folder / "policy.toml").write_bytes(content)


def a_folder(folder: Path) -> None:
    (folder / "policy.toml").unlink()
    (folder / "policy.toml").mkdir()


def a_dangling_link(folder: Path) -> None:
    (folder / "policy.toml").unlink()
    (folder / "policy.toml").symlink_to(folder / "nowhere")


BAD: dict[str, Callable[[Path], Any]] = {
    "policy_signature": lambda folder: in_place(folder, signed(CLINIC, OTHER)),
    "policy_unsigned": lambda folder: in_place(folder, CLINIC.encode()),
    "policy_unsigned empty": lambda folder: in_place(folder, b""),
    "policy_too_large": lambda folder: in_place(folder, b"#" * 5_000_000),
    "policy_form UTF-8": lambda folder: in_place(folder, signed_bytes(b"\xff\xfe\n")),
    "policy_line": lambda folder: in_place(folder, signed(CLINIC + "version = 4\n[store]\n")),
    "policy_unknown_key": lambda folder: in_place(folder, signed("mod = 1\n" + CLINIC)),
    "policy_out_of_bounds": lambda folder: in_place(folder, signed(CLINIC + "[lock]\nidle_seconds = 9999\n")),
    "policy_unknown_feature": lambda folder: in_place(folder, signed(CLINIC + '[features]\noff = ["x"]\n')),
    "policy_unreadable": a_folder,
    "policy_unreadable link": a_dangling_link,
    "policy_no_key": lambda folder: (folder / "policy-key.pem").unlink(),
    "policy_no_key none in it": lambda folder: (folder / "policy-key.pem").write_bytes(b"hello"),
}


def signed_bytes(body: bytes) -> bytes:
    import base64

    from policies import KEY

    return body + b"# signature: " + base64.b64encode(KEY.sign(body)) + b"\n"


def is_shut(found: Machine) -> bool:
    settings = found.settings
    assert settings is not None
    asks_nobody = settings.servers == () and settings.sign_in is None and "evil" not in repr(settings)
    is_strictest = found.rules.mode is Mode.WARD and not found.rules.keeps
    return found.is_closed and is_strictest and asks_nobody and found.policy is None


@pytest.mark.rule("T24")
@pytest.mark.parametrize("why", BAD)
def test_t24_a_refused_policy_lets_nobody_in_and_asks_nobody(tmp_path: Path, why: str) -> None:
    BAD[why](put(tmp_path / "machine", CLINIC))
    found = machine(tmp_path)
    assert found.notice == f"gate.{why.split(maxsplit=1)[0]}"
    assert is_shut(found)
    told = DANISH_WORDS.say(found.notice, **dict(found.notice_facts))
    assert told.endswith("Ingen spørges, og intet gemmes, før din it-afdeling har rettet det.")
    assert "{" not in told


@pytest.mark.rule("T24")
def test_t24_an_older_policy_than_the_key_ring_remembers_is_refused(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    put(tmp_path / "machine", CLINIC)
    assert not machine(tmp_path, ring=ring).is_closed
    put(tmp_path / "machine", CLINIC.replace("version = 3", "version = 2"))
    found = machine(tmp_path, ring=ring)
    assert found.notice == "gate.policy_downgrade"
    assert is_shut(found)
    assert "nr. 2" in DANISH_WORDS.say(found.notice, **dict(found.notice_facts))


@pytest.mark.rule("T24")
def test_t24_a_policy_that_may_not_be_read_is_no_missing_one(tmp_path: Path) -> None:
    put(tmp_path / "machine", CLINIC)
    found = machine(tmp_path, NoRight())
    assert found.notice == "gate.policy_unreadable"
    assert is_shut(found)


def test_a_policy_with_an_address_that_cannot_be_asked_closes_too_and_names_it(tmp_path: Path) -> None:
    put(tmp_path / "machine", CLINIC.replace("https://ehr", "http://ehr"))
    found = machine(tmp_path)
    assert found.notice == "input.policy_https_form"
    assert is_shut(found)
    assert "servers.ehr.url" in DANISH_WORDS.say(found.notice, **dict(found.notice_facts))


def test_a_policy_that_is_obeyed_is_whom_the_computer_asks(tmp_path: Path) -> None:
    put(tmp_path / "machine", CLINIC)
    found = machine(tmp_path)
    assert not found.is_closed
    assert found.settings is not None
    assert [one.name for one in found.settings.servers] == ["ehr"]


def test_past_its_end_the_rules_are_a_wards_and_whom_it_asks_stays(tmp_path: Path) -> None:
    put(tmp_path / "machine", "valid_until = 2020-01-01T00:00:00Z\n" + CLINIC + '[features]\noff = ["copy"]\n')
    found = machine(tmp_path)
    assert (found.notice, found.is_closed, found.rules.mode) == ("gate.policy_expired", False, Mode.WARD)
    assert found.settings is not None
    assert [one.name for one in found.settings.servers] == ["ehr"]
    assert len(found.settings.off) == 1


@pytest.mark.rule("T24")
def test_t24_the_gate_of_a_closed_computer_offers_nothing_and_the_terminal_says_why(tmp_path: Path) -> None:
    put(tmp_path / "machine", CLINIC, OTHER)
    ring = MemoryKeyring()
    entrance = HouseEntrance(settings_of(tmp_path), FakeClock(), tmp_path / "machine", lambda: ring)
    computer = entrance.computer()
    assert first_stage(computer) is Stage.CLOSED
    assert entrance.first() is None
    assert entrance.seat is None
    with pytest.raises(PolicyRefused):
        command_seat(settings_of(tmp_path), FakeClock(), tmp_path / "machine", lambda: ring, lambda _: "kilde-42x")


@pytest.mark.rule("T24")
def test_t24_a_policy_that_came_while_the_program_started_and_is_refused_asks_nobody_either(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert not settings.is_governed
    assert settings.servers
    put(tmp_path / "machine", CLINIC, OTHER)
    around = Around(FakeClock(), SystemFiles(), MemoryKeyring(), FakeRandom(), lambda _: True)
    assert is_shut(read_machine(settings, tmp_path / "machine", around))


@pytest.mark.rule("T10", "T22")
def test_t10_the_house_is_built_of_what_the_policy_says(tmp_path: Path) -> None:
    text = WARD + SERVER + '[limits]\nalerts_hours = 5\n[features]\noff = ["override", "print"]\n'
    put(tmp_path / "machine", text)
    ring, settings = MemoryKeyring(), settings_of(tmp_path)
    entrance = HouseEntrance(settings, FakeClock(), tmp_path / "machine", lambda: ring)
    entrance.computer()
    entrance.first()

    async def live() -> None:
        made = open_house(settings, FakeClock(), seat=entrance.seat)
        assert list(made.lists) == ["ehr"]
        assert made.clinic.limits.alerts.hard == timedelta(hours=5)
        assert not made.clinic.has_override
        with pytest.raises(TurnedOff):
            made.right.log_disclosure(ME, Disclosure("failsafe", Medium.PRINTER))
        await made.close()

    asyncio.run(live())


@pytest.mark.rule("T10")
def test_t10_where_the_policy_wants_a_sign_in_the_terminal_makes_no_local_user(tmp_path: Path) -> None:
    put(tmp_path / "machine", CLINIC)
    ring = MemoryKeyring()
    with pytest.raises(NotSignedIn):
        command_seat(settings_of(tmp_path), FakeClock(), tmp_path / "machine", lambda: ring, lambda _: "kilde-42x")


def test_a_table_of_the_user_that_still_holds_and_cannot_be_read_closes_too(tmp_path: Path) -> None:
    put(tmp_path / "machine", WARD)
    (tmp_path / "settings.toml").write_text('[[servers]]\nname = "x"\n')
    settings = read_settings(tmp_path / "settings.toml", tmp_path / "profile", is_governed=True)
    around = Around(FakeClock(), SystemFiles(), MemoryKeyring(), FakeRandom(), lambda _: True)
    found = read_machine(settings, tmp_path / "machine", around)
    assert isinstance(found.fault, InputError)
    assert found.notice == "input.server_key_form"


def test_a_folder_that_cannot_be_looked_into_is_thought_to_hold_a_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not paths.has_policy(tmp_path / "machine")
    (tmp_path / "file").touch()
    assert not paths.has_policy(tmp_path / "file")

    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "lstat", refuse)
    assert paths.has_policy(tmp_path / "machine")
