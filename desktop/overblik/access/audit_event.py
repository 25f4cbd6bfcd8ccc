"""One record as FHIR R4 AuditEvent, after the patterns of IHE Basic Audit Log Patterns (BALP 1.1).

The patterns are followed, not claimed (no `meta.profile`): they want the address of one server, and a look asks many.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from overblik.access.audit_event_codes import (
    ACT_REASON,
    AUTHZ,
    DCM,
    ENTITY_TYPE,
    MINOR,
    OBJECT_ROLE,
    SERIOUS,
    SOURCE_TYPE,
    SUCCESS,
    coding,
    event_of,
    purpose_of,
)
from overblik.access.audit_event_people import people, text
from overblik.access.chain import Told
from overblik.access.trail_words import codes
from overblik.domain.audit import EventKind
from overblik.domain.grant import DataConsent

Json = dict[str, Any]
_OWN_FACTS = ("who", "patient", "basis", "reason", "act", "why", "sections", "result", "offline", "query", "token")
"""What has an element of its own; all other facts are details."""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A record with its body open; an outcome with the body of its look too."""

    told: Told
    body: Mapping[str, Any]
    look: Mapping[str, Any]

    def __repr__(self) -> str:
        """Show the kind and nothing of the body."""
        return f"Opened({self.told.kind.value})"

    def fact(self, name: str) -> Any:
        """Give a fact of the record, else of the look that it is about."""
        return self.body.get(name, self.look.get(name))


def audit_event(record: Opened) -> Json:
    """Map a record to an AuditEvent whose id is the record's own: a PUT of it twice is one event."""
    header = record.told.header
    event = event_of(record.told.kind)
    return {
        "resourceType": "AuditEvent",
        "id": record.told.identifier,
        "type": dict(event.type),
        "subtype": [*(dict(each) for each in event.subtypes), *_act(record)],
        "action": event.action,
        "recorded": header["at"],
        "outcome": _outcome(record, event.outcome),
        **_described(record),
        **_purposes(record),
        "agent": _agents(record),
        "source": {
            **({"site": site} if (site := text(_who(record), "organisation_name")) else {}),
            "observer": _device(header),
            "type": [coding(SOURCE_TYPE, "1", "User Device")],
        },
        "entity": [*_patient(record), *_data(record), *_query(record), *_before(record), _chain(record.told)],
    }


def _who(record: Opened) -> Mapping[str, Any]:
    told = record.fact("who")
    return told if isinstance(told, Mapping) else {}


def _act(record: Opened) -> list[Json]:
    """Name the act that shows private entries: consent given and consent set aside are two."""
    act = record.fact("act")
    if not act:
        return []
    return [coding(AUTHZ, "AuthZ-Consent"), coding("urn:overblik:audit-act", str(act))]


def _outcome(record: Opened, usual: str) -> str:
    """Say of an outcome how far the look came; what is not known is no success."""
    if record.told.kind is not EventKind.OUTCOME:
        return usual
    return {"shown": SUCCESS, "fetched": SUCCESS, "partly": MINOR, "unknown": MINOR}.get(
        str(record.body.get("result")), SERIOUS
    )


def _described(record: Opened) -> Json:
    """Write the result of a look, or why something was refused, as a code."""
    told = record.body.get("result") if record.told.kind is EventKind.OUTCOME else record.body.get("reason")
    return {"outcomeDesc": str(told)} if told and "basis" not in record.body else {}


def _purposes(record: Opened) -> Json:
    """Give why: the basis with the clinician's own words, and that the glass was broken."""
    purposes = []
    basis, words = record.fact("basis"), record.fact("reason")
    if basis:
        purposes.append({**purpose_of(str(basis)), **({"text": words} if words else {})})
    if record.told.kind is EventKind.OVERRIDE or record.fact("act") == codes()[DataConsent.OVERRIDDEN]:
        why = record.fact("why")
        broken = {"coding": [coding(ACT_REASON, "BTG", "break the glass")]}
        purposes.append({**broken, **({"text": why} if why else {})})
    return {"purposeOfEvent": purposes} if purposes else {}


def _device(header: Mapping[str, Any]) -> Json:
    told = {"identifier": {"system": "urn:overblik:device", "value": str(header["device"])}}
    return {**told, "display": " ".join(("Overblik", str(header.get("build", "")))).strip()}


