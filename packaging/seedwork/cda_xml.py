"""Builds CDA documents of MedCom's Danish profiles: the header that they share, narrative, and small parts."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree
from lxml.etree import _Element
from seedwork.parts import Person, at

V3 = "urn:hl7-org:v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMES = {None: V3, "xsi": XSI}
CPR, SOR, YDER = "1.2.208.176.1.2", "1.2.208.176.1.1", "1.2.208.176.1.4"
LOINC, SNOMED, NPU = "2.16.840.1.113883.6.1", "2.16.840.1.113883.6.96", "1.2.208.176.2.1"
MEDCOM, MESSAGE_CODES = "1.2.208.184", "1.2.208.184.100.1"
SYSTEMS = {
    LOINC: "LOINC",
    SNOMED: "SNOMED CT",
    NPU: "NPU terminologien",
    MESSAGE_CODES: "MedCom Message Codes",
    "1.2.208.184.100.2": "MedCom Relation Codes",
    "1.2.208.176.2.4": "Sundhedsvæsenets Klassifikations System",
    "1.2.208.176.2.31": "ICPC-2-DK",
    "1.2.208.176.2.21": "FSIII",
    "1.0.639.1": "ISO-639-1",
}


def node(name: str, /, *children: "_Element | str | None", **attributes: str) -> _Element:
    """An element; text or children; what is None is left out. `xsi_type` becomes xsi:type."""
    told = {f"{{{XSI}}}type" if key == "xsi_type" else key: value for key, value in attributes.items()}
    made = etree.Element(f"{{{V3}}}{name}", told, nsmap=NAMES)
    for child in children:
        if isinstance(child, str):
            if len(made):
                made[-1].tail = child
            else:
                made.text = child
        elif child is not None:
            made.append(child)
    return made


def ts(moment: str) -> str:
    """A Danish wall-clock time as HL7 writes it: 2026-12-02T10:15, or a day alone."""
    if "T" not in moment:
        return moment.replace("-", "")
    day, clock = moment.split("T")
    return datetime.fromisoformat(at(day, clock)).strftime("%Y%m%d%H%M%S%z")


def code(value: str, system: str, display: str = "", name: str = "code", **more: str) -> _Element:
    """A coded element with the names that a reader may show."""
    facts = {"code": value, "codeSystem": system}
    if system in SYSTEMS:
        facts["codeSystemName"] = SYSTEMS[system]
    return node(name, **facts, **({"displayName": display} if display else {}), **more)


def template(root: str, extension: str = "") -> _Element:
    """A template id."""
    return node("templateId", root=root, **({"extension": extension} if extension else {}))


def instance(stem: str) -> _Element:
    """An id of our own, the same at each making."""
    return node("id", root=MEDCOM, extension=str(uuid.uuid5(uuid.NAMESPACE_OID, stem)), assigningAuthorityName="MedCom")


def interval(start: str, end: str = "", name: str = "effectiveTime") -> _Element:
    """A period; an open end is said to be open."""
    high = node("high", value=ts(end)) if end else node("high", nullFlavor="NA")
    return node(name, node("low", value=ts(start)), high)


def telecom(number: str, use: str = "WP") -> _Element:
    """A telephone."""
    return node("telecom", use=use, value=f"tel:{number.replace(' ', '')}")


def person_name(given: str, family: str, prefix: str = "", name: str = "name") -> _Element:
    """A name in its parts."""
    first = [node("prefix", prefix)] if prefix else []
    return node(name, *first, *(node("given", each) for each in given.split(" ")), node("family", family))


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation of our own with an invented SOR number."""

    name: str
    sor: str
    street: str = "Prøvevej 1"
    phone: str = "01 10 20 00"

    def address(self, use: str = "WP") -> _Element:
        """Where it lies."""
        city = [node("postalCode", "9999"), node("city", "Prøveby"), node("country", "Danmark")]
        return node("addr", node("streetAddressLine", self.street), *city, use=use)

    def id(self) -> _Element:
        """Its number."""
        return node("id", root=SOR, extension=self.sor, assigningAuthorityName="SOR")

    def organization(self, name: str = "representedOrganization") -> _Element:
        """The organisation under an element of this name."""
        return node(name, self.id(), node("name", self.name))


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a document."""

    place: Place
    given: str
    family: str
    prefix: str = "Læge"


GP = Place("Lægehuset Fjordparken", "999991000016001", "Fjordparken 2", "01 10 20 30")
LUNG = Place("Lungemedicin, Eksempel Sygehus", "999991000016002", "Sygehusvej 4", "01 10 21 00")
CLINIC = Place("Lungeambulatoriet", "999991000016003", "Sygehusvej 4, opgang B", "01 10 21 40")
TEAM = Place("Eksempel Kommune, Team Nord", "999991000016004", "Rådhuspladsen 1", "01 10 20 40")
TOWN = Place("Kommune, hjemmesygeplejen", "999991000016005", "Rådhuspladsen 1", "01 10 20 40")
STATE = Place("Sundhedsdatastyrelsen", "1126211000016009", "Prøvevej 8", "01 10 29 00")
DOCTOR = Author(GP, "M.", "Eksempel")
LUNG_DOCTOR = Author(LUNG, "L.", "Prøve", "Overlæge")
NURSE = Author(TEAM, "N.", "Nordsen", "Sygeplejerske")


@dataclass(slots=True)
class Paper:
    """A document before its body: who it is about, what it is, when and by whom it was written."""

    person: Person
    key: str
    written: str
    title: str
    type: tuple[str, str, str]
    templates: tuple[tuple[str, str], ...]
    author: Author
    marker: str = ""
    period: tuple[str, str] = ("", "")
    secrecy: str = "N"
    replaces: str = ""
    by_citizen: bool = False
    events: list[_Element] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """What makes the ids of this document its own."""
        return f"{self.person.cpr}/{self.key}"


def document(paper: Paper, body: _Element) -> bytes:
    """The whole document around its body (structuredBody or nonXMLBody)."""
    kind, system, display = paper.type
    root = node(
        "ClinicalDocument",
        node("realmCode", code="DK"),
        node("typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040"),
        *(template(*each) for each in paper.templates),
        instance(paper.stem),
        code(kind, system, display),
        node("title", paper.title),
        node("effectiveTime", value=ts(paper.written)),
        node("confidentialityCode", code=paper.secrecy, codeSystem="2.16.840.1.113883.5.25"),
        node("languageCode", code="da-DK"),
        record_target(paper.person),
        _author(paper),
        node(
            "custodian", node("assignedCustodian", paper.author.place.organization("representedCustodianOrganization"))
        ),
        *_events(paper),
        node("component", body),
        classCode="DOCCLIN",
        moodCode="EVN",
    )
    return written(root)


def written(root: _Element) -> bytes:
    """The file, indented, without names that are not used."""
    etree.indent(root, " ")
    etree.cleanup_namespaces(root, top_nsmap=NAMES)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made + b"\n"


def record_target(person: Person) -> _Element:
    """Who the document is about."""
    sex = {"male": "M", "female": "F"}[person.sex]
    home = Place("", "", "Fjordparken 12").address("H")
    patient = node(
        "patient",
        person_name(person.given, person.family),
        node("administrativeGenderCode", code=sex, codeSystem="2.16.840.1.113883.5.1"),
        node("birthTime", value=f"{person.birth.replace('-', '')}000000+0000"),
    )
    number = node("id", root=CPR, extension=person.cpr, assigningAuthorityName="CPR")
    return node("recordTarget", node("patientRole", number, home, patient))


def _author(paper: Paper) -> _Element:
    who = paper.author
    if paper.by_citizen:
        number = node("id", root=CPR, extension=paper.person.cpr, assigningAuthorityName="CPR")
        self_code = code("SELF", "2.16.840.1.113883.5.111", "Self")
        name = node("assignedPerson", person_name(paper.person.given, paper.person.family))
        assigned = node("assignedAuthor", number, self_code, name)
    else:
        name = node("assignedPerson", person_name(who.given, who.family, who.prefix))
        phone = telecom(who.place.phone)
        assigned = node("assignedAuthor", who.place.id(), who.place.address(), phone, name, who.place.organization())
    return node("author", node("time", value=ts(paper.written)), assigned)


def _events(paper: Paper) -> list[_Element]:
    """What the document tells of, its profile, and the document that it replaces."""
    start, end = paper.period
    made = []
    if start:
        made.append(_event(template("1.2.208.184.10.1.11"), interval(start, end)))
    if paper.marker:
        marker = node("id", root="1.2.208.184.100.10", extension=paper.marker, assigningAuthorityName="MedCom")
        made.append(_event(template("1.2.208.184.10.1.10"), marker))
    made += [_event(each) for each in paper.events]
    if paper.replaces:
        parent = node("parentDocument", instance(f"{paper.person.cpr}/{paper.replaces}"))
        made.append(node("relatedDocument", parent, typeCode="RPLC"))
    return made


def _event(*children: _Element) -> _Element:
    return node("documentationOf", node("serviceEvent", *children, classCode="MPROT", moodCode="EVN"), typeCode="DOC")


def section(
    *content: "_Element | None", templates: tuple[tuple[str, str], ...], title: str, coded: _Element | None = None
) -> _Element:
    """A component with a section."""
    headings = [*(template(*each) for each in templates), coded, node("title", title)]
    return node("component", node("section", *headings, *content, classCode="DOCSECT", moodCode="EVN"))


def structured(*components: _Element) -> _Element:
    """A structured body."""
    return node("structuredBody", *components, classCode="DOCBODY", moodCode="EVN")


def narrative(*content: "_Element | str") -> _Element:
    """The text of a section."""
    return node("text", *content)


def table(head: list[str], *rows: list[str]) -> _Element:
    """A table of the narrative."""
    first = node("thead", node("tr", *(node("th", each) for each in head)))
    return node("table", first, node("tbody", *(node("tr", *(node("td", each) for each in row)) for row in rows)))
