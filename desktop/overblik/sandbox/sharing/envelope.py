"""SOAP 1.2 around the questions and answers of document sharing, with WS-Addressing and the headers of DGWS 1.0.1."""

import uuid
from datetime import datetime

from lxml import etree
from lxml.etree import _Element

from overblik.sandbox.national.envelope import SoapFault, linking, only
from overblik.sandbox.national.envelope import parts as framed
from overblik.sandbox.national.idcard import instant
from overblik.sandbox.national.markup import filled, text
from overblik.sandbox.sharing.names import (
    ACTION,
    ANONYMOUS,
    MEDCOM,
    PREFIXES,
    SOAP,
    WSA,
    WSA_FAULT,
    WSSE,
    WSU,
    XML,
    tag,
)

MEDIA = "application/soap+xml"


def node(name: str, /, *children: _Element | str, **attributes: str) -> _Element:
    """An element with its attributes, and its text or its children."""
    return filled(etree.Element(name, attributes, nsmap=PREFIXES), children)


def write(root: _Element) -> bytes:
    """The envelope as bytes; the prefix in the value of a fault's code stays (SOAP 1.2 part 1, 5.4.6)."""
    etree.cleanup_namespaces(root, top_nsmap=PREFIXES, keep_ns_prefixes=["soap"])
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def parts(root: _Element, operation: str) -> tuple[_Element, _Element]:
    """The header and the one element in the body of a question to an operation.

    Raises:
        SoapFault: it is no SOAP 1.2 envelope with both, or its addressing is not in order.

    """
    header, body = framed(root, SOAP, "1.2")
    _check_addressing(header, operation)
    return header, body


def _check_addressing(header: _Element, operation: str) -> None:
    """WS-Addressing 1.0 as ITI TF-2 appendix V.3.2.2 demands it."""
    told = {name: only(header, WSA, name) for name in ("Action", "MessageID", "To", "ReplyTo")}
    missing = [name for name, each in told.items() if each is None]
    if missing:
        raise SoapFault("missing_required_header", f"The header {missing[0]} is missing")
    if text(told["Action"]) != f"{ACTION}{operation}":
        raise SoapFault("syntax_error", "The action does not name the operation of this address")
    if not text(told["MessageID"]) or not text(told["To"]):
        raise SoapFault("syntax_error", "A header of the addressing is empty")
    if text(told["ReplyTo"], "Address") != ANONYMOUS:
        raise SoapFault("syntax_error", "An answer goes to the one who asks")


def answer(content: _Element, operation: str, now: datetime, asked: _Element | None) -> _Element:
    """An envelope around an answer that went well."""
    flow = node(tag(MEDCOM, "FlowStatus"), "flow_finalized_succesfully")  # spelled so by the schema
    return _around(content, f"{ACTION}{operation}Response", now, asked, flow)


def fault(told: SoapFault, now: datetime, asked: _Element | None) -> _Element:
    """An envelope around a refusal (SOAP 1.2 part 1, 5.4): the code of DGWS stands in the detail."""
    who = "soap:Receiver" if told.code in {"processing_problem", "sosigw_internal_error"} else "soap:Sender"
    words = node(tag(SOAP, "Text"), told.words, **{tag(XML, "lang"): "da"})
    body = node(
        tag(SOAP, "Fault"),
        node(tag(SOAP, "Code"), node(tag(SOAP, "Value"), who)),
        node(tag(SOAP, "Reason"), words),
        node(tag(SOAP, "Detail"), node(tag(MEDCOM, "FaultCode"), told.code)),
    )
    return _around(body, WSA_FAULT, now, asked)


def _around(body: _Element, action: str, now: datetime, asked: _Element | None, *extras: _Element) -> _Element:
    addressing = [
        node(tag(WSA, "Action"), action),
        node(tag(WSA, "MessageID"), f"urn:uuid:{uuid.uuid4()}"),
        node(tag(WSA, "To"), ANONYMOUS),
    ]
    question = text(asked, "MessageID")
    if question:
        addressing.append(node(tag(WSA, "RelatesTo"), question))
    security = node(tag(WSSE, "Security"), node(tag(WSU, "Timestamp"), node(tag(WSU, "Created"), instant(now))))
    heading = node(tag(MEDCOM, "Header"), linking(asked), *extras)
    header = node(tag(SOAP, "Header"), *addressing, security, heading)
    return node(tag(SOAP, "Envelope"), header, node(tag(SOAP, "Body"), body))
