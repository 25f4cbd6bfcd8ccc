"""A broker in memory that gives out cards signed in the test, for whoever's token it gets."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from in_process import FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.access.providers import Broker, CardHolder, broker_tokens
from overblik.wire.http import HttpClient
from overblik.wire.sts import Holder
from overblik.wire.tokens import StaticTokens, TokenProvider
from wire.signed_cards import MINE, Key, signed, unsigned

URL = "https://broker.example"
FMK = "https://fmk"
NAME = "broker"
Answer = Callable[["BrokerDesk"], httpx.Response]


def reply(content: "bytes | str", status: int = 200, **headers: str) -> httpx.Response:
    body = content.encode() if isinstance(content, str) else content
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def brought(card: str) -> httpx.Response:
    return reply(json.dumps({"idCard": card, "notOnOrAfter": "2026-03-02T20:55:00Z"}))


@dataclass
class BrokerDesk:
    """One who asks the broker, and what it was asked with."""

    sts: Key
    clock: FakeClock = field(default_factory=FakeClock)
    tokens: TokenProvider = field(default_factory=lambda: StaticTokens({NAME: "hemmelig-adgang"}))
    holder: Holder = field(default_factory=lambda: Holder(MINE))
    answer: Answer = lambda desk: brought(desk.card())
    number: int = 0
    asked: list[str] = field(default_factory=list)
    """The Authorization of each question."""
    paths: list[str] = field(default_factory=list)

    def card(self, **told: Any) -> str:
        """Sign a card of this moment, each under an id of its own."""
        self.number += 1
        return signed(self.sts, unsigned(**{"at": self.clock.now(), **told}).replace("kort-1", f"kort-{self.number}"))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.headers.get("Authorization", ""))
        self.paths.append(f"{request.method} {request.url}")
        return self.answer(self)

    def cards(self) -> CardHolder:
        broker = Broker(URL, (self.sts[1],), self.holder, 4, self.tokens, NAME)
        http = HttpClient([URL], self.clock, FakeRandom(), FakeScheduler(self.clock, patience=0.5), InMemory(self))
        return broker_tokens(broker, http, self.clock)

    def past_its_renewal(self) -> None:
        """Let the card at hand end so soon that it is renewed."""
        self.clock.move(timedelta(hours=11, minutes=51).total_seconds())


def run(work: Any) -> Any:
    async def wait() -> Any:
        return await work

    return asyncio.run(wait())
