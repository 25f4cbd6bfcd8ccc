"""The chosen drug: it follows the patient, asks only where the focus rests, and leaves nothing behind (R2, H21)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, NOW, complete, day, medication, plain
from in_process import FakeClock
from overblik.domain.drug_history import DrugHistory
from overblik.domain.errors import Unreachable
from overblik.domain.grant import DataConsent, Reveal
from overblik.domain.medicine_card import DrugPeriod, MedicineCard, Product
from overblik.domain.provenance import RawRef
from overblik.domain.section import Standing, Topic, Unreadable
from overblik.viewmodels.drug_model import DrugModel
from overblik.viewmodels.drug_side import History, Marked, history_lines, marked
from overblik.viewmodels.overview import OverviewModel
from viewmodels.test_medicine_card import fmk, on_card

KEY = "fmk/DrugMedication/0"


class Job:
    def __init__(self) -> None:
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Asking:
    """Keeps the questions; the test answers them."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, Callable[[Any], None], Callable[[BaseException], None]]] = []
        self.jobs: list[Job] = []

    def run(
        self,
        work: Callable[[Any], Awaitable[None]],
        *,
        each: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> Job:
        self.asked.append((work, each, failed))
        self.jobs.append(Job())
        return self.jobs[-1]


class Looks:
    async def look(self, *_: Any) -> None: ...
    async def original(self, *_: Any) -> bytes | None: ...
    async def medication_history(self, *_: Any) -> None: ...


class Desk:
    def __init__(self) -> None:
        self.asking = Asking()
        self.model = OverviewModel(self.asking, Looks(), FakeClock(NOW), DANISH_WORDS)
        self.drugs = DrugModel(self.model)
        self.histories: list[History] = []
        self.originals: list[Marked] = []
        self.drugs.history_changed.connect(self.histories.append)
        self.drugs.original_changed.connect(self.originals.append)
        self.model.show_patient(ME)
        self.model.take(fmk(on_card("Metformin"), on_card("Losartan", identifier="2")))
        self.model.open_page("medication")

    def rest(self) -> list[Any]:
        """Let the focus rest: give the questions about history and original."""
        before = len(self.asking.asked)
        self.drugs._rests.timeout.emit()
        return self.asking.asked[before:]


@pytest.fixture
def desk(qtbot: Any) -> Desk:
    del qtbot
    return Desk()


def period(strength: str, since: str, *, paused: bool = False) -> DrugPeriod:
    product = Product("Metformin", strength=strength, form="tabletter")
    return DrugPeriod(day(since), None, "1", product, None, "1 tablet morgen", paused, None)


def test_nothing_is_asked_until_the_focus_rests(desk: Desk) -> None:
    before = len(desk.asking.asked)
    desk.drugs.choose("fmk/DrugMedication/1")
    desk.drugs.choose(KEY)
    assert len(desk.asking.asked) == before
    assert len(desk.rest()) == 2
    assert desk.histories[-1].message == "Henter historik …"


def test_a_history_is_shown_once_it_came_and_not_asked_for_again(desk: Desk) -> None:
    desk.drugs.choose(KEY)
    (_, each, _), _ = desk.rest()
    each(DrugHistory("1", (period("500 mg", "2026-11-19"), period("1000 mg", "2018-05-11", paused=True))))
    told = [(plain(line.when), plain(line.text)) for line in desk.histories[-1].lines]
    assert told == [
        ("19. nov 2026", "500 mg tabletter, 1 tablet morgen"),
        ("11. maj 2018", "1 000 mg tabletter, 1 tablet morgen (pauseret)"),
    ]
    desk.drugs.choose("fmk/DrugMedication/1")
    desk.drugs.choose(KEY)
    assert len(desk.histories[-1].lines) == 2
    assert len(desk.rest()) == 1, "the original alone"


@pytest.mark.rule("R2")
def test_r2_a_history_of_another_drug_or_patient_is_not_shown(desk: Desk) -> None:
    desk.drugs.choose(KEY)
    (_, each, failed), (_, original, _) = desk.rest()
    desk.drugs.choose("fmk/DrugMedication/1")
    count, originals = len(desk.histories), len(desk.originals)
    each(DrugHistory("1", (period("500 mg", "2026-11-19"),)))
    failed(Unreachable())
    original(b"<x/>")
    assert (len(desk.histories), len(desk.originals)) == (count, originals)
    desk.model.close_patient()
    assert desk.drugs.page is None
    assert (desk.histories[-1], desk.originals[-1]) == (History(), Marked(""))
    assert desk.rest() == []


def test_a_failure_is_said_and_asked_again_next_time(desk: Desk) -> None:
    desk.drugs.choose(KEY)
    (_, _, failed), _ = desk.rest()
    failed(Unreachable())
    assert desk.histories[-1].message.startswith("Historik kunne ikke hentes.")
    assert len(desk.rest()) == 2


def test_of_a_copy_no_history_is_asked_for(desk: Desk) -> None:
    desk.model.take(fmk(on_card("Metformin"), from_copy=True))
    desk.model.open_page("medication")
    desk.drugs.choose(KEY)
    assert desk.histories[-1].message == "Historik: ikke hentet."
    assert len(desk.rest()) == 1


def test_a_drug_of_another_list_has_no_history(desk: Desk) -> None:
    desk.model.take(complete(Topic.MEDICATION, medication("Panodil")))
    desk.model.open_page("medication")
    key = next(row.key for row in desk.model.screen().cards[0].rows if "panodil" in row.accessible)
    desk.drugs.choose(key)
    assert desk.histories[-1] == History(message="Kun medicinkortet har historik.")


@pytest.mark.rule("H21", "T22")
def test_h21_what_was_asked_while_revealed_is_forgotten_when_that_ends(desk: Desk) -> None:
    desk.drugs.choose(KEY)
    desk.model.reveal_private(Reveal(DataConsent.GIVEN))
    (_, each, _), _ = desk.rest()
    each(DrugHistory("1", (period("500 mg", "2026-11-19"),)))
    assert desk.drugs._known
    desk.model.hide_private()
    assert not desk.drugs._known


def test_a_period_that_cannot_be_read_is_counted() -> None:
    bad = Unreadable("Period", "number", "", RawRef("", 0, 0))
    assert history_lines(DrugHistory("1", (), (bad,)), DANISH_WORDS).message == "1 periode kunne ikke læses"


def test_the_lines_of_the_original_that_are_shown_are_marked() -> None:
    text = "<D>\n      <Strength>\n        <Text>500 mg</Text>\n      </Strength>\n      <Name>500 mg forte</Name>\n      </D>"
    told = marked(text, ("500 mg",))
    assert told.lines == (2,)
    assert told.text.split("\n")[1:3] == ["<Strength>", "  <Text>500 mg</Text>"]


def test_the_calendar_turns_within_five_years_and_goes_home_with_another_drug(desk: Desk) -> None:
    desk.drugs.choose(KEY)
    desk.drugs.turn(10_000)
    assert desk.drugs._weeks == 260
    desk.drugs.choose("fmk/DrugMedication/1")
    assert desk.drugs._weeks == 0


@pytest.mark.rule("H21", "T22")
def test_h21_no_answer_that_was_asked_for_under_an_act_comes_after_it(desk: Desk) -> None:
    before = len(desk.asking.jobs)
    desk.model.reveal_private(Reveal(DataConsent.GIVEN))
    desk.drugs.choose(KEY)
    desk.rest()
    under_the_act = desk.asking.jobs[before:]
    assert len(under_the_act) == 3
    desk.model.hide_private()
    assert all(job.is_cancelled for job in under_the_act)
    assert not any(job.is_cancelled for job in [*desk.asking.jobs[:before], *desk.asking.jobs[before + 3 :]])
    late = fmk(on_card("Kanarivin"), card=MedicineCard("7", consent="given"))
    assert not desk.model.take(late)
    assert "anarivin" not in repr(desk.model.screen()).casefold()


@pytest.mark.rule("H5")
def test_what_was_under_way_under_an_act_is_asked_for_again(desk: Desk) -> None:
    desk.model.reveal_private(Reveal(DataConsent.GIVEN))
    waiting = complete(Topic.LAB_RESULTS)
    desk.model.take(replace(waiting, standing=Standing.LOADING))
    desk.model.hide_private()
    work = desk.asking.asked[-1][0]
    assert work.args[1] == frozenset({Topic.MEDICATION, Topic.LAB_RESULTS})


def test_a_copy_that_becomes_fresh_and_a_changed_drug_have_their_history_asked_for(desk: Desk) -> None:
    desk.model.take(fmk(on_card("Metformin"), from_copy=True))
    desk.model.open_page("medication")
    desk.drugs.choose(KEY)
    assert len(desk.rest()) == 1, "the original alone"
    for version in ("1", "2"):
        desk.model.take(fmk(on_card("Metformin", version=version)))
        desk.model.open_page("medication")
        assert desk.histories[-1].message == "Henter historik …"
        (_, each, _), _ = desk.rest()
        each(DrugHistory("1", (period("500 mg", "2026-11-19"),)))
        assert len(desk.histories[-1].lines) == 1


@pytest.mark.rule("H21", "T22")
def test_h21_a_page_out_of_view_holds_nothing_of_a_revealed_drug(desk: Desk) -> None:
    desk.model.reveal_private(Reveal(DataConsent.GIVEN))
    desk.model.take(fmk(on_card("Kanarivin"), card=MedicineCard("7", consent="given")))
    desk.model.open_page("medication")
    desk.drugs.choose(KEY)
    assert desk.drugs.page is not None
    desk.model.open_page("")
    desk.model.hide_private()
    assert desk.drugs.page is None
    assert desk.originals[-1] == Marked("")
