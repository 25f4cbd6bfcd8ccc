"""A timeline of 5,000 marks: composed in steps, painted first, and scrolled; the floor repaints an empty widget."""

import gc
import statistics
import time
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_origin

from benchwork.measure import milliseconds, row, tell
from benchwork.trend import WHO
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from overblik.app.preferred import words_of
from overblik.app.window import application
from overblik.domain.clinical import Appointment, Contact, Currency, Document
from overblik.domain.dates import ClinicalDate, clinical_date
from overblik.domain.lab_result import Flag, LabResult, ResultState
from overblik.domain.npu import NPU
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.quantity import NOTHING_SAID, Concept, Quantity
from overblik.domain.section import Scoped, Section, Standing, Topic
from overblik.runtime import paths
from overblik.viewmodels.card_head import View
from overblik.viewmodels.timeline import timeline
from overblik.viewmodels.timeline_events import events_of
from overblik.viewmodels.timeline_values import Event, EventRow, Timeline, TimelineFilter
from overblik.widgets.look import Look
from overblik.widgets.timeline_page import TimelinePage

MARKS = 5000
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
STEP = 120
"""As many facts as the program tells in one turn."""
_EMPTY: dict[Any, Any] = {str: "", bool: False, Currency: Currency.PAST, Concept: NOTHING_SAID}
_EMPTY |= {ResultState: ResultState.FINAL}


def _fact(sort: Any, /, **told: Any) -> Any:
    """Give a fact that says only what it is told to say."""
    none = {one.name: () if get_origin(one.type) is tuple else _EMPTY.get(one.type) for one in fields(sort)}
    return sort(**{**none, **told})


def _day(number: int) -> ClinicalDate | None:
    return clinical_date((NOW - timedelta(hours=17 * number)).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _facts() -> dict[Topic, list[Any]]:
    """Give so many facts of four topics that each fourth of the marks is of one of them."""
    each = MARKS // 4
    value = Quantity(Decimal(142), "µmol/L", "", "142")
    lab = {"system": NPU, "unit": "µmol/L", "value": "142", "quantity": value, "flag": Flag.HIGH}
    names = ("Kreatinin;P", "Kalium;P", "Hæmoglobin;B")
    return {
        Topic.LAB_RESULTS: [
            _fact(LabResult, name=name, code=f"NPU{place}", taken_at=_day(number), **lab)
            for number in range(each)
            for place, name in enumerate(names)
        ],
        Topic.DOCUMENTS: [
            _fact(
                Document,
                title=f"Ambulantnotat {number}",
                kind="document",
                type="Notat",
                author="L. Prøve",
                date=_day(number),
            )
            for number in range(each)
        ],
        Topic.CONTACTS: [
            _fact(Contact, title="Ambulant kontrol", place=f"Afdeling {number % 40}", start=_day(number))
            for number in range(each)
        ],
        Topic.APPOINTMENTS: [
            _fact(Appointment, title="Kontrol", performer=f"Sygeplejerske {number % 30}", start=_day(number - 40))
            for number in range(each)
        ],
    }


def _sections() -> tuple[Section[Any], ...]:
    made = []
    for topic, facts in _facts().items():
        entries = tuple(
            Scoped(WHO, fact, Provenance("ehr", f"{topic.value}/{number}", "1", None, NOW, "", "", RawRef("", 0, 0)))
            for number, fact in enumerate(facts)
        )
        made.append(Section(WHO, topic, "ehr", "Journal", Standing.COMPLETE, (), entries, as_of=NOW))
    return tuple(made)


def _steps(sections: tuple[Section[Any], ...], view: View) -> tuple[list[Event], list[float]]:
    """Tell all facts as the program does, in turns; give the events and the milliseconds of each turn."""
    rest, found, spent = events_of(sections, view), [], []
    while True:
        begun = time.perf_counter()
        taken = [events for _, events in zip(range(STEP), rest, strict=False)]
        for events in taken:
            found += events
        spent.append((time.perf_counter() - begun) * 1000)
        if len(taken) < STEP:
            return found, spent


def main() -> None:
    """Compose, paint first, and scroll."""
    app = application()
    words, sections = words_of("da"), _sections()
    view = View(NOW, words)
    events, spent = _steps(sections, view)
    made = timeline(events, sections, view, TimelineFilter())
    assert sum(isinstance(one, EventRow) for one in made.rows) == MARKS
    gc.freeze()  # as the program does when it is joined
    empty = QWidget()
    empty.resize(1180, 720)
    empty.show()
    app.processEvents()
    floor = milliseconds(empty.repaint, 50)
    empty.close()
    turns = [max(_steps(sections, view)[1]) for _ in range(5)]
    whole = [sum(_steps(sections, view)[1]) for _ in range(5)]
    sorting = milliseconds(lambda: timeline(events, sections, view, TimelineFilter()), 5)
    name = f"timeline {MARKS:,} marks"
    tell(
        [
            row(f"{name}, scroll frame p95, {app.platformName()}", _scrolled(made), "ms", floor, 16, by_ratio=False),
            row(f"{name}, first paint", _first(made), "ms", floor, 150, by_ratio=False),
            row(f"{name}, facts told in turns, all", statistics.median(whole), "ms", None, 500, by_ratio=False),
            row(f"{name}, facts told, longest turn", statistics.median(turns), "ms", None, 50, by_ratio=False),
            row(f"{name}, ordered and filtered", sorting, "ms", None, 100, by_ratio=False),
        ]
    )
    del spent


def _page(look: Look) -> TimelinePage:
    page = TimelinePage(look, words_of("da"))
    page.resize(1180, 720)
    page.show()
    application().processEvents()
    return page


def _first(made: Timeline) -> float:
    """Give the median time from a composed timeline to its first picture, heights of all rows measured."""
    spent, look = [], Look("light", paths.resources() / "icons")
    for number in range(7):
        page = _page(look)
        fresh = replace(made, rows=tuple(made.rows[number:]))  # other rows: nothing measured before serves again
        begun = time.perf_counter()
        page.show_timeline(fresh)
        page.table.viewport().repaint()
        spent.append((time.perf_counter() - begun) * 1000)
        page.close()
        page.deleteLater()
        application().sendPostedEvents(page, int(QEvent.Type.DeferredDelete))
    return statistics.median(spent)


def _scrolled(made: Timeline) -> float:
    """Give the 95th percentile of a frame, over two hundred and forty steps of 120 pixels through the whole list."""
    page, app = _page(Look("light", paths.resources() / "icons")), application()
    page.show_timeline(made)
    app.processEvents()
    bar, spent = page.table.verticalScrollBar(), []
    assert bar.maximum() > 100_000
    for step in range(240):
        begun = time.perf_counter()
        bar.setValue(step * (bar.maximum() // 240) if step % 4 == 0 else bar.value() + 120)
        page.table.viewport().repaint()
        app.processEvents()
        spent.append((time.perf_counter() - begun) * 1000)
    page.close()
    return statistics.quantiles(spent, n=20)[-1]


if __name__ == "__main__":
    main()
