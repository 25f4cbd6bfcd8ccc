"""What the head of a stamkort states: own general practitioner, guardian, relatives, and the registrations of 2.0."""

from dataclasses import replace

from overblik.domain.dates import ClinicalDate
from overblik.domain.section import Topic
from overblik.domain.stamkort import REGISTRATIONS, StamkortFact, StamkortKind
from overblik.sources.dds.mapping.head import REGISTRATION_ARC, YDER_ROOT, roles
from overblik.sources.dds.mapping.pdc_facts import HEAD_ROOTS, phone_of
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.wire.cda import ClinicalDocument, Node
from overblik.wire.cda_types import address_of, every, first, first_of, gather, is_null, name_of, stated, words_of
from overblik.wire.places import Place

TOPIC = Topic.MASTER_DATA
_TRUTH = {"true": True, "false": False}


def facts_of_head(document: ClinicalDocument, read: Read, date: ClinicalDate | None) -> None:
    """Add what stands in the head, and says so."""
    found: list[StamkortFact | Lost] = []
    for role in roles(document):
        parts = gather(role)
        for place, node in enumerate(every(parts, "id"), 1):
            if (node.get("root") or "").startswith(REGISTRATION_ARC):
                found.append(_registration(node, place, date))
        patient = first(parts, "patient")
        guardian = first_of(patient, "guardian")
        if guardian is not None and not is_null(guardian):
            name = first_of(guardian, "guardianPerson", "name")
            name = name if name is not None else first_of(guardian, "guardianOrganization", "name")
            found.append(_person(StamkortKind.GUARDIAN, "guardian", guardian, name, date))
        practice = first(parts, "providerOrganization")
        if practice is not None and not is_null(practice):
            found.append(_practice(practice, date))
    for informant in every(document.parts, "informant"):
        entity = first_of(informant, "relatedEntity")
        if entity is not None:
            found.append(_relative(entity, date))
    _add(document, read, found, date)


def _add(document: ClinicalDocument, read: Read, found: list[StamkortFact | Lost], date: ClinicalDate | None) -> None:
    place: Place = (0, 0)
    target = first(document.parts, "recordTarget")
    if found and target is not None:
        place = document.place_of(target)
    for number, one in enumerate(found, 1):
        if isinstance(one, Lost):
            read.lose(TOPIC, Lost(one.key, one.code, one.place, *place))
        else:
            where = (0, 0) if one.code == "informant" else place
            read.add(TOPIC, Row(one, f"head/{number}", *where, source_time=date))


def _registration(node: Node, place: int, date: ClinicalDate | None) -> StamkortFact | Lost:
    """Read a registration that is written as an identifier of the citizen, by its root (2.0)."""
    named = stated(node.get("assigningAuthorityName"))
    kind = HEAD_ROOTS.get(node.get("root") or "", StamkortKind.OTHER)
    code = kind.value if kind is not StamkortKind.OTHER else named
    sent = "" if is_null(node) else stated(node.get("extension"))
    is_registration = kind in REGISTRATIONS
    if is_registration and sent and sent.lower() not in _TRUTH:
        return Lost(f"head/id/{place}", "value", code)
    return StamkortFact(
        kind=kind,
        code=code,
        display=named,
        is_stated=bool(sent),
        registered=_TRUTH.get(sent.lower()) if is_registration else None,
        value="" if is_registration else sent,
        is_from_head=True,
        document_at=date,
    )


def _person(
    kind: StamkortKind, code: str, node: Node, name: Node | None, date: ClinicalDate | None, relation: str = ""
) -> StamkortFact:
    parts = gather(node)
    words = name_of(name)
    address = address_of(first(parts, "addr"))
    phones = tuple(phone for one in every(parts, "telecom") if (phone := phone_of(one)))
    return StamkortFact(
        kind=kind,
        code=code,
        display="",
        is_stated=bool(words or address or phones),
        registered=None,
        name=words,
        relation=relation,
        address=address,
        phones=phones,
        is_from_head=True,
        document_at=date,
    )


def _practice(node: Node, date: ClinicalDate | None) -> StamkortFact:
    """Read the citizen's own general practitioner, with the provider number where it is one."""
    made = _person(StamkortKind.GENERAL_PRACTITIONER, "providerOrganization", node, first_of(node, "name"), date)
    numbers = [stated(one.get("extension")) for one in node.iterchildren("{*}id") if one.get("root") == YDER_ROOT]
    number = next((text for text in numbers if text), "")
    return replace(made, value=number, is_stated=made.is_stated or bool(number))


def _relative(node: Node, date: ClinicalDate | None) -> StamkortFact:
    code = first_of(node, "code")
    relation = words_of(code) if code is not None else ""
    name = first_of(node, "relatedPerson", "name")
    return _person(StamkortKind.RELATIVE, "informant", node, name, date, relation)


def name_of_head(read: Read) -> None:
    """Add the name of the card's head where none of its facts tells it: the number decides, the other name is said."""
    facts = [row.fact for row in read.rows.get(Topic.MASTER_DATA, ()) if isinstance(row.fact, StamkortFact)]
    named = {fact.name for fact in facts if fact.kind is StamkortKind.NAME_AND_ADDRESS}
    if read.other_name and read.other_name not in named:
        kind = StamkortKind.OTHER_NAME
        fact = StamkortFact(
            kind,
            kind.value,
            "",
            is_stated=True,
            registered=None,
            name=read.other_name,
            is_from_head=True,
            document_at=read.date,
        )
        read.add(Topic.MASTER_DATA, Row(fact, "head/name", source_time=read.date))
