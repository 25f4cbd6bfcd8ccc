"""G18: the signed list of the revoked is fetched at each contact and obeyed before anything is shown."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.test_leaving import Desk, desk
from keeping_machine import PIN, public_key, signed
from overblik.access.oidc_session import SignedOut
from overblik.access.revocation import read_revocations, revoked_name
from overblik.app.entrance import HouseEntrance
from overblik.app.remains import homes
from overblik.domain.errors import NotSignedIn, PolicyRefused, Revoked
from overblik.domain.grant import Clinician
from overblik.viewmodels.entering import Entered
from trail_reading import bodies, of_ring

__all__ = ["desk"]
pytestmark = pytest.mark.rule("G18", "T1")


@dataclass
class Publisher:
    """The organisation's server: gives one list, or none."""

    url: str = ""
    content: bytes = b""
    asked: int = 0
    status: int = 200


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    told = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked += 1
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(told.content)))
            self.end_headers()
            self.wfile.write(told.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_address[1]}/revoked.toml"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield told
        server.shutdown()
        thread.join()


@dataclass
class Session:
    """A sign-in that has succeeded at the provider."""

    clinician: Clinician
    signed_out: list[str] = field(default_factory=list)

    async def sign_out(self) -> SignedOut:
        self.signed_out.append(self.clinician.subject)
        return SignedOut(is_revoked=True, page="")


def kept_by_its_user(desk: Desk, publisher: Publisher) -> Clinician:
    """Let a user have a store here, and the computer know where the list is."""
    entrance, house = desk.opened()
    asyncio.run(house.close())
    desk.settings = replace(desk.settings, revocation=publisher.url)
    assert entrance.seat is not None
    return entrance.seat.clinician


def listed(version: int = 1, users: tuple[str, ...] = (), devices: tuple[str, ...] = ()) -> bytes:
    return signed(f"version = {version}\nusers = {list(users)}\ndevices = {list(devices)}\n".encode())


def came(desk: Desk, pin: str = PIN) -> tuple[HouseEntrance, list[Any]]:
    """Come to the gate and type the PIN; give what was reported."""
    entrance, told = desk.process(), []

    async def whole() -> None:
        await entrance.prepare(told.append)
        await entrance.unlock(pin, told.append)

    try:
        asyncio.run(whole())
    finally:
        entrance.trail.file.close()
    return entrance, told


def purged(desk: Desk) -> list[str]:
    told = bodies(desk.settings.profile / "trail.db", of_ring(desk.ring))
    return [one["reason"] for one in told if one["kind"] in ("purge", "policy-refused")]


@pytest.mark.parametrize("which", ["user", "device"])
def test_g18_who_is_revoked_is_erased_before_the_pin_opens_anything(
    desk: Desk, publisher: Publisher, which: str
) -> None:
    who = kept_by_its_user(desk, publisher)
    there = desk.process()
    device = there.trail.device
    there.trail.file.close()
    publisher.content = listed(users=(revoked_name(who),)) if which == "user" else listed(devices=(device,))
    with pytest.raises(NotSignedIn):
        came(desk)
    assert list(homes(desk.settings.profile)) == []
    assert purged(desk) == ["revoked"]
    assert [name for name in desk.ring.held() if name.startswith("user-")] == []


def test_g18_a_pin_that_is_typed_at_once_waits_for_the_list_that_is_under_way(desk: Desk, publisher: Publisher) -> None:
    who = kept_by_its_user(desk, publisher)
    publisher.content = listed(users=(revoked_name(who),))
    entrance, told = desk.process(), []

    async def whole() -> None:
        at_gate = asyncio.Event()
        showing = asyncio.ensure_future(entrance.prepare(lambda _: at_gate.set()))
        await at_gate.wait()
        try:
            await entrance.unlock(PIN, told.append)
        finally:
            await showing

    with pytest.raises((Revoked, NotSignedIn)):
        asyncio.run(whole())
    entrance.trail.file.close()
    assert entrance.seat is None


def test_g18_who_signs_in_and_is_revoked_gets_no_session_and_none_at_the_provider(
    desk: Desk, publisher: Publisher
) -> None:
    who = kept_by_its_user(desk, publisher)
    publisher.content = listed(users=(revoked_name(who),))
    entrance, session = desk.process(), Session(who)
    (home,) = homes(desk.settings.profile)
    with pytest.raises(Revoked):
        asyncio.run(entrance._obey(session, home.name))  # type: ignore[arg-type]
    entrance.trail.file.close()
    assert session.signed_out == [who.subject]
    assert entrance.seat is None
    assert not home.exists()


