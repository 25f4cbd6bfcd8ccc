"""What the tests of a session share: one who is signed in, what was renewed, what is given, why nothing is, and a deadline that ends."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from access.identity_provider import Desk
from overblik.access.oidc_session import OidcSession
from overblik.domain.errors import SignInNeeded
from overblik.runtime.scheduler import LoopScheduler


class Hasty(LoopScheduler):
    """Nobody waits five minutes for a browser that is a function."""

    async def within(self, seconds: float, work: Any) -> Any:
        return await super().within(min(seconds, 20.0), work)


def run(work: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await work

    return asyncio.run(wait())


def renewals(one: Desk) -> list[str]:
    return [form["refresh_token"] for form in one.provider.forms if form.get("grant_type") == "refresh_token"]


async def signed_in(one: Desk) -> OidcSession:
    session = await one.session()
    one.provider.asked.pop("nonce", None)
    return session


async def secret(session: OidcSession) -> str:
    token = await session.token_for("ehr", 3)
    assert token is not None
    return token.secret


async def reason(session: OidcSession) -> str:
    with pytest.raises(SignInNeeded) as needed:
        await session.token_for("ehr", 3)
    return str(needed.value.facts["reason"])
