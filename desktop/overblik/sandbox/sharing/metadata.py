"""An entry as ebRIM writes it: an ExtrinsicObject with slots, classifications and identifiers (ITI TF-3, 4.2.5.1)."""

import uuid
from collections.abc import Callable

from lxml.etree import _Element

from overblik.sandbox.sharing import names
from overblik.sandbox.sharing.entries import Code, Entry
from overblik.sandbox.sharing.envelope import node
from overblik.sandbox.sharing.names import RIM, STATUS_TYPE, XML, patient, tag

_EMPTY_HASH = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
_OLD_FORMAT_SCHEME = "1.2.208.184.14.1"


def extrinsic_object(entry: Entry) -> _Element:
    """The metadata of an entry, in the dirt that its index gives it."""
    owner = entry.owner or entry.number
    facts = {
        "mimeType": "application/octet-stream" if "octet_stream" in entry.dirt else entry.mime,
        "lid": entry.entry_id,
        "objectType": names.ON_DEMAND if entry.on_demand else names.STABLE,
        "status": f"{STATUS_TYPE}{'Approved' if entry.approved else 'Deprecated'}",
        "id": entry.entry_id,
        "home": entry.home,
    }
    title = f"{entry.title} for {owner}" if "cpr_title" in entry.dirt else entry.title
    return node(
        tag(RIM, "ExtrinsicObject"),
        *_slots(entry, owner),
        _name(title, entry),
        node(tag(RIM, "VersionInfo"), versionName="1"),
        *_classifications(entry),
        _identifier(entry, names.PATIENT_ID, patient(owner), "XDSDocumentEntry.patientId"),
        _identifier(entry, names.UNIQUE_ID, entry.unique_id, "XDSDocumentEntry.uniqueId"),
        **facts,
    )


def slot(name: str, *values: str, breaks: bool = False) -> _Element:
    """A slot with its values; with the line breaks and tabs of a carelessly written one where that is asked for."""
    written = [f"{value}\n\t\t\t\t" if breaks else value for value in values]
    held = node(tag(RIM, "ValueList"), *(node(tag(RIM, "Value"), value) for value in written))
    return node(tag(RIM, "Slot"), held, name=name)


def _slots(entry: Entry, owner: str) -> list[_Element]:
    """The slots; an on-demand entry has no creation time, hash or size (ITI TF-3, table 4.2.3.2-1)."""
    clean: Callable[[str], str] = (lambda each: each[:10]) if "hour_times" in entry.dirt else (lambda each: each)
    stable = not entry.on_demand
    rows = {
        "creationTime": clean(entry.created) if stable else "",
        "hash": (_EMPTY_HASH if "empty_hash" in entry.dirt else entry.hash) if stable else "",
        "languageCode": "da-DK",
        "serviceStartTime": clean(entry.start),
        "serviceStopTime": clean(entry.stop),
        "repositoryUniqueId": entry.repository,
        "size": entry.size if stable else "",
        "sourcePatientId": patient(owner),
    }
    broken = "line_breaks" in entry.dirt
    made = [slot(name, value, breaks=broken) for name, value in rows.items() if value]
    return made + ([slot("sourcePatientInfo", *entry.info)] if entry.info else [])


def _classifications(entry: Entry) -> list[_Element]:
    wrong_scheme = "format_scheme" in entry.dirt
    form = Code(entry.format.code, _OLD_FORMAT_SCHEME, entry.format.display) if wrong_scheme else entry.format
    secrecy = Code(entry.confidentiality, names.CONFIDENTIALITY_SCHEME, entry.confidentiality)
    rows = [
        (names.CLASS_CODE, entry.class_),
        (names.CONFIDENTIALITY_CODE, secrecy),
        *((names.EVENT_CODE, each) for each in entry.events),
        (names.FORMAT_CODE, form),
        (names.FACILITY_CODE, entry.facility),
        (names.PRACTICE_CODE, entry.practice),
        (names.TYPE_CODE, entry.type),
    ]
    return [_author(entry), *(_coded(entry, scheme, code) for scheme, code in rows)]


def _author(entry: Entry) -> _Element:
    name, number = entry.institution
    if "line_breaks" in entry.dirt:
        name = name.replace(" ", "\n\t\t\t\t\t", 1)
    slots = [slot("authorInstitution", f"{name}^^^^^&{names.SOR}&ISO^^^^{number}", breaks="line_breaks" in entry.dirt)]
    given, family = entry.person
    if family:
        slots.append(slot("authorPerson", f"^{family}^{given}^^^^^^&{names.SOR}&ISO"))
    return _classification(entry, names.AUTHOR, "", *slots)


def _coded(entry: Entry, scheme: str, code: Code) -> _Element:
    return _classification(entry, scheme, code.code, slot("codingScheme", code.scheme), _name(code.display, entry))


def _classification(entry: Entry, scheme: str, code: str, *children: _Element) -> _Element:
    return node(
        tag(RIM, "Classification"),
        *children,
        classificationScheme=scheme,
        classifiedObject=entry.entry_id,
        nodeRepresentation=code,
        id=f"urn:uuid:{uuid.uuid4()}",
    )


def _name(words: str, entry: Entry) -> _Element:
    language = "en-US" if "en_us" in entry.dirt else "da-DK"
    facts = {tag(XML, "lang"): language, "charset": "UTF-8", "value": words}
    return node(tag(RIM, "Name"), node(tag(RIM, "LocalizedString"), **facts))


def _identifier(entry: Entry, scheme: str, value: str, word: str) -> _Element:
    broken = "line_breaks" in entry.dirt and scheme == names.UNIQUE_ID
    return node(
        tag(RIM, "ExternalIdentifier"),
        node(tag(RIM, "Name"), node(tag(RIM, "LocalizedString"), value=word)),
        registryObject=entry.entry_id,
        identificationScheme=scheme,
        value=f" {value} " if broken else value,
        id=f"urn:uuid:{uuid.uuid4()}",
    )
