"""One look at a citizen's shared documents: each question and each document once, however many topics want it."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from overblik.domain.errors import SourceError, Unintelligible, Unreachable
from overblik.domain.section import Cause, Reason
from overblik.sources.dds.identity import differs, key_of, told_apart
from overblik.sources.dds.judging import STALE_ID, Judged, judged
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Read
from overblik.wire.sharing import Fetched, Looked, Retrieved, Sharing
from overblik.wire.xds import Address, Wanted, find_documents, get_documents
from overblik.wire.xds_entry import DocumentEntry

LANES = 4
"""Documents that are fetched at a time."""
_ID_LIFE = 9 * 60.0
"""Seconds for which an id made on demand is used: it lives ten minutes (services.md section 4.3)."""
_NARROWER = (timedelta(days=730), timedelta(days=180))
"""How far back a question goes that was too wide before."""
_QUERY_BUDGET = 10.0


@dataclass(frozen=True, slots=True)
class Listed:
    """What one question to the registry brought."""

    wanted: Wanted
    entries: tuple[DocumentEntry, ...]
    strange: int
    """Objects that name no document."""
    reasons: tuple[Reason, ...]
    asked_at: float
    """Seconds of the clock that never goes back."""


@dataclass(frozen=True, slots=True)
class Came:
    """One document: what it holds, or why it is not here."""

    entry: DocumentEntry
    content: bytes = field(default=b"", repr=False)
    read: Read | None = None
    why: str = ""
    """A code; empty where the document was read."""
    is_missing: bool = False
    """Whether it could not be fetched; else it came, and was refused."""
    differs: bool = False
    """Whether the registry described other bytes."""


class Opening:
    """The questions and documents of one look, while anybody waits for one of them."""

    def __init__(self, sharing: Sharing, looked: Looked) -> None:
        """Begin without a question."""
        self._sharing, self.looked = sharing, looked
        self._tasks: dict[Hashable, asyncio.Task[Any]] = {}
        self._lanes = asyncio.Semaphore(LANES)
        self.waiting = 0

    async def end(self) -> None:
        """End what nobody waits for any longer, and wait for its end."""
        under_way = [task for task in self._tasks.values() if not task.done()]
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(under_way)

    async def _once(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(make())
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may be left to see it
        return await asyncio.shield(task)

    async def listed(self, wanted: Wanted) -> Listed:
        """Give the entries of a question.

        Raises:
            SourceError: the registry gave no usable answer.

        """
        found: Listed = await self._once(wanted, lambda: self._find(wanted))
        return found

    async def _find(self, wanted: Wanted) -> Listed:
        asked_at = self._sharing.clock.monotonic()
        now = self._sharing.clock.now()
        for since in (None, *(now - back for back in _NARROWER)):
            body = find_documents(self.looked.number, replace(wanted, since=since))
            answer = await self._sharing.query(body, self.looked, _QUERY_BUDGET)
            told: Judged = judged(answer)
            if not told.is_too_wide:
                cut = (Reason(Cause.MORE_AVAILABLE),) if since is not None else ()
                reasons = tuple(dict.fromkeys((*told.reasons, *cut)))
                return Listed(wanted, told_apart(answer.entries), answer.strange, reasons, asked_at)
        return Listed(wanted, (), 0, (Reason(Cause.MORE_AVAILABLE),), asked_at)

    async def named(self, unique_id: str) -> Listed:
        """Give the entry of one stable document.

        Raises:
            SourceError: the registry gave no usable answer.

        """
        asked_at = self._sharing.clock.monotonic()
        answer = await self._sharing.query(get_documents((unique_id,)), self.looked, _QUERY_BUDGET)
        told = judged(answer)
        return Listed(Wanted(), told_apart(answer.entries), answer.strange, told.reasons, asked_at)

    async def document(self, entry: DocumentEntry, listed: Listed, until: float) -> Came:
        """Give a document; whatever goes wrong with one of them is said of that one alone."""
        came: Came = await self._once(key_of(entry), lambda: self._fetched(entry, listed, until))
        return came

    async def _fetched(self, entry: DocumentEntry, listed: Listed, until: float) -> Came:
        clock = self._sharing.clock
        try:
            async with self._lanes:
                if entry.is_on_demand and clock.monotonic() - listed.asked_at > _ID_LIFE:
                    entry = await self._again(entry, listed.wanted)
                fetched = await self._retrieved(entry, listed.wanted, until)
        except SourceError as error:
            why = str(error.facts.get("reason") or error.code)
            return Came(entry, why=why, is_missing=not isinstance(error, Unintelligible))
        if fetched.refused:
            return Came(entry, why=fetched.refused, is_missing=fetched.refused == "missing_part")
        try:
            known = read(fetched.content)
        except Unintelligible as error:
            return Came(entry, fetched.content, why=str(error.facts.get("reason", "unknown")))
        return Came(entry, fetched.content, known, differs=differs(entry, fetched.content))

    async def _retrieved(self, entry: DocumentEntry, wanted: Wanted, until: float) -> Fetched:
        """Fetch one document; where its id has died the registry is asked once more for its new one.

        Raises:
            SourceError: it could not be had.

        """
        came = await self._retrieve(entry, until)
        codes = {error.code for error in came.answer.errors}
        if not came.documents and STALE_ID in codes:
            came = await self._retrieve(await self._again(entry, wanted), until)
            codes = {error.code for error in came.answer.errors}
        if came.documents:
            return came.documents[0]
        told = next((code for code in sorted(codes) if code.isidentifier()), "no_document")
        raise Unreachable(reason=told)

    async def _retrieve(self, entry: DocumentEntry, until: float) -> Retrieved:
        left = until - self._sharing.clock.monotonic()
        if left <= 0:
            raise Unreachable(connection=True, timeout=True)
        address = Address(entry.home, entry.repository, entry.unique_id)
        return await self._sharing.retrieve((address,), self.looked, left)

    async def _again(self, entry: DocumentEntry, wanted: Wanted) -> DocumentEntry:
        """Ask again, and find the same document by what does not change."""
        listed = await self._find(wanted)
        name = key_of(entry)
        found = next((each for each in listed.entries if key_of(each) == name), None)
        if found is None:
            raise Unreachable(reason=STALE_ID)
        return found
