"""The right to look: nothing is fetched or opened without a grant."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId


class Basis(Enum):
    """Why the clinician looks."""

    TREATMENT = "treatment"
    """A treatment relation is claimed."""
    EMERGENCY = "emergency"
    OTHER = "other"
    OWN_FILE = "own_file"
    """Reading one's own file is no look-up."""
    DEMO = "demo"
    """Synthetic data only."""


@dataclass(frozen=True, slots=True)
class LookReason:
    """The basis and, for OTHER, the words."""

    basis: Basis
    text: str = ""
    ahead: bool = False
    """Whether the patient is fetched ahead of need: nobody has seen anything of him yet."""


@dataclass(frozen=True, slots=True)
class Clinician:
    """The one who looks: subject, display name and role, as the identity provider told them."""

    subject: str
    name: str
    role: str
    issuer: str = ""
    """Who vouches for it; the subject names one person within it alone. Empty where nobody signed in."""
    authorisation: str = ""
    """Authorisation id of a health professional."""
    organisation: str = ""
    """SOR or CVR number of the organisation on whose behalf is looked."""
    organisation_name: str = ""
    on_behalf_of: str = ""
    """Authorisation id of the professional whom he acts for; empty for nobody."""
    fhir_user: str = ""
    """The clinician's own resource at a FHIR server, as an address or `Practitioner/12` (SMART App Launch, `fhirUser`)."""


class DataConsent(Enum):
    """Why private entries of a medicine card may be shown: two acts, two audit codes, never one value."""

    GIVEN = "given"
    """The patient consents: 'Vis med samtykke'."""
    OVERRIDDEN = "overridden"
    """Værdispring: without the patient's consent, for a stated reason."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """The act by which a clinician has private entries shown: its kind, and for an override why."""

    consent: DataConsent
    why: str = ""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Grant:
    """The right of one clinician to look at one patient until a moment; issued by access alone."""

    patient_id: PatientId
    clinician: Clinician
    reason: LookReason
    intent_id: str
    expires_at: Instant
    consent: DataConsent | None = None
