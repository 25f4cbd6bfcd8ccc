"""One look at a citizen's shared documents: each question and each document once, however many topics want it."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from overblik.domain.errors import Refused, SourceError, Unintelligible, Unreachable, Withheld
from overblik.domain.section import Cause, Reason
from overblik.sources.dds.identity import differs, key_of, told_apart
from overblik.sources.dds.judging import STALE_ID, Judged, judged, unfetched
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Read
from overblik.wire.sharing import MISSING_PART, OTHER_DOCUMENT, Fetched, Looked, Retrieved, Sharing
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
    error: SourceError | None = None
    """What happened to one that could not be fetched."""

    @property
    def hidden(self) -> Cause | None:
        """Why its repository refuses it: an answer, and no failure."""
        if isinstance(self.error, Withheld):
            return Cause.WITHHELD
        return Cause.REFUSED if isinstance(self.error, Refused) else None


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
                    entry = await self._again(entry, listed)
                entry, fetched = await self._retrieved(entry, listed, until)
        except SourceError as error:
            why = str(error.facts.get("reason") or error.code)
            return Came(entry, why=why, is_missing=not isinstance(error, Unintelligible), error=error)
        if fetched.refused:
            return Came(entry, why=fetched.refused, is_missing=fetched.refused == MISSING_PART)
        try:
            known = read(fetched.content)
        except Unintelligible as error:
            return Came(entry, fetched.content, why=str(error.facts.get("reason", "unknown")))
        return Came(entry, fetched.content, known, differs=differs(entry, fetched.content))

    async def _retrieved(self, entry: DocumentEntry, listed: Listed, until: float) -> tuple[DocumentEntry, Fetched]:
        """Fetch one document; where its id has died the registry is asked once more for its new one.

        Raises:
            SourceError: it could not be had.

        """
        came = await self._retrieve(entry, until)
        if not came.documents and any(error.code == STALE_ID for error in came.answer.errors):
            entry = await self._again(entry, listed)
            came = await self._retrieve(entry, until)
        if not came.documents:
            raise unfetched(came.answer)
        return entry, _asked_for(came.documents)

    async def _retrieve(self, entry: DocumentEntry, until: float) -> Retrieved:
        left = until - self._sharing.clock.monotonic()
        if left <= 0:
            raise Unreachable(connection=True, timeout=True)
        address = Address(entry.home, entry.repository, entry.unique_id)
        return await self._sharing.retrieve((address,), self.looked, left)

    async def _again(self, entry: DocumentEntry, listed: Listed) -> DocumentEntry:
        """Ask again, once for all documents of a list, and find the same one by what does not change.

        Raises:
            Unreachable: it is listed no more.
            SourceError: the registry gave no usable answer.

        """
        anew: Listed = await self._once((listed.wanted, listed.asked_at), lambda: self._find(listed.wanted))
        name = key_of(entry)
        found = next((each for each in anew.entries if key_of(each) == name), None)
        if found is None:
            raise Unreachable(reason=STALE_ID)
        return found


def _asked_for(documents: tuple[Fetched, ...]) -> Fetched:
    """Give the one document that was asked for; where several come under its name nobody knows which it is."""
    mine = [one for one in documents if one.refused != OTHER_DOCUMENT] or list(documents)
    if all(one.content == mine[0].content for one in mine):
        return mine[0]
    return Fetched(mine[0].address, b"", mine[0].mime_type, "several_documents")
