"""SOAP 1.1 around requests and answers, with the headers of DGWS 1.0.1."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from lxml.etree import _Element

from overblik.sandbox.national.idcard import instant
from overblik.sandbox.national.markup import first, local, make, named, text
from overblik.sandbox.national.names import MEDCOM, SOAP, WSSE, WSU, tag

FLOW_STATUSES = frozenset(
    {
        "syntax_error",
        "missing_required_header",
        "security_level_failed",
        "invalid_username_password",
        "invalid_signature",
        "invalid_idcard",
        "invalid_certificate",
        "expired_idcard",
        "not_authorized",
        "illegal_http_method",
        "processing_problem",
    }
)


class SoapFault(Exception):
    """An answer that says no: a code of DGWS, words for people, and the HTTP status it comes with."""

    def __init__(self, code: str, words: str, status: int = 500) -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.status = status


def parts(root: _Element, space: str = SOAP, version: str = "1.1") -> tuple[_Element, _Element]:
    """The header and the one element in the body of an envelope of a version of SOAP, by its namespace.

    Raises:
        SoapFault: it is no such envelope with both.

    """
    if root.tag != tag(space, "Envelope"):
        raise SoapFault("syntax_error", f"The message is no SOAP {version} envelope")
    header, body = first(root, "Header"), first(root, "Body")
    if header is None or header.tag != tag(space, "Header"):
        raise SoapFault("missing_required_header", "The envelope has no header")
    if body is None or body.tag != tag(space, "Body") or len(body) != 1:
        raise SoapFault("syntax_error", "The body does not hold one element")
    if [local(each) for each in root] != ["Header", "Body"]:
        raise SoapFault("syntax_error", "The envelope holds other parts than a header and a body")
    return header, body[0]


def message_id(header: _Element | None) -> str:
    """The id by which an answer names its question."""
    return text(header, "Header", "Linking", "MessageID")


def answer(content: _Element, now: datetime, asked: _Element | None, extras: Sequence[_Element] = ()) -> _Element:
    """An envelope around an answer that went well."""
    flow = make(tag(MEDCOM, "FlowStatus"), "flow_finalized_succesfully")  # spelled so by the schema
    header = make(tag(SOAP, "Header"), security(now), make(tag(MEDCOM, "Header"), linking(asked), flow), *extras)
    return make(tag(SOAP, "Envelope"), header, make(tag(SOAP, "Body"), content))


def fault(told: SoapFault, now: datetime, asked: _Element | None) -> _Element:
    """An envelope around a DGWSFault: the code stands in the detail, and in FlowStatus when that word exists there."""
    heading = make(tag(MEDCOM, "Header"), linking(asked))
    if told.code in FLOW_STATUSES:
        heading.append(make(tag(MEDCOM, "FlowStatus"), told.code))
    body = make(
        tag(SOAP, "Fault"),
        make("faultcode", "soap:Server" if told.code.startswith("processing") else "soap:Client"),
        make("faultstring", told.words),
        make("detail", make(tag(MEDCOM, "FaultCode"), told.code)),
    )
    return make(tag(SOAP, "Envelope"), make(tag(SOAP, "Header"), security(now), heading), make(tag(SOAP, "Body"), body))


def security(now: datetime) -> _Element:
    """The security header of an answer: when it was made."""
    return make(tag(WSSE, "Security"), make(tag(WSU, "Timestamp"), make(tag(WSU, "Created"), instant(now))))


def linking(asked: _Element | None) -> _Element:
    """A message id of its own, and the id of the question."""
    question = message_id(asked)
    flow = text(asked, "Header", "Linking", "FlowID")
    made = make(tag(MEDCOM, "Linking"))
    if flow:
        made.append(make(tag(MEDCOM, "FlowID"), flow))
    made.append(make(tag(MEDCOM, "MessageID"), secrets.token_urlsafe(16)))
    if question:
        made.append(make(tag(MEDCOM, "InResponseToMessageID"), question))
    return made


def only(header: _Element, namespace: str, name: str) -> _Element | None:
    """The header of that name; None when it is absent.

    Raises:
        SoapFault: it stands twice.

    """
    found = [each for each in named(header, name) if each.tag == tag(namespace, name)]
    if len(found) > 1:
        raise SoapFault("syntax_error", f"The header {name} stands twice")
    return found[0] if found else None
