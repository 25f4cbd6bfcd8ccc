"""The HSUID header of document sharing: who looks, for whom, about whom (HSUID 1.1; services.md section 6.2)."""

from dataclasses import dataclass

from overblik.domain.dates import Instant
from overblik.wire.dgws import moment
from overblik.wire.names import HSUID
from overblik.wire.soap import element, words

NAMESPACES = {"hsuid": HSUID}
"""The prefix that this module's XML uses."""


@dataclass(frozen=True, slots=True)
class Acting:
    """The clinician and the program, as the header names them."""

    cpr: str
    """Of the person of the id card; empty where the card alone says who that is."""
    organisation_id: str
    organisation_format: str
    """`nsi:sor`, `nsi:skskode` or `nsi:ynumber`."""
    organisation: str
    system_owner: str
    system: str
    version: str
    responsible_cpr: str = ""
    """Of the professional for whom an assistant acts; empty when the clinician acts alone."""
    responsible_authorisation: str = ""


def header(acting: Acting, citizen: str, now: Instant, *, override: bool) -> str:
    """Write the header about one citizen; `override` is værdispring, and is logged in MinLog."""
    told = {
        "nsi:CitizenCivilRegistrationNumber": citizen,
        "nsi:UserType": "nsi:HealthcareProfessional",
        "nsi:ActingUserCivilRegistrationNumber": acting.cpr,
        "nsi:OrgUsingID": acting.organisation_id,
        "nsi:SystemOwnerName": acting.system_owner,
        "nsi:SystemName": acting.system,
        "nsi:SystemVersion": acting.version,
        "nsi:OrgResponsibleName": acting.organisation,
        "nsi:ConsentOverride": "true" if override else "false",
        "nsi:ResponsibleUserCivilRegistrationNumber": acting.responsible_cpr or acting.cpr,
        "nsi:ResponsibleUserAuthorizationCode": acting.responsible_authorisation,
    }
    attributes = [_attribute(name, said, acting) for name, said in told.items() if said]
    statement = element("hsuid:AttributeStatement", *attributes, id="HSUIDdata")
    issuer = element("hsuid:Issuer", words(acting.system))
    about = {"IssueInstant": moment(now), "Version": "2.0", "id": "HSUID"}
    return element("hsuid:HsuidHeader", element("hsuid:Assertion", issuer, statement, **about))


def _attribute(name: str, said: str, acting: Acting) -> str:
    value = element("hsuid:AttributeValue", words(said))
    if name == "nsi:OrgUsingID":
        return element("hsuid:Attribute", value, Name=name, NameFormat=acting.organisation_format)
    return element("hsuid:Attribute", value, Name=name)
