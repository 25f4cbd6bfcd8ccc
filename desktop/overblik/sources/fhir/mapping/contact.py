"""Encounter (encounter.html) to Contact."""

import msgspec
from msgspec import field

from overblik.domain.clinical import Contact, Currency
from overblik.domain.making import maker
from overblik.sources.fhir.mapping.base import Context, Resource, joined, words
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import CodeableConcept, Coding, Element, Period, Reference

_CURRENCIES = {
    "planned": Currency.PLANNED,
    "arrived": Currency.CURRENT,
    "triaged": Currency.CURRENT,
    "in-progress": Currency.CURRENT,
    "onleave": Currency.PAUSED,
    "finished": Currency.PAST,
    "cancelled": Currency.CANCELLED,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}
_CLASSES = {
    "AMB": "ambulant",
    "IMP": "indlagt",
    "ACUTE": "indlagt",
    "NONAC": "indlagt",
    "OBSENC": "observation",
    "PRENC": "forundersøgelse",
    "SS": "kort ophold",
    "EMER": "akut",
    "HH": "hjemmebesøg",
    "FLD": "udrykning",
    "VR": "virtuel",
}


class Participant(Element):
    """Who took part."""

    individual: Reference | None = None
    type: tuple[CodeableConcept, ...] | None = None


class Site(Element):
    """Where it took place."""

    location: Reference | None = None


class Stay(Element):
    """How an admission began and ended."""

    discharge_disposition: CodeableConcept | None = None


class Encounter(Resource):
    """The members that are read."""

    status: str | None = None
    class_: Coding | None = field(name="class", default=None)
    type: tuple[CodeableConcept, ...] | None = None
    service_type: CodeableConcept | None = None
    subject: Reference | None = None
    participant: tuple[Participant, ...] | None = None
    period: Period | None = None
    reason_code: tuple[CodeableConcept, ...] | None = None
    reason_reference: tuple[Reference, ...] | None = None
    hospitalization: Stay | None = None
    location: tuple[Site, ...] | None = None
    service_provider: Reference | None = None


_contact = maker(Contact)
ENCOUNTER = msgspec.json.Decoder(Encounter)


def contact(sent: Encounter, piece: Piece, context: Context) -> Contact:
    """Map one contact.

    Raises:
        Unfit: the period cannot be read.

    """
    kind = kind_of(sent.class_)
    sites = [one.location for one in sent.location or () if one.location]
    actors = [one.individual for one in sent.participant or () if one.individual]
    places = (context.first_said(sites, piece), context.said(sent.service_provider, piece))
    stay = sent.hospitalization
    return _contact(
        title=context.texts(sent.type) or context.concept(sent.service_type).said or kind,
        kind=kind,
        currency=_CURRENCIES.get(sent.status or "", Currency.UNKNOWN),
        wire_status=sent.status or "",
        start=context.start(sent.period, "$.period"),
        end=context.end(sent.period, "$.period"),
        place=joined(dict.fromkeys(places)),
        performer=context.first_said(actors, piece),
        reason=joined((context.texts(sent.reason_code), context.first_said(sent.reason_reference, piece))),
        discharge=context.concept(stay.discharge_disposition).said if stay else "",
    )


def kind_of(sent: Coding | None) -> str:
    """Give the class as Danish words, as sent when unknown."""
    if sent is None:
        return ""
    return _CLASSES.get(sent.code or "", words(sent.display) or words(sent.code))
