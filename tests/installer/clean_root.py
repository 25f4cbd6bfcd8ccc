"""A clean Debian 12 in a folder: nothing in it but its smallest system, and what a test installs there."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "klinik"
# What Debian's own tools write down of an installation; none of it is the program's.
_BOOKKEEPING = (
    *(
        "/proc",
        "/sys",
        "/dev",
        "/run/lock",
        "/var/cache/apt",
        "/var/cache/debconf",
        "/var/cache/ldconfig",
        "/var/cache/man",
    ),
    *("/var/lib/apt", "/var/lib/dpkg", "/var/log"),
)


class CleanRoot:
    """A folder with a system of its own; commands run in it as in a computer that has nothing else."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder
        self.before: dict[str, str] = {}
        """Its files before the program was installed."""

    def run(
        self, *command: str, user: str = "root", timeout: float = 300, check: bool = True, **environment: str
    ) -> str:
        """Run a command there; give what it writes, errors too.

        The mounts live in a namespace of their own, and end with the command.
        """
        ended = self.tried(*command, user=user, timeout=timeout, **environment)
        if check and ended.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {ended.returncode}: {ended.stdout[-3000:]}")
        return ended.stdout

    def tried(
        self, *command: str, user: str = "root", timeout: float = 300, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command there; give how it ended."""
        return subprocess.run(
            self.words(*command, user=user),
            env=self.environment(user, **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=timeout,
            check=False,
        )

    def words(self, *command: str, user: str = "root") -> list[str]:
        """Give the command that runs a command there."""
        mounts = 'mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; root=$1; user=$2; shift 2; '
        enter = 'exec chroot --userspec="$user:$user" "$root" "$@"'
        return [
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-ec",
            mounts + enter,
            "sh",
            str(self.folder),
            user,
            *command,
        ]

    def environment(self, user: str, **more: str) -> dict[str, str]:
        """Give the environment of a user there: nothing of this computer's but the way to its packages."""
        home = "/root" if user == "root" else f"/home/{user}"
        outside = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        own = {"HOME": home, "PATH": path, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "USER": user}
        return {**outside, **own, **more}

    def install(self, *packages: str) -> str:
        """Install packages, files or names, and nothing that they only recommend."""
        return self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages, timeout=600)

    def put(self, source: Path, place: str) -> None:
        """Copy a file in."""
        to = self.path(place)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, to)

    def path(self, place: str) -> Path:
        """Give where something of it lies on this computer."""
        return self.folder / place.lstrip("/")

    def files(self) -> dict[str, str]:
        """Give every file with its SHA-256, links with where they point, folders; without Debian's bookkeeping."""
        found: dict[str, str] = {}
        for top, folders, names in os.walk(self.folder):
            place = Path("/") / Path(top).relative_to(self.folder)
            folders[:] = [name for name in folders if str(place / name) not in _BOOKKEEPING]
            for name in [*names, *folders]:
                path = Path(top, name)
                found[str(place / name)] = _told(path)
        return found

    def hits(self, canaries: tuple[bytes, ...]) -> list[str]:
        """Give every file in which one of the words stands, bookkeeping and all."""
        found = []
        for top, folders, names in os.walk(self.folder):
            folders[:] = [
                name for name in folders if Path(top, name) not in (self.folder / "proc", self.folder / "dev")
            ]
            for name in names:
                path = Path(top, name)
                if path.is_file() and not path.is_symlink():
                    content = path.read_bytes()
                    found += [str(path.relative_to(self.folder)) for one in canaries if one in content]
        return found


def _told(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    if not path.is_file():
        return "folder"
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def clean_root(folder: Path) -> Iterator[CleanRoot]:
    """Make the smallest Debian 12 from Debian's own packages, with one ordinary user."""
    subprocess.run(
        ["debootstrap", "--variant=minbase", "bookworm", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=600,
    )
    root = CleanRoot(folder)
    try:
        root.run("useradd", "--create-home", "--uid", "1000", USER)
        yield root
    finally:
        shutil.rmtree(folder)
