"""The home nurse's morning: a list is fetched, the program is killed, the network is cut, and every patient can be read.

Then she is back: exactly what changed is marked (issue 'Knowledge before you ask', 'Done when').
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.test_leaving import die
from clinic import plain
from journeys.conftest import BERGGREN, Desk, Services
from journeys.signed_in import Computer, stage
from journeys.test_erase_patient import erase
from journeys.test_s11_morning_without_fmk import at, working
from keeping_machine import keep_here, write_policy
from overblik.app.demo import demo_settings, with_lists
from overblik.domain.section import Cause, Standing, Topic
from overblik.viewmodels.gate import Stage
from overblik.viewmodels.rows import GroupRow, LineRow, NoticeRow

GERDA = "2703389990"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def laptop(sandbox: Services, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A laptop whose policy lets it keep everything for three days, and the list of the day."""
    ring = keep_here(monkeypatch, tmp_path / "machine")
    monkeypatch.setattr("overblik.sync.pack.SPREAD", 86_400.0)  # it begins by itself in one test alone
    write_policy(tmp_path / "machine", "field", medicine_hours=72)
    settings = demo_settings(sandbox.told, tmp_path / "profile", at("06:55"), "da", "light")
    return Computer(replace(settings, demo=None), qtbot, ring)


def page(desk: Desk) -> Any:
    feature = desk.window.acts.feature("readiness")
    if desk.shell.pages.currentWidget() is not feature.page:
        desk.press(Qt.Key.Key_G, CONTROL)
        desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is feature.page, timeout=10000)
    return feature.page


def rows(desk: Desk) -> dict[str, str]:
    found = page(desk).card.model.rows
    return {one.text: plain(one.second) for one in found if isinstance(one, LineRow)}


def groups(desk: Desk) -> dict[str, str]:
    return {one.text: one.count for one in page(desk).card.model.rows if isinstance(one, GroupRow)}


def fetch(desk: Desk) -> None:
    """Fetch the list by the key of its first row, to the end."""
    shown = page(desk)
    shown.card.table.go_to(0)
    desk.bot.keyClick(shown.card.table, Qt.Key.Key_Return)
    pack = desk.window.pack
    desk.bot.waitUntil(lambda: pack.progress.done > 0 and not pack.progress.is_running, timeout=120000)


@pytest.mark.rule("H19", "H4", "T6")
def test_a_list_is_taken_along_and_read_after_a_crash_without_a_network(laptop: Computer, sandbox: Services) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        assert set(groups(desk)) == {"Ikke klar"}
        fetch(desk)
        told = groups(desk)
        count = len(laptop.settings.patients)
        assert told == {"Klar": "16", "Ikke klar": "5"}, "five have something that their sources lack or cannot say"
        assert plain(desk.window.rail.model.heading[1]) == f"16 af {count} klar"
        desk.in_house(die)  # the process dies: nothing is closed in order
        desk.program.background.finish = lambda *_: None
    sandbox.disturb("drop")
    with working(laptop, sandbox, "09:00") as desk:
        page(desk)
        desk.bot.waitUntil(lambda: "Klar" in groups(desk), timeout=10000)
        assert groups(desk) == told, "what is known survives the crash"
        for place in range(count):
            desk.window.session.notice_activity()  # she is there: the laptop does not lock between two patients
            desk.window.patients.choose_patient(desk.window.patients.ids[place])
            desk.bot.waitUntil(lambda: has_copies(desk), timeout=10000)  # at once, before any question has failed
            if place % 7 == 0:
                desk.wait()
                readable(desk)
    sandbox.order("faults", None, "DELETE")


@pytest.mark.rule("G8", "H19")
def test_whoever_is_erased_is_not_called_ready_any_more(laptop: Computer, sandbox: Services) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        fetch(desk)
        name = "LARSEN, Gerda"
        assert rows(desk)[name].startswith("Ældste fra")
        desk.look(GERDA)
        erase(desk)
        assert rows(desk)[name] == "Ingen kopi på denne pc."
        assert groups(desk) == {"Klar": "15", "Ikke klar": "6"}
        assert plain(desk.window.rail.model.heading[1]).startswith("15 af ")


def has_copies(desk: Desk) -> bool:
    """Whether the banner and what was fetched stand on the screen."""
    sections = desk.program.model.sections
    return (
        bool(sections)
        and all(one.as_of is not None for one in sections if one.entries)
        and any(one.entries for one in sections)
    )


def readable(desk: Desk) -> None:
    """Medication, results and plans are here with their true age, and nothing says that there is nothing new."""
    model = desk.program.model
    for section in model.sections:
        if section.topic in (Topic.MEDICATION, Topic.LAB_RESULTS, Topic.CARE_PLANS) and section.entries:
            assert section.has(Cause.OFFLINE), section
            assert section.as_of is not None
            assert section.standing in (Standing.STALE, Standing.BLOCKED, Standing.PARTIAL)
    told = plain(desk.spoken())
    assert "Offline." in told
    assert "06:55" in told
    assert "Intet nyt" not in told


