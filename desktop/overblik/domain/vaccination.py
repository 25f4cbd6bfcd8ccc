"""A vaccination as registered: given, planned, hidden, or no longer in force (DDV 2013/12/01; FHIR Immunization).

Every text is as sent; an empty text, and none, mean that the source did not say it.
"""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.clinical import Currency
from overblik.domain.dates import ClinicalDate


class VaccinationEntry(Enum):
    """What one row stands for; only the first tells of a vaccination that is registered now."""

    REGISTRATION = "registration"
    PLANNED = "planned"
    """One of a course, with the day it is planned for: whether it is overdue is judged by nobody here."""
    DELETED = "deleted"
    """Taken back in the register: never shown as given (services.md section 3)."""
    SUPERSEDED = "superseded"
    """An older version; a newer one of the same identifier stands beside it."""
    REPEATED = "repeated"
    """The same version once more, to the letter."""
    PRIVATE = "private"
    """Hidden by the patient: the row holds nothing."""


@dataclass(frozen=True, slots=True)
class Course:
    """The place of a vaccination in a plan: EffectuatedPlannedItem of one given, the plan of one to come."""

    name: str = ""
    step: str = ""
    number: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Vaccination:
    """A vaccination given, planned, or said not to be given."""

    name: str
    code: str
    system: str
    currency: Currency
    wire_status: str
    given_at: ClinicalDate | None
    given_text: str
    """The occurrence as text, where the source has no date."""
    dose: str
    lot: str
    """The batch."""
    performer: str
    """Who gave it: the one who registered it stands in the provenance."""
    protects_against: tuple[str, ...]
    """The diseases."""
    reason: str
    notes: tuple[str, ...]
    entry: VaccinationEntry = VaccinationEntry.REGISTRATION
    drug: str = ""
    form: str = ""
    strength: str = ""
    credibility: str = ""
    """Where the information comes from: VaccinationCredibility of DDV, reportOrigin of FHIR."""
    previous: bool | None = None
    """Whether it was registered afterwards, at another time or place or by another than gave it (IsPrevious)."""
    due: ClinicalDate | None = None
    """The day that a planned one is planned for."""
    coverage: str = ""
    """How long it covers, in the source's words."""
    course: Course | None = None

    @property
    def is_history(self) -> bool:
        """Whether the row is kept only so that nothing that came is lost."""
        return self.entry in (VaccinationEntry.DELETED, VaccinationEntry.SUPERSEDED, VaccinationEntry.REPEATED)
