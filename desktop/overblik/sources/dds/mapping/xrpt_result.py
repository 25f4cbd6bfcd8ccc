"""One result of a laboratory report (MedCom XRPT01, version XR0131K) to LabResult; no flag of our own (H16)."""

import re
from dataclasses import dataclass

from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import Flag, LabResult, ReferenceRange, ResultState
from overblik.domain.making import maker
from overblik.domain.npu import NPU
from overblik.domain.quantity import Coded, Concept, Quantity
from overblik.sources.dds.mapping.xrpt_parts import block_of, number, one_text, organisation_of, text_in, when
from overblik.wire.cda_types import Parts, every, first, first_of, gather
from overblik.wire.elements import Node, Unfit

LOCAL = "urn:medcom:lokal:"
RECEIVED = "*****"
_STATES = {
    "svar_endeligt": ResultState.FINAL,
    "svar_midlertidigt": ResultState.PRELIMINARY,
    "svar_rettet": ResultState.CORRECTED,
    "proeve_modtaget": ResultState.RECEIVED,
}
_OPERATORS = {"": "", "mindre_end": "<", "stoerre_end": ">"}
_FLAGS = {"for_hoej": Flag.HIGH, "for_lav": Flag.LOW, "unormal": Flag.ABNORMAL}
_WRITTEN = re.compile(r"([<>]=?)\s*(.+)")
_TEXT = "alfanumerisk"
_result = maker(LabResult)


@dataclass(frozen=True, slots=True)
class Context:
    """What stands over the results of one report."""

    report: str
    sender: str
    requisition: Node | None


def result(node: Node, general: Node | None, context: Context) -> LabResult:
    """Read one result.

    Raises:
        Unfit: what is sent cannot be told: no analysis, an unknown operator, a time that is none.

    """
    parts = gather(node)
    concept, coding, name = _analysis(parts)
    text, quantity, comparator, unit = _value(parts)
    status = one_text(parts, "ResultStatusCode")
    validation = one_text(parts, "ResultValidation")
    taken, collected = _sampled(context.requisition, parts)
    is_waiting = text == RECEIVED
    return _result(
        name=name,
        code=coding.code,
        system=coding.system,
        concept=concept,
        group=text_in(first(parts, "Analysis"), "RequisitionGroup", "Name"),
        value="" if is_waiting else text,
        quantity=None if is_waiting else quantity,
        comparator=comparator,
        unit=unit,
        flag=_FLAGS.get(validation),
        flag_text=validation if validation not in _FLAGS else "",
        not_assessed=not validation,
        reference=_reference(every(parts, "ReferenceInterval"), unit),
        taken_at=taken,
        issued_at=when(first_of(general, "ResultsDateTime"), "ResultsDateTime"),
        state=ResultState.RECEIVED if is_waiting else _STATES.get(status, ResultState.UNKNOWN),
        wire_status=status,
        absent_reason=RECEIVED if is_waiting else "",
        components=(),
        notes=(*_notes(parts, text), *([collected] if collected else [])),
        method="",
        producer=_producer(first(parts, "ProducerOfLabResult")) or context.sender,
        report=context.report,
        specimen=_specimen(context.requisition, parts),
        production=text_in(general, "LaboratoryInternalProductionIdentifier"),
    )


def _analysis(parts: Parts) -> tuple[Concept, Coded, str]:
    """Give what was analysed: an NPU code, or a code that only its laboratory can explain."""
    nodes = every(parts, "Analysis")
    if len(nodes) != 1:
        raise Unfit("missing" if not nodes else "duplicate_element", "Analysis")
    held = gather(nodes[0])
    code, kind = one_text(held, "AnalysisCode") or one_text(held, "MICAnalysisCode"), one_text(held, "AnalysisCodeType")
    responsible = one_text(held, "AnalysisCodeResponsible")
    short, complete = one_text(held, "AnalysisShortName"), block_of(first(held, "AnalysisCompleteName"))
    name = short or complete or code
    if not name:
        raise Unfit("missing", "Analysis")
    systems = {"iupac": NPU, "lokal": f"{LOCAL}{responsible}", "": ""}
    system = systems.get(kind, f"urn:medcom:{kind}")
    coding = Coded(system, code, short or complete)
    is_known = system != LOCAL
    return Concept(complete, (coding,) if code else ()), coding if is_known else Coded("", "", name), name


