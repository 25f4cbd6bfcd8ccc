"""Whose sign-in gives the card: that of whoever sits here, and of nobody else (T4, T11); and whom document sharing is told."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.app.seat import Seat
from overblik.app.services import session_of
from overblik.domain.errors import SignInNeeded, SourceError
from overblik.domain.grant import Clinician
from overblik.domain.mode import Rules
from overblik.wire.http import HttpClient
from overblik.wire.sharing import Looked, Sharing
from overblik.wire.tokens import IdCard, StaticTokens
from sources.dds.xds_world import ACTING

A = Clinician("sygeplejerske-a", "A. Prøve", "Sygeplejerske", "https://login.example")


def seat(owner: Clinician, signed_in: "Clinician | None") -> Seat:
    tokens = SimpleNamespace(clinician=signed_in) if signed_in is not None else None
    rules, nothing = cast(Rules, None), cast(Any, None)
    return Seat(owner, rules, None, b"", nothing, nothing, tokens=cast(Any, tokens))


@pytest.mark.rule("T4", "T11", "H1")
@pytest.mark.parametrize(
    "another",
    [replace(A, subject="sygeplejerske-b"), replace(A, issuer="https://andet.example"), None],
    ids=["another subject", "the same subject at another provider", "nobody"],
)
def test_t11_the_sign_in_of_another_gives_no_card(another: "Clinician | None") -> None:
    assert session_of(seat(A, another)) is None
    found = session_of(seat(A, replace(A, role="Afdelingssygeplejerske")))
    assert found is not None
    assert found.clinician.subject == A.subject


def told(card: IdCard, cpr: str) -> "list[bytes] | SourceError":
    """Ask document sharing under a card; give what was sent, or why nothing was."""
    sent: list[bytes] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(500, stream=httpx.ByteStream(b""))

    async def ask() -> "list[bytes] | SourceError":
        clock = FakeClock()
        http = HttpClient(["https://dds.example"], clock, FakeRandom(), FakeScheduler(clock), InMemory(handle))
        made = Sharing(
            *("https://dds.example/registry", "https://dds.example/repository"),
            *(http, StaticTokens({"dds": card}), clock, FakeRandom(), "dds", replace(ACTING, cpr=cpr)),
        )
        try:
            await made.query("<a/>", Looked("2512489996"), 1)
        except SourceError as error:
            return sent or error
        return sent

    return asyncio.run(ask())


def test_document_sharing_is_told_the_person_of_the_card() -> None:
    mine = IdCard(b"<IDCard/>", "id", 4, "x", NOW, NOW, "1203799991", "0DMX9")
    (first, *_) = cast(list[bytes], told(mine, ""))
    assert first.count(b"1203799991") == 2  # who acts, and who is responsible
    came = told(replace(mine, cpr=""), "")
    assert isinstance(came, SignInNeeded)
    assert came.facts["reason"] == "card_person"
