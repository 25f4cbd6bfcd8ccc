"""The parts that a self-test tries: each gives what it found, raises `Doubt`, or fails."""

import ctypes
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from overblik.runtime import installation, paths
from overblik.viewmodels.words import Words, load_words

_SHOWN = 5
"""Files that are named of a damaged installation; of more the number."""
_MOMENT = "2026-11-23T09:41:00+01:00"


class Doubt(Exception):
    """The part works, or nobody can know; the text says what to look at."""


def parts(words: Words) -> Mapping[str, Callable[[], str]]:
    """Give all parts by name, in the order in which they are tried."""
    return {
        "files": lambda: _installation(words),
        "words": _words,
        "registers": _registers,
        "seeds": _seeds,
        "libraries": _libraries,
        "references": _references,
        "authorities": lambda: _authorities(words),
        "clock": lambda: _clock(words),
        "profile": lambda: _profile(words),
        "disk": lambda: _disk(words),
        "cipher": _cipher,
        "keyring": lambda: _keyring(words),
        "window": lambda: _window(words),
        "services": _services,
    }


def _installation(words: Words) -> str:
    """Compare the files with those that were built; what is missing, changed or foreign is named."""
    place = installation.folder()
    if place is None:
        return words.say("selftest.from_source")
    if sys.platform == "darwin":
        return words.say("selftest.system_decides")  # the bundle's seal is the list (codesign)
    try:
        found = installation.check(place)
    except (OSError, ValueError) as error:
        raise ValueError(words.say("selftest.no_list", name=installation.MANIFEST)) from error
    if found.is_whole:
        return words.say("selftest.whole", count=found.files)
    faults = {"missing": found.missing, "changed": found.changed, "foreign": found.foreign}
    told = []
    for kind, names in faults.items():
        if names:
            more = words.say("selftest.more", count=len(names) - _SHOWN) if len(names) > _SHOWN else ""
            told.append(words.say(f"selftest.{kind}", names=", ".join(names[:_SHOWN]) + more))
    raise ValueError(" ".join(told))


def _words() -> str:
    return ", ".join(f"{lang}: {len(load_words(paths.resources(), lang).sentences)}" for lang in ("da", "en"))


def _registers() -> str:
    return ", ".join(sorted(path.stem for path in (paths.resources() / "registers").glob("*.tsv")))


def _seeds() -> str:
    return str(sum(1 for _ in paths.seeds().rglob("*.json")))


def _libraries() -> str:
    """See that lxml and xmlsec carry one libxml2: else a signature is verified on another tree than is read."""
    from importlib import import_module

    from lxml import etree

    xmlsec: Any = import_module("xmlsec")  # its types name half of it
    ours, theirs = etree.LIBXML_COMPILED_VERSION, xmlsec.get_libxml_version()
    if ours != theirs:
        raise ValueError(f"lxml {_dotted(ours)}, xmlsec {_dotted(theirs)}")
    key = xmlsec.Key.from_binary_data(xmlsec.KeyData.HMAC, b"selvtest")
    root = etree.Element("a")
    template = xmlsec.template.create(root, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.HMAC_SHA256)
    root.append(template)
    xmlsec.template.add_transform(
        xmlsec.template.add_reference(template, xmlsec.Transform.SHA256), xmlsec.Transform.ENVELOPED
    )
    context = xmlsec.SignatureContext()
    context.key = key
    context.sign(template)
    again = xmlsec.SignatureContext()
    again.key = key
    again.verify(template)
    return f"libxml2 {_dotted(ours)}, xmlsec {_dotted(xmlsec.get_libxmlsec_version())}"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _references() -> str:
    """See that Qt's calls take no reference to None: with such a pair of PySide6 and Python the program would abort."""
    from PySide6.QtCore import QObject

    probe = QObject()
    probe.blockSignals(False)
    before = sys.getrefcount(None)
    for _ in range(200):
        probe.setObjectName("")
    lost = before - sys.getrefcount(None)
    if lost > 20:
        raise ValueError(f"None: -{lost}")
    return f"Python {sys.version.split()[0]}"


def _authorities(words: Words) -> str:
    from overblik.wire.trust import fresh_trust

    if sys.platform in ("win32", "darwin"):
        fresh_trust()
        return words.say("selftest.system_decides")
    count = fresh_trust().cert_store_stats()["x509_ca"]
    if not count:
        raise Doubt(words.say("selftest.no_authorities"))
    return str(count)


