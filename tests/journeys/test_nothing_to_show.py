"""Where nothing can be shown a sentence says why: no source is set up, the copy was damaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from journeys.conftest import BERGGREN, Desk
from overblik.app.window import make_program, show
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.rows import MedicationRow


@contextmanager
def at_desk(settings: Any, ring: MemoryKeyring, qtbot: Any) -> Iterator[Desk]:
    """Sit down at a program, and end it."""
    program = make_program(settings, Choices(), ring)
    show(program)
    qtbot.waitUntil(lambda: program.is_joined, timeout=10000)
    try:
        yield Desk(program, qtbot)
    finally:
        program.window.close()
        program.close()


def told(desk: Desk) -> str:
    message = desk.window.message
    return str(message.accessibleName()) if message is not None and message.isVisible() else ""


def test_a_patient_whom_nobody_can_be_asked_about_is_no_silence(settings: Any, ring: MemoryKeyring, qtbot: Any) -> None:
    with at_desk(replace(settings, servers=(), national=None), ring, qtbot) as desk:
        desk.open(BERGGREN)
        qtbot.waitUntil(lambda: told(desk).startswith("Ingen kilder er sat op"), timeout=5000)


@pytest.mark.rule("T8")
def test_a_copy_that_turns_out_to_be_damaged_is_put_aside_and_said(
    settings: Any, ring: MemoryKeyring, qtbot: Any
) -> None:
    with at_desk(settings, ring, qtbot) as desk:
        desk.look(BERGGREN)
    cache = next(settings.profile.rglob("cache.db"))
    content = bytearray(cache.read_bytes())
    assert len(content) > 60_000
    content[20_480:] = bytes(len(content) - 20_480)  # the first pages stand, so that it still opens
    cache.write_bytes(content)
    with at_desk(settings, ring, qtbot) as desk:
        screen = desk.look(BERGGREN)
        assert any(isinstance(row, MedicationRow) for card in screen.cards for row in card.rows)
        qtbot.waitUntil(lambda: "beskadiget" in told(desk), timeout=5000)
    assert list(settings.profile.rglob("cache.db.damaged-*"))
