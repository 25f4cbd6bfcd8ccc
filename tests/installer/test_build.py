"""What is built: the same from the same source, with nothing in it that is not wanted, and every part named (G17)."""

import json
import re
import sys
from pathlib import Path

import pytest

from installer.conftest import WORK, build
from overblik.runtime.installation import MANIFEST, build_of

_LARGEST = 90_000_000
"""Bytes of the package, as promised."""


def test_the_package_is_no_larger_than_promised(package: Path) -> None:
    assert package.stat().st_size <= _LARGEST


def test_two_builds_are_one(built: Path, tmp_path: Path) -> None:
    build(tmp_path, "--only-tree")
    first = (WORK / "tree/overblik" / MANIFEST).read_text().splitlines()
    second = (tmp_path / "tree/overblik" / MANIFEST).read_text().splitlines()
    assert set(first) ^ set(second) == set()


def test_nothing_is_inside_that_nobody_uses(built: Path) -> None:
    inside = [path.relative_to(WORK / "tree/overblik").as_posix() for path in (WORK / "tree/overblik").rglob("*")]
    unwanted = re.compile(
        r"Qml|Quick|WebEngine|translations|qgtk3|sqldrivers|libgtk|tkinter|pytest|hypothesis|sekmet", re.IGNORECASE
    )
    assert [name for name in inside if unwanted.search(name)] == []


def test_the_bill_of_materials_names_what_is_inside(built: Path) -> None:
    bill = json.loads(next(built.glob("*.cdx.json")).read_text())
    found = {one["name"]: one for one in bill["components"]}
    for name in ("pyside6-essentials", "cryptography", "Qt", "SQLite", "OpenSSL (in xmlsec)", "libxml2", "Python"):
        assert found[name]["version"], name
        assert found[name]["licenses"], name
    assert not {"pyinstaller", "pytest", "hypothesis", "pip"} & found.keys()
    assert found["httpx"]["purl"] == f"pkg:pypi/httpx@{found['httpx']['version']}"


def test_every_part_brings_the_text_of_its_licence(built: Path) -> None:
    folder = WORK / "tree/overblik/_internal/overblik/parts"
    parts = json.loads((folder / "parts.json").read_text())
    assert len(parts) > 40
    for part in parts:
        for name in part["files"]:
            assert len((folder / name).read_text()) > 100, part["name"]


def test_every_package_that_is_inside_is_named(built: Path) -> None:
    """By the folders of the program: a package whose files lie there and that no part names would be unlicensed."""
    folder = WORK / "tree/overblik/_internal"
    parts = json.loads((folder / "overblik/parts/parts.json").read_text())
    names = {part["name"].replace("-", "_") for part in parts}
    known = {
        "PySide6": "pyside6_essentials",
        "apsw": "apsw_sqlite3mc",
        "jaraco": "jaraco_classes",
        "backports": "backports_tarfile",
    }
    tops = {path.name for path in folder.iterdir() if path.is_dir() and not path.name.endswith(".dist-info")}
    tops -= {"overblik", "python3.11", "python3.12", "python3.13", "_pyi_rth_utils", *sys.stdlib_module_names}
    assert {top for top in tops if known.get(top, top) not in names} == set()


def test_the_build_is_named_by_its_files(built: Path) -> None:
    listed = (WORK / "tree/overblik" / MANIFEST).read_bytes()
    bill = json.loads(next(built.glob("*.cdx.json")).read_text())
    assert bill["metadata"]["component"]["version"]
    assert re.fullmatch("[0-9a-f]{16}", build_of(listed))


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_man_page_says_each_word_of_the_command_line(language: str) -> None:
    from buildwork.manpage import man_page

    page = man_page(language, "0.1.0", "2026-11-29")
    for word in ("run", "open", "demo", "overview", "import", "sandbox", "audit", "readiness", "release", "self-test"):
        assert f"\n.SS {word}\n" in page
    assert "--after-lock" not in page.replace("\\", "")  # what the help hides
    assert not re.search(r"^\.(?!TH|SH|SS|TP|PP)", page, re.MULTILINE)
