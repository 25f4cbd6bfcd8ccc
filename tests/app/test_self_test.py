"""The self-test: each part with its result and its time, the worst of them as the code, and for machines as JSON."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from overblik.app import self_test, self_test_parts
from overblik.app.self_test import APART, run_self_test
from overblik.app.self_test_parts import Doubt
from overblik.runtime import installation, paths
from overblik.viewmodels.words import Words, load_words

ENGLISH = load_words(paths.resources(), "en")
Parts = Mapping[str, Callable[[], str]]


def use(monkeypatch: pytest.MonkeyPatch, **given: Callable[[], str]) -> None:
    """Let the self-test have these parts."""
    monkeypatch.setattr(self_test, "parts", lambda _: dict(given))


def raising(error: Exception) -> Callable[[], str]:
    def part() -> str:
        raise error

    return part


def test_each_state_is_told_and_a_failure_is_the_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"words": lambda: "fine", "clock": raising(Doubt("look")), "cipher": raising(ValueError("broken"))}
    use(monkeypatch, **given)
    assert run_self_test(ENGLISH, is_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["ok"]
    assert [(one["part"], one["state"], one["told"]) for one in told["parts"]] == [
        ("words", "ok", "fine"),
        ("clock", "attention", "look"),
        ("cipher", "failed", "ValueError: broken"),
    ]
    assert all(one["milliseconds"] >= 0 for one in told["parts"])


def test_what_asks_for_attention_refuses_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, clock=raising(Doubt("Set the clock.")))
    assert run_self_test(ENGLISH) == 0
    assert capsys.readouterr().out.startswith("attention Clock")


def test_a_part_that_ends_its_process_is_a_failed_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "overblik"
    broken.write_text("#!/bin/sh\necho 'libxcb-cursor.so.0: cannot open shared object file' >&2\nkill -ABRT $$\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    use(monkeypatch, window=lambda: "not asked here")
    assert run_self_test(ENGLISH) == 1
    assert "libxcb-cursor.so.0: cannot open shared object file" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_part_has_its_name_in_words(language: str) -> None:
    words: Words = load_words(paths.resources(), language)
    found: Parts = self_test_parts.parts(words)
    assert set(APART) <= found.keys()
    assert [name for name in found if f"selftest.{name}" not in words.sentences] == []


def frozen(monkeypatch: pytest.MonkeyPatch, place: Path) -> Callable[[], str]:
    """Give the part that checks the files, of a frozen program in a folder."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(place / "overblik"))
    return self_test_parts.parts(ENGLISH)["files"]


def test_of_many_damaged_files_five_are_named_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(8):
        (tmp_path / f"file{number}").write_text("as built")
    lines = [installation.line_of(path, tmp_path) for path in installation.listed_files(tmp_path)]
    (tmp_path / installation.MANIFEST).write_text("\n".join(lines) + "\n")
    part = frozen(monkeypatch, tmp_path)
    assert part() == "8 files, as they were built"
    for number in range(8):
        (tmp_path / f"file{number}").write_text("changed")
    with pytest.raises(ValueError, match=r"Changed: file0, file1, file2, file3, file4 and 3 more\."):
        part()


def test_an_installation_without_its_list_is_to_be_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="Install the program again"):
        frozen(monkeypatch, tmp_path)()


def test_a_clock_before_the_build_is_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    listed = tmp_path / installation.MANIFEST
    listed.write_text("")
    os.utime(listed, (4_000_000_000, 4_000_000_000))
    frozen(monkeypatch, tmp_path)
    with pytest.raises(Doubt, match="Set the clock"):
        self_test_parts.parts(ENGLISH)["clock"]()


def test_a_home_on_a_server_is_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("overblik.runtime.paths.profile", lambda: tmp_path / "overblik")
    monkeypatch.setattr("overblik.runtime.network_folder.is_on_network", lambda _: True)
    with pytest.raises(Doubt, match="network share"):
        self_test_parts.parts(ENGLISH)["profile"]()
