"""S7: no resuscitation, yes, no or unknown: one sentence, letter for letter, wherever it stands."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clinic import DANISH_WORDS, NOW, complete, day, plain
from journeys.conftest import BERGGREN, MOMENT, Desk, Services
from journeys.shared_documents import fetched, sharing, text_of
from journeys.test_command_line import Call, call
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.domain.stamkort import StamkortFact, StamkortKind
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.resuscitation import fgvh_of

__all__ = ["call"]
pytestmark = pytest.mark.rule("S7", "H6", "H19")
REGISTERED, ODD, WITHOUT, NULL = "2703389990", "0207609991", "1906459990", "3004529991"
SAID = {
    BERGGREN: ("Ingen FGVH-registrering fundet pr. 23. nov 2026", "none"),
    REGISTERED: ("FGVH registreret (stamkort 23. nov 2026)", "registered"),
    ODD: ("FGVH ukendt: kan ikke læses", "unknown"),
    WITHOUT: ("FGVH ukendt: stamkortet har ikke oplysningen", "unknown"),
    NULL: ("FGVH ukendt: stamkortet har ikke oplysningen", "unknown"),
    "2901559991": ("FGVH ukendt: stamkort ikke hentet", "unknown"),
}


@pytest.mark.parametrize("number", SAID)
def test_s07_the_banner_says_it_right_after_cave(desk: Desk, number: str) -> None:
    cave = desk.look(number).cave
    told, kind = SAID[number]
    assert (plain(cave.fgvh), cave.fgvh_kind) == (told, kind)
    assert plain(cave.accessible).endswith(told)


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("status", {"status": 503}, "FGVH ukendt: stamkort ikke hentet"),
        ("no_registries", {}, "FGVH ukendt: stamkort ikke hentet"),
        ("wrong_patient", {}, "FGVH ukendt: stamkort ikke hentet"),
        ("entity_bomb", {}, "FGVH ukendt: kan ikke læses"),
    ],
)
def test_s07_a_stamkort_that_did_not_come_is_never_read_as_none(
    sandbox: Services, desk: Desk, kind: str, facts: dict[str, Any], said: str
) -> None:
    sandbox.disturb(kind, "sfsk", **facts)
    cave = desk.look(REGISTERED).cave
    assert (plain(cave.fgvh), cave.fgvh_kind) == (said, "unknown")


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stamkort-no-preferred-hp.xml", "Ingen FGVH-registrering fundet pr. 02. mar 2026"),
        ("PDC20_Example-1_2019-08-17.xml", "FGVH ukendt: stamkortet har ikke oplysningen"),
    ],
)
def test_s07_a_real_stamkort_says_the_same_on_the_command_line(call: Call, samples: Path, name: str, said: str) -> None:
    ended = call("overview", "--from", samples / "cda" / "pdc" / name, "--clock", MOMENT)
    assert said in plain(ended.stdout).splitlines()[1] + plain(ended.stdout)
    told = json.loads(
        call("overview", "--from", samples / "cda" / "pdc" / name, "--format", "json", "--clock", MOMENT).stdout
    )
    assert plain(told["fgvh"]) == said


def test_s07_offline_the_same_words_carry_the_mark_of_the_copy_and_then_give_way(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    with sharing(None, tmp_path) as (_, settings):
        fetched(settings, BERGGREN, ring=ring)
        fetched(settings, REGISTERED, ring=ring)
    none, copy = "Ingen FGVH-registrering fundet pr. 23. nov 2026", "kopi fra 23. nov 2026 kl. 09:41"
    steps = [
        (BERGGREN, "2026-11-23T17:40:59+01:00", f"{none}, {copy}"),
        (BERGGREN, "2026-11-23T17:41:01+01:00", "FGVH ukendt: kopien fra 23. nov 2026 er for gammel"),
        (REGISTERED, "2026-11-24T09:40:59+01:00", f"FGVH registreret (stamkort 23. nov 2026), {copy}"),
        (REGISTERED, "2026-11-24T09:41:01+01:00", "FGVH ukendt: kopien er slettet"),
        (BERGGREN, "2026-11-24T09:41:01+01:00", "FGVH ukendt: kopien er slettet"),
    ]
    for number, moment, said in steps:
        sections = fetched(settings, number, offline=True, moment=moment, ring=ring)
        told = plain(fgvh_of(sections, _now(moment), DANISH_WORDS).text)
        assert told == said, moment
        assert said in text_of(sections, number, moment=moment)
    # The rest of the stamkort stays; nothing of FGVH does, nor the message that told it.
    (card,) = [one for one in sections if one.topic is Topic.MASTER_DATA]
    kinds = {entry.fact.kind for entry in card.entries}
    assert StamkortKind.ORGAN_DONOR in kinds
    assert StamkortKind.NO_RESUSCITATION not in kinds
    assert {entry.provenance.raw_ref.message for entry in card.entries} == {""}


def _now(moment: str) -> Any:
    from journeys.shared_documents import now_of

    return now_of(moment)


def fact(registered: bool | None) -> StamkortFact:
    return StamkortFact(
        StamkortKind.NO_RESUSCITATION,
        StamkortKind.NO_RESUSCITATION.value,
        "",
        is_stated=registered is not None,
        registered=registered,
        document_at=day("2026-03-02"),
    )


def test_s07_one_registration_of_two_cards_is_enough_and_none_needs_both_to_be_readable() -> None:
    yes, no = complete(Topic.MASTER_DATA, fact(True)), complete(Topic.MASTER_DATA, fact(False))
    assert fgvh_of((no, yes), NOW, DANISH_WORDS).is_registered
    old = replace(yes, as_of=NOW - timedelta(hours=23), asked_at=NOW - timedelta(hours=23))
    assert fgvh_of((old,), NOW, DANISH_WORDS).is_registered
    failed = replace(no, entries=(), standing=Standing.FAILED, reasons=(Reason(Cause.UNREACHABLE),))
    assert plain(fgvh_of((failed,), NOW, DANISH_WORDS).text) == "FGVH ukendt: stamkort ikke hentet"
    assert plain(fgvh_of((), NOW, DANISH_WORDS).text) == "FGVH ukendt: stamkort ikke hentet"
    assert "Ingen" not in fgvh_of((replace(no, as_of=NOW - timedelta(hours=9)),), NOW, DANISH_WORDS).text
