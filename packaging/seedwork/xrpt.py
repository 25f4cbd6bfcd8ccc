"""Laboratory messages of MedCom: XRPT01 biochemistry, XRPT05 microbiology, XRPT04 pathology (services.md 7)."""

from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element
from seedwork.parts import Person

SUNDCOM = "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/"
FIRST, SECOND, THIRD, FOURTH = (f"{SUNDCOM}{day}/" for day in ("2005/08/07", "2006/07/01", "2007/02/01", "2009/08/01"))
LAST = "http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/"
LABORATORY = "Eksempel Klinisk Biokemi"


@dataclass(frozen=True, slots=True)
class Answer:
    """One result as the message has it; what is empty is left out."""

    code: str
    name: str
    value: str
    unit: str = ""
    low: str = ""
    high: str = ""
    words: str = ""
    """IntervalText, where the interval is no pair of numbers."""
    validation: str = ""
    operator: str = ""
    status: str = "svar_endeligt"
    comment: str = ""
    responsible: str = ""
    """Whose local code it is; an IUPAC code has none."""
    alphanumeric: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A message: its namespace, its kind, and what it tells of one sample."""

    space: str
    key: str
    sampled: str
    answered: str
    production: str
    status: str = "komplet_svar"
    comments: str = ""
    kind: str = "LaboratoryReport"
    version: str = "XR0131K"
    laboratory: str = LABORATORY


def message(person: Person, report: Report, body: list[_Element]) -> bytes:
    """The whole message; `body` stands in its results."""
    day, clock = report.answered.split("T")
    root = node(
        report,
        "Emessage",
        node(report, "Envelope", _moment(report, "Sent", report.answered), leaf(report, "Identifier", report.key)),
        node(
            report,
            report.kind,
            node(
                report,
                "Letter",
                leaf(report, "Identifier", report.key),
                leaf(report, "VersionCode", report.version),
                leaf(report, "StatisticalCode", report.version[:2] + "PT" + report.version[2:4]),
                node(report, "Authorisation", leaf(report, "Date", day), leaf(report, "Time", clock)),
                leaf(report, "TypeCode", report.version[:4].replace("XR", "XRPT")),
            ),
            _sender(report),
            _receiver(report),
            _patient(report, person),
            _requisition(report),
            *body,
        ),
    )
    etree.indent(root, " ")
    etree.cleanup_namespaces(root, top_nsmap={None: report.space})
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made + b"\n"


def node(report: Report, name: str, /, *children: "_Element | None") -> _Element:
    """An element in the message's namespace; what is None is left out."""
    made = etree.Element(f"{{{report.space}}}{name}", nsmap={None: report.space})
    made.extend(child for child in children if child is not None)
    return made


def leaf(report: Report, name: str, words: str) -> _Element:
    """An element with text."""
    made = node(report, name)
    made.text = words
    return made


def optional(report: Report, name: str, words: str) -> _Element | None:
    """An element with text, or none where there is nothing to say."""
    return leaf(report, name, words) if words else None


def results(report: Report, answers: list[Answer]) -> _Element:
    """The results of an XRPT01."""
    return node(report, "LaboratoryResults", general(report), *(_result(report, each) for each in answers))


def general(report: Report) -> _Element:
    """How complete the answer is, and under which number the laboratory made it."""
    return node(
        report,
        "GeneralResultInformation",
        leaf(report, "ReportStatusCode", report.status),
        leaf(report, "LaboratoryInternalProductionIdentifier", report.production),
        _moment(report, "ResultsDateTime", report.answered),
    )


def _result(report: Report, answer: Answer) -> _Element:
    local_code = bool(answer.responsible)
    return node(
        report,
        "Result",
        leaf(report, "ResultStatusCode", answer.status),
        node(
            report,
            "Analysis",
            leaf(report, "AnalysisCode", answer.code),
            leaf(report, "AnalysisCodeType", "lokal" if local_code else "iupac"),
            optional(report, "AnalysisCodeResponsible", answer.responsible),
            leaf(report, "AnalysisShortName", answer.name),
            leaf(report, "AnalysisCompleteName", answer.name),
        ),
        node(
            report,
            "ProducerOfLabResult",
            leaf(report, "Identifier", "EKB"),
            leaf(report, "IdentifierCode", "lokal"),
        ),
        _interval(report, answer),
        leaf(report, "ResultType", "alfanumerisk" if answer.alphanumeric else "numerisk"),
        optional(report, "Operator", answer.operator),
        leaf(report, "Value", answer.value),
        optional(report, "Unit", answer.unit),
        optional(report, "ResultValidation", answer.validation),
        optional(report, "ResultComments", answer.comment),
    )


def _interval(report: Report, answer: Answer) -> _Element | None:
    if not (answer.low or answer.high or answer.words):
        return None
    return node(
        report,
        "ReferenceInterval",
        leaf(report, "TypeOfInterval", "fysiologisk"),
        optional(report, "LowerLimit", answer.low),
        optional(report, "UpperLimit", answer.high),
        optional(report, "IntervalText", answer.words),
    )


def _moment(report: Report, name: str, moment: str) -> _Element:
    day, clock = moment.split("T")
    return node(report, name, leaf(report, "Date", day), leaf(report, "Time", clock))


def _sender(report: Report) -> _Element:
    return node(
        report,
        "Sender",
        leaf(report, "EANIdentifier", "5790000000001"),
        leaf(report, "Identifier", "EKB"),
        leaf(report, "IdentifierCode", "lokal"),
        leaf(report, "OrganisationName", report.laboratory),
        leaf(report, "DepartmentName", "Analyseafsnittet"),
        leaf(report, "UnitName", "Rutinen"),
        leaf(report, "MedicalSpecialityCode", "klinisk_biokemi"),
        leaf(report, "FromLabIdentifier", "EKB"),
    )


def _receiver(report: Report) -> _Element:
    return node(
        report,
        "Receiver",
        leaf(report, "EANIdentifier", "5790000000002"),
        leaf(report, "Identifier", "099999"),
        leaf(report, "IdentifierCode", "ydernummer"),
        leaf(report, "OrganisationName", "Lægehuset Fjordparken"),
        node(report, "Physician", leaf(report, "PersonInitials", "ME")),
    )


def _patient(report: Report, person: Person) -> _Element:
    return node(
        report,
        "Patient",
        leaf(report, "CivilRegistrationNumber", person.cpr),
        leaf(report, "PersonSurnameName", person.family),
        leaf(report, "PersonGivenName", person.given),
        node(report, "Consent", leaf(report, "Given", "1")),
    )


def _requisition(report: Report) -> _Element:
    return node(
        report,
        "RequisitionInformation",
        optional(report, "Comments", report.comments),
        node(
            report,
            "Sample",
            leaf(report, "LaboratoryInternalSampleIdentifier", f"P{report.production}"),
            leaf(report, "RequesterSampleIdentifier", f"R{report.production}"),
            _moment(report, "SamplingDateTime", report.sampled),
        ),
    )
