"""A national medicine card of 181 drugs: from bytes to records, from records to the screen, and its dosages in words."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchwork.measure import row, sections, side_by_side, tell
from benchwork.ordinations import answer
from lxml import etree
from PySide6.QtCore import QEvent, QObject, QStringListModel
from PySide6.QtWidgets import QAbstractScrollArea, QListView

from overblik.app.preferred import words_of
from overblik.app.window import application
from overblik.domain.dosage import Dosage
from overblik.domain.dosage_text import long_text, short_text
from overblik.domain.ports import RawDocument, Recognised
from overblik.domain.section import Topic
from overblik.runtime import paths
from overblik.sources.fmk import FmkReader
from overblik.viewmodels.card_head import View
from overblik.viewmodels.medication_page import drug_page, listed
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.rows import MedicationRow
from overblik.widgets.card_view import CardView
from overblik.widgets.drug_view import DrugView
from overblik.widgets.look import Look

_DRUGS = 181


def main() -> None:
    """Read the card, paint it and say its dosages."""
    content, now, reader = answer(_DRUGS), datetime.now(UTC), FmkReader()
    document = RawDocument("card.xml", content)

    def read() -> Recognised:
        (found,) = reader.recognise((document,), now) or ()
        return found

    found = read()
    told = found.answers[Topic.MEDICATION]
    assert (len(told.entries), told.unreadable, told.unidentified) == (_DRUGS, (), 0)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    value, floor = side_by_side(read, lambda: etree.fromstring(content, parser), 61)
    size = f"{len(content) / 1e6:.1f} MB"
    rows = [row(f"medicine card, {_DRUGS} drugs ({size}) -> records", value, "ms", floor, 2.5, by_ratio=True)]
    rows += _on_screen(found, now)
    rows.append(_in_words([one.fact.ordination.dosage for one in told.entries if one.fact.ordination]))
    tell(rows)


def _on_screen(found: Recognised, now: datetime) -> list[dict[str, Any]]:
    """Compose the card and paint it: on the overview, and on its own page with the first drug in full.

    The floor is a list of as many plain rows.
    """
    app, words = application(), words_of("da")
    judged = sections(found)
    card = CardView("medication", Look("light", paths.resources() / "icons"), words)
    plain, model = QListView(), QStringListModel()
    plain.setModel(model)
    drug = DrugView(card.look, words)
    drug.resize(700, 900)
    drug.show()
    for widget in (card, plain):
        widget.resize(900, 900)
        widget.show()
    app.processEvents()
    lines = [f"{one.fact.name} {one.fact.strength} {one.fact.dosage}" for one in judged[0].entries]

    def show_plain() -> None:
        model.setStringList(lines)
        app.processEvents()

    rows = []
    for name, is_full in (("overview card", False), ("own page", True)):
        view = View(now, words, is_full)

        def show(view: View = view) -> None:
            made = medication_card(judged, view)
            card.show_card(listed(made) if view.is_full else made)
            if view.is_full:
                first = next(one for one in made.rows if isinstance(one, MedicationRow))
                drug.show_drug(drug_page(first.key, judged, view))
            app.processEvents()

        value = _painted(show, lambda: (card.blank(), app.processEvents()), card.table)
        floor = _painted(show_plain, lambda: (model.setStringList([]), app.processEvents()), plain)
        title = f"{_DRUGS} drugs: records -> {name} first painted"
        rows.append(row(title, value, "ms", floor, 25, by_ratio=False))
    return rows


def _painted(show: Callable[[], None], blank: Callable[[], object], widget: QAbstractScrollArea) -> float:
    """Give the median time of showing anew what was blanked, till its rows are painted first."""
    spent, painted = [], Painted(widget)
    for _ in range(31):
        blank()
        painted.count = 0
        begun = time.perf_counter()
        show()
        spent.append((time.perf_counter() - begun) * 1000)
        assert painted.count
    return statistics.median(spent)


def _in_words(sent: list[Dosage | None]) -> dict[str, Any]:
    """Say each structured dosage, short and long, without remembering any; the floor joins the words that come out."""
    structured = [one for one in sent if one is not None and (one.fixed or one.as_needed)]
    texts = [f"{short_text(one)} {long_text(one) or ''}".split() for one in structured]
    assert all(len(text) > 5 for text in texts)

    def say() -> None:
        for one in structured:
            short_text(one)
            long_text(one)

    def join() -> None:
        for text in texts:
            " ".join(text)

    value, floor = side_by_side(say, join, 61)
    count = len(structured)
    name = f"dosage in words, short and long ({1000 * count / value:,.0f}/s)"
    return row(name, value / count * 1000, "µs", floor / count * 1000, 50, by_ratio=False)


class Painted(QObject):
    """Counts the paints of a widget: a time in which nothing was painted is no figure."""

    def __init__(self, widget: QAbstractScrollArea) -> None:
        """Watch what the widget paints its rows on."""
        super().__init__(widget)
        self.count = 0
        widget.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let every event through."""
        del watched
        self.count += event.type() == QEvent.Type.Paint
        return False


if __name__ == "__main__":
    main()
