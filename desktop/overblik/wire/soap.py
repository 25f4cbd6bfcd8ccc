"""SOAP 1.1 and 1.2: envelopes written and read, faults told apart (SOAP 1.1 section 4; SOAP 1.2 part 1 section 5.4;
DGWS 1.0.1 section 4).

An envelope is written as text with every value escaped: what is signed must be the bytes that are sent.
"""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from overblik.domain.errors import Refused, SignInNeeded, SourceError, Unintelligible, Unreachable, Withheld
from overblik.wire.names import MEDCOM, SOAP_11
from overblik.wire.xml import local

Node = Any
_NO_LOGIN = frozenset(
    {
        *("security_level_failed", "invalid_username_password", "invalid_signature", "invalid_idcard"),
        *("invalid_certificate", "expired_idcard", "invalididcard", "expiredidcard"),
        *("sosigw_no_valid_idcard_in_request", "sosigw_no_valid_idcard_in_cache", "sosigw_awaiting_signing"),
        "sosigw_missing_signinginfo_in_request",
    }
)
"""DGWS and gateway fault codes that a new sign-in may mend (services.md section 2.5)."""
_NO_RIGHT = frozenset({"not_authorized", "sosigw_access_denied"})
_TRUST_LATER = frozenset({"RequestFailed"})
_TRUST_CLOCK = frozenset({"InvalidTimeRange"})
_TRUST = frozenset(
    {
        *("InvalidRequest", "FailedAuthentication", "InvalidSecurityToken", "AuthenticationBadElements", "BadRequest"),
        *("ExpiredData", "InvalidScope", "RenewNeeded", "UnableToRenew"),
    }
)
"""Fault codes of WS-Trust that mean: sign in (services.md section 6.3)."""
_WITHHELD = frozenset({"negative_consent", "negativeconsent", "consent_required"})
_NOBODY_THERE = "ingen aktive registries"
"""The words of document sharing when nothing behind it answered (services.md section 4.2)."""
_BROKEN = frozenset(
    {"syntax_error", "missing_required_header", "illegal_http_method", "sosigw_syntax_error_in_request"}
)


def element(name: str, /, *inside: str, **attributes: str) -> str:
    """Write an element; `inside` is written XML, attribute values are escaped here."""
    told = "".join(f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{told}>{''.join(inside)}</{name}>" if inside else f"<{name}{told}/>"


def words(value: str) -> str:
    """Write a text: escaped, so that nothing in it is markup."""
    return escape(value)


def envelope(headers: str, body: str, namespaces: Mapping[str, str], version: str = SOAP_11) -> bytes:
    """Write an envelope; `headers` and `body` are written XML that use the prefixes of `namespaces`."""
    spaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in namespaces.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<soap:Envelope xmlns:soap="{version}"{spaces}>'
        f"<soap:Header>{headers}</soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>"
    ).encode()


def payload(root: Node) -> Node:
    """Give the one element in the body of an envelope; a root that is no envelope is given back.

    Raises:
        SourceError: the body holds a fault (`fault` says which).
        Unintelligible: the envelope has no body, or a body of none or several elements.

    """
    if local(root) != "Envelope":
        return root
    bodies = [node for node in root if local(node) == "Body"]
    if len(bodies) != 1 or len(bodies[0]) != 1 or _namespace(bodies[0]) != _namespace(root):
        raise Unintelligible(reason="body")
    inside = bodies[0][0]
    if local(inside) == "Fault" and _namespace(inside) == _namespace(root):
        raise fault(inside)
    return inside


def fault(node: Node) -> SourceError:
    """Give the error that a fault stands for; its facts hold codes, never the fault's words, which may name a citizen."""
    detail = next((found for found in node.iter(f"{{{MEDCOM}}}FaultCode")), None)
    own_code, own_words = _code_and_words(node)
    told = (_text(detail) or own_code).rpartition(":")[2]
    said = own_words.casefold()
    code = told.casefold()
    if code in _WITHHELD or "negativt samtykke" in said or "negative consent" in said:
        return Withheld(fault=code)
    if _NOBODY_THERE in said:
        return Unreachable(fault="no_registries")
    if code in _NO_LOGIN or told in _TRUST:
        return SignInNeeded(fault=code)
    if told in _TRUST_CLOCK:
        return SignInNeeded(fault=code, clock=True)
    if code in _NO_RIGHT:
        return Refused(fault=code)
    if code in _BROKEN:
        return Unintelligible(reason="fault", fault=code)
    if code in ("client", "sender", "versionmismatch", "mustunderstand"):
        # The service did not understand what we sent, most often by its schema: asking again mends nothing.
        return Unintelligible(reason="fault", fault=code)
    return Unreachable(fault=code if code.isidentifier() or told in _TRUST_LATER else "unknown")


def _code_and_words(node: Node) -> tuple[str, str]:
    """Give the code and the words of a fault: faultcode and faultstring, or Code/Subcode/Value and Reason/Text."""
    inside = {local(found): found for found in node}
    if "faultcode" in inside or "faultstring" in inside:
        return _text(inside.get("faultcode")), _text(inside.get("faultstring"))
    code = inside.get("Code")
    values = [] if code is None else [found for found in code.iter() if local(found) == "Value"]
    reason = inside.get("Reason")
    texts = [] if reason is None else [_text(found) for found in reason if local(found) == "Text"]
    return _text(values[-1]) if values else "", " ".join(texts)


def _namespace(node: Node) -> str:
    tag: str = node.tag
    return tag[1:].partition("}")[0]


def _text(node: Node | None) -> str:
    return "" if node is None else (node.text or "").strip()
