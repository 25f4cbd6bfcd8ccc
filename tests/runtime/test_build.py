"""The name of the build in every record: of what is installed, and of that alone."""

from pathlib import Path

import pytest

import overblik
from overblik import VERSION
from overblik.runtime.build import build_name


def install(folder: Path, record: str) -> None:
    """Put a distribution where Python looks first, with its package beside it."""
    facts = folder / "overblik-9.9.dist-info"
    for one in (facts, folder / "overblik"):
        one.mkdir(exist_ok=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: overblik\nVersion: 9.9\n")
    (facts / "RECORD").write_text(record)
    (folder / "overblik" / "__init__.py").write_text("")


def named(folder: Path, record: str) -> str:
    install(folder, record)
    return build_name()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(overblik, "__file__", str(tmp_path / "overblik" / "__init__.py"))
    return tmp_path


RECORD = "overblik/a.py,sha256=AA,1\noverblik/b.py,sha256=BB,2\noverblik-9.9.dist-info/RECORD,,\n"


def test_an_installed_build_is_named_by_its_files_and_by_nothing_else(place: Path) -> None:
    name = named(place, RECORD)
    assert name.startswith(f"{VERSION}+")
    turned = "\n".join(reversed(RECORD.splitlines()))
    assert named(place, turned + "\noverblik/__pycache__/a.cpython-311.pyc,,\n../../bin/overblik,sha256=x,1\n") == name
    assert named(place, RECORD.replace("sha256=BB", "sha256=BC")) != name
    assert named(place, RECORD + "overblik/c.py,sha256=CC,3\n") != name


def test_a_checkout_is_named_by_its_version(place: Path) -> None:
    assert named(place, "__editable___overblik.py,sha256=AA,1\n") == VERSION


def test_another_one_that_is_installed_lends_no_name(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overblik, "__file__", str(place / "elsewhere" / "__init__.py"))
    assert named(place, RECORD) == VERSION
