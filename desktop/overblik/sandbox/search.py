"""Finds resources by search parameters, sorts them and fetches what they include (FHIR R4 search)."""

import operator
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from overblik.sandbox.archive import Archive, Version
from overblik.sandbox.capability import includes, served
from overblik.sandbox.dates import denmark, earliest
from overblik.sandbox.verbatim import Json

Query = list[tuple[str, str]]
_SORTS = frozenset({"date", "-date", "_lastUpdated", "-_lastUpdated"})
_ACTORS = "participant.actor"
_POINTED = {"actor": _ACTORS, "location": "location.location", "partof": "partOf"}
"""Parameters that name another resource than the patient, each with the path of the reference."""
_STEERING = frozenset({"_count", "_sort", "_include", "_format", "_pretty", "_cursor", "_summary"})


class NotSupported(Exception):
    """A parameter or value that this server does not know, or cannot do without."""


def check(archive: Archive, kind: str, query: Query, *, strict: bool) -> Query:
    """The parameters that count; unknown ones are left out, or refused when handling is strict."""
    known = _STEERING | {"_id", "_lastUpdated", *served(archive.base.name)[kind]}
    for name, value in query:
        bad = name not in known or (name == "_sort" and not _SORTS.issuperset(value.split(",")))
        bad = (
            bad or (name == "_include" and _included(kind, value) is None) or (name == "_summary" and value != "count")
        )
        if bad and strict:
            raise NotSupported(f"Parameter is not supported here: {name}")
    kept = [(name, value) for name, value in query if name in known and value]
    kept = [(name, value) for name, value in kept if name != "_summary" or value == "count"]
    narrowing = {"patient", "subject", "_id", "identifier", "actor", "location"}
    about_someone = "patient" in served(archive.base.name)[kind] or kind == "Patient"
    if about_someone and not narrowing & {name for name, _ in kept}:
        raise NotSupported("A search must name the patient or the resource")
    return kept


def find(archive: Archive, kind: str, query: Query) -> list[Version]:
    """All matches in the order asked for."""
    found = list(archive.living(kind))
    for name, value in query:
        if name in _STEERING:
            continue
        if name == "_lastUpdated":
            found = [each for each in found if _within(each.updated, value)]
        else:
            found = [each for each in found if any(_matches(each, name, word) for word in value.split(","))]
    for key in reversed([word for name, value in query if name == "_sort" for word in value.split(",")]):
        _sort(found, key)
    return found


def include(archive: Archive, matches: Iterable[Version], query: Query) -> list[Version]:
    """What the matches refer to by the asked parameters, each once (FHIR R4 search, "_include")."""
    fetched: dict[tuple[str, str], Version] = {}
    wanted = [value for name, value in query if name == "_include"]
    for match in matches:
        for element in filter(None, (_included(match.type, value) for value in wanted)):
            for reference in _references(match.body or {}, element):
                found = archive.resolve(reference)
                if found and (element != _ACTORS or found.type == "Patient"):
                    fetched[found.type, found.id] = found
    return list(fetched.values())


def _included(kind: str, value: str) -> str | None:
    source, _, rest = value.partition(":")
    return includes(kind).get(rest.split(":")[0]) if source == kind else None


def _references(body: Json, path: str) -> list[str]:
    items: list[Any] = [body]
    for name in path.split("."):
        held = [item.get(name) for item in items if isinstance(item, dict)]
        items = [each for one in held for each in (one if isinstance(one, list) else [one])]
    texts = [item.get("reference") for item in items if isinstance(item, dict)]
    return [text for text in texts if isinstance(text, str)]


def _matches(version: Version, name: str, word: str) -> bool:
    body = version.body or {}
    if name == "_id":
        return version.id == word
    if name in {"patient", "subject"}:
        parts = word.split("/")
        return parts[-1] in version.patients and parts[-2:-1] in ([], ["Patient"])
    if name in _POINTED:
        return any(text.split("/")[-2:] == word.split("/")[-2:] for text in _references(body, _POINTED[name]))
    if name == "date":
        moment = moment_of(body)
        return moment is not None and _within(moment, word)
    held = body.get(name)
    items = held if isinstance(held, list) else [held]
    return any(_token(system, code, word) for item in items for system, code in _tokens(item))


def _tokens(item: Any) -> list[tuple[Any, Any]]:
    """The system and code pairs of an identifier, a code, or a CodeableConcept."""
    if not isinstance(item, dict):
        return [(None, item)]
    if "coding" in item or "text" in item:
        return [(each.get("system"), each.get("code")) for each in item.get("coding", [])]
    return [(item.get("system"), item.get("value", item.get("code")))]


def _token(system: Any, code: Any, word: str) -> bool:
    """FHIR R4 search, "token": code, system|code, |code or system|."""
    if "|" not in word:
        return bool(code == word)
    wanted_system, wanted_code = word.split("|", 1)
    return (system or "") == wanted_system and (not wanted_code or code == wanted_code)


def _within(moment: datetime, value: str) -> bool:
    """FHIR R4 search, "date": a prefix and a moment; without prefix the whole day or second is meant."""
    prefix = value[:2] if value[:2].isalpha() else "eq"
    text = value[2:] if value[:2].isalpha() else value
    start = earliest(text.replace(" ", "+"))
    if start is None:
        raise NotSupported(f"No date: {text}")
    end = start + (timedelta(days=1) if len(text) <= 10 else timedelta(seconds=1))
    if prefix == "eq":
        return start <= moment < end
    tests: dict[str, tuple[Callable[[Any, Any], bool], datetime]] = {
        "ge": (operator.ge, start),
        "gt": (operator.ge, end) if len(text) <= 10 else (operator.gt, start),
        "lt": (operator.lt, start),
        "le": (operator.lt, end) if len(text) <= 10 else (operator.le, start),
    }
    if prefix not in tests:
        raise NotSupported(f"Prefix is not supported: {prefix}")
    compare, limit = tests[prefix]
    return compare(moment, limit)


def _sort(found: list[Version], key: str) -> None:
    backwards = key.startswith("-")
    if key.lstrip("-") == "_lastUpdated":
        found.sort(key=lambda each: each.updated, reverse=backwards)
    elif key.lstrip("-") == "date":
        undated = datetime(1, 1, 2, tzinfo=UTC) if backwards else datetime(9999, 1, 1, tzinfo=denmark())
        found.sort(key=lambda each: moment_of(each.body or {}) or undated, reverse=backwards)


def moment_of(body: Json) -> datetime | None:
    """The clinically relevant time of a resource, the first of its kind's elements that is there."""
    names = ("effectiveDateTime", "occurrenceDateTime", "start", "date", "whenHandedOver", "recordedDate")
    for name in (*names, "onsetDateTime", "startDate", "issued"):
        found = earliest(body.get(name))
        if found:
            return found
    for name in ("effectivePeriod", "period"):
        period = body.get(name)
        if isinstance(period, dict):
            return earliest(period.get("start"))
    return None