def _value(parts: Parts) -> tuple[str, Quantity | None, str, str]:
    """Give value as sent, parsed beside it, comparator and unit."""
    text, unit = one_text(parts, "Value"), one_text(parts, "Unit")
    operator = one_text(parts, "Operator")
    if operator not in _OPERATORS:
        raise Unfit("operator", "Operator")
    comparator = _OPERATORS[operator]
    written = _WRITTEN.fullmatch(text)
    if written is not None and comparator in ("", written.group(1)):
        comparator, text = written.group(1), written.group(2)
    if not text:
        return block_of(first(parts, "ResultTextValue")), None, "", unit
    is_text = one_text(parts, "ResultType") == _TEXT
    quantity = None if is_text else Quantity(number(text), unit, comparator, text)
    return text, quantity, comparator, unit


def _reference(nodes: list[Node], unit: str) -> ReferenceRange | None:
    """Read the interval that travelled with the result; several are said in words, never compared with."""
    found = [one for node in nodes if (one := _interval(gather(node), unit)) is not None]
    if len(found) > 1:
        return ReferenceRange(None, None, "; ".join(_words(one) for one in found), "")
    return found[0] if found else None


def _interval(parts: Parts, unit: str) -> ReferenceRange | None:
    low, high = one_text(parts, "LowerLimit"), one_text(parts, "UpperLimit")
    text = block_of(first(parts, "IntervalText"))
    if not (low or high or text):
        return None
    return ReferenceRange(
        Quantity(number(low), unit, "", low) if low else None,
        Quantity(number(high), unit, "", high) if high else None,
        text,
        one_text(parts, "TypeOfInterval"),
    )


def _words(one: ReferenceRange) -> str:
    ends = [end.wire_text if end is not None else "" for end in (one.low, one.high)]
    interval = "–".join(ends) if all(ends) else f"> {ends[0]}" if ends[0] else f"< {ends[1]}" if ends[1] else ""
    body = ", ".join(part for part in (interval, one.text) if part)
    return f"{one.applies_to}: {body}" if one.applies_to else body


def _sampled(requisition: Node | None, parts: Parts) -> tuple[ClinicalDate | None, str]:
    """Give when the sample was taken, and the words of a collection that lasted.

    Of several samples the one that the result names; else a time only when all of them have the same.
    """
    samples = _samples(requisition, parts)
    times = [when(first_of(sample, "SamplingDateTime"), "SamplingDateTime") for sample in samples]
    starts = [when(first_of(sample, "SamplingInterval", "StartDateTime"), "StartDateTime") for sample in samples]
    ends = [when(first_of(sample, "SamplingInterval", "EndDateTime"), "EndDateTime") for sample in samples]
    both = {time or start for time, start in zip(times, starts, strict=True)}
    lasted = {(start.text, end.text) for start, end in zip(starts, ends, strict=True) if start and end}
    words = "Opsamling: " + "–".join(next(iter(lasted))) if len(lasted) == 1 and len(samples) == 1 else ""
    return (both.pop() if len(both) == 1 else None), words


def _samples(requisition: Node | None, parts: Parts) -> list[Node]:
    samples = list(requisition.iterchildren("{*}Sample")) if requisition is not None else []
    named = one_text(parts, "LaboratoryInternalSampleIdentifier")
    if not named:
        return samples
    return [one for one in samples if text_in(one, "LaboratoryInternalSampleIdentifier") == named]


def _specimen(requisition: Node | None, parts: Parts) -> str:
    own = text_in(first(parts, "Analysis"), "AnalysisMDSName", "Material")
    found = {block_of(first_of(sample, "MaterialDescription")) for sample in _samples(requisition, parts)}
    return own or (found.pop() if len(found) == 1 else "")


def _notes(parts: Parts, value: str) -> list[str]:
    found = [block_of(node) for node in every(parts, "ResultComments")]
    found += [text for node in every(parts, "ResultTextValue") if (text := block_of(node)) != value]
    for node in every(parts, "Reference"):
        found.append(" ".join(text for name in ("RefDescription", "URL") if (text := text_in(node, name))))
    return [text for text in found if text]


def _producer(node: Node | None) -> str:
    named = organisation_of(node) or text_in(node, "Identifier")
    code = text_in(node, "IdentifierCode")
    return f"{named} ({code})" if named and code else named or code
