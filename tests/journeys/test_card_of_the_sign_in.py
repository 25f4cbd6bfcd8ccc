"""The id card is that of whoever signed in: A looks and leaves, B looks, and the services saw each under the right card."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, MOMENT, Desk, Services
from journeys.palette import Palette
from journeys.signed_in import Computer, computer_of, sign_in
from overblik.domain.section import Cause, Section, Standing

A, B = ("K. Prøve", "0DMX9"), ("L. Forsøg", "0DMXB")
CARDED = {"fmk", "ddv", "dds", "sfsk", "consent"}
"""The services that are asked with an id card."""


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Callable[[str], Computer]:
    sandbox.order("requests", None, "DELETE")
    return lambda mode: computer_of(sandbox, tmp_path, qtbot, mode)


def asked(sandbox: Services, *bases: str) -> list[dict[str, Any]]:
    told = sandbox.order("requests", None, "GET")["requests"]
    return [one for one in told if one["base"] in bases]


def cards(sandbox: Services) -> dict[str, set[str]]:
    """Give, for each service, whose cards its questions carried since the log was emptied."""
    found: dict[str, set[str]] = {}
    for one in asked(sandbox, *CARDED, "broker"):
        if one["status"] == 200:
            found.setdefault(one["base"], set()).add(one["card"])
    return found


def section(desk: Desk, source: str) -> Section[Any]:
    return next(one for one in desk.program.model.sections if one.source == source)


def leave(desk: Desk, ward: Computer, how: str) -> None:
    if how == "key":
        desk.program.gatekeeper.lock(how)
    else:
        palette = Palette(desk)
        palette.open()
        palette.type(">log ud")
        palette.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: ward.ended[-1:] == [how], timeout=10000)


@pytest.mark.rule("T4", "T11")
@pytest.mark.parametrize("how", ["sign_out", "key"])
def test_t11_each_question_goes_out_under_the_card_of_the_one_who_signed_in(
    computer: Callable[[str], Computer], sandbox: Services, how: str
) -> None:
    ward = computer("ward")
    for name, authorisation in (A, B):
        with ward.sit_down() as desk:
            sign_in(desk, name)
            desk.look(BERGGREN)
            assert section(desk, "fmk").standing is not Standing.FAILED
            assert section(desk, "fmk").entries
            # The national services alone: a card of anybody else, or a service that was not asked, is seen.
            assert cards(sandbox) == {base: {authorisation} for base in (*CARDED, "broker")}
            leave(desk, ward, how)
        ward.ended.append("gone")
        ward.locked_at, ward.why = MOMENT, how
        sandbox.order("requests", None, "DELETE")
    # Nobody signed the card himself: the STS was never asked.
    assert asked(sandbox, "sts") == []


@pytest.mark.rule("T11")
def test_t11_a_card_of_another_person_opens_nothing(computer: Callable[[str], Computer], sandbox: Services) -> None:
    sandbox.disturb("other_person", "broker", "idcard")
    ward = computer("ward")
    with ward.sit_down() as desk:
        sign_in(desk, A[0])
        desk.look(BERGGREN)
        for source in ("fmk", "ddv"):
            found = section(desk, source)
            assert (found.standing, found.reasons[0].cause) == (Standing.FAILED, Cause.SIGN_IN_NEEDED)
        assert "Id-kortet var en anden persons og er ikke brugt." in desk.spoken()
        assert [one for one in asked(sandbox, *CARDED) if "card" in one] == []
        # What needs no card comes as ever.
        assert section(desk, "ehr").standing in {Standing.COMPLETE, Standing.PARTIAL}


@pytest.mark.rule("T10")
def test_t10_a_token_that_the_services_have_forgotten_is_renewed_once_for_all(
    computer: Callable[[str], Computer], sandbox: Services
) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        sign_in(desk, A[0])
        desk.look(BERGGREN)
        sandbox.order("tokens", None, "DELETE")
        sandbox.order("requests", None, "DELETE")
        desk.look("0309363991")
        assert all(
            one.reasons == () or one.reasons[0].cause is not Cause.SIGN_IN_NEEDED for one in desk.program.model.sections
        )
        renewed = [one for one in asked(sandbox, "sign-in") if one["path"].endswith("/token")]
        assert len(renewed) == 1
        assert [one for one in asked(sandbox, "ehr") if one["status"] == 401]
