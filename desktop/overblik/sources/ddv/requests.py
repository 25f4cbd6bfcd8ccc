"""The questions to DDV: bodies as the schema 2013/12/01 wants them, and the headers beside DGWS (services.md section 3)."""

import re
from dataclasses import dataclass

from overblik.domain.errors import UnknownPatient
from overblik.domain.patient import PatientId
from overblik.sources.ddv.mapping.elements import NAMESPACE
from overblik.wire.soap import element, words
from overblik.wire.whitelisting import NAMESPACES as WHITELISTING
from overblik.wire.whitelisting import Caller, on_behalf, whitelisting

NAMESPACES = {"d": NAMESPACE, **WHITELISTING}
"""The prefixes that this module's XML uses."""
_NUMBER = re.compile(r"[0-3]\d[01]\d{7}", re.ASCII)
"""What PersonCivilRegistrationIdentifierType lets through: no replacement number has this form."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One question: soapAction and the body."""

    action: str
    body: str


def vaccination_card(patient_id: PatientId) -> Operation:
    """Ask for all registrations.

    Raises:
        UnknownPatient: DDV knows nobody by such a number.

    """
    return _about("GetVaccinationCard", patient_id)


def planned_vaccinations(patient_id: PatientId) -> Operation:
    """Ask for what is planned.

    Raises:
        UnknownPatient: DDV knows nobody by such a number.

    """
    return _about("GetPlannedVaccinations", patient_id)


def headers(caller: Caller) -> str:
    """Write the headers that DDV wants beside those of DGWS; it spells the whitelisting header in its own way."""
    return whitelisting(caller, "WhiteListingHeader") + on_behalf(caller, "d")


def _about(name: str, patient_id: PatientId) -> Operation:
    number = patient_id.number_for_lookup()
    if not _NUMBER.fullmatch(number):
        raise UnknownPatient
    person = element("d:PersonCivilRegistrationIdentifier", words(number))
    return Operation(f"{NAMESPACE}#{name}", element(f"d:{name}Request", person))
