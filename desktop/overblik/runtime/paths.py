"""Folders: found alike from a checkout, an installed wheel and a frozen program."""

import os
import sys
from pathlib import Path

import overblik

POLICY = "policy.toml"
"""The file of an organisation's policy, in the folder `machine`."""


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
    import platformdirs

    return Path(platformdirs.user_data_dir("overblik", appauthor=False, roaming=False))


def configuration() -> Path:
    """Give the file of the settings."""
    import platformdirs

    return Path(platformdirs.user_config_dir("overblik", appauthor=False, roaming=False)) / "settings.toml"


def machine() -> Path:
    """Give the folder in which an administrator puts policy and key; no user may write there."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "Overblik"
    return Path("/Library/Application Support/Overblik") if sys.platform == "darwin" else Path("/etc/overblik")


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
