"""Reports of MedCom XML (XRPT01 read whole; XRPT04, 05 and 07 as documents with their text)."""

from overblik.domain.clinical import Currency, Document
from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.readable import CDA, whole
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.mapping.xrpt_parts import (
    actor_of,
    master_of,
    maybe_when,
    organisation_of,
    passages_of,
    person_of,
    reports_of,
    text_in,
)
from overblik.sources.dds.mapping.xrpt_result import Context, result
from overblik.wire.cda_types import first_of
from overblik.wire.elements import Node, Unfit, local_name
from overblik.wire.places import Place, places

TOPIC = Topic.LAB_RESULTS
LABORATORY, XRPT01 = "LaboratoryReport", "XRPT01"
_TITLES = {
    LABORATORY: "Laboratoriesvar",
    "HistopathologyReport": "Patologisvar",
    "MicrobiologyReport": "Mikrobiologisvar",
    "GeneticsReport": "Genetiksvar",
    "CytogeneticsReport": "Cytogenetiksvar",
}


def read_xrpt(content: bytes, root: Node) -> Read:
    """Read every report of a message."""
    reports = reports_of(root)
    master = master_of(reports[0])
    read = Read(
        person=person_of(reports),
        master=master,
        code=_type(reports[0]),
        title=_title(reports[0]),
        date=maybe_when(first_of(reports[0], "Letter", "Authorisation")),
        other_name=master.full_name if master is not None else "",
    )
    nodes = list(root.iter("{*}Result"))
    found = places(content, nodes, is_every_one=True) if nodes else []
    at: dict[Node, Place] = dict(zip(nodes, found, strict=True)) if found is not None else {}
    for number, report in enumerate(reports, 1):
        if local_name(report.tag) == LABORATORY:
            _results(report, number, read, at)
        _document(report, number, read)
    return read


def _type(report: Node) -> str:
    """Give the type code: that of the letter, which a version code may stand for."""
    letter = first_of(report, "Letter")
    return text_in(letter, "TypeCode") or text_in(letter, "StatisticalCode") or text_in(letter, "VersionCode")


def _title(report: Node) -> str:
    name = local_name(report.tag)
    return _TITLES.get(name, name)


def _results(report: Node, number: int, read: Read, at: dict[Node, Place]) -> None:
    letter, sender = first_of(report, "Letter"), first_of(report, "Sender")
    kind = _type(report)
    context = Context(
        text_in(letter, "Identifier"), organisation_of(sender), first_of(report, "RequisitionInformation")
    )
    for place, node in enumerate(report.iter("{*}Result"), 1):
        key = f"report/{number}/result/{place}"
        start, length = at.get(node, (0, 0))
        try:
            fact = _result(node, kind, context)
        except Unfit as error:
            read.lose(TOPIC, Lost(key, error.code, error.place, start, length))
            continue
        time = fact.issued_at or read.date
        read.add(TOPIC, Row(fact, key, start, length, "", context.sender, source_time=time))


def _result(node: Node, kind: str, context: Context) -> LabResult:
    """Read one result of a report that calls itself a laboratory report."""
    if kind.startswith("XRPT") and kind != XRPT01:
        raise Unfit("template_and_code", "TypeCode")
    return result(node, _general(node), context)


def _general(node: Node) -> Node | None:
    """Give what is said of all results of the group that a result stands in."""
    holder = node.getparent()
    while holder is not None:
        found = first_of(holder, "GeneralResultInformation")
        if found is not None:
            return found
        holder = holder.getparent()
    return None


def _document(report: Node, number: int, read: Read) -> None:
    passages = passages_of(report)
    sender = organisation_of(first_of(report, "Sender"))
    status = next((text for node in report.iter("{*}ReportStatusCode") if (text := (node.text or "").strip())), "")
    date = maybe_when(first_of(report, "Letter", "Authorisation"))
    fact = Document(
        title=_title(report),
        kind="report",
        type=_type(report),
        currency=Currency.CURRENT,
        wire_status=status,
        date=date,
        author=sender,
        text=whole(passages),
        content_type=CDA,
        is_restricted=False,
        result_ids=(),
        sections=tuple(passages),
        actor=actor_of(report),
    )
    read.add(Topic.DOCUMENTS, Row(fact, f"report/{number}", 0, 0, "", sender, source_time=date))
