"""Who can sign in: three invented clinicians of three roles."""

from dataclasses import dataclass

from overblik.sandbox.verbatim import Json

LEVEL = "https://data.gov.dk/concept/core/nsis/Substantial"
"""The level of assurance (NSIS) of every sign-in here."""


@dataclass(frozen=True, slots=True)
class Clinician:
    """One who can be chosen on the page."""

    subject: str
    name: str
    role: str
    organisation: str
    organisation_name: str
    authorisation: str
    practitioner: str
    """The id of the clinician's own Practitioner at the record system."""

    def claims(self, origin: str) -> Json:
        """What an ID token tells of the clinician (OIDC Core section 5.1, and our own names for role and organisation)."""
        return {
            "sub": self.subject,
            "name": self.name,
            "role": self.role,
            "authorisation": self.authorisation,
            "organisation": self.organisation,
            "organisation_name": self.organisation_name,
            "fhirUser": f"{origin}/ehr/fhir/Practitioner/{self.practitioner}",
        }


def clinicians() -> dict[str, Clinician]:
    """The three by subject; organisations and authorisations are invented and exist in no register."""
    all_three = (
        Clinician(
            "egen-laege",
            "Læge M. Eksempel",
            "Egen læge",
            "999999999016000",
            "Lægehuset Fjordparken",
            "0DMX7",
            "dr-1001-001",
        ),
        Clinician(
            "afdelingssygeplejerske",
            "Sygeplejerske K. Prøve",
            "Sygeplejerske",
            "999999999026000",
            "Medicinsk Afdeling, Eksempel Sygehus",
            "0DMX9",
            "sp-m2",
        ),
        Clinician(
            "hjemmesygeplejerske",
            "Sygeplejerske L. Forsøg",
            "Hjemmesygeplejerske",
            "999999999036000",
            "Hjemmesygeplejen, Eksempel Kommune",
            "0DMXB",
            "sp-nord",
        ),
    )
    return {one.subject: one for one in all_three}
