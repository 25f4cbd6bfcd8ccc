"""The copies of one patient are erased by an act: asked first, complete, on record; nothing under way brings them back."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from journeys.palette import Palette
from journeys.signed_in import Computer, computer_of, sign_in_anew
from overblik.domain.errors import Damaged
from overblik.domain.patient import cpr
from overblik.store.erasing import empty_wal
from store.test_purge import decrypted
from trail_reading import bodies

OTHER = "0309363991"
ACT = "Slet kopierne af denne patient på denne pc"
OF_BERGGREN = ("2512489996", "251248-9996", "Berggren")


@pytest.fixture
def own(sandbox: Services, tmp_path: Path, qtbot: Any) -> Computer:
    """A surgery's computer, which keeps copies behind a PIN."""
    return computer_of(sandbox, tmp_path, qtbot, "clinic")


def ask(desk: Desk) -> Any:
    """Choose the act in the palette and give the page that asks."""
    palette = Palette(desk)
    palette.open()
    palette.type("slet kopierne af denne")
    palette.press(Qt.Key.Key_Return)
    page = desk.window.acts.feature("erase").page
    assert desk.shell.pages.currentWidget() is page
    return page


def erase(desk: Desk) -> None:
    desk.bot.mouseClick(ask(desk).erase, Qt.MouseButton.LeftButton)
    told = "Kopierne af patienten er slettet på denne pc."
    desk.bot.waitUntil(lambda: desk.window.message.accessibleName() == told, timeout=10000)


def kept(desk: Desk, number: str) -> int:
    return desk.in_house(lambda house: len(house.store.sections(cpr(number))))


def pages(desk: Desk) -> bytes:
    """Give every page of the store in clear, with what was written since."""
    found: list[bytes] = []

    def read(house: Any) -> int:
        empty_wal(house.store._connection)
        seat = desk.program.looks.seat
        found.append(decrypted(seat.folder / "cache.db", seat.key.raw))
        return 0

    desk.in_house(read)
    return found[0]


@pytest.mark.rule("G8", "T6")
def test_g8_the_copies_of_one_patient_go_and_those_of_another_stay(own: Computer) -> None:
    with own.sit_down() as desk:
        sign_in_anew(desk)
        desk.look(OTHER)
        desk.look(BERGGREN)
        desk.bot.waitUntil(lambda: kept(desk, BERGGREN) > 5, timeout=10000)
        before = kept(desk, OTHER)
        assert before > 5
        assert left_of_berggren(pages(desk))
        erase(desk)
        assert desk.program.model.patient_id is None
        assert desk.shell.pages.currentWidget() is desk.shell.empty
        desk.bot.wait(1500)  # what was put off when the patient was closed would have been written by now
        assert (kept(desk, BERGGREN), kept(desk, OTHER)) == (0, before)
        clear = pages(desk)
        assert OTHER.encode() in clear
        assert left_of_berggren(clear) == []
        (record,) = [one for one in records(desk) if one["kind"] == "purge"]
        assert (record["reason"], record["patient"]["value"]) == ("asked", BERGGREN)
        desk.look(BERGGREN)  # nothing stands in the way of another look
        desk.bot.waitUntil(lambda: kept(desk, BERGGREN) > 5, timeout=10000)


def left_of_berggren(clear: bytes) -> list[str]:
    return [word for word in OF_BERGGREN if word.encode() in clear]


def records(desk: Desk) -> list[dict[str, Any]]:
    return bodies(desk.program.settings.profile / "trail.db", desk.program.looks._house.trail.keys)


@pytest.mark.rule("G8")
def test_g8_what_is_still_being_fetched_is_not_written_afterwards(own: Computer, sandbox: Services) -> None:
    with own.sit_down() as desk:
        sign_in_anew(desk)
        sandbox.disturb("delay", seconds=0.3)
        for _ in range(3):
            desk.open(BERGGREN)
            desk.bot.waitUntil(lambda: desk.program.model.screen().banner.number == "251248-9996", timeout=10000)
            page = ask(desk)
            desk.bot.waitUntil(lambda: any(one.entries for one in desk.program.model.sections), timeout=10000)
            desk.bot.mouseClick(page.erase, Qt.MouseButton.LeftButton)
            desk.bot.wait(1500)
            assert kept(desk, BERGGREN) == 0
            assert left_of_berggren(pages(desk)) == []


def test_nothing_is_erased_before_it_was_asked_and_the_focus_is_on_keeping(own: Computer) -> None:
    with own.sit_down() as desk:
        sign_in_anew(desk)
        desk.look(BERGGREN)
        desk.bot.waitUntil(lambda: kept(desk, BERGGREN) > 5, timeout=10000)
        page = ask(desk)
        assert desk.window.focusWidget() is page.keep
        assert "Berggren" in desk.shell.banner.accessibleName()
        desk.press(Qt.Key.Key_Return)
        assert desk.shell.pages.currentWidget() is desk.shell.overview
        ask(desk)
        desk.press(Qt.Key.Key_Escape)
        assert desk.shell.pages.currentWidget() is desk.shell.overview
        desk.open(OTHER)
        assert desk.shell.pages.currentWidget() is desk.shell.overview
        assert kept(desk, BERGGREN) > 5


def test_a_store_that_fails_says_so_and_never_that_all_is_gone(own: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    with own.sit_down() as desk:
        sign_in_anew(desk)
        desk.look(BERGGREN)
        house = desk.in_house(lambda house: house)

        def fails(_: object) -> None:
            raise Damaged

        monkeypatch.setattr(house.store, "purge", fails)
        desk.bot.mouseClick(ask(desk).erase, Qt.MouseButton.LeftButton)
        desk.bot.waitUntil(lambda: "beskadiget" in desk.window.message.accessibleName(), timeout=10000)
        assert "slettet" not in desk.window.message.accessibleName()
