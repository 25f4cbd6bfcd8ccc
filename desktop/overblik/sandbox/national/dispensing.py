"""FMK's answers about prescriptions, dispensings and dose dispensing (2015/06/01/E6 and E2)."""

from lxml.etree import _Element

from overblik.sandbox.national.dgws import asked_moment
from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.national.idcard import moment
from overblik.sandbox.national.markup import everywhere, first, make, named, remove, text
from overblik.sandbox.national.medicine import patient
from overblik.sandbox.national.names import E2, E6, tag
from overblik.sandbox.national.question import Question, drop, reveal


def prescriptions(question: Question) -> _Element:
    """GetPrescription: by number, the open ones, or all. Those of hidden drugs are sent, if the seed has them so."""
    part = question.chart.prescriptions
    if part is None:
        answer = make(tag(E6, "GetPrescriptionResponse"), patient(question, E6))
    else:
        answer = part.copy()
        if question.consent:
            reveal(answer, part.hidden, "PrivatePrescription", ("InvalidPrescription", "PrivatePrescription"))
    wanted = question.all("Identifier")
    only_open = first(question.asked, "IncludeOpenPrescriptions") is not None
    for each in list(named(answer, "Prescription", "InvalidPrescription", "PrivatePrescription")):
        status = text(each, "Status")
        if (wanted and text(each, "Identifier") not in wanted) or (only_open and status not in {"", "åben"}):
            remove(each)
    if not question.says("IncludeEffectuations"):
        drop(answer, "Effectuation", "InvalidEffectuation")
    return answer


def effectuations(question: Question) -> _Element:
    """SearchEffectuations: within a time, and of the three kinds that are asked for; all, when none is named."""
    part = question.chart.effectuations
    if part is None:
        return make(tag(E2, "SearchEffectuationsResponse"), question.identifier(E2))
    answer = part.copy()
    if question.consent:
        reveal(answer, part.hidden, "PrivateDrugMedication", ("Prescription", "MoreAvailable"))
    _of_time(question, answer)
    if any(first(question.asked, name) is not None for name in _KINDS):
        _of_kinds(question, answer)
    for each in list(named(answer, "DrugMedication")):
        if len(each) == 1:
            remove(each)
    return answer


_KINDS = (
    "IncludeEffectuationsOnDrugMedications",
    "IncludeEffectuationsOnPrescriptionsOnDrugMedications",
    "IncludeEffectuationsNotOnDrugMedications",
)


def _of_kinds(question: Question, answer: _Element) -> None:
    """Leave out the dispensings on drug medications, on their prescriptions, or on neither."""
    drugs = list(named(answer, "DrugMedication"))
    unasked: list[_Element] = []
    if not question.says(_KINDS[0]):
        unasked += [each for drug in drugs for each in named(drug, "Effectuation", "InvalidEffectuation")]
    if not question.says(_KINDS[1]):
        unasked += [each for drug in drugs for each in named(drug, "Prescription")]
    if not question.says(_KINDS[2]):
        unasked += named(answer, "Prescription")
    for each in unasked:
        remove(each)


def _of_time(question: Question, answer: _Element) -> None:
    """Leave out the dispensings before and after the times of the request, with the orders that held them."""
    begins, ends = text(question.asked, "FromDateTime"), text(question.asked, "ToDateTime")
    for each in everywhere(answer, "Effectuation"):
        when = moment(text(each, "DateTime"))
        if (begins and when < asked_moment(begins)) or (ends and when > asked_moment(ends)):
            holder = each.getparent()
            remove(holder if holder.tag == tag(E2, "Order") else each)


def dose_dispensing(question: Question) -> _Element:
    """GetDoseDispensingSummary: nothing but the citizen when no dose dispensing is known."""
    part = question.chart.dose_dispensing
    if part is None:
        return make(tag(E6, "GetDoseDispensingSummaryResponse"), question.identifier(E6))
    return part.copy()


def refuse_organisations(question: _Element) -> None:
    """A search by organisation is a pharmacy's; a clinician may not make it.

    Raises:
        SoapFault: the request names an organisation in place of a person.

    """
    if first(question, "OrganisationIdentifier") is not None:
        raise SoapFault("not_authorized", "Only a pharmacy asks for the prescriptions of an organisation")
