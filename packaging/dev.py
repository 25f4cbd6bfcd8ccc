"""One script for a newcomer and for CI: sets up all that is missing, then does the word.

    python3 packaging/dev.py demo     the program on synthetic patients, with the services embedded
    python3 packaging/dev.py test     all checks and all tests
    python3 packaging/dev.py check    format, lint, types, contracts
    python3 packaging/dev.py bench    the figures beside their floors
    python3 packaging/dev.py build    the frozen program, its archive and its Debian package, into build/dist
    python3 packaging/dev.py advise   known weaknesses of what is shipped, where somebody can be asked
    python3 packaging/dev.py lock     write the lock files anew

Standard library only. Windows, macOS and Linux; system libraries are installed on Debian and Ubuntu.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import venv
from pathlib import Path

from debian import BESIDE, FOR_TESTS, OFFSCREEN, WINDOWS, need_libraries, need_program, need_screen_reader_bus

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
INSIDE = "Scripts/python.exe" if os.name == "nt" else "bin/python"
PYTHON = VENV / INSIDE
FREEZER = ROOT / "build" / "venv"
LOCKS = ROOT / "packaging" / "locks"
PROVIDER = ROOT / "tests" / "provider"


def main(words: list[str]) -> int:
    """Do one word; give the exit code."""
    known = {"demo": demo, "test": test, "check": check, "bench": bench, "build": build, "advise": advise, "lock": lock}
    if not words or words[0] not in known:
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - the system's python may be older than the project allows
        print(f"Overblik needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    return known[words[0]](words[1:])


def demo(rest: list[str]) -> int:
    """Start the real program against the embedded services; offscreen where there is no display."""
    set_up("run", {**OFFSCREEN, **(WINDOWS if has_display() else {})})
    return run([str(PYTHON), "-m", "overblik", "demo", *rest], qt=None if has_display() else "offscreen")


def check(rest: list[str]) -> int:
    """Format, lint, types and contracts."""
    set_up("develop", OFFSCREEN)
    fix = "--fix" in rest
    steps = [
        ["ruff", "format", *([] if fix else ["--check"]), "."],
        ["ruff", "check", *(["--fix"] if fix else []), "."],
        ["mypy"],
        ["lint-imports"],
    ]
    codes = [run([str(VENV / PYTHON.parent.name / step[0]), *step[1:]]) for step in steps]
    return max(codes)


def test(rest: list[str]) -> int:
    """Run the checks, then all tests; the last lines are pytest's."""
    set_up("develop", {**OFFSCREEN, **WINDOWS})
    for program, packages in FOR_TESTS.items():
        need_program(program, *packages)
    need_screen_reader_bus()
    if not need_provider():
        print("Node.js 20 or newer is not here: the tests against an OpenID provider of other hands are left out.")
    if not rest:
        code = check([])
        if code:
            return code
    return run([str(PYTHON), "-m", "pytest", *(rest or ["-n", "2"])], qt="offscreen")


def bench(rest: list[str]) -> int:
    """Measure each promised figure beside its floor, in one run."""
    set_up("develop", {**OFFSCREEN, **WINDOWS})
    need_program("xvfb-run", "xvfb", "xauth")
    return run([str(PYTHON), str(ROOT / "packaging" / "bench.py"), *rest], qt="offscreen")


def build(rest: list[str]) -> int:
    """Freeze the program and pack it."""
    set_up("develop", {**OFFSCREEN, **WINDOWS})
    need_builders()
    set_up("build", BESIDE, FREEZER)
    words = [str(PYTHON), "-m", "buildwork", "--python", str(FREEZER / INSIDE), *rest]
    return run(words, places=("packaging", "desktop"))


def advise(_: list[str]) -> int:
    """Ask whether a shipped package has a known weakness; say so where nobody can be asked."""
    set_up("develop", {})
    return run([str(PYTHON), "-m", "buildwork.advisories", str(LOCKS / "run.txt")], places=("packaging", "desktop"))


