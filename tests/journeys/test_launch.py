"""Another program hands a citizen over to the real window: opened, asked about, or refused with a sentence (H3, T20)."""

import contextlib
import urllib.error
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from journeys.conftest import BERGGREN, MOMENT, Desk, Services
from journeys.signed_in import Computer, buttons, computer_of, gate, press, sign_in, stage, type_in
from overblik.app.launching import Launching
from overblik.domain.launch import Asked, read_link
from overblik.runtime.door_words import Said
from overblik.viewmodels.gate import Stage
from trail_reading import bodies, of_ring

DOCTOR, NURSE = "egen-laege", "afdelingssygeplejerske"
LINK = "overblik://open?server=ehr&patient=Patient/p-1001"
OTHER_LINK = LINK.replace("p-1001", "p-1009")
OTHER = "0309363991"


def link_of(**more: str) -> str:
    return LINK + "".join(f"&{name}={value}" for name, value in more.items())


class Hand:
    """The other end of the door of one desk."""

    def __init__(self, desk: Desk, first: Asked | None = None) -> None:
        self.desk, self.launching = desk, Launching(desk.program, first)
        self.told: list[str] = []
        tell = desk.window.tell
        desk.window.tell = lambda sentence: (self.told.append(sentence), tell(sentence))
        self.launching.join()

    def say(self, link: str = "", number: str = "") -> tuple[bool, str]:
        reply = self.launching.hear(Said(link, number))
        return reply.is_taken, reply.sentence

    def opened(self) -> str:
        """Wait until somebody is open and asked about; give his banner."""
        model = self.desk.program.model
        self.desk.bot.waitUntil(lambda: model.patient_id is not None, timeout=15000)
        self.desk.wait()
        return self.desk.shell.banner.accessibleName()

    def refused(self) -> str:
        """Wait for the sentence; nobody is open."""
        self.desk.bot.waitUntil(lambda: any(" åbnet" in one for one in self.told), timeout=15000)
        return " ".join(self.told)


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Iterator[Callable[..., Computer]]:
    def make(mode: str = "", *, only: tuple[str, ...] = ()) -> Computer:
        made = computer_of(sandbox, tmp_path, qtbot, mode)
        patients = tuple(one for one in made.settings.patients if not only or one.cpr in only)
        made.settings = replace(made.settings, fhircast=None, patients=patients)
        return made

    yield make
    for number in ("p-two", "p-none"):
        with contextlib.suppress(urllib.error.HTTPError):  # most tests have filed none
            sandbox.order("resource", {"base": "ehr", "type": "Patient", "id": number}, "DELETE")


@pytest.fixture
def hand(computer: Callable[..., Computer]) -> Iterator[Hand]:
    with computer().sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        yield Hand(desk)


def file(sandbox: Services, patient: str, *identifiers: tuple[str, str], **more: Any) -> None:
    told = [{"system": system, "value": value} for system, value in identifiers]
    resource = {"resourceType": "Patient", "id": patient, "identifier": told, **more}
    sandbox.order("resource", {"base": "ehr", "resource": resource})


CPR = "urn:oid:1.2.208.176.1.2"


@pytest.mark.rule("H3")
def test_h3_a_link_opens_the_citizen_whom_the_server_says(hand: Hand) -> None:
    assert hand.say(LINK) == (True, "")
    assert "251248-9996" in hand.opened()
    assert hand.told == []
    assert hand.say(OTHER_LINK) == (True, "")
    hand.desk.bot.waitUntil(lambda: hand.desk.program.model.patient_id.number_for_lookup() == OTHER, timeout=15000)
    hand.desk.wait()
    assert "030936-3991" in hand.desk.shell.banner.accessibleName()


def test_a_number_opens_too_and_who_is_open_already_is_left_alone(hand: Hand) -> None:
    assert hand.say(number=BERGGREN) == (True, "")
    hand.opened()
    blanked: list[None] = []
    hand.desk.program.model.blanked.connect(lambda: blanked.append(None))
    assert hand.say(number=BERGGREN) == (True, "")
    assert blanked == []


