"""FMK's answers about the medicine card and its drug medications (2015/06/01/E2 and base)."""

from copy import deepcopy

from lxml.etree import _Element

from overblik.sandbox.national.dgws import asked_moment
from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.national.idcard import moment
from overblik.sandbox.national.markup import first, local, make, named, remove, text
from overblik.sandbox.national.names import E2, FMK, tag
from overblik.sandbox.national.question import Question, drop, reveal

_AFTER_DRUGS = (
    "InvalidDrugMedication",
    "Prescription",
    "InvalidPrescription",
    "LatestDosageDispensingEffectuation",
    "HasOpenDosageDispensingPrescriptions",
)
_ENTRIES = ("PrivateDrugMedication", "DrugMedication", "InvalidDrugMedication")
_USUAL_TYPE = "Lægeordineret"


def medicine_card(question: Question) -> _Element:
    """GetMedicineCard: the card as it is, or as it was at each version or time that is asked for."""
    versions = question.all("Version") + [_version_at(question, each) for each in question.all("DateTime")]
    cards = [_card(question, each) for each in versions] if versions else [_card(question, None)]
    for card in cards:
        _only_asked(question, card)
    return make(tag(E2, "GetMedicineCardResponse"), *cards)


def _card(question: Question, version: str | None) -> _Element:
    """One card with its hidden drugs when there is consent; the empty card when there is none."""
    part = question.chart.card
    if version is not None and (part is None or _number(part.answer) != version):
        part = question.chart.older.get(version)
        if part is None and version != "0":
            raise SoapFault("processing_problem", "The medicine card has no such version")
    card = None if part is None else first(part.answer, "MedicineCard")
    if part is None or card is None:
        return empty_card(question)
    card = deepcopy(card)
    if question.consent:
        reveal(card, part.hidden, "PrivateDrugMedication", _AFTER_DRUGS)
    return card


def _number(answer: _Element) -> str:
    return text(answer, "MedicineCard", "Version")


def _only_asked(question: Question, card: _Element) -> None:
    """Leave out what the request did not ask for."""
    types = question.all("IncludeDrugMedicationType") or [_USUAL_TYPE]
    withdrawn = first(question.asked, "IncludeWithdrawnDrugMedications")
    since = None if withdrawn is None else asked_moment(text(withdrawn, "WithdrawnAfterDateTime"))
    for drug in list(named(card, "DrugMedication")):
        when = text(drug, "Withdrawn", "DateTime")
        if text(drug, "Type") not in types or (when and (since is None or moment(when) < since)):
            remove(drug)
    if not question.says("IncludeNonRelevantPrescriptions"):
        # "Loose prescriptions marked as non relevant": those on the card itself that carry the date of that mark.
        for each in list(named(card, "Prescription")):
            if first(each, "Deprecated") is not None:
                remove(each)
    _without(question, card)


def _without(question: Question, node: _Element) -> None:
    if not question.says("IncludePrescriptions"):
        drop(node, "Prescription", "InvalidPrescription")
    if not question.says("IncludeEffectuations"):
        drop(node, "Effectuation", "InvalidEffectuation")


def empty_card(question: Question) -> _Element:
    """The card of a citizen for whom none was ever made: Version 0 and nothing inside."""
    return make(
        tag(E2, "MedicineCard"),
        patient(question, E2),
        make(tag(E2, "Version"), "0"),
        make(tag(E2, "HasOpenDosageDispensingPrescriptions"), "false"),
        make(tag(E2, "OrderedPrescriptionsExist"), "false"),
    )


def patient(question: Question, namespace: str) -> _Element:
    """The citizen as the central person register would give him, here as the record system's seed does."""
    known = question.person
    given, family = known.get("given", "").strip(), known.get("family", "").strip()
    person = make(tag(FMK, "Person"))
    if given and family:
        name = make(tag(FMK, "Name"), make(tag(FMK, "GivenName"), given), make(tag(FMK, "Surname"), family))
        person.append(name)
    person.append(question.identifier())
    person.append(make(tag(FMK, "BirthDate"), known.get("birth_date") or "1900-01-01"))
    person.append(make(tag(FMK, "Gender"), known["sex"] if known.get("sex") in {"female", "male"} else "male"))
    return make(tag(namespace, "Patient"), person)


def drug_medication(question: Question) -> _Element:
    """GetDrugMedication: the drug medications that are named, in a version or at a time, or all of the card."""
    current = _card(question, None)
    gone = [] if question.chart.gone is None else [question.chart.gone.copy()]
    held = [current, *gone]
    picked = [each for number in question.all("Identifier") for holder in held for each in _entries(holder, number)]
    for each in named(question.asked, "IdentifierAndVersion"):
        picked += _in_version(question, text(each, "Identifier"), text(each, "Version"))
    for each in named(question.asked, "IdentifierAndDateTime"):
        then = _card(question, _version_at(question, text(each, "DateTime")))
        picked += _entries(then, text(each, "Identifier"))
    if first(question.asked, "Identifier") is None and not picked:
        picked = _entries(current)
    answer = make(tag(E2, "GetDrugMedicationResponse"), question.identifier(E2))
    answer.extend(sorted(picked, key=lambda each: _ENTRIES.index(local(each))))
    _without(question, answer)
    return answer


def _entries(card: _Element, number: str | None = None) -> list[_Element]:
    """The drug medications of a card, or the one with a number, in whatever state they are."""
    return [each for each in named(card, *_ENTRIES) if number is None or text(each, "Identifier") == number]


def _in_version(question: Question, number: str, version: str) -> list[_Element]:
    for card in [_card(question, None), *(_card(question, each) for each in question.chart.older)]:
        found = [each for each in _entries(card, number) if text(each, "Version") == version]
        if found:
            return found
    raise SoapFault("processing_problem", "The drug medication has no such version")


def history(question: Question) -> _Element:
    """GetDrugMedicationHistory: the periods of one drug medication; those of a hidden one need consent."""
    number = text(question.asked, "Identifier")
    part = question.chart.histories.get(number)
    if number in question.chart.private() and not question.consent:
        raise SoapFault("not_authorized", "The drug medication is private")
    if part is None:
        raise SoapFault("processing_problem", "The citizen has no such drug medication")
    return part.copy()


def card_versions(question: Question) -> _Element:
    """GetMedicineCardVersions: the list of the seed, or the one version that there is."""
    if question.chart.versions is not None:
        return question.chart.versions.copy()
    only = make(tag(FMK, "MedicineCardVersionInfo"), make(tag(FMK, "MedicineCardVersion"), _current(question)))
    return make(tag(FMK, "GetMedicineCardVersionsResponse"), question.identifier(), only)


def card_version(question: Question) -> _Element:
    """GetMedicineCardVersion: the number of the card as it is."""
    number = make(tag(FMK, "MedicineCardVersion"), _current(question))
    return make(tag(FMK, "GetMedicineCardVersionResponse"), question.identifier(), number)


def _current(question: Question) -> str:
    return _number(question.chart.card.answer) if question.chart.card is not None else "0"


def _version_at(question: Question, words: str) -> str:
    """The number of the newest version that existed at a time; 0 before the first."""
    when, newest = asked_moment(words), "0"
    for each in named(card_versions(question), "MedicineCardVersionInfo"):
        created = text(each, "VersionCreatedDateTime")
        number = text(each, "MedicineCardVersion")
        if (not created or moment(created) <= when) and int(number) > int(newest):
            newest = number
    return newest
