"""Whether a home lies on another computer, by the mounts of this one (T9)."""

from pathlib import Path, PureWindowsPath

import pytest

from overblik.runtime.network_folder import is_on_network, on_windows

_MOUNTS = """\
22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p1 rw
30 22 0:40 / /home rw,relatime shared:2 - {kind} server:/home rw
31 30 259:3 / /home/lokal rw,relatime shared:3 - xfs /dev/nvme0n1p3 rw
32 22 0:41 / /mnt/to\\040ord rw,relatime shared:4 - cifs //server/andel rw
"""


def mounts(folder: Path, kind: str) -> Path:
    """Give a root whose proc says so."""
    place = folder / "proc/self"
    place.mkdir(parents=True)
    (place / "mountinfo").write_text(_MOUNTS.format(kind=kind))
    return folder


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_home_on_a_server_is_known(tmp_path: Path, kind: str) -> None:
    root = mounts(tmp_path, kind)
    assert is_on_network(Path("/home/anna/.local/share/overblik"), root)
    assert is_on_network(Path("/mnt/to ord/x"), root)


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "zfs", "overlay", "tmpfs", "ecryptfs"])
def test_a_home_of_this_computer_is_none(tmp_path: Path, kind: str) -> None:
    root = mounts(tmp_path, kind)
    assert not is_on_network(Path("/home/anna/.local/share/overblik"), root)


def test_a_local_disk_within_a_home_on_a_server_is_local(tmp_path: Path) -> None:
    assert not is_on_network(Path("/home/lokal/anna"), mounts(tmp_path, "nfs4"))


def test_where_nothing_is_said_nothing_is_claimed(tmp_path: Path) -> None:
    assert not is_on_network(Path("/home/anna"), tmp_path)
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/mountinfo").write_text("odd\n")
    assert not is_on_network(Path("/home/anna"), tmp_path)


def test_a_share_of_windows_is_known_by_its_name_and_a_letter_by_its_drive() -> None:
    asked: list[str] = []

    def answer(drive: str) -> int:
        asked.append(drive)
        return {"C:\\": 3, "H:\\": 4}[drive]

    assert on_windows(PureWindowsPath(r"\\server\hjem\anna"), answer)
    assert asked == []
    assert not on_windows(PureWindowsPath(r"C:\Users\anna"), answer)
    assert on_windows(PureWindowsPath(r"H:\anna"), answer)