@pytest.mark.rule("T20")
def test_t20_a_hand_over_is_on_record_before_the_server_is_asked_and_the_look_after_it(
    computer: Callable[..., Computer],
) -> None:
    made = computer()
    with made.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        hand = Hand(desk)
        hand.say(LINK)
        hand.opened()
    told = bodies(made.settings.profile / "trail.db", of_ring(made.ring))
    kinds = [one["kind"] for one in told]
    handed = told[kinds.index("handed-over")]
    assert (handed["server"], handed["who"]["subject"]) == ("ehr", DOCTOR)
    assert "patient" not in handed
    assert kinds.index("handed-over") < kinds.index("intent")


@pytest.mark.rule("T20")
def test_t20_who_is_not_on_the_list_is_asked_about_first_and_a_hand_over_is_no_basis(
    computer: Callable[..., Computer], sandbox: Services
) -> None:
    with computer(only=(OTHER,)).sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        hand = Hand(desk)
        sandbox.order("requests", None, "DELETE")
        assert hand.say(LINK) == (True, "")
        basis = desk.window.acts.feature("basis").page
        desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is basis, timeout=15000)
        assert desk.program.model.patient_id is None
        rows = sandbox.order("requests", None, "GET")["requests"]
        asked = [row["path"] for row in rows if row["base"] not in ("audit", "sign-in")]
        assert asked == ["/Patient/p-1001"]
        desk.bot.mouseClick(basis.treatment, Qt.MouseButton.LeftButton)
        assert "251248-9996" in hand.opened()


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    ("link", "words"),
    [
        (LINK.replace("ehr", "nowhere"), "ikke er sat op her: nowhere"),
        (LINK.replace("ehr", "a%E2%80%AEb"), "ikke er sat op her"),
        ("overblik://open?server=ehr", "ikke den form"),
        (LINK.replace("p-1001", BERGGREN), "CPR-nummer"),
        (link_of(user=NURSE), "en anden bruger"),
    ],
)
def test_h3_what_cannot_be_asked_about_is_refused_with_one_sentence_and_opens_nothing(
    hand: Hand, link: str, words: str
) -> None:
    hand.desk.look(OTHER)
    is_taken, sentence = hand.say(link)
    assert not is_taken
    assert words in sentence
    assert BERGGREN not in sentence
    assert hand.desk.program.model.patient_id.number_for_lookup() == OTHER


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    ("patient", "numbers", "more", "words"),
    [
        ("p-gone", (), {}, "kender ikke den borger"),
        ("p-two", ((CPR, BERGGREN), (CPR, OTHER)), {}, "kan være to borgere"),
        ("p-two", ((CPR, BERGGREN),), {"link": [{"type": "replaced-by"}]}, "kan være to borgere"),
        ("p-none", (("urn:local", "4711"),), {}, "ikke et CPR-nummer"),
        ("p-none", ((CPR, "99"),), {}, "ikke et CPR-nummer"),
    ],
)
def test_h3_nobody_two_and_one_without_a_number_are_told_apart_and_open_nothing(
    hand: Hand, sandbox: Services, patient: str, numbers: Any, more: Any, words: str
) -> None:
    if numbers:
        file(sandbox, patient, *numbers, **more)
    hand.desk.look(OTHER)
    assert hand.say(LINK.replace("p-1001", patient)) == (True, "")
    assert words in hand.refused()
    assert hand.desk.program.model.patient_id.number_for_lookup() == OTHER


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "status", "status": 503}, "svarede ikke"),
        ({"kind": "refused"}, "ikke adgang"),
        ({"kind": "blocked"}, "spærret"),
        ({"kind": "garbage"}, "kunne ikke læses"),
    ],
)
def test_h3_a_server_in_trouble_opens_nothing_and_the_pane_says_why(
    hand: Hand, sandbox: Services, fault: dict[str, Any], words: str
) -> None:
    sandbox.order("faults", {"base": "ehr", "resource": "Patient", **fault})
    assert hand.say(LINK) == (True, "")
    assert words in hand.refused()
    assert hand.desk.program.model.patient_id is None
    assert words in hand.desk.shell.empty.accessibleName()


