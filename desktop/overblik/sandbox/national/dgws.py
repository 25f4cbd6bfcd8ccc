"""Who asks: the DGWS headers of a request and the id card in them, checked as a service under DGWS 1.0.1 checks them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml.etree import _Element

from overblik.sandbox.national.envelope import SoapFault, only
from overblik.sandbox.national.idcard import BadForm, IdCard, moment, told
from overblik.sandbox.national.keys import Keys
from overblik.sandbox.national.markup import everywhere, named, text
from overblik.sandbox.national.names import FMK, MEDCOM, SAML, WSSE, tag
from overblik.sandbox.national.rules import Rules
from overblik.sandbox.national.signature import BadSignature, verified

_LONGEST = timedelta(hours=24)
_CONSENTS = {"PrivateDataConsentGiven": "given", "PrivateDataConsentOverridden": "overridden"}


@dataclass(frozen=True, slots=True)
class Caller:
    """The id card of a request, and by what right private data are asked for: given, overridden, or none."""

    card: IdCard
    consent: str

    @property
    def whose(self) -> str:
        """The authorisation of the invented person whose card it is, for the log; empty for a system's."""
        return self.card.user.get("medcom:UserAuthorizationCode", "")


@dataclass(frozen=True, slots=True)
class Entrance:
    """How one service lets its callers in; FMK and DDV spell the header of their whitelist differently, others have none."""

    whitelist: tuple[str, str] | None
    audience: str


def caller(header: _Element, entrance: Entrance, keys: Keys, rules: Rules, now: datetime) -> Caller:
    """The caller of a request whose headers are all in order.

    Raises:
        SoapFault: a header is missing or wrong, or the id card does not hold.

    """
    security, medcom = only(header, WSSE, "Security"), only(header, MEDCOM, "Header")
    whitelist = only(header, *entrance.whitelist) if entrance.whitelist else None
    if security is None or medcom is None or (entrance.whitelist and whitelist is None):
        raise SoapFault("missing_required_header", "A header that is demanded is missing")
    if not text(security, "Timestamp", "Created"):
        raise SoapFault("missing_required_header", "The security header has no timestamp")
    consent = only(header, FMK, "ConsentHeader")
    for each in (medcom, whitelist, consent, only(header, FMK, "OnBehalfOf")):
        if each is not None:
            rules.check(each)
    card = _card(security, keys)
    _hold(card, entrance, now)
    if int(text(medcom, "SecurityLevel") or "0") > card.level:
        raise SoapFault("security_level_failed", "The id card has a lower level than the message says")
    return Caller(card, _consent(consent, now))


def _card(security: _Element, keys: Keys) -> IdCard:
    held = [each for each in security if each.tag == tag(SAML, "Assertion")]
    if len(held) != 1 or len(everywhere(security, "Assertion")) != 1:
        raise SoapFault("invalid_idcard", "The security header does not hold one id card")
    try:
        alone, certificate = verified(held[0])
        if certificate != keys.sts.certificate:
            raise SoapFault("invalid_certificate", "The id card is not signed by the STS")
        return told(alone)
    except BadForm:
        raise SoapFault("invalid_idcard", "The id card is not in the form of DGWS") from None
    except BadSignature:
        raise SoapFault("invalid_signature", "The signature of the id card does not hold") from None


def _hold(card: IdCard, entrance: Entrance, now: datetime) -> None:
    """Whether a card that is truly signed is good enough, at this moment, for this service."""
    if card.level < 3:
        raise SoapFault("security_level_failed", "The id card has too low a level")
    if now >= card.not_on_or_after:
        raise SoapFault("expired_idcard", "The id card has expired")
    if now < card.not_before or card.not_on_or_after - card.not_before > _LONGEST:
        raise SoapFault("invalid_idcard", "The id card is not valid now")
    form, name = card.subject
    number = card.user.get("medcom:UserCivilRegistrationNumber", "")
    if card.kind not in {"user", "system"} or not name or (card.kind == "user" and not number):
        raise SoapFault("invalid_idcard", "The id card does not say whose it is")
    if form == "medcom:cprnumber" and name != number:
        raise SoapFault("invalid_idcard", "The id card names two persons")
    if card.audience and card.audience != entrance.audience:
        raise SoapFault("not_authorized", "The id card is meant for another service")


def _consent(header: _Element | None, now: datetime) -> str:
    """The right to private data that stands in the header; of two, the consent that the citizen gave himself."""
    found = set()
    for each in () if header is None else named(header, "Consent"):
        day = now.date().isoformat()
        begins, ends = text(each, "FromDate"), text(each, "ToDate")
        if (not begins or begins[:10] <= day) and (not ends or day <= ends[:10]):
            found.add(_CONSENTS.get(text(each, "ConsentType"), ""))
    return next((each for each in ("given", "overridden") if each in found), "")


def asked_moment(words: str) -> datetime:
    """A time in a request.

    Raises:
        SoapFault: it is none.

    """
    try:
        return moment(words)
    except BadForm:
        raise SoapFault("syntax_error", "A time in the request cannot be read") from None
