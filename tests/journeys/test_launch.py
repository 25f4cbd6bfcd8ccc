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

from journeys.conftest import BERGGREN, Services
from journeys.handing import DOCTOR, LINK, NURSE, OTHER, Hand, link_of
from journeys.signed_in import Computer, computer_of, sign_in
from trail_reading import bodies, of_ring

OTHER_LINK = LINK.replace("p-1001", "p-1009")


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
