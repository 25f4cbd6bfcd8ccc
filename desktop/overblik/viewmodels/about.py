"""'Om Overblik': what it is and is not, version and build, kept reports of errors, and its parts with their licences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from overblik.domain.dates import clinical_date
from overblik.domain.shipped import Part
from overblik.viewmodels.formats import show_date
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.rows import Card, GroupRow, LineRow, Row
from overblik.viewmodels.words import Words

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)(.*)")
PART, REPORT, REMOVE = "part/", "report/", "remove/"
"""How the keys of the rows begin that open a licence or a report, or remove a report."""


def about_card(build: str, parts: tuple[Part, ...], reports: tuple[str, ...], words: Words, armed: str = "") -> Card:
    """Compose the page; `armed` is the key of the row that was pressed once and waits for a second press."""
    rows = [*_facts(build, parts, words), *_reports(reports, words, armed), *_parts(parts, words)]
    return Card("about", words.say("about.title"), "", "info", "", rows=tuple(rows))


def _facts(build: str, parts: tuple[Part, ...], words: Words) -> Iterator[Row]:
    say = words.say
    yield _line("what", say("about.what"), "", words)
    yield _line("build", build, "", words)
    yield _line("device", say("about.device"), say("about.device_more"), words)
    own = next((part for part in parts if part.kind == "program"), None)
    if own is not None:
        line = _line("licence", own.licence, say("about.licence_more"), words)
        yield replace(line, key=f"{PART}{own.name}", opens=True)
    yield _line("network", say("about.network"), "", words)


def _line(name: str, text: str, second: str, words: Words) -> LineRow:
    left = words.say(f"about.{name}_head")
    accessible = ". ".join(part.rstrip(".") for part in (f"{left}: {text}", second) if part)
    return LineRow(f"about/{name}", accessible, left=left, text=text, second=second)


def _reports(names: tuple[str, ...], words: Words, armed: str) -> Iterator[Row]:
    yield _group("about.reports", len(names), words)
    if not names:
        told = words.say("about.no_reports")
        yield LineRow("about/no_reports", told, text=told)
    for name in names:
        when = when_kept(name, words)
        told = words.say("about.report", when=when)
        yield LineRow(f"{REPORT}{name}", told, text=told, opens=True)
        is_armed = armed == f"{REMOVE}{name}"
        told = words.say("about.remove_sure" if is_armed else "about.remove", when=when)
        yield LineRow(f"{REMOVE}{name}", told, text=told, opens=True, bar=Tone.CRITICAL if is_armed else None)


def when_kept(name: str, words: Words) -> str:
    """Write the time in the name of a report (`2026-11-23-094100`); another name stands as it is."""
    found = _TIME.match(name)
    if found is None:
        return name
    day = show_date(clinical_date(found[1]), words)
    return words.say("time.date_at", date=day, time=f"{found[2]}:{found[3]}:{found[4]}") + found[5]


def _parts(parts: Iterable[Part], words: Words) -> Iterator[Row]:
    others = [part for part in parts if part.kind != "program"]
    yield _group("about.parts", len(others), words)
    for part in others:
        kind = words.say(f"about.kind_{part.kind}")
        licence = part.licence or words.say("about.no_licence")
        name = " ".join(filter(None, (part.name, part.version)))
        yield LineRow(
            f"{PART}{part.name}", f"{name}, {kind}, {licence}", left=kind, text=name, second=licence, opens=True
        )


def _group(key: str, count: int, words: Words) -> GroupRow:
    text = words.say(key)
    return GroupRow(key, f"{text}, {count}", text=text, count=str(count))


def licence_of(key: str, parts: Iterable[Part], words: Words) -> tuple[str, str]:
    """Give heading and text of the licence behind a row."""
    part = next(part for part in parts if f"{PART}{part.name}" == key)
    heading = " · ".join(filter(None, (part.name, part.version, part.licence)))
    return heading, part.text() or words.say("about.no_text")
