"""Whether a folder lies on another computer: there no lock holds, and the last writer wins (T9)."""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

_SHARED = frozenset(
    [
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb3",
        "smbfs",
        "virtiofs",
    ]
)
"""File systems of Linux that several computers write (proc(5), mountinfo, field 9)."""
_REMOTE = 4
"""DRIVE_REMOTE of GetDriveType (fileapi.h)."""
_LOCAL = 0x00001000
"""MNT_LOCAL of statfs(2) on macOS."""


def is_on_network(path: Path, root: Path = Path("/")) -> bool:
    """Tell whether a folder lies on another computer; false also where that cannot be known.

    `root` is where Linux's proc is found. A folder that is not there yet lies where its parent lies.
    """
    if sys.platform == "win32":
        return on_windows(path, _drive_type)
    if sys.platform == "darwin":
        return _on_macos(path)
    try:
        return _file_system(path, root) in _SHARED
    except (OSError, ValueError, IndexError):
        return False


def on_windows(path: PurePath, type_of: Callable[[str], int]) -> bool:
    """Tell it by the form of the name, and of a letter by what the system says of its drive."""
    drive = PureWindowsPath(path).drive
    return drive.startswith("\\\\") or (bool(drive) and type_of(f"{drive}\\") == _REMOTE)


def _drive_type(drive: str) -> int:
    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    return int(kernel.GetDriveTypeW(drive))


def _on_macos(path: Path) -> bool:
    place = next((one for one in (path, *path.parents) if one.exists()), path)
    return not os.statvfs(place).f_flag & _LOCAL


def _file_system(path: Path, root: Path) -> str:
    """Give the kind of the file system under a path; of two mounts at one point the later lies above."""
    resolved, best = path.resolve(), (-1, "")
    for line in (root / "proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        before, _, after = line.partition(" - ")
        point = Path(before.split(" ")[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        if resolved.is_relative_to(point) and len(point.parts) >= best[0]:
            best = (len(point.parts), after.split(" ")[0])
    return best[1]
