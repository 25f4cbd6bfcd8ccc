"""The data types of FHIR R4 (datatypes.html), typed with the members that are read; no medicine.

Numbers are kept as `msgspec.Raw`, so that `5.00` and `1e-3` survive; an empty one means absent.
A member sent as `null` is read as absent: 'not told', never a value.
"""

import msgspec
from msgspec import Raw, field

NO_NUMBER = Raw()


class Element(msgspec.Struct, gc=False, rename="camel"):
    """Root of all: camelCase on the wire, unknown members are skipped."""


class Coding(Element):
    """One code of one system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class CodeableConcept(Element):
    """Codes for one meaning, and its text."""

    coding: tuple[Coding, ...] | None = None
    text: str | None = None


class Identifier(Element):
    """A number with the system that it is unique in."""

    system: str | None = None
    value: str | None = None
    use: str | None = None
    type: CodeableConcept | None = None


class Reference(Element):
    """A pointer to another resource: by address, by number, or by words only."""

    reference: str | None = None
    identifier: Identifier | None = None
    display: str | None = None
    type: str | None = None


class Period(Element):
    """A start and an end."""

    start: str | None = None
    end: str | None = None


class Quantity(Element):
    """A measured amount."""

    value: Raw = NO_NUMBER
    unit: str | None = None
    code: str | None = None
    system: str | None = None
    comparator: str | None = None


class Range(Element):
    """Two amounts."""

    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Element):
    """One amount over another."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class SampledData(Element):
    """A curve; only its presence and numbers as text are shown."""

    data: str | None = None
    dimensions: int | None = None


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
    """The first members of any resource, with the places where a citizen is named."""

    resource_type: str = ""
    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    patient: Reference | None = None
    beneficiary: Reference | None = None
    contained: tuple[Raw, ...] | None = None


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
