"""The envelope of FHIR R4 JSON (bundle.html), typed with the members that are read; resources stay raw."""

from typing import Any

import msgspec
from msgspec import Raw

from overblik.wire.fhir_types import Element


class Link(Element):
    """A link of a bundle."""

    relation: str | None = None
    url: str | None = None


class Search(Element):
    """Why an entry is in a search answer: match, include or outcome."""

    mode: str | None = None
    score: Any = None


class Request(Element):
    """What was or is to be done with an entry (transaction, history)."""

    method: str | None = None
    url: str | None = None


class Entry(Element):
    """One entry; the resource stays raw, so that one bad resource is one unreadable row."""

    full_url: str | None = None
    resource: Raw = Raw()  # an empty Raw is a constant
    search: Search | None = None
    request: Request | None = None
    response: Raw = Raw()


class Changed(Element):
    """When a bundle was made."""

    last_updated: str | None = None


class Bundle(Element):
    """A bundle of any type (bundle.html)."""

    resource_type: str = ""
    id: Any = None
    meta: Changed | None = None
    type: str | None = None
    total: int | None = None
    timestamp: str | None = None
    link: tuple[Link, ...] | None = None
    entry: tuple[Entry, ...] | None = None


class Reply(Element):
    """What became of one entry of a batch or a history."""

    status: str = ""
    outcome: Raw = Raw()


class TypeOnly(Element):
    """The type of a resource."""

    resource_type: str = ""
    id: str | None = None


_REPLIES = msgspec.json.Decoder(Reply)


def is_absent(raw: Raw) -> bool:
    """Tell whether a raw member was not sent, or sent as null."""
    return len(raw) == 0 or (len(raw) == 4 and bytes(raw) == b"null")


def links_of(bundle: Bundle) -> dict[str, str]:
    """Give the addresses of a bundle by their relation."""
    return {link.relation or "": link.url or "" for link in bundle.link or ()}


def reply_of(entry: Entry) -> Reply:
    """Give what became of an entry; a reply that cannot be read counts as a failure."""
    if is_absent(entry.response):
        return Reply()
    try:
        return _REPLIES.decode(entry.response)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Reply("unreadable")


def identity(url: str) -> str:
    """Give `Type/id` at the end of an address with or without a version, empty when there is none."""
    kind, slash, name = url.partition("/_history/")[0].rpartition("/")
    kind = kind.rpartition("/")[2]
    return f"{kind}/{name}" if slash and name and kind[:1].isupper() else ""
