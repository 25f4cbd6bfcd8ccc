"""A record system for a long list: three FHIR bases, 30 ms a request, 10 Mbit/s for all together, bodies made beforehand.

It runs in a process of its own and says its port; it tags no search and counts by `_summary`, as most servers do.
"""

import asyncio
import gzip
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

DELAY, BYTES_A_SECOND = 0.03, 1_250_000
SYSTEM = "urn:oid:1.2.208.176.1.6.1.3.0"
_START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
_LAB = ("NPU01566", "NPU02319", "NPU03230", "NPU03429", "NPU18016", "NPU19748")
HELD = {
    "ehr": {
        "MedicationStatement": 8,
        "AllergyIntolerance": 2,
        "Condition": 8,
        "Encounter": 10,
        "Appointment": 3,
        "Immunization": 4,
        "DocumentReference": 6,
    },
    "laboratory": {"Observation": 120, "DiagnosticReport": 15},
    "municipality": {"Observation": 20, "CarePlan": 3, "Goal": 5, "Condition": 6, "Encounter": 10},
}
"""So many items a citizen."""


def number(place: int) -> str:
    """Give the replacement number of a citizen of the list."""
    return f"{1 + place % 28:02d}{1 + place // 28 % 12:02d}{40 + place // 336:02d}ABC{place % 10}"


def resource(base: str, kind: str, place: int, at: int, version: int = 1, now: datetime = _START) -> dict[str, Any]:
    """Make one item of a citizen; a later version has another value, and the time at which it came."""
    when = now if version > 1 else _START + timedelta(minutes=at)
    patient = {"reference": f"Patient/{base}-{place}", "display": f"Prøve {place}"}
    made: dict[str, Any] = {"resourceType": kind, "id": f"{base}-{place}-{kind}-{at}"}
    made["meta"] = {"versionId": str(version), "lastUpdated": when.isoformat(timespec="milliseconds")}
    if kind != "Appointment":
        made["patient" if kind in ("AllergyIntolerance", "Immunization") else "subject"] = patient
    told = {
        "system": "http://snomed.info/sct",
        "code": str(10_000_000 + at),
        "display": f"Fund nummer {at} ved kontrol",
    }
    return made | _content(kind, at, version, when.isoformat(), patient, {"coding": [told], "text": told["display"]})


def _content(
    kind: str, at: int, version: int, when: str, patient: dict[str, Any], code: dict[str, Any]
) -> dict[str, Any]:
    held: dict[str, dict[str, Any]] = {
        "Observation": _observed(at, version, when),
        "MedicationStatement": {
            "status": "active",
            "medicationCodeableConcept": code,
            "dosage": [{"text": "1 tablet"}],
        },
        "DocumentReference": {
            "status": "current",
            "type": code,
            "content": [{"attachment": {"contentType": "text/plain", "title": "Notat"}}],
            "description": "Notat om forløbet. " * 40,
        },
        "Appointment": {"status": "booked", "start": when, "participant": [{"actor": patient, "status": "accepted"}]},
        "Encounter": {"status": "finished", "class": {"code": "AMB"}, "period": {"start": when}, "type": [code]},
        "Immunization": {"status": "completed", "vaccineCode": code, "occurrenceDateTime": when},
        "CarePlan": {"status": "active", "intent": "plan", "title": "Plan", "description": "Plan for forløbet"},
        "Goal": {"lifecycleStatus": "active", "description": code},
    }
    return held.get(kind, {"code": code, "status": "final"})


def _observed(at: int, version: int, when: str) -> dict[str, Any]:
    coded = {"system": "http://npu-terminology.org", "code": _LAB[at % len(_LAB)], "display": f"P—Analyse nr. {at % 6}"}
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}
    return {
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [coded], "text": coded["display"]},
        "effectiveDateTime": when,
        "valueQuantity": {"value": at % 9 + version, "unit": "mmol/L"},
        "referenceRange": [{"low": {"value": 3, "unit": "mmol/L"}, "high": {"value": 7, "unit": "mmol/L"}}],
    }


