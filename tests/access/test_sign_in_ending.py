"""The end of a session: no token after lock or sign-out, with or without the provider; the key ring of each user (T4, T10)."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from access.identity_provider import CLIENT, ISSUER, REGISTRATION, desk, reply
from access.session import reason, run, signed_in
from overblik.access.oidc_session import keeper, keyring_name
from overblik.domain.errors import Locked
from overblik.runtime.keyring import MemoryKeyring


@pytest.mark.rule("T10")
def test_t10_after_a_lock_no_token_is_given_and_a_renewal_under_way_is_kept_for_the_next_sign_in() -> None:
    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        asking = asyncio.ensure_future(reason(session))
        await asyncio.sleep(0)
        session.drop()
        assert await asking == "locked"
        assert await reason(session) == "signed_out"
        assert one.kept == ["forny-1", "forny-2"]

    run(story())


@pytest.mark.rule("T10")
def test_t10_after_a_sign_out_a_renewal_under_way_is_revoked_and_not_kept() -> None:
    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        asking = asyncio.ensure_future(reason(session))
        await asyncio.sleep(0)
        await session.sign_out()
        assert await asking == "locked"
        assert one.kept == ["forny-1", None]
        revoked = [form["token"] for form in one.provider.forms if "token_type_hint" in form]
        assert sorted(revoked) == ["forny-1", "forny-2"]

    run(story())


def test_signing_out_revokes_the_refresh_token_and_names_the_page_without_any_token() -> None:
    async def story() -> None:
        one = desk()
        session = await one.session()
        told = await session.sign_out()
        assert told.is_revoked
        assert told.page == f"{ISSUER}/end?client_id={CLIENT}"
        assert one.provider.forms[-1] == {
            "client_id": CLIENT,
            "token": "forny-1",
            "token_type_hint": "refresh_token",
        }
        assert one.kept == ["forny-1", None]
        assert await reason(session) == "signed_out"
        assert not (await session.sign_out()).is_revoked

    run(story())


@pytest.mark.parametrize("answer", [500, 503, 400, httpx.ConnectError(""), httpx.ReadTimeout("")])
def test_signing_out_works_without_the_provider(answer: Any) -> None:
    async def story() -> None:
        def fail() -> httpx.Response:
            if isinstance(answer, int):
                return reply({"error": "server_error"}, answer)
            raise answer

        one = desk()
        session = await one.session()
        one.provider.instead["revoke"] = fail
        assert not (await session.sign_out()).is_revoked
        assert one.kept == ["forny-1", None]
        assert not session.is_signed_in

    run(story())


def test_signing_out_of_a_provider_without_such_addresses_asks_nothing() -> None:
    async def story() -> None:
        one = desk(lambda told: told.metadata.update(revocation_endpoint=None, end_session_endpoint=None))
        session = await one.session()
        asked = len(one.transport.asked)
        told = await session.sign_out()
        assert (told.is_revoked, told.page) == (False, "")
        assert len(one.transport.asked) == asked

    run(story())


def test_without_a_refresh_token_the_access_token_is_revoked() -> None:
    async def story() -> None:
        one = desk(lambda told: told.tokens.update(refresh_token=None))
        assert (await (await one.session()).sign_out()).is_revoked
        assert one.provider.forms[-1]["token"] == "adgang-1"

    run(story())


@pytest.mark.rule("T4", "T10")
def test_t4_the_key_ring_keeps_each_user_apart_and_names_nobody() -> None:
    ring = MemoryKeyring()
    for number, subject in enumerate(("0408719990", "bruger-2")):
        keeper(ring, ISSUER, subject)(f"forny-{number}")
    keeper(ring, "https://andet.example", "0408719990")("forny-9")
    names = [keyring_name(ISSUER, "0408719990"), keyring_name(ISSUER, "bruger-2")]
    assert [ring.get(name) for name in names] == [b"forny-0", b"forny-1"]
    assert len(set(ring._secrets)) == 3
    assert [name for name in ring._secrets if "0408719990" in name or "login" in name] == []
    keeper(ring, ISSUER, "0408719990")(None)
    assert [ring.get(name) for name in names] == [None, b"forny-1"]


def test_a_key_ring_that_does_not_open_costs_the_copy_and_not_the_session() -> None:
    class Shut(MemoryKeyring):
        def set(self, name: str, secret: bytes) -> None:
            raise Locked(reason="key_ring")

        def delete(self, name: str) -> None:
            raise Locked(reason="key_ring")

    keep = keeper(Shut(), ISSUER, "bruger-1")
    keep("forny-1")
    keep(None)


def test_a_source_that_the_settings_do_not_name_is_told_nothing_even_when_nobody_is_signed_in() -> None:
    async def story() -> None:
        session = await desk(None, replace(REGISTRATION, servers=())).session()
        session.drop()
        assert await session.token_for("ehr", 3) is None

    run(story())
