"""Document sharing with documents of a test's own: the embedded services over a copy of the seeds."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from journeys.conftest import MOMENT, Services
from overblik.app.demo import demo_settings
from overblik.app.house import look_reason, open_house
from overblik.domain.grant import Reveal
from overblik.domain.patient import cpr
from overblik.domain.section import Section, Topic
from overblik.runtime import paths
from overblik.runtime.clock import SetClock
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.sync.overview import open_patient
from overblik.sync.retention import erase_expired
from overblik.viewmodels.card_head import View
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_screen
from overblik.viewmodels.text_report import screen_as_text
from overblik.viewmodels.words import Words, load_words
from sandbox.process import ROOT
from sandbox.process import services as embedded


def now_of(moment: str = MOMENT) -> datetime:
    return SetClock(datetime.fromisoformat(moment)).now()


def words() -> Words:
    return load_words(paths.resources(), "da")


def shelf(folder: Path, number: str, *documents: tuple[Path, dict[str, Any]], base: str = "dds", **more: Any) -> Path:
    """Copy the seeds, and put these documents, whole and as they are, in the place of a citizen's own."""
    seeds = folder / "seeds"
    if not seeds.exists():
        shutil.copytree(ROOT / "seeds", seeds)
    for old in (seeds / base).glob(f"{number}.*"):
        shutil.rmtree(old)
    place = seeds / base / f"{number}.proeve"
    place.mkdir()
    entries = []
    for path, told in documents:
        shutil.copyfile(path, place / path.name)
        entries.append({"file": path.name, "verbatim": True, **told})
    (place / "index.json").write_text(json.dumps({"entries": entries, **more}), encoding="utf-8")
    return seeds


@contextmanager
def sharing(seeds: Path | None, folder: Path, moment: str = MOMENT) -> Iterator[tuple[Services, Settings]]:
    with embedded(clock=moment, seeds=seeds) as running:
        yield Services(running.told), demo_settings(running.told, folder / "profile", moment, "da", "light")


def fetched(
    settings: Settings,
    number: str,
    *,
    offline: bool = False,
    moment: str = "",
    ring: MemoryKeyring | None = None,
    reveal: Reveal | None = None,
) -> tuple[Section[Any], ...]:
    """Open a patient as the command line does; with one key ring the copies of the last opening can be read."""
    clock = SetClock(datetime.fromisoformat(moment or settings.clock))
    latest: dict[tuple[Topic, str], Section[Any]] = {}

    async def look() -> None:
        house = open_house(settings, clock, offline=offline, ring=ring)
        try:
            erase_expired(house.store, clock.now())
            grant = await house.right.ask_to_look(cpr(number), look_reason(settings), reveal)
            await open_patient(grant, house.clinic, lambda one: latest.update({(one.topic, one.source): one}))
        finally:
            await house.close()

    asyncio.run(look())
    return tuple(latest.values())


def of(sections: tuple[Section[Any], ...], topic: Topic, source: str = "") -> Section[Any]:
    """Give the section of document sharing for a topic."""
    (found,) = [
        one
        for one in sections
        if one.topic is topic and (one.source.startswith(("dds", "sfsk")) if not source else one.source == source)
    ]
    return found


def text_of(sections: tuple[Section[Any], ...], number: str, *, is_full: bool = True, moment: str = MOMENT) -> str:
    """Give what the command line writes."""
    view = View(now_of(moment), words(), is_full=is_full)
    screen = compose_screen(cpr(number), sections, False, view, ALL_CARDS)
    return screen_as_text(screen).replace("\u00a0", " ").replace("\u202f", " ")
