"""Patient (patient.html, dk-core 3.8) to MasterData: the banner's facts."""

import msgspec

from overblik.domain.patient import ContactPerson, MasterData, Sex
from overblik.sources.fhir.mapping.base import Context, Resource, full_name, words
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import (
    Address,
    CodeableConcept,
    ContactPoint,
    Element,
    HumanName,
    Identifier,
    Reference,
)

_SEXES = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER}
_NAME_ORDER = ("official", "usual", None, "temp", "nickname", "anonymous", "old", "maiden")
_PROTECTED = frozenset({"R", "V"})
"""dk-core: name and address protection is the confidentiality R of the record."""
_INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"


class Relative(Element):
    """A contact of the record."""

    relationship: tuple[CodeableConcept, ...] | None = None
    name: HumanName | None = None
    telecom: tuple[ContactPoint, ...] | None = None


class Language(Element):
    """A language of the citizen."""

    language: CodeableConcept | None = None
    preferred: bool | None = None


class Patient(Resource):
    """The members that are read."""

    identifier: tuple[Identifier, ...] | None = None
    name: tuple[HumanName, ...] | None = None
    telecom: tuple[ContactPoint, ...] | None = None
    gender: str | None = None
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    address: tuple[Address, ...] | None = None
    contact: tuple[Relative, ...] | None = None
    communication: tuple[Language, ...] | None = None
    general_practitioner: tuple[Reference, ...] | None = None


class RelatedPerson(Resource):
    """A relative with a record of its own."""

    patient: Reference | None = None
    relationship: tuple[CodeableConcept, ...] | None = None
    name: tuple[HumanName, ...] | None = None
    telecom: tuple[ContactPoint, ...] | None = None
    active: bool | None = None


PATIENT = msgspec.json.Decoder(Patient)
_RELATED = msgspec.json.Decoder(RelatedPerson)


def master_data(sent: Patient, piece: Piece, context: Context) -> MasterData:
    """Map one record."""
    name = best_name(sent.name)
    languages = sorted(sent.communication or (), key=lambda one: one.preferred is not True)
    return MasterData(
        family=words(name.family) or (words(name.text) if not name.given else ""),
        given=" ".join(text for part in name.given or () if (text := words(part))),
        # A broken date is no date; name and number must still stand in the banner.
        birth_date=context.soft_date(sent.birth_date),
        sex=_SEXES.get(sent.gender or "", Sex.UNKNOWN),
        # A date of death says death, whatever the flag says.
        deceased=sent.deceased_boolean is True or bool(words(sent.deceased_date_time)),
        deceased_at=context.soft_date(sent.deceased_date_time),
        is_protected=any(label.code in _PROTECTED for label in (sent.meta.security or () if sent.meta else ())),
        address=postal_lines(sent.address),
        phones=_phones(sent.telecom),
        language=context.concept(languages[0].language).said if languages else "",
        needs_interpreter=any(one.url == _INTERPRETER and one.value_boolean for one in sent.extension or ()),
        contacts=(*_own(sent, piece, context), *_related(piece, context)),
        identifiers=tuple((words(one.system), words(one.value)) for one in sent.identifier or () if words(one.value)),
    )


def best_name(sent: tuple[HumanName, ...] | None) -> HumanName:
    """Choose the name in force: official before usual, a maiden name last."""

    def rank(name: HumanName) -> tuple[bool, int]:
        ended = name.period is not None and bool(name.period.end)
        return ended, _NAME_ORDER.index(name.use) if name.use in _NAME_ORDER else len(_NAME_ORDER)

    return min(sent, key=rank) if sent else HumanName()


def _phones(sent: tuple[ContactPoint, ...] | None) -> tuple[str, ...]:
    return tuple(
        text.removeprefix("tel:")
        for one in sent or ()
        if one.system in ("phone", "sms", None) and (text := words(one.value)) and text != "tel:null"
    )


def postal_lines(sent: tuple[Address, ...] | None) -> tuple[str, ...]:
    """Give the lines of the address at which somebody lives now."""
    rest = [one for one in sent or () if one.use != "old"]
    if not rest:
        return ()
    best = next((one for one in rest if one.use == "home"), rest[0])
    town = " ".join(part for part in (words(best.postal_code), words(best.city)) if part)
    lines = [line for line in best.line or () if line and words(line)]
    made = tuple(part for part in (*lines, town, words(best.country)) if part)
    return made or tuple(part for part in (words(best.text),) if part)


def _own(sent: Patient, piece: Piece, context: Context) -> list[ContactPerson]:
    found = [
        ContactPerson(
            "relative", full_name(one.name or HumanName()), _joined(one.telecom), context.texts(one.relationship)
        )
        for one in sent.contact or ()
    ]
    doctors = [context.said(one, piece) for one in sent.general_practitioner or ()]
    return found + [ContactPerson("general_practitioner", name, "") for name in doctors if name]


def _related(piece: Piece, context: Context) -> list[ContactPerson]:
    """Relatives with records of their own that name this very record."""
    mine = context.subjects.record(piece.raw, piece.full_url)
    found = []
    for other in context.pool.of("RelatedPerson"):
        try:
            one = _RELATED.decode(other.raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue  # a relative is no item of the citizen's own record; the raw file keeps it
        if mine and one.active is not False and context.subjects.of(one.patient, other) == mine.patient_id:
            name = full_name(best_name(one.name))
            found.append(ContactPerson("relative", name, _joined(one.telecom), context.texts(one.relationship)))
    return found


def _joined(sent: tuple[ContactPoint, ...] | None) -> str:
    return ", ".join(_phones(sent))
