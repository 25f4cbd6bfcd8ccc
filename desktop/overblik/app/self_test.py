"""Whether the parts of the program work on this computer: one line each, with its time."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from overblik.runtime import paths
from overblik.viewmodels.words import Words, load_words


def run_self_test(words: Words) -> int:
    """Try each part; give 0 when all work, 1 otherwise."""
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("words", _words),
        ("registers", _registers),
        ("seeds", _seeds),
        ("cipher", _cipher),
        ("keyring", _keyring),
        ("window", _window),
        ("services", _services),
    )
    worst = 0
    for name, part in parts:
        begun = time.perf_counter()
        try:
            told, mark = part(), words.say("selftest.ok")
        except Exception as error:  # noqa: BLE001 - a self-test tells every failure and goes on
            told, mark, worst = f"{type(error).__name__}: {error}", words.say("selftest.failed"), 1
        spent = round((time.perf_counter() - begun) * 1000)
        print(f"{mark:8}{words.say(f'selftest.{name}'):32}{spent:6} ms  {told}")
    return worst


def _words() -> str:
    return ", ".join(f"{lang}: {len(load_words(paths.resources(), lang).sentences)}" for lang in ("da", "en"))


def _registers() -> str:
    return ", ".join(sorted(path.stem for path in (paths.resources() / "registers").glob("*.tsv")))


def _seeds() -> str:
    return str(sum(1 for _ in paths.seeds().rglob("*.json")))


def _cipher() -> str:
    """Write a word into an encrypted file and look for it in the bytes."""
    from overblik.runtime.chance import SystemRandom
    from overblik.store.database import open_database

    word = "selvtest-kanariefugl"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.db"
        connection = open_database(path, SystemRandom().bytes(32))
        connection.execute("CREATE TABLE probe (word TEXT)")
        connection.execute("INSERT INTO probe VALUES (?)", (word,))
        connection.close()
        if any(word.encode() in file.read_bytes() for file in Path(folder).iterdir()):
            raise ValueError("plain text on the disk")
    return "AES-256-CBC + HMAC-SHA512"


def _keyring() -> str:
    from overblik.runtime.keyring import system_keyring

    ring = system_keyring()
    return ring.backend if ring is not None else "memory"


def _window() -> str:
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QFontDatabase

    from overblik.app.window import application

    app = application()
    if "IBM Plex Sans" not in QFontDatabase.families():
        raise ValueError("IBM Plex Sans")
    return f"Qt {qVersion()}, {app.platformName()}"


def _services() -> str:
    """Open one synthetic patient of the embedded services."""
    import asyncio

    from overblik.app.demo import demo_settings
    from overblik.app.demo_services import services
    from overblik.app.house import fetch_overview
    from overblik.app.moment import make_clock
    from overblik.domain.patient import cpr

    with services("2026-11-23T09:41:00+01:00") as told, tempfile.TemporaryDirectory() as folder:
        settings = demo_settings(told, Path(folder), "2026-11-23T09:41:00+01:00", "da", "light")
        sections, _ = asyncio.run(fetch_overview(settings, cpr("2512489996"), make_clock(settings), offline=False))
        count = sum(len(section.entries) for section in sections)
    if not count:
        raise ValueError("no entries")
    return str(count)
