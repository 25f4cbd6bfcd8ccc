"""The STS: a self-signed id card in, one signed by the STS out (WS-Trust 2005/02 in the dialect of SOSI)."""

import secrets
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography import x509
from lxml.etree import _Element

from overblik.sandbox.faults import Fault
from overblik.sandbox.national.certificates import hash_of, serial_name
from overblik.sandbox.national.envelope import SoapFault, linking, message_id, parts, security
from overblik.sandbox.national.idcard import BadForm, IdCard, told
from overblik.sandbox.national.issuing import ISSUER, LIFE, Issuer, is_system, user_log
from overblik.sandbox.national.keys import Keys, cvr_of
from overblik.sandbox.national.markup import everywhere, first, make, text
from overblik.sandbox.national.names import MEDCOM, SAML, SOAP, WSA, WST, tag
from overblik.sandbox.national.signature import BadSignature, WeakSignature, verified

_LONGEST = timedelta(hours=24)
_SKEW = timedelta(minutes=5)
_TOKEN = "urn:oasis:names:tc:SAML:2.0:assertion"  # noqa: S105  the name of a form
WORDS = {
    "InvalidRequest": "The request was invalid or malformed",
    "FailedAuthentication": "Authentication failed",
    "RequestFailed": "The specified request failed",
    "InvalidSecurityToken": "Security token has been revoked",
    "AuthenticationBadElements": "Insufficient Digest Elements",
    "BadRequest": "The specified RequestSecurityToken is not understood.",
    "ExpiredData": "The request data is out-of-date",
    "InvalidTimeRange": "The requested time range is invalid or unsupported",
    "InvalidScope": "The request scope is invalid or unsupported",
    "RenewNeeded": "A renewable security token has expired",
    "UnableToRenew": "The requested renewal failed",
}
"""The fault codes of WS-Trust with the words that the STS says with them."""


class TrustFault(Exception):
    """The STS refuses: a code of WS-Trust, and a reason that is added to its words."""

    def __init__(self, code: str, reason: str = "", status: int = 500) -> None:
        super().__init__(code)
        self.code = code
        self.words = f"{WORDS[code]}: {reason}" if reason else WORDS[code]
        self.status = status


@dataclass(slots=True)
class Sts:
    """The exchange, with the memory of what was exchanged."""

    keys: Keys
    issuer: Issuer
    seen: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=10_000))

    def exchange(self, root: _Element, fault: Fault | None) -> _Element:
        """The answer to a RequestSecurityToken.

        Raises:
            TrustFault: the request is refused.

        """
        header, asked = _request(root)
        claim = _claim(asked, root)
        now = self.issuer.clock.now()
        try:
            alone, certificate = verified(claim)
            card = told(alone)
        except WeakSignature:
            raise TrustFault("AuthenticationBadElements", "RSA-SHA1 is not accepted") from None
        except BadForm as error:
            raise TrustFault("InvalidRequest", str(error)) from None
        except BadSignature:
            raise TrustFault("FailedAuthentication", "the signature does not hold") from None
        self._trust(certificate, now)
        _in_time(card, now)
        self._remember(card, _message_of(header))
        assertion = self.issuer.issue(self._renewed(card, certificate, now), fault)
        return response(assertion, asked.get("Context", ""), now, header)

    def _trust(self, certificate: x509.Certificate, now: datetime) -> None:
        if not self.keys.authority.has_issued(certificate):
            raise TrustFault("FailedAuthentication", "the certificate is not issued by a trusted authority")
        if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
            raise TrustFault("FailedAuthentication", "the certificate is not valid now")

    def _remember(self, card: IdCard, message: str) -> None:
        if (card.identifier, message) in self.seen:
            raise TrustFault("FailedAuthentication", "the request was already answered")
        self.seen.append((card.identifier, message))

    def _renewed(self, card: IdCard, certificate: x509.Certificate, now: datetime) -> IdCard:
        """The card that the certificate's holder may have; what it claims beyond that is refused."""
        serial = serial_name(certificate)
        kind, level = ("system", 3) if is_system(serial) else ("user", 4)
        if card.kind != kind or card.level > level:
            raise TrustFault("FailedAuthentication", "the certificate does not give the right to such an id card")
        if card.certificate_hash and card.certificate_hash != hash_of(certificate):
            raise TrustFault("AuthenticationBadElements", "OCESCertHash is not that of the certificate")
        if card.provider_format == "medcom:cvrnumber" and card.system.get("medcom:CareProviderID") != cvr_of(
            certificate
        ):
            raise TrustFault("FailedAuthentication", "the organisation is not that of the certificate")
        made = replace(
            card,
            level=level,
            issuer=ISSUER,
            certificate_hash=hash_of(certificate),
            not_before=now,
            not_on_or_after=min(now + LIFE, card.not_on_or_after),
        )
        return self._with_person(made, serial) if kind == "user" else made

    def _with_person(self, card: IdCard, serial: str) -> IdCard:
        """The card with the number of the person behind the certificate, which a claim may leave out but not contradict."""
        person = self.keys.holders.get(serial)
        if person is None:
            raise TrustFault("FailedAuthentication", "nobody is known by the certificate")
        claimed = card.user.get("medcom:UserCivilRegistrationNumber", "")
        form, name = card.subject
        if claimed not in {"", person.cpr} or (form == "medcom:cprnumber" and name != person.cpr):
            raise TrustFault("FailedAuthentication", "the person is not that of the certificate")
        return replace(card, user={**user_log(person), **card.user, "medcom:UserCivilRegistrationNumber": person.cpr})


