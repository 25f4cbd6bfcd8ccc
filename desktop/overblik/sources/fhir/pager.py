"""One search and all its pages: closed only when the chain ends and nothing was left out (H5)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import msgspec

from overblik.domain.dates import Instant, clinical_date
from overblik.domain.errors import Refused, SignInNeeded, SourceError, Unintelligible, Withheld
from overblik.domain.section import Reason
from overblik.sources.fhir import outcomes
from overblik.wire.addresses import Base
from overblik.wire.fhir import ENTRY_CAP, Message, Parcel, issues, message, parcel
from overblik.wire.http import Question, Response
from overblik.wire.retry_after import http_date

PAGES = 300
BYTES = 200 * 1024 * 1024
Ask = Callable[[Question], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Found:
    """All that one search gave."""

    type: str
    parcels: tuple[Parcel, ...] = ()
    closed: bool = True
    reasons: tuple[Reason, ...] = ()
    as_of: Instant | None = None
    """The oldest time that the server states for any page (H4)."""
    tag: str = ""
    """The ETag, only where one page was all: it says nothing of the pages behind."""
    is_unchanged: bool = False


@dataclass(slots=True)
class _Chain:
    """Pages as they come."""

    base: Base
    parcels: list[Parcel] = field(default_factory=list)
    moments: list[Instant] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)
    closed: bool = True

    def take(self, answer: Response, url: str) -> None:
        """Take a page; the same page twice is a loop."""
        page = _page(message(answer.content, _address(url)))
        self.seen.add(url)
        self.moments += moments(answer, page)
        if page.message.digest in self.digests:
            self.closed = False
            return
        self.digests.add(page.message.digest)
        self.parcels.append(page)
        if page.type == "salvaged" or page.hollow:
            self.closed = False

    def following(self) -> str:
        """Give the address of the next page, empty at the end, or where going on is not safe."""
        told = self.parcels[-1].next
        if not told or not self.closed:
            return ""
        url = self.base.own(told)
        if url is None or url in self.seen or self._is_full():
            self.closed = False
            return ""
        return url

    def _is_full(self) -> bool:
        entries = sum(len(one.pieces) for one in self.parcels)
        size = sum(len(one.message.content) for one in self.parcels)
        return len(self.parcels) >= PAGES or entries >= ENTRY_CAP or size >= BYTES

    def is_short(self) -> bool:
        """Tell whether the server counted more than it sent; a total may also count what is included."""
        told = max((one.total or 0 for one in self.parcels), default=0)
        return told > sum(len(one.pieces) for one in self.parcels)


async def search(kind: str, first: Question, ask: Ask, base: Base) -> Found:
    """Ask for the first page and follow it to the end.

    A page that fails ends the chain, and what came stays; a refusal is an answer and ends all.

    Raises:
        SourceError: the first page gave no usable answer, or any page was refused.

    """
    answer = await ask(first)
    if answer.status == 304:
        if "If-None-Match" not in first.headers:
            raise Unintelligible(reason="status", status=304)
        moment = http_date(answer.headers.get("date", ""))
        return Found(kind, as_of=moment, tag=answer.headers.get("etag", ""), is_unchanged=True)
    tag = answer.headers.get("etag", "")
    chain = _Chain(base)
    chain.take(answer, first.url)
    headers = {name: text for name, text in first.headers.items() if name != "If-None-Match"}
    while url := chain.following():
        try:
            chain.take(await ask(replace(first, url=url, headers=headers, form=None)), url)
        except (Refused, Withheld, SignInNeeded):
            raise
        except SourceError:
            chain.closed = False
    closed = chain.closed and not chain.is_short()
    told = outcomes.reasons(chain.parcels)
    whole = closed and not told and len(chain.parcels) == 1
    as_of = min(chain.moments) if chain.moments else None
    return Found(kind, tuple(chain.parcels), closed, told, as_of, tag if whole else "")


async def read(kind: str, question: Question, ask: Ask, base: Base) -> Found:
    """Ask for one resource by its address.

    Raises:
        SourceError: it did not come.

    """
    if "?" in question.url:
        return await search(kind, question, ask, base)
    answer = await ask(question)
    sent = parcel(message(answer.content, _address(question.url)))
    if [piece.type for piece in sent.pieces] != [kind]:
        raise Unintelligible(reason="other_type")
    # References are read against the address that the resource was read from.
    pieces = tuple(msgspec.structs.replace(piece, full_url=question.url) for piece in sent.pieces)
    return Found(kind, (replace(sent, pieces=pieces),))


def _page(sent: Message) -> Parcel:
    page = parcel(sent)
    if page.type in ("searchset", "salvaged"):
        return page
    if issues(sent.content):
        raise Unintelligible(reason="outcome")
    raise Unintelligible(reason="no_searchset")


def _address(url: str) -> str:
    """Give an address without its question, which may name the citizen."""
    return url.partition("?")[0]


def moments(answer: Response, page: Parcel) -> list[Instant]:
    """Give the times that the server states for an answer."""
    said = [http_date(answer.headers.get("date", ""))]
    for text in (page.timestamp, page.updated):
        date = clinical_date(text)
        said.append(date.moment() if date else None)
    return [moment for moment in said if moment is not None]
