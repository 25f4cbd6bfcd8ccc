"""HSUID: on whose behalf, and about which citizen, a healthcare professional asks (NSI, HSUID-header 2.0).

The published schema demands NameFormat on every attribute; here it is demanded where it has a meaning, on OrgUsingID.
"""

import re
from dataclasses import dataclass

from lxml.etree import _Element

from overblik.sandbox.national.envelope import SoapFault, only
from overblik.sandbox.national.idcard import BadForm, IdCard, moment
from overblik.sandbox.national.markup import local, named, text
from overblik.sandbox.sharing.names import HSUID, tag

_DEMANDED = (
    "nsi:UserType",
    "nsi:ActingUserCivilRegistrationNumber",
    "nsi:OrgUsingID",
    "nsi:SystemOwnerName",
    "nsi:SystemName",
    "nsi:SystemVersion",
    "nsi:OrgResponsibleName",
    "nsi:CitizenCivilRegistrationNumber",
)
_ALLOWED = frozenset(
    {
        *_DEMANDED,
        "nsi:ResponsibleUserCivilRegistrationNumber",
        "nsi:ResponsibleUserAuthorizationCode",
        "nsi:ConsentOverride",
        "nsi:CitizenUserRelation",
    }
)
_FORMATS = frozenset({"nsi:sor", "nsi:skskode", "nsi:ynumber"})
_VALUES = {
    "nsi:UserType": "nsi:HealthcareProfessional",
    "nsi:ActingUserCivilRegistrationNumber": r"\d{10}",
    "nsi:ResponsibleUserCivilRegistrationNumber": r"\d{10}",
    "nsi:ResponsibleUserAuthorizationCode": r"[0-9A-Z]{5}",
    "nsi:CitizenCivilRegistrationNumber": r"\d{6}[0-9A-Z]{4}",
    "nsi:ConsentOverride": "true|false",
}


@dataclass(frozen=True, slots=True)
class Hsuid:
    """What the header says: the professional who acts, the citizen, and whether a block is overridden."""

    acting: str
    citizen: str
    override: bool


def hsuid(header: _Element, card: IdCard) -> Hsuid:
    """The header of a request, checked against the id card.

    Raises:
        SoapFault: it is missing, not in its form, or names another person than the id card.

    """
    held = only(header, HSUID, "HsuidHeader")
    if held is None:
        raise SoapFault("missing_required_header", "The HSUID header is missing")
    told = _attributes(held)
    missing = [name for name in _DEMANDED if not told.get(name)]
    if missing:
        raise SoapFault("missing_required_header", f"The HSUID header does not hold {missing[0]}")
    wrong = [name for name, value in told.items() if name in _VALUES and not re.fullmatch(_VALUES[name], value)]
    if wrong:
        raise SoapFault("syntax_error", f"The HSUID header holds a value that is not allowed in {wrong[0]}")
    acting = told["nsi:ActingUserCivilRegistrationNumber"]
    # A system's card names nobody; then the header alone says who acts.
    if card.kind == "user" and acting != card.user.get("medcom:UserCivilRegistrationNumber"):
        raise SoapFault("not_authorized", "The HSUID header names another user than the id card")
    override = told.get("nsi:ConsentOverride") == "true"
    return Hsuid(acting, told["nsi:CitizenCivilRegistrationNumber"], override)


def about(told: Hsuid, number: str) -> None:
    """Let a question pass that is about the citizen of the header.

    Raises:
        SoapFault: it is about somebody else.

    """
    if told.citizen != number:
        raise SoapFault("not_authorized", "The HSUID header names another citizen than the question")


def _attributes(held: _Element) -> dict[str, str]:
    """The attributes by name, from the form that the schema gives."""
    assertion = held[0] if len(held) == 1 else None
    if assertion is None or any(not str(each.tag).startswith(f"{{{HSUID}}}") for each in held.iter("*")):
        raise SoapFault("syntax_error", "The HSUID header does not hold one assertion")
    if assertion.tag != tag(HSUID, "Assertion") or [local(each) for each in assertion] != [
        "Issuer",
        "AttributeStatement",
    ]:
        raise SoapFault("syntax_error", "The HSUID assertion does not hold an issuer and one statement")
    statement = assertion[1]
    if assertion.get("id") != "HSUID" or statement.get("id") != "HSUIDdata" or not assertion.get("Version"):
        raise SoapFault("syntax_error", "The HSUID assertion does not have the ids and the version of its schema")
    try:
        moment(assertion.get("IssueInstant", ""))
    except BadForm:
        raise SoapFault("syntax_error", "The HSUID assertion does not say when it was made") from None
    rows = [(each.get("Name", ""), text(each, "AttributeValue")) for each in named(statement, "Attribute")]
    if len(dict(rows)) != len(rows) or len(rows) != len(statement) or not set(dict(rows)) <= _ALLOWED:
        raise SoapFault("syntax_error", "An attribute of the HSUID header is unknown or stands twice")
    for each in statement:
        given = each.get("NameFormat")
        if (each.get("Name") == "nsi:OrgUsingID" or given is not None) and given not in _FORMATS:
            raise SoapFault("syntax_error", "An organisation of the HSUID header is of no known form")
    return dict(rows)
