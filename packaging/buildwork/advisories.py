"""Whether a part of the program has a known weakness, where the advisories can be reached; else why nobody knows.

Python packages are asked for at OSV and at PyPI by pip-audit, from the lock file that is shipped; the libraries that
packages bring are named with their versions and CPE names in the bill of materials, for the organisation's own scanner.
Three answers, never two: nothing known, something known, not known because nobody could be asked.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 60
_SERVICES = ("osv", "pypi")


@dataclass(frozen=True, slots=True)
class Advice:
    """What came of asking."""

    asked: tuple[str, ...]
    """Which services answered for every package."""
    found: tuple[str, ...]
    """`package version: advisory, mended in`, one line each."""
    unasked: tuple[str, ...]
    """Why a service gave no answer, one line each."""

    @property
    def is_known(self) -> bool:
        """Whether somebody answered for every package."""
        return bool(self.asked)


def advise(lock: Path, python: Path = Path(sys.executable)) -> Advice:
    """Ask every service for every package of a lock file."""
    asked, found, unasked = [], set(), []
    for service in _SERVICES:
        words = ["--disable-pip", "--require-hashes", "--requirement", str(lock), "--format", "json"]
        words += ["--vulnerability-service", service, "--progress-spinner", "off", "--timeout", "20"]
        try:
            ended = subprocess.run(
                [str(python), "-m", "pip_audit", *words], capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            unasked.append(f"{service}: no answer in {_PATIENCE} s")
            continue
        lines, skipped = read_answer(ended.stdout)
        found |= set(lines)
        if not ended.stdout.strip() or skipped:
            unasked.append(f"{service}: {skipped or _last(ended.stderr)}")
        else:
            asked.append(service)
    return Advice(tuple(asked), tuple(sorted(found)), tuple(unasked))


def read_answer(told: str) -> tuple[list[str], str]:
    """Give the advisories of an answer of pip-audit, and of how many packages it could not ask; empty where of none.

    A package that a service does not know counts as not asked: silence is no clean bill.
    """
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return [], "the answer cannot be read" if told.strip() else ""
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    lines = [
        f"{one['name']} {one['version']}: {weak['id']}, mended in {', '.join(weak['fix_versions']) or 'no version'}"
        for one in packages
        for weak in one.get("vulns", ())
    ]
    return lines, f"{len(skipped)} of {len(packages)} packages are not known there" if skipped else ""


def _last(told: str) -> str:
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no answer"


def main() -> int:
    """Print what is known; give 1 where a weakness is known, 0 otherwise, also where nobody could be asked."""
    advice = advise(Path(sys.argv[1]))
    for line in advice.found:
        print(f"KNOWN    {line}")
    for line in advice.unasked:
        print(f"UNASKED  {line}")
    if advice.is_known:
        print(f"asked {', '.join(advice.asked)}: {len(advice.found)} known weaknesses")
    else:
        print("No source of advisories could be reached: whether a weakness is known is not known.")
    return 1 if advice.found else 0


if __name__ == "__main__":
    sys.exit(main())
