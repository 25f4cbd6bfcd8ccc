"""Who a Patient resource is, by its numbers alone, where another program hands over a citizen (H1, H3): nobody is guessed."""

import msgspec

from overblik.domain.errors import (
    Ambiguous,
    InputError,
    Nameless,
    NotOffered,
    Unintelligible,
    UnknownPatient,
    WrongPatient,
)
from overblik.domain.patient import CPR_SYSTEM, ECPR_ARC, PatientId, from_identifier
from overblik.sources.fhir.outcomes import fault
from overblik.wire.fhir_types import Element, Identifier
from overblik.wire.heads import decoded_id
from overblik.wire.http import Response
from overblik.wire.strict import flaw

WHOSE = 8.0
"""Seconds in which a server must have said who it is: a hub wants to know within ten (FHIRcast 3.0.0 section 2.5)."""
_CPR_SYSTEMS = (CPR_SYSTEM, CPR_SYSTEM.removeprefix("urn:oid:"))
_GONE = frozenset({404, 410})


class Link(Element):
    """How a record stands to another (FHIR R4 patient.html, `Patient.link`)."""

    type: str | None = None


class _Whose(Element):
    """What of a Patient says who it is (FHIR R4 patient.html)."""

    resource_type: str = ""
    id: str | None = None
    identifier: tuple[Identifier, ...] | None = None
    link: tuple[Link, ...] | None = None


_WHOSE = msgspec.json.Decoder(_Whose)


def answered(sent: Response, asked: str) -> PatientId:
    """Tell who the record is that a server gave for an id.

    Raises:
        UnknownPatient: it has no such record.
        WrongPatient: it gave that of another id.
        SourceError: as `named`, or as its status says.

    """
    error = fault(sent)
    if error is not None:
        raise UnknownPatient if sent.status in _GONE and not isinstance(error, NotOffered) else error
    if sent.status != 200:
        raise Unintelligible(reason="status", status=sent.status)
    who = named(sent.content)
    if decoded_id(sent.content) != asked:
        raise WrongPatient(count=1)
    return who


def named(raw: bytes) -> PatientId:
    """Tell who a Patient resource is: by its one CPR number, or its one declared replacement where it has none.

    Raises:
        Nameless: it has neither, or one that is no number.
        Ambiguous: it has two, or says that another record has replaced it.
        Unintelligible: it is no Patient, or cannot be relied on.

    """
    try:
        told = _WHOSE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unintelligible(reason="record") from None
    if told.resource_type != "Patient" or flaw(raw) is not None:
        raise Unintelligible(reason="record")
    if any(link.type == "replaced-by" for link in told.link or ()):
        raise Ambiguous
    current = [one for one in told.identifier or () if one.use != "old"]
    for mine in (
        [one for one in current if one.system in _CPR_SYSTEMS],
        [one for one in current if (one.system or "").startswith(ECPR_ARC)],
    ):
        if mine:
            return _one_of(mine)
    raise Nameless


def _one_of(mine: list[Identifier]) -> PatientId:
    try:
        found = {from_identifier(one.system or "", one.value or "") for one in mine}
    except InputError:
        raise Nameless from None
    if len(found) != 1:
        raise Ambiguous
    return found.pop()
