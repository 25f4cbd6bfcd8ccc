"""Where the policy of a computer lies, and that no user can say that it lies elsewhere (T24)."""

import ctypes
import sys
from pathlib import Path

import pytest

from overblik.runtime.known_folder import PROGRAM_DATA, known_folder
from overblik.runtime.paths import REGISTRY_FOLDER, REGISTRY_KEY, machine, windows_machine


def common() -> str:
    return "C:/ProgramData"


def nothing(_: str, __: str) -> str:
    return ""


def test_windows_has_it_in_the_common_folder_where_no_group_policy_names_another() -> None:
    assert windows_machine(nothing, common) == Path("C:/ProgramData/Overblik")


def test_a_group_policy_names_a_folder_of_this_computer() -> None:
    asked: list[tuple[str, str]] = []

    def registry(key: str, name: str) -> str:
        asked.append((key, name))
        return r"D:\Politik\Overblik"

    assert windows_machine(registry, common) == Path(r"D:\Politik\Overblik")
    assert asked == [(REGISTRY_KEY, REGISTRY_FOLDER)]


@pytest.mark.rule("T24")
@pytest.mark.parametrize(
    "told", [r"\\server\andel\overblik", "//server/andel", "overblik", "", " ", "C:", r"%TEMP%\overblik"]
)
def test_t24_a_folder_that_can_go_away_is_not_taken(told: str) -> None:
    assert windows_machine(lambda *_: told, common) == Path("C:/ProgramData/Overblik")


@pytest.mark.rule("T24")
def test_t24_the_environment_names_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    before = machine()
    for name in ("PROGRAMDATA", "ALLUSERSPROFILE", "WIN_PD_OVERRIDE_COMMON_APPDATA", "XDG_CONFIG_DIRS", "HOME"):
        monkeypatch.setenv(name, "/tmp/own")
    assert machine() == before
    if sys.platform == "linux":
        assert before == Path("/etc/overblik")


class Shell:
    """Plays shell32 and ole32: writes a path where it is told to, and takes the memory back."""

    def __init__(self, path: str | None, result: int = 0) -> None:
        self.path, self.result, self.asked, self.freed = path, result, b"", 0

    def SHGetKnownFolderPath(self, folder: object, flags: int, token: None, out: object) -> int:
        self.asked = bytes(folder._obj)  # type: ignore[attr-defined]
        assert (flags, token) == (0, None)
        out._obj.value = self.path  # type: ignore[attr-defined]
        return self.result

    def CoTaskMemFree(self, _: ctypes.c_wchar_p) -> None:
        self.freed += 1


def test_windows_is_asked_by_the_folder_s_own_id() -> None:
    shell = Shell(r"C:\ProgramData")
    assert known_folder(shell, shell, PROGRAM_DATA) == r"C:\ProgramData"
    assert shell.asked == bytes.fromhex("825dab62c1fdc34da9dd070d1d495d97")
    assert shell.freed == 1


def test_a_system_that_does_not_say_it_is_an_error() -> None:
    shell = Shell(None, -2147024894)
    with pytest.raises(OSError, match="0x80070002"):
        known_folder(shell, shell, PROGRAM_DATA)
    assert shell.freed == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked itself")
@pytest.mark.parametrize("told", [None, "", "/srv/own", "relative", " "])
def test_the_user_s_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch, told: str | None) -> None:
    import platformdirs

    from overblik.runtime.paths import configuration, profile

    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        if told is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, told)
    assert profile() == Path(platformdirs.user_data_dir("overblik", appauthor=False))
    assert configuration().parent == Path(platformdirs.user_config_dir("overblik", appauthor=False))
