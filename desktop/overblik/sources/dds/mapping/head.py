"""The header of a shared document: whom it names, who wrote it, and what it says of the citizen."""

import re

from overblik.domain.clinical import Actor
from overblik.domain.dates import ClinicalDate
from overblik.domain.errors import InputError
from overblik.domain.patient import CPR_SYSTEM, ContactPerson, MasterData, PatientId, Sex, cpr
from overblik.wire.cda import ClinicalDocument, Node
from overblik.wire.cda_time import day_of, time_of
from overblik.wire.cda_types import (
    address_of,
    every,
    first,
    first_of,
    gather,
    given_and_family,
    is_null,
    name_of,
    said,
    sent_time,
    stated,
    telecom_of,
)

CPR_ROOT = "1.2.208.176.1.2"
OLD_CPR_ROOT = "2.16.840.1.113883.3.4208.100.2"
YDER_ROOT = "1.2.208.176.1.4"
REGISTRATION_ARC = "1.2.208.176.1.99.99."
"""Under it a stamkort 2.0 writes registrations as if they were identifiers of the citizen."""
MASK = "••••••-••••"
_NUMBER = re.compile(r"(?<!\d)\d{6}[-\s]?\d{4}(?!\d)", re.ASCII)
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "UN": Sex.OTHER}
_SIGNS = (
    (Actor.MUNICIPALITY, re.compile(r"kommune", re.IGNORECASE)),
    (Actor.HOSPITAL, re.compile(r"hospital|sygehus|\bOUH\b|rigshospitalet", re.IGNORECASE)),
    (Actor.GENERAL_PRACTICE, re.compile(r"\blæge(?:hus|r)|praksis", re.IGNORECASE)),
)
_OTHER_PRACTICE = re.compile(r"speciallæge|tand|fysio|kiropra|psykolog|fodterap", re.IGNORECASE)
"""A practice, but no general one."""


def masked(text: str) -> str:
    """Cover every civil registration number in a title (T25)."""
    return _NUMBER.sub(MASK, text)


def person_of(document: ClinicalDocument) -> tuple[PatientId | None, bool]:
    """Give whom the document names and whether only under the old arc (services.md section 1).

    `recordTarget/patientRole/id` alone decides. Every target must bear one and the same number: of two
    numbers nobody can tell which is meant.
    """
    named: set[PatientId] = set()
    old: list[bool] = []
    for role in roles(document):
        found = [node for node in role.iterchildren("{*}id") if node.get("root") in (CPR_ROOT, OLD_CPR_ROOT)]
        for node in found:
            is_old = node.get("root") == OLD_CPR_ROOT
            number = _number(node, is_old)
            if number is None:
                return None, False
            named.add(number)
            old.append(is_old)
        if not found:
            return None, False
    return (named.pop(), all(old)) if len(named) == 1 else (None, False)


def _number(node: Node, is_old: bool) -> PatientId | None:
    sent = stated(node.get("extension"))
    if is_null(node) or (is_old and not (sent.isascii() and sent.isdigit())):
        return None
    try:
        return cpr(sent)
    except InputError:
        return None


def roles(document: ClinicalDocument) -> list[Node]:
    """Give every patient role of every record target, those that are missing included as empty ones."""
    return [
        role
        for target in every(document.parts, "recordTarget")
        for role in (list(target.iterchildren("{*}patientRole")) or [target])
    ]


def master_of(document: ClinicalDocument, *, is_card: bool) -> MasterData | None:
    """Read what the header says of the citizen, names as sent.

    Only in a stamkort is the provider organisation the citizen's own general practitioner.
    """
    role = next(iter(roles(document)), None)
    if role is None:
        return None
    parts = gather(role)
    patient = first(parts, "patient")
    about = gather(patient) if patient is not None else {}
    given, family = given_and_family(first(about, "name"))
    sex, language = first(about, "administrativeGenderCode"), first(about, "languageCommunication")
    died = stated(_value(first(about, "deceasedTime")))
    home = first(parts, "addr")
    return MasterData(
        family=family,
        given=given,
        birth_date=day_of(_value(first(about, "birthTime"))),
        sex=_SEXES.get(sex.get("code") or "", Sex.UNKNOWN) if sex is not None else Sex.UNKNOWN,
        deceased=_value(first(about, "deceasedInd")).strip() == "true" or bool(died),
        deceased_at=time_of(died),
        is_protected=any(node is not None and node.get("nullFlavor") == "MSK" for node in (home, first(about, "name"))),
        address=address_of(home),
        phones=phones_of(every(parts, "telecom")),
        language=_code(first_of(language, "languageCode")),
        needs_interpreter=False,
        contacts=_contacts(first(parts, "providerOrganization") if is_card else None, first(about, "guardian")),
        identifiers=tuple(
            (CPR_SYSTEM if root == CPR_ROOT else root, stated(node.get("extension")))
            for node in every(parts, "id")
            if (root := node.get("root") or "") and not root.startswith(REGISTRATION_ARC) and node.get("extension")
        ),
    )


