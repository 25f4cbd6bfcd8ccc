"""The context of a record system, followed through the real window against the embedded hub (H3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.conftest import Desk, Services
from journeys.signed_in import computer_of, sign_in

ME = "M. Eksempel"


@pytest.fixture
def seated(sandbox: Services, tmp_path: Path, qtbot: Any) -> Iterator[Desk]:
    sandbox.order("hub", {"act": "trouble"})
    with computer_of(sandbox, tmp_path, qtbot).sit_down() as desk:
        sign_in(desk, ME)
        qtbot.waitUntil(lambda: any(one["connected"] for one in sandbox.order("hub", None, "GET")["subscribers"]))
        yield desk
    sandbox.order("hub", {"act": "trouble"})


def test_it_follows(seated: Desk, sandbox: Services) -> None:
    sandbox.order("hub", {"act": "next"})
    seated.bot.waitUntil(lambda: seated.program.model.patient_id is not None, timeout=10000)
