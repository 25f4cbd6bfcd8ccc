"""The lists of a session: what is asked for when, what a late answer may do, and what is left when it ends."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject

from clinic import DANISH_WORDS, ME, NOW, OTHER, THIRD, complete
from in_process import FakeClock
from overblik.app.window import application
from overblik.domain.errors import CannotWrite, Full, Refused, Unintelligible, Unreachable
from overblik.domain.section import Topic
from overblik.domain.work_list import ListKind, Visit, VisitKind, VisitState, WantedList, WorkList
from overblik.viewmodels.ward_lines import Composed
from overblik.viewmodels.ward_model import WardModel
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_values import BoardFilter

M2 = WantedList("m2", "Afsnit M2", "ehr", ListKind.WARD, "Location/m2")
DAY = WantedList("dagen", "Dagens aftaler", "ehr", ListKind.APPOINTMENTS, "me")


class Job:
    """Something that was asked; the test answers it."""

    def __init__(self, work: Any, each: Callable[[Any], None], failed: Callable[[BaseException], None]) -> None:
        self.name = work.func.__name__ if hasattr(work, "func") else work.__name__
        self.facts = getattr(work, "args", ())
        self._each, self._failed, self.is_cancelled = each, failed, False

    def cancel(self) -> None:
        self.is_cancelled = True

    def each(self, told: Any) -> None:
        """Deliver, as the real one does: never after it was cancelled (H2)."""
        if not self.is_cancelled:
            self._each(told)

    def failed(self, error: BaseException) -> None:
        if not self.is_cancelled:
            self._failed(error)


class Asking:
    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def run(self, work: Any, *, each: Callable[[Any], None], failed: Callable[[BaseException], None]) -> Job:
        self.jobs.append(Job(work, each, failed))
        return self.jobs[-1]

    def of(self, name: str) -> list[Job]:
        return [job for job in self.jobs if job.name == name]


class Port:
    """Never runs: the jobs stand for it."""

    async def read(self, name: str, report: Any) -> None: ...
    async def watch(self, name: str, patients: Any, report: Any) -> None: ...
    async def own(self, report: Any) -> None: ...
    async def add(self, visit: Any, report: Any) -> None: ...
    async def drop(self, patient_id: Any, report: Any) -> None: ...
    async def facts(self, patients: Any, report: Any) -> None: ...
    async def changes(self, patients: Any, report: Any) -> None: ...
    async def print_logged(self, patients: Any, told: Any, report: Any) -> None: ...
    async def file_logged(self, digest: str, report: Any) -> None: ...


def visit(who: Any, bed: str) -> Visit:
    return Visit(VisitKind.PATIENT, who, "Jensen", "Karen", place=bed, state=VisitState.UNDER_WAY)


def made(*visits: Visit, wanted: WantedList = M2) -> WorkList:
    return WorkList(wanted, NOW, visits or (visit(ME, "1-1"), visit(OTHER, "1-2")))


@pytest.fixture
def asking() -> Asking:
    return Asking()


@pytest.fixture
def model(asking: Asking) -> WardModel:
    application()
    parent = QObject()
    ward = WardModel(Port(), Port(), asking, FakeClock(NOW), DANISH_WORDS, parent)
    ward.keep = parent  # type: ignore[attr-defined] - its owner lives as long as it
    ward.begin((M2, DAY))
    return ward


def answered(model: WardModel, asking: Asking) -> None:
    asking.of("read")[-1].each(Composed(made()))


def test_t20_facts_are_asked_for_only_while_the_board_is_in_view(model: WardModel, asking: Asking) -> None:
    answered(model, asking)
    assert asking.of("facts") == []
    model.show()
    (job,) = asking.of("facts")
    assert job.facts == ((ME, OTHER),)
    job.each(Facts(ME, (complete(Topic.LAB_RESULTS),), is_last=True))
    model.hide()
    assert job.is_cancelled
    model.show()
    assert asking.of("facts")[-1].facts == ((OTHER,),)  # what is known stays; the rest is asked for
    model.read_again()
    answered(model, asking)
    assert asking.of("facts")[-1].facts == ((ME, OTHER),)
    assert asking.of("facts")[-2].is_cancelled


@pytest.mark.rule("H2", "R2")
def test_h2_a_late_answer_about_somebody_else_changes_nothing(model: WardModel, asking: Asking) -> None:
    answered(model, asking)
    model.show()
    (job,) = asking.of("facts")
    job.each(Facts(THIRD, (complete(Topic.LAB_RESULTS, patient=THIRD),), is_last=True))
    job.each(Facts(ME, (complete(Topic.LAB_RESULTS, patient=THIRD),), is_last=True))
    assert model._known == {}
    late = asking.of("read")[-1]
    model.choose(DAY)
    late.each(Composed(made()))
    assert (model.made, late.is_cancelled) == (None, True)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Unreachable(), "kilden svarer ikke. F5 prøver igen."),
        (Refused(), "du har ikke adgang til den."),
        (Unintelligible(reason="page"), "svaret kunne ikke læses. Er pc'en på et net, som kræver login?"),
        (Unintelligible(reason="other_list"), "kilden svarede med en anden liste. Intet af den er vist."),
        (Unintelligible(reason="list_me"), "login fortæller ikke, hvem du er hos denne kilde."),
        (CannotWrite(reason="OSError"), "Opslaget kunne ikke logges. Derfor vises intet."),
        (ZeroDivisionError(), "Fejl i Overblik. Fejlen er gemt uden personoplysninger."),
    ],
)
def test_h4_a_list_that_fails_says_why_and_what_was_read_stands(
    model: WardModel, asking: Asking, error: BaseException, why: str
) -> None:
    answered(model, asking)
    model.show()
    model.read_again()
    assert model.board().is_loading
    asking.of("read")[-1].failed(error)
    board = model.board()
    assert board.notices[0].text == f"Listen Afsnit M2 kunne ikke hentes: {why}"
    assert len(board.rows) == 2
    answered(model, asking)
    assert model.board().notices == ()


@pytest.mark.rule("T3")
def test_t3_the_end_of_a_session_leaves_nothing(model: WardModel, asking: Asking) -> None:
    asking.of("own")[0].each(WorkList(model.wanted[-1], NOW, (visit(THIRD, ""),)))
    answered(model, asking)
    model.show()
    asking.of("facts")[0].each(Facts(ME, (complete(Topic.LAB_RESULTS),)))
    model.filter_next()
    model.end()
    assert all(job.is_cancelled for job in asking.jobs)
    assert (model.made, model._known, model._own.made, model.wanted, model._filter) == (
        None,
        {},
        None,
        (),
        BoardFilter.ALL,
    )
    assert not model.board().rows


def test_a_filter_goes_round_and_one_step_removes_it(model: WardModel, asking: Asking) -> None:
    answered(model, asking)
    model.show()
    seen = []
    for _ in BoardFilter:
        model.filter_next()
        seen.append(model._filter)
    assert set(seen) == set(BoardFilter)
    model.filter_next()
    assert model.unfilter()
    assert not model.unfilter()


def test_ones_own_list_follows_what_is_put_on_it(model: WardModel, asking: Asking) -> None:
    told: list[str] = []
    model.told.connect(told.append)
    own = model.wanted[-1]
    asking.of("own")[0].each(WorkList(own, NOW, (visit(OTHER, ""),)))  # though another list was chosen meanwhile
    assert model.is_on_own(OTHER)
    model.turn_own(visit(ME, ""), "JENSEN, Karen")
    asking.of("add")[0].each(WorkList(own, NOW, (visit(ME, ""),)))
    assert told == ["JENSEN, Karen står på din liste."]
    assert model.is_on_own(ME)
    model.choose(own)
    assert model.made is not None
    model.turn_own(visit(ME, ""), "JENSEN, Karen")
    asking.of("drop")[0].each(WorkList(own, NOW))
    assert told[-1] == "JENSEN, Karen er taget af din liste."
    assert model.made.visits == ()


@pytest.mark.rule("H6")
def test_h6_ones_own_list_that_could_not_be_read_is_not_called_empty(model: WardModel, asking: Asking) -> None:
    own = model.wanted[-1]
    model.choose(own)
    assert [one.text for one in model.board().notices] == [DANISH_WORDS.say("ward.reading")]
    asking.of("own")[0].failed(Full(reason="own-list"))
    (said,) = model.board().notices
    assert said.text.startswith("Listen Min liste kunne ikke hentes:")
    model.choose(M2)
    answered(model, asking)
    assert model.board().notices == ()
    model.choose(own)
    assert model.board().notices == (said,)


def test_without_lists_it_says_how_to_get_one(asking: Asking) -> None:
    application()
    parent = QObject()
    ward = WardModel(Port(), Port(), asking, FakeClock(NOW), DANISH_WORDS, parent)
    ward.begin(())
    assert "Ingen lister er sat op." in ward.board().notices[0].text


@pytest.mark.rule("H4", "T20")
def test_a_hand_over_asks_for_itself_and_neither_it_nor_the_board_shows_what_the_other_asked_for(
    model: WardModel, asking: Asking
) -> None:
    answered(model, asking)
    model.show()
    asking.of("facts")[0].each(Facts(ME, (complete(Topic.LAB_RESULTS),), is_last=True))
    model.turn_handover()
    (job,) = asking.of("changes")
    assert job.facts == ((ME, OTHER),)
    assert asking.of("facts")[0].is_cancelled
    assert model.is_waiting
    wide = Facts(ME, (complete(Topic.CARE_PLANS),), is_last=True, is_wide=True)
    job.each(wide)
    job.each(Facts(OTHER, (complete(Topic.LAB_RESULTS, patient=OTHER),)))  # of the board: not taken
    assert model.known == {ME: wide}
    assert ME in model._known
    assert model._known[ME] is not wide
    model.turn_handover()
    assert asking.of("facts")[-1].facts == ((OTHER,),), "what the board knew it knows still"
    assert model.handover is None


@pytest.mark.rule("T3")
def test_another_list_keeps_the_hand_over_and_nobody_of_the_former_one(model: WardModel, asking: Asking) -> None:
    answered(model, asking)
    model.show()
    model.turn_handover()
    model.step_shift(-1)
    assert model.handover is not None
    since = model.handover.since
    asking.of("changes")[0].each(Facts(ME, (), is_last=True, is_wide=True))
    model.choose(DAY)
    assert model.handover is not None
    assert (model.handover.since, model.known) == (since, {})
    model.end()
    assert model.handover is None
