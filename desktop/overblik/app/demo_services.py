"""The embedded services of a demo: a child process that ends with the last process that holds its standard input."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from overblik.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class Served:
    """Running services, and the profile of the demo."""

    told: dict[str, Any]
    folder: Path
    pipe: int
    """The file descriptor that keeps the services alive."""


@contextlib.contextmanager
def services(clock: str) -> Iterator[dict[str, Any]]:
    """Run the embedded services while the block runs; give what they say of themselves.

    Raises:
        InputError: `sandbox_failed` when they do not start.

    """
    child, told = _started(clock)
    try:
        yield told
    finally:
        _end(child)


@contextlib.contextmanager
def served(clock: str, handed: dict[str, Any] | None) -> Iterator[Served]:
    """Run the services, or go on with those of the process before this one; the profile is gone at the end.

    Raises:
        InputError: `sandbox_failed` when they do not start.

    """
    if handed is not None:
        folder, pipe = Path(str(handed["folder"])), int(handed["pipe"])
        try:
            yield Served(dict(handed["told"]), folder, pipe)
        finally:
            os.close(pipe)
            shutil.rmtree(folder, ignore_errors=True)
        return
    child, told = _started(clock)
    folder = Path(tempfile.mkdtemp(prefix="overblik-demo-"))
    try:
        yield Served(told, folder, _pipe(child).fileno())
    finally:
        _end(child)
        shutil.rmtree(folder, ignore_errors=True)


def handed_on(one: Served) -> dict[str, object]:
    """Give what the next process needs to go on with the same services and profile."""
    return {"told": one.told, "folder": str(one.folder), "pipe": one.pipe}


def _started(clock: str) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    command = [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "overblik"]), "sandbox"]
    environment = {**os.environ, "OVERBLIK_SANDBOX_WATCH_STDIN": "1"}
    package = str(Path(__file__).resolve().parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    child = subprocess.Popen(  # noqa: S603 - this program itself
        [*command, "--clock", clock], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        _end(child)
        raise InputError("sandbox_failed")
    told: dict[str, Any] = json.loads(line)
    return child, told


def _pipe(child: subprocess.Popen[bytes]) -> IO[bytes]:
    assert child.stdin is not None
    return child.stdin


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the services: the end of their standard input ends them, also when this process is killed."""
    _pipe(child).close()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(5)
    if child.stdout is not None:
        child.stdout.close()
