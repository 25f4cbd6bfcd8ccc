"""The CAVE line: exactly the six displays of safety.md, and none but a dated statement is an all-clear."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from clinic import DANISH_WORDS, NOW, allergy, complete, day, no_allergy, plain, section, stale
from overblik.domain.clinical import Currency, Reaction
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.cave import compose_cave
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.screen import Cave

ALLERGIES = Topic.ALLERGIES
OCHRE = timedelta(hours=8)
PENICILLIN = allergy("Benzylpenicillin", "anafylaksi")
SIX = {"known", "none_known", "not_stated", "not_fetched", "may_be_blocked", "loading"}


def line(*sections: Section[Any]) -> Cave:
    return compose_cave(sections, NOW, DANISH_WORDS)


def told(*sections: Section[Any]) -> tuple[str, str]:
    """Give the display and all its words, as a reader meets them."""
    cave = line(*sections)
    agents = "; ".join(f"{agent.name} — {agent.reaction}" for agent in cave.agents)
    return cave.display, plain(" ".join(part for part in (cave.lead, agents, cave.text) if part))


def of(standing: Standing, *facts: Any, **more: Any) -> Section[Any]:
    return section(standing, ALLERGIES, *facts, **more)


CANNOT = ("not_fetched", "Kunne ikke hentes. Der kan være CAVE.")
UNASKED = ("not_fetched", "Ikke hentet. Der kan være CAVE.")
HIDDEN = ("may_be_blocked", "Kan være spærret. Der kan være CAVE.")
UNSTATED = ("not_stated", "Ikke oplyst. Intet er registreret i Journal.")
WAITING = ("loading", "Henter CAVE …")
NONE = ("none_known", "Ingen kendte.")
KNOWN = ("known", "Benzylpenicillin — anafylaksi")
MORE = ("known", "Benzylpenicillin — anafylaksi Der kan være mere CAVE.")
OFFLINE, AWAY = (Cause.OFFLINE,), (Cause.UNREACHABLE,)

DISPLAYS = [
    ("known, complete", (complete(ALLERGIES, PENICILLIN),), KNOWN),
    ("known, a copy", (stale(ALLERGIES, PENICILLIN, causes=OFFLINE),), KNOWN),
    ("known, an old copy", (stale(ALLERGIES, PENICILLIN, causes=OFFLINE, age=timedelta(hours=20)),), KNOWN),
    ("known, in part", (of(Standing.PARTIAL, PENICILLIN, causes=(Cause.MORE_AVAILABLE,)),), MORE),
    ("known, partly blocked", (of(Standing.BLOCKED, PENICILLIN, causes=(Cause.WITHHELD,)),), MORE),
    ("known, while loading a whole copy",
     (of(Standing.LOADING, PENICILLIN, from_copy=True, copy_was_complete=True),), KNOWN),
    ("known, while loading a partial copy", (of(Standing.LOADING, PENICILLIN, from_copy=True),), MORE),
    ("known, beside a source that failed",
     (complete(ALLERGIES, PENICILLIN), of(Standing.FAILED, causes=AWAY, source="lab")), MORE),
    ("known, beside an empty copy",
     (complete(ALLERGIES, PENICILLIN), stale(ALLERGIES, causes=OFFLINE, source="lab")), MORE),
    ("known, beside a source that is asked",
     (complete(ALLERGIES, PENICILLIN), of(Standing.LOADING, source="lab")), MORE),
    ("known, beside one that may be blocked",
     (complete(ALLERGIES, PENICILLIN), of(Standing.BLOCKED, causes=(Cause.MAY_BE_WITHHELD,), source="lab")), MORE),
    ("none known", (complete(ALLERGIES, no_allergy()),), NONE),
    ("none known, a young copy", (stale(ALLERGIES, no_allergy(), causes=OFFLINE),), NONE),
    ("none known, while loading a whole copy",
     (of(Standing.LOADING, no_allergy(), from_copy=True, copy_was_complete=True),), NONE),
    ("none known, while loading a partial copy", (of(Standing.LOADING, no_allergy(), from_copy=True),), WAITING),
    ("none known, while another is asked",
     (complete(ALLERGIES, no_allergy()), of(Standing.LOADING, source="lab")), WAITING),
    ("none known, past the limit",
     (stale(ALLERGIES, no_allergy(), causes=AWAY, age=OCHRE),), CANNOT),
    ("none known, past the limit, never asked again", (complete(ALLERGIES, no_allergy(), age=OCHRE),), CANNOT),
    ("none known, in part", (of(Standing.PARTIAL, no_allergy(), causes=(Cause.UNREADABLE_ITEMS,)),), CANNOT),
    ("none known, something blocked", (of(Standing.BLOCKED, no_allergy(), causes=(Cause.WITHHELD,)),), HIDDEN),
    ("none known, beside a failure",
     (complete(ALLERGIES, no_allergy()), of(Standing.FAILED, causes=AWAY, source="lab")), CANNOT),
    ("none known of one kind", (complete(ALLERGIES, no_allergy("Ingen kendt lægemiddelallergi", is_all=False)),),
     ("none_known", "Ingen kendt lægemiddelallergi")),
    ("not stated", (complete(ALLERGIES),), UNSTATED),
    ("not stated by two", (complete(ALLERGIES), complete(ALLERGIES, source="k", label="Kommunen")),
     ("not_stated", "Ikke oplyst. Intet er registreret i Journal og Kommunen.")),
    ("empty copy, offline", (stale(ALLERGIES, causes=OFFLINE),), CANNOT),
    ("empty copy, service away", (stale(ALLERGIES, causes=AWAY),), CANNOT),
    ("empty, past the limit", (complete(ALLERGIES, age=OCHRE),), CANNOT),
    ("empty, the clock behind", (complete(ALLERGIES, age=timedelta(hours=-1)),), CANNOT),
    ("failed", (of(Standing.FAILED, causes=AWAY),), CANNOT),
    ("answered about another", (of(Standing.FAILED, causes=(Cause.WRONG_PATIENT,)),), CANNOT),
    ("part without an entry", (of(Standing.PARTIAL, causes=(Cause.MORE_AVAILABLE,)),), CANNOT),
    ("not asked", (of(Standing.NOT_ASKED),), UNASKED),
    ("erased", (of(Standing.NOT_ASKED, causes=(Cause.EXPIRED,)),), UNASKED),
    ("offline without a copy", (of(Standing.NOT_ASKED, causes=OFFLINE),), UNASKED),
    ("no source offers it", (of(Standing.NOT_ASKED, causes=(Cause.NOT_OFFERED,)),), UNASKED),
    ("no source at all", (), UNASKED),
    ("may be blocked", (of(Standing.BLOCKED, causes=(Cause.MAY_BE_WITHHELD,)),), HIDDEN),
    ("is blocked", (of(Standing.BLOCKED, causes=(Cause.WITHHELD,)),), HIDDEN),
    ("no access", (of(Standing.BLOCKED, causes=(Cause.REFUSED,)),), HIDDEN),
    ("loading", (of(Standing.LOADING),), WAITING),
    ("loading, an empty copy", (of(Standing.LOADING, from_copy=True, copy_was_complete=True),), WAITING),
]  # fmt: skip


@pytest.mark.rule("H6", "H7", "H19", "R11")
@pytest.mark.parametrize(("sections", "expected"), [row[1:] for row in DISPLAYS], ids=[row[0] for row in DISPLAYS])
def test_h6_each_display_has_its_words(sections: tuple[Section[Any], ...], expected: tuple[str, str]) -> None:
    assert told(*sections) == expected


def test_all_six_displays_are_tried_and_there_is_no_seventh() -> None:
    assert {expected[0] for _, _, expected in DISPLAYS} == SIX


WHO = {"recorder": "Læge M. Eksempel"}


class TestWords:
    """Agent, reaction, date, source and age."""

    @pytest.mark.rule("R11")
    def test_the_agent_comes_first_and_an_unknown_reaction_is_said(self) -> None:
        (agent,) = line(complete(ALLERGIES, allergy("Latex"))).agents
        assert (agent.name, agent.reaction) == ("Latex", "reaktion ukendt")

    @pytest.mark.rule("R11")
    def test_plus_joins_one_event_and_a_comma_parts_two(self) -> None:
        fact = replace(
            allergy("Ibuprofen"), reactions=(Reaction(("urticaria", "angioødem"), ""), Reaction(("astma",), ""))
        )
        assert line(complete(ALLERGIES, fact)).agents[0].reaction == "urticaria + angioødem, astma"

    @pytest.mark.rule("R11")
    def test_severe_ones_come_first_in_every_order(self) -> None:
        mild, high = allergy("Pollen", "snue"), allergy("Hasselnød", "kløe", criticality="high")
        worst = replace(allergy("Jodkontrast"), reactions=(Reaction(("shock",), "severe"),))
        for facts in ((mild, high, worst), (high, worst, mild), (worst, mild, high)):
            assert [agent.name for agent in line(complete(ALLERGIES, *facts)).agents][-1] == "Pollen"

    def test_it_is_confirmed_by_the_newest_date_and_names_its_source(self) -> None:
        older = allergy("Latex", recorded_at=day("2019"))
        cave = line(complete(ALLERGIES, PENICILLIN, older))
        assert plain(cave.right) == "Bekræftet 15. sep 2025 · Kilde Journal, hentet 09:37"

    def test_a_date_that_nobody_stated_is_said(self) -> None:
        undated = line(complete(ALLERGIES, allergy("Latex", recorded_at=None)))
        assert plain(undated.right) == "bekræftelsesdato ikke oplyst · Kilde Journal, hentet 09:37"
        none = line(complete(ALLERGIES, no_allergy(recorded_at=None)))
        assert none.right == "bekræftelsesdato ikke oplyst"

    def test_none_known_says_when_and_by_whom(self) -> None:
        assert plain(line(complete(ALLERGIES, no_allergy(**WHO))).right) == (
            "Bekræftet 12. nov 2026 af Læge M. Eksempel"
        )

    @pytest.mark.parametrize("fact", [PENICILLIN, no_allergy()])
    def test_a_copy_has_its_age_mark(self, fact: Any) -> None:
        cave = line(stale(ALLERGIES, fact, causes=OFFLINE, age=timedelta(hours=2)))
        assert plain(cave.copy) == "kopi fra 23. nov 2026 kl. 07:41"
        assert line(complete(ALLERGIES, fact)).copy == ""

    @pytest.mark.rule("H4")
    def test_h4_of_two_sources_the_older_copy_gives_the_age(self) -> None:
        young = complete(ALLERGIES, PENICILLIN)
        old = stale(ALLERGIES, allergy("Latex"), causes=AWAY, age=timedelta(hours=5), source="k", label="Kommunen")
        for sections in ((young, old), (old, young)):
            cave = line(*sections)
            assert plain(cave.copy) == "kopi fra 23. nov 2026 kl. 04:41"
            assert cave.right.endswith("hentet 04:41")
            assert "Journal" in cave.right
            assert "Kommunen" in cave.right

    def test_a_source_that_says_both_is_told_of_with_both(self) -> None:
        display, words = told(complete(ALLERGIES, PENICILLIN, no_allergy("Ingen kendte allergier")))
        assert display == "known"
        assert words.endswith("Kilden har også registreret: Ingen kendte allergier.")

    def test_what_was_tried_in_vain_says_when(self) -> None:
        cave = line(of(Standing.FAILED, causes=AWAY))
        assert (cave.right, cave.marker) == ("prøvet 09:41", Marker.FAILED)
        assert line(of(Standing.NOT_ASKED)).right == ""

    def test_a_reader_hears_tag_agents_and_what_may_be_missing(self) -> None:
        spoken = plain(line(of(Standing.PARTIAL, PENICILLIN, causes=(Cause.MORE_AVAILABLE,))).accessible)
        assert spoken.startswith("CAVE: Der kan være mere CAVE. Benzylpenicillin, anafylaksi.")
        assert spoken.endswith("FGVH ukendt: stamkort ikke hentet")

    @pytest.mark.rule("T18")
    def test_t18_hostile_letters_of_an_agent_are_marks(self) -> None:
        (agent,) = line(complete(ALLERGIES, allergy("\u202eixelA\u202c\n  Latex", "ud\u200bslæt"))).agents
        assert (agent.name, agent.reaction) == ("\ufffdixelA\ufffd Latex", "ud\ufffdslæt")


@pytest.mark.rule("H9")
class TestStatus:
    """What is refuted or entered in error is no CAVE; what nobody can read is not left out."""

    @pytest.mark.parametrize("currency", [Currency.ENTERED_IN_ERROR, Currency.CANCELLED, Currency.PAST])
    def test_h9_refuted_entered_in_error_and_resolved_ones_do_not_stand_in_the_line(self, currency: Currency) -> None:
        gone = allergy("Kanarie", "udslæt", currency=currency, is_valid=False)
        assert told(complete(ALLERGIES, gone, PENICILLIN)) == KNOWN
        assert told(complete(ALLERGIES, gone)) == UNSTATED
        assert "Kanarie" not in line(complete(ALLERGIES, gone)).accessible

    @pytest.mark.parametrize("currency", [Currency.ENTERED_IN_ERROR, Currency.CANCELLED, Currency.UNKNOWN])
    def test_h9_a_statement_of_none_that_was_taken_back_is_no_all_clear(self, currency: Currency) -> None:
        assert told(complete(ALLERGIES, no_allergy(currency=currency, is_valid=False))) == UNSTATED

    def test_h9_a_status_that_nobody_can_read_is_shown_and_said(self) -> None:
        odd = allergy("Morfin", "kvalme", currency=Currency.UNKNOWN, is_valid=False)
        assert told(complete(ALLERGIES, odd)) == ("known", "Morfin — kvalme, ukendt status")
        nameless = allergy("", currency=Currency.UNKNOWN, is_valid=False)
        assert told(complete(ALLERGIES, nameless)) == ("known", "stof ikke oplyst — reaktion ukendt, ukendt status")


STATES: list[tuple[Standing, tuple[Cause, ...]]] = [
    (Standing.NOT_ASKED, ()),
    (Standing.LOADING, ()),
    (Standing.COMPLETE, ()),
    (Standing.PARTIAL, (Cause.MORE_AVAILABLE,)),
    (Standing.BLOCKED, (Cause.MAY_BE_WITHHELD,)),
    (Standing.BLOCKED, (Cause.WITHHELD,)),
    (Standing.FAILED, (Cause.UNREACHABLE,)),
    (Standing.STALE, (Cause.OFFLINE,)),
    (Standing.STALE, (Cause.UNREACHABLE,)),
]


@pytest.mark.rule("H6")
def test_h6_of_two_sources_an_all_clear_needs_both_and_a_warning_needs_one() -> None:
    """Every pair of states: nothing but two whole answers, of which one states none, is an all-clear."""
    facts: tuple[tuple[Any, ...], ...] = ((), (no_allergy(),), (PENICILLIN,))
    clear = 0
    for (first, why), (second, because), one, two in product(STATES, STATES, facts, facts):
        if (first in (Standing.NOT_ASKED, Standing.FAILED) and one) or (
            second in (Standing.NOT_ASKED, Standing.FAILED) and two
        ):
            continue
        pair = (of(first, *one, causes=why), of(second, *two, causes=because, source="lab"))
        display, words = told(*pair)
        assert display in SIX
        assert words
        is_known = PENICILLIN in (*one, *two)
        assert (display == "known") is is_known
        wholes = [
            each.standing is Standing.COMPLETE or (each.standing is Standing.STALE and bool(each.entries))
            for each in pair
        ]
        assert (display == "none_known") is (all(wholes) and not is_known and bool(one or two))
        clear += display == "none_known"
    assert clear > 0
