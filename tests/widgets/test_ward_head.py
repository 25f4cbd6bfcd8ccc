"""Head and foot of the board in every width and size of text: nothing of it is cut, and no width makes it taller for good."""

from itertools import pairwise
from typing import Any

import pytest

from overblik.app.window import application
from overblik.runtime import paths
from overblik.viewmodels.ward_values import Board, Column, Count, Layout
from overblik.viewmodels.words import load_words
from overblik.widgets.look import Look
from overblik.widgets.ward_keys import Keys
from overblik.widgets.ward_table import BoardHead
from overblik.widgets.ward_title import Title

COUNTS = (
    Count(2, "2 kritiske svar", "critical"),
    Count(5, "5 af 12 har noget nyt", "news"),
    Count(4, "4 ikke fuldt oplyst", "lacking"),
)
BOARD = Board("Vagtskifte siden kl. 23:00 i går", "Afsnit M2 · mandag 23. nov 2026 kl. 07:05", (), (), COUNTS)
pytestmark = pytest.mark.rule("H18", "R26")


def look_of(scale: float) -> Look:
    application()
    return Look("light", paths.resources() / "icons", scale)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [700, 1000, 1366, 1920])
def test_every_number_of_the_title_has_room_and_lies_on_no_other(qtbot: Any, scale: float, width: int) -> None:
    look = look_of(scale)
    title = Title(look)
    qtbot.addWidget(title)
    title.resize(width, 60)
    title.show()
    title.tell(BOARD)
    boxes = []
    for one, place in zip(COUNTS, title._places(), strict=True):
        assert place.x() + title._wide(one) <= width or place.x() == 0
        assert place.y() + look.px(34) <= title.height()
        boxes.append((place.y(), place.x(), place.x() + title._wide(one)))
    for (row, _, end), (next_row, begin, _) in pairwise(boxes):
        assert next_row > row or begin >= end
    title.resize(3000, title.height())
    title.tell(BOARD)
    assert title.height() == look.px(54)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [700, 1366, 1920])
def test_every_key_and_the_age_at_the_foot_have_room(qtbot: Any, layout: Layout, scale: float, width: int) -> None:
    look, age = look_of(scale), "Viser alle 13 senge, ingen filtre · ældste: EPJ Eksempel i dag kl. 09:41"
    keys = Keys(look, load_words(paths.resources(), "da"))
    qtbot.addWidget(keys)
    keys.resize(width, 60)
    keys.show()
    keys.tell(age, layout)
    placed, last, rows = keys._placed()
    ends = [x + look.advance(words, 13) for x, row, _, words in placed if row == last]
    assert max(ends, default=0) + look.advance(age, 13) <= width or not ends
    assert keys.height() >= keys.legend + (rows - 1) * look.px(36) + max(look.px(36), keys._age().height)
    assert keys._age().height > look.px(18) or look.advance(age, 13) <= width, "an age that is too long wraps"
    signs = keys._signs()
    assert all(x + keys._sign(shape) + look.advance(text, 13) <= width or x == 0 for x, _, shape, text in signs)
    assert keys.legend == (signs[-1][1] + 1) * look.px(26)
    assert {cap for _, _, cap, _ in placed} >= {"Ctrl+P", "Enter"}


def test_a_heading_that_wraps_makes_its_line_taller(qtbot: Any) -> None:
    look = look_of(2.0)
    head = BoardHead(look, "normal")
    qtbot.addWidget(head)
    columns = (
        *(Column("Kort") for _ in range(4)),
        Column("FMK siden kl. 07:00", "ikke afsnittets ordinationer"),
        Column("x"),
    )
    head.resize(2400, 80)
    head.tell((*columns, Column("y"), Column("z")))
    wide = head.height()
    head.resize(1000, 80)
    head.tell((*columns, Column("y"), Column("z")))
    assert head.height() > wide