def _clock(words: Words) -> str:
    """See that Danish time is known, and that the clock is not before the build of what runs."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from overblik.runtime.clock import SystemClock

    now = SystemClock().now()
    here = now.astimezone(ZoneInfo("Europe/Copenhagen"))
    place = installation.folder()
    listed = place / installation.MANIFEST if place is not None else None
    if listed is not None and listed.is_file():
        built = datetime.fromtimestamp(listed.stat().st_mtime, UTC)
        if now < built:
            raise Doubt(words.say("selftest.clock_behind", now=f"{here:%Y-%m-%d %H:%M}", built=f"{built:%Y-%m-%d}"))
    return f"{here:%Y-%m-%d %H:%M:%S %Z}"


def _profile(words: Words) -> str:
    """See that the user's folder can be written, and lies on this computer."""
    from overblik.runtime.network_folder import is_on_network

    folder = paths.profile()
    place = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if not os.access(place, os.W_OK):
        raise Doubt(words.say("selftest.profile_read_only", path=str(place)))
    if is_on_network(place):
        raise Doubt(words.say("selftest.profile_network", path=str(folder)))
    return str(folder)


def _disk(words: Words) -> str:
    from overblik.runtime.disk_state import is_disk_encrypted

    state = is_disk_encrypted(paths.profile())
    if state is None:
        raise Doubt(words.say("selftest.disk_unknown"))
    if not state:
        raise Doubt(words.say("selftest.disk_open"))
    return words.say("selftest.disk_encrypted")


def _cipher() -> str:
    """Write a word into an encrypted file and look for it in the bytes."""
    from overblik.runtime.chance import SystemRandom
    from overblik.store.database import open_database

    word = "selvtest-kanariefugl"
    with tempfile.TemporaryDirectory(prefix="overblik-demo-") as folder:
        path = Path(folder) / "cache.db"
        connection = open_database(path, SystemRandom().bytes(32))
        connection.execute("CREATE TABLE probe (word TEXT)")
        connection.execute("INSERT INTO probe VALUES (?)", (word,))
        connection.close()
        if any(word.encode() in file.read_bytes() for file in Path(folder).iterdir()):
            raise ValueError("plain text on the disk")
    return "AES-256-CBC + HMAC-SHA512"


def _keyring(words: Words) -> str:
    from overblik.runtime.keyring import system_keyring

    ring = system_keyring()
    if ring is None:
        raise Doubt(words.say("selftest.no_key_ring"))
    return ring.backend


def _window(words: Words) -> str:
    """Draw a window, every icon and the typefaces; without a display see at least that its libraries are there."""
    from PySide6.QtCore import QLibraryInfo, qVersion
    from PySide6.QtGui import QFontDatabase, QPixmap
    from PySide6.QtWidgets import QLabel

    from overblik.app.window import application, has_display

    app = application()
    for family in ("IBM Plex Sans", "IBM Plex Mono"):
        if family not in QFontDatabase.families():
            raise ValueError(family)
    icons = sorted(paths.resources().glob("icons/*.svg"))
    blank = [path.name for path in icons if QPixmap(str(path)).isNull()]
    if blank or not icons:
        raise ValueError(", ".join(blank) or "icons")
    label = QLabel("Overblik")
    if label.grab().isNull():
        raise ValueError("QWidget.grab")
    told = f"Qt {qVersion()}, {app.platformName()}, {words.say('selftest.icons', count=len(icons))}"
    plugin = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms" / "libqxcb.so"
    if sys.platform == "linux" and not has_display():
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            raise Doubt(
                f"{told}. {words.say('selftest.no_x11', why=str(error.__cause__ or error).partition(':')[0])}"
            ) from error
    return told


def _services() -> str:
    """Open one synthetic patient of the embedded services."""
    import asyncio

    from overblik.app.demo import demo_settings
    from overblik.app.demo_services import services
    from overblik.app.house import fetch_overview
    from overblik.app.moment import make_clock
    from overblik.domain.patient import cpr

    with services(_MOMENT) as told, tempfile.TemporaryDirectory(prefix="overblik-demo-") as folder:
        settings = demo_settings(told, Path(folder), _MOMENT, "da", "light")
        sections, _ = asyncio.run(fetch_overview(settings, cpr("2512489996"), make_clock(settings), offline=False))
        count = sum(len(section.entries) for section in sections)
    if not count:
        raise ValueError("no entries")
    return str(count)
