"""The sandbox as a process: it says where it is, ends with its parent, and is nobody's friend."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.process import PATIENCE, ROOT, command, environment, services

SOURCE = ROOT / "desktop" / "overblik" / "sandbox"


def start(**more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command("--port", "0"), env=environment(**more), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait(PATIENCE)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def port_of(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    return int(told["control"].split(":")[2].split("/")[0])


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_one_line_introduces_it_and_the_end_of_its_input_ends_it() -> None:
    process = start(OVERBLIK_SANDBOX_WATCH_STDIN="1")
    try:
        port = port_of(process)
        assert is_listening(port)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        assert not is_listening(port)
    finally:
        end(process)


@pytest.mark.skipif(os.name == "nt", reason="a Unix signal")
def test_alone_it_stays_when_its_input_ends_and_goes_on_a_signal() -> None:
    process = start()
    try:
        port = port_of(process)
        assert process.stdin is not None
        process.stdin.close()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        assert is_listening(port)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        assert not is_listening(port)
    finally:
        end(process)


@pytest.mark.skipif(os.name == "nt", reason="a Unix signal")
def test_a_parent_that_is_killed_leaves_no_orphan() -> None:
    parent_code = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({command('--port', '0')!r}, stdin=subprocess.PIPE)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_code],
        env=environment(OVERBLIK_SANDBOX_WATCH_STDIN="1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = port_of(parent)
        parent.send_signal(signal.SIGKILL)
        assert parent.stdout is not None
        # The child holds the same standard output: it ends when the child has gone.
        assert parent.stdout.read() == ""
        assert not is_listening(port)
    finally:
        end(parent)


def test_dates_move_with_the_clock_and_birth_dates_stay() -> None:
    with services(clock="2027-05-31T09:41:00+02:00") as later:
        patient = later.patient("ehr", "2512489996")
        starts = [each["start"] for each in later.get("ehr/Appointment", patient=patient, _sort="date").entries]
        assert starts[0] == "2027-05-31T09:40:00+02:00"
        # 52 days after the seeds' own day, and back on winter time: the wall clock stays.
        assert starts[-1] == "2027-07-22T08:30:00+02:00"
        assert later.get(f"ehr/Patient/{patient}").json["birthDate"] == "1948-12-25"
        assert later.told["today"] == "2027-05-31"


def test_a_folder_without_seeds_serves_nobody(tmp_path: Path) -> None:
    with services(seeds=tmp_path) as empty:
        assert empty.told["patients"] == []
        assert empty.get("ehr/metadata").status == 200


@pytest.mark.rule("T13")
def test_t13_it_listens_on_loopback_alone() -> None:
    binds = [
        ast.unparse(node)
        for path in SOURCE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "bind"
    ]
    assert binds == ["listening.bind(('127.0.0.1', port))"]


def test_it_shares_no_code_with_the_client() -> None:
    imported = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module))
    ours = {name for name in imported if name.startswith("overblik") and not name.startswith("overblik.sandbox")}
    assert ours == set()
    assert not imported & {"httpx", "msgspec", "apsw", "PySide6", "keyring"}
