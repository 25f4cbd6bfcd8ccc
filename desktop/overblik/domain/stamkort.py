"""One fact of the stamkort (MedCom Personal Data Card 2.0 and 3.0), with who entered it."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate


class StamkortKind(Enum):
    """What a fact is about; the wire words are the codes of MedCom message codes (services.md section 5, PDC)."""

    NAME_AND_ADDRESS = "CitizenNameAddr"
    LANGUAGE = "LanguageTypedIn"
    TEMPORARY_ADDRESS = "TempAddrTypedIn"
    DENTIST = "DentistTypedIn"
    GUARDIAN = "GuardianTypedIn"
    CONTACT = "PatientContactTypedIn"
    COVERAGE_GROUP = "CoverageGroup"
    ORGAN_DONOR = "OrganDonorRegistration"
    TREATMENT_WILL = "TreatmentWillRegistration"
    LIVING_WILL = "LivingWillRegistration"
    NO_RESUSCITATION = "NoResuscitationRegistration"
    """FGVH: from PDC 3.0 on."""
    RELATIVE = "RelativeTypedIn"
    CHILD_CUSTODY = "ChildCustody"
    GENERAL_PRACTITIONER = "GeneralPractitioner"
    """The header's providerOrganization."""
    OTHER_NAME = "OtherName"
    """Another name of the header than the record's own: the number decides, the name is said."""
    OTHER = "Other"


REGISTRATIONS = frozenset(
    {
        StamkortKind.ORGAN_DONOR,
        StamkortKind.TREATMENT_WILL,
        StamkortKind.LIVING_WILL,
        StamkortKind.NO_RESUSCITATION,
    }
)


class EnteredBy(Enum):
    """Who stands behind a fact."""

    REGISTER = "register"
    CITIZEN = "citizen"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StamkortFact:
    """One fact; empty text and none mean 'ikke oplyst', never 'nej' (services.md rule D)."""

    kind: StamkortKind
    code: str
    """As sent."""
    display: str
    """What the card calls it, as sent."""
    is_stated: bool
    """Whether the card says anything: false for nullFlavor and for a fact without a value."""
    registered: bool | None
    """Of a registration: true, false ('no registration found', not 'the patient said no'), or not stated."""
    value: str = ""
    """The value in words, as sent: language, insurance group, note, anything that has no place below."""
    name: str = ""
    relation: str = ""
    address: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    note: str = ""
    start: ClinicalDate | None = None
    end: ClinicalDate | None = None
    entered_by: EnteredBy = EnteredBy.UNKNOWN
    author: str = ""
    """The register or person that is named as author."""
    entered_at: ClinicalDate | None = None
    is_from_head: bool = False
    """It stands in the document's head, not among its facts."""
    document_at: ClinicalDate | None = None
    """The document's own time: for a registration the only date there is."""
