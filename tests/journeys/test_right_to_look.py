"""The right to look: a basis before anything is fetched of whom is not on the list, and one's own looks (T20)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from journeys.signed_in import Computer, computer_of, sign_in
from overblik.viewmodels.rows import LineRow
from trail_reading import bodies, of_ring

OTHER = "0309363991"


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Computer:
    """A computer on whose list Berggren stands alone."""
    made = computer_of(sandbox, tmp_path, qtbot)
    listed = tuple(one for one in made.settings.patients if one.cpr == BERGGREN)
    made.settings = replace(made.settings, patients=listed)
    return made


def asked(sandbox: Services) -> list[dict[str, Any]]:
    rows = sandbox.order("requests", None, "GET")["requests"]
    return [row for row in rows if row["base"] not in ("audit", "sign-in")]


def page(desk: Desk) -> Any:
    return desk.window.acts.feature("basis").page


@pytest.mark.rule("T20")
def test_t20_nothing_is_fetched_of_whom_is_not_on_the_list_before_a_basis_is_stated(
    computer: Computer, sandbox: Services
) -> None:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        desk.look(BERGGREN)
        sandbox.order("requests", None, "DELETE")
        desk.open(OTHER)
        assert desk.shell.pages.currentWidget() is page(desk)
        assert desk.program.model.patient_id is None
        assert page(desk).title.text() == "Hvorfor slår du 030936-•••• op?"
        assert desk.shell.banner.accessibleName() == ""
        desk.bot.wait(100)
        assert asked(sandbox) == []
        assert not page(desk).other.isEnabled()
        desk.bot.mouseClick(page(desk).emergency, Qt.MouseButton.LeftButton)
        desk.wait()
        assert asked(sandbox)
        assert "030936-3991" in desk.shell.banner.accessibleName()
        assert desk.shell.pages.currentWidget() is desk.shell.overview
        desk.look(BERGGREN)
        desk.open(OTHER)  # stated in this session: not asked again
        desk.wait()
        assert desk.program.model.patient_id is not None
    looks = [
        one for one in bodies(computer.settings.profile / "trail.db", of_ring(computer.ring)) if one["kind"] == "intent"
    ]
    assert [one["basis"] for one in looks] == ["demo", "emergency", "demo", "emergency"]


@pytest.mark.rule("T20")
def test_t20_another_reason_demands_words_and_esc_asks_no_more(computer: Computer, sandbox: Services) -> None:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        sandbox.order("requests", None, "DELETE")
        desk.open(OTHER)
        desk.press(Qt.Key.Key_Escape)
        assert desk.shell.pages.currentWidget() is desk.shell.empty
        assert page(desk).title.text() == ""
        assert asked(sandbox) == []
        desk.open(OTHER)
        desk.bot.keyClicks(page(desk).why, "  ")
        desk.bot.keyClick(page(desk).why, Qt.Key.Key_Return)
        assert desk.program.model.patient_id is None
        desk.bot.keyClicks(page(desk).why, "klage fra borgeren")
        desk.bot.keyClick(page(desk).why, Qt.Key.Key_Return)
        desk.wait()
        assert desk.program.model.patient_id is not None
    (look,) = [
        one for one in bodies(computer.settings.profile / "trail.db", of_ring(computer.ring)) if one["kind"] == "intent"
    ]
    assert (look["basis"], look["reason"]) == ("other", "klage fra borgeren")


@pytest.mark.rule("T20", "H3")
def test_t20_ones_own_looks_are_listed_for_oneself_alone_and_beside_no_patient(computer: Computer) -> None:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        desk.look(BERGGREN)
        desk.bot.wait(500)  # the outcome stands when what was shown is written
        assert own_log(desk) == [("BERGGREN, Nancy Ann", "demo · vist i del")]
        assert desk.program.model.patient_id is None
        assert desk.shell.banner.accessibleName() == ""
        desk.look(BERGGREN)
        assert desk.window.acts.feature("own_log").page.card.model.rows == ()
        assert desk.shell.pages.currentWidget() is desk.shell.overview
    with computer.sit_down() as desk:
        sign_in(desk, "K. Prøve")
        assert own_log(desk) == []
        desk.press(Qt.Key.Key_Escape)
        assert desk.shell.pages.currentWidget() is desk.shell.empty


@pytest.mark.rule("H3")
def test_h3_no_page_that_asked_or_listed_stands_under_the_next_patient(computer: Computer) -> None:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        for ask in (lambda: desk.open(OTHER), lambda: own_log(desk)):
            ask()
            assert desk.shell.is_aside
            desk.look(BERGGREN)
            assert desk.shell.pages.currentWidget() is desk.shell.overview
            assert "Berggren" in desk.shell.banner.accessibleName()
        for name in ("reveal", "original", "document"):
            desk.shell.show_page(getattr(desk.shell, name), "")
            desk.open(OTHER)
            desk.bot.mouseClick(page(desk).treatment, Qt.MouseButton.LeftButton) if name == "reveal" else None
            desk.wait()
            assert desk.shell.pages.currentWidget() is desk.shell.overview, name
            desk.look(BERGGREN)


def own_log(desk: Desk) -> list[tuple[str, str]]:
    desk.press(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    log = desk.window.acts.feature("own_log")
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is log.page, timeout=5000)
    rows = [row for row in log.page.card.model.rows if isinstance(row, LineRow)]
    return [(row.text, " · ".join(row.second.split(" · ")[:2])) for row in rows]
