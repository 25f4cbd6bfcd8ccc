"""The faults of FMK, DDV, consent, STS and the broker: refusals, other people's answers, and messages that are none.

A kind stands in place of the answer (`instead`), changes it while it is a tree (`change`), or spoils its bytes (`spoil`);
what happens on the line itself is the same for all servers (`disturbances`).
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from lxml.etree import _Element
from starlette.responses import Response
from starlette.types import ASGIApp

from overblik.sandbox import disturbances
from overblik.sandbox.faults import Fault
from overblik.sandbox.national.envelope import FLOW_STATUSES, SoapFault
from overblik.sandbox.national.issuing import CARD_FAULTS
from overblik.sandbox.national.markup import everywhere, first, local, make, named, remove, text
from overblik.sandbox.national.names import E2, SOAP, tag
from overblik.sandbox.national.services import Told, negative_consent
from overblik.sandbox.national.sts import WORDS, TrustFault
from overblik.sandbox.verbatim import Json

XML = "text/xml; charset=utf-8"
BASES = frozenset({"fmk", "ddv", "consent", "sts", "broker"})
CODES = FLOW_STATUSES | {
    "nonrepudiation_not_supported",
    "sosigw_no_valid_idcard_in_request",
    "sosigw_no_valid_idcard_in_cache",
    "sosigw_access_denied",
    "sosigw_proxy_error",
    "sosigw_internal_error",
    "sosigw_awaiting_signing",
    "sosigw_missing_signinginfo_in_request",
    "sosigw_syntax_error_in_request",
}
"""The fault codes of DGWS and of the organisation's gateway (SOSI-GW)."""
_STATES = {"consent_none": "NONE", "consent_some": "SOME", "consent_all": "ALL"}
_LINE = frozenset({"status", "redirect", "garbage", "delay", "hang", "drop", "cut", "huge", "gzip_bomb"})
_FRAME = (f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>'.encode(), b"</soap:Body></soap:Envelope>")


def kinds(base: str) -> frozenset[str]:
    """The kinds that a base knows."""
    if base == "broker":
        return _LINE | CARD_FAULTS
    if base == "sts":
        return _LINE | CARD_FAULTS | {"fault"} | set(_spoilers())
    own = set(_STATES) if base == "consent" else {"negative_consent"} | ({"withdrawn"} if base == "fmk" else set())
    return _LINE | {"fault"} | own | (set(_changes()) - set(_STATES)) | set(_spoilers())


def check(base: str, kind: str, facts: Json) -> None:
    """Let an order for a fault pass.

    Raises:
        ValueError: the kind or its code is unknown at that base.

    """
    if kind not in kinds(base):
        raise ValueError(f"unknown kind {kind} for {base}")
    if kind == "withdrawn" and not {"drug", "at"} <= facts.keys():
        raise ValueError("a withdrawal names the drug and the moment")
    if kind == "fault" and facts.get("code") not in (set(WORDS) if base == "sts" else CODES):
        raise ValueError(f"unknown code of a fault for {base}")


def instead(fault: Fault, base: str) -> Exception | None:
    """The refusal that a fault gives in place of an answer."""
    status = int(fault.facts.get("status", 500))
    if fault.kind == "negative_consent":
        told = negative_consent()
        return SoapFault(told.code, told.words, status)
    if fault.kind != "fault":
        return None
    code = str(fault.facts.get("code"))
    if base == "sts":
        return TrustFault(code, str(fault.facts.get("text", "")), status)
    return SoapFault(code, str(fault.facts.get("text", "The service refuses")), status)


def change(fault: Fault, scene: "Scene") -> None:
    """Change a right answer while it is a tree."""
    if fault.kind == "withdrawn":
        _withdrawn(str(fault.facts["drug"]), str(fault.facts["at"]), scene)
    done = _changes().get(fault.kind)
    if done is not None:
        done(scene)


def spoil(fault: Fault, content: bytes) -> tuple[bytes, str]:
    """The bytes of an answer and their media type after a fault."""
    done = _spoilers().get(fault.kind)
    return (content, XML) if done is None else done(fault, content)


def line(fault: Fault, content: bytes) -> ASGIApp | None:
    """What a fault does on the line; refusals of the servers in front come as pages for people."""
    if fault.kind == "status":
        after = fault.facts.get("retry_after")
        headers = {} if after is None else {"Retry-After": str(after)}
        status = int(fault.facts.get("status", 503))
        return Response(f"<html><body><h1>{status}</h1></body></html>", status, headers, "text/html")
    if fault.kind == "redirect":
        return Response(status_code=302, headers={"Location": "http://127.0.0.2:9/elsewhere"})
    return disturbances.line(fault, content, XML, _FRAME)


def _changes() -> dict[str, Callable[["Scene"], None]]:
    return {
        "silence": _silence,
        "wrong_patient": lambda scene: scene.replace(scene.told.again(scene.other)),
        "more_available": _more_available,
        "filter_private": _filter_private,
        "unreadable": _unreadable,
        **{kind: partial(_state, word) for kind, word in _STATES.items()},
    }


def _silence(scene: "Scene") -> None:
    """Nothing comes, and nothing says why: the empty card, or an answer with the citizen alone."""
    content = scene.told.content
    if local(content) == "GetMedicineCardResponse":
        scene.replace(scene.told.again(""))
    else:
        kept = {"PersonIdentifier", "Patient", "Organisation", "Identifier"}
        for each in [one for one in content if local(one) not in kept]:
            remove(each)


def _more_available(scene: "Scene") -> None:
    """Half of the dispensings, and the word that there are more."""
    content = scene.told.content
    if local(content) == "SearchEffectuationsResponse":
        rows = list(named(content, "DrugMedication", "Prescription"))
        for each in rows[(len(rows) + 1) // 2 :]:
            remove(each)
        content.append(make(tag(E2, "MoreAvailable")))


def _filter_private(scene: "Scene") -> None:
    """Leave out what belongs to a private drug, as FMK may or may not do by itself."""
    question = scene.told.question
    if question is None or question.consent:
        return
    hidden = question.chart.private()
    for each in everywhere(scene.told.content, "Prescription", "DrugMedication"):
        number = text(each, "Identifier" if local(each) == "DrugMedication" else "AttachedToDrugMedicationIdentifier")
        if number in hidden or first(each, "IsPrivatePrescription") is not None:
            remove(each)


def _unreadable(scene: "Scene") -> None:
    """The first entry holds what nobody expects there."""
    for each in everywhere(scene.told.content, "DrugMedication", "Prescription", "Vaccination")[:1]:
        for part in list(each)[1:]:
            remove(part)
        each.append(make("Uventet", "uventet"))


def _withdrawn(drug: str, at: str, scene: "Scene") -> None:
    """Somebody stops a drug medication: whoever made it, at a moment of the night."""
    for each in everywhere(scene.told.content, "DrugMedication"):
        made = first(each, "Created")
        sort = first(each, "Type")
        if text(each, "Identifier") != drug or made is None or sort is None or first(each, "Withdrawn") is not None:
            continue
        act = deepcopy(made)
        act.tag = tag(E2, "Withdrawn")
        for moment in named(act, "DateTime"):
            moment.text = at
        sort.addnext(act)


def _state(word: str, scene: "Scene") -> None:
    """Another answer of the consent service."""
    for each in named(scene.told.content, "State"):
        each.text = word


def _spoilers() -> dict[str, Callable[[Fault, bytes], tuple[bytes, str]]]:
    return {
        "truncated_xml": lambda fault, content: (content[: int(fault.facts.get("bytes", len(content) // 2))], XML),
        "truncated_mtom": lambda _, content: _mtom(content),
        "malformed": lambda _, content: (content.replace(b"</soap:Body>", b"</soap:Bodi>", 1), XML),
        "not_soap": lambda _, content: (b"<svar>" + content.partition(b"?>")[2] + b"</svar>", XML),
        "doctype": lambda _, content: (_DOCTYPE + content.partition(b"?>")[2], XML),
        "entities": lambda _, content: (_laughs(content), XML),
        "deep": lambda _, content: (content.replace(b"<soap:Body>", b"<soap:Body>" + b"<a>" * 20_000, 1), XML),
        "html": lambda _, content: (content, "text/html; charset=utf-8"),
    }


_DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE svar [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def _laughs(content: bytes) -> bytes:
    """The same answer behind entities that grow without end (billion laughs)."""
    rows = [b'<!ENTITY a0 "ha">', *(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 10))]
    head = b'<?xml version="1.0"?><!DOCTYPE svar [' + b"".join(rows) + b"]>"
    return head + content.partition(b"?>")[2].replace(b"</soap:Body>", b"<x>&a9;</x></soap:Body>", 1)


def _mtom(content: bytes) -> tuple[bytes, str]:
    """The answer as the root part of an MTOM message that ends in the middle of its second part (W3C XOP)."""
    head = (
        b'--skel\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\n'
        b"Content-Transfer-Encoding: binary\r\nContent-ID: <root@sandbox>\r\n\r\n"
    )
    rest = b"\r\n--skel\r\nContent-Type: application/octet-stream\r\nContent-ID: <part@sandbox>\r\n\r\nAFBRUDT"
    media = (
        'multipart/related; type="application/xop+xml"; boundary="skel"; start="<root@sandbox>"; start-info="text/xml"'
    )
    return head + content + rest, media


@dataclass(slots=True)
class Scene:
    """A right answer that meets a fault; `other` is another citizen who has a chart."""

    told: Told
    other: str

    def replace(self, content: _Element) -> None:
        """Put another content in the place of the right one."""
        self.told.content = deepcopy(content)