def _value(node: Node | None) -> str:
    return (node.get("value") or "") if node is not None and not is_null(node) else ""


def _code(node: Node | None) -> str:
    return stated(node.get("code")) if node is not None else ""


def phones_of(nodes: list[Node]) -> tuple[str, ...]:
    """Give the telephone numbers, as the other sources of the banner do: mail and web addresses are none."""
    read = (telecom_of(node) for node in nodes)
    return tuple(number for scheme, number in read if scheme in ("tel", "sms") and number)


def _contacts(practice: Node | None, guardian: Node | None) -> tuple[ContactPerson, ...]:
    found = []
    if guardian is not None and (name := name_of(first_of(guardian, "guardianPerson", "name"))):
        phones = ", ".join(phones_of(list(guardian.iterchildren("{*}telecom"))))
        found.append(ContactPerson("relative", name, phones, "Værge"))
    if practice is not None and (name := name_of(first_of(practice, "name"))):
        phones = ", ".join(phones_of(list(practice.iterchildren("{*}telecom"))))
        found.append(ContactPerson("general_practitioner", name, phones))
    return tuple(found)


def who(holder: Node | None) -> tuple[str, str]:
    """Give person and organisation of an author, a performer or an authenticator; empty when not named."""
    if holder is None:
        return "", ""
    entity = next(
        (node for name in ("assignedAuthor", "assignedEntity") for node in holder.iterchildren(f"{{*}}{name}")), holder
    )
    person = name_of(first_of(entity, "assignedPerson", "name"))
    device = first_of(entity, "assignedAuthoringDevice") if not person else None
    person = person or said(first_of(device, "softwareName")) or said(first_of(device, "manufacturerModelName"))
    return person, name_of(first_of(entity, "representedOrganization", "name"))


def joined(holder: Node | None) -> str:
    """Give organisation and person as one text."""
    person, organisation = who(holder)
    return ", ".join(part for part in (organisation, person) if part)


def author_of(document: ClinicalDocument) -> Node | None:
    """Give the first author: later ones are co-authors and those who asked."""
    return first(document.parts, "author")


def written_at(holder: Node | None) -> ClinicalDate | None:
    """Give when an author wrote; none when that is not stated or cannot be read."""
    return time_of(sent_time(first_of(holder, "time")))


def date_of(document: ClinicalDocument) -> ClinicalDate | None:
    """Give the document's own time."""
    return time_of(sent_time(first(document.parts, "effectiveTime")))


def actor_of(document: ClinicalDocument) -> Actor:
    """Tell whose document it is, by safe signs only: a provider number, or one kind of word in the author's name.

    What kind of organisation a SOR number stands for, only the register could say.
    """
    author = author_of(document)
    entity = first_of(author, "assignedAuthor")
    organisation = first_of(entity, "representedOrganization")
    name = name_of(first_of(organisation, "name"))
    found = {actor for actor, sign in _SIGNS if sign.search(name)}
    if _OTHER_PRACTICE.search(name):
        found.discard(Actor.GENERAL_PRACTICE)
    holders = (node for node in (entity, organisation) if node is not None)
    if any(node.get("root") == YDER_ROOT for holder in holders for node in holder.iterchildren("{*}id")):
        found.add(Actor.GENERAL_PRACTICE)
    return found.pop() if len(found) == 1 else Actor.UNKNOWN


def identifier_of(node: Node | None) -> str:
    """Give an id as `root^extension`; empty where there is none."""
    if node is None:
        return ""
    root, extension = (node.get("root") or "").strip(), (node.get("extension") or "").strip()
    return f"{root}^{extension}" if extension else root


def replaced_by(document: ClinicalDocument) -> tuple[str, ...]:
    """Give the ids of the documents whose place this one takes (relatedDocument typeCode RPLC)."""
    related = (node for node in every(document.parts, "relatedDocument") if node.get("typeCode") == "RPLC")
    parents = (parent for node in related for parent in node.iterchildren("{*}parentDocument"))
    found = (identifier_of(node) for parent in parents for node in parent.iterchildren("{*}id"))
    return tuple(name for name in found if name)
