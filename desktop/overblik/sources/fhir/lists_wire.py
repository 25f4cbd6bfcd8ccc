"""What of the resources behind a list of patients is read (FHIR R4 list, group, encounter, location, patient)."""

import msgspec

from overblik.sources.fhir.mapping.base import Resource
from overblik.wire.fhir_types import (
    Address,
    CodeableConcept,
    Element,
    HumanName,
    Identifier,
    Period,
    Reference,
)


class Link(Element):
    """Another record of the same person (patient.html#links)."""

    other: Reference | None = None
    type: str | None = None


class Person(Resource):
    """What a line shows of a Patient."""

    identifier: tuple[Identifier, ...] | None = None
    active: bool | None = None
    name: tuple[HumanName, ...] | None = None
    gender: str | None = None
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    address: tuple[Address, ...] | None = None
    link: tuple[Link, ...] | None = None


class Site(Element):
    """Where somebody lies or lay (Encounter.location)."""

    location: Reference | None = None
    status: str | None = None
    physical_type: CodeableConcept | None = None
    period: Period | None = None


class Stay(Resource):
    """An Encounter as a line."""

    status: str | None = None
    type: tuple[CodeableConcept, ...] | None = None
    service_type: CodeableConcept | None = None
    subject: Reference | None = None
    period: Period | None = None
    reason_code: tuple[CodeableConcept, ...] | None = None
    location: tuple[Site, ...] | None = None


class Place(Resource):
    """A Location of the ward's tree."""

    status: str | None = None
    name: str | None = None
    physical_type: CodeableConcept | None = None
    part_of: Reference | None = None


class Item(Element):
    """One entry of a List."""

    item: Reference | None = None
    deleted: bool | None = None
    flag: CodeableConcept | None = None


class Kept(Resource):
    """A List."""

    status: str | None = None
    title: str | None = None
    code: CodeableConcept | None = None
    entry: tuple[Item, ...] | None = None


class Member(Element):
    """One member of a Group."""

    entity: Reference | None = None
    inactive: bool | None = None
    period: Period | None = None


class Grouped(Resource):
    """A Group."""

    active: bool | None = None
    actual: bool | None = None
    name: str | None = None
    member: tuple[Member, ...] | None = None


PERSON = msgspec.json.Decoder(Person)
STAY = msgspec.json.Decoder(Stay)
PLACE = msgspec.json.Decoder(Place)
KEPT = msgspec.json.Decoder(Kept)
GROUPED = msgspec.json.Decoder(Grouped)
