"""Orphans and what has had no contact for too long go before anything is shown; a clock set back brings no time back."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from app.test_leaving import Desk, desk
from in_process import NOW
from keeping_machine import write_policy
from overblik.access.user_key import forget_user_key
from overblik.access.users import KnownUser, remember
from overblik.app.remains import clear, homes
from overblik.domain.grant import Clinician
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.runtime.files import SystemFiles
from overblik.runtime.held import hold
from overblik.runtime.private_file import PrivateFiles
from trail_reading import bodies, of_ring

__all__ = ["desk"]
pytestmark = pytest.mark.rule("T6", "G8")
_DAY = timedelta(days=1).total_seconds()
_SIGN_IN = Registration("https://id.example", "overblik", ("openid",), ClaimNames())


def kept_by(desk: Desk, name: str = "") -> Path:
    """Let a store be there, of a clinician who has signed in just now; give its folder."""
    from dataclasses import replace

    entrance = desk.process()
    entrance.computer()
    who = Clinician(name or "m-eksempel", "Læge M. Eksempel", "Læge", issuer=_SIGN_IN.issuer)
    entrance._clinician = who
    before = set(homes(desk.settings.profile))
    entrance.make("kilde-42x")
    entrance.trail.file.close()
    (home,) = set(homes(desk.settings.profile)) - before
    desk.settings = replace(desk.settings, sign_in=_SIGN_IN)
    (home / "cache.db").write_bytes(b"ciphertext")
    return home


def start(desk: Desk) -> list[dict[str, object]]:
    """Start the next process, up to its gate; give what it wrote of erased stores."""
    entrance = desk.process()
    entrance.computer()
    entrance.trail.file.close()
    told = bodies(desk.settings.profile / "trail.db", of_ring(desk.ring))
    return [one for one in told if one["kind"] == "purge"]


@pytest.mark.parametrize("name", ["store-key.json.new", "cache.db.damaged-018f0000-0000", "cache.db-wal.damaged-x"])
def test_t6_what_a_crash_left_half_done_goes_before_the_gate(desk: Desk, name: str) -> None:
    home = kept_by(desk)
    (home / name).write_bytes(b"left")
    start(desk)
    assert not (home / name).exists()
    assert (home / "cache.db").exists(), "and nothing else"


def test_a_damaged_file_is_kept_for_seven_days_and_no_longer(desk: Desk) -> None:
    home = kept_by(desk)
    moment = int(NOW.timestamp() * 1000)
    mark = f"{moment:012x}"
    aside = home / f"cache.db.damaged-{mark[:8]}-{mark[8:]}"
    for age, is_there in ((0.0, True), (7 * _DAY - 1, True), (7 * _DAY, False), (-1.0, False)):
        aside.write_bytes(b"ciphertext")
        clear(desk.settings.profile, SystemFiles(), NOW + timedelta(seconds=age))
        assert aside.exists() is is_there, age


@pytest.mark.parametrize("name", ["cache.db", "cache.db-wal", "place.bin", "tries.json"])
def test_t6_a_store_without_its_key_goes_whole(desk: Desk, name: str) -> None:
    home = kept_by(desk)
    (home / name).write_bytes(b"left")
    forget_user_key(home, SystemFiles())
    start(desk)
    assert not home.exists()


def test_t6_a_log_without_its_store_goes(desk: Desk) -> None:
    home = kept_by(desk)
    (home / "cache.db").unlink()
    (home / "cache.db-wal").write_bytes(b"left")
    start(desk)
    assert [path.name for path in home.glob("cache.db*")] == []


@pytest.mark.rule("T23")
def test_t23_what_another_process_holds_is_left_to_it(desk: Desk) -> None:
    home = kept_by(desk)
    held = hold(home, "boot")
    assert held is not None
    (home / "store-key.json.new").write_bytes(b"half")
    start(desk)
    assert (home / "store-key.json.new").exists()
    held.let_go()
    start(desk)
    assert not (home / "store-key.json.new").exists()


def test_t6_files_handed_to_other_programs_go_with_the_process_that_died(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine, dead = PrivateFiles(), PrivateFiles()
    shown, left = mine.hand_over(b"%PDF", ".pdf"), dead.hand_over(b"%PDF", ".pdf")
    assert dead._held is not None
    dead._held.let_go()  # as the system does at its end
    start(desk)
    assert (shown.exists(), left.exists()) == (True, False)
    mine.take_back()
    assert list(tmp_path.glob("overblik-vist-*")) == []


@pytest.mark.parametrize(("hours", "is_there"), [(24 - 1 / 3600, True), (24, False), (-1 / 3600, True), (1000, False)])
def test_g8_without_contact_a_store_is_erased_at_the_limit(desk: Desk, hours: float, is_there: bool) -> None:
    home = kept_by(desk)
    desk.clock.move(hours * 3600)
    purged = start(desk)
    assert home.exists() is is_there
    assert [one["reason"] for one in purged] == ([] if is_there else ["no_contact"])


def test_g8_a_clock_set_back_brings_no_time_back(desk: Desk) -> None:
    home = kept_by(desk)
    desk.clock.move(23 * 3600)
    start(desk)
    desk.clock.move(-22 * 3600)
    start(desk)
    assert home.exists()
    desk.clock.move(3599)
    start(desk)
    assert home.exists()
    desk.clock.move(1)  # 24 hours have passed; the clock says 2
    assert [one["reason"] for one in start(desk)] == ["no_contact"]
    assert not home.exists()


def test_g8_a_sign_in_sets_a_clock_right_that_stood_too_far_ahead(desk: Desk) -> None:
    home = kept_by(desk)
    desk.clock.move(20 * 3600)
    start(desk)
    desk.clock.move(-20 * 3600)
    who = Clinician("m-eksempel", "Læge M. Eksempel", "Læge", issuer=_SIGN_IN.issuer)
    remember(desk.ring, KnownUser(home.name, who, desk.clock.now()))
    desk.clock.move(23 * 3600)
    assert start(desk) == []
    assert home.exists()


def test_g8_the_store_of_who_was_not_the_last_here_is_erased_too(desk: Desk) -> None:
    first = kept_by(desk, "first")
    desk.clock.move(20 * 3600)
    second = kept_by(desk, "second")
    desk.clock.move(5 * 3600)
    assert len(start(desk)) == 1
    assert (first.exists(), second.exists()) == (False, True)


def test_g8_a_store_whose_user_the_key_ring_does_not_know_is_erased(desk: Desk) -> None:
    home = kept_by(desk)
    desk.ring.delete(f"user-{home.name}")
    assert len(start(desk)) == 1
    assert not home.exists()


@pytest.mark.parametrize("policy", ["ward", "keep = false", "bad signature"])
def test_g8_a_computer_that_keeps_nothing_any_more_erases_what_it_kept(desk: Desk, policy: str) -> None:
    home = kept_by(desk)
    if policy == "ward":
        write_policy(desk.machine, "ward", version=2)
    elif policy == "keep = false":
        write_policy(desk.machine, keep=False, version=2)
    else:
        path = desk.machine / "policy.toml"
        path.write_bytes(path.read_bytes().replace(b"clinic", b"field "))
    assert [one["reason"] for one in start(desk)] == ["mode"]
    assert not home.exists()


def test_a_key_ring_that_does_not_answer_erases_nothing(desk: Desk) -> None:
    home = kept_by(desk)
    ring, desk.ring = desk.ring, None  # type: ignore[assignment]
    entrance = desk.process()
    entrance.computer()
    entrance.trail.file.close()
    desk.ring = ring
    assert home.exists()
