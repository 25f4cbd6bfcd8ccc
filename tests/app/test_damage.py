"""A program that fails because its installation is damaged names the files, and any other failure stays what it is."""

import sys
from pathlib import Path

import pytest

from overblik import __main__ as start
from overblik.app.damage import names_damage
from overblik.runtime import installation


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a frozen program that runs."""
    (tmp_path / "a.pyc").write_text("a")
    lines = [installation.line_of(path, tmp_path) for path in installation.listed_files(tmp_path)]
    (tmp_path / installation.MANIFEST).write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "overblik"))
    return tmp_path


def test_what_is_missing_changed_and_foreign_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not names_damage()
    (place / "b.so").write_text("b")
    (place / "a.pyc").write_text("changed")
    assert names_damage()
    assert capsys.readouterr().err == (
        "overblik: ændret / changed: a.pyc; fremmed / foreign: b.so. Installer igen / install again.\n"
    )
    (place / installation.MANIFEST).unlink()
    assert names_damage()
    assert installation.MANIFEST in capsys.readouterr().err


def failing(_: list[str]) -> int:
    raise ZeroDivisionError


def test_a_failure_of_a_damaged_program_is_the_damage(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("overblik.cli.run", failing)
    monkeypatch.setattr("overblik.app.protection.protect", lambda: None)
    with pytest.raises(ZeroDivisionError):
        start.main()
    (place / "a.pyc").unlink()
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 1
    assert "a.pyc" in capsys.readouterr().err


def test_a_failure_from_source_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("overblik.cli.run", failing)
    monkeypatch.setattr("overblik.app.protection.protect", lambda: None)
    with pytest.raises(ZeroDivisionError):
        start.main()
