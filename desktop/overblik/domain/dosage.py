"""Dosage as Fælles Medicinkort 1.4.6 structures it (schema 2015/06/01, DosageForResponseType)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from overblik.domain.dates import ClinicalDate


class PartOfDay(Enum):
    """When in the day, where no clock time is given; the wire writes the names in lower case.

    Numbers, because a kept copy must tell a part of the day from a clock time, which is text.
    """

    MORNING = 1
    NOON = 2
    EVENING = 3
    NIGHT = 4


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose: a quantity, or a least and a greatest one; numbers as sent, in the unit of the dosage."""

    quantity: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    time: PartOfDay | str | None = None
    """A part of the day, a clock time as sent (`08:00:00`), or none: some time of the day."""


@dataclass(frozen=True, slots=True)
class DosageDay:
    """The doses of one day of the iteration; `number` counts from 1 at the start date, none is AnyDay."""

    number: int | None
    doses: tuple[Dose, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """One period of dosing; without days it is an explicit pause (EmptyStructure)."""

    interval: int | None
    """Days between the starts of two rounds (IterationInterval >= 1); none is NotIterated, once through."""
    start: ClinicalDate | None
    end: ClinicalDate | None
    """None is DosageEndingUndetermined."""
    days: tuple[DosageDay, ...]
    supplement: str = ""
    """SupplementaryText, as sent."""
    short_text: str = ""
    """DosageTranslation/ShortText of the service, verbatim; empty when it sent none."""
    long_text: str = ""
    started_previously: bool = False


@dataclass(frozen=True, slots=True)
class Structures:
    """StructuresFixed or StructuresAccordingToNeed, with the service's text for all of them."""

    periods: tuple[Structure, ...]
    short_text: str = ""
    """DosageTranslationCombined/ShortText, verbatim."""
    long_text: str = ""


@dataclass(frozen=True, slots=True)
class FreeText:
    """A dosage in words only."""

    text: str
    start: ClinicalDate | None
    end: ClinicalDate | None
    started_previously: bool = False


@dataclass(frozen=True, slots=True)
class LocalSchema:
    """AdministrationAccordingToSchemaInLocalSystem: the dose is not in FMK."""

    start: ClinicalDate | None
    end: ClinicalDate | None
    started_previously: bool = False


@dataclass(frozen=True, slots=True)
class Dosage:
    """One dosage; exactly one of structures (fixed, as needed, or both), free text and local schema."""

    type_text: str
    """Dosage/Type as sent: `fast`, `efter behov`, `kombineret`, `ikke angivet`."""
    unit_singular: str = ""
    """UnitTexts/Singular; empty where a lone UnitText was sent."""
    unit_plural: str = ""
    """UnitTexts/Plural, or the lone UnitText."""
    fixed: Structures | None = None
    as_needed: Structures | None = None
    free_text: FreeText | None = None
    local_schema: LocalSchema | None = None
    doubts: tuple[str, ...] = ()
    """What stood outside the rules of the schema, as codes (`interval`, `any_day`, `unknown_element:Name`):
    the text is then shown with a warning, and nothing is reckoned from the structure."""
