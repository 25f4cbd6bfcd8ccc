"""Exchange of a self-signed id card for one that the STS signed (WS-Trust 2005/02; services.md section 6.3)."""

from dataclasses import dataclass
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.errors import SignInNeeded, Unintelligible
from overblik.wire.dgws import CARD_ID, NAMESPACES, moment, read_card
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
class Expected:
    """What the answer must fit: the card that was asked for."""

    subject: str
    level: int
    seen: frozenset[str]
    """Ids of cards that were given before: none of them is taken twice."""


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
            for another audience, of a lower level, or given before.
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
    return checked(read_card(node, canonical, now), node_audiences(node), expected)


def node_audiences(node: Any) -> tuple[str, ...]:
    """Give the audiences that a signed card is restricted to; a SOSI id card usually names none."""
    return tuple((one.text or "").strip() for one in node.iter(f"{{{SAML}}}Audience"))


def checked(found: IdCard, audiences: tuple[str, ...], expected: Expected) -> IdCard:
    """Check a verified card against the one that was asked for.

    Raises:
        SignInNeeded: as in `card`.

    """
    if audiences and not any(one.startswith(_AUDIENCES) for one in audiences):
        raise SignInNeeded(reason="card_audience")
    if found.subject != expected.subject:
        raise SignInNeeded(reason="card_subject")
    if found.level < expected.level:
        raise SignInNeeded(reason="card_level")
    if found.card_id in expected.seen:
        raise SignInNeeded(reason="card_replayed")
    return found