@pytest.mark.rule("R25", "H3")
def test_h3_an_open_dialog_and_typed_words_stand_in_the_way_and_are_left_as_they_are(hand: Hand) -> None:
    desk = hand.desk
    desk.look(OTHER)
    dialog = QDialog(desk.window)
    dialog.setModal(True)
    dialog.show()
    desk.bot.waitUntil(dialog.isVisible)
    is_taken, sentence = hand.say(LINK)
    assert (is_taken, "dialog" in sentence, dialog.isVisible()) == (False, True, True)
    dialog.close()
    desk.window.search()
    desk.bot.keyClicks(desk.window.rail.search, "berg")
    desk.bot.waitUntil(desk.window.rail.search.hasFocus)
    is_taken, sentence = hand.say(LINK)
    assert (is_taken, "skrive" in sentence, desk.window.rail.search.text()) == (False, True, "berg")
    assert desk.program.model.patient_id.number_for_lookup() == OTHER
    desk.window.rail.search.clear()
    assert hand.say(LINK) == (True, "")
    desk.bot.waitUntil(lambda: desk.program.model.patient_id.number_for_lookup() == BERGGREN, timeout=15000)


@pytest.mark.rule("H3")
def test_h3_who_was_opened_by_hand_meanwhile_is_not_taken_away(hand: Hand, sandbox: Services) -> None:
    sandbox.order("faults", {"base": "ehr", "resource": "Patient", "kind": "delay", "seconds": 1, "times": 1})
    assert hand.say(LINK) == (True, "")
    hand.desk.open(OTHER)
    assert "selv åbnet en anden" in hand.refused()
    hand.desk.wait()
    assert hand.desk.program.model.patient_id.number_for_lookup() == OTHER


def test_the_newer_of_two_hand_overs_is_the_one(hand: Hand, sandbox: Services) -> None:
    sandbox.order("faults", {"base": "ehr", "resource": "Patient", "kind": "delay", "seconds": 1, "times": 1})
    hand.say(OTHER_LINK)
    hand.say(LINK)
    assert "251248-9996" in hand.opened()
    assert hand.told == []


@pytest.mark.rule("H3", "T23")
def test_t23_at_the_gate_of_a_shared_computer_a_hand_over_is_refused_and_never_the_next_users(
    computer: Callable[..., Computer],
) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        hand = Hand(desk)
        desk.bot.waitUntil(lambda: stage(desk) in (Stage.SIGN_IN, Stage.FIRST_RUN), timeout=10000)
        for asked in ({"link": LINK}, {"number": BERGGREN}):
            is_taken, sentence = hand.say(**asked)
            assert not is_taken
            assert sentence.startswith("Overblik er låst.")
        assert sentence in " ".join(card.accessibleName() for card in gate(desk).cards) or sentence in shown(desk)
        sign_in(desk, "L. Forsøg")
        desk.bot.wait(50)
        assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
@pytest.mark.parametrize(("name", "opens"), [("K. Prøve", True), ("L. Forsøg", False)])
def test_t23_a_link_that_names_its_user_waits_for_her_alone(
    computer: Callable[..., Computer], name: str, opens: bool
) -> None:
    with computer("ward").sit_down() as desk:
        hand = Hand(desk)
        desk.bot.waitUntil(lambda: stage(desk) in (Stage.SIGN_IN, Stage.FIRST_RUN), timeout=10000)
        is_taken, sentence = hand.say(link_of(user=NURSE))
        assert (is_taken, "inden to minutter" in sentence) == (True, True)
        assert "251248" not in shown(desk)
        sign_in(desk, name)
        if opens:
            assert "251248-9996" in hand.opened()
        else:
            assert "en anden bruger" in hand.refused()
            assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
