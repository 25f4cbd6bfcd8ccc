"""The history of one drug, asked through the real house: by a right of its own, told in the trail, kept nowhere."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from journeys.conftest import BERGGREN, Services
from overblik.app.looks import HouseLooks
from overblik.app.moment import make_clock
from overblik.domain.drug_history import DrugHistory
from overblik.domain.errors import NotOffered, OverblikError, Refused, Unreachable
from overblik.domain.grant import DataConsent, Reveal
from overblik.domain.patient import cpr
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.store.trail_file import read_records

METFORMIN, HIDDEN = "441001", "491009"


def ask(settings: Settings, identifier: str, reveal: Reveal | None = None) -> "DrugHistory | OverblikError":
    looks, heard = HouseLooks(settings, make_clock(settings), MemoryKeyring()), list[Any]()

    async def run() -> None:
        try:
            await looks.medication_history(cpr(BERGGREN), identifier, reveal, heard.append)
            house = looks._opened()
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
    return [json.loads(body) for _, body, _ in read_records(settings.profile / "trail.db")]


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


def test_without_a_national_service_nobody_is_asked(settings: Settings) -> None:
    bare = replace(settings, national=None)
    assert isinstance(ask(bare, "1"), NotOffered)


def test_a_silent_service_is_an_error_and_never_an_empty_history(settings: Settings, sandbox: Services) -> None:
    sandbox.disturb("drop")
    assert isinstance(ask(settings, METFORMIN), Unreachable)
