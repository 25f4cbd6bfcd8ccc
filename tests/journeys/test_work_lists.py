"""Clinicians work from lists of a server: the day of a doctor, a ward as a board, the route of a nurse."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from journeys.lists import GP, HOME, WARD, board, model, page, read, rows, with_work_lists
from journeys.signed_in import Computer, sign_in
from overblik.domain.work_list import ListKind, WantedList
from trail_reading import bodies, of_ring

KAREN = "0406459990"
NOT_LISTED = "2011269990"


@pytest.fixture
def ward(sandbox: Services, tmp_path: Path, qtbot: Any) -> Computer:
    return with_work_lists(sandbox, tmp_path, qtbot, "ward")


@pytest.fixture
def surgery(sandbox: Services, tmp_path: Path, qtbot: Any) -> Computer:
    return with_work_lists(sandbox, tmp_path, qtbot)


def seen(desk: Desk) -> Any:
    """Give the page of the board, in view."""
    desk.bot.waitUntil(lambda: page(desk) is not None and page(desk).isVisible(), timeout=10000)
    return page(desk)


def press_w(desk: Desk) -> Any:
    """Press the key of the board where no text is typed."""
    desk.window.rail.list.setFocus()
    desk.press(Qt.Key.Key_W)
    return seen(desk)


def notices(desk: Desk) -> str:
    return page(desk).notices.accessibleName()


def test_a_ward_is_the_first_screen_of_a_ward_and_stands_in_the_order_of_its_beds(ward: Computer) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        made = board(desk)
        assert [one.place for one in made.rows][:6] == ["1-1", "1-2", "2-1", "2-2", "3-1", "3-2"]
        assert rows(made)["3-2"].remark == "Tom seng"
        assert rows(made)["1-2"].is_critical
        assert [one.place for one in made.rows if any(b.text == "Navnelighed" for b in one.badges)] == ["2-1", "2-2"]
        assert "FGVH registreret" in rows(made)["4-1"].accessible
        assert seen(desk).list.board.rows[:] == made.rows[:]
        assert made.meta == "mandag 23.\u00a0nov\u00a02026 kl. 09:41 · 12 patienter · liste hentet 09:41"


@pytest.mark.rule("H3", "R1")
def test_h3_the_board_stands_alone_and_a_patient_alone_without_a_name_of_the_board(ward: Computer) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        table = seen(desk).list
        assert not desk.shell.banner.isVisible()
        assert not desk.window.rail.isVisible()
        desk.press(Qt.Key.Key_C)
        assert table.current().place == "1-2"
        desk.press(Qt.Key.Key_Return)
        desk.wait()
        assert "Rasmussen" in desk.shell.banner.accessibleName()
        assert desk.shell.banner.isVisible()
        assert not page(desk).list.board.rows
        desk.press(Qt.Key.Key_W)
        assert seen(desk).list.board.rows
        assert desk.program.model.patient_id is None
        assert not desk.shell.banner.isVisible()
        desk.press(Qt.Key.Key_Escape)
        assert desk.window.rail.isVisible()
        assert not page(desk).list.board.rows


@pytest.mark.rule("T20", "T21")
def test_t20_the_list_is_on_record_before_it_is_asked_for_and_each_patient_before_he_is_shown(ward: Computer) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
    told = bodies(ward.settings.profile / "trail.db", of_ring(ward.ring))
    lists = [one for one in told if one["kind"] == "work-list"]
    assert [(one["source"], one["list"], one.get("patients")) for one in lists] == [
        ("ehr", "m2", None),
        ("ehr", "m2", 12),
        *(
            (server, "m2", None) for server in ("ehr", "municipality", "laboratory")
        ),  # it is watched while it is in view
    ]
    assert all("patient" not in one for one in lists)
    looks = [one for one in told if one["kind"] == "intent"]
    assert len(looks) == 12
    assert all(told.index(lists[1]) < told.index(one) for one in looks)
    assert len([one for one in told if one["kind"] == "outcome"]) == 12
    assert {one["who"]["fhir_user"] for one in looks if "fhir_user" in one["who"]} == set()


def test_a_doctors_day_is_in_the_rail_and_whoever_is_on_it_is_opened_without_a_question(surgery: Computer) -> None:
    with surgery.sit_down() as desk:
        sign_in(desk, GP)
        made = read(desk)
        lines = desk.window.rail.lines.lines
        assert len(made.patients) == len(lines) == 14
        assert [(one.time, one.name) for one in lines][5] == ("09:40", "BERGGREN, Nancy Ann")
        desk.look(BERGGREN)
        assert desk.program.model.patient_id is not None
        desk.open(NOT_LISTED)
        assert desk.program.model.patient_id is None  # a basis is asked for


@pytest.mark.parametrize(("who", "kind"), [(GP, "appointments"), (WARD, "ward"), (HOME, "list")])
def test_the_demo_gives_each_clinician_his_own_list(surgery: Computer, who: str, kind: str) -> None:
    from overblik.app.demo import choose_list

    with surgery.sit_down() as desk:
        sign_in(desk, who)
        choose_list(desk.program)
        assert read(desk).wanted.kind.value == kind
        assert desk.window.rail.lines.lines


def test_nothing_is_looked_up_of_a_list_before_its_board_is_opened(surgery: Computer) -> None:
    with surgery.sit_down() as desk:
        sign_in(desk, GP)
        read(desk)
        desk.bot.wait(300)
        assert model(desk)._known == {}
        press_w(desk)
        made = board(desk)
        assert [one.place for one in made.rows][:3] == ["08:40", "08:50", "09:00"]


def test_a_route_tells_time_and_home_in_its_own_order(surgery: Computer) -> None:
    with surgery.sit_down() as desk:
        sign_in(desk, HOME)
        wanted = next(one for one in surgery.settings.lists if one.kind is ListKind.LIST)
        desk.bot.waitUntil(lambda: not model(desk)._is_reading, timeout=10000)
        model(desk).choose(wanted)
        made = read(desk)
        assert made.title == "Rute Nord"
        assert [one.place for one in made.visits][:2] == ["Fjordvej 3, 2. tv", "Skolegade 14"]
        assert [one.time for one in desk.window.rail.lines.lines] == ["08:00", "08:40", "09:20", "10:15", "11:00"]


def test_a_nurse_without_appointments_has_an_empty_list_that_says_so(surgery: Computer) -> None:
    with surgery.sit_down() as desk:
        sign_in(desk, HOME)
        read(desk)
        press_w(desk)
        assert notices(desk) == "Listen er tom."


BAD = {
    "garbage": ({}, "svaret kunne ikke læses. Er pc'en på et net, som kræver login?"),
    "status": ({"status": 503}, "kilden svarer ikke. F5 prøver igen."),
    "refused": ({}, "du har ikke adgang til den."),
    "drop": ({}, "kilden svarer ikke. F5 prøver igen."),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_list_that_does_not_come_says_why_and_comes_when_it_can(ward: Computer, sandbox: Services, kind: str) -> None:
    facts, why = BAD[kind]
    sandbox.disturb(kind, "ehr", "Encounter", **facts)
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        seen(desk)
        desk.bot.waitUntil(lambda: bool(notices(desk)) and not model(desk)._is_reading, timeout=40000)
        assert notices(desk) == f"Listen Afsnit M2 kunne ikke hentes: {why}"
        assert not page(desk).list.board.rows
        sandbox.heal()
        desk.press(Qt.Key.Key_F5)
        assert len(board(desk).rows) == 13
        assert notices(desk) == ""


def test_h4_a_list_that_fails_later_stays_and_says_when_it_was_fetched(ward: Computer, sandbox: Services) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        sandbox.disturb("status", "ehr", "Encounter", status=503)
        desk.press(Qt.Key.Key_F5)
        desk.bot.waitUntil(lambda: "kunne ikke hentes" in notices(desk), timeout=40000)
        assert len(page(desk).list.board.rows) == 13
        assert "liste hentet 09:41" in page(desk).title.accessibleName()


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (WantedList("x", "Ukendt", "municipality", ListKind.LIST, "List/findes-ikke"), "kilden har ingen liste"),
        (WantedList("x", "Gruppe", "laboratory", ListKind.GROUP, "Group/1"), "kilden kan ikke søge sådan"),
    ],
)
def test_a_list_that_is_not_there_says_so(surgery: Computer, wanted: WantedList, why: str) -> None:
    surgery.settings = replace(surgery.settings, lists=(wanted,))
    with surgery.sit_down() as desk:
        sign_in(desk, GP)
        desk.bot.waitUntil(lambda: not model(desk)._is_reading, timeout=15000)
        press_w(desk)
        assert why in notices(desk)


@pytest.mark.rule("T3", "T4")
def test_s12_a_lock_leaves_no_name_of_the_board(ward: Computer) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        seen(desk)
        desk.program.gatekeeper.lock("key")
        assert not page(desk).list.board.rows
        assert page(desk).title.accessibleName() == ""
        assert (model(desk).made, model(desk)._known, model(desk)._own.made) == (None, {}, None)
        assert not desk.window.rail.lines.lines


def test_a_patient_is_put_on_ones_own_list_and_taken_off_again(surgery: Computer) -> None:
    with surgery.sit_down() as desk:
        sign_in(desk, GP)
        read(desk)
        desk.look(KAREN)
        told: list[str] = []
        model(desk).told.connect(told.append)
        desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        desk.bot.waitUntil(lambda: bool(told), timeout=10000)
        assert told == ["JENSEN, Karen står på din liste."]
        model(desk).choose(model(desk).wanted[-1])
        assert [one.family for one in read(desk).visits] == ["Jensen"]
        desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        desk.bot.waitUntil(lambda: len(told) == 2, timeout=10000)
        assert read(desk).visits == ()


def test_filter_density_and_look_keep_the_board_where_it_is(ward: Computer) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        seen(desk)
        desk.press(Qt.Key.Key_F)
        assert [one.place for one in page(desk).list.board.rows] == ["1-2", "3-2"] or len(
            page(desk).list.board.rows
        ) == 1
        assert "Filter: kritiske svar." in page(desk).filter.accessibleName()
        desk.press(Qt.Key.Key_Escape)
        assert page(desk).filter.accessibleName() == ""
        page(desk).list.go_to(4)
        desk.press(Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
        assert seen(desk).list.current().place == "3-1"
        desk.window.turn_theme()
        assert len(seen(desk).list.board.rows) == 13
        desk.window.turn_language()
        assert seen(desk).title.accessibleName().startswith("Afsnit M2. Monday")


@pytest.mark.rule("T3")
def test_the_board_of_a_ward_says_when_the_screen_locks(sandbox: Services, tmp_path: Path, qtbot: Any) -> None:
    with with_work_lists(sandbox, tmp_path, qtbot, "ward").sit_down() as desk:
        sign_in(desk, WARD)
        lock = page(desk).lock
        desk.bot.waitUntil(lambda: lock.text().startswith("Låser om "), timeout=10000)
        first = lock.text()
        desk.bot.waitUntil(lambda: lock.text() != first, timeout=10000)
        assert lock.accessibleName() == "Lås", "a screen reader is not told each second"
