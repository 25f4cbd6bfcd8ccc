"""SEKMET, a FHIR R4 server that nobody here wrote, on loopback with some bundles loaded."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def sekmet(folder: Path, bundles: Sequence[Path]) -> Iterator[str]:
    """Run the server with transaction bundles loaded; give the base of its FHIR service."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    program = Path(sys.executable).with_name("sekmet")
    command = [str(program) if program.exists() else shutil.which("sekmet") or "sekmet"]
    # Without SEKMET_BASE_URL its `next` links say localhost (stack.md, trap 27).
    environment = {**os.environ, "SEKMET_BASE_URL": base, "SEKMET_DB": str(folder / "sekmet.db")}
    environment["SEKMET_CONFIG"] = str(_settings(folder))
    server = subprocess.Popen(
        [*command, "serve", "--host", "127.0.0.1", "--port", str(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(base, server)
        for path in bundles:
            _load(base, path)
        yield base
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(5)


def _settings(folder: Path) -> Path:
    """Write its settings: nothing simulated, nothing logged, its data in the folder."""
    path = folder / "settings.yaml"
    path.write_text(f"data_dir: {folder}\nlog_inbound: false\nsimulator:\n  enabled: false\n", encoding="utf-8")
    return path


def _wait(base: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError("SEKMET ended by itself")
        try:
            with urllib.request.urlopen(f"{base}/metadata", timeout=2) as answer:
                answer.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError("SEKMET does not answer")


def _load(base: str, path: Path) -> None:
    headers = {"Content-Type": "application/fhir+json"}
    request = urllib.request.Request(base, path.read_bytes(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=120) as answer:
        told = json.loads(answer.read())
    failed = [entry for entry in told.get("entry", []) if not entry["response"]["status"].startswith("2")]
    if failed:
        raise RuntimeError(f"SEKMET refused {len(failed)} entries")
