"""The Debian package: the frozen program, what the desktop wants of it, and what it needs of the system.

Nobody of Debian's own tools but dpkg-shlibdeps and dpkg-deb is needed; both obey SOURCE_DATE_EPOCH.
"""

import gzip
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from buildwork.manpage import man_page

_HOME = "usr/lib/overblik"
_ID = "dk.overblik.Overblik"
_LATER = (
    "plugins/printsupport/",
    "plugins/wayland-",
    "plugins/platforms/libqwayland",
    "libQt6Wayland",
    "QtPrintSupport",
)
"""What works without, and whose libraries are therefore recommended alone: printing, and Wayland beside X11."""
_INSIDE = ("cursor0", "icccm4", "image0", "keysyms1", "render-util0", "util1")
"""Packages of libxcb whose libraries lie in the program (overblik.spec), beside which those of the system are not used."""
_ALWAYS = ("ca-certificates", "tzdata")
_BESIDE = ("gnome-keyring | kwalletmanager", "xdg-utils")
_CONTROL = """\
Package: overblik
Version: {version}
Architecture: {architecture}
Maintainer: The Overblik project <overblik@example.dk>
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Section: science
Priority: optional
Description: one honest overview of a patient from the national services
 Overblik gathers medication, laboratory results, care plans, allergies and
 more of one patient from the national Danish services into one overview. It
 opens at once, says how fresh and how complete each part is, and works without
 a network from an encrypted copy.
 .
 It reads and changes nothing. It is no certified medical device. The demo
 (overblik demo) shows synthetic patients alone.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Of what the package is made."""

    root: Path
    tree: Path
    bill: Path
    version: str
    epoch: int


def write_deb(source: Source, work: Path, to: Path) -> Path:
    """Write the package into a folder; give the file."""
    stage = work / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(source.tree, stage / _HOME, symlinks=True)
    (stage / "usr/bin").mkdir(parents=True)
    _copy(source.root / "packaging/linux/overblik", stage / "usr/bin/overblik")
    (stage / "usr/bin/overblik").chmod(0o755)
    _share(source, stage / "usr/share")
    architecture = _told("dpkg", "--print-architecture")
    _control(source, stage, architecture, needs(stage / _HOME, work))
    for folder, _, _ in os.walk(stage):
        Path(folder).chmod(0o755)
    package = to / f"overblik_{source.version}_{architecture}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(source.epoch)}
    words = ["dpkg-deb", "-Zzstd", "-z12", "--threads-max=2", "--root-owner-group", "--build", str(stage), str(package)]
    subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)
    return package


def _share(source: Source, share: Path) -> None:
    """Lay out menu, icons, links, man pages and papers."""
    linux = source.root / "packaging/linux"
    date = datetime.fromtimestamp(source.epoch, UTC).date().isoformat()
    _put(share / f"applications/{_ID}.desktop", (linux / f"{_ID}.desktop").read_text(encoding="utf-8"))
    _put(share / f"applications/{_ID}.link.desktop", (linux / f"{_ID}.link.desktop").read_text(encoding="utf-8"))
    info = (linux / f"{_ID}.metainfo.xml").read_text(encoding="utf-8")
    _put(share / f"metainfo/{_ID}.metainfo.xml", info.replace("@VERSION@", source.version).replace("@DATE@", date))
    icons = source.root / "resources/appicon"
    for picture in sorted(icons.glob("overblik-*.png")):
        size = picture.stem.rpartition("-")[2]
        _copy(picture, share / f"icons/hicolor/{size}x{size}/apps/{_ID}.png")
    _copy(icons / "overblik.svg", share / f"icons/hicolor/scalable/apps/{_ID}.svg")
    for language, folder in (("en", "man1"), ("da", "da/man1")):
        _pack(share / f"man/{folder}/overblik.1.gz", man_page(language, source.version, date))
    papers = share / "doc/overblik"
    parts = source.tree / "_internal/overblik/parts"
    licences = [
        f"{path.stem}\n{'=' * len(path.stem)}\n\n{path.read_text(encoding='utf-8')}"
        for path in sorted(parts.glob("*.txt"))
    ]
    own = (source.root / "LICENSE").read_text(encoding="utf-8")
    _put(papers / "copyright", "\n\n".join([f"Overblik\n========\n\n{own}", *licences]))
    _pack(papers / "changelog.gz", (source.root / "CHANGELOG.md").read_text(encoding="utf-8"))
    _copy(source.bill, papers / "overblik.cdx.json")


def _control(source: Source, stage: Path, architecture: str, needed: tuple[list[str], list[str]]) -> None:
    to = stage / "DEBIAN"
    to.mkdir()
    files = sorted(path for path in stage.rglob("*") if path.is_file() and to not in path.parents)
    size = sum(path.lstat().st_size for path in files if not path.is_symlink()) // 1024
    depends, recommends = (", ".join(names) for names in needed)
    facts = {"version": source.version, "architecture": architecture, "size": size}
    _put(to / "control", _CONTROL.format(**facts, depends=depends, recommends=recommends))
    sums = [f"{_md5(path)}  {path.relative_to(stage)}" for path in files if not path.is_symlink()]
    _put(to / "md5sums", "\n".join(sums) + "\n")
    for name in ("preinst", "postinst", "prerm", "postrm"):
        script = (source.root / "packaging/linux" / name).read_text(encoding="utf-8")
        _put(to / name, script.replace("@VERSION@", source.version))
        (to / name).chmod(0o755)


def needs(home: Path, work: Path) -> tuple[list[str], list[str]]:
    """Find the packages whose libraries the program loads: those it needs, and those that printing and Wayland need."""
    binaries = [path for path in sorted(home.rglob("*")) if path.is_file() and not path.is_symlink() and _is_elf(path)]
    later = [path for path in binaries if any(word in str(path) for word in _LATER)]
    always = _packages([path for path in binaries if path not in later], home, work)
    named = {one.partition(" ")[0] for one in always}
    beside = [one for one in _packages(later, home, work) if one.partition(" ")[0] not in named]
    return sorted([*always, *_ALWAYS]), sorted([*beside, *_BESIDE])


def _packages(binaries: list[Path], home: Path, work: Path) -> list[str]:
    (work / "debian").mkdir(exist_ok=True)
    (work / "debian/control").write_text("Source: overblik\n\nPackage: overblik\nArchitecture: any\n", encoding="utf-8")
    own = sorted({str(path.parent) for path in home.rglob("*.so*")})
    without = [f"-x{name}" for name in ("overblik", *(f"libxcb-{one}" for one in _INSIDE))]
    words = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *without, *(f"-l{folder}" for folder in own)]
    told = subprocess.run(
        [*words, *(f"-e{path}" for path in binaries)], cwd=work, capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise OSError(told.stderr.strip())
    return re.sub(r"^shlibs:Depends=", "", told.stdout.strip()).split(", ")


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _md5(path: Path) -> str:
    import hashlib

    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


def _copy(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)
    path.chmod(0o644)


def _pack(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    path.chmod(0o644)


def _told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
