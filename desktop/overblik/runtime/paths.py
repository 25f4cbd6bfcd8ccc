"""Folders: found alike from a checkout, an installed wheel and a frozen program."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import overblik

POLICY = "policy.toml"
"""The file of an organisation's policy, in the folder `machine`."""
REGISTRY_KEY, REGISTRY_FOLDER = r"SOFTWARE\Policies\Overblik", "PolicyFolder"
"""Where a group policy of Windows names that folder."""


def resources() -> Path:
    """Give the folder of icons, words and registers."""
    return _shipped("resources")


def seeds() -> Path:
    """Give the folder of the synthetic patients."""
    return _shipped("seeds")


def manual() -> Path:
    """Give the folder of the manual.

    Raises:
        FileNotFoundError: it was not installed.

    """
    return _shipped("manual", "docs/manual")


def parts() -> Path | None:
    """Give the folder in which a frozen program has the list of its parts; none elsewhere."""
    frozen = getattr(sys, "_MEIPASS", None)
    place = Path(frozen) / "overblik" / "parts" if frozen is not None else None
    return place if place is not None and place.is_dir() else None


def _shipped(name: str, in_checkout: str = "") -> Path:
    package = Path(overblik.__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [package / name, package.parent.parent / (in_checkout or name)]
    if frozen is not None:
        places.insert(0, Path(frozen) / "overblik" / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the folder {name} is not where the program was installed")


def profile() -> Path:
    """Give this user's local folder; never a roaming one (T9)."""
    if _is_linux():
        return _of_user("XDG_DATA_HOME", ".local/share")
    import platformdirs

    return Path(platformdirs.user_data_dir("overblik", appauthor=False, roaming=False))


def configuration() -> Path:
    """Give the file of the settings."""
    if _is_linux():
        return _of_user("XDG_CONFIG_HOME", ".config") / "settings.toml"
    import platformdirs

    return Path(platformdirs.user_config_dir("overblik", appauthor=False, roaming=False)) / "settings.toml"


def _is_linux() -> bool:
    return sys.platform == "linux"


def _of_user(variable: str, usual: str) -> Path:
    """Give the user's folder by the XDG Base Directory Specification, in which a relative path counts for nothing.

    As platformdirs does, which imports for it what takes 7 ms of each start; a test holds both against each other.
    """
    told = os.environ.get(variable, "").strip()
    return (Path(told) if told.startswith("/") else Path.home() / usual) / "overblik"


def machine() -> Path:
    """Give the folder in which an administrator puts policy and key; no user may write there.

    On Windows a group policy may name another folder (packaging/windows/admx). The environment is not asked: a user
    could set it, and would then be his own administrator.
    """
    if sys.platform == "win32":
        return windows_machine(_registry, _common_data)
    return Path("/Library/Application Support/Overblik") if sys.platform == "darwin" else Path("/etc/overblik")


def windows_machine(registry: Callable[[str, str], str], common_data: Callable[[], str]) -> Path:
    """Give the folder on Windows: that of the group policy where it names one of this computer, else the common one.

    `registry` gives a text of HKEY_LOCAL_MACHINE by key and name, empty where there is none; `common_data` the folder
    of all users' programs, as the system knows it. A folder of the network is not taken: where the cable is pulled,
    the policy would be gone.
    """
    told = registry(REGISTRY_KEY, REGISTRY_FOLDER).strip()
    if re.fullmatch(r"[A-Za-z]:[\\/].*", told):
        return Path(told)
    return Path(common_data()) / "Overblik"


def _registry(key: str, name: str) -> str:
    import winreg

    system: Any = winreg
    try:
        with system.OpenKey(system.HKEY_LOCAL_MACHINE, key) as opened:
            return str(system.QueryValueEx(opened, name)[0])
    except OSError:
        return ""


def _common_data() -> str:
    """Ask the system: platformdirs would ask the user's environment first."""
    import ctypes

    from overblik.runtime.known_folder import PROGRAM_DATA, known_folder

    libraries: Any = ctypes
    return known_folder(libraries.windll.shell32, libraries.windll.ole32, PROGRAM_DATA)


def has_policy(folder: Path) -> bool:
    """Whether an administrator has put a policy here; of a folder that cannot be looked into it must be thought.

    Nothing of the file is read: that takes the cipher library, which is not there before the first paint.
    """
    try:
        (folder / POLICY).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
