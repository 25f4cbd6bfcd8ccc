"""An overview as it was shown is judged by the limits of this computer, as the present one is (H4)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from in_process import FakeClock
from overblik.app.looks import HouseLooks
from overblik.domain.limits import STANDARD, Kind
from overblik.domain.section import Section
from overblik.runtime.settings import Settings
from overblik.sync.freshness import Age
from overblik.viewmodels.states import age_band
from store.facts import ME, NOW, kept

HOUR = timedelta(hours=1)


class Right:
    """Lets everybody look, and keeps what was said of it."""

    def __init__(self) -> None:
        self.clinician = SimpleNamespace(subject="me")
        self.outcomes: list[Any] = []

    async def ask_to_look(self, *_: object) -> Any:
        return SimpleNamespace(intent_id="1")

    async def outcome(self, *told: object) -> None:
        self.outcomes.append(told)


@pytest.mark.rule("H4")
def test_h4_what_was_shown_then_turns_ochre_by_the_limits_of_this_computer(tmp_path: Any) -> None:
    section = replace(kept(("a",)).section, as_of=NOW - 2 * HOUR)
    short = STANDARD.tightened(Kind.OTHER, 2 * HOUR, 3 * HOUR)
    looks, right = HouseLooks(Settings(tmp_path), FakeClock()), Right()
    held = SimpleNamespace(shown=lambda *_: (section,))
    clinic = SimpleNamespace(limits=short, trail=right)
    looks._house = cast(Any, SimpleNamespace(right=right, sightings=held, clinic=clinic))
    reported: list[Sequence[Section[Any]]] = []
    asyncio.run(looks.shown_at(ME, NOW, reported.append))
    ((found,),) = reported
    assert age_band(section, NOW) is Age.AGED
    assert age_band(found, NOW) is Age.OCHRE
    assert len(right.outcomes) == 1
