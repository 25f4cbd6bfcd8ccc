"""Known weaknesses: three answers, and silence is never taken for the good one (G17)."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from buildwork import advisories
from buildwork.advisories import advise, read_answer

WEAK = {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}]}
SOUND = {"name": "httpx", "version": "0.28.1", "vulns": []}
UNKNOWN = {"name": "apsw-sqlite3mc", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


def answering(monkeypatch: pytest.MonkeyPatch, osv: str, pypi: str, said: str = "") -> None:
    """Let the two services answer so; an empty answer is none."""
    told = {"osv": osv, "pypi": pypi}

    def run(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        service = words[words.index("--vulnerability-service") + 1]
        return subprocess.CompletedProcess(words, 0, told[service], said)

    monkeypatch.setattr(advisories.subprocess, "run", run)


def test_a_weakness_is_named_with_what_mends_it() -> None:
    assert read_answer(answer(WEAK, SOUND)) == (["lxml 1.0: PYSEC-1, mended in 1.1"], "")


def test_a_package_that_a_service_does_not_know_was_not_asked() -> None:
    assert read_answer(answer(SOUND, UNKNOWN)) == ([], "1 of 2 packages are not known there")


@pytest.mark.parametrize("told", ["<html>", "{}", "[]", "null"])
def test_an_answer_that_is_none_is_no_clean_bill(told: str) -> None:
    assert read_answer(told) == ([], "the answer cannot be read")


def test_nothing_is_known_where_a_service_answered_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "", answer(SOUND), "Name or service not known")
    found = advise(Path("run.txt"))
    assert (found.asked, found.found) == (("pypi",), ())
    assert found.unasked == ("osv: Name or service not known",)
    assert found.is_known


def test_where_nobody_answers_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, "", answer(UNKNOWN), "Name or service not known")
    monkeypatch.setattr(advisories.sys, "argv", ["advisories", "run.txt"])
    assert advisories.main() == 0
    assert "is not known" in capsys.readouterr().out


def test_a_known_weakness_is_the_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answering(monkeypatch, answer(WEAK), answer(UNKNOWN, WEAK))
    monkeypatch.setattr(advisories.sys, "argv", ["advisories", "run.txt"])
    assert advisories.main() == 1
    assert capsys.readouterr().out.count("KNOWN    lxml 1.0: PYSEC-1") == 1