def test_another_user_and_another_device_change_nothing(desk: Desk, publisher: Publisher) -> None:
    who = kept_by_its_user(desk, publisher)
    publisher.content = listed(users=(revoked_name(replace(who, subject="another")),), devices=("0" * 16,))
    _, told = came(desk)
    assert isinstance(told[-1], Entered)
    assert publisher.asked == 1


@pytest.mark.parametrize("how", ["silent", "404", "unsigned", "not a list", "other key"])
def test_a_list_that_cannot_be_had_or_is_not_the_organisations_keeps_nobody_out(
    desk: Desk, publisher: Publisher, how: str
) -> None:
    who = kept_by_its_user(desk, publisher)
    good = listed(users=(revoked_name(who),))
    publisher.content = {
        "unsigned": good.partition(b"# signature")[0],
        "not a list": signed(b"version = 1\nusers = 3\n"),
        "other key": good.replace(b"version = 1", b"version = 2"),
    }.get(how, good)
    publisher.status = 404 if how == "404" else 200
    if how == "silent":
        desk.settings = replace(desk.settings, revocation="http://127.0.0.1:9/revoked.toml")
    _, told = came(desk)
    assert isinstance(told[-1], Entered)
    refused = {"unsigned": "unsigned", "not a list": "form", "other key": "signature"}.get(how)
    assert purged(desk) == ([f"revocation_{refused}"] if refused else [])


def test_g18_an_older_list_is_not_obeyed(desk: Desk, publisher: Publisher) -> None:
    kept_by_its_user(desk, publisher)
    publisher.content = listed(7)
    came(desk)
    publisher.content = listed(6)
    came(desk)
    assert purged(desk) == ["revocation_downgrade"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"version = 1\nusers = ['Hansen']\n", "form"),
        (b"users = []\n", "form"),
        (b"version = 1\nmode = 'field'\n", "form"),
        (b"version = true\n", "form"),
        (b"version = 1\nusers = [1]\n", "form"),
        (b"version = \n", "form"),
        (b"version = 1\n" + b"#" * 1024 * 1024, "too_large"),
    ],
)
def test_a_list_of_another_form_is_refused_whole(text: bytes, reason: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_revocations(signed(text), [public_key()], 0)
    assert refused.value.facts["reason"] == reason


def wait_for(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.005)


def watching(desk: Desk, publisher: Publisher, contents: list[bytes], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Let a session be open while the organisation publishes one list after the other; give what was reported."""
    who = kept_by_its_user(desk, publisher)
    entrance, told = desk.process(), []
    monkeypatch.setattr("overblik.app.revoking._EVERY", 0.01)

    async def whole() -> None:
        watch = asyncio.ensure_future(entrance.revoking.watch(who, told.append))
        for content in contents:
            publisher.content, asked = content, publisher.asked
            await asyncio.to_thread(wait_for, lambda asked=asked: publisher.asked >= asked + 3 or watch.done())
        if not told:
            watch.cancel()
        await asyncio.wait({watch})

    asyncio.run(whole())
    entrance.trail.file.close()
    return told


def test_g18_an_open_session_hears_that_its_user_is_revoked(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = Clinician("local-user", "", "")
    lists = [
        listed(1),
        listed(2, users=(revoked_name(replace(who, subject="another")),)),
        listed(3, users=(revoked_name(who),)),
    ]
    (told,) = watching(desk, publisher, lists, monkeypatch)
    assert isinstance(told, Clinician)


def test_g18_a_list_that_is_not_obeyed_ends_no_session_and_is_put_on_record_once(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = Clinician("local-user", "", "")
    unsigned = listed(1, users=(revoked_name(who),)).partition(b"# signature")[0]
    assert watching(desk, publisher, [unsigned, unsigned, b"", unsigned[:-1]], monkeypatch) == []
    assert purged(desk) == ["revocation_unsigned"] * 3


def test_where_no_list_is_set_up_nobody_is_asked(desk: Desk, publisher: Publisher) -> None:
    entrance, _ = desk.opened()
    asyncio.run(entrance.revoking.watch(Clinician("local-user", "", ""), lambda _: None))
    assert publisher.asked == 0
