"""S11, what the modes decide: FMK is silent from 08:00; a ward holds the session's copies, a surgery what its policy lets it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import plain
from journeys.conftest import Desk, Services
from journeys.signed_in import Computer, press, stage, type_in
from keeping_machine import PIN, keep_here, write_policy
from overblik.app.demo import demo_settings
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.gate import Stage
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.medication_table import medication_card

EMPTY, FULL, NEVER = "1310989990", "2703389990", "2011269990"
"""Citizens whose medicine card is empty and complete at 06:55, is full, and was never made."""
pytestmark = pytest.mark.rule("S11", "H4", "H20")


def at(time: str) -> str:
    return f"2026-11-23T{time}:00+01:00"


@pytest.fixture
def computer(
    sandbox: Services, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, int], Computer]:
    """A computer of an organisation: its mode, and for how many hours it may keep the medicine card on the disk."""

    def made(mode: str, medicine_hours: int) -> Computer:
        ring = keep_here(monkeypatch, tmp_path / "machine")
        write_policy(tmp_path / "machine", mode, medicine_hours=medicine_hours)
        settings = demo_settings(sandbox.told, tmp_path / "profile", at("06:55"), "da", "light")
        return Computer(replace(settings, demo=None), qtbot, ring)

    return made


@contextmanager
def working(computer: Computer, sandbox: Services, time: str) -> Iterator[Desk]:
    """Sit down at a time of the morning; a PIN is chosen, or typed, where the computer keeps."""
    sandbox.order("clock", {"now": at(time)})
    computer.settings = replace(computer.settings, clock=at(time))
    with computer.sit_down() as desk:
        desk.bot.waitUntil(lambda: stage(desk) in (Stage.OPEN, Stage.PIN, Stage.NEW_PIN), timeout=10000)
        if stage(desk) is Stage.NEW_PIN:
            type_in(desk, "pin", PIN)
            type_in(desk, "again", PIN)
            press(desk, "Vælg")
        elif stage(desk) is Stage.PIN:
            type_in(desk, "pin", PIN)
            press(desk, "Lås op")
        desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=20000)
        yield desk


def it_becomes(desk: Desk, sandbox: Services, time: str) -> None:
    """Let the morning go on."""
    sandbox.order("clock", {"now": at(time)})
    desk.program.clock.move(datetime.fromisoformat(at(time)) - desk.program.clock.now())


def it_is(desk: Desk, sandbox: Services, time: str) -> None:
    """Let the morning go on, and ask all sources again."""
    it_becomes(desk, sandbox, time)
    desk.press(Qt.Key.Key_F5)
    desk.wait()


def fmk(desk: Desk) -> Section[Any]:
    return next(one for one in desk.program.model.sections if (one.source, one.topic) == ("fmk", Topic.MEDICATION))


def spoken(desk: Desk) -> str:
    told = plain(desk.spoken())
    assert "Offline" not in told, "the net is there"
    assert "Uændret" not in told
    assert "pærret" not in told, "a silence is no block"
    return told


def age_of(desk: Desk) -> Tone:
    """Give the tone of the age in the heading of the medicine card: quiet, or ochre."""
    model = desk.program.model
    return medication_card(model.sections, model.view()).right_tone


def others_are_fresh(desk: Desk, time: str) -> None:
    """CAVE, results and plans do not come from FMK."""
    sections = {(one.source, one.topic): one for one in desk.program.model.sections}
    for place in (("ehr", Topic.ALLERGIES), ("laboratory", Topic.LAB_RESULTS), ("ehr", Topic.CARE_PLANS)):
        assert sections[place].standing is Standing.COMPLETE, place
    assert f"hentet {time}" in plain(desk.shell.cave.accessibleName())


def test_s11_a_ward_shows_the_copies_of_its_session_and_none_after_it(
    computer: Callable[[str, int], Computer], sandbox: Services
) -> None:
    ward = computer("ward", 0)
    with working(ward, sandbox, "06:55") as desk:
        desk.look(FULL)
        assert (fmk(desk).standing, len(fmk(desk).entries)) == (Standing.COMPLETE, 2)
        sandbox.disturb("drop", "fmk")
        it_is(desk, sandbox, "08:00")
        assert (fmk(desk).has(Cause.UNREACHABLE), len(fmk(desk).entries)) == (True, 2)
        assert "Kilden svarede ikke i dag kl. 08:00. Viser kopien fra i dag kl. 06:55." in spoken(desk)
        others_are_fresh(desk, "08:00")
    with working(ward, sandbox, "08:05") as desk:
        desk.look(FULL)
        nothing_is_kept(desk)
        others_are_fresh(desk, "08:05")
    assert not list(ward.settings.profile.rglob("cache.db*"))


def nothing_is_kept(desk: Desk) -> None:
    assert (fmk(desk).standing, fmk(desk).entries) == (Standing.FAILED, ())
    told = spoken(desk)
    assert "Kunne ikke hentes" in told
    assert "Ingen gemt kopi" in told
    assert "Ingen aktuelle lægemidler" not in told


def test_s11_a_surgery_without_permission_keeps_everything_but_the_medicine_card(
    computer: Callable[[str, int], Computer], sandbox: Services
) -> None:
    surgery = computer("clinic", 0)
    with working(surgery, sandbox, "06:55") as desk:
        desk.look(EMPTY)
        desk.look(FULL)
        desk.bot.wait(1500)  # what is kept is written a moment after it was shown
    sandbox.disturb("drop", "fmk")
    with working(surgery, sandbox, "08:00") as desk:
        for number in (FULL, EMPTY):
            desk.look(number)
            nothing_is_kept(desk)
            others_are_fresh(desk, "08:00")
        kept = desk.in_house(
            lambda house: {one.section.source for one in house.store.sections(desk.program.model.patient_id)}
        )
        assert "laboratory" in kept
        assert "fmk" not in kept


def test_s11_a_surgery_with_permission_shows_the_copy_and_its_age(
    computer: Callable[[str, int], Computer], sandbox: Services
) -> None:
    surgery = computer("clinic", 24)
    with working(surgery, sandbox, "06:55") as desk:
        desk.look(EMPTY)
        desk.look(FULL)
        desk.bot.wait(1500)
    sandbox.disturb("drop", "fmk")
    with working(surgery, sandbox, "08:00") as desk:
        desk.look(FULL)
        assert (fmk(desk).standing, fmk(desk).has(Cause.UNREACHABLE), len(fmk(desk).entries)) == (
            Standing.STALE,
            True,
            2,
        )
        assert "Viser kopien fra i dag kl. 06:55" in spoken(desk)
        it_is(desk, sandbox, "10:54")
        assert (age_of(desk), "FMK hentet 06:55" in spoken(desk)) == (Tone.QUIET, True)
        it_is(desk, sandbox, "10:56")
        assert (age_of(desk), "FMK hentet 06:55" in spoken(desk)) == (Tone.STALE, True)
        others_are_fresh(desk, "10:56")
        sandbox.order("faults", None, "DELETE")
        it_is(desk, sandbox, "11:01")
        assert (fmk(desk).standing, fmk(desk).from_copy) == (Standing.COMPLETE, False)


def test_s11_an_empty_card_is_none_until_its_ochre_limit_and_unknown_after_it(
    computer: Callable[[str, int], Computer], sandbox: Services
) -> None:
    surgery = computer("clinic", 24)
    with working(surgery, sandbox, "06:55") as desk:
        desk.look(EMPTY)
        desk.bot.wait(1500)
    sandbox.disturb("drop", "fmk")
    with working(surgery, sandbox, "08:00") as desk:
        desk.look(EMPTY)
        it_is(desk, sandbox, "10:54")
        assert "Ingen aktuelle lægemidler registreret pr. i dag kl. 06:55" in spoken(desk)
        it_is(desk, sandbox, "10:56")
        told = spoken(desk)
        assert "Ikke oplyst. Kopien fra i dag kl. 06:55 er for gammel." in told
        assert "Ingen aktuelle lægemidler registreret" not in told


def test_s11_a_card_that_was_never_made_is_told_of_its_copy_and_another_source_speaks_for_itself_alone(
    computer: Callable[[str, int], Computer], sandbox: Services
) -> None:
    """Before, 'Ingen aktuelle lægemidler registreret. Kilden svarede komplet i dag kl. 10:56.' stood alone while FMK was down."""
    surgery = computer("clinic", 24)
    with working(surgery, sandbox, "06:55") as desk:
        desk.look(NEVER)
        told = spoken(desk)
        assert "Intet medicinkort. Der er ikke oprettet et medicinkort i FMK." in told
        assert "EPJ Eksempel: Ingen aktuelle lægemidler registreret" in told
        desk.bot.wait(1500)
    sandbox.disturb("drop", "fmk")
    with working(surgery, sandbox, "08:00") as desk:
        desk.look(NEVER)
        told = spoken(desk)
        assert (
            "Intet medicinkort pr. i dag kl. 06:55. Der var ikke oprettet et medicinkort i FMK. Kilden svarede ikke"
            in told
        )
        it_is(desk, sandbox, "10:56")
        told = spoken(desk)
        assert "FMK: Ikke oplyst. Kopien fra i dag kl. 06:55 er for gammel." in told
        assert "Intet medicinkort" not in told
        assert "\nIngen aktuelle lægemidler" not in told


@pytest.mark.rule("R19")
def test_s11_a_quiet_bar_says_since_when_and_the_return_comes_by_itself(
    computer: Callable[[str, int], Computer], sandbox: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.sync.outage.FIRST", 0.4)
    monkeypatch.setattr("overblik.sync.outage.LONGEST", 0.4)
    with working(computer("ward", 0), sandbox, "06:55") as desk:
        said: list[str] = []
        tell = desk.window.message.tell
        monkeypatch.setattr(
            desk.window.message, "tell", lambda text: (said.append(plain(text)) if "FMK" in text else None, tell(text))
        )
        desk.look(FULL)
        assert bar(desk) == ""
        sandbox.disturb("drop", "fmk")
        it_is(desk, sandbox, "08:00")
        silent = "FMK svarer ikke siden kl. 08:00."
        desk.bot.waitUntil(lambda: bar(desk) == f"{silent} Sidst forsøgt kl. 08:00, igen kl. 08:00.", timeout=10000)
        sandbox.order("requests", None, "DELETE")
        desk.bot.waitUntil(lambda: asked(sandbox) >= 3, timeout=10000)
        assert said == [silent], "the loss is said once, and no question in vain"
        rows, tall = [row.key for row in desk.rows("medication")], desk.shell.strip.height()
        sandbox.order("faults", None, "DELETE")
        desk.bot.waitUntil(lambda: fmk(desk).standing is Standing.COMPLETE, timeout=10000)
        desk.bot.waitUntil(lambda: said == [silent, "FMK svarer igen."], timeout=10000)
        assert bar(desk) == "FMK svarer igen siden kl. 08:00."
        assert desk.shell.strip.height() == tall, "nothing under the bar jumps"
        lost = f"notice/{fmk(desk).source}/medication"
        assert [row.key for row in desk.rows("medication")] == [key for key in rows if key != lost], "no row jumps"
        count = asked(sandbox)
        desk.bot.wait(1200)
        assert asked(sandbox) == count, "whoever answers is not asked again"
        desk.look(EMPTY)
        assert bar(desk) == "", "of another patient's screen that was not true"


def bar(desk: Desk) -> str:
    strip = desk.program.model.screen().strip
    return plain(strip.bar) if strip is not None else ""


def asked(sandbox: Services) -> int:
    return sum(row["base"] == "fmk" for row in sandbox.order("requests", None, "GET")["requests"])


@pytest.mark.rule("R19", "H2")
def test_s11_another_patient_is_asked_for_when_opened_and_the_bar_keeps_the_first_moment(
    computer: Callable[[str, int], Computer], sandbox: Services
) -> None:
    with working(computer("ward", 0), sandbox, "06:55") as desk:
        sandbox.disturb("drop", "fmk")
        it_becomes(desk, sandbox, "08:00")
        desk.look(FULL)
        desk.bot.waitUntil(lambda: bar(desk).startswith("FMK svarer ikke siden kl. 08:00."), timeout=10000)
        it_becomes(desk, sandbox, "08:20")
        desk.look(EMPTY)
        wanted = "FMK svarer ikke siden kl. 08:00. Sidst forsøgt kl. 08:20, igen kl. 08:20."
        desk.bot.waitUntil(lambda: bar(desk) == wanted, timeout=10000)
        sandbox.order("faults", None, "DELETE")
        desk.look(FULL)
        assert fmk(desk).standing is Standing.COMPLETE
        desk.bot.waitUntil(lambda: bar(desk) == "FMK svarer igen siden kl. 08:20.", timeout=10000)
