"""What the reports of MedCom XML have in common: by local name in any of their namespaces, in any order."""

import re
from decimal import Decimal
from functools import lru_cache

from overblik.domain.clinical import Actor, Passage
from overblik.domain.dates import ClinicalDate, clinical_date
from overblik.domain.errors import InputError
from overblik.domain.patient import MasterData, PatientId, Sex, cpr, local
from overblik.sources.dds.mapping.head import masked
from overblik.wire.cda_types import Parts, every, first_of, gather, said, squeezed, stated
from overblik.wire.elements import Node, Unfit, local_name

SPACE = "medcom.dk/xml/schemas/"
ALTERNATIVE = "urn:medcom:AlternativeIdentifier"
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ACTORS = {
    "sygehusafdelingsnummer": Actor.HOSPITAL,
    "ydernummer": Actor.GENERAL_PRACTICE,
    "kommunenummer": Actor.MUNICIPALITY,
}
_WHITE = {"Break": "\n", "Space": " "}
_LABELS = {
    "Letter": "Brev",
    "Sender": "Afsender",
    "Receiver": "Modtager",
    "CCReceiver": "Kopimodtager",
    "Patient": "Patient",
    "RequisitionInformation": "Rekvisition",
    "LaboratoryResults": "Resultater",
    "Result": "Resultat",
    "Comments": "Kommentarer",
    "Sample": "Prøve",
    "Conclusion": "Konklusion",
}


def is_medcom(root: Node) -> bool:
    """Tell whether a root is one of MedCom's messages."""
    tag: str = root.tag
    return SPACE in tag and (local_name(tag) == "Emessage" or local_name(tag).endswith("Report"))


def reports_of(root: Node) -> list[Node]:
    """Give the reports of a message."""
    if local_name(root.tag).endswith("Report"):
        return [root]
    return [child for child in root if local_name(child.tag).endswith("Report")]


def text_in(node: Node | None, *names: str) -> str:
    """Give the text of a descendant by its path, as one line."""
    return said(first_of(node, *names))


def block_of(node: Node | None) -> str:
    """Give a longer text with its line breaks, which stand as elements."""
    if node is None:
        return ""
    pieces = [node.text or ""]
    for child in node.iter():
        if child is not node:
            name = local_name(child.tag)
            pieces += [_WHITE.get(name, ""), child.text or "", child.tail or ""]
    lines = (squeezed(line) for line in re.split(r"\n", "".join(pieces)))
    return "\n".join(line for line in lines if line)


def number(text: str) -> Decimal | None:
    """Read a number with point or comma before its decimals; both together are left as text."""
    return _read_number(text)


@lru_cache(maxsize=4096)
def _read_number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if len(text) <= 64 and _NUMBER.fullmatch(text) else None


def when(node: Node | None, place: str) -> ClinicalDate | None:
    """Read a date with a time beside it, or both in one text; without an offset it is Danish.

    Raises:
        Unfit: something else stands there.

    """
    if node is None:
        return None
    day, clock = text_in(node, "Date"), text_in(node, "Time")
    sent = f"{day}T{clock}" if day and clock else day or said(node)
    if not sent:
        return None
    read = clinical_date(sent) or _without_offset(sent)
    if read is None:
        raise Unfit("date", place)
    return read


def _without_offset(sent: str) -> ClinicalDate | None:
    """Read a day with a zone behind it: the zone says nothing of the day."""
    day = sent[:10]
    return clinical_date(day) if _DAY.fullmatch(day) and sent[10:11] in ("Z", "+", "-") else None


def maybe_when(node: Node | None) -> ClinicalDate | None:
    """Read a time that no result rests upon."""
    try:
        return when(node, "")
    except Unfit:
        return None


def person_of(reports: list[Node]) -> PatientId | None:
    """Give whom all reports of a message name; none where one names nobody, or they name several."""
    named: set[PatientId | None] = set()
    for report in reports:
        patients = list(report.iterchildren("{*}Patient"))
        named |= {_number(patient) for patient in patients} if patients else {None}
    return named.pop() if len(named) == 1 else None


def _number(patient: Node) -> PatientId | None:
    parts = gather(patient)
    numbers = {said(node) for node in every(parts, "CivilRegistrationNumber")} - {""}
    others = {said(node) for node in every(parts, "AlternativeIdentifier")} - {""}
    if len(numbers) > 1 or (not numbers and len(others) != 1):
        return None
    try:
        return cpr(numbers.pop()) if numbers else local(ALTERNATIVE, others.pop())
    except InputError:
        return None


def master_of(report: Node) -> MasterData | None:
    """Read what a report says of the citizen."""
    patient = first_of(report, "Patient")
    if patient is None:
        return None
    street = [text_in(patient, "StreetName"), text_in(patient, "SuburbName")]
    town = f"{text_in(patient, 'PostCodeIdentifier')} {text_in(patient, 'DistrictName')}".strip()
    return MasterData(
        family=text_in(patient, "PersonSurnameName"),
        given=text_in(patient, "PersonGivenName"),
        birth_date=None,
        sex=Sex.UNKNOWN,
        deceased=False,
        deceased_at=None,
        is_protected=False,
        address=tuple(line for line in (*street, town) if line),
        phones=(),
        language="",
        needs_interpreter=False,
        contacts=(),
        identifiers=(),
    )


def organisation_of(holder: Node | None) -> str:
    """Give an organisation with department and unit."""
    names = [text_in(holder, name) for name in ("OrganisationName", "DepartmentName", "UnitName")]
    return ", ".join(dict.fromkeys(name for name in names if name))


def actor_of(report: Node) -> Actor:
    """Tell whose report it is by the kind of number that the sender bears."""
    return _ACTORS.get(text_in(report, "Sender", "IdentifierCode"), Actor.UNKNOWN)


def passages_of(report: Node) -> list[Passage]:
    """Give the whole report as text: each part under its name, each member with its own."""
    return [Passage(_label(child), masked("\n".join(_lines(child, 0)))) for child in report]


def _label(node: Node) -> str:
    name = local_name(node.tag)
    return _LABELS.get(name, name)


def _lines(node: Node, depth: int) -> list[str]:
    indent = "  " * depth
    if not len(node):
        text = stated(node.text)
        return [f"{indent}{text}"] if text else []
    if any(local_name(child.tag) in _WHITE or (child.tail or "").strip() for child in node):
        return [f"{indent}{line}" for line in block_of(node).split("\n") if line]
    lines = []
    for child in node:
        inner = _lines(child, 0)
        if len(inner) == 1 and not any(len(part) for part in child):
            lines.append(f"{indent}{_label(child)}: {inner[0]}")
        elif inner:
            lines += [f"{indent}{_label(child)}:", *(f"{indent}  {line}" for line in inner)]
    return lines


def one_text(parts: Parts, name: str) -> str:
    """Give the text of a member that says one thing.

    Raises:
        Unfit: it stands more than once with different texts.

    """
    texts = {said(node) for node in every(parts, name)} - {""}
    if len(texts) > 1:
        raise Unfit("duplicate_element", name)
    return texts.pop() if texts else ""