def _agents(record: Opened) -> list[Json]:
    """Name the user, the organisation, the program, and whom it asked; the user first, as the one who requested it."""
    header, kind = record.told.header, record.told.kind
    is_disclosure = kind is EventKind.DISCLOSURE
    # Of a query or a disclosure the program is the source (BALP), of a read the destination of what comes.
    program, other = ("110153", "110152") if is_disclosure or kind is EventKind.SEARCH else ("110152", "110153")
    network = {"address": str(header["device"]), "type": "1"}
    agents = people(_who(record), str(record.body.get("token", "")))
    agents.append(
        {
            "type": {"coding": [coding(DCM, program if _is_traffic(kind) else "110150")]},
            "who": _device(header),
            "requestor": not agents,
            "network": network,
        }
    )
    if _is_traffic(kind):
        agents.append(
            {
                "type": {"coding": [coding(DCM, other)]},
                "who": {"display": _other_side(record)},
                "requestor": False,
                "network": {"address": f"urn:overblik:{kind.value}", "type": "5"},
            }
        )
    return agents


def _is_traffic(kind: EventKind) -> bool:
    return kind in (EventKind.LOOK, EventKind.OUTCOME, EventKind.SEARCH, EventKind.DISCLOSURE)


def _other_side(record: Opened) -> str:
    """Name whom was asked, or what took a print."""
    if record.told.kind is EventKind.DISCLOSURE:
        return str(record.body.get("medium", ""))
    sources = dict.fromkeys(str(row[0]) for row in _sections(record))
    return ", ".join(sources) or "kept records" if record.told.kind is EventKind.SEARCH else ", ".join(sources) or "all"


def _patient(record: Opened) -> list[Json]:
    patient = record.fact("patient")
    if not isinstance(patient, Mapping):
        return []
    told = {"system": text(patient, "system"), "value": text(patient, "value")}
    identifier = {name: text for name, text in told.items() if text}
    return [
        {
            "what": {"type": "Patient", "identifier": identifier},
            "type": coding(ENTITY_TYPE, "1", "Person"),
            "role": coding(OBJECT_ROLE, "1", "Patient"),
        }
    ]


def _sections(record: Opened) -> Sequence[Sequence[Any]]:
    told = record.body.get("sections", [])
    return [row for row in told if isinstance(row, list) and len(row) == 4] if isinstance(told, list) else []


def _data(record: Opened) -> list[Json]:
    """Name what was looked at or handed out: per section source, standing and number, never content."""
    kind = record.told.kind
    rows = [
        (f"{topic}", {"source": source, "standing": standing, "count": str(count)})
        for source, topic, standing, count in _sections(record)
    ]
    if kind is EventKind.LOOK:
        rows = [("overview", {})]
    others = {name: str(told) for name, told in record.body.items() if name not in _OWN_FACTS}
    if kind is EventKind.DISCLOSURE:
        rows = [(str(record.body.get("document", "")) or "document", others)]
    elif others and kind is not EventKind.SEARCH:
        rows.append((kind.value, others))
    role = (
        coding(OBJECT_ROLE, "3", "Report")
        if kind is EventKind.DISCLOSURE
        else coding(OBJECT_ROLE, "4", "Domain Resource")
    )
    return [
        {
            "what": {"identifier": {"system": "urn:overblik:topic", "value": name}},
            "type": coding(ENTITY_TYPE, "2", "System Object"),
            "role": role,
            **({"detail": _details(told)} if told else {}),
        }
        for name, told in rows
    ]


def _details(told: Mapping[str, str]) -> list[Json]:
    return [{"type": name, "valueString": text} for name, text in told.items() if text.strip()]


def _query(record: Opened) -> list[Json]:
    """Write the query of a search as the keyed hash of its words, and what it found as numbers."""
    if record.told.kind is not EventKind.SEARCH:
        return []
    told = {name: record.body[name] for name in ("query", "searched", "matched") if name in record.body}
    return [
        {
            "type": coding(ENTITY_TYPE, "2", "System Object"),
            "role": coding(OBJECT_ROLE, "24", "Query"),
            "query": base64.b64encode(json.dumps(told, sort_keys=True).encode()).decode("ascii"),
        }
    ]


def _before(record: Opened) -> list[Json]:
    """Name the look that an outcome is of."""
    about = record.told.header.get("about")
    if not about:
        return []
    return [
        {
            "what": {"reference": f"AuditEvent/{about}"},
            "type": coding("http://hl7.org/fhir/resource-types", "AuditEvent"),
        }
    ]


def _chain(told: Told) -> Json:
    """Name the record's place in its chain, so that the repository can tell that none is missing."""
    names = ("sequence", "previous", "monotonic", "boot", "doubt", "key", "why", "checkpoint", "signature")
    details = {name: str(told.header[name]) for name in names if name in told.header} | {"hash": told.digest}
    details |= {f"follows-{name}": str(value) for name, value in dict(told.header.get("follows", {})).items()}
    return {
        "what": {"identifier": {"system": "urn:overblik:audit-chain", "value": told.chain}},
        "type": coding("urn:overblik:audit-entity", "chain"),
        "detail": _details(details),
    }
