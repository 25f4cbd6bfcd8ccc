"""The frozen program beside the checkout: start, memory and size, each against an empty frozen Qt window.

The program is built first. Both are frozen by the same PyInstaller in the same way, with the same libraries.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchwork.measure import ROOT, row, tell
from benchwork.startup import FLOOR

_TURNS = 17
TREE = ROOT / "build/tree/overblik"
_SPEC = """
window = Analysis(["window.py"], pathex=[], excludes=["tkinter"], noarchive=True)
window.scripts = [entry for entry in window.scripts if entry[0] != "pyi_rth_multiprocessing"]
exe = EXE(PYZ(window.pure), window.scripts, exclude_binaries=True, name="window", console=True)
COLLECT(exe, window.binaries, [entry for entry in window.datas if "translations" not in entry[0]], name="window")
"""


def main() -> None:
    """Build, start all three in turns, so that the machine treats them alike, and tell."""
    begun = time.monotonic()
    _build()
    taken = time.monotonic() - begun
    start, memory = _measured()
    package = next((ROOT / "build/dist").glob("*.deb")).stat().st_size / 1e6
    tree = sum(path.stat().st_size for path in TREE.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    window = start["window"], memory["window"]
    tell(
        [
            row(
                "frozen: start to first paint, to an empty frozen window",
                start["frozen"],
                "ms",
                window[0],
                1.8,
                by_ratio=True,
            ),
            row("checkout: the same start", start["source"], "ms", window[0], 1.8, by_ratio=True),
            row("frozen: memory at first paint", memory["frozen"], "MB", window[1], 1.4, by_ratio=True),
            row("checkout: memory at first paint", memory["source"], "MB", window[1], 1.4, by_ratio=True),
            row("Debian package", package, "MB", None, 90, by_ratio=False),
            row("installed", tree, "MB", None, 250, by_ratio=False),
            row("build, environments there", taken, "s", None, 180, by_ratio=False),
            *_installed(),
        ]
    )


def _installed() -> list[dict[str, Any]]:
    """Install the package with all that it needs into a clean Debian 12, and let it test itself; none where that cannot be."""
    if os.geteuid() or shutil.which("debootstrap") is None:
        return []
    sys.path.insert(0, str(ROOT / "tests"))
    from installer.clean_root import USER, clean_root

    with TemporaryDirectory(prefix="overblik-bench-") as folder, clean_root(Path(folder) / "root") as root:
        root.run("apt-get", "update", "-q")
        root.put(next((ROOT / "build/dist").glob("*.deb")), "/srv/overblik.deb")
        begun = time.monotonic()
        root.install("/srv/overblik.deb")
        root.run("overblik", "self-test", user=USER)
        return [
            row("install with all it needs, and self-test", time.monotonic() - begun, "s", None, 60, by_ratio=False)
        ]


def _measured() -> tuple[dict[str, float], dict[str, float]]:
    """Give milliseconds and megabytes of an empty frozen window, of the frozen program and of the checkout."""
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        words = ["run", "--first-paint"]
        commands = {
            "window": [str(_empty_window(Path(folder)))],
            "frozen": [str(TREE / "overblik"), *words],
            "source": [sys.executable, "-m", "overblik", *words],
        }
        turns = [{name: _start(command, folder) for name, command in commands.items()} for _ in range(_TURNS)]
    kept = turns[2:]  # the first two warm the disk's cache
    return (
        {name: statistics.median(turn[name][0] for turn in kept) for name in commands},
        {name: statistics.median(turn[name][1] for turn in kept) for name in commands},
    )


def _build() -> None:
    shutil.rmtree(ROOT / "build/dist", ignore_errors=True)
    environment = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONPYCACHEPREFIX")
    }
    subprocess.run(
        [sys.executable, str(ROOT / "packaging/dev.py"), "build"],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _empty_window(folder: Path) -> Path:
    """Freeze a window with nothing in it."""
    (folder / "window.py").write_text(FLOOR)
    (folder / "window.spec").write_text(_SPEC)
    words = [
        "--noconfirm",
        "--log-level",
        "ERROR",
        "--distpath",
        str(folder / "dist"),
        "--workpath",
        str(folder / "work"),
    ]
    python = ROOT / "build/venv/bin/python"
    subprocess.run(
        [str(python), "-m", "PyInstaller", *words, "window.spec"], cwd=folder, check=True, capture_output=True
    )
    return folder / "dist/window/window"


def _start(command: list[str], folder: str) -> tuple[float, float]:
    """Start it; give milliseconds to the first paint, and the megabytes that it had at most until then."""
    environment = {**os.environ, "HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
    begun = time.time()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        painted = float(started.stdout.readline())
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        sys.exit(f"{command[0]} ended with {started.returncode}")
    return (painted - begun) * 1000, used.ru_maxrss / 1000


if __name__ == "__main__":
    main()
