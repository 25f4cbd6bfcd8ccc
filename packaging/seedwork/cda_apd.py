"""Appointments: MedCom APD 2.0.1 and the older 1.x (services.md 5, APD)."""

from dataclasses import dataclass

from lxml.etree import _Element
from seedwork.cda_xml import (
    LOINC,
    MEDCOM,
    MESSAGE_CODES,
    SNOMED,
    Author,
    Paper,
    Place,
    code,
    document,
    instance,
    interval,
    narrative,
    node,
    person_name,
    section,
    structured,
    table,
    telecom,
    template,
)
from seedwork.parts import Person

TYPE = ("39289-4", LOINC, "Dato og tidspunkt for møde mellem patient og sundhedsperson")
_VERSION, _OLD_VERSION = "2019-09-10", "2017-03-10"


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment; without `what` it says no more than time and place, as a general practitioner's does."""

    start: str
    end: str
    where: Place
    what: str = ""
    kind: str = "RegionalAppointment"
    status: str = "active"
    guided: bool = False
    repeating: bool = False
    same_as: str = ""
    """The key of the document whose appointment this one moves."""
    by: str = ""


def appointment(person: Person, key: str, told: str, visit: Visit, author: Author, *, old: bool = False) -> bytes:
    """The document of an appointment as its author told it at that time."""
    paper = Paper(
        person,
        key,
        told,
        f"Aftale for {person.cpr}" if old else "Aftale",
        TYPE,
        (("1.2.208.184.14.1", "" if old else _VERSION),),
        author,
        marker="" if old else "apd-v2.0.1",
        period=(visit.start, visit.end),
        replaces=visit.same_as,
    )
    version = _OLD_VERSION if old else _VERSION
    encounter = _encounter(paper, visit, version, old=old)
    body = section(
        _text(visit),
        node("entry", encounter),
        templates=(("1.2.208.184.14.11.1", version),),
        title="Aftale",
        coded=code("18776-5", LOINC, "Plan of care note"),
    )
    return document(paper, structured(body))


def _text(visit: Visit) -> _Element:
    day, clock = visit.start.split("T")
    rows = [("Aftale dato", day), ("Aftale tidspunkt", f"{clock} - {visit.end.split('T')[1]}")]
    rows += [("Vedrørende", visit.what)] if visit.what else []
    rows.append(("Mødested", f"{visit.where.name}, {visit.where.street}, 9999 Prøveby"))
    rows += [("Er tidspunktet vejledende?", "Ja")] if visit.guided else []
    rows += [("Repeterende aftale", "Ja")] if visit.repeating else []
    return narrative(node("paragraph", "Aftale:"), table([each[0] for each in rows], [each[1] for each in rows]))


def _encounter(paper: Paper, visit: Visit, version: str, *, old: bool) -> _Element:
    kind = code("185353001", SNOMED, "Aftale dato") if old else code(visit.kind, MESSAGE_CODES)
    return node(
        "encounter",
        template("1.2.208.184.14.11.2", version),
        instance(f"{paper.person.cpr}/{visit.same_as or paper.key}/aftale"),
        kind,
        node("statusCode", code=visit.status),
        interval(visit.start, visit.end),
        _performer(paper, visit),
        _location(visit, version),
        _reason(visit, old=old),
        *_conditions(paper, visit, version),
        classCode="ENC",
        moodCode="APT",
    )


def _performer(paper: Paper, visit: Visit) -> _Element:
    place = paper.author.place
    who = node("assignedPerson", person_name(paper.author.given, paper.author.family, paper.author.prefix))
    organization = node("representedOrganization", node("name", visit.by or place.name))
    phone = telecom(place.phone)
    return node(
        "performer", node("assignedEntity", place.id(), place.address(), phone, who, organization), typeCode="PRF"
    )


def _location(visit: Visit, version: str) -> _Element:
    place = visit.where
    role = node(
        "participantRole",
        template("1.2.208.184.14.11.3", version),
        place.id(),
        place.address(),
        telecom(place.phone),
        node("playingEntity", node("name", place.name)),
        classCode="SDLOC",
    )
    return node("participant", role, typeCode="LOC")


def _reason(visit: Visit, *, old: bool) -> _Element | None:
    """Why; the older form has no code for it, only words, and the newer one codes a control alone."""
    if not visit.what:
        return None
    coded = node("code", nullFlavor="NI", displayName=visit.what)
    if old:
        coded = node("code", code="NI", displayName=visit.what)
    elif visit.what.casefold().endswith("kontrol"):
        coded = code("390906007", SNOMED, visit.what)
    observation = node("observation", coded, classCode="OBS", moodCode="RQO" if old else "EVN")
    return node("entryRelationship", observation, typeCode="RSON")


def _conditions(paper: Paper, visit: Visit, version: str) -> list[_Element]:
    made = []
    if visit.guided:
        criterion = node(
            "criterion", code("GuidedIntervalType", MESSAGE_CODES), node("text", "Tidspunktet er vejledende")
        )
        made.append(node("precondition", template("1.2.208.184.14.11.5", version), criterion))
    if visit.repeating:
        series = instance(f"{paper.stem}/serie").get("extension", "")
        value = node("value", xsi_type="II", root=MEDCOM, extension=series, assigningAuthorityName="MedCom")
        criterion = node("criterion", code("RepeatingDocumentType", MESSAGE_CODES), value)
        made.append(node("precondition", template("1.2.208.184.14.11.4", version), criterion))
    return made