def test_t23_a_hand_over_that_waits_ends_with_its_time(
    computer: Callable[..., Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.viewmodels.launching._WAITS", 1)
    with computer("ward").sit_down() as desk:
        hand = Hand(desk)
        desk.bot.waitUntil(lambda: stage(desk) in (Stage.SIGN_IN, Stage.FIRST_RUN), timeout=10000)
        assert hand.say(link_of(user=NURSE))[0]
        model = hand.launching.model
        desk.bot.waitUntil(lambda: model._waiting is None, timeout=5000)
        sign_in(desk, "K. Prøve")
        desk.bot.wait(50)
        assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
@pytest.mark.parametrize("by_pin", [True, False])
def test_t23_at_a_locked_own_computer_it_waits_for_whose_pin_is_asked_for(
    computer: Callable[..., Computer], by_pin: bool
) -> None:
    field = computer("field")
    pin = "kilde-42x"
    with field.sit_down() as desk:
        sign_in(desk, "L. Forsøg", Stage.NEW_PIN)
        type_in(desk, "pin", pin)
        type_in(desk, "again", pin)
        press(desk, "Vælg")
        desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=15000)
        desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        desk.bot.waitUntil(lambda: field.ended == ["key"], timeout=5000)
    field.locked_at = MOMENT
    with field.sit_down() as desk:
        hand = Hand(desk, Asked(read_link(LINK)))  # as a process that was started with it
        desk.bot.waitUntil(lambda: stage(desk) is Stage.PIN and bool(buttons(desk)), timeout=10000)
        assert hand.say(OTHER_LINK)[0]
        if by_pin:
            type_in(desk, "pin", pin)
            press(desk, "Lås op")
            desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=15000)
            assert "030936-3991" in hand.opened()  # the newest that was asked for
        else:
            sign_in(desk, "M. Eksempel", Stage.NEW_PIN)
            press(desk, "Uden pinkode: intet gemmes")
            desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=15000)
            assert "Det kan have været en anden" in hand.refused()
            assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
def test_t23_once_locked_nothing_is_taken_and_what_was_under_way_opens_nobody(
    computer: Callable[..., Computer], sandbox: Services
) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        sign_in(desk, "K. Prøve")
        hand = Hand(desk)
        sandbox.order("faults", {"base": "ehr", "resource": "Patient", "kind": "delay", "seconds": 1, "times": 1})
        assert hand.say(LINK) == (True, "")
        desk.window.lock()
        desk.bot.waitUntil(lambda: ward.ended == ["key"], timeout=5000)
        is_taken, sentence = hand.say(LINK)
        assert (is_taken, sentence.startswith("Overblik er låst.")) == (False, True)
        desk.bot.wait(1500)
        assert desk.program.model.patient_id is None
        assert "BERGGREN" not in shown(desk)


@pytest.mark.rule("T25")
def test_t25_a_hand_over_leaves_no_number_in_title_or_profile(computer: Callable[..., Computer]) -> None:
    made = computer()
    with made.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        hand = Hand(desk)
        hand.say(number=BERGGREN)
        hand.opened()
        assert desk.window.windowTitle() == "Overblik"
    found = [one for one in made.settings.profile.rglob("*") if one.is_file() and b"2512489996" in one.read_bytes()]
    assert found == []


def shown(desk: Desk) -> str:
    """All that stands on the gate, to read or to hear."""
    found = []
    for child in gate(desk).findChildren(object):
        if hasattr(child, "accessibleName"):
            found.append(child.accessibleName())
        if callable(getattr(child, "text", None)):
            found.append(str(child.text()))
    return " ".join(found)
