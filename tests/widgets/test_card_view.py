"""A card shows all its rows where it has the height it asks for, and else names what lies below (R8)."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from overblik.viewmodels.rows import Card, GroupRow, LineRow, MoreRow, Row
from overblik.widgets.card_view import CardView
from overblik.widgets.look import Look
from widgets.rows import SENTENCE, words_in

LookOf = Callable[[str, float], Look]
WIDTH = 256


def line(count: int) -> LineRow:
    return LineRow(f"{count}", f"{count}", left="20. nov 2026", text=f"Aftale {count}", second=SENTENCE)


ROWS: tuple[Row, ...] = (
    GroupRow("g", "Aftaler", text="Aftaler"),
    *(line(count) for count in range(9)),
    MoreRow("m", "3 tidligere", text="3 tidligere", action="Vis alle"),
)


@pytest.fixture
def card(look_of: LookOf, qtbot: Any) -> CardView:
    view = CardView("appointments", look_of("light", 1.0), words_in("da"))
    qtbot.addWidget(view)
    view.show_card(Card("appointments", "Aftaler", "A", "calendar", "hentet 09:41", rows=ROWS))
    return view


def settle(card: CardView, height: int) -> None:
    """Give a card a height, and let heights, scroll bar and foot come to rest."""
    card.resize(WIDTH, height)
    card.show()
    for _ in range(6):
        QApplication.processEvents()


@pytest.mark.rule("R8")
def test_r8_at_the_height_that_it_asks_for_nothing_lies_below(card: CardView) -> None:
    settle(card, card.wanted_height(WIDTH))
    assert card.foot.height() == 0
    assert not card.table.verticalScrollBar().isVisible()
    assert card.table.names_below() == ([], 0)


@pytest.mark.rule("R8")
def test_r8_what_lies_below_is_named_and_counted_without_headings(card: CardView) -> None:
    settle(card, card.wanted_height(WIDTH) // 2)
    names, count = card.table.names_below()
    first = int(names[0].removeprefix("Aftale "))
    assert names == [f"Aftale {place}" for place in range(first, min(first + 5, 9))]
    assert count == 9 - first
    assert card.foot.accessibleName().startswith(f"Nedenfor: Aftale {first}")


@pytest.mark.rule("R8")
def test_r8_at_the_end_of_the_list_nothing_lies_below(card: CardView) -> None:
    settle(card, card.wanted_height(WIDTH) // 2)
    bar = card.table.verticalScrollBar()
    for _ in range(3):  # the foot gives way, and the end moves with it
        bar.setValue(bar.maximum())
        settle(card, card.height())
    assert card.foot.accessibleName() == ""


@pytest.mark.rule("R8")
def test_r8_at_every_height_card_and_foot_come_to_rest(card: CardView) -> None:
    """What lies below decides how tall the foot is, and the foot what lies below."""
    named = (LineRow(f"{n}", f"{n}", text=SENTENCE[: 52 if n % 2 else 22]) for n in range(9))
    card.show_card(Card("appointments", "Aftaler", "A", "calendar", "hentet 09:41", rows=tuple(named)))
    restless = []
    for height in range(90, card.wanted_height(WIDTH) + 20):
        settle(card, height)
        at_rest = (card.foot.height(), card.foot.accessibleName(), card.table.height())
        for _ in range(3):
            QApplication.processEvents()
            if (card.foot.height(), card.foot.accessibleName(), card.table.height()) != at_rest:
                restless.append(height)
        names, count = card.table.names_below()
        shown = card.foot.accessibleName()
        assert bool(shown) == bool(count), height
        assert f"Nedenfor: {names[0]}" in shown if names else not shown, (height, names, shown)
    assert restless == []


def test_a_card_that_grows_to_the_height_it_asks_for_loses_its_scroll_bar(card: CardView) -> None:
    settle(card, card.wanted_height(WIDTH) // 2)
    assert card.table.verticalScrollBar().isVisible()
    settle(card, card.wanted_height(WIDTH))
    assert not card.table.verticalScrollBar().isVisible()


def test_a_blank_card_keeps_its_heading_and_no_row(card: CardView) -> None:
    card.blank()
    assert card.model.rows == ()
    assert card.foot.accessibleName() == ""
    assert card.head.accessibleName() == "Aftaler hentet 09:41"


@pytest.mark.rule("H2")
def test_h2_heights_are_remembered_by_page_and_nothing_of_a_patient_who_was_left(card: CardView) -> None:
    """Who turns back to a page does not wait for its rows to be measured again; the rows go with the patient."""
    settle(card, 300)
    rows, heights = card.model.rows, card.table.heights(WIDTH)
    card.show_card(Card("documents", "Dokumenter", "D", "file", "", rows=(line(99),)))
    assert card.table.heights(WIDTH) != heights
    card.show_card(Card("appointments", "Aftaler", "A", "calendar", "hentet 09:41", rows=rows))
    assert card.table.heights(WIDTH) is heights
    card.blank()
    assert card.table._known == []


def test_focus_stays_with_its_row_when_others_come_before_it(card: CardView) -> None:
    settle(card, card.wanted_height(WIDTH))
    card.table.go_to(3)
    card.show_card(Card("appointments", "Aftaler", "A", "calendar", "hentet 09:41", rows=(line(99), *ROWS)))
    row = card.table.current()
    assert row is not None
    assert row.key == "2"
