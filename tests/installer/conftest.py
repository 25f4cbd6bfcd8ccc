"""What is built and installed once for all tests of the installer."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from installer.clean_root import CleanRoot, clean_root

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build"


@pytest.fixture(scope="session")
def built() -> Path:
    """Build as a release is built; give the folder of what came out."""
    build(WORK)
    return WORK / "dist"


def build(work: Path, *words: str) -> None:
    """Call the build as its user does."""
    command = [sys.executable, str(ROOT / "packaging/dev.py"), "build", "--work", str(work), *words]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert told.returncode == 0, told.stdout[-4000:]


@pytest.fixture(scope="session")
def package(built: Path) -> Path:
    """Give the Debian package."""
    return next(built.glob("*.deb"))


@pytest.fixture(scope="session")
def root(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanRoot]:
    """Give a clean Debian 12 in which the package is installed, and what a picture is taken with."""
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("debootstrap") is None:
        if os.environ.get("CI"):
            pytest.fail("a clean root needs Debian, debootstrap and an administrator")
        pytest.skip("a clean root needs Debian, debootstrap and an administrator")
    with clean_root(tmp_path_factory.mktemp("installer") / "root") as made:
        made.run("apt-get", "update", "-q")
        made.install("xvfb", "xdotool", "x11-apps", "xauth")
        made.put(package, "/srv/overblik.deb")
        made.install(*needs(package))
        made.before = made.files()
        made.run("dpkg", "--install", "/srv/overblik.deb")
        yield made


def needs(package: Path) -> list[str]:
    """Give the packages that a package depends on, without their versions: they go in before the disk is looked at."""
    told = subprocess.run(["dpkg-deb", "-f", str(package), "Depends"], capture_output=True, text=True, check=True)
    return [one.split()[0] for one in told.stdout.split(",")]


def self_test(root: CleanRoot, *words: str) -> dict[str, Any]:
    """Run the self-test as the ordinary user; give its report, without what stands behind it for people."""
    said = root.tried("overblik", "self-test", "--json", *words, user="klinik").stdout
    told: dict[str, Any] = json.JSONDecoder().raw_decode(said)[0]
    return told
