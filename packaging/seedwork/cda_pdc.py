"""The stamkort: MedCom PDC 3.0, and 2.0 without the register of no resuscitation (services.md 5, PDC)."""

from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element
from seedwork.cda_xml import (
    CPR,
    GP,
    MESSAGE_CODES,
    STATE,
    YDER,
    Author,
    Paper,
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
    ts,
    written,
)
from seedwork.parts import Person

TYPE = ("PDC", MESSAGE_CODES, "Stamkort")
_ROOT, _VERSION = "1.2.208.184.16.1.10.20", "2019-08-14"
_REGISTERS = {
    "OrganDonorRegistration": ("28", "1.2.208.176.1.10", "Registreret organdonor", "Dansk Center for Organdonation"),
    "TreatmentWillRegistration": ("29", "1.2.208.176.1.9", "Registreret behandlingstestamente", STATE.name),
    "LivingWillRegistration": ("30", "1.2.208.176.1.8", "Registreret livstestamente", STATE.name),
    "NoResuscitationRegistration": (
        "31",
        "1.2.208.176.1.11",
        "Registreret fravalg af genoplivningsforsøg v. hjertestop",
        STATE.name,
    ),
}


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative that the citizen has entered."""

    given: str
    family: str
    phone: str
    relation: tuple[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stamkort:
    """What a stamkort says; a register that is None is not in it, an empty value is said to be unknown."""

    told: str
    street: str = "Fjordparken 12"
    group: str = "1"
    organ: str | None = "false"
    treatment: str | None = "false"
    living: str | None = "false"
    resuscitation: str | None = "false"
    language: tuple[str, str] | None = None
    dentist: tuple[str, str] | None = None
    guardian: tuple[str, str, str] | None = None
    contact: tuple[str, ...] = ()
    """Telephones: at home, at work, mobile; an empty one is said to be unknown."""
    moved: tuple[str, str, str] | None = None
    """A temporary address: street, from, to."""
    relatives: tuple[Relative, ...] = ()
    practice: bool = True
    old: bool = False
    events: tuple[str, ...] = field(default=())


def stamkort(person: Person, told: Stamkort) -> bytes:
    """The document."""
    paper = Paper(
        person,
        "stamkort",
        told.told,
        f"Stamkort for {person.cpr}" if told.old else "Stamkort",
        TYPE,
        (("1.2.208.184.16.1", "2.0" if told.old else "3.0"),),
        Author(STATE, "Stamkort", "Registeret", ""),
        marker="pdc-v2.0" if told.old else "pdc-v3.0",
        period=(told.told, ""),
    )
    facts = [*_registered(paper, told), *_typed(paper, told)]
    rows = [[each[0], each[1], each[2]] for each in facts]
    text = narrative(node("paragraph", "Øvrige oplysninger"), table(["Oplysning", "Værdi", "Kilde"], *rows))
    entries = [node("entry", each[3], typeCode="COMP") for each in facts]
    relatives = [_relatives(paper, told)] if told.relatives else []
    body = section(text, *entries, *relatives, templates=((f"{_ROOT}.1", _VERSION),), title="Stamkort")
    return _headed(document(paper, structured(body)), told)


Fact = tuple[str, str, str, _Element]


def _registered(paper: Paper, told: Stamkort) -> list[Fact]:
    """What registers say, without a day of its own."""
    name = person_name(paper.person.given, paper.person.family, name="value")
    name.set("{http://www.w3.org/2001/XMLSchema-instance}type", "PN")
    home = node(
        "value",
        node("streetAddressLine", told.street),
        node("postalCode", "9999"),
        node("city", "Prøveby"),
        xsi_type="AD",
        use="H",
    )
    both = _observation(paper, "26", "CitizenNameAddr", "Borgerens navn og adresse", [name, home], "CPR")
    cover = node("value", xsi_type="II", root="1.2.208.176.2.7", extension=told.group)
    group = _observation(paper, "27", "CoverageGroup", "Sygesikringsgruppe", [cover], "Sygesikringen")
    words = f"{paper.person.given} {paper.person.family}, {told.street}, 9999 Prøveby"
    made: list[Fact] = [
        ("Borgerens navn og adresse", words, "CPR", both),
        ("Sygesikringsgruppe", told.group, "CPR", group),
    ]
    values = (told.organ, told.treatment, told.living, None if told.old else told.resuscitation)
    for kind, value in zip(_REGISTERS, values, strict=True):
        if value is not None:
            made.append(_register(paper, kind, value))
    return made


def _register(paper: Paper, kind: str, value: str) -> Fact:
    number, root, display, source = _REGISTERS[kind]
    said = (
        node("value", xsi_type="II", root=root, extension=value, assigningAuthorityName=source)
        if value
        else node("value", xsi_type="II", nullFlavor="NI")
    )
    words = {"true": "Ja", "false": "Nej", "": "Ikke oplyst"}.get(value, value)
    return display, words, source, _observation(paper, number, kind, display, [said], source)


def _typed(paper: Paper, told: Stamkort) -> list[Fact]:
    """What the citizen has entered."""
    rows: list[tuple[str, str, str, list[_Element], str]] = []
    if told.language:
        value = code(told.language[0], "1.0.639.1", told.language[1], "value", xsi_type="CD")
        rows.append(("20", "LanguageTypedIn", "Sprog, indtastet", [value], told.language[1]))
    if told.moved:
        street, start, end = told.moved
        lines = [node("streetAddressLine", street), node("postalCode", "9999"), node("city", "Prøveby")]
        values = [interval(start, end), node("value", *lines, xsi_type="AD")]
        words = f"{street}, 9999 Prøveby, {start} til {end}"
        rows.append(("21", "TempAddrTypedIn", "Midlertidig adresse, indtastet", values, words))
    if told.dentist:
        name = node("value", told.dentist[0], xsi_type="EN")
        place = node("value", node("streetAddressLine", told.dentist[1]), node("city", "Prøveby"), xsi_type="AD")
        rows.append(("22", "DentistTypedIn", "Tandlæge, indtastet", [name, place], ", ".join(told.dentist)))
    if told.guardian:
        given, family, phone = told.guardian
        values = [_person(given, family), _phone("H", phone)]
        rows.append(("23", "GuardianTypedIn", "Værge, indtastet", values, f"{given} {family}, {phone}"))
    if told.contact:
        values = [_phone(use, each) for use, each in zip(("H", "WP", "MC"), told.contact, strict=False)]
        words = ", ".join(each or "ikke oplyst" for each in told.contact)
        rows.append(("24", "PatientContactTypedIn", "Kontaktoplysninger, indtastet", values, words))
    return [
        (display, words, "Borgeren", _observation(paper, number, kind, display, values, ""))
        for number, kind, display, values, words in rows
    ]


def _person(given: str, family: str) -> _Element:
    made = person_name(given, family, name="value")
    made.set("{http://www.w3.org/2001/XMLSchema-instance}type", "PN")
    return made


def _phone(use: str, number: str) -> _Element:
    if not number:
        return node("value", xsi_type="TEL", nullFlavor="NI", use=use)
    return node("value", xsi_type="TEL", use=use, value=f"tel:{number.replace(' ', '')}")


def _observation(paper: Paper, number: str, kind: str, display: str, values: list[_Element], source: str) -> _Element:
    version = "2023-07-01" if number == "31" else _VERSION
    return node(
        "observation",
        template(f"{_ROOT}.1.{number}", version),
        instance(f"{paper.stem}/{kind}"),
        code(kind, MESSAGE_CODES, display),
        *values,
        _by_register(source) if source else _by_citizen(paper),
        classCode="OBS",
        moodCode="EVN",
    )


def _by_register(source: str) -> _Element:
    name = node("representedOrganization", node("name", source))
    number = node("id", root="1.2.208.176.1.2", extension="NI", assigningAuthorityName=source)
    who = node("assignedAuthor", number, name)
    return node("author", template(f"{_ROOT}.31", _VERSION), node("time", nullFlavor="NI"), who)


def _by_citizen(paper: Paper) -> _Element:
    person = paper.person
    number = node("id", root=CPR, extension=person.cpr, assigningAuthorityName="CPR")
    name = node("assignedPerson", person_name(person.given, person.family))
    who = node("assignedAuthor", number, code("EnteredCitizen", MESSAGE_CODES, "Indtastet af borger"), name)
    return node("author", template(f"{_ROOT}.30", _VERSION), node("time", value=ts("2026-09-14T19:40")), who)


def _relatives(paper: Paper, told: Stamkort) -> _Element:
    entries = [
        node("entry", _relative(paper, at, each), typeCode="COMP") for at, each in enumerate(told.relatives, start=1)
    ]
    rows = [[f"{each.given} {each.family}", each.relation[1], each.phone, each.note] for each in told.relatives]
    text = narrative(table(["Navn", "Relation", "Telefon", "Note"], *rows))
    return section(text, *entries, templates=((f"{_ROOT}.2", _VERSION),), title="Pårørende")


def _relative(paper: Paper, at: int, each: Relative) -> _Element:
    stem = f"{paper.stem}/paaroerende/{at}"
    values = [_person(each.given, each.family), _phone("H", each.phone)]
    relation = code(each.relation[0], "1.2.208.184.100.2", each.relation[1], "value", xsi_type="CD")
    rows = [("20", "RelativeTypedIn", "Pårørende, indtastet", values)]
    rows.append(("21", "RelationTypedIn", "Pårørendes relation til patienten, indtastet", [relation]))
    if each.note:
        rows.append(
            (
                "22",
                "RelativeNoteTypedIn",
                "Note vedrørende pårørende, indtastet",
                [node("value", each.note, xsi_type="ST")],
            )
        )
    parts = [
        node(
            "component",
            node(
                "observation",
                template(f"{_ROOT}.2.{number}", _VERSION),
                instance(f"{stem}/{kind}"),
                code(kind, MESSAGE_CODES, display),
                *held,
                classCode="OBS",
                moodCode="EVN",
            ),
        )
        for number, kind, display, held in rows
    ]
    facts = {"classCode": "BATTERY", "moodCode": "EVN"}
    status = node("statusCode", nullFlavor="NA")
    return node("organizer", template(f"{_ROOT}.2.10", _VERSION), status, _by_citizen(paper), *parts, **facts)


def _headed(content: bytes, told: Stamkort) -> bytes:
    """The head with the general practitioner's own number; in the older form registrations stand there as ids too."""
    root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    role = root.find("{*}recordTarget/{*}patientRole")
    if told.practice:
        number = node("id", root=YDER, extension="099999", assigningAuthorityName="Yderregisteret")
        role.append(node("providerOrganization", number, node("name", GP.name), telecom(GP.phone), GP.address()))
    if told.old:
        citizen = role[0]
        for last, kind in (("88", "OrganDonorRegistration"), ("77", "LivingWillRegistration")):
            held = node("id", root=f"1.2.208.176.1.99.99.{last}", extension="true", assigningAuthorityName=kind)
            (citizen.addprevious if last == "88" else citizen.addnext)(held)
    return written(root)
