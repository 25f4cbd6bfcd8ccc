"""A record system at the other end of the embedded hub, and what the window shows of its context."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from journeys.conftest import Desk, Services
from journeys.signed_in import Computer, computer_of, sign_in

OTHER = "0309363991"
TOPIC = "session-egen-laege"
CPR = "urn:oid:1.2.208.176.1.2"
ANOTHER = "Journalsystemet viser en anden borger."
NOT_HERE = "Journalsystemet viser en borger, som ikke er åbnet her."


@dataclass
class Record:
    """The record system at the other end of the hub."""

    sandbox: Services
    desk: Desk

    def act(self, act: str, **facts: Any) -> None:
        self.sandbox.order("hub", {"act": act, **facts})

    @property
    def told(self) -> dict[str, Any]:
        return self.sandbox.order("hub", None, "GET")

    def answer(self, notice: str) -> str:
        """Wait for the answer to an event; give its status."""
        found: list[str] = []

        def came() -> bool:
            found[:] = [one["status"] for one in self.told["answers"] if one["id"] == notice]
            return bool(found)

        self.desk.bot.waitUntil(came, timeout=20000)
        return found[-1]

    def connected(self) -> bool:
        return any(one["connected"] for one in self.told["subscribers"])


def number(desk: Desk) -> str:
    patient_id = desk.program.model.patient_id
    return patient_id.number_for_lookup() if patient_id is not None else ""


def mark(desk: Desk) -> str:
    """What stands over the patient, as it is seen."""
    desk.bot.wait(1)  # the mark follows in the next turn of the loop
    bar = desk.window.acts.feature("context").bar
    return bar.label.text() if bar.isVisible() else ""


def shows(desk: Desk, words: str) -> None:
    desk.bot.waitUntil(lambda: (words in mark(desk)) if words else mark(desk) == "", timeout=20000)


def cpr(value: str) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "x-1", "identifier": [{"system": CPR, "value": value}]}


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Iterator[Computer]:
    sandbox.order("hub", {"act": "trouble"})
    yield computer_of(sandbox, tmp_path, qtbot)
    sandbox.order("hub", {"act": "trouble"})


@pytest.fixture
def seated(computer: Computer, sandbox: Services) -> Iterator[tuple[Desk, Record]]:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        record = Record(sandbox, desk)
        desk.bot.waitUntil(record.connected, timeout=15000)
        desk.bot.waitUntil(lambda: mark(desk) == "", timeout=5000)
        yield desk, record
