"""A clinician's own looks ('hvem har jeg slået op'): what the trail holds of them, for the clinician alone."""

from datetime import UTC, datetime
from typing import Any

from overblik.access.chain import Told, read
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import TrailKeys
from overblik.access.trail_words import codes
from overblik.domain.audit import Delivered, OwnLook, OwnLooks
from overblik.domain.dates import Instant
from overblik.domain.errors import InputError
from overblik.domain.grant import Basis, Clinician, DataConsent
from overblik.domain.patient import from_identifier
from overblik.store.trail_file import Look, Row


def own_looks(trail: AuditTrail, clinician: Clinician, since: Instant) -> OwnLooks:
    """Give the looks of this subject of this issuer since a moment, newest first; nobody else's.

    A look that cannot be read is counted: it may have been the clinician's, and a list without it is no whole list.
    Whether the chain is whole is another question (`verify.py`). Takes some 0.1 to 0.3 ms for each look since then,
    whoever's it is.

    Raises:
        CannotWrite: the file cannot be read.

    """
    written = since.astimezone(UTC).isoformat(timespec="milliseconds")
    looks: list[OwnLook] = []
    unreadable = 0
    for look in trail.file.looks(written):
        try:
            looks += _own(look, trail.keys, clinician)
        except (KeyError, ValueError, InputError):
            unreadable += 1
    return OwnLooks(tuple(looks), unreadable)


def _own(look: Look, keys: TrailKeys, clinician: Clinician) -> tuple[OwnLook, ...]:
    """Read a look; nothing where it is another's. Raises KeyError, ValueError or InputError where it cannot be read."""
    told, body = _opened(look.intent, keys)
    who = body["who"]
    if (who["subject"], who.get("issuer", "")) != (clinician.subject, clinician.issuer):
        return ()
    outcome = _outcome(look.outcome, keys) if look.outcome is not None else {}
    own = OwnLook(
        patient_id=from_identifier(body["patient"]["system"], body["patient"]["value"]),
        at=datetime.fromisoformat(told.header["at"]),
        basis=Basis(body["basis"]),
        reason=str(body.get("reason") or body.get("why", "")),
        is_override=body.get("act") == codes()[DataConsent.OVERRIDDEN],
        outcome=str(outcome.get("result", "")),
        offline=bool(outcome.get("offline", False)),
        delivered=Delivered(look.delivery) if look.delivery else Delivered.WAITING,
    )
    return (own,)


def _outcome(row: Row, keys: TrailKeys) -> dict[str, Any]:
    """Read what a look led to: one that cannot be read is unknown, and no look that is under way."""
    try:
        return _opened(row, keys)[1]
    except ValueError:
        return {"result": "unknown"}


def _opened(row: Row, keys: TrailKeys) -> tuple[Told, dict[str, Any]]:
    """Read and open a row; raises ValueError where that does not succeed."""
    told = read(row)
    body = told.body(keys) if told is not None else None
    if told is None or body is None:
        raise ValueError(row.sequence)
    return told, body
