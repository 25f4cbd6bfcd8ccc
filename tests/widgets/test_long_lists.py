"""A list of 5,000: the window never stands still for it, every line is reached, and what is in view stays there (R24)."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from clinic import DANISH_WORDS, NOW, complete
from in_process import FakeClock
from overblik.domain.dates import clinical_date
from overblik.domain.patient import cpr
from overblik.domain.section import Topic
from overblik.domain.work_list import ListKind, Visit, VisitKind, VisitState, WantedList, WorkList
from overblik.runtime import paths
from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.ward_board import compose_board
from overblik.viewmodels.ward_lines import Composed
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_values import BoardFilter
from overblik.widgets.look import Look
from overblik.widgets.rail import Rail
from overblik.widgets.ward_page import WardPage

COUNT = 5000
LIMIT = 150
"""Lines that are measured in one round of events: those of a part, and those in view."""
DAY = WantedList("dag", "Dagens borgere", "ehr", ListKind.APPOINTMENTS)


def long_list() -> WorkList:
    return WorkList(
        DAY,
        NOW,
        tuple(
            Visit(
                VisitKind.PATIENT,
                cpr(f"{1 + n % 28:02}{1 + n // 28 % 12:02}{40 + n % 50:02}{1000 + n % 3000:04}"),
                f"Efternavn{n % 700}",
                f"Fornavn{n % 300}",
                clinical_date(f"19{40 + n % 50:02}-{1 + n // 28 % 12:02}-{1 + n % 28:02}"),
                start=clinical_date(f"2026-11-23T{7 + n % 10:02}:{n % 60:02}:00+01:00"),
                state=VisitState.PLANNED,
            )
            for n in range(COUNT)
        ),
    )


@pytest.fixture(scope="module")
def composed() -> Composed:
    return Composed(long_list())


class Measured:
    """Counts the lines that a list measures: that is what a long one costs. How long it takes the bench says (`ticks`)."""

    def __init__(self, lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        delegate, self.count = lines.itemDelegate(), 0
        measure = delegate.sizeHint

        def counted(*told: Any) -> Any:
            self.count += 1
            return measure(*told)

        monkeypatch.setattr(delegate, "sizeHint", counted)

    def most(self, act: Callable[..., Any], *told: Any) -> int:
        """Give how many lines are measured by an act itself, or in the fullest round of events behind it."""
        before = self.count
        act(*told)
        most, quiet, rounds = self.count - before, 0, 0
        while quiet < 50:
            rounds += 1
            assert rounds < 20_000, "it is laid out again and again"
            before = self.count
            QApplication.processEvents()
            most, quiet = max(most, self.count - before), quiet + 1 if self.count == before else 0
        return most


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Measured]:
    return lambda shown: Measured(shown, monkeypatch)


@pytest.fixture
def rail(qtbot: Any) -> Rail:
    model = PatientListModel((), FakeClock(NOW), DANISH_WORDS)
    made = Rail(model, Look("light", paths.resources() / "icons"), "Sygeplejerske K. Prøve")
    qtbot.addWidget(made)
    made.resize(222, 900)
    made.show()
    model.take_roll(Composed(WorkList(DAY, NOW, long_list().visits[:40])).roll, "Kort")
    QApplication.processEvents()
    return made


@pytest.fixture
def page(qtbot: Any, composed: Composed) -> WardPage:
    made = WardPage(Look("light", paths.resources() / "icons"), DANISH_WORDS, "normal")
    qtbot.addWidget(made)
    made.resize(1880, 1000)
    made.show()
    short = Composed(WorkList(DAY, NOW, composed.made.visits[:40]))
    made.show_board(compose_board(short.made, {}, BoardFilter.ALL, NOW, DANISH_WORDS, short))
    QApplication.processEvents()
    return made


def test_the_rail_of_5000_lets_the_window_live_and_reaches_its_last_line(
    rail: Rail, composed: Composed, lines: Callable[[Any], Measured]
) -> None:
    model, spent = rail.model, lines(rail.list).most
    acts = [
        spent(model.take_roll, composed.roll, "Lang"),
        spent(model.choose_patient, model.ids[2500]),
        spent(model.tell_news, model.ids[2500], 3),
        spent(model.tell_ready, 3, COUNT),
        spent(rail.search.setText, "f"),
        spent(rail.search.setText, "fornavn1"),
        spent(rail.search.setText, ""),
    ]
    assert 0 < max(acts) < LIMIT, acts
    rail.list.scrollToBottom()
    last = rail.list.visualRect(rail.lines.index(COUNT - 1))
    assert 0 <= last.top() < rail.list.viewport().height()
    assert rail.list.verticalScrollBar().maximum() > COUNT * 40


def test_what_is_in_view_of_a_long_rail_stays_there_when_a_line_grows(
    rail: Rail, composed: Composed, lines: Callable[[Any], Measured]
) -> None:
    model, bar, spent = rail.model, rail.list.verticalScrollBar(), lines(rail.list).most
    spent(model.take_roll, composed.roll, "Lang")
    bar.setValue(200_000)
    spent(model.tell_news, model.ids[10], 300)
    spent(model.take_roll, composed.roll, "Lang")
    assert rail.list.is_long
    bar.setValue(200_000)
    spent(rail.list.lay_out_anew)
    assert bar.value() == 200_000


def test_a_long_board_lets_the_window_live_counts_all_and_reaches_its_last_line(
    page: WardPage, composed: Composed, lines: Callable[[Any], Measured]
) -> None:
    spent = lines(page.list).most
    who = composed.made.visits[7].patient_id
    assert who is not None
    known = {who: Facts(who, (complete(Topic.LAB_RESULTS, patient=who),))}

    def show(wanted: BoardFilter = BoardFilter.ALL, told: Any = None) -> None:
        page.show_board(compose_board(composed.made, told or {}, wanted, NOW, DANISH_WORDS, composed))

    acts = [spent(show), spent(show), spent(show, BoardFilter.ALL, known), spent(show, BoardFilter.NEWS), spent(show)]
    assert 0 < max(acts) < LIMIT, acts
    assert "5000 ikke komplette" in page.title.accessibleName()
    page.list.go_to(COUNT - 1)
    spent(lambda: None)
    assert page.list.verticalScrollBar().maximum() > COUNT * 40
    names, below = page.list.out_of_view(4)
    assert (names, below) == ([], 0), "the last line is in view"


def test_a_ward_of_30_beds_is_laid_out_in_one_go(page: WardPage) -> None:
    assert not page.list.is_long
