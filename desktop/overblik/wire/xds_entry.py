"""One entry of a document registry: ebRIM metadata cleaned of its dirt (IHE ITI TF-3 section 4.2; services.md 4.1, 4.4).

An answer has tens of thousands of elements, and each that is touched costs: an entry is read in one walk over its
children, and only what the program uses is taken.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from overblik.domain.dates import ClinicalDate, clinical_date
from overblik.domain.making import maker
from overblik.wire.xds import DEPRECATED, ON_DEMAND

_TYPE = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983"
_FORMAT = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d"
_AUTHOR = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d"
_CONFIDENTIALITY = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"
_FACILITY = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"
_TAKEN = frozenset({_TYPE, _FORMAT, _AUTHOR, _CONFIDENTIALITY, _FACILITY})
_PATIENT = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427"
_UNIQUE = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"
_OF_NOTHING = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
"""The SHA-1 of no bytes: what some systems send as hash of every document."""
_SLOTS = frozenset(
    {
        *("creationTime", "hash", "size", "serviceStartTime", "serviceStopTime", "repositoryUniqueId"),
        "sourcePatientId",
    }
)
_DAY = len("20170531")
_MINUTE = len("201705311330")


class Coding(NamedTuple):
    """A code of the metadata; the display as sent."""

    code: str
    scheme: str
    display: str


NO_CODE = Coding("", "", "")


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What the registry says of one document; blanks and line breaks inside ids and names are collapsed."""

    entry_uuid: str
    unique_id: str
    repository: str
    home: str
    is_on_demand: bool
    is_replaced: bool
    """Deprecated: another document has taken its place."""
    type: Coding
    format: Coding
    facility: Coding
    title: str
    """May hold a CPR number (services.md section 4.4)."""
    author_institution: str
    author_person: str
    created: str
    """DTM as sent, in UTC."""
    service_start: str
    service_stop: str
    hash: str
    """SHA-1 in lower-case hex; empty where none was sent, or that of no bytes."""
    size: int | None
    patients: tuple[str, ...]
    """patientId and sourcePatientId as sent, as `2512489996^^^&1.2.208.176.1.2&ISO`."""
    confidentiality: tuple[str, ...]
    mime_type: str
    ordinal: int = 0
    """Tells entries of one answer apart that are made on demand and alike in all that lasts."""


_entry = maker(DocumentEntry)


def document_entry(node: Any) -> DocumentEntry:
    """Read one ExtrinsicObject; what is missing is empty."""
    slots, codes, ids, title = _walked(node)
    institution, person = _author(codes.get(_AUTHOR))
    digest = slots.get("hash", "").lower()
    size = slots.get("size", "")
    source = slots.get("sourcePatientId", "")
    patient = ids.get(_PATIENT, "")
    told = node.attrib
    return _entry(
        _clean(told.get("id")),
        ids.get(_UNIQUE, ""),
        slots.get("repositoryUniqueId", ""),
        _clean(told.get("home")),
        _clean(told.get("objectType")) == ON_DEMAND,
        _clean(told.get("status")) == DEPRECATED,
        _coding(codes.get(_TYPE)),
        _coding(codes.get(_FORMAT)),
        _coding(codes.get(_FACILITY)),
        title,
        institution,
        person,
        slots.get("creationTime", ""),
        slots.get("serviceStartTime", ""),
        slots.get("serviceStopTime", ""),
        "" if digest == _OF_NOTHING else digest,
        int(size) if size.isdecimal() and size.isascii() and len(size) < 12 else None,
        (patient, source) if source and source != patient else (patient,) if patient else (),
        tuple(code for node in codes.get(_CONFIDENTIALITY, ()) if (code := _clean(node.get("nodeRepresentation")))),
        _clean(told.get("mimeType")),
    )


def _walked(node: Any) -> tuple[dict[str, str], dict[str, list[Any]], dict[str, str], str]:
    """Give slots, classifications, identifiers and the title of an entry."""
    slots: dict[str, str] = {}
    codes: dict[str, list[Any]] = {}
    ids: dict[str, str] = {}
    title = ""
    for child in node:
        kind = _name(child.tag)
        if kind == "Slot":
            name = child.get("name", "")
            if name in _SLOTS and name not in slots:
                slots[name] = _slot_value(child)
        elif kind == "Classification":
            scheme = child.get("classificationScheme", "")
            if scheme in _TAKEN:
                codes.setdefault(scheme, []).append(child)
        elif kind == "ExternalIdentifier":
            ids.setdefault(child.get("identificationScheme", ""), _clean(child.get("value")))
        elif kind == "Name":
            title = title or _localized(child)
    return slots, codes, ids, title


@lru_cache(maxsize=256)
def _name(tag: str) -> str:
    """Give the name of an element of a namespace, whichever; an answer has a dozen names, ten thousand times each."""
    return tag.rpartition("}")[2] if tag.startswith("{") else ""


def _clean(text: str | None) -> str:
    """Collapse blanks and line breaks: real metadata is broken over lines."""
    if not text:
        return ""
    words = text.split()
    return words[0] if len(words) == 1 else " ".join(words)


def _slot_value(slot: Any) -> str:
    """Give the first value of a slot."""
    try:
        return _clean(slot[0][0].text)
    except IndexError:
        return ""


def _localized(name: Any) -> str:
    return _clean(name[0].get("value")) if len(name) else ""


def _coding(found: "list[Any] | None") -> Coding:
    if not found:
        return NO_CODE
    node, scheme, display = found[0], "", ""
    for child in node:
        kind = _name(child.tag)
        if kind == "Slot":
            scheme = scheme or _slot_value(child)
        elif kind == "Name":
            display = display or _localized(child)
    return Coding(_clean(node.get("nodeRepresentation")), scheme, display)


def _author(found: "list[Any] | None") -> tuple[str, str]:
    """Give institution and person of the first author: XON and XCN, of which the names are taken."""
    if not found:
        return "", ""
    told = {slot.get("name", ""): _slot_value(slot) for slot in found[0] if _name(slot.tag) == "Slot"}
    institution = told.get("authorInstitution", "").partition("^")[0].strip()
    parts = told.get("authorPerson", "").split("^")
    names = [parts[at].strip() for at in (5, 2, 3, 1) if at < len(parts)]
    return institution, " ".join(name for name in names if name)


@lru_cache(maxsize=2048)
def dtm(text: str) -> ClinicalDate | None:
    """Read a DTM of XDS metadata, which is UTC; an hour without minutes tells the day alone (services.md 4.4)."""
    if not text.isdecimal() or not text.isascii() or len(text) < len("2017"):
        return None
    year, month, day = text[:4], text[4:6], text[6:8]
    if len(text) >= _MINUTE:
        return clinical_date(f"{year}-{month}-{day}T{text[8:10]}:{text[10:12]}:{text[12:14] or '00'}Z")
    if len(text) > _DAY:
        at_the_hour = clinical_date(f"{year}-{month}-{day}T{text[8:10]}:00:00Z")
        danish = at_the_hour.day() if at_the_hour else None
        return clinical_date(danish.isoformat()) if danish else None
    return clinical_date("-".join(part for part in (year, month, day) if part))
