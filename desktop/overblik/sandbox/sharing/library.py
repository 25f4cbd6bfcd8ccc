"""The documents of one service by citizen, and the short-lived ids under which laboratory documents are given out."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from overblik.sandbox.sharing.entries import Entry, entry
from overblik.sandbox.verbatim import loads

TICKET_LIFE = timedelta(minutes=10)
_STATES = {"none": "NONE", "warning": "SOME", "silence": "ALL", "error": "ALL"}


@dataclass(frozen=True, slots=True)
class Folder:
    """What a service holds of one citizen, and how the citizen's consent works on it: none, warning, silence, error."""

    number: str
    entries: tuple[Entry, ...] = ()
    consent: str = "none"

    @property
    def state(self) -> str:
        """The word of the consent service for it."""
        return _STATES[self.consent]


@dataclass(frozen=True, slots=True)
class Ticket:
    """An on-demand entry under the id that it was given at one query: for one user, for ten minutes."""

    entry: Entry
    acting: str
    ends: datetime


@dataclass(slots=True)
class Library:
    """All folders of one service, read when they are first asked for."""

    base: str
    paths: dict[str, Path]
    days: int
    tickets: dict[str, Ticket] = field(default_factory=dict)
    _read: dict[str, Folder] = field(default_factory=dict)

    def folder(self, number: str) -> Folder:
        """The folder of a citizen; an empty one where there is none."""
        if number not in self._read:
            path = self.paths.get(number)
            self._read[number] = Folder(number) if path is None else _folder(path, number, self.days)
        return self._read[number]

    def other(self, number: str) -> Folder:
        """A folder of somebody else that holds documents."""
        return next(
            (one for each in self.paths if each != number and (one := self.folder(each)).entries), Folder("1712689992")
        )

    def all(self) -> Iterator[Entry]:
        """Every entry of every citizen."""
        return (each for number in self.paths for each in self.folder(number).entries)

    def given_out(self, each: Entry, acting: str, now: datetime) -> Entry:
        """The entry as a query answers it: an on-demand one is made anew, under ids of its own."""
        if not each.on_demand:
            return each
        made = replace(each, unique_id=f"2.25.{uuid.uuid4().int}", entry_id=f"urn:uuid:{uuid.uuid4()}")
        self.tickets = {key: one for key, one in self.tickets.items() if one.ends > now}
        self.tickets[made.unique_id] = Ticket(made, acting, now + TICKET_LIFE)
        return made

    def find(self, unique_id: str, acting: str, now: datetime) -> Entry | None:
        """The entry of a unique id, if this user may use that id now."""
        ticket = self.tickets.get(unique_id)
        if ticket is not None:
            return ticket.entry if ticket.acting == acting and now < ticket.ends else None
        return next((each for each in self.all() if each.unique_id == unique_id and not each.on_demand), None)

    def by_entry_id(self, entry_id: str, acting: str, now: datetime) -> Entry | None:
        """The entry of an entryUUID, by the same rule."""
        for each in self.tickets.values():
            if each.entry.entry_id == entry_id:
                return self.find(each.entry.unique_id, acting, now)
        return next((each for each in self.all() if each.entry_id == entry_id and not each.on_demand), None)


def library(seeds: Path, base: str, days: int) -> Library:
    """The library over the seed folders `<number>.<situation>` of a service."""
    found = sorted((seeds / base).glob("*/index.json"))
    return Library(base, {path.parent.name.split(".")[0]: path.parent for path in found}, days)


def _folder(path: Path, number: str, days: int) -> Folder:
    told = loads((path / "index.json").read_bytes())
    told = told if isinstance(told, dict) else {"entries": told}
    # A document that another one replaces is deprecated (ITI TF-3, 4.2.2.2.3, RPLC).
    replaced = {each["replaces"] for each in told["entries"] if "replaces" in each}
    rows = [{"status": "Deprecated"} | each if each["file"] in replaced else each for each in told["entries"]]
    entries = tuple(entry(path, number, each, days) for each in rows)
    consent = told.get("consent") or ("warning" if any(each.blocked for each in entries) else "none")
    return Folder(number, entries, consent)