def test_what_changed_meanwhile_is_marked_and_nothing_else(laptop: Computer, sandbox: Services) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        fetch(desk)
        desk.look(BERGGREN)
        desk.program.model.since.mark_seen()
        count = len(requests(sandbox))
        sandbox.order("requests", None, "DELETE")
        fetch(desk)
        assert len(requests(sandbox)) < count / 4, "what is young is not asked for again"


def requests(sandbox: Services) -> list[dict[str, Any]]:
    return sandbox.order("requests", None, "GET")["requests"]


def test_a_ward_is_told_that_nobody_can_be_fetched_ahead(
    sandbox: Services, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keep_here(monkeypatch, tmp_path / "machine")
    write_policy(tmp_path / "machine", "ward")
    settings = demo_settings(sandbox.told, tmp_path / "profile", at("06:55"), "da", "light")
    with working(Computer(replace(settings, demo=None), qtbot, ring), sandbox, "06:55") as desk:
        page(desk).card.table.go_to(0)
        sandbox.order("requests", None, "DELETE")
        desk.bot.keyClick(page(desk).card.table, Qt.Key.Key_Return)
        said = "Her kan ingen hentes på forhånd: denne pc gemmer intet."
        desk.bot.waitUntil(lambda: desk.window.message.accessibleName() == said, timeout=10000)
        assert requests(sandbox) == []


def test_a_pause_keeps_what_came_and_a_clinician_goes_first(laptop: Computer, sandbox: Services) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        sandbox.disturb("delay", seconds=0.2)
        shown = page(desk)
        shown.card.table.go_to(0)
        desk.bot.keyClick(shown.card.table, Qt.Key.Key_Return)
        pack = desk.window.pack
        desk.bot.waitUntil(lambda: pack.progress.done >= 2, timeout=60000)
        pack.turn()
        assert not pack.progress.is_running
        done = pack.progress.done
        sandbox.order("faults", None, "DELETE")
        desk.bot.wait(1500)
        assert pack.progress.done == done
        known = desk.in_house(lambda house: house.ledger.read(desk.window.patients.ids))
        assert len(known) >= done
        fetch(desk)
        assert pack.progress.done == len(laptop.settings.patients)
        assert stage(desk) is Stage.OPEN


def test_a_laptop_fetches_its_list_by_itself_at_a_moment_of_its_own(
    laptop: Computer, sandbox: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.sync.pack.SPREAD", 0.0)
    with working(laptop, sandbox, "06:55") as desk:
        pack = desk.window.pack
        count = len(laptop.settings.patients)
        desk.bot.waitUntil(lambda: pack.progress.done == count and not pack.progress.is_running, timeout=120000)
        assert groups(desk)["Klar"] == "16"


@pytest.mark.rule("H19")
def test_a_route_is_taken_along_and_another_list_is_not_told_as_ready_for_it(
    laptop: Computer, sandbox: Services
) -> None:
    """Her route comes from the municipality's server; the ward's list after it has a count of its own."""
    told = demo_settings(sandbox.told, laptop.settings.profile, at("06:55"), "da", "light")
    route, ward = (one for one in with_lists(told, "field").lists if one.name in ("rute", "m2"))
    laptop.settings = replace(laptop.settings, patients=(), lists=(route, ward))
    with working(laptop, sandbox, "06:55") as desk:
        model, shown = desk.window.ward, desk.window.rail.model
        desk.bot.waitUntil(lambda: model.made is not None and model.made.wanted is route, timeout=15000)
        count = len(desk.window.patients.ids)
        fetch(desk)
        assert desk.window.pack.progress.done == count
        ready = groups(desk)["Klar"]
        assert plain(shown.heading[1]) == f"{ready} af {count} klar"
        model.choose(ward)
        desk.bot.waitUntil(lambda: len(desk.window.patients.ids) > count, timeout=15000)
        now = desk.window.patients.ids
        desk.bot.waitUntil(lambda: plain(shown.heading[1]).endswith(f" af {len(now)} klar"), timeout=15000)
        assert plain(shown.heading[0]).startswith("Afsnit M2")


@pytest.mark.rule("T20")
def test_t20_who_is_not_expected_is_not_fetched_and_that_is_said(laptop: Computer, sandbox: Services) -> None:
    """A visit is cancelled: the patient stands on the list, and there is no reason to look at him."""
    with working(laptop, sandbox, "06:55") as desk:
        patients = desk.window.patients
        gone = patients.ids[2]
        patients.take(tuple(replace(one, is_expected=one.patient_id != gone) for one in patients._listed))
        fetch(desk)
        assert desk.window.pack.progress.done == len(patients.ids) - 1
        known = desk.in_house(lambda house: house.ledger.read(patients.ids))
        assert set(known) == set(patients.ids) - {gone}
        told = [one.heading for one in page(desk).card.model.rows if isinstance(one, NoticeRow)]
        assert (
            "1 på listen hentes ikke på forhånd: aflyst, flyttet eller sat på af dig selv. Åbn den enkeltvis." in told
        )
