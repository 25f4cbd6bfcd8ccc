"""An installation in a clean Debian 12 that is damaged, written over while it runs, or taken back to an older version (T24)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from installer.clean_root import CleanRoot
from installer.conftest import self_test
from overblik.runtime.installation import MANIFEST

PLACE = "/usr/lib/overblik"


@contextmanager
def changed(root: CleanRoot, name: str, content: bytes | None) -> Iterator[None]:
    """Let a file of the installation be another, or gone, for a while."""
    path = root.path(f"{PLACE}/{name}")
    before, mode = (path.read_bytes(), path.stat().st_mode) if path.exists() else (None, 0)
    try:
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        yield
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
            path.chmod(mode)


@pytest.mark.rule("T24")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("_internal/overblik/resources/registers/npu.tsv", None, "Missing"),
        ("_internal/overblik/store/migrations/0001_sections.sql", b"", "Changed"),
        ("_internal/libevil.so", b"\x7fELF", "Does not belong"),
        (MANIFEST, None, "Install the program again"),
        (MANIFEST, b"no list\n", "Install the program again"),
    ],
)
def test_a_damaged_installation_is_named(root: CleanRoot, name: str, content: bytes | None, said: str) -> None:
    if "migrations" in name:
        name = f"_internal/overblik/store/migrations/{first_migration(root)}"
    with changed(root, name, content):
        told = self_test(root, "--part", "files", "--language", "en")
    assert not told["ok"]
    assert said in told["parts"][0]["told"]
    assert name in told["parts"][0]["told"] or name == MANIFEST
    assert self_test(root, "--part", "files")["ok"]


@pytest.mark.rule("T24")
@pytest.mark.parametrize(
    "name",
    [
        "overblik",
        "_internal/libpython3.11.so.1.0",
        "_internal/encodings/__init__.pyc",
        "_internal/argparse.pyc",
        "_internal/dataclasses.pyc",
        "_internal/overblik/cli.pyc",
        "_internal/overblik/app/self_test.pyc",
        "_internal/overblik/runtime/installation.pyc",
        "_internal/overblik/resources/locale/da.toml",
        "_internal/msgspec/__init__.pyc",
    ],
)
@pytest.mark.parametrize("content", [None, b"damaged"])
def test_whatever_is_damaged_is_named_also_where_nothing_starts(
    root: CleanRoot, name: str, content: bytes | None
) -> None:
    if not root.path(f"{PLACE}/{name}").exists():
        name = name.replace("3.11", f"3.{sys.version_info[1]}")
    with changed(root, name, content):
        ended = root.tried("overblik", "self-test", user="klinik")
    assert ended.returncode == 1
    assert name.rpartition("/")[2] in ended.stdout


def first_migration(root: CleanRoot) -> str:
    return min(path.name for path in root.path(f"{PLACE}/_internal/overblik/store/migrations").iterdir())


def test_the_list_of_files_is_one_that_the_system_can_check_too(root: CleanRoot) -> None:
    root.run("sh", "-c", f"cd {PLACE} && sha256sum --check --quiet {MANIFEST}")


_RUNNING = """
mkfifo /srv/held
OVERBLIK_SANDBOX_WATCH_STDIN=1 runuser -u klinik -- overblik sandbox < /srv/held > /srv/told 2>&1 &
exec 3> /srv/held
until [ -s /srv/told ]; do sleep 0.1; done
"$@"
code=$?
exec 3>&-
wait
rm /srv/held /srv/told
exit $code
"""
"""Runs a command while the ordinary user has the program open: the frozen services, which end with their input."""


def test_a_version_is_not_installed_over_one_that_runs(root: CleanRoot) -> None:
    ended = root.tried("sh", "-c", _RUNNING, "sh", "dpkg", "--install", "/srv/overblik.deb")
    assert ended.returncode
    assert "the program is running" in ended.stdout
    assert "Nothing was changed" in ended.stdout
    assert self_test(root, "--part", "files")["ok"]
    assert "install ok installed" in root.run("dpkg-query", "-W", "-f", "${Status}", "overblik")


def test_an_administrator_may_let_the_running_program_be_closed(root: CleanRoot) -> None:
    root.run("sh", "-c", _RUNNING, "sh", "dpkg", "--install", "/srv/overblik.deb", OVERBLIK_CLOSE_RUNNING="1")
    assert self_test(root, "--part", "files")["ok"]


@pytest.mark.rule("T24")
def test_an_older_version_is_refused(root: CleanRoot, package: Path, tmp_path: Path) -> None:
    older = repacked(package, tmp_path, "0.0.9")
    root.put(older, "/srv/older.deb")
    ended = root.tried("dpkg", "--install", "/srv/older.deb")
    assert ended.returncode
    assert "Nothing was changed" in ended.stdout
    root.run("dpkg", "--install", "/srv/older.deb", OVERBLIK_ALLOW_DOWNGRADE="1")
    assert root.run("dpkg-query", "-W", "-f", "${Version}", "overblik") == "0.0.9"
    root.run("dpkg", "--install", "/srv/overblik.deb")
    root.path("/srv/older.deb").unlink()


def repacked(package: Path, folder: Path, version: str) -> Path:
    """Give the package under another version."""
    stage = folder / "stage"
    subprocess.run(["dpkg-deb", "-R", str(package), str(stage)], check=True)
    for name in ("control", "preinst"):
        path = stage / "DEBIAN" / name
        path.write_text(path.read_text().replace("0.1.0", version))
    made = folder / "older.deb"
    subprocess.run(["dpkg-deb", "-Zzstd", "-z1", "--build", str(stage), str(made)], check=True, capture_output=True)
    return made
