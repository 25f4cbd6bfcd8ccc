"""The data types of FHIR R4 (datatypes.html), typed with the members that are read; no medicine.

Numbers are kept as `msgspec.Raw`, so that `5.00` and `1e-3` survive; an empty one means absent.
A member sent as `null` is read as absent: 'not told', never a value.
Members of type `Any` are not read. They stand here because most servers send them: a text of which every
member has a place here needs no second look for members that stand twice (`strict.is_whole`).
"""

from typing import Any

import msgspec
from msgspec import Raw, field

NO_NUMBER = Raw()
_OPENING = (b"{", b"[")


def refuse_structure(number: Raw) -> None:
    """Refuse an object or a list where a number is to stand: nobody would look at the keys within.

    Raises:
        ValueError: msgspec makes a ValidationError of it, with the place.

    """
    if bytes(number).startswith(_OPENING):
        raise ValueError("Expected a number")


class Element(msgspec.Struct, gc=False, rename="camel", omit_defaults=True):
    """Root of all: camelCase on the wire, unknown members are skipped, absent ones are not written."""


class Same(msgspec.Struct, frozen=True, gc=False, rename="camel", omit_defaults=True):
    """An element known by what it says: hundreds of items hold the same one, and it is looked at once."""


class Coding(Same, frozen=True):
    """One code of one system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class CodeableConcept(Same, frozen=True):
    """Codes for one meaning, and its text."""

    coding: tuple[Coding, ...] | None = None
    text: str | None = None


class Identifier(Same, frozen=True):
    """A number with the system that it is unique in."""

    system: str | None = None
    value: str | None = None
    use: str | None = None
    type: CodeableConcept | None = None


class Reference(Same, frozen=True):
    """A pointer to another resource: by address, by number, or by words only."""

    reference: str | None = None
    identifier: Identifier | None = None
    display: str | None = None
    type: str | None = None


class Period(Element):
    """A start and an end."""

    start: str | None = None
    end: str | None = None


class Measure(Element):
    """An amount that is always read: what is no number in it is found then."""

    value: Raw = NO_NUMBER
    comparator: str | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None


class Quantity(Measure):
    """An amount that may be left unread."""

    def __post_init__(self) -> None:
        """Take a number only."""
        refuse_structure(self.value)


class Range(Element):
    """Two amounts."""

    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Element):
    """One amount over another."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class SampledData(Element):
    """A curve; its numbers are shown as text, where they need no reckoning."""

    data: str | None = None
    dimensions: int | None = None
    origin: Quantity | None = None
    factor: Raw = NO_NUMBER
    period: Any = None

    def __post_init__(self) -> None:
        """Take a number only."""
        refuse_structure(self.factor)


class Annotation(Element):
    """A note by someone."""

    text: str | None = None
    time: str | None = None


class HumanName(Element):
    """A name of a person."""

    use: str | None = None
    text: str | None = None
    family: str | None = None
    given: tuple[str | None, ...] | None = None
    prefix: tuple[str | None, ...] | None = None
    period: Period | None = None


class ContactPoint(Element):
    """A telephone number or another way to reach someone."""

    system: str | None = None
    value: str | None = None
    use: str | None = None


class Address(Element):
    """A postal address."""

    use: str | None = None
    type: str | None = None
    text: str | None = None
    line: tuple[str | None, ...] | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None


class Attachment(Element):
    """A document's content or its address."""

    content_type: str | None = None
    title: str | None = None
    url: str | None = None
    data: str | None = None


class Extension(Element):
    """An addition by a profile; the value types that are read."""

    url: str | None = None
    value_reference: Reference | None = None
    value_code: str | None = None
    value_date_time: str | None = None
    value_string: str | None = None
    value_boolean: bool | None = None


class Meta(Element):
    """Version, time of the last change, profiles and security labels."""

    version_id: str | None = None
    last_updated: str | None = None
    security: tuple[Coding, ...] | None = None
    tag: tuple[Coding, ...] | None = None
    profile: Any = None
    source: Any = None


class Dosing(Element):
    """One amount of a dose: an amount, or a range (dosage.html)."""

    dose_quantity: Quantity | None = None
    dose_range: Range | None = None
    rate_ratio: Ratio | None = None
    rate_quantity: Quantity | None = None
    rate_range: Range | None = None


class Repeat(Element):
    """When something recurs (Timing.repeat)."""

    frequency: Raw = NO_NUMBER
    frequency_max: Raw = NO_NUMBER
    period: Raw = NO_NUMBER
    period_max: Raw = NO_NUMBER
    period_unit: str | None = None
    day_of_week: tuple[str | None, ...] | None = None
    time_of_day: tuple[str | None, ...] | None = None
    when: tuple[str | None, ...] | None = None
    offset: Raw = NO_NUMBER
    count: Raw = NO_NUMBER
    duration: Raw = NO_NUMBER
    duration_unit: str | None = None
    bounds_period: Period | None = None
    bounds_duration: Quantity | None = None

    def __post_init__(self) -> None:
        """Take numbers only."""
        for one in (self.frequency, self.frequency_max, self.period, self.period_max):
            refuse_structure(one)
        for one in (self.offset, self.count, self.duration):
            refuse_structure(one)


class Timing(Element):
    """A schedule: moments, a rule, or a code."""

    event: tuple[str | None, ...] | None = None
    repeat: Repeat | None = None
    code: CodeableConcept | None = None


class Dosage(Element):
    """How a drug is to be taken (dosage.html)."""

    sequence: int | None = None
    text: str | None = None
    additional_instruction: tuple[CodeableConcept, ...] | None = None
    patient_instruction: str | None = None
    timing: Timing | None = None
    as_needed_boolean: bool | None = None
    as_needed_codeable_concept: CodeableConcept | None = None
    route: CodeableConcept | None = None
    dose_and_rate: tuple[Dosing, ...] | None = None
    max_dose_per_period: Ratio | None = None


class Contained(Element):
    """What any resource may carry besides its own members."""

    contained: tuple[Raw, ...] | None = None


class Head(Element):
    """Where any resource names its citizen, and no more: whatever else is broken, this can be read."""

    subject: Reference | None = None
    patient: Reference | None = None


class Issue(Element):
    """One problem of an OperationOutcome (operationoutcome.html)."""

    severity: str | None = None
    code: str | None = None
    diagnostics: str | None = None
    details: CodeableConcept | None = None


class OperationOutcome(Element):
    """What a server says went wrong."""

    issue: tuple[Issue, ...] = ()
    resource_type: str = field(name="resourceType", default="")
