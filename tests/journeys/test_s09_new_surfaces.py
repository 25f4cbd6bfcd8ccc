"""S9 on the surfaces of news, earlier views and speech: nothing names what the patient hides (H21)."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from journeys.test_as_of import back
from overblik.app.demo import seen_before
from overblik.domain.private_words import SEALED
from overblik.domain.section import Topic
from overblik.viewmodels.row_model import RowModel
from overblik.viewmodels.screen_parts import ALL_CARDS
from overblik.widgets.keys import LETTERS

pytestmark = pytest.mark.rule("S9", "H21")
CANARY = "kanari"


def everything_said(desk: Desk) -> str:
    """Give what stands on every page, as it is shown and as it is read out."""
    told = [desk.spoken(), desk.shell.news.accessibleName(), desk.shell.past.accessibleName()]
    for name in {*LETTERS, *ALL_CARDS}:
        desk.window.acts.open_full(name)
        model: RowModel = desk.shell.full.model
        told += [
            str(model.data(model.index(n, 0), int(Qt.ItemDataRole.AccessibleTextRole))) for n in range(len(model.rows))
        ]
    desk.window.acts.open_overview()
    return " ".join(told).lower()


def test_s09_news_and_speech_do_not_name_it(desk: Desk) -> None:
    seen_before(desk.program)
    desk.bot.wait(200)
    desk.look(BERGGREN)
    assert desk.screen.news is not None
    assert desk.screen.news.count > 10
    assert CANARY not in everything_said(desk)


def test_s09_a_copy_without_network_does_not_name_it(sit_down: Callable[[], Desk], sandbox: Services) -> None:
    desk = sit_down()
    desk.look(BERGGREN)
    desk.bot.wait(1300)
    question = "SELECT body FROM section UNION ALL SELECT body FROM shown_body"
    rows = desk.in_house(lambda house: house.store.work(lambda file: file.execute(question).fetchall()))
    assert rows
    assert not [body for (body,) in rows if b"anarivin" in body]
    sandbox.disturb("drop")
    later = sit_down()
    later.look(BERGGREN)
    said = everything_said(later)
    assert CANARY not in said
    assert "tekst skjult: privatmarkeret" in said


@pytest.mark.parametrize("topics", [None, frozenset({Topic.MEDICATION}), frozenset({Topic.APPOINTMENTS})], ids=str)
def test_s09_asking_again_without_network_does_not_name_it(
    desk: Desk, sandbox: Services, topics: frozenset[Topic] | None
) -> None:
    """What is held of the open patient was shown beside the card; the card that failed tells no words."""
    desk.look(BERGGREN)
    sandbox.disturb("drop")
    said: list[str] = []
    desk.program.model.screen_changed.connect(lambda screen: said.append(repr(screen)))
    desk.program.model.card_changed.connect(lambda card: said.append(repr(card)))
    desk.program.model.fetch_again(topics)
    desk.wait()
    told = everything_said(desk)
    assert CANARY not in told + "".join(said).lower()
    assert "tekst skjult: privatmarkeret" in told
    assert SEALED not in told + "".join(said)


def test_s09_an_earlier_view_without_network_says_in_words_what_is_sealed(
    sit_down: Callable[[], Desk], sandbox: Services
) -> None:
    desk = sit_down()
    desk.look(BERGGREN)
    desk.bot.wait(1300)
    desk.press(Qt.Key.Key_F5)
    desk.wait()
    desk.bot.wait(1300)
    sandbox.disturb("drop")
    later = sit_down()
    later.look(BERGGREN)
    back(later)
    told = everything_said(later)
    assert CANARY not in told
    assert SEALED not in told
    assert "tekst skjult: privatmarkeret" in told


def test_s09_an_earlier_view_does_not_name_it(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.bot.wait(1300)
    back(desk)
    assert CANARY not in everything_said(desk)
    assert "privatmarkeret" in everything_said(desk), "that something is hidden is said, then as now"
