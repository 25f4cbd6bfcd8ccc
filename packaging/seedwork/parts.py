"""Builds FHIR R4 resources as each of the three services would write them."""

import uuid
from dataclasses import dataclass, field

from overblik.sandbox.dates import denmark
from overblik.sandbox.verbatim import Json, Verbatim, dumps

CPR = "urn:oid:1.2.208.176.1.2"
REPLACEMENT = "urn:oid:1.2.208.176.1.6.1.3.177"
ATC = "http://www.whocc.no/atc"
NPU = {"laboratory": "urn:oid:1.2.208.176.2.1", "ehr": "http://npu-terminology.org"}
SKS = "urn:oid:1.2.208.176.2.4.12"
ICPC = "urn:oid:1.2.208.176.2.31"
FSIII = "urn:oid:1.2.208.176.2.21"
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
HL7 = "http://terminology.hl7.org/CodeSystem"
VENDOR = "http://epj.eksempel.example/fhir/StructureDefinition"


def at(day: str, clock: str = "08:05") -> str:
    """A Danish wall-clock time with the offset of that day."""
    from datetime import datetime

    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=denmark()).isoformat()


def number(text: str) -> Verbatim:
    """A number exactly as the laboratory writes it."""
    return Verbatim(text)


def concept(system: str, code: str, display: str = "", text: str = "") -> Json:
    """A CodeableConcept with one coding; without display where the service sends none."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def words(text: str) -> Json:
    """A CodeableConcept that is text only."""
    return {"text": text}


def quantity(value: str, unit: str, code: str = "") -> Json:
    """A Quantity with the unit as printed and its UCUM code."""
    coded = {"system": UCUM, "code": code or unit} if unit else {}
    return {"value": number(value)} | ({"unit": unit} if unit else {}) | coded


def period(start: str, end: str = "") -> Json:
    """A Period whose end may be open."""
    return {"start": start} | ({"end": end} if end else {})


@dataclass(slots=True)
class Person:
    """A synthetic citizen: the number, the names, and how the record looks."""

    cpr: str
    family: str
    given: str
    birth: str
    sex: str
    situation: str
    time: str = ""
    key: int = 0
    system: str = CPR


@dataclass(slots=True)
class Chart:
    """One citizen in one service: gives out ids and collects the resources."""

    base: str
    person: Person
    entries: list[Json] = field(default_factory=list)
    updated: str = "2026-11-19"
    _next: int = 0

    @property
    def patient_id(self) -> str:
        """The server's own id of the citizen."""
        if self.base == "municipality":
            return self._uuid("Patient")
        return f"p-{1000 + self.person.key}" if self.base == "ehr" else f"L7-{self.person.key + 2:04}"

    @property
    def subject(self) -> Json:
        """The reference to the citizen: absolute in the municipality, relative elsewhere."""
        return self.reference("Patient", self.patient_id)

    def reference(self, kind: str, name: str, display: str = "") -> Json:
        """A reference in the form of this service."""
        prefix = "{base}/" if self.base == "municipality" else ""
        return {"reference": f"{prefix}{kind}/{name}"} | ({"display": display} if display else {})

    def _uuid(self, name: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.person.key}/{name}"))

    def new_id(self, short: str) -> str:
        """The next id, in the form of this service."""
        self._next += 1
        if self.base == "municipality":
            return self._uuid(f"{short}/{self._next}")
        stem = str(1000 + self.person.key) if self.base == "ehr" else f"L7-{self.person.key + 2:04}"
        return f"{short}-{stem}-{self._next:03}" if self.base == "ehr" else f"{stem}-{short}{self._next:03}"

    def add(self, kind: str, name: str, content: Json, *, updated: str = "") -> Json:
        """File a resource and give its reference."""
        moment = updated or self.updated
        meta = {"versionId": "1", "lastUpdated": moment if "T" in moment else at(moment, "06:00")}
        meta |= content.pop("meta", {})
        self.entries.append({"resource": {"resourceType": kind, "id": name, "meta": meta, **content}})
        return self.reference(kind, name)

    def patient(self, **more: object) -> Json:
        """The Patient resource (dk-core): identifier, names, birth date, sex."""
        person = self.person
        unknown = [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
        family = {"family": person.family} if person.family else {"_family": {"extension": unknown}}
        name = {"use": "official" if person.family else "temp", **family, "given": person.given.split(" ")}
        content: Json = {"identifier": [{"system": person.system, "value": person.cpr}], "active": True}
        content |= {"name": [name], "gender": person.sex, "birthDate": person.birth}
        return self.add("Patient", self.patient_id, content | more, updated="2026-03-04")

    def text(self) -> str:
        """The file: a collection Bundle with a resource a line."""
        lines = ",\n".join(dumps(each) for each in self.entries)
        return f'{{"resourceType":"Bundle","type":"collection","entry":[\n{lines}\n]}}\n'


def situation_of(chart: Chart) -> str:
    """The middle word of the file name: a block holds in the record system only, and who is not known has no data."""
    if not chart.entries:
        return "ukendt"
    word = chart.person.situation
    return "almindelig" if word == "blocked" and chart.base != "ehr" else word