def need_builders() -> None:
    """Install what packs a program for Debian, and the library of a Python that was not built as one."""
    need_program("strip", "binutils")
    need_program("xz", "xz-utils")
    need_program("dpkg-shlibdeps", "dpkg-dev")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.platform == "linux" and sys.base_prefix == "/usr":
        need_libraries({f"libpython{version}.so.1.0": f"libpython{version}"})


def lock(_: list[str]) -> int:
    """Write the lock files: hashes for every platform, no registry address."""
    set_up("develop", {})
    pip("install", "--quiet", "uv")
    for name, extra in (("run", []), ("develop", ["--extra", "develop"]), ("build", ["--extra", "build"])):
        code = run(
            [
                *[str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", *extra, "--universal"],
                *["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"],
                *["--quiet", "--upgrade", "--output-file", f"packaging/locks/{name}.txt"],
            ]
        )
        if code:
            return code
    return 0


def set_up(lock_name: str, libraries: dict[str, str], folder: Path = VENV) -> None:
    """Make a virtual environment, install the locked packages, see to the system libraries."""
    if sys.platform == "linux":
        need_libraries(libraries)
    if not (folder / INSIDE).exists():
        make_environment(folder)
    wanted = LOCKS / f"{lock_name}.txt"
    stamp = folder / f"installed-{lock_name}"
    fingerprint = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    print(f"Installing the packages of {wanted.relative_to(ROOT)} ...", flush=True)
    words = ("install", "--quiet", "--require-hashes", "-r", str(wanted))
    try:
        pip(*words, python=folder / INSIDE)
    except subprocess.CalledProcessError:
        if any(folder.glob("installed-*")):
            raise  # an environment that worked is left alone
        # What an installation that was broken off has left can stand in the way of the next: once more from nothing.
        shutil.rmtree(folder)
        make_environment(folder)
        pip(*words, python=folder / INSIDE)
    stamp.write_text(fingerprint)


def make_environment(folder: Path) -> None:
    """Make an environment; a Debian without python3-venv has no ensurepip, then the system's pip serves it."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        venv.create(folder, with_pip=False)
    else:
        venv.create(folder, with_pip=True)


def pip(*words: str, python: Path = PYTHON) -> None:
    """Call pip for a virtual environment, its own or the system's."""
    own = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False)
    start = (
        [str(python), "-m", "pip"] if own.returncode == 0 else [sys.executable, "-m", "pip", "--python", str(python)]
    )
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    subprocess.run([*start, *words], check=True, env=environment)


def need_provider(folder: Path = PROVIDER) -> bool:
    """Install the locked packages of the OpenID provider of the tests; false where there is no Node.js of today.

    `folder` holds its files, `PROVIDER` or a copy.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 20:
        return False
    fingerprint, stamp = provider_stamp(folder)
    if not stamp.exists() or stamp.read_text() != fingerprint:
        print("Installing the packages of tests/provider ...", flush=True)
        words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        # A registry that is out of breath is asked once more.
        if subprocess.run([npm, *words], cwd=folder, check=False).returncode:
            subprocess.run([npm, *words], cwd=folder, check=True)
        stamp.write_text(fingerprint)
    return True


def provider_stamp(folder: Path = PROVIDER) -> tuple[str, Path]:
    """Give what the locked packages are known by, and the file that says so of the installed ones."""
    lock_file = folder / "package-lock.json"
    return hashlib.sha256(lock_file.read_bytes()).hexdigest(), folder / "node_modules" / "installed"


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(command: list[str], qt: str | None = None, places: tuple[str, ...] = ("desktop",)) -> int:
    """Run a command in the project's folder with its source roots on the path."""
    path = os.pathsep.join(str(ROOT / place) for place in places)
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    if qt:
        environment["QT_QPA_PLATFORM"] = qt
    with subprocess.Popen(command, cwd=ROOT, env=environment) as child:
        # Whoever ends this script means what it runs.
        before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            return child.wait()
        finally:
            signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
