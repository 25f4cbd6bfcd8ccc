"""S12: the shared ward computer. Nurse A is called away in the middle of everything; nurse B finds nothing of her."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from journeys.conftest import BERGGREN, MOMENT, Desk, Services
from journeys.palette import Palette
from journeys.signed_in import Computer, computer_of, gate, press, sign_in, sign_in_anew, stage, type_in
from overblik.viewmodels.gate import Stage
from overblik.widgets.gate import Gate
from trail_reading import bodies, of_ring

NURSE_A, NURSE_B = "afdelingssygeplejerske", "hjemmesygeplejerske"


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Callable[[str], Computer]:
    return lambda mode: computer_of(sandbox, tmp_path, qtbot, mode)


def texts(desk: Desk) -> str:
    """All that stands in the window now, to read or to hear."""
    window = desk.window
    found = [window.windowTitle(), window.accessibleName()]
    for child in window.findChildren(object):
        is_shown = not hasattr(child, "isVisible") or child.isVisible()
        if is_shown and hasattr(child, "accessibleName"):
            found.append(child.accessibleName())
        if is_shown and callable(getattr(child, "text", None)):
            found.append(str(child.text()))
    return " ".join(found)


@pytest.mark.rule("T3", "T4", "G9")
def test_s12_the_next_nurse_finds_nothing_of_the_former(computer: Callable[[str], Computer]) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        assert "BERGGREN" not in texts(desk)
        sign_in(desk, "K. Prøve")
        desk.look(BERGGREN)
        assert "Berggren" in desk.shell.banner.accessibleName()
        desk.window.search()
        desk.bot.keyClicks(desk.window.rail.search, "kanariesøgning")
        QGuiApplication.clipboard().setText("")
        desk.shell.setFocus()
        desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        desk.bot.waitUntil(lambda: ward.ended == ["key"], timeout=3000)
        assert gate(desk).isVisible()
        assert gate(desk).geometry() == desk.window.rect()
        assert desk.program.model.patient_id is None
        found = texts(desk)
        for word in ("BERGGREN", "Nancy", "251248", "kanariesøgning", "K. Prøve"):
            assert word not in found
        assert "Skærmen er låst" in found
    ward.locked_at = MOMENT
    with ward.sit_down() as desk:
        desk.bot.waitUntil(lambda: gate(desk) is not None and bool(gate(desk).cards), timeout=10000)
        found = texts(desk)
        assert "Den forrige session er afsluttet og slettet kl. 09:41. Intet gemmes på denne pc." in found
        assert "K. Prøve ·" not in found.replace("Sygeplejerske K. Prøve · Sygeplejerske", "")
        sign_in(desk, "L. Forsøg")
        assert desk.program.model.patient_id is None
        assert desk.window.rail.search.text() == ""
        assert desk.window.rail.clinician == "Sygeplejerske L. Forsøg"
        assert not list(ward.settings.profile.rglob("cache.db*"))


@pytest.mark.rule("T20")
def test_s12_sign_in_look_and_lock_stand_on_one_chain_under_each_ones_own_name(
    computer: Callable[[str], Computer], sandbox: Services
) -> None:
    ward = computer("ward")
    for name, number in (("K. Prøve", BERGGREN), ("L. Forsøg", "0309363991")):
        with ward.sit_down() as desk:
            sign_in(desk, name)
            desk.look(number)
            desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
            desk.bot.waitUntil(lambda: ward.ended[-1:] == ["key"], timeout=3000)
        ward.ended.append("gone")
    told = bodies(ward.settings.profile / "trail.db", of_ring(ward.ring))
    acts = [(one["kind"], one["who"]["subject"]) for one in told if one["kind"] in ("sign-in", "intent", "lock")]
    assert acts == [(kind, who) for who in (NURSE_A, NURSE_B) for kind in ("sign-in", "intent", "lock")]
    events = sandbox.order("audit", None, "GET")["events"]
    delivered = {agent["who"].get("identifier", {}).get("value") for one in events for agent in one["agent"]}
    assert NURSE_A in delivered


@pytest.mark.rule("T3", "R25")
def test_s12_on_ones_own_computer_the_place_comes_back_to_its_owner_alone(computer: Callable[[str], Computer]) -> None:
    ward = computer("clinic")
    with ward.sit_down() as desk:
        sign_in_anew(desk)
        desk.look(BERGGREN)
        desk.program.model.open_page("medication")
        desk.bot.wait(50)
        desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        desk.bot.waitUntil(lambda: ward.ended == ["key"], timeout=3000)
    ward.locked_at = MOMENT
    with ward.sit_down() as desk:
        desk.bot.waitUntil(lambda: stage(desk) is Stage.PIN, timeout=10000)
        assert "Fortsæt som Læge M. Eksempel" in texts(desk)
        assert "BERGGREN" not in texts(desk)
        type_in(desk, "pin", "kilde-43x")
        press(desk, "Lås op")
        desk.bot.waitUntil(lambda: "4 forsøg tilbage" in texts(desk), timeout=20000)
        type_in(desk, "pin", "kilde-42x")
        press(desk, "Lås op")
        desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=20000)
        desk.wait()
        assert desk.program.model.patient_id is not None
        assert "Berggren" in desk.shell.banner.accessibleName()
        assert desk.program.model.page == "medication"
    with ward.sit_down() as desk:
        desk.bot.waitUntil(lambda: stage(desk) is Stage.PIN, timeout=10000)
        sign_in(desk, "L. Forsøg", Stage.NEW_PIN)
        press(desk, "Uden pinkode: intet gemmes")
        desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=10000)
        assert desk.program.model.patient_id is None
        assert desk.program.looks.seat.key is None


@pytest.mark.rule("T7", "G9")
def test_g9_the_curtain_falls_before_anything_else_and_takes_the_clipboard_with_it(
    computer: Callable[[str], Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    ward, order = computer("ward"), []
    with ward.sit_down() as desk:
        sign_in(desk, "K. Prøve")
        desk.look(BERGGREN)
        desk.shell.focus_card("medication")
        desk.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert "Berggren" in QGuiApplication.clipboard().text()
        paint, leave = Gate.paintEvent, desk.program.looks.leave
        monkeypatch.setattr(Gate, "paintEvent", lambda *facts: order.append("curtain") or paint(*facts))

        async def left(*facts: Any) -> None:
            order.append("leave")
            await leave(*facts)

        monkeypatch.setattr(desk.program.looks, "leave", left)
        begun = time.perf_counter()
        desk.program.gatekeeper.session.locked.connect(lambda _: order.append(f"{time.perf_counter() - begun:.3f}"))
        desk.program.gatekeeper.lock("key")
        took = time.perf_counter() - begun
        assert gate(desk).isVisible()
        assert order[0] == "curtain"
        assert order.index("leave") > 0
        assert ward.ended == ["key"]
        assert QGuiApplication.clipboard().text() == ""
        assert took < 5.0, "a second on a computer that does nothing else"
    sys.stdout.write(f"order and seconds: {order}, all in {took:.3f} s\n")


@pytest.mark.rule("T3", "G8")
@pytest.mark.parametrize(
    ("typed", "why", "title"),
    [
        ("log ud", "sign_out", "Du er logget ud"),
        ("slet mine", "erase", "Du er logget ud, og dine kopier på denne pc er slettet"),
    ],
)
def test_s12_signing_out_by_the_palette_asks_for_a_sign_in_and_erases_where_it_is_asked_to(
    computer: Callable[[str], Computer], typed: str, why: str, title: str
) -> None:
    ward = computer("clinic")
    with ward.sit_down() as desk:
        sign_in_anew(desk)
        desk.look(BERGGREN)
        palette = Palette(desk)
        palette.open()
        palette.type(f">{typed}")
        palette.press(Qt.Key.Key_Return)
        desk.bot.waitUntil(lambda: ward.ended == [why], timeout=3000)
        assert gate(desk).isVisible()
    assert bool(list(ward.settings.profile.rglob("cache.db"))) is (why == "sign_out")
    assert [name for name in ward.ring.held() if name.startswith("refresh-")] == []
    ward.locked_at, ward.why = MOMENT, why
    with ward.sit_down() as desk:
        desk.bot.waitUntil(lambda: stage(desk) is Stage.SIGN_IN, timeout=10000)
        assert title in texts(desk)
        assert "Fortsæt som" not in texts(desk)
        sign_in(desk, "M. Eksempel", Stage.PIN if why == "sign_out" else Stage.NEW_PIN)
