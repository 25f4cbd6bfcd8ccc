"""What was ordered before: asked of FMK beside the card, for the drugs that lately changed, and for no others."""

import re

import pytest

from in_process import NOW, FakeClock, grant
from overblik.domain.medicine_card import Ordination
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer, ConsentState
from overblik.domain.section import Standing
from overblik.sources.fmk import FmkSource
from overblik.sync import standing
from overblik.wire.http import Question, Response
from sources.fmk.wired import ANOTHER, ME, card, dosage, drug, fault, history, nothing, period, with_source

HISTORY = "GetDrugMedicationHistory"
FULL = period("2018-05-11T08:00:00Z", "2026-02-20T08:00:00Z", "1000 mg", "1 tablet morgen og aften")
HALF = period("2026-02-20T08:00:00Z", "2026-03-02T08:00:00Z", "500 mg", "1 tablet morgen og aften")


def act(name: str, when: str) -> str:
    return f"<{name}><DateTime>{when}</DateTime></{name}>"


def order(
    number: str, changed: str = "2026-02-20T08:00:00Z", mark: str = "", made: str = "2014-01-14T08:00:00Z"
) -> str:
    inside = f"<Identifier>{number}</Identifier><Version>6</Version>{act('Created', made)}{act('Modified', changed)}"
    words = dosage("1 tablet morgen og aften")
    return f"<DrugMedication>{inside}{mark}{drug('Prøvol', '500 mg')}{words}</DrugMedication>"


def look(items: str, told: "dict[str, str] | str") -> tuple[Answer, list[str]]:
    """Look at a card; `told` is the history of each number, or of all. Give also the numbers that were asked for."""
    numbers: list[str] = []

    def answering(name: str, body: str) -> str:
        if name == HISTORY:
            (number,) = re.findall(r"<m:Identifier>(.*?)</m:Identifier>", body)
            numbers.append(number)
            return told if isinstance(told, str) else told[number]
        return card(items) if name == "GetMedicineCard" else nothing(name)

    async def fetch(source: FmkSource) -> Answer:
        return await source.fetch(grant(ME), None)

    came, _ = with_source(answering, fetch)
    return came, numbers


def ordination(came: Answer) -> Ordination:
    (entry,) = came.entries
    return entry.fact.ordination  # type: ignore[no-any-return]


def test_the_newest_earlier_content_stands_beside_the_present_with_its_message() -> None:
    came, asked = look(order("1"), history(FULL, HALF))
    before = ordination(came).previous
    assert asked == ["1"]
    assert before is not None
    assert (before.product.strength, before.dosage_text) == ("1000 mg", "1 tablet morgen og aften")
    assert before.origin is not None
    (message,) = [one for one in came.raw if one.digest == before.origin.message]
    assert message.content[before.origin.start :].startswith(b"<Period><PeriodStartDateTime>2018")


@pytest.mark.parametrize(
    ("periods", "strength"),
    [
        # Only the reason was changed lately: the other strength ended long ago.
        ([FULL.replace("2026-02-20", "2020-02-20"), HALF.replace("2026-02-20", "2020-02-20")], None),
        ([HALF], None),
        # Paused and begun again: the content is the same.
        ([FULL, HALF.replace("2026-02-20", "2026-02-10"), HALF], "1000 mg"),
        ([FULL.replace("1000 mg", "500 mg").replace("og aften", "")], "500 mg"),
        ([FULL.replace("1000 mg", "500 mg").replace("Prøvol", "Andetvol")], "500 mg"),
        # What is to come was not before.
        ([HALF, FULL.replace("2018-05-11", "2026-04-01").replace("2026-02-20", "2026-05-01")], None),
    ],
)
def test_only_what_the_change_was_from_is_called_before(periods: list[str], strength: "str | None") -> None:
    came, _ = look(order("1"), history(*periods))
    before = ordination(came).previous
    assert (before.product.strength if before else None) == strength
    assert not ordination(came).previous_missing


def test_a_history_that_nothing_points_into_is_not_kept() -> None:
    came, _ = look(order("1"), history(HALF))
    assert b"<History>" not in b"".join(one.content for one in came.raw)


@pytest.mark.rule("H5")
@pytest.mark.parametrize(
    "answer",
    [
        fault("sosigw_internal_error"),
        history(FULL, who=ANOTHER),
        history(FULL, identifier="2"),
        history(FULL.replace("<Name>Prøvol</Name>", ""), HALF),
        "<html>",
    ],
)
def test_h5_what_could_not_be_had_is_said_of_the_drug_and_the_card_stays_complete(answer: str) -> None:
    came, _ = look(order("1"), answer)
    assert (ordination(came).previous, ordination(came).previous_missing) == (None, True)
    source = FmkSource(None, None)  # type: ignore[arg-type]
    assert standing.answered(cpr(ME), source, came, None, NOW, ConsentState.NONE).section.standing is Standing.COMPLETE


@pytest.mark.rule("H21")
@pytest.mark.parametrize(
    "items",
    [
        order("1", "2026-01-30T08:00:00Z"),
        order("1", made="2026-02-20T08:00:00Z"),
        order("1", mark="<IsPrivateDrugMedication/>"),
        order("1", mark=act("Withdrawn", "2026-02-20T08:00:00Z")),
        order("1") + "<PrivateDrugMedication><Identifier>1</Identifier></PrivateDrugMedication>",
        order("1") + "<Odd><PrivateDrugMedication><Identifier>1</Identifier></PrivateDrugMedication></Odd>",
        "<PrivateDrugMedication><Identifier>1</Identifier></PrivateDrugMedication>",
    ],
)
def test_h21_old_new_withdrawn_and_private_drugs_are_never_asked_for(items: str) -> None:
    _, asked = look(items, history(FULL))
    assert asked == []


def test_eight_are_asked_for_the_newest_changes() -> None:
    items = "".join(order(str(number), f"2026-02-{number + 10}T08:00:00Z") for number in range(1, 12))
    told = {str(number): history(FULL, HALF, identifier=str(number)) for number in range(1, 12)}
    came, asked = look(items, told)
    assert sorted(asked, key=int) == [str(number) for number in range(4, 12)]
    known = [entry.fact.ordination.identifier for entry in came.entries if entry.fact.ordination.previous]
    assert sorted(known, key=int) == sorted(asked, key=int)


@pytest.mark.rule("H5")
def test_h5_a_card_that_comes_late_is_not_lost_to_what_is_asked_beside_it() -> None:
    async def late(source: FmkSource) -> Answer:
        clock, ask = source.service.clock, source.service.http.ask
        assert isinstance(clock, FakeClock)

        async def slowly(question: Question, budget: float) -> Response:
            if b"GetMedicineCardRequest" in (question.content or b""):
                clock.move(9)
            return await ask(question, budget)

        object.__setattr__(source.service.http, "ask", slowly)
        return await source.fetch(grant(ME), None)

    answers = {"GetMedicineCard": card(order("1")), HISTORY: history(FULL, HALF)}
    came, asked = with_source(lambda name, _body: answers.get(name) or nothing(name), late)
    assert HISTORY not in asked
    assert (ordination(came).previous, ordination(came).previous_missing) == (None, True)
