"""GetDrugMedicationHistory: every period is shown or counted, and nobody else's is."""

import pytest

from in_process import grant
from overblik.domain.drug_history import DrugHistory
from overblik.domain.errors import Refused, SourceError, Unintelligible, WrongPatient
from overblik.sources.fmk import FmkSource
from sources.fmk.wired import ANOTHER, ME, envelope, fault, history, nothing, period, person, response, with_source

OLD = period("2014-01-14T08:00:00Z", "2018-05-11T08:00:00Z", "500 mg", "1 tablet morgen")
FULL = period("2018-05-11T08:00:00Z", "2026-11-19T12:20:00Z", "1000 mg", "1 tablet morgen og aften", more="<Paused/>")


def ask(answer: str) -> "DrugHistory | SourceError":
    async def act(source: FmkSource) -> "DrugHistory | SourceError":
        try:
            return await source.history(grant(ME), "1")
        except SourceError as error:
            return error

    came, asked = with_source(lambda _name, _body: answer, act)
    assert set(asked) == {"GetDrugMedicationHistory"}
    return came


def test_the_periods_are_newest_first_each_with_its_dates_drug_and_dosage() -> None:
    came = ask(history(OLD, FULL))
    assert isinstance(came, DrugHistory)
    told = [(one.product.strength, one.dosage_text, one.paused, one.version) for one in came.periods]
    assert told == [("1000 mg", "1 tablet morgen og aften", True, "8"), ("500 mg", "1 tablet morgen", False, "4")]
    assert came.periods[0].end is not None
    assert came.periods[0].end.text == "2026-11-19T12:20:00Z"
    assert (came.identifier, came.unreadable) == ("1", ())


def test_each_period_points_to_its_place_in_the_message() -> None:
    message = history(OLD, FULL)
    came = ask(message)
    assert isinstance(came, DrugHistory)
    refs = [one.origin for one in came.periods]
    assert [message.encode()[ref.start : ref.start + ref.length].decode() for ref in refs if ref] == [FULL, OLD]


@pytest.mark.rule("H8")
@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (OLD.replace("2014-01-14T08:00:00Z", "i går"), "date"),
        (OLD.replace("2018-05-11T08:00:00Z", "i går"), "date"),
        (OLD.replace("<Name>Prøvol</Name>", ""), "drug_unknown"),
        (OLD.replace("<Version>", "<Version>1</Version><Version>"), "duplicate_element"),
        ("<Strange/>", "unknown_element"),
    ],
)
def test_h8_a_period_that_cannot_be_read_is_counted_and_the_others_stay(broken: str, code: str) -> None:
    came = ask(history(broken, FULL))
    assert isinstance(came, DrugHistory)
    assert [one.product.strength for one in came.periods] == ["1000 mg"]
    assert [one.code for one in came.unreadable] == [code]


@pytest.mark.rule("H1")
@pytest.mark.parametrize("answer", [history(OLD, who=ANOTHER), history(OLD, identifier="2")])
def test_h1_the_history_of_somebody_else_or_of_another_drug_shows_nothing(answer: str) -> None:
    assert isinstance(ask(answer), WrongPatient)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (fault("not_authorized"), Refused),
        (nothing("SearchEffectuations"), Unintelligible),
        (response("GetDrugMedicationHistory", f"{person()}<Identifier>1</Identifier>"), Unintelligible),
        (envelope("<x/>"), Unintelligible),
    ],
)
def test_what_is_no_history_is_an_error_of_its_kind(answer: str, error: type[SourceError]) -> None:
    assert isinstance(ask(answer), error)
