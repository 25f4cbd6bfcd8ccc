"""Files are read in: each a source of its own, and nothing that is kept is lost to another file of the same name."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from journeys.conftest import BERGGREN, MOMENT
from keeping_machine import keep_here
from overblik.app import house, worded
from overblik.app.file_reading import file_names
from overblik.cli import run
from overblik.domain.errors import Full
from overblik.domain.ports import Kept
from overblik.domain.section import Topic
from overblik.runtime import paths
from overblik.store.sections import SectionStore
from trail_reading import bodies, of_ring

HERS = ROOT / "seeds" / "ehr" / f"{BERGGREN}.kompleks.json"
Said = tuple[int, str, str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run the command in this process, with a safe key ring and a profile of its own."""
    keep_here(monkeypatch, tmp_path / "machine")
    monkeypatch.setattr(paths, "profile", lambda: tmp_path / "profile")
    monkeypatch.setattr(paths, "configuration", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(worded, "start_log", lambda _: None)  # the log of other tests stays what it is

    def call(*words: object) -> Said:
        code = run([str(word) for word in words])
        return code, *capsys.readouterr()

    return call


def kept(say: Callable[..., Said]) -> dict[str, list[dict[str, Any]]]:
    """Give what the cache shows, by source: only the sections with entries."""
    code, out, err = say("overview", BERGGREN, "--offline", "--format", "json", "--clock", MOMENT)
    assert code == 0, err
    found: dict[str, list[dict[str, Any]]] = {}
    for section in json.loads(out)["sections"]:
        if section["source"].startswith("fil: "):
            found.setdefault(section["source"], []).append(section)
    return found


def allergy(place: Path, agent: str) -> Path:
    """Write a bundle with one citizen and one allergy."""
    who = {"system": "urn:oid:1.2.208.176.1.2", "value": BERGGREN}
    resources = [
        {"resourceType": "Patient", "id": "p", "identifier": [who], "name": [{"family": "Berggren"}]},
        {
            "resourceType": "AllergyIntolerance",
            "id": agent,
            "patient": {"reference": "Patient/p"},
            "code": {"text": agent},
        },
    ]
    place.parent.mkdir(parents=True, exist_ok=True)
    told = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    place.write_text(json.dumps(told), encoding="utf-8")
    return place


def agents(say: Callable[..., Said]) -> dict[str, list[str]]:
    return {
        source: [
            entry["agent"] for section in sections if section["topic"] == "allergies" for entry in section["entries"]
        ]
        for source, sections in kept(say).items()
    }


def test_two_files_of_one_name_are_two_sources(say: Callable[..., Said], tmp_path: Path) -> None:
    ehr = allergy(tmp_path / "ehr" / "X.json", "penicillin")
    laboratory = allergy(tmp_path / "laboratory" / "X.json", "latex")
    assert say("import", ehr, laboratory, "--clock", MOMENT)[1].startswith("2 filer er læst ind for ")
    assert agents(say) == {"fil: ehr/X.json": ["penicillin"], "fil: laboratory/X.json": ["latex"]}


def test_another_file_of_a_kept_name_replaces_nothing(say: Callable[..., Said], tmp_path: Path) -> None:
    say("import", allergy(tmp_path / "ehr" / "X.json", "penicillin"), "--clock", MOMENT)
    say("import", allergy(tmp_path / "laboratory" / "X.json", "latex"), "--clock", MOMENT)
    assert agents(say) == {"fil: X.json": ["penicillin"], "fil: laboratory/X.json": ["latex"]}


def test_the_same_file_read_in_again_is_brought_up_to_date(say: Callable[..., Said], tmp_path: Path) -> None:
    ehr, laboratory = tmp_path / "ehr" / "X.json", tmp_path / "laboratory" / "X.json"
    say("import", allergy(ehr, "penicillin"), allergy(laboratory, "latex"), "--clock", MOMENT)
    say("import", allergy(ehr, "jod"), "--clock", MOMENT)
    assert agents(say) == {"fil: ehr/X.json": ["jod"], "fil: laboratory/X.json": ["latex"]}


def test_a_copy_of_a_kept_file_is_no_other_file(say: Callable[..., Said], tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "X.json", tmp_path / "b" / "X.json"
    say("import", allergy(first, "penicillin"), "--clock", MOMENT)
    second.parent.mkdir()
    shutil.copy(first, second)
    say("import", second, "--clock", MOMENT)
    assert agents(say) == {"fil: X.json": ["penicillin"]}


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_file_is_the_same_however_its_folder_is_written(
    say: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = allergy(tmp_path / "a" / "X.json", "penicillin")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    monkeypatch.chdir(tmp_path / "a")
    for written, agent in (("X.json", "jod"), ("../a/X.json", "latex"), (tmp_path / "b" / "X.json", "nikkel")):
        allergy(path, agent)
        say("import", written, "--clock", MOMENT)
        assert agents(say) == {"fil: X.json": [agent]}


def test_a_whole_file_is_kept_and_its_originals_with_it(say: Callable[..., Said]) -> None:
    code, out, err = say("import", HERS, "--clock", MOMENT)
    assert (code, err) == (0, ""), err
    assert out == f"1 fil er læst ind for {BERGGREN[:6]}-••••.\n"
    assert set(kept(say)) == {f"fil: {HERS.name}"}


def test_a_name_has_as_many_folders_as_it_needs() -> None:
    root = Path("/r")
    files = [root / "a" / "x" / "X.json", root / "b" / "x" / "X.json", root / "c" / "y" / "X.json", root / "Y.json"]
    assert list(file_names([*files, files[0]]).values()) == ["a/x/X.json", "b/x/X.json", "y/X.json", "Y.json"]
    assert file_names([Path("X.json")]) == {Path.cwd() / "X.json": "X.json"}
    assert list(file_names([root / "X.json", root / "a" / "X.json"]).values()) == ["r/X.json", "a/X.json"]


@pytest.mark.parametrize("name", ["store-key.json", "cache.db"])
def test_a_folder_in_the_place_of_the_cache_keeps_nothing_and_says_so(
    say: Callable[..., Said], tmp_path: Path, name: str
) -> None:
    say("import", HERS, "--clock", MOMENT)
    place = next((tmp_path / "profile").rglob(name))
    place.unlink()
    place.mkdir()
    code, out, err = say("import", HERS, "--clock", MOMENT)
    assert (code, out) == (1, "")
    assert "ikke gemt" in err


@pytest.mark.parametrize("content", [None, b"garbage", b'{"resourceType":"Bundle","type":"collection"}'])
def test_one_bad_file_and_nothing_is_kept(say: Callable[..., Said], tmp_path: Path, content: bytes | None) -> None:
    bad = tmp_path / "bad.json"
    if content is not None:
        bad.write_bytes(content)
    code, out, err = say("import", HERS, bad, "--clock", MOMENT)
    assert (code, out) == (1, "")
    assert "bad.json" in err
    assert not (tmp_path / "profile").exists()


@pytest.mark.skipif(os.name == "nt", reason="rights by user, group and others are of POSIX")
def test_what_is_made_in_the_profile_is_for_its_user_alone(
    say: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, int] = {}
    folders: dict[str, int] = {}
    close = house.House.close

    async def look_and_close(self: house.House) -> None:
        for each in (tmp_path / "profile").rglob("*"):
            made = folders if each.is_dir() else seen
            made[each.name] = stat.S_IMODE(each.stat().st_mode)
        await close(self)

    monkeypatch.setattr(house.House, "close", look_and_close)
    was = os.umask(0o022)
    try:
        assert say("import", HERS, "--clock", MOMENT)[0] == 0
        say("overview", BERGGREN, "--offline", "--output", tmp_path / "mine.txt")
    finally:
        os.umask(was)
    assert set(seen) >= {"cache.db", "cache.db-wal", "cache.db-shm", "trail.db", "trail.db-wal", "store-key.json"}
    assert set(seen.values()) == {0o600}
    assert "users" in folders
    assert set(folders.values()) == {0o700}
    assert stat.S_IMODE((tmp_path / "mine.txt").stat().st_mode) == 0o644, "what the user asks for is as he has it"


def records(profile: Path) -> list[dict[str, Any]]:
    return bodies(profile / "trail.db", of_ring(house.system_keyring()))


@pytest.mark.rule("T20")
def test_t20_what_an_import_led_to_is_recorded(say: Callable[..., Said], tmp_path: Path) -> None:
    path = allergy(tmp_path / "X.json", "penicillin")
    say("import", path, "--clock", MOMENT)
    intent, outcome = records(tmp_path / "profile")
    assert (intent["kind"], intent["basis"]) == ("intent", "own_file")
    assert (outcome["kind"], outcome["about"], outcome["offline"]) == ("outcome", intent["id"], False)
    assert ["allergies", "complete", 1] in [rest for _, *rest in outcome["sections"]]
    (source,) = {source for source, *_ in outcome["sections"]}
    assert source.startswith("fil: ")
    assert "X.json" not in source


@pytest.mark.rule("T20")
def test_t20_an_import_that_is_broken_off_is_recorded_as_far_as_it_came(
    say: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = SectionStore.keep

    def full(self: SectionStore, kept: Kept) -> None:
        if kept.section.topic is Topic.ALLERGIES:
            raise Full
        keep(self, kept)

    monkeypatch.setattr(SectionStore, "keep", full)
    code, out, err = say("import", allergy(tmp_path / "X.json", "penicillin"), "--clock", MOMENT)
    assert (code, out, err) == (1, "", "Der kan ikke gemmes: disken er fuld, skrivebeskyttet eller svarer ikke.\n")
    _, outcome = records(tmp_path / "profile")
    assert "allergies" not in {topic for _, topic, *_ in outcome["sections"]}
