"""Whether the disk under the profile is encrypted (T1): each system is asked as a user without rights may ask it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath, PureWindowsPath
from types import MappingProxyType

from overblik.runtime.hardening import is_disk_encrypted as is_encrypted_on_linux

Run = Callable[[list[str]], str]
_PATIENCE = 5.0
"""Seconds that a system has to answer; a start does not wait longer for it."""
_ASK = "(New-Object -ComObject Shell.Application).NameSpace('{drive}').Self.ExtendedProperty('{name}')"
_PROPERTY = "System.Volume.BitLockerProtection"
_STATES: Mapping[str, bool] = MappingProxyType({"1": True, "2": False, "3": False, "4": False, "5": False})
"""On; off; being encrypted; being decrypted; suspended, when the key lies open on the disk. Others say nothing."""


def is_disk_encrypted(path: Path) -> bool | None:
    """Tell whether all that is written under a path is encrypted by the system; none where that cannot be known."""
    if sys.platform == "win32":
        return on_windows(path, run)
    if sys.platform == "darwin":
        return on_macos(run)
    return is_encrypted_on_linux(path)


def on_windows(path: PurePath, ask: Run) -> bool | None:
    """Ask the shell for the state of BitLocker: unlike WMI it answers a user without rights."""
    drive = PureWindowsPath(path).drive
    if not re.fullmatch(r"[A-Za-z]:", drive):
        return None  # a folder of the network
    system = PureWindowsPath(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
    shell = system / "WindowsPowerShell" / "v1.0" / "powershell.exe"
    words = _ASK.format(drive=drive, name=_PROPERTY)
    return _STATES.get(ask([str(shell), "-NoProfile", "-NonInteractive", "-Command", words]).strip())


def on_macos(ask: Run) -> bool | None:
    """Ask for FileVault, which covers the disk of the home folders (fdesetup(8))."""
    told = ask(["/usr/bin/fdesetup", "status"])
    if "FileVault is On" in told and "in progress" not in told:
        return True
    return False if "FileVault is Off" in told or "in progress" in told else None


def run(command: list[str]) -> str:
    """Give what a program of the system writes; empty where it cannot be run or takes too long."""
    try:
        told = subprocess.run(  # noqa: S603 - absolute paths of the system's own programs
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return told.stdout
