"""`overblik release check`: whether downloaded files are those that were released, before they are installed (T24)."""

from pathlib import Path

from overblik import VERSION
from overblik.access.release import read_release
from overblik.app.machine import parts_of_pem
from overblik.app.worded import Told
from overblik.domain.errors import InputError
from overblik.runtime.clock import SystemClock
from overblik.runtime.installation import digest_of
from overblik.viewmodels.words import Words

LIST = "release.toml"


def checked(told: Told, words: Words) -> list[str]:
    """Check the files of a folder against its signed list; give what is to be said.

    Files that are named and not there were not downloaded: they are told, and refuse nothing as long as one is there.

    Raises:
        InputError: list or key cannot be read, the list is not believed, or a file is not the one that was released.

    """
    folder = Path(told.folder)
    keys = parts_of_pem(_read(Path(told.key)))
    if not keys:
        raise InputError("release_key", name=Path(told.key).name)
    release = read_release(_read(folder / LIST), keys, told.installed or VERSION, SystemClock().now())
    here = [name for name in release.files if (folder / name).is_file()]
    if not here:
        raise InputError("release_empty")
    for name in here:
        if digest_of(folder / name) != release.files[name]:
            raise InputError("release_changed", name=name)
    lines = [words.say("release.whole", version=release.version, date=f"{release.built:%Y-%m-%d}")]
    lines += [words.say("release.file", name=name) for name in here]
    return lines + [words.say("release.not_here", name=name) for name in release.files if name not in here]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("release_read", name=path.name) from error
