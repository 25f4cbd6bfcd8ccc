"""'Denne pc' by the keys: what holds is shown beside no patient, and made stricter it stays so (safety.md section 4)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, MOMENT, Desk, Services
from journeys.signed_in import Computer, computer_of, press, sign_in, sign_in_anew, stage
from overblik.viewmodels.gate import Stage
from overblik.viewmodels.rows import LineRow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Callable[[str], Computer]:
    return lambda mode: computer_of(sandbox, tmp_path, qtbot, mode)


def page(desk: Desk) -> dict[str, str]:
    """Open the page by its key and give its rows."""
    feature = desk.window.acts.feature("computer")
    desk.press(Qt.Key.Key_I, CONTROL)
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is feature.page, timeout=10000)
    return {row.key: row.text for row in feature.page.card.model.rows if isinstance(row, LineRow)}


def choose(desk: Desk, key: str) -> None:
    """Go to a row and press Enter."""
    card = desk.window.acts.feature("computer").page.card
    card.table.go_to(card.model.place_of(key))
    desk.bot.keyClick(card.table, Qt.Key.Key_Return)


def idle_of(desk: Desk) -> float:
    return desk.window.session.state.computer.idle.total_seconds()


@pytest.mark.rule("T3", "H3")
def test_the_page_stands_beside_no_patient_and_esc_closes_it(computer: Callable[[str], Computer]) -> None:
    with computer("ward").sit_down() as desk:
        sign_in(desk, "K. Prøve")
        desk.look(BERGGREN)
        assert page(desk)["computer/keeps"].startswith("Intet.")
        assert desk.program.model.patient_id is None
        assert desk.shell.banner.accessibleName() == ""
        desk.press(Qt.Key.Key_Escape)
        assert desk.shell.pages.currentWidget() is desk.shell.empty


def test_a_shorter_time_holds_at_once_and_after_a_restart(computer: Callable[[str], Computer]) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        sign_in(desk, "K. Prøve")
        assert idle_of(desk) > 30
        page(desk)
        choose(desk, "tighten/idle/30")
        desk.bot.waitUntil(lambda: idle_of(desk) == 30, timeout=5000)
        message = desk.window.message
        desk.bot.waitUntil(lambda: message.accessibleName() == "Skærmen låser nu efter 30 sekunder.", timeout=5000)
        desk.bot.waitUntil(lambda: "tighten/idle/30" not in page(desk), timeout=5000)
        assert page(desk)["computer/locks"].startswith("Efter 30 sekunder")
        assert desk.window.session._idle.interval() == 10_000
    with ward.sit_down() as desk:
        sign_in(desk, "K. Prøve")
        assert idle_of(desk) == 30


@pytest.mark.rule("T6")
def test_t6_keep_nothing_wants_a_second_press_then_erases_and_signs_out(computer: Callable[[str], Computer]) -> None:
    own = computer("clinic")
    with own.sit_down() as desk:
        sign_in_anew(desk)
        desk.look(BERGGREN)
        assert list(own.settings.profile.rglob("cache.db"))
        assert page(desk)["computer/keeps"].startswith("Kopier")
        choose(desk, "tighten/keeps")
        desk.press(Qt.Key.Key_Escape)
        choose(desk, "tighten/mode/ward")
        choose(desk, "tighten/keeps")  # another row than the one that waits: asked anew
        desk.bot.wait(100)
        assert own.ended == []
        choose(desk, "tighten/keeps")
        desk.bot.waitUntil(lambda: own.ended == ["erase"], timeout=5000)
        assert not list(own.settings.profile.rglob("cache.db*"))
    own.locked_at, own.why = MOMENT, "erase"
    with own.sit_down() as desk:
        sign_in(desk, "M. Eksempel")  # no PIN any more: nothing is kept
        desk.look(BERGGREN)
        assert page(desk)["computer/keeps"].startswith("Intet.")
        assert not list(own.settings.profile.rglob("cache.db*"))


def test_without_a_pin_the_page_does_not_promise_copies(computer: Callable[[str], Computer]) -> None:
    with computer("clinic").sit_down() as desk:
        sign_in(desk, "M. Eksempel", Stage.NEW_PIN)
        press(desk, "Uden pinkode: intet gemmes")
        desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=10000)
        desk.look(BERGGREN)
        assert page(desk)["computer/keeps"].startswith("Intet.")


def test_a_choice_that_cannot_be_kept_says_so_and_changes_nothing(
    computer: Callable[[str], Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    with computer("ward").sit_down() as desk:
        sign_in(desk, "K. Prøve")
        page(desk)
        before = idle_of(desk)

        def full(*_: object) -> None:
            raise OSError(28, "no space")

        monkeypatch.setattr(desk.program.gatekeeper.entrance._files, "write", full)
        choose(desk, "tighten/idle/30")
        desk.bot.waitUntil(lambda: "fuld" in desk.window.message.accessibleName(), timeout=5000)
        assert idle_of(desk) == before


@pytest.mark.rule("T21")
def test_t21_what_the_receiver_of_the_log_refused_is_said_and_sent_again_by_a_key(
    computer: Callable[[str], Computer], sandbox: Services
) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        sandbox.disturb("status", "audit", "*", status=422)
        sign_in(desk, "K. Prøve")
        desk.look(BERGGREN)
        house = desk.in_house(lambda house: house)
        desk.bot.waitUntil(lambda: house.delivery.state.quarantined > 0, timeout=20000)
        rows = page(desk)
        assert "ikke modtaget" in rows["log/retry"]
        sandbox.order("faults", None, "DELETE")
        choose(desk, "log/retry")
        desk.bot.waitUntil(lambda: house.delivery.state.quarantined == 0, timeout=10000)
        desk.bot.waitUntil(lambda: house.delivery.state.waiting == 0, timeout=30000)
        assert page(desk)["computer/log"] == "Alt er sendt til logmodtageren"
        assert "log/retry" not in page(desk)
