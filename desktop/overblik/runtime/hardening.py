"""What the operating system must not give away of this process, and whether its disk is encrypted (T1, T5, T6).

Standard library only: it runs before all else.
"""

import ctypes
import faulthandler
import os
import sys
from pathlib import Path

_PR_SET_DUMPABLE = 4
"""prctl(2)."""
_ANONYMOUS = "0"
"""The major number of file systems that stand on no block device of their own (btrfs, overlay, memory, network)."""
_ENCRYPTED = "CRYPT-"
"""How the device mapper's id of an encrypted device begins (cryptsetup, LUKS and plain)."""


def harden() -> None:
    """Let nothing of this process be written by a crash, nor be read by the user's other programs.

    On Linux a process that may not be dumped cannot be traced, and its memory file belongs to root (ptrace(2),
    proc(5)). On Windows neither can be asked for so.
    """
    faulthandler.disable()
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def is_disk_encrypted(path: Path, root: Path = Path("/")) -> bool | None:
    """Whether all that is written under a path lies on encrypted block devices; none where that cannot be known.

    Known on Linux alone, by the mounts of this process and the device mapper; `root` is where proc and sys are found.
    A disk that encrypts by itself, and folders that a file system encrypts, count as open: they do not say so.
    """
    try:
        device = _device_under(path, root)
        return None if device is None else _is_encrypted(root / "sys/dev/block" / device)
    except (OSError, ValueError):
        return None


def _device_under(path: Path, root: Path) -> str | None:
    """Give major and minor number of the block device under a path (proc(5), mountinfo); none where there is none."""
    resolved = path.resolve()
    best: tuple[int, list[str]] = (-1, [])
    for line in (root / "proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        words = line.split(" ")
        point = Path(_plain(words[4]))
        if resolved.is_relative_to(point) and len(point.parts) >= best[0]:
            best = (len(point.parts), words)  # of two mounts at one point the later lies above
    if not best[1]:
        return None
    number = best[1][2]
    if not number.startswith(f"{_ANONYMOUS}:"):
        return number
    source = Path(_plain(best[1][best[1].index("-") + 2]))
    if not source.is_absolute():
        return None
    told = (root / source.relative_to("/")).stat().st_rdev
    return f"{os.major(told)}:{os.minor(told)}" if told else None


def _is_encrypted(device: Path) -> bool | None:
    """Ask a device and, where it is made of others (LVM, RAID), all of those."""
    if not device.is_dir():
        return None
    mapped = device / "dm/uuid"
    if mapped.is_file() and mapped.read_text(encoding="ascii").startswith(_ENCRYPTED):
        return True
    below = device / "slaves"
    parts = sorted(below.iterdir()) if below.is_dir() else []
    if not parts:
        return None if (device / "loop").is_dir() else False
    answers = [_is_encrypted(part) for part in parts]
    if False in answers:
        return False
    return None if None in answers else True


def _plain(word: str) -> str:
    """Undo how the kernel writes blanks and backslashes in mountinfo."""
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        word = word.replace(code, letter)
    return word
