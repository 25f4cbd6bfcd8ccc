"""One FHIR R4 server: metadata, read, search, history (FHIR R4 http)."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from overblik.sandbox.archive import Archive, Version
from overblik.sandbox.capability import served, statement
from overblik.sandbox.dates import earliest
from overblik.sandbox.paging import Cursors, Snapshot
from overblik.sandbox.reply import Reply, refusal
from overblik.sandbox.search import NotSupported, Query, check, find, include
from overblik.sandbox.verbatim import Json

_LARGEST = 100
_USUAL = 50


def answer(server: "Server", path: str, query: Query, headers: Mapping[str, str]) -> Reply:
    """The reply to one question; `path` is below the base, `query` holds URL and form parameters."""
    parts = path.strip("/").split("/")
    kind = parts[0]
    if parts == ["metadata"]:
        return Reply(200, statement(server.archive))
    if kind not in served(server.archive.base.name):
        return refusal(404, "not-supported", f"This server does not serve {kind}")
    try:
        if parts[1:] in ([], ["_search"]):
            return _search(server, kind, query, headers)
        if parts[1:] == ["_history"] and server.archive.base.history:
            return _history(server, kind, query)
    except NotSupported as error:
        return refusal(400, "not-supported", str(error))
    if len(parts) == 2 and not parts[1].startswith(("_", "$")):
        return _read(server, kind, parts[1], headers)
    return refusal(404, "not-found", "There is no such address")


def _read(server: "Server", kind: str, name: str, headers: Mapping[str, str]) -> Reply:
    found = server.archive.find(kind, name)
    if found is None:
        return refusal(404, "not-found", f"{kind} is not known here")
    if found.body is None:
        return refusal(410, "deleted", f"{kind} was deleted")
    if _blocked(server, kind, found.patients):
        return refusal(403, "suppressed", "The citizen has blocked these data")
    tags = {"ETag": found.etag, "Last-Modified": found.modified}
    if found.etag in headers.get("if-none-match", ""):
        return Reply(304, headers=tags)
    return Reply(200, found.text, tags, found.patients)


def _blocked(server: "Server", kind: str, patients: frozenset[str]) -> bool:
    """Whether a block covers these data; who the citizen is stays known."""
    return kind != "Patient" and bool(patients & server.archive.blocked)


def _search(server: "Server", kind: str, query: Query, headers: Mapping[str, str]) -> Reply:
    cursor = dict(query).get("_cursor")
    if cursor is not None:
        return _next_page(server, kind, cursor, headers)
    strict = "handling=strict" in headers.get("prefer", "")
    kept = check(server.archive, kind, query, strict=strict)
    matches = tuple(find(server.archive, kind, kept))
    asked = [word.split("/")[-1] for name, text in kept if name in {"patient", "subject"} for word in text.split(",")]
    about = frozenset(asked).union(*(each.patients for each in matches))
    if _blocked(server, kind, about):
        return refusal(403, "suppressed", "The citizen has blocked these data")
    itself = f"{kind}?{urlencode(kept)}"
    if ("_summary", "count") in kept:
        return _number(server, len(matches), itself, about)
    snapshot = Snapshot(kind, "searchset", matches, kept, _count(kept), about)
    return _page(server, snapshot, 0, itself, headers)


def _number(server: "Server", total: int, itself: str, about: frozenset[str]) -> Reply:
    """How many there are and nothing else (FHIR R4 search, "_summary")."""
    base = server.archive.base
    content: Json = {"resourceType": "Bundle", "id": str(uuid.uuid4()), "type": "searchset", "total": total}
    content["meta"] = {"lastUpdated": server.archive.clock.instant()}
    return Reply(200, content | {"link": [{"relation": "self", "url": f"{base.url}/{itself}"}]}, about=about)


def _count(query: Query) -> int:
    text = dict(query).get("_count", str(_USUAL))
    if not text.isdecimal():
        raise NotSupported("_count is no number")
    return min(int(text), _LARGEST)


def _next_page(server: "Server", kind: str, cursor: str, headers: Mapping[str, str]) -> Reply:
    held = server.cursors.page(cursor)
    if held is None or held[0].kind != kind:
        return refusal(410, "expired", "The page is no longer held, search again")
    address = f"{kind}/_history" if held[0].form == "history" else kind
    return _page(server, *held, f"{address}?{urlencode({'_cursor': cursor})}", headers)


def _history(server: "Server", kind: str, query: Query) -> Reply:
    cursor = dict(query).get("_cursor")
    if cursor is not None:
        return _next_page(server, kind, cursor, {})
    since = dict(query).get("_since")
    start = earliest(since.replace(" ", "+")) if since else None
    if since and start is None:
        raise NotSupported("_since is no instant")
    events = [each for each in server.archive.events if each.type == kind and not _blocked(server, kind, each.patients)]
    late = [each for each in reversed(events) if start is None or each.updated >= start]
    late.sort(key=lambda each: each.updated, reverse=True)
    snapshot = Snapshot(kind, "history", tuple(late), query, _count(query), frozenset())
    return _page(server, snapshot, 0, f"{kind}/_history?{urlencode(query)}", {})


def _page(server: "Server", snapshot: Snapshot, offset: int, itself: str, headers: Mapping[str, str]) -> Reply:
    base = server.archive.base
    tags = {}
    if base.search_tags and snapshot.form == "searchset":
        tags["ETag"] = _tag(snapshot, offset)
        if tags["ETag"] in headers.get("if-none-match", ""):
            return Reply(304, headers=tags)
    end = offset + snapshot.count
    links = [{"relation": "self", "url": f"{base.url}/{itself}"}]
    if snapshot.count and end < len(snapshot.versions):
        address = itself.split("?", maxsplit=1)[0]
        cursor = urlencode({"_cursor": server.cursors.name(snapshot, end)})
        links.append({"relation": "next", "url": f"{base.url}/{address}?{cursor}"})
    content: Json = {"resourceType": "Bundle", "id": str(uuid.uuid4())}
    content |= {"meta": {"lastUpdated": server.archive.clock.instant()}, "type": snapshot.form}
    if base.totals:
        content["total"] = len(snapshot.versions)
    content["link"] = links
    entries = _entries(server, snapshot, snapshot.versions[offset:end])
    if entries:
        content["entry"] = entries
    return Reply(200, content, tags, snapshot.about)


def _entries(server: "Server", snapshot: Snapshot, page: tuple[Version, ...]) -> list[Json]:
    base = server.archive.base
    if snapshot.form == "history":
        return [_event(base.url, each) for each in page]
    included = include(server.archive, page, snapshot.query)
    return [entry(base.url, each, "match") for each in page] + [entry(base.url, each, "include") for each in included]


def entry(url: str, version: Version, mode: str) -> Json:
    """One entry of a searchset (FHIR R4 bundle)."""
    return {
        "fullUrl": f"{url}/{version.type}/{version.id}",
        "resource": version.text,
        "search": {"mode": mode},
    }


def _event(url: str, version: Version) -> Json:
    """One entry of a history (FHIR R4 http, "history"); a deletion has no resource."""
    created = version.number == 1
    method = "DELETE" if version.body is None else "POST" if created else "PUT"
    address = version.type if method == "POST" else f"{version.type}/{version.id}"
    event: Json = {"fullUrl": f"{url}/{version.type}/{version.id}"}
    if version.body is not None:
        event["resource"] = version.text
    event["request"] = {"method": method, "url": address}
    status = {"DELETE": "204", "POST": "201", "PUT": "200"}[method]
    event["response"] = {"status": status, "etag": version.etag, "lastModified": version.updated.isoformat()}
    return event


def _tag(snapshot: Snapshot, offset: int) -> str:
    """A weak tag over all that the search found, so that a change on a later page changes the first."""
    told = [f"{each.type}/{each.id}/{each.number}/{each.updated.isoformat()}" for each in snapshot.versions]
    text = "\n".join([*told, f"{snapshot.query}", f"{offset}"])
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


@dataclass(slots=True)
class Server:
    """One base with the pages it still holds."""

    archive: Archive
    cursors: Cursors = field(default_factory=Cursors)
