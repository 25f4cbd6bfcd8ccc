"""The header of Den Gode Webservice 1.0.1, and the SOSI id card in it (services.md section 6.1)."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from overblik.domain.dates import Instant, clinical_date
from overblik.domain.errors import SignInNeeded
from overblik.wire.names import DS, HOLDER_OF_KEY, MEDCOM, SAML, SOSI, WSSE, WSU
from overblik.wire.soap import element, words
from overblik.wire.tokens import IdCard

NAMESPACES = {"wsse": WSSE, "wsu": WSU, "saml": SAML, "medcom": MEDCOM, "sosi": SOSI, "ds": DS}
"""The prefixes that this module's XML uses."""
CARD_ID = "IDCard"
MARGIN = timedelta(seconds=60)
"""A card is not used in the last minute of its life: the service's clock may be ahead (services.md section 6.4)."""
_LONGEST = timedelta(hours=24)
SKEW = timedelta(minutes=5)
"""How far in the future a card may begin: an issuer's clock may be ahead, an old card replayed may not."""


@dataclass(frozen=True, slots=True)
class User:
    """The clinician in an id card of a user (attribute statement UserLog); empty texts are left out."""

    cpr: str
    given_name: str
    surname: str
    role: str
    email: str = ""
    occupation: str = ""
    authorisation: str = ""

    def __repr__(self) -> str:
        """Leave the person out."""
        return "User(••••)"


@dataclass(frozen=True, slots=True)
class System:
    """The program and the organisation that uses it (attribute statement SystemLog)."""

    name: str
    provider_id: str
    provider_format: str
    """`medcom:cvrnumber`, `medcom:ynumber`, `medcom:skscode` or `sor`."""
    provider_name: str


@dataclass(frozen=True, slots=True)
class CardRequest:
    """What a self-made id card says before it is signed and exchanged."""

    card_id: str
    issuer: str
    level: int
    """1 none, 2 password, 3 system certificate, 4 employee certificate."""
    system: System
    user: User | None
    """None makes a system's card."""
    certificate_hash: str
    """Base64 of the SHA-1 of the certificate in DER form (sosi:OCESCertHash); empty below level 3."""


def assertion(request: CardRequest, now: Instant, lifetime: timedelta = _LONGEST) -> str:
    """Write the unsigned saml:Assertion of an id card; its elements come in the order of the DGWS schema."""
    user, system = request.user, request.system
    name_format, name = (
        ("medcom:cprnumber", user.cpr) if user is not None else (system.provider_format, system.provider_id)
    )
    key = element("saml:SubjectConfirmationData", element("ds:KeyInfo", element("ds:KeyName", "OCESSignature")))
    confirmation = element(
        "saml:SubjectConfirmation", element("saml:ConfirmationMethod", HOLDER_OF_KEY), key if request.level > 2 else ""
    )
    data = {
        "sosi:IDCardID": request.card_id,
        "sosi:IDCardVersion": "1.0.1",
        "sosi:IDCardType": "user" if user is not None else "system",
        "sosi:AuthenticationLevel": str(request.level),
        "sosi:OCESCertHash": request.certificate_hash,
    }
    inside = [
        element("saml:Issuer", words(request.issuer)),
        element("saml:Subject", element("saml:NameID", words(name), Format=name_format), confirmation),
        # A clock that runs a little ahead of the issuer's would make a card of the future.
        element("saml:Conditions", NotBefore=moment(now - SKEW), NotOnOrAfter=moment(now - SKEW + lifetime)),
        _statement("IDCardData", data),
        _user_log(user) if user is not None else "",
        _system_log(system),
    ]
    spaces = {f"xmlns__{prefix}": NAMESPACES[prefix] for prefix in ("saml", "ds", "medcom", "sosi")}
    return element("saml:Assertion", *inside, **spaces, id=CARD_ID, IssueInstant=moment(now), Version="2.0")


