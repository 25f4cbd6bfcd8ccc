"""What every mapping needs: words, codes, dates and numbers, kept as sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw

from overblik.domain.dates import ClinicalDate, Instant, clinical_date
from overblik.domain.making import maker
from overblik.domain.ports import Registers
from overblik.domain.quantity import NOTHING_SAID, Coded, Concept, Quantity
from overblik.sources.fhir.pool import Pool, base_of
from overblik.sources.fhir.subjects import Subjects
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import (
    Annotation,
    CodeableConcept,
    Coding,
    Element,
    Extension,
    HumanName,
    Measure,
    Meta,
    Reference,
)
from overblik.wire.fhir_types import Period as WirePeriod
from overblik.wire.strict import BrokenNumber, flaw, number

ABSENT = frozenset(
    {"http://terminology.hl7.org/CodeSystem/data-absent-reason", "http://hl7.org/fhir/data-absent-reason"},
)
"""Codes that stand where a meaning should, and say why there is none: `unknown` is no name of a drug."""
_NULL = "null"
_NO_NUMBER = ("", _NULL)
_quantity = maker(Quantity)


class Unfit(Exception):
    """A member whose meaning cannot be read: the item is shown as unreadable."""

    def __init__(self, code: str, place: str) -> None:
        """Name why and where."""
        super().__init__(code)
        self.code, self.place = code, place


class Resource(Element):
    """The members of every resource."""

    resource_type: Any = None
    id: str | None = None
    meta: Meta | None = None
    text: Any = None
    encounter: Any = None
    extension: tuple[Extension, ...] | None = None


class Person(Element):
    """What of a Practitioner, Organization, Location … gives its name."""

    resource_type: str = ""
    name: Raw = Raw()  # an empty Raw is a constant
    practitioner: Reference | None = None
    organization: Reference | None = None
    code: Raw = Raw()
    specialty: Raw = Raw()
    device_name: tuple[HumanName, ...] | None = None
    type: Raw = Raw()


_PERSON = msgspec.json.Decoder(Person)
_NAMES = msgspec.json.Decoder(tuple[HumanName, ...])
_TEXT = msgspec.json.Decoder(str)
_CONCEPT = msgspec.json.Decoder(CodeableConcept)
_CONCEPTS = msgspec.json.Decoder(tuple[CodeableConcept, ...])


@dataclass(slots=True)
class Context:
    """One reading: where the items came from, and what was read before."""

    service: str
    fetched_at: Instant
    registers: Registers
    pool: Pool
    subjects: Subjects
    opened: dict[str, list[Any]] = field(default_factory=dict)
    """What was decoded and checked for one topic and is read again for another, by its type."""
    named: dict[CodeableConcept | None, Any] = field(default_factory=dict)
    """What a code of an observation stands for: hundreds of results share one."""
    _dates: dict[str, ClinicalDate] = field(default_factory=dict)
    _orders: dict[str, str] = field(default_factory=dict)
    _concepts: dict[CodeableConcept, Concept] = field(default_factory=dict)
    _said: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def date(self, text: str | None, place: str) -> ClinicalDate | None:
        """Read a clinical date.

        Raises:
            Unfit: `date`, when the text is none; a value without its time would mislead (H15).

        """
        if not text or text == _NULL:
            return None
        found = self._dates.get(text)
        if found is None:
            found = clinical_date(text)
            if found is None:
                raise Unfit("date", place)
            self._dates[text] = found
        return found

    def soft_date(self, text: str | None) -> ClinicalDate | None:
        """Read a date that no clinical meaning hangs on; none when it is broken."""
        try:
            return self.date(text, "")
        except Unfit:
            return None

    def order(self, date: ClinicalDate | None) -> str:
        """Give the sort key of a date; the text is reckoned once."""
        if date is None:
            return ""
        found = self._orders.get(date.text)
        if found is None:
            found = self._orders[date.text] = date.order
        return found

    def start(self, period: WirePeriod | None, place: str) -> ClinicalDate | None:
        """Read the start of a period."""
        return self.date(period.start, f"{place}.start") if period else None

    def end(self, period: WirePeriod | None, place: str) -> ClinicalDate | None:
        """Read the end of a period."""
        return self.date(period.end, f"{place}.end") if period else None

    def coded(self, coding: Coding) -> Coded:
        """Keep a coding as sent; a register gives a name only where no display came (rule H)."""
        system, code, display = coding.system or "", coding.code or "", words(coding.display)
        return Coded(system, code, display, "" if display else self.registers.name(system, code))

    def concept(self, sent: CodeableConcept | None) -> Concept:
        """Keep a concept as sent; hundreds of items share one, so it is read once."""
        if sent is None:
            return NOTHING_SAID
        found = self._concepts.get(sent)
        if found is None:
            codings = tuple(self.coded(coding) for coding in sent.coding or ())
            found = self._concepts[sent] = Concept(words(sent.text), codings)
        return found

    def found(self, reference: Reference | None, near: Piece, place: str) -> Raw | None:
        """Give the resource that a reference names, none when it is not here.

        Raises:
            Unfit: it cannot be relied on, so nor can the item whose meaning hangs on it.

        """
        raw = self.pool.find(reference, near)
        problem = flaw(bytes(raw)) if raw is not None else None
        if problem is not None:
            raise Unfit(problem.code, place)
        return raw

    def said(self, reference: Reference | None, near: Piece) -> str:
        """Give the words for a person, place or thing that is referred to: display, else its own name."""
        if reference is None:
            return ""
        if words(reference.display):
            return words(reference.display)
        if not reference.reference:
            return words(reference.identifier.value) if reference.identifier else ""
        if reference.reference[0] == "#":
            return self._name(self.pool.find(reference, near), near, 0)
        # An address of its own means the same from everywhere in a message; a relative one hangs on its base.
        text = reference.reference
        key = (text, near.message.digest, "" if ":" in text else base_of(near.full_url))
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._name(self.pool.find(reference, near), near, 0)
        return found

    def first_said(self, references: Iterable[Reference] | None, near: Piece) -> str:
        """Give the names of all referred to, joined."""
        if not references:
            return ""
        return joined([self.said(one, near) for one in references])

    def _name(self, raw: Raw | None, near: Piece, depth: int) -> str:
        if raw is None or depth > 2:
            return ""
        try:
            person = _PERSON.decode(raw)
            own = _own_name(person)
            kind = self._kind(person)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ""
        behind = [self._named_behind(one, near, depth) for one in (person.practitioner, person.organization)]
        if person.resource_type == "PractitionerRole":
            return ", ".join(text for text in (behind[0], kind, behind[1]) if text)
        return own or kind or behind[0] or behind[1]

    def _named_behind(self, reference: Reference | None, near: Piece, depth: int) -> str:
        if reference is None:
            return ""
        return words(reference.display) or self._name(self.pool.find(reference, near), near, depth + 1)

    def _kind(self, person: Person) -> str:
        for raw in (person.code, person.specialty, person.type):
            if present(raw):
                decoder = _CONCEPTS if bytes(raw)[:1] == b"[" else _CONCEPT
                found = decoder.decode(raw)
                many = found if isinstance(found, tuple) else (found,)
                return ", ".join(text for one in many if (text := self.concept(one).said))
        return ""

    def quantity(self, sent: Measure | None, place: str) -> Quantity | None:
        """Read value and unit as one; the wire text stays (H12, H13).

        Raises:
            Unfit: `number` or `wrong_type`.

        """
        if sent is None:
            return None
        unit = words(sent.unit).strip() or words(sent.code).strip()
        comparator = words(sent.comparator)
        text = str(sent.value, "ascii", "replace")
        if text in _NO_NUMBER:
            return _quantity(None, unit, comparator, "")
        try:
            return _quantity(number(text), unit, comparator, text)
        except BrokenNumber as error:
            raise Unfit("number" if text[:1] in "-0123456789" else "wrong_type", f"{place}.value") from error

    def notes(self, sent: tuple[Annotation, ...] | None) -> tuple[str, ...]:
        """Give the texts of the notes."""
        return tuple(text for note in sent if (text := words(note.text))) if sent else ()

    def texts(self, sent: tuple[CodeableConcept, ...] | None) -> str:
        """Give the words of several concepts, joined."""
        if not sent:
            return ""
        return joined([self.concept(one).said for one in sent])


def _own_name(person: Person) -> str:
    if not present(person.name):
        return ", ".join(full_name(one) for one in person.device_name or ())
    if bytes(person.name)[:1] == b'"':
        return _TEXT.decode(person.name)
    names = _NAMES.decode(person.name)
    return full_name(names[0]) if names else ""


def full_name(name: HumanName) -> str:
    """Give a name in speaking order."""
    if words(name.text):
        return words(name.text)
    parts = [*(name.prefix or ()), *(name.given or ()), name.family]
    return " ".join(part for part in parts if part and part != _NULL)


def joined(texts: Iterable[str]) -> str:
    """Join what has words."""
    return ", ".join(filter(None, texts))


def words(text: str | None) -> str:
    """Give a text as sent; the literal `null` means that nothing was told (rule D)."""
    return "" if text is None or text == _NULL else text


def present(raw: Raw) -> bool:
    """Tell whether a raw member was sent and is not `null`."""
    length = len(raw)
    return length > 0 and not (length == 4 and bytes(raw) == b"null")


def stated(concept: Concept) -> Concept:
    """Give a concept that means something; nothing where it is only a reason for having none."""
    is_silent = concept.codings and not concept.text and all(one.system in ABSENT for one in concept.codings)
    return NOTHING_SAID if is_silent else concept


def first_coding(concept: Concept) -> Coded:
    """Give the first coding, an empty one when there is none."""
    return concept.codings[0] if concept.codings else Coded("", "", "")


def codes(sent: CodeableConcept | None) -> frozenset[str]:
    """Give the codes of a concept whatever their system."""
    return frozenset(coding.code for coding in (sent.coding or () if sent else ()) if coding.code)
