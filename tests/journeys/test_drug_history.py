"""The history of one drug, asked through the real house: by a right of its own, told in the trail, kept nowhere."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from clinic import plain
from journeys.conftest import BERGGREN, Desk, Services
from overblik.app.looks import HouseLooks
from overblik.app.moment import make_clock
from overblik.domain.drug_history import DrugHistory
from overblik.domain.errors import NotOffered, OverblikError, Refused, Unreachable
from overblik.domain.grant import DataConsent, Reveal
from overblik.domain.patient import cpr
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.rows import MedicationRow
from trail_reading import bodies, of_ring

METFORMIN, HIDDEN = "441001", "491009"

RING = MemoryKeyring()


def ask(settings: Settings, identifier: str, reveal: Reveal | None = None) -> "DrugHistory | OverblikError":
    looks, heard = HouseLooks(settings, make_clock(settings), RING), list[Any]()

    async def run() -> None:
        try:
            await looks.medication_history(cpr(BERGGREN), identifier, reveal, heard.append)
            house = looks.house()
            assert house.store.sections(cpr(BERGGREN)) == ()
        finally:
            await looks.close()

    try:
        asyncio.run(run())
    except OverblikError as error:
        return error
    (came,) = heard
    return came  # type: ignore[no-any-return]


def trail(settings: Settings) -> list[dict[str, Any]]:
    return bodies(settings.profile / "trail.db", of_ring(RING))


def test_the_history_comes_and_the_trail_says_who_looked_at_how_much(settings: Settings) -> None:
    came = ask(settings, METFORMIN)
    assert isinstance(came, DrugHistory)
    assert [one.product.strength for one in came.periods] == ["500 mg", "1000 mg", "500 mg"]
    intent, outcome = trail(settings)[-2:]
    assert intent["kind"] == "intent"
    assert "COMPLETE" in json.dumps(outcome).upper()
    assert "metformin" not in json.dumps(trail(settings)).casefold()


@pytest.mark.rule("H21", "S9")
def test_s9_the_history_of_a_private_drug_comes_by_consent_alone(settings: Settings) -> None:
    assert isinstance(ask(settings, HIDDEN), Refused)
    assert "BLOCKED" in json.dumps(trail(settings)[-1]).upper()
    came = ask(settings, HIDDEN, Reveal(DataConsent.GIVEN))
    assert isinstance(came, DrugHistory)
    assert [one.product.name for one in came.periods] == ["Kanarivin"]


def test_what_was_before_is_kept_with_the_copy_and_its_original(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.bot.wait(400)
    told = [row for row in desk.rows("medication") if isinstance(row, MedicationRow)]
    first = [(plain(row.name), plain(row.badge.text), plain(row.before), row.bar) for row in told[:3] if row.badge]
    assert first == [
        ("metformin", "Ændret 19. nov 2026", "Før: 1 000 mg, 1 tablet morgen og aften", Tone.NEW),
        ("prednisolon", "Ny", "", Tone.NEW),
        ("furosemid", "Pauseret", "", Tone.NEW),
    ]
    held = desk.in_house(lambda house: house.store.sections(cpr(BERGGREN)))
    (kept,) = [one.section for one in held if one.section.source == "fmk"]
    (before,) = [one.fact.ordination.previous for one in kept.entries if one.fact.generic == "metformin"]
    message = desk.in_house(lambda house: house.store.raw(cpr(BERGGREN), before.origin.message))
    assert "1000 mg" in message.content[before.origin.start :][: before.origin.length].decode()


def test_a_history_that_fails_costs_its_line_alone(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("status", resource="GetDrugMedicationHistory", status=500)
    desk.look(BERGGREN)
    told = [row for row in desk.rows("medication") if isinstance(row, MedicationRow)]
    assert (plain(told[0].badge.text), told[0].before) == ("Ændret 19. nov 2026", "Før: ikke hentet")


def test_without_a_national_service_nobody_is_asked(settings: Settings) -> None:
    bare = replace(settings, national=None)
    assert isinstance(ask(bare, "1"), NotOffered)


def test_a_silent_service_is_an_error_and_never_an_empty_history(settings: Settings, sandbox: Services) -> None:
    sandbox.disturb("drop")
    assert isinstance(ask(settings, METFORMIN), Unreachable)