def _user_log(user: User) -> str:
    told = {
        "medcom:UserCivilRegistrationNumber": user.cpr,
        "medcom:UserGivenName": user.given_name,
        "medcom:UserSurName": user.surname,
        "medcom:UserEmailAddress": user.email,
        "medcom:UserRole": user.role,
        "medcom:UserOccupation": user.occupation,
        "medcom:UserAuthorizationCode": user.authorisation,
    }
    return _statement("UserLog", told)


def _system_log(system: System) -> str:
    provider = element(
        "saml:Attribute",
        element("saml:AttributeValue", words(system.provider_id)),
        Name="medcom:CareProviderID",
        NameFormat=system.provider_format,
    )
    named = [_attribute("medcom:ITSystemName", system.name), provider]
    return element(
        "saml:AttributeStatement",
        *named,
        _attribute("medcom:CareProviderName", system.provider_name),
        id="SystemLog",
    )


def _statement(name: str, told: dict[str, str]) -> str:
    return element("saml:AttributeStatement", *(_attribute(key, said) for key, said in told.items() if said), id=name)


def _attribute(name: str, value: str) -> str:
    return element("saml:Attribute", element("saml:AttributeValue", words(value)), Name=name)


def header(card: IdCard | None, now: Instant, *, level: int, flow_id: str, message_id: str) -> str:
    """Write wsse:Security with the id card, and medcom:Header; the card is sent byte for byte as it was signed."""
    security = element(
        "wsse:Security",
        element("wsu:Timestamp", element("wsu:Created", moment(now))),
        card.assertion.decode() if card is not None else "",
    )
    linking = element(
        "medcom:Linking",
        element("medcom:FlowID", words(flow_id)),
        element("medcom:MessageID", words(message_id)),
    )
    about = element(
        "medcom:Header",
        element("medcom:SecurityLevel", str(level)),
        linking,
        element("medcom:FlowStatus", "flow_running"),
        element("medcom:Priority", "RUTINE"),
        element("medcom:RequireNonRepudiationReceipt", "no"),
    )
    return security + about


def moment(when: Instant) -> str:
    """Write a moment in UTC to the second, as DGWS 1.0.1 section 3.1 asks."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_card(node: Any, canonical: bytes, now: Instant) -> IdCard:
    """Read a verified id card.

    Raises:
        SignInNeeded: it is not valid at `now`, valid for longer than 24 hours, or lacks what every card says.

    """
    told = _attributes(node)
    conditions = node.find(f"{{{SAML}}}Conditions")
    subject = node.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID")
    begins, ends = (_instant(conditions, name) for name in ("NotBefore", "NotOnOrAfter"))
    level = told.get("sosi:AuthenticationLevel", "")
    if begins is None or ends is None or level not in ("1", "2", "3", "4", "5") or not told.get("sosi:IDCardID"):
        raise SignInNeeded(reason="card_form")
    if begins - SKEW > now or ends - begins > _LONGEST + 2 * SKEW:
        raise SignInNeeded(reason="card_period")
    if ends - MARGIN <= now:
        raise SignInNeeded(reason="card_expired")
    name = (subject.text or "").strip() if subject is not None else ""
    number = told.get("medcom:UserCivilRegistrationNumber", "")
    if subject is not None and subject.get("Format") == "medcom:cprnumber":
        if number not in ("", name):
            raise SignInNeeded(reason="card_form")  # it names two persons
        number = name
    authorisation = told.get("medcom:UserAuthorizationCode", "")
    return IdCard(canonical, told["sosi:IDCardID"], int(level), name, begins, ends, number, authorisation)


def _attributes(node: Any) -> dict[str, str]:
    """Give what the attributes say; one that says two things might be read the other way by a service."""
    told: dict[str, str] = {}
    for attribute in node.iter(f"{{{SAML}}}Attribute"):
        value = next(iter(attribute), None)
        said = (value.text or "").strip() if value is not None else ""
        if told.setdefault(attribute.get("Name", ""), said) != said:
            raise SignInNeeded(reason="card_form")
    return told


def _instant(node: Any, name: str) -> Instant | None:
    found = clinical_date((node.get(name) or "").strip()) if node is not None else None
    return found.moment() if found is not None else None
