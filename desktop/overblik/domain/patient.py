"""The citizen: identifiers that stay masked in text, and the master data of the banner."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.errors import InputError

CPR_SYSTEM = "urn:oid:1.2.208.176.1.2"
"""The civil registration number (services.md section 1)."""
ECPR_ARC = "urn:oid:1.2.208.176.1.6.1.3."
"""The arc of declared replacement numbers (D-eCPR, X-eCPR)."""
UNNAMED_FILE = "fil"
"""The system of a citizen of whom a file says nothing: the file's own name is then all there is."""


class IdKind(Enum):
    """What kind of number names the citizen."""

    CPR = "cpr"
    E_CPR = "e_cpr"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, repr=False)
class PatientId:
    """One citizen's identifier; made by the checking functions below only.

    `str` and `repr` are masked. The number itself is `number_for_lookup`, allowed in request
    builders, the store's key, the banner and the trail.
    """

    kind: IdKind
    system: str
    value: str

    def __str__(self) -> str:
        """Mask all but what a birth date would tell."""
        if self.kind is IdKind.CPR:
            return f"{self.value[:6]}-••••"
        return "••••"

    def __repr__(self) -> str:
        """Mask as in `str`."""
        return f"PatientId({self.kind.value}, {self})"

    def number_for_lookup(self) -> str:
        """Give the unmasked value, ten digits for a CPR number."""
        return self.value

    def token_for_lookup(self) -> str:
        """Give the unmasked `system|value`, as FHIR searches write an identifier."""
        return f"{self.system}|{self.value}"


def cpr(text: str) -> PatientId:
    """Make an id of ten digits, written with or without a dash.

    Modulus 11 is not asked: it fails for real numbers (services.md section 1).

    Raises:
        InputError: `cpr_form` when it is not ten digits, `cpr_date` when the date cannot be.

    """
    digits = text.strip().replace("-", "").replace(" ", "")
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit():
        raise InputError("cpr_form")
    day, month = int(digits[:2]), int(digits[2:4])
    # 60 is added to the day of declared test and replacement persons.
    if not (1 <= day <= 31 or 61 <= day <= 91) or not 1 <= month <= 12:
        raise InputError("cpr_date")
    return PatientId(IdKind.CPR, CPR_SYSTEM, digits)


def e_cpr(system: str, text: str) -> PatientId:
    """Make the id of a declared replacement number; `system` lies in the eCPR arc.

    Raises:
        InputError: `ecpr_form` when the system or the ten characters do not fit.

    """
    value = text.strip().replace("-", "").upper()
    if not system.startswith(ECPR_ARC) or len(value) != 10 or not value.isalnum():
        raise InputError("ecpr_form")
    return PatientId(IdKind.E_CPR, system, value)


def local(system: str, value: str) -> PatientId:
    """Make the id of a citizen whom only a server or a file knows.

    Raises:
        InputError: `local_form` when there is no value.

    """
    if not value.strip():
        raise InputError("local_form")
    return PatientId(IdKind.LOCAL, system.strip(), value.strip())


def from_identifier(system: str, value: str) -> PatientId:
    """Make the id that a pair of system and value stands for.

    Raises:
        InputError: as the function of that kind.

    """
    if system in (CPR_SYSTEM, CPR_SYSTEM.removeprefix("urn:oid:")):
        return cpr(value)
    if system.startswith(ECPR_ARC):
        return e_cpr(system, value)
    return local(system, value)


def typed_by_user(text: str) -> PatientId:
    """Read what a person typed: a CPR number, or `system|value`.

    Raises:
        InputError: as above.

    """
    system, bar, value = text.rpartition("|")
    return from_identifier(system, value) if bar else cpr(text)


class Sex(Enum):
    """Administrative gender, as FHIR AdministrativeGender has it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """A relative, a general practitioner or a care team, with telephone as sent."""

    role: str
    name: str
    phone: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class MasterData:
    """What the banner shows of the citizen; empty text means that the source did not say."""

    family: str
    given: str
    birth_date: ClinicalDate | None
    sex: Sex
    deceased: bool
    deceased_at: ClinicalDate | None
    is_protected: bool
    """Name and address protection (dk-core: meta.security R)."""
    address: tuple[str, ...]
    phones: tuple[str, ...]
    language: str
    needs_interpreter: bool
    contacts: tuple[ContactPerson, ...]
    identifiers: tuple[tuple[str, str], ...]
    """All identifiers of the record as (system, value): a second number leads to an explicit link."""

    @property
    def full_name(self) -> str:
        """Given and family name, in speaking order; empty when neither was sent."""
        return " ".join(part for part in (self.given, self.family) if part)
