"""What a policy decides as the screen says it: the closed gate, the page 'denne pc', the warning before a lock (T24)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clinic import DANISH_WORDS, NOW
from overblik.domain.features import Feature
from overblik.domain.limits import STANDARD, Kind
from overblik.domain.mode import BOUNDS, Mode
from overblik.domain.policy import Policy
from overblik.runtime import paths
from overblik.viewmodels.computer import Computer
from overblik.viewmodels.gate import GateState, first_stage, gate_screen
from overblik.viewmodels.rows import LineRow
from overblik.viewmodels.this_computer import computer_card
from overblik.viewmodels.words import load_words

LIMITS = STANDARD.tightened(Kind.ALERTS, None, timedelta(hours=12))
OFF = frozenset({Feature.COPY, Feature.FOLLOW})
HOUSE = Policy(7, Mode.FIELD, "Eksempel Kommune", limits=LIMITS, off=OFF, tables={"servers": []}, signer="ab12 cd34")
ASKED = (("servers", "fhir.example.dk"), ("servers", "fhir2.example.dk"), ("national", "fmk.example.dk"))
OWN = Computer(HOUSE.rules, HOUSE, asked=ASKED, unused=("servers",))


@pytest.mark.rule("T24")
def test_t24_a_closed_computer_says_why_and_offers_nothing() -> None:
    shut = Computer(
        BOUNDS[Mode.WARD].without, notice="gate.policy_signature", is_closed=True, left=5, is_first_run=True
    )
    for language in ("da", "en"):
        words = load_words(paths.resources(), language)
        screen = gate_screen(GateState(first_stage(shut), shut), NOW, words)
        assert screen.title == words.say("gate.title_closed")
        assert screen.cards == ()
        assert screen.note == words.say("gate.policy_signature")
        assert screen.note in screen.spoken


def test_the_page_says_whom_the_computer_asks_and_who_decided_it() -> None:
    rows = {row.key: row for row in computer_card(OWN, NOW, DANISH_WORDS).rows if isinstance(row, LineRow)}
    servers, national = rows["computer/asks/servers"], rows["computer/asks/national"]
    assert (servers.left, servers.text) == ("Spørger", "Kilder: fhir.example.dk, fhir2.example.dk")
    assert servers.second == "Besluttet af organisationen."
    assert (national.left, national.second) == ("", "Fra indstillingerne på denne pc.")
    assert rows["computer/unused"].text == "Kilder"
    assert rows["computer/off"].text == "kopiering, åbning fra andre programmer"
    assert rows["computer/limits/0"].text == "CAVE og FGVH: okker efter 8 timer, slettes efter 12 timer"
    assert rows["computer/signer"].text == "ab12 cd34"
    assert not any(row.opens for row in rows.values() if row.key.startswith("computer/")), "it is read, not changed"


def test_without_a_policy_the_page_says_whom_it_asks_all_the_same() -> None:
    rows = [row.key for row in computer_card(replace(OWN, policy=None, unused=()), NOW, DANISH_WORDS).rows]
    assert "computer/asks/servers" in rows
    assert not {"computer/off", "computer/signer", "computer/limits/0", "computer/unused"} & set(rows)


def test_the_warning_before_a_lock_is_the_policys_and_never_longer_than_the_idleness() -> None:
    rules = replace(HOUSE.rules, warning=timedelta(seconds=45))
    assert replace(OWN, rules=rules).warning_seconds == 45
    assert replace(OWN, rules=replace(rules, idle=timedelta(seconds=30))).warning_seconds == 30
    assert OWN.warning_seconds == 20
