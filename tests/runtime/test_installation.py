"""The list of the installed files: what is missing, changed or foreign is named (T24)."""

from pathlib import Path

import pytest

from overblik.runtime.installation import MANIFEST, build_of, check, line_of, listed_files


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give an installation of three files and a link."""
    for name in ("overblik", "_internal/a.so", "_internal/overblik/b.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "_internal/link.so").symlink_to("a.so")
    lines = [line_of(path, tmp_path) for path in listed_files(tmp_path)]
    (tmp_path / MANIFEST).write_text("\n".join(lines) + "\n")
    return tmp_path


def test_a_whole_installation_is_whole(place: Path) -> None:
    found = check(place)
    assert found.is_whole
    assert found.files == 4


def test_each_kind_of_damage_is_named(place: Path) -> None:
    (place / "overblik").write_text("another")
    (place / "_internal/overblik/b.toml").unlink()
    (place / "_internal/extra.so").write_text("x")
    found = check(place)
    assert found.changed == ("overblik",)
    assert found.missing == ("_internal/overblik/b.toml",)
    assert found.foreign == ("_internal/extra.so",)
    assert not found.is_whole


def test_a_link_that_leads_elsewhere_is_changed_and_one_that_leads_nowhere_is_missing(place: Path) -> None:
    link = place / "_internal/link.so"
    link.unlink()
    link.symlink_to("../overblik")
    assert check(place).changed == ("_internal/link.so",)
    link.unlink()
    link.symlink_to("nowhere")
    assert check(place).missing == ("_internal/link.so",)


@pytest.mark.parametrize("content", [b"abc\n", b"\xff\xfe", b"0" * 64 + b"  \n", b"0" * 63 + b"  a\n"])
def test_a_list_that_is_none_is_no_list(place: Path, content: bytes) -> None:
    (place / MANIFEST).write_bytes(content)
    with pytest.raises(ValueError, match=r"manifest|utf-8"):
        check(place)


def test_an_empty_list_takes_every_file_for_foreign(place: Path) -> None:
    (place / MANIFEST).write_bytes(b"")
    assert len(check(place).foreign) == 4


def test_the_build_is_the_hash_of_its_list() -> None:
    assert build_of(b"") == "e3b0c44298fc1c14"
