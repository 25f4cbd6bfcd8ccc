"""Nothing of one patient stands with another (R2, R3, H1, H2, H3, S1)."""

import pytest

from journeys.conftest import BERGGREN, Desk, Services
from overblik.viewmodels.rows import NoticeRow

THOMSEN = "0309363991"
HANSEN = ("0908679990", "2203719990")


@pytest.mark.rule("R2", "H2")
def test_a_switch_blanks_everything_in_the_same_call(desk: Desk, sandbox: Services) -> None:
    desk.look(BERGGREN)
    sandbox.disturb("delay", seconds=1)
    desk.program.patients.choose_typed(THOMSEN)
    assert "erggren" not in desk.spoken().lower()
    assert all(not card.model.rows for card in desk.shell.overview.cards.values())
    assert desk.shell.banner.accessibleName() == ""
    assert desk.shell.cave.accessibleName() == ""


@pytest.mark.rule("R2", "H2")
def test_a_late_answer_never_paints(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("delay", seconds=1)
    desk.open(BERGGREN)
    desk.bot.wait(300)
    sandbox.heal()
    desk.screens.clear()
    desk.look(THOMSEN)
    desk.bot.wait(1200)
    assert {screen.banner.number for screen in desk.screens} == {"030936-3991"}
    assert "benzylpenicillin" not in desk.spoken()


@pytest.mark.rule("R2")
@pytest.mark.parametrize("seed", range(3))
def test_twenty_hasty_switches_end_at_the_last_patient(desk: Desk, seed: int) -> None:
    count = len(desk.program.patients.lines())
    for turn in range(20):
        desk.program.patients.choose_patient(desk.program.patients.ids[(turn * 7 + seed) % count])
        desk.bot.wait((turn * 13 + seed * 5) % 40)
    screen = desk.wait()
    assert desk.program.model.patient_id is not None
    last = desk.program.model.patient_id.number_for_lookup()
    assert screen.banner.number.replace("-", "") == last
    assert {section.patient_id for section in desk.program.model.sections} == {desk.program.model.patient_id}


@pytest.mark.rule("H1", "S1")
def test_an_answer_about_another_person_is_rejected_counted_and_said(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("wrong_patient", "laboratory", "Observation")
    desk.look(BERGGREN)
    told = [row for row in desk.rows("lab_results") if isinstance(row, NoticeRow)]
    assert any("afvist" in f"{row.heading} {row.text}" or "anden person" in row.text for row in told)
    for section in desk.program.model.sections:
        for entry in section.entries:
            assert section.patient_id == desk.program.model.patient_id, entry


@pytest.mark.rule("H3", "R3", "S1")
def test_s01_two_persons_one_name_are_marked_everywhere(desk: Desk) -> None:
    lines = [line for line in desk.program.patients.lines() if line.name == "HANSEN, Birthe"]
    assert len(lines) == 2
    assert all(line.is_alike and "navnelighed" in line.state for line in lines)
    desk.window.rail.search.setText("hansen bir")
    assert [line.is_alike for line in desk.window.rail.lines.lines] == [True, True]
    for number in HANSEN:
        screen = desk.look(number)
        assert "Navnelighed" in [badge.text for badge in screen.banner.badges]
        assert screen.banner.number.replace("-", "") == number


@pytest.mark.rule("S1")
def test_s01_the_two_keep_their_own_medicine(desk: Desk) -> None:
    drugs = []
    for number in HANSEN:
        desk.look(number)
        drugs.append({row.accessible for row in desk.rows("medication")})
    assert drugs[0]
    assert drugs[0] != drugs[1]