def _request(root: _Element) -> tuple[_Element, _Element]:
    """The header and the RequestSecurityToken of a message that asks for an id card."""
    try:
        header, asked = parts(root)
    except SoapFault as error:
        raise TrustFault("InvalidRequest", error.words) from None
    if not text(header, "Security", "Timestamp", "Created"):
        raise TrustFault("InvalidRequest", "the security header has no timestamp")
    if asked.tag != tag(WST, "RequestSecurityToken"):
        raise TrustFault("BadRequest", "a RequestSecurityToken is expected")
    # A colon at the end of the token type occurs in the field.
    if text(asked, "TokenType").removesuffix(":") != _TOKEN or text(asked, "RequestType") != f"{WST}/Issue":
        raise TrustFault("BadRequest", "only the issue of a SAML 2.0 assertion is known")
    return header, asked


def _claim(asked: _Element, root: _Element) -> _Element:
    """The one id card of a message, at its own place."""
    claims = first(asked, "Claims")
    held = [] if claims is None else [each for each in claims if each.tag == tag(SAML, "Assertion")]
    if len(held) != 1 or len(everywhere(root, "Assertion")) != 1:
        raise TrustFault("InvalidRequest", "the claims do not hold one id card")
    return held[0]


def _message_of(header: _Element) -> str:
    """What tells one message from the next: the MessageID of DGWS, or the id of the security header."""
    held = first(header, "Security")
    return message_id(header) or ("" if held is None else str(held.get("id", "")))


def _in_time(card: IdCard, now: datetime) -> None:
    """Whether the claimed time is one that the STS gives, and is now."""
    if card.not_on_or_after - card.not_before > _LONGEST or card.not_on_or_after <= card.not_before:
        raise TrustFault("InvalidTimeRange", "an id card lives 24 hours at most")
    if card.not_on_or_after <= now:
        raise TrustFault("ExpiredData", "the id card has expired")
    if card.not_before > now + _SKEW:
        raise TrustFault("InvalidTimeRange", "the id card is not valid yet")


def response(assertion: _Element, context: str, now: datetime, header: _Element) -> _Element:
    """The envelope around an issued card, in the form that the STS gives it."""
    content = make(
        tag(WST, "RequestSecurityTokenResponse"),
        make(tag(WST, "TokenType"), _TOKEN),
        make(tag(WST, "RequestedSecurityToken"), assertion),
        make(tag(WST, "Status"), make(tag(WST, "Code"), f"{WST}/status/valid")),
        make(tag(WST, "Issuer"), make(tag(WSA, "Address"), ISSUER)),
        Context=context,
    )
    return _enveloped(content, now, header)


def refusal(told: TrustFault, actor: str, now: datetime) -> _Element:
    """The envelope around a fault."""
    body = make(
        tag(SOAP, "Fault"),
        make("faultcode", f"wst:{told.code}"),
        make("faultstring", told.words),
        make("faultactor", actor),
        make("detail"),
    )
    return _enveloped(body, now, None)


def _enveloped(content: _Element, now: datetime, header: _Element | None) -> _Element:
    """An envelope whose security header has an id; the linking of DGWS stands in it when the question had one."""
    held = security(now)
    held.set("id", secrets.token_urlsafe(16))
    heading = make(tag(SOAP, "Header"), held)
    if message_id(header):
        heading.append(make(tag(MEDCOM, "Header"), linking(header)))
    return make(tag(SOAP, "Envelope"), heading, make(tag(SOAP, "Body"), content), id="Envelope")
