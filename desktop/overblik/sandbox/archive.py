"""What one server holds: the present version of every resource, and what happened to each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from overblik.sandbox.clock import Clock
from overblik.sandbox.dates import earliest
from overblik.sandbox.verbatim import Json, Verbatim, dumps


def patients_of(resource: Json) -> frozenset[str]:
    """The local ids of the patients a resource is about (FHIR R4 compartment definition "Patient")."""
    if resource.get("resourceType") == "Patient":
        return frozenset({str(resource.get("id"))})
    pointers = [resource.get(name) for name in ("subject", "patient", "for", "beneficiary")]
    participants = resource.get("participant")
    if isinstance(participants, list):
        pointers += [each.get("actor") for each in participants if isinstance(each, dict)]
    return frozenset(filter(None, map(_patient_id, pointers)))


def _patient_id(pointer: Any) -> str | None:
    text = pointer.get("reference") if isinstance(pointer, dict) else None
    if not isinstance(text, str):
        return None
    parts = text.split("/")
    return parts[-1] if parts[-2:-1] == ["Patient"] else None


@dataclass(frozen=True, slots=True)
class Base:
    """One server: how it is called, where it answers, and how it differs from the others."""

    name: str
    label: str
    url: str
    totals: bool
    search_tags: bool
    history: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one resource; a deletion is a version without a body."""

    type: str
    id: str
    number: int
    updated: datetime
    body: Json | None
    text: Verbatim
    patients: frozenset[str]

    @property
    def etag(self) -> str:
        """A weak tag (FHIR R4 http, "Resource Metadata and Versioning")."""
        return f'W/"{self.number}"'

    @property
    def modified(self) -> str:
        """The Last-Modified header (RFC 9110, 8.8.2)."""
        return format_datetime(self.updated.astimezone(UTC), usegmt=True)


@dataclass(slots=True)
class Archive:
    """All resources of one server in the order they were filed."""

    base: Base
    clock: Clock
    blocked: set[str] = field(default_factory=set)
    events: list[Version] = field(default_factory=list)
    _held: dict[str, dict[str, Version]] = field(default_factory=dict)

    def file(self, resource: Json) -> Version:
        """Keep a seed as it was written: its own version and time, or version 1 at the clock's time."""
        meta = {"versionId": "1", "lastUpdated": self.clock.instant(), **resource.get("meta", {})}
        return self._keep(resource, meta)

    def put(self, resource: Json) -> Version:
        """Keep a new version, numbered after the last one and dated by the clock."""
        before = self.find(resource["resourceType"], resource["id"])
        number = before.number + 1 if before else 1
        meta = {**resource.get("meta", {}), "versionId": str(number), "lastUpdated": self.clock.instant()}
        return self._keep(resource, meta)

    def _keep(self, resource: Json, meta: Json) -> Version:
        body = {"resourceType": resource["resourceType"], "id": resource["id"], "meta": meta}
        body |= {key: value for key, value in resource.items() if key != "meta"}
        updated = earliest(meta["lastUpdated"]) or self.clock.now()
        about = patients_of(body)
        text = Verbatim(dumps(body).replace("{base}", self.base.url))
        return self._note(Version(body["resourceType"], body["id"], int(meta["versionId"]), updated, body, text, about))

    def delete(self, kind: str, name: str) -> Version | None:
        """Delete a resource; the deletion is remembered. None when there is nothing to delete."""
        before = self.find(kind, name)
        if before is None or before.body is None:
            return None
        now = self.clock.now()
        return self._note(Version(kind, name, before.number + 1, now, None, Verbatim("null"), before.patients))

    def _note(self, version: Version) -> Version:
        self._held.setdefault(version.type, {})[version.id] = version
        self.events.append(version)
        return version

    def find(self, kind: str, name: str) -> Version | None:
        """The present version, which may be a deletion."""
        return self._held.get(kind, {}).get(name)

    def living(self, kind: str) -> Iterator[Version]:
        """The present versions of a type, deletions left out."""
        return (each for each in self._held.get(kind, {}).values() if each.body is not None)

    def resolve(self, reference: str) -> Version | None:
        """What a relative or absolute reference of this server points to (FHIR R4 references)."""
        parts = reference.replace("{base}", self.base.url).removeprefix(f"{self.base.url}/").split("/")
        found = self.find(parts[0], parts[1]) if len(parts) == 2 else None
        return found if found and found.body is not None else None
