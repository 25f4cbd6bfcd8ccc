"""T1, T5, T6: no core dump, no look into the memory, and a disk that is known to be encrypted or not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import ROOT
from overblik.runtime.hardening import is_disk_encrypted

linux = pytest.mark.skipif(sys.platform != "linux", reason="ptrace and proc are of Linux")
_AS_NOBODY = """
import ctypes, os, sys
if os.getuid() == 0:  # root may look into everything
    os.setgid(65534), os.setuid(65534), ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
"""
_HELD = (
    """
import faulthandler, resource
from overblik.runtime.hardening import harden
faulthandler.enable()
"""
    + _AS_NOBODY
    + """
if sys.argv[1] == "hardened":
    harden()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], faulthandler.is_enabled(), flush=True)
sys.stdin.read()
"""
)
_LOOK = (
    _AS_NOBODY
    + """
libc, pid = ctypes.CDLL(None, use_errno=True), int(sys.argv[1])
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
print("traced" if libc.ptrace(0x4206, pid, None, None) == 0 else "refused")
try:
    open(f"/proc/{pid}/mem", "rb").close()
    print("read")
except PermissionError:
    print("refused")
"""
)


@contextmanager
def _held(how: str) -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-c", _HELD, how]
    found = {**os.environ, "PYTHONPATH": str(ROOT / "desktop")}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=found)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield child.pid, child.stdout.readline().strip()
    finally:
        child.stdin.close()
        child.wait(5)
        child.stdout.close()


def _looked(pid: int) -> list[str]:
    done = subprocess.run([sys.executable, "-c", _LOOK, str(pid)], capture_output=True, text=True, check=True)
    return done.stdout.split()


@linux
@pytest.mark.rule("T5", "T6")
def test_t5_the_users_other_programs_may_neither_trace_the_process_nor_read_its_memory() -> None:
    with _held("open") as (pid, _):
        assert "read" in _looked(pid), "a process that is not hardened can be read: the test sees a difference"
    with _held("hardened") as (pid, told):
        assert _looked(pid) == ["refused", "refused"]
        assert told == "0 False"


def _computer(root: Path, mounts: str, devices: dict[str, str]) -> Path:
    """Make a proc and a sys: `devices` maps a path below /sys/dev/block to the id that the device mapper gives."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/mountinfo").write_text(mounts)
    for path, told in devices.items():
        device = root / "sys/dev/block" / path
        device.mkdir(parents=True, exist_ok=True)
        if told:
            (device / "dm").mkdir()
            (device / "dm/uuid").write_text(told)
    return root


def _mount(number: str, point: str, source: str = "/dev/sda1", kind: str = "ext4") -> str:
    return f"27 1 {number} / {point} rw,relatime shared:1 - {kind} {source} rw\n"


_LUKS, _LVM = "CRYPT-LUKS2-0123-cryptroot", "LVM-0123"
_COMPUTERS = [
    ("plain", _mount("8:1", "/"), {"8:1": ""}, False),
    ("luks", _mount("253:0", "/"), {"253:0": _LUKS}, True),
    ("lvm on luks", _mount("253:1", "/"), {"253:1": _LVM, "253:1/slaves/dm-0": _LUKS}, True),
    ("lvm on a plain disk", _mount("253:1", "/"), {"253:1": _LVM, "253:1/slaves/sda2": ""}, False),
    ("raid, half of it open", _mount("9:0", "/"), {"9:0/slaves/dm-0": _LUKS, "9:0/slaves/sdb1": ""}, False),
    ("raid on luks", _mount("9:0", "/"), {"9:0/slaves/dm-0": _LUKS, "9:0/slaves/dm-1": _LUKS}, True),
    ("encrypted home", _mount("8:1", "/") + _mount("253:0", "/home"), {"8:1": "", "253:0": _LUKS}, True),
    ("home on another, open disk", _mount("253:0", "/") + _mount("8:2", "/home"), {"8:2": "", "253:0": _LUKS}, False),
    ("mounted over", _mount("8:1", "/home") + _mount("253:0", "/home"), {"8:1": "", "253:0": _LUKS}, True),
    ("of a like name", _mount("8:1", "/") + _mount("253:0", "/hom"), {"8:1": "", "253:0": _LUKS}, False),
    ("memory", _mount("0:24", "/", "tmpfs", "tmpfs"), {}, None),
    ("a server's folder", _mount("0:50", "/", "server:/home", "nfs4"), {}, None),
    ("a file as a disk", _mount("7:0", "/"), {"7:0/loop": ""}, None),
    ("a device that sys does not know", _mount("8:1", "/"), {}, None),
    ("no mounts", "", {}, None),
]


@pytest.mark.rule("T1")
@pytest.mark.parametrize(
    ("mounts", "devices", "expected"), [row[1:] for row in _COMPUTERS], ids=[row[0] for row in _COMPUTERS]
)
def test_t1_the_disk_under_the_profile_is_encrypted_open_or_unknown(
    tmp_path: Path, mounts: str, devices: dict[str, str], expected: bool | None
) -> None:
    root = _computer(tmp_path, mounts, devices)
    assert is_disk_encrypted(Path("/home/user/no-such-folder"), root) is expected


@pytest.mark.rule("T1")
def test_t1_where_there_are_no_mounts_to_read_nothing_is_claimed(tmp_path: Path) -> None:
    assert is_disk_encrypted(Path("/home/user"), tmp_path) is None