class Server:
    """All bodies, and what was sent of them."""

    def __init__(self) -> None:
        """Send nothing yet."""
        self.sent = 0
        self._free_at = 0.0
        self._bodies: dict[tuple[str, str, int], bytes] = {}
        self._versions: dict[int, int] = {}
        self._changed_at = _START

    def change(self, share: int) -> None:
        """Let every so many-th citizen have a new value at the laboratory."""
        self._changed_at = datetime.now(UTC)
        for place in range(0, 10_000, share):
            self._versions[place] = self._versions.get(place, 1) + 1
            self._bodies.pop(("laboratory", "Observation", place), None)

    def _items(self, base: str, kind: str, place: int) -> list[dict[str, Any]]:
        version = self._versions.get(place, 1) if (base, kind) == ("laboratory", "Observation") else 1
        many = range(HELD[base].get(kind, 0))
        return [resource(base, kind, place, at, 1 if at else version, self._changed_at) for at in many]

    def answer(self, path: str, body: bytes, tag: str) -> tuple[int, bytes]:
        """Give status and gzipped body for a question."""
        parts = urlsplit(path)
        told = {name: values[0] for name, values in parse_qs(parts.query or body.decode()).items()}
        base, kind = parts.path.strip("/").split("/")[:2]
        if kind == "metadata":
            return 200, packed(statement(base))
        if kind == "Patient" and "_summary" not in told:
            last = parts.path.rsplit("/", 1)[1]
            place = int(last.rsplit("-", 1)[1]) if "-" in last else _PLACES[told["identifier"].split("|")[1]]
            if tag == 'W/"1"':
                return 304, b""
            return 200, packed(bundle([patient(base, place)]))
        asked = told.get("_id") or told.get("patient") or told["subject"]
        places = [int(one.rsplit("-", 1)[1]) for one in asked.split(",")]
        if "_lastUpdated" in told:
            return 200, packed(self._narrowed(base, kind, places, told))
        key = (base, kind, places[0])
        if key not in self._bodies:
            self._bodies[key] = packed(bundle(self._items(*key)))
        return 200, self._bodies[key]

    def _narrowed(self, base: str, kind: str, places: list[int], told: dict[str, str]) -> dict[str, Any]:
        """Find what was changed after a moment, or not; or only count it."""
        limit, found = told["_lastUpdated"], []
        moment = datetime.fromisoformat(limit[2:])
        for place in places:
            items = [patient(base, place)] if kind == "Patient" else self._items(base, kind, place)
            late = [datetime.fromisoformat(one["meta"]["lastUpdated"]) > moment for one in items]
            found += [one for one, is_late in zip(items, late, strict=True) if is_late is limit.startswith("gt")]
        if "_summary" in told:
            return {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": []}
        kept = {"resourceType", "id", "meta", "subject", "patient"}
        return bundle([{name: value for name, value in one.items() if name in kept} for one in found])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, question after question."""
        while line := await reader.readline():
            _, path, _ = line.decode().split(" ", 2)
            headers: dict[str, str] = {}
            while (text := (await reader.readline()).decode().strip()) != "":
                name, _, value = text.partition(": ")
                headers[name.lower()] = value
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            if path.startswith("/_"):
                await self._order(path, writer)
                continue
            status, content = self.answer(path, body, headers.get("if-none-match", ""))
            await asyncio.sleep(DELAY)
            await self._through_the_line(len(content) + 200)
            self._reply(writer, status, content)
            await writer.drain()
        writer.close()

    async def _through_the_line(self, size: int) -> None:
        now = time.monotonic()
        self._free_at = max(now, self._free_at) + size / BYTES_A_SECOND
        self.sent += size
        await asyncio.sleep(self._free_at - now)

    async def _order(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path.startswith("/_change/"):
            self.change(int(path.rsplit("/", 1)[1]))
        self._reply(writer, 200, packed({"sent": self.sent}))
        await writer.drain()

    def _reply(self, writer: asyncio.StreamWriter, status: int, content: bytes) -> None:
        date = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        head = [f"HTTP/1.1 {status} OK", f"Date: {date}", f"Content-Length: {len(content)}"]
        head += ["Content-Type: application/fhir+json", *(["Content-Encoding: gzip"] if content else []), "", ""]
        writer.write("\r\n".join(head).encode() + content)


def packed(told: dict[str, Any]) -> bytes:
    """Write as JSON, gzipped as servers do."""
    return gzip.compress(json.dumps(told, ensure_ascii=False).encode(), 6, mtime=0)


def patient(base: str, place: int) -> dict[str, Any]:
    """Make the record of a citizen."""
    made: dict[str, Any] = {"resourceType": "Patient", "id": f"{base}-{place}"}
    made["meta"] = {"versionId": "1", "lastUpdated": _START.isoformat()}
    made["identifier"] = [{"system": SYSTEM, "value": number(place)}]
    return made | {
        "name": [{"family": f"Prøve{place}", "given": ["Nancy"]}],
        "birthDate": "1947-09-25",
        "gender": "female",
    }


def bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Make a search answer."""
    entries = [{"fullUrl": f"urn:x:{one['id']}", "resource": one, "search": {"mode": "match"}} for one in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "link": [], "entry": entries}


def statement(base: str) -> dict[str, Any]:
    """Say what a base offers."""
    parameters = [{"name": name} for name in ("patient", "identifier", "_id", "_lastUpdated")]
    codes = [{"code": "read"}, {"code": "search-type"}]
    offered = [{"type": kind, "interaction": codes, "searchParam": parameters} for kind in ("Patient", *HELD[base])]
    return {"resourceType": "CapabilityStatement", "rest": [{"mode": "server", "resource": offered}]}


_PLACES = {number(place): place for place in range(1000)}


async def main() -> None:
    """Serve on loopback until standard input ends."""
    server = await asyncio.start_server(Server().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
