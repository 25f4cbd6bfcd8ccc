"""G18: whoever is revoked in the middle of a session sees nothing more, and nothing of his stays."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.test_revoking import Publisher, listed, publisher
from journeys.conftest import BERGGREN, MOMENT, Services
from journeys.signed_in import computer_of, gate, sign_in_anew, stage
from keeping_machine import keep_here
from overblik.access.revocation import revoked_name
from overblik.viewmodels.gate import Stage

__all__ = ["publisher"]


@pytest.mark.rule("G18", "T1")
def test_g18_a_session_of_a_revoked_user_ends_and_takes_its_copies_with_it(
    sandbox: Services, tmp_path: Path, qtbot: Any, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_here(monkeypatch, tmp_path / "machine")
    monkeypatch.setattr("overblik.app.revoking._EVERY", 0.1)
    publisher.content = listed()
    own = computer_of(sandbox, tmp_path, qtbot, "clinic")
    own.settings = replace(own.settings, revocation=publisher.url)
    with own.sit_down() as desk:
        sign_in_anew(desk)
        desk.look(BERGGREN)
        assert list(own.settings.profile.rglob("cache.db"))
        publisher.content = listed(2, users=(revoked_name(desk.program.looks.seat.clinician),))
        desk.bot.waitUntil(lambda: own.ended == ["revoked"], timeout=10000)
        assert desk.program.gatekeeper.curtain.gate.isVisible()
        assert desk.program.model.patient_id is None
        assert not list(own.settings.profile.rglob("cache.db*"))
    own.locked_at, own.why = MOMENT, "revoked"
    with own.sit_down() as desk:
        title = "Din organisation har spærret adgangen, og dine kopier på denne pc er slettet"
        desk.bot.waitUntil(lambda: gate(desk) is not None and title in gate(desk).accessibleName(), timeout=10000)
        assert stage(desk) is Stage.SIGN_IN
