"""What FMK, DDV and the consent service answer: one operation by its soapAction, with the headers, the form and the consent checked."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from lxml.etree import _Element

from overblik.sandbox.clock import Clock
from overblik.sandbox.national import dispensing, medicine
from overblik.sandbox.national.dgws import Caller, Entrance, caller
from overblik.sandbox.national.envelope import SoapFault, parts
from overblik.sandbox.national.keys import Keys
from overblik.sandbox.national.markup import first, make, text
from overblik.sandbox.national.names import CONSENT, DDV, E2, E6, FMK, SDSD_HEADER, tag
from overblik.sandbox.national.question import Question
from overblik.sandbox.national.register import Register, chart
from overblik.sandbox.national.rules import Rules
from overblik.sandbox.verbatim import Json

Answerer = Callable[[Question], _Element]


class Operation(NamedTuple):
    """A request element and what answers it."""

    request: str
    answer: Answerer


_FMK = {
    f"{E2}#GetMedicineCard": Operation(tag(E2, "GetMedicineCardRequest"), medicine.medicine_card),
    f"{E2}#GetDrugMedication": Operation(tag(FMK, "GetDrugMedicationRequest"), medicine.drug_medication),
    f"{E2}#GetDrugMedicationHistory": Operation(tag(FMK, "GetDrugMedicationHistoryRequest"), medicine.history),
    f"{E6}#GetPrescription": Operation(tag(FMK, "GetPrescriptionRequest"), dispensing.prescriptions),
    f"{E2}#SearchEffectuations": Operation(tag(FMK, "SearchEffectuationsRequest"), dispensing.effectuations),
    f"{E6}#GetDoseDispensingSummary": Operation(tag(E6, "GetDoseDispensingSummaryRequest"), dispensing.dose_dispensing),
    f"{FMK}#GetMedicineCardVersions": Operation(tag(FMK, "GetMedicineCardVersionsRequest"), medicine.card_versions),
    f"{FMK}#GetMedicineCardVersion": Operation(tag(FMK, "GetMedicineCardVersionRequest"), medicine.card_version),
}
_DDV = {f"{DDV}#{name}": name for name in ("GetVaccinationCard", "GetPlannedVaccinations")}
_ENTRANCES = {
    "fmk": Entrance((SDSD_HEADER, "WhitelistingHeader"), "https://fmk"),
    "ddv": Entrance((SDSD_HEADER, "WhiteListingHeader"), "https://ddv"),
    "consent": Entrance(None, "https://audience.nspop.dk/minspaerring"),
}


@dataclass(slots=True)
class Told:
    """The content of an answer and what the log and a fault need to know of its question."""

    content: _Element
    caller: Caller
    number: str
    again: Callable[[str], _Element]
    """The same question about another number, for a fault."""
    question: Question | None = None


@dataclass(slots=True)
class Services:
    """FMK and DDV over their registers."""

    keys: Keys
    rules: Rules
    clock: Clock
    registers: dict[str, Register]
    persons: Callable[[], list[Json]]
    """Today's list of the record system, for the names of citizens without a medicine card."""
    state: Callable[[str], str]
    """How a citizen's consent stands: NONE, SOME or ALL is blocked."""

    def answer(self, base: str, action: str, root: _Element) -> Told:
        """The content of an answer.

        Raises:
            SoapFault: the request is refused.

        """
        header, asked = parts(root)
        who = caller(header, _ENTRANCES[base], self.keys, self.rules, self.clock.now())
        if base == "ddv":
            number = self._vaccinations_asked(action, asked)
            again = partial(self._vaccinations, _DDV[action])
            return Told(again(number), who, number, again)
        if base == "consent":
            number = self._consent_asked(action, asked)
            return Told(self._consent(number), who, number, self._consent)
        operation = _FMK.get(action)
        if operation is None or asked.tag != operation.request:
            raise SoapFault("syntax_error", "The soapAction and the body do not name one operation")
        self.rules.check(asked)
        dispensing.refuse_organisations(asked)
        question = self.question(asked, who.consent)
        if self.registers["fmk"].is_blocked(question.number):
            raise negative_consent()
        again = partial(self._again, operation, question)
        return Told(operation.answer(question), who, question.number, again, question)

    def other(self, base: str, number: str) -> str:
        """Another citizen with a chart of his own."""
        register = self.registers["ddv" if base == "consent" else base]
        others = [each for each in register.numbers() if each != number and not register.is_blocked(each)]
        return others[0] if others else "1712689992"

    def _again(self, operation: Operation, question: Question, number: str) -> _Element:
        """The answer about another citizen; about nobody, the empty chart of the one who was asked for."""
        held = chart(self.registers["fmk"].find(number))
        person = self._person(number) if number else question.person
        return operation.answer(replace(question, chart=held, number=number or question.number, person=person))

    def _person(self, number: str) -> Json:
        return next((each for each in self.persons() if each["cpr"] == number), {})

    def question(self, asked: _Element, consent: str) -> Question:
        """The request with the chart it is about."""
        identifier = first(asked, "PersonIdentifier")
        number = text(identifier)
        source = "" if identifier is None else str(identifier.get("source", ""))
        held = chart(self.registers["fmk"].find(number))
        return Question(asked, held, number, source, consent, self._person(number), self.clock.now())

    def _vaccinations_asked(self, action: str, asked: _Element) -> str:
        """The number in a request for vaccinations."""
        if asked.tag != tag(DDV, f"{_DDV.get(action, '')}Request"):
            raise SoapFault("syntax_error", "The soapAction and the body do not name one operation")
        self.rules.check(asked)
        number = text(asked, "PersonCivilRegistrationIdentifier")
        if self.registers["ddv"].is_blocked(number):
            raise negative_consent()
        return number

    def _consent_asked(self, action: str, asked: _Element) -> str:
        """The number in a question to the consent service: MinSpærring in a form of our own, for its WSDL is not public."""
        if action != f"{CONSENT}#GetConsentState" or asked.tag != tag(CONSENT, "GetConsentStateRequest"):
            raise SoapFault("syntax_error", "The soapAction and the body do not name one operation")
        self.rules.check(asked)
        return text(asked, "PersonIdentifier")

    def _consent(self, number: str) -> _Element:
        """How a citizen's consent stands; nothing is blocked for one without documents."""
        identifier = make(tag(CONSENT, "PersonIdentifier"), number, source="CPR")
        return make(
            tag(CONSENT, "GetConsentStateResponse"), identifier, make(tag(CONSENT, "State"), self.state(number))
        )

    def _vaccinations(self, name: str, number: str) -> _Element:
        """The answer of an operation as it stands in the seed; an empty one where it holds none."""
        held = first(self.registers["ddv"].find(number), f"{name}Response")
        return make(tag(DDV, f"{name}Response")) if held is None else deepcopy(held)


def negative_consent() -> SoapFault:
    """The citizen has refused that his data are used here."""
    return SoapFault("not_authorized", "Negativt samtykke: borgeren har spærret for opslag")
