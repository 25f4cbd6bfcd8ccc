"""One document of a seed folder with its metadata: what the index says, and what follows from the document where it is silent.

index.json is a list of entries, or an object with `consent` and `entries`. Each entry needs `file` alone; seeds/README.md
names every member.
"""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lxml.etree import _Element

from overblik.sandbox.dates import denmark
from overblik.sandbox.national.markup import Unreadable, everywhere, first, named, read, text
from overblik.sandbox.sharing.moving import moved, shift_utc
from overblik.sandbox.sharing.names import (
    CLASS_SCHEME,
    FORMAT_SCHEME,
    LABORATORY_TYPE,
    LOINC,
    MESSAGE_CODES,
    SNOMED,
)
from overblik.sandbox.verbatim import Json

_PROFILE, _SERVICE = "1.2.208.184.10.1.10", "1.2.208.184.10.1.11"
_LABORATORY_FORMAT = "urn:ad:dk:medcom:labreports:svareksponeringsservice"
_TYPES = {
    "39289-4": "Dato og tidspunkt for møde mellem patient og sundhedsperson",
    "56446-8": "Aftaleoversigt",
    "81215-6": "Care plan",
    "PDC": "Stamkort",
    "53576-5": "Personal health monitoring report Document",
    "74465-6": "Questionnaire Response Document",
    "74468-0": "Questionnaire Form Definition Document",
    "103140-0": "Attachment Document",
    "57059-8": "Pregnancy visit summary note",
    LABORATORY_TYPE: "Laboratoriesvar",
}
_OLD_FORMATS = {
    "39289-4": "appointment",
    "81215-6": "cpd-v1.0.1:full",
    "PDC": "pdc-v2.0:full",
    "53576-5": "phmr-v1.3:full",
    "74465-6": "qrd-v1.3:full",
    "74468-0": "qfdd-v1.2:full",
    "103140-0": "phad-v1.0:full",
}
_MIMES = {".pdf": "application/pdf", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its system and its words."""

    code: str
    scheme: str
    display: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document and all that the registry says of it; times are UTC, `yyyyMMddHHmmss`."""

    number: str
    content: bytes
    unique_id: str
    entry_id: str
    repository: str
    type: Code
    format: Code
    class_: Code
    title: str
    created: str
    start: str
    stop: str
    institution: tuple[str, str]
    person: tuple[str, str]
    hash: str
    size: str
    home: str = "urn:oid:1.2.208.176.8.1"
    mime: str = "text/xml"
    confidentiality: str = "N"
    facility: Code = Code("22232009", SNOMED, "hospital")
    practice: Code = Code("408443003", SNOMED, "almen medicin")
    events: tuple[Code, ...] = ()
    info: tuple[str, ...] = ()
    approved: bool = True
    on_demand: bool = False
    blocked: bool = False
    dirt: frozenset[str] = field(default_factory=frozenset)
    owner: str = ""
    """Whose document the metadata say it is, where that is another than the folder's citizen."""


def digest(content: bytes) -> str:
    """SHA-1, as the metadata give it (ITI TF-3, 4.2.3.2.10)."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def entry(folder: Path, number: str, told: Json, days: int) -> Entry:
    """The entry that a row of the index tells."""
    name = str(told["file"])
    verbatim = bool(told.get("verbatim"))
    content = (folder / name).read_bytes()
    content = content if verbatim else moved(content, days)
    root = _tree(content)
    stem = f"{number}/{name}"
    kind = _type(told, root)
    start, stop = _service(root)
    shift = 0 if verbatim else days
    times: Json = {
        "created": _time(told, "creationTime", shift) or _utc(_value(root, "effectiveTime")),
        "start": _time(told, "serviceStart", shift) or start,
        "stop": _time(told, "serviceStop", shift) or stop,
    }
    return Entry(
        number=number,
        content=content,
        unique_id=told.get("uniqueId") or f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, stem).int}",
        entry_id=told.get("entryUUID") or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, stem)}",
        repository=told.get("repositoryUniqueId", "1.2.208.176.43210.8.10.1"),
        type=kind,
        format=_code(told, "format", "", FORMAT_SCHEME, _format(root, kind.code)),
        class_=_code(told, "class", "Klinisk rapport", CLASS_SCHEME, "001"),
        title=told.get("title") or text(root, "title") or kind.display,
        institution=_institution(told, root),
        person=_person(told, root),
        hash=told.get("hash") or digest(content),
        size=str(told.get("size", len(content))),
        info=_info(root),
        approved=told.get("status", "Approved") == "Approved",
        on_demand=told.get("objectType", "on-demand" if kind.code == LABORATORY_TYPE else "stable") == "on-demand",
        **times,
        **_plain(told, name),
    )


def _plain(told: Json, name: str) -> Json:
    """The members that the index alone decides."""
    events = (Code(each["code"], each["scheme"], each.get("display", "")) for each in told.get("events", []))
    places: Json = {
        key: Code(told[key]["code"], SNOMED, told[key]["display"]) for key in ("facility", "practice") if key in told
    }
    return {
        "home": told.get("home", "urn:oid:1.2.208.176.8.1"),
        "mime": told.get("mimeType") or _MIMES.get(Path(name).suffix, "text/xml"),
        "confidentiality": told.get("confidentiality", "N"),
        "events": tuple(events),
        "blocked": bool(told.get("blocked")),
        "dirt": frozenset(told.get("dirt", [])),
        "owner": told.get("patient", ""),
        **places,
    }


def _tree(content: bytes) -> _Element | None:
    try:
        return read(content)
    except Unreadable:
        return None


def _code(told: Json, word: str, display: str, scheme: str, code: str) -> Code:
    """A code of the index under `<word>Code`, `<word>Scheme` and `<word>Display`, or the one given here."""
    name = told.get(f"{word}Code", code)
    return Code(
        name, told.get(f"{word}Scheme", scheme), told.get(f"{word}Display") or display or name.removeprefix("urn:ad:")
    )


def _type(told: Json, root: _Element | None) -> Code:
    held = first(root, "code")
    code = told.get("typeCode") or (held.get("code", "") if held is not None else "") or LABORATORY_TYPE
    scheme = MESSAGE_CODES if code == "PDC" else LOINC
    return Code(code, told.get("typeScheme", scheme), told.get("typeDisplay") or _TYPES.get(code, code))


def _format(root: _Element | None, kind: str) -> str:
    """The format by the profile's own marker, which older documents lack."""
    if kind == LABORATORY_TYPE:
        return _LABORATORY_FORMAT
    for event in _events(root, _PROFILE):
        for each in named(event, "id"):
            return f"urn:ad:dk:medcom:{each.get('extension')}:full"
    return f"urn:ad:dk:medcom:{_OLD_FORMATS.get(kind, 'unknown:full')}"


def _events(root: _Element | None, template: str) -> list[_Element]:
    """The service events of a template (MedCom CDA header)."""
    found = [] if root is None else [first(each, "serviceEvent") for each in named(root, "documentationOf")]
    return [
        each
        for each in found
        if each is not None and any(one.get("root") == template for one in named(each, "templateId"))
    ]


def _service(root: _Element | None) -> tuple[str, str]:
    """When what the document tells of begins and ends; of a laboratory message, when the sample was taken."""
    for event in _events(root, _SERVICE):
        return _utc(_value(event, "effectiveTime", "low")), _utc(_value(event, "effectiveTime", "high"))
    sampled = [] if root is None else everywhere(root, "SamplingDateTime")
    words = "".join(text(sampled[0], name) for name in ("Date", "Time")) if sampled else ""
    moment = _utc(words.replace("-", "").replace(":", "")) or _utc(_value(root, "effectiveTime"))
    return moment, moment


def _value(root: _Element | None, *path: str) -> str:
    found = first(root, *path)
    return "" if found is None else str(found.get("value", ""))


def _utc(ts: str) -> str:
    """A time of a document as the metadata have it; Danish wall-clock time where no zone is given."""
    digits, zone = (ts[:-5], ts[-5:]) if ts[-5:-4] in {"+", "-"} and len(ts) > 8 else (ts, "")
    digits = digits.partition(".")[0]
    if len(digits) <= 8 or not digits.isdigit():
        return digits if digits.isdigit() else ""
    try:
        wall = datetime.strptime(digits.ljust(14, "0") + (zone or "+0000"), "%Y%m%d%H%M%S%z")
    except ValueError:
        return ""
    there = wall if zone else wall.replace(tzinfo=denmark())
    return there.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _time(told: Json, name: str, days: int) -> str:
    return shift_utc(str(told[name]), days) if told.get(name) else ""


def _institution(told: Json, root: _Element | None) -> tuple[str, str]:
    """Name and SOR number of the author's organisation."""
    given = told.get("institution")
    if given:
        return given["name"], given.get("sor", "")
    author = first(root, "author", "assignedAuthor")
    held = first(author, "representedOrganization")
    name = text(held, "name") or text(root, "LaboratoryReport", "Sender", "OrganisationName") or "Eksempel"
    number = first(held, "id") if first(held, "id") is not None else first(author, "id")
    sor = str(number.get("extension", "")) if number is not None and number.get("root") == "1.2.208.176.1.1" else ""
    return name, sor or "999999999999999"


def _person(told: Json, root: _Element | None) -> tuple[str, str]:
    """Given and family name of the author."""
    given = told.get("person")
    if given:
        return given["given"], given["family"]
    name = first(root, "author", "assignedAuthor", "assignedPerson", "name")
    return text(name, "given"), text(name, "family")


def _info(root: _Element | None) -> tuple[str, ...]:
    """Who the document is about, in the words of HL7 v2 (ITI TF-3, sourcePatientInfo)."""
    patient = first(root, "recordTarget", "patientRole", "patient")
    if patient is None:
        return ()
    name = first(patient, "name")
    given = " ".join((each.text or "").strip() for each in ([] if name is None else named(name, "given")))
    sex = first(patient, "administrativeGenderCode")
    letter = "U" if sex is None else sex.get("code", "U")
    born = _value(patient, "birthTime")[:8]
    return (f"PID-5|{text(name, 'family')}^{given}", f"PID-7|{born}000000", f"PID-8|{letter}")
