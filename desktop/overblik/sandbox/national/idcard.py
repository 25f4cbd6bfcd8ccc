"""The SOSI id card: DGWS's own dialect of a SAML 2.0 assertion (DGWS 1.0.1; attribute `id` in lower case).

This module knows the form: how a card is written and read. `signature.py` signs and verifies it.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml.etree import _Element

from overblik.sandbox.dates import denmark
from overblik.sandbox.national.markup import first, make, named, text
from overblik.sandbox.national.names import DS, SAML, tag

_HOLDER = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"


class BadForm(ValueError):
    """The card is not in the form that DGWS gives it."""


@dataclass(slots=True)
class IdCard:
    """What an id card says."""

    identifier: str
    kind: str
    level: int
    certificate_hash: str
    issuer: str
    subject: tuple[str, str]
    not_before: datetime
    not_on_or_after: datetime
    user: dict[str, str] = field(default_factory=dict)
    system: dict[str, str] = field(default_factory=dict)
    provider_format: str = "medcom:cvrnumber"
    audience: str = ""


def written(card: IdCard) -> _Element:
    """The card as an assertion without a signature."""
    facts = {
        "sosi:IDCardID": card.identifier,
        "sosi:IDCardVersion": "1.0.1",
        "sosi:IDCardType": card.kind,
        "sosi:AuthenticationLevel": str(card.level),
        "sosi:OCESCertHash": card.certificate_hash,
    }
    key_name = make(tag(DS, "KeyInfo"), make(tag(DS, "KeyName"), "OCESSignature"))
    confirmation = make(
        tag(SAML, "SubjectConfirmation"),
        make(tag(SAML, "ConfirmationMethod"), _HOLDER),
        make(tag(SAML, "SubjectConfirmationData"), key_name),
    )
    conditions = make(
        tag(SAML, "Conditions"), NotBefore=instant(card.not_before), NotOnOrAfter=instant(card.not_on_or_after)
    )
    if card.audience:
        audience = make(tag(SAML, "Audience"), card.audience)
        conditions.append(make(tag(SAML, "AudienceRestriction"), audience))
    form, name = card.subject
    statements = [_statement("IDCardData", facts)]
    if card.kind == "user":
        statements.append(_statement("UserLog", card.user))
    statements.append(_statement("SystemLog", card.system, {"medcom:CareProviderID": card.provider_format}))
    return make(
        tag(SAML, "Assertion"),
        make(tag(SAML, "Issuer"), card.issuer),
        make(tag(SAML, "Subject"), make(tag(SAML, "NameID"), name, Format=form), confirmation),
        conditions,
        *statements,
        IssueInstant=instant(card.not_before),
        Version="2.0",
        id="IDCard",
    )


def _statement(name: str, facts: dict[str, str], formats: dict[str, str] | None = None) -> _Element:
    attributes = []
    for key, value in facts.items():
        made = make(tag(SAML, "Attribute"), make(tag(SAML, "AttributeValue"), value), Name=key)
        if formats and key in formats:
            made.set("NameFormat", formats[key])
        attributes.append(made)
    return make(tag(SAML, "AttributeStatement"), *attributes, id=name)


def instant(moment: datetime) -> str:
    """An xs:dateTime in UTC with Z, to the second (DGWS 1.0.1)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(words: str) -> datetime:
    """An xs:dateTime; one without a zone is Danish wall-clock time, as DGWS 1.0 wrote it.

    Raises:
        BadForm: it is no date with a time.

    """
    try:
        read = datetime.fromisoformat(words)
    except ValueError:
        raise BadForm("a time cannot be read") from None
    if "T" not in words:
        raise BadForm("a time is a date alone")
    return read if read.tzinfo else read.replace(tzinfo=denmark())


def told(assertion: _Element) -> IdCard:
    """What a verified assertion says.

    Raises:
        BadForm: a part that every card has is missing or unreadable.

    """
    card, user, system = (_facts(assertion, name) for name in ("IDCardData", "UserLog", "SystemLog"))
    name_id = first(assertion, "Subject", "NameID")
    conditions = first(assertion, "Conditions")
    level = card.get("sosi:AuthenticationLevel", "")
    if name_id is None or conditions is None or not level.isdecimal() or not card.get("sosi:IDCardID"):
        raise BadForm("a part of the id card is missing")
    return IdCard(
        identifier=card["sosi:IDCardID"],
        kind=card.get("sosi:IDCardType", ""),
        level=int(level),
        certificate_hash=card.get("sosi:OCESCertHash", ""),
        issuer=text(assertion, "Issuer"),
        subject=(name_id.get("Format", ""), text(name_id)),
        not_before=moment(conditions.get("NotBefore", "")),
        not_on_or_after=moment(conditions.get("NotOnOrAfter", "")),
        user=user,
        system=system,
        provider_format=_provider_format(assertion),
        audience=text(conditions, "AudienceRestriction", "Audience"),
    )


def _facts(assertion: _Element, statement: str) -> dict[str, str]:
    found = [each for each in named(assertion, "AttributeStatement") if each.get("id") == statement]
    if len(found) > 1:
        raise BadForm(f"{statement} stands twice")
    rows = [(each.get("Name", ""), text(each, "AttributeValue")) for part in found for each in named(part, "Attribute")]
    if len(dict(rows)) != len(rows):
        raise BadForm("an attribute stands twice")
    return dict(rows)


def _provider_format(assertion: _Element) -> str:
    for part in named(assertion, "AttributeStatement"):
        for each in named(part, "Attribute"):
            if each.get("Name") == "medcom:CareProviderID":
                return str(each.get("NameFormat", ""))
    return ""
