"""The parts of the program are named with version and licence: in a checkout, installed, and frozen."""

import json
import sys
from pathlib import Path

import pytest

import overblik
from overblik import VERSION
from overblik.domain.shipped import Part
from overblik.runtime import paths
from overblik.runtime.parts import parts


def named(found: tuple[Part, ...]) -> dict[str, Part]:
    return {part.name: part for part in found}


def test_a_checkout_names_what_it_requires_and_what_that_requires() -> None:
    found = parts()
    assert found[0].name == "Overblik"
    assert (found[0].version, found[0].licence) == (VERSION, "Apache-2.0")
    told = named(found)
    assert {"Python", "Lucide", "fontpkg-ibm-plex-sans", "lxml", "httpcore"} <= set(told)
    assert {"pytest", "ruff", "mypy"} & set(told) == set(), "what only develops it is no part of it"
    assert (told["Lucide"].kind, told["fontpkg-ibm-plex-sans"].kind, told["Python"].kind) == (
        *("icons", "typeface", "language"),
    )


def test_each_part_opens_the_text_of_its_licence() -> None:
    without = {part.name for part in parts() if len(part.text()) < 500}
    assert without <= {"fontpkg"}, "it brings none"
    told = named(parts())
    assert "Apache License" in told["Overblik"].text()
    assert "SIL OPEN FONT LICENSE" in told["fontpkg-ibm-plex-sans"].text().upper()


def test_a_part_without_a_text_of_its_own_opens_that_of_the_licence_it_names() -> None:
    qt = named(parts())["PySide6_Essentials"]
    assert "LGPL-3.0-only" in qt.licence
    text = qt.text()
    assert text.index("LESSER GENERAL PUBLIC LICENSE") < text.index("GNU GENERAL PUBLIC LICENSE\n")


def test_an_installed_program_names_what_its_own_metadata_requires(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "overblik").symlink_to(Path(overblik.__file__).parent, target_is_directory=True)
    info = tmp_path / f"overblik-{VERSION}.dist-info"
    (info / "licenses").mkdir(parents=True)
    requires = 'Requires-Dist: msgspec>=0.22\nRequires-Dist: pytest>=9; extra == "develop"\nRequires-Dist: nowhere\n'
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: overblik\nVersion: {VERSION}\n{requires}")
    (info / "licenses" / "LICENSE").write_text("the licence of the wheel")
    (info / "RECORD").write_text(f"{info.name}/METADATA,,\n{info.name}/licenses/LICENSE,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    told = named(parts())
    assert set(told) == {"Overblik", "Python", "Lucide", "msgspec"}
    assert told["Overblik"].text() == "the licence of the wheel"


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "overblik" / "parts"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    return folder


def test_a_frozen_program_names_what_its_build_wrote(frozen: Path) -> None:
    (frozen / "openssl.txt").write_text("the licence of OpenSSL")
    (frozen.parent.parent / "secret.txt").write_text("elsewhere")
    listed = [
        {"name": "OpenSSL", "version": "3.5", "licence": "Apache-2.0", "kind": "library", "files": ["openssl.txt"]},
        {"name": "Overblik", "version": "9", "licence": "Apache-2.0", "kind": "program", "files": []},
        {"name": "odd", "version": "1", "licence": "", "kind": "odd", "files": ["../../secret.txt", "gone.txt"]},
    ]
    (frozen / "parts.json").write_text(json.dumps(listed))
    assert paths.parts() == frozen
    found = parts()
    assert [(part.name, part.kind) for part in found] == [
        *(("Overblik", "program"), ("odd", "library"), ("OpenSSL", "library")),
    ]
    assert [part.text() for part in found] == ["", "", "the licence of OpenSSL"]


def test_a_list_that_cannot_be_read_names_no_part(frozen: Path) -> None:
    (frozen / "parts.json").write_text("{")
    assert parts() == ()


def test_the_manual_is_found_in_a_checkout() -> None:
    assert (paths.manual() / "keys.md").is_file()
