"""Home monitoring: MedCom PHMR with one organizer for each measurement (services.md 5, PHMR)."""

from dataclasses import dataclass

from lxml.etree import _Element
from seedwork.cda_xml import (
    LOINC,
    MESSAGE_CODES,
    NPU,
    SNOMED,
    Author,
    Paper,
    code,
    document,
    instance,
    narrative,
    node,
    person_name,
    section,
    structured,
    template,
    ts,
)
from seedwork.parts import Person

TYPE = ("53576-5", LOINC, "Personal Health Monitoring Report")
_TEMPLATES = (("2.16.840.1.113883.10.20.9", ""), ("1.2.208.184.11.1", "2017-02-17"))
_METHODS = {
    "POT": "Målt af borger",
    "PNT": "Målt af aut. sundhedsperson",
    "AUT": "Måling overført automatisk",
    "TPD": "Indtastet af borger",
    "TPH": "Indtastet af aut. sundhedsperson",
}
NAMES = {
    "DNK05472": "Blodtryk systolisk;Arm",
    "DNK05473": "Blodtryk diastolisk;Arm",
    "NPU03804": "Legeme masse;Pt",
    "NPU27280": "Iltmætning",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One value: when, what, how much; `status` of the observation may be left out, as older senders do."""

    moment: str
    code: str
    value: str
    unit: str
    methods: tuple[str, ...] = ("POT", "AUT")
    status: str = "completed"
    comment: str = ""
    bare: bool = False


def report(person: Person, key: str, told: str, rows: list[Measured], author: Author, title: str = "") -> bytes:
    """The document of the measurements, which stand among the vital signs but for the weight."""
    first, last = min(row.moment for row in rows), max(row.moment for row in rows)
    paper = Paper(
        person,
        key,
        told,
        title or "Hjemmemonitorering",
        TYPE,
        _TEMPLATES,
        author,
        marker="phmr-v2.1",
        period=(first, last),
    )
    vital = [(at, row) for at, row in enumerate(rows) if row.code != "NPU03804"]
    other = [(at, row) for at, row in enumerate(rows) if row.code == "NPU03804"]
    body = structured(
        _section(paper, "8716-3", "2.16.840.1.113883.10.20.1.16", "Vitale parametre", vital),
        _section(paper, "30954-2", "2.16.840.1.113883.10.20.1.14", "Målinger", other),
        _equipment(),
    )
    return document(paper, body)


def _section(paper: Paper, kind: str, template_root: str, title: str, rows: list[tuple[int, Measured]]) -> _Element:
    text = narrative("Se målingerne" if rows else "Ingen målinger")
    entries = [node("entry", _organizer(paper, at, row), typeCode="COMP") for at, row in rows]
    return section(
        text, *entries, templates=((template_root, ""), ("1.2.208.184.11.1", "")), title=title, coded=code(kind, LOINC)
    )


def _organizer(paper: Paper, at: int, row: Measured) -> _Element:
    return node(
        "organizer",
        template("2.16.840.1.113883.10.20.1.35"),
        node("statusCode", code=row.status),
        node("effectiveTime", value=ts(row.moment)),
        node("component", _observation(paper, at, row), typeCode="COMP"),
        classCode="CLUSTER",
        moodCode="EVN",
    )


def _observation(paper: Paper, at: int, row: Measured) -> _Element:
    coded = node("code", code(row.code, NPU, NAMES[row.code], "translation"), nullFlavor="NI", codeSystem=SNOMED)
    methods = [code(each, MESSAGE_CODES, _METHODS[each], "methodCode") for each in row.methods]
    return node(
        "observation",
        template("2.16.840.1.113883.10.20.1.31"),
        template("2.16.840.1.113883.10.20.9.8"),
        instance(f"{paper.stem}/{at}"),
        coded,
        None if row.bare else node("statusCode", code=row.status),
        node("value", xsi_type="PQ", value=row.value, unit=row.unit),
        *methods,
        _comment(paper, row),
        classCode="OBS",
        moodCode="EVN",
    )


def _comment(paper: Paper, row: Measured) -> _Element | None:
    """A remark on a measurement with its writer, later than the measurement."""
    if not row.comment:
        return None
    author = paper.author
    name = node("assignedPerson", person_name(author.given, author.family, author.prefix))
    who = node("author", node("time", value=ts(paper.written)), node("assignedAuthor", author.place.id(), name))
    act = node(
        "act",
        code("48767-8", LOINC, "Kommentar til måling"),
        node("text", row.comment),
        who,
        classCode="ACT",
        moodCode="EVN",
    )
    return node("entryRelationship", act, typeCode="COMP")


def _equipment() -> _Element:
    device = node(
        "playingDevice",
        node("code", code("EPQ12225", "1.2.208.184.100.3", "Weight", "translation"), nullFlavor="NI"),
        node("manufacturerModelName", "Manufacturer: Eksempel / Model: Prøve 1"),
        node("softwareName", "SerialNr: 0001 / SW Rev. 1"),
    )
    role = node("participantRole", template("2.16.840.1.113883.10.20.9.9"), device, classCode="MANU")
    organizer = node(
        "organizer",
        template("2.16.840.1.113883.10.20.9.4"),
        node("statusCode", code="completed"),
        node("participant", role, typeCode="SBJ"),
        classCode="CLUSTER",
        moodCode="EVN",
    )
    return section(
        narrative("Udstyr"),
        node("entry", organizer, typeCode="COMP"),
        templates=(("2.16.840.1.113883.10.20.1.7", ""), ("1.2.208.184.11.1", "")),
        title="Medicinsk udstyr",
        coded=code("46264-8", LOINC),
    )
