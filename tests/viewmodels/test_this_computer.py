"""'Denne pc': what holds is said as it is, and whatever can be chosen makes it stricter (safety.md section 4)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from clinic import DANISH_WORDS, NOW, plain
from overblik.domain.audit import QueueState
from overblik.domain.mode import BOUNDS, Choice, Mode, Rules, met, tightened
from overblik.domain.policy import Policy
from overblik.runtime import paths
from overblik.viewmodels.computer import Computer
from overblik.viewmodels.rows import LineRow, NoticeRow
from overblik.viewmodels.this_computer import RETRY, choices_of, computer_card, erases, is_asked_twice
from overblik.viewmodels.words import Words, load_words

HOUSE = Policy(7, Mode.CLINIC, "Lægehuset Fjordparken", keeps=True, valid_until=NOW + timedelta(days=30))
OWN = Computer(HOUSE.rules, HOUSE, is_disk_encrypted=True, can_tighten=True)
SHARED = Computer(BOUNDS[Mode.WARD].without, can_tighten=True, has_key_ring=False, notice="gate.policy_none")


def told(computer: Computer, armed: str = "", words: Words = DANISH_WORDS) -> dict[str, tuple[str, str]]:
    rows = computer_card(computer, NOW, words, armed).rows
    return {row.key: (plain(row.text), plain(row.second)) for row in rows if isinstance(row, LineRow)}


def test_t24_the_page_names_who_decided_and_until_when() -> None:
    assert told(OWN)["computer/mode"] == (
        "Konsultation",
        "Besluttet af Lægehuset Fjordparken, politik nr. 7. Gælder til 23. dec 2026.",
    )
    stricter = replace(OWN, rules=replace(OWN.rules, idle=timedelta(seconds=30)))
    assert told(stricter)["computer/mode"][1].endswith("Gjort strengere her.")
    nobody = "Ingen gyldig politik fra en it-afdeling: de strengeste regler gælder."
    assert told(SHARED)["computer/mode"] == ("Afsnit, delt pc", nobody)
    ended = replace(OWN, policy=replace(HOUSE, valid_until=NOW), rules=SHARED.rules)
    assert told(ended)["computer/mode"] == ("Afsnit, delt pc", nobody)


def test_what_is_kept_is_said_and_nothing_is_promised_that_is_not_so() -> None:
    rows = told(OWN)
    assert rows["computer/keeps"][0] == "Kopier af det, du har set, krypteret på disken"
    assert "24 timer uden kontakt" in rows["computer/keeps"][1]
    assert rows["computer/medicine"][0] == "FMK's medicinkort gemmes ikke på disken"
    assert rows["computer/locks"] == (
        "Efter 5 minutter uden taster og mus",
        "Også når systemet låser, skifter bruger eller går i dvale.",
    )
    assert rows["computer/unlocks"][0].startswith("Med pinkode indtil 24 timer efter sidste login")
    # A policy that allows copies promises none where this session keeps none: no key ring, no PIN.
    without = told(replace(OWN, rules=replace(OWN.rules, keeps=False, preloaded=40, medicine=timedelta(hours=24))))
    assert without["computer/keeps"] == ("Intet. Alt forsvinder, når skærmen låses eller programmet lukkes.", "")
    assert without["computer/medicine"][0] == "FMK's medicinkort gemmes ikke på disken"
    assert without["computer/ahead"][0] == "Ingen patient hentes, før den åbnes"
    assert without["computer/unlocks"][0] == "Med nyt login hver gang"


def test_a_computer_that_hears_no_lock_of_the_system_says_its_sixty_seconds() -> None:
    deaf = replace(OWN, hears_system=False)
    assert told(deaf)["computer/locks"] == (
        "Efter 60 sekunder uden taster og mus",
        "Højst 60 sekunder, for systemets egen låsning kan ikke høres.",
    )
    assert [key for key in choices_of(deaf) if "idle" in key] == ["tighten/idle/30"]


def test_a_policy_that_is_not_obeyed_stands_first_and_says_why() -> None:
    refused = replace(SHARED, notice="gate.policy_form", notice_facts=(("key", "store.keep"),))
    first = computer_card(refused, NOW, DANISH_WORDS).rows[0]
    assert isinstance(first, NoticeRow)
    assert first.text.startswith("Politikfilen har ikke den rette form ved store.keep.")


@pytest.mark.rule("T24")
def test_t24_whatever_can_be_chosen_only_tightens() -> None:
    for mode, keeps, idle, hears in product(Mode, (True, False), (10, 30, 45, 60, 90, 300), (True, False)):
        rules = replace(BOUNDS[mode].loosest, idle=timedelta(seconds=idle))
        rules = replace(rules, keeps=rules.keeps and keeps)
        computer = Computer(rules, can_tighten=True, hears_system=hears)
        for key, choice in choices_of(computer).items():
            made = tightened(rules, choice)
            assert made != rules, key
            assert is_as_strict(made, rules), key
            assert is_asked_twice(key) is erases(choice)


def is_as_strict(made: Rules, rules: Rules) -> bool:
    return met(made, rules) == made


def test_what_erases_is_asked_for_twice_and_says_what_goes() -> None:
    assert told(OWN)["tighten/keeps"] == (
        "Gem intet på denne pc",
        "Sletter dine kopier her og logger dig ud. Kun en administrator kan gøre det om.",
    )
    armed = told(OWN, "tighten/keeps")
    assert armed["tighten/keeps"][1].startswith("Tryk Enter igen")
    assert armed["tighten/mode/ward"][1].startswith("Sletter dine kopier")
    assert erases(Choice(keeps=False))
    assert erases(Choice(mode=Mode.WARD))
    assert not erases(Choice(idle=timedelta(seconds=30)))


def test_where_nothing_may_be_remembered_nothing_is_offered() -> None:
    assert dict(choices_of(replace(OWN, can_tighten=False))) == {}


@pytest.mark.parametrize("words", [DANISH_WORDS, load_words(paths.resources(), "en")], ids=["da", "en"])
def test_each_row_is_spoken_with_its_label(words: Words) -> None:
    for computer in (OWN, SHARED, replace(OWN, locks=False), replace(OWN, is_demo=True)):
        for row in computer_card(computer, NOW, words).rows:
            assert row.accessible.strip(". ")
            if isinstance(row, LineRow):
                assert row.text.rstrip(".") in row.accessible
                assert ": " in row.accessible


def test_t21_the_queue_of_the_log_is_told_with_its_age_and_what_to_do() -> None:
    def log(queue: QueueState | None) -> list[str]:
        rows = computer_card(OWN, NOW, DANISH_WORDS, "", queue).rows
        return [plain(f"{row.text} {row.second}".strip()) for row in rows if row.key in ("computer/log", RETRY)]

    state = QueueState(0, None, 0, 0.0, needs_sign_in=False, delivered_at=NOW)
    assert log(None) == ["Bliver på denne pc Ingen logmodtager er sat op."]
    assert log(state) == ["Alt er sendt til logmodtageren"]
    waiting = replace(state, waiting=12, oldest=NOW - timedelta(days=2), needs_sign_in=True)
    assert log(waiting) == [
        "12 poster venter på at blive sendt Den ældste er fra 21. nov 2026 kl. 09:41. De sendes, når du har logget ind."
    ]
    assert log(replace(waiting, used=0.8, needs_sign_in=False))[0].endswith(
        "Køen er næsten fuld. Giv din it-afdeling besked."
    )
    assert "et opslag vises kun, når det er sendt først" in log(replace(waiting, used=1.0))[0]
    assert log(replace(state, quarantined=1))[1].startswith("1 post blev ikke modtaget Giv din it-afdeling besked.")
