"""The figures of the program, each beside its floor, measured in one run (`python3 packaging/dev.py bench`).

Each part runs in a process of its own and prints its rows as JSON; this script runs them, prints the table, states the
machine and writes the rows.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "startup",
    "installer",
    "opening",
    "audit",
    "locking",
    "online",
    "packs",
    "route",
    "reading",
    "medicine",
    "sharing",
    "signing",
    "ticks",
    "scrolling",
    "switching",
    "searching",
    "printing",
    "trend",
    "timeline",
    "memory",
    "crowd",
)


def main() -> int:
    """Run the parts; give 0 also where a limit is missed: the table says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", default="", metavar="FILE", help="write the rows as a JSON list")
    parser.add_argument("--only", choices=PARTS, action="append", help="run this part alone")
    told = parser.parse_args()
    rows: list[dict[str, Any]] = []
    with TemporaryDirectory(prefix="overblik-compiled-") as folder:
        environment = compiled(folder)
        for part in told.only or PARTS:
            rows += run_part(part, environment)
    print(table(rows))
    print(machine())
    if told.json:
        Path(told.json).write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def compiled(folder: str) -> dict[str, str]:
    """Compile the modules as an installation does, into a folder of the bench; give the environment that uses them."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    places = [str(ROOT / "packaging"), str(ROOT / "desktop")]
    environment |= {"PYTHONPATH": os.pathsep.join(places), "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPYCACHEPREFIX"] = folder
    subprocess.run(
        [sys.executable, "-m", "compileall", "-qq", *places, sysconfig.get_path("purelib")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,  # PySide6 ships templates that are no Python; they stay as they are.
    )
    return environment


def run_part(part: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    """Run one part; a part that fails is a row that is not met, with its last words."""
    command = [sys.executable, "-m", f"benchwork.{part}"]
    if part in ("scrolling", "switching", "trend", "timeline") and shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1400x1000x24", *command]
        environment = {**environment, "QT_QPA_PLATFORM": "xcb"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
    lines = [line for line in ended.stdout.splitlines() if line.startswith("[")]
    if ended.returncode or not lines:
        why = (ended.stderr.strip().splitlines() or ["no output"])[-1]
        return [
            {
                "name": f"{part}: {why}",
                "value": None,
                "unit": "",
                "floor": None,
                "ratio": None,
                "limit": None,
                "met": False,
            }
        ]
    return json.loads(lines[-1])


def table(rows: list[dict[str, Any]]) -> str:
    """Write the rows as a table of the terminal."""

    def number(value: float | None) -> str:
        return "-" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"

    lines = [f"{'what':58}{'value':>9} {'unit':6}{'floor':>9}{'ratio':>8}{'limit':>8}  met"]
    lines += [
        f"{row['name'][:57]:58}{number(row['value']):>9} {row['unit']:6}{number(row['floor']):>9}"
        f"{number(row['ratio']):>8}{number(row['limit']):>8}  {'yes' if row['met'] else 'NO'}"
        for row in rows
    ]
    return "\n".join(lines)


def machine() -> str:
    """State the machine."""
    return f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
