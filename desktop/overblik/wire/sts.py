"""Exchange of a self-signed id card for one that the STS signed (WS-Trust 2005/02; services.md section 6.3)."""

from dataclasses import dataclass, field
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.errors import SignInNeeded, Unintelligible
from overblik.wire.dgws import CARD_ID, NAMESPACES, SKEW, moment, read_card
from overblik.wire.names import SAML, SOAP_11, WSA, WSSE, WST
from overblik.wire.signature import SignatureError, signed_node
from overblik.wire.soap import element, envelope, payload, words
from overblik.wire.tokens import IdCard
from overblik.wire.xml import XmlError, parse

TOKEN_TYPE = "urn:oasis:names:tc:SAML:2.0:assertion:"  # noqa: S105 - a URN, with the trailing colon of the field
ISSUE = "http://schemas.xmlsoap.org/ws/2005/02/trust/Issue"
CONTEXT = "www.sosi.dk"
_AUDIENCES = ("https://sts.sosi.dk", "http://www.sosi.dk", "https://fmk")
"""For whom a card may be made out: the federation itself, and the services that this program asks."""
_RESPONSE = "RequestSecurityTokenResponse"
_PATH = tuple(
    f"{{{space}}}{name}"
    for space, name in (
        (SOAP_11, "Envelope"),
        (SOAP_11, "Body"),
        (WST, _RESPONSE),
        (WST, "RequestedSecurityToken"),
        (SAML, "Assertion"),
    )
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who signed in, as the identity provider says it; an empty text is not told."""

    cpr: str = field(default="", repr=False)
    authorisation: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer must fit: the card that was asked for."""

    subject: str = field(repr=False)
    """Whom it names; empty where the one who signed in is known by `holder` alone."""
    level: int
    seen: frozenset[str]
    """Ids of cards that were given before: none of them is taken twice."""
    certificate_hash: str = ""
    """sosi:OCESCertHash of the certificate that asked; empty where another asks for us."""
    asked_at: Instant | None = None
    """When it was asked for; none where the card may have been made before."""
    holder: Holder | None = None
    """Who signed in, where another asks for us: a card of anybody else is refused."""


def request(signed: bytes, issuer: str, now: Instant) -> bytes:
    """Write the RequestSecurityToken that holds a signed id card."""
    body = element(
        "wst:RequestSecurityToken",
        element("wst:TokenType", TOKEN_TYPE),
        element("wst:RequestType", ISSUE),
        element("wst:Claims", signed.decode()),
        element("wst:Issuer", element("wsa:Address", words(issuer))),
        Context=CONTEXT,
    )
    security = element("wsse:Security", element("wsu:Timestamp", element("wsu:Created", moment(now))))
    return envelope(security, body, {"wst": WST, "wsa": WSA, "wsse": WSSE, "wsu": NAMESPACES["wsu"]})


def card(content: bytes, trusted: tuple[bytes, ...], expected: Expected, now: Instant) -> IdCard:
    """Read the answer: the signature first, then the signed card alone.

    Raises:
        SignInNeeded: a fault of the STS, or a card that is not signed by it, expired, another person's,
            for another audience or certificate, of a lower level, or given before.
        Unintelligible: the answer is no such message.

    """
    try:
        root = parse(content)
    except XmlError as error:
        raise Unintelligible(reason=error.reason) from None
    payload(root)  # a fault speaks first, and holds no card
    try:
        node, canonical = signed_node(content, _PATH, CARD_ID, trusted)
    except SignatureError as error:
        raise SignInNeeded(reason=f"signature_{error.reason}") from None
    return checked(read_card(node, canonical, now), node, expected)


def checked(found: IdCard, node: Any, expected: Expected) -> IdCard:
    """Check a verified card against the one that was asked for; `node` is its signed element.

    Raises:
        SignInNeeded: as in `card`.

    """
    if not _is_for_us(node):
        raise SignInNeeded(reason="card_audience")
    told = _hash_of(node)
    if expected.certificate_hash and told and told != expected.certificate_hash:
        raise SignInNeeded(reason="card_certificate")
    # The issuer copies the beginning that was asked for, or sets its own: an older card answered another question.
    if expected.asked_at is not None and found.not_before < expected.asked_at - 2 * SKEW:
        raise SignInNeeded(reason="card_replayed")
    if expected.subject and found.subject != expected.subject:
        raise SignInNeeded(reason="card_subject")
    if expected.holder is not None:
        _check_holder(found, expected.holder)
    if found.level < expected.level:
        raise SignInNeeded(reason="card_level")
    if found.card_id in expected.seen:
        raise SignInNeeded(reason="card_replayed")
    return found


def _check_holder(found: IdCard, holder: Holder) -> None:
    """Check that the card is that of the one who signed in: all that both tell agrees, and one thing at least is told.

    The CPR number names a person. An authorisation identifier names one too, but a card need not carry it: where the
    number agrees, a card without it is taken, and one with another is not.
    """
    if not (holder.cpr or holder.authorisation):
        raise SignInNeeded(reason="card_unbound")
    if holder.cpr and found.cpr != holder.cpr:
        raise SignInNeeded(reason="card_subject")
    is_known = bool(holder.cpr) and not found.authorisation
    if holder.authorisation and found.authorisation != holder.authorisation and not is_known:
        raise SignInNeeded(reason="card_subject")


def _is_for_us(node: Any) -> bool:
    """Whether each restriction of a card names one of our audiences (SAML 2.0 core, 2.5.1.4); most cards have none."""
    return all(
        any(_is_ours((one.text or "").strip()) for one in restriction.iter(f"{{{SAML}}}Audience"))
        for restriction in node.iter(f"{{{SAML}}}AudienceRestriction")
    )


def _is_ours(audience: str) -> bool:
    return any(audience == one or audience.startswith(f"{one}/") for one in _AUDIENCES)


def _hash_of(node: Any) -> str:
    for one in node.iter(f"{{{SAML}}}Attribute"):
        if one.get("Name") == "sosi:OCESCertHash":
            return "".join((value.text or "").strip() for value in one)
    return ""
