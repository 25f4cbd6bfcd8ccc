"""FMK set up by settings.toml alone, as a workplace does it; and whom an assistant acts for, over the wire."""

import asyncio
import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree

from in_process import FakeClock, FakeScheduler, grant
from journeys.conftest import BERGGREN, MOMENT
from journeys.test_command_line import Call, call, refused  # noqa: F401 - the fixture
from journeys.test_national import NOW
from overblik.app.demo import demo_national
from overblik.app.national import national
from overblik.domain.errors import SourceError, Unintelligible
from overblik.domain.ports import Answer
from overblik.runtime.chance import SystemRandom
from overblik.sources.fmk import requests
from overblik.wire.http import HttpClient
from overblik.wire.whitelisting import Caller
from sandbox.process import Services, services

FMK = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"


@pytest.fixture(scope="module")
def running() -> Iterator[Services]:
    with services() as made:
        yield made


class Remembering(httpx.AsyncHTTPTransport):
    """Asks over loopback, and remembers what was sent."""

    def __init__(self, sent: list[bytes]) -> None:
        super().__init__()
        self.sent = sent

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(await request.aread())
        return await super().handle_async_request(request)


def ask(running: Services, source: str, on_behalf_of: str) -> tuple["Answer | SourceError", list[Any]]:
    """Ask as the clinician of the demonstration; give what came, and the headers that were sent to the service."""
    sent: list[bytes] = []
    settings = replace(demo_national(running.told), on_behalf_of=on_behalf_of)
    clock, random = FakeClock(NOW), SystemRandom()

    async def run() -> "Answer | SourceError":
        made = national(
            settings,
            clock,
            random,
            lambda *urls: HttpClient(urls, clock, random, FakeScheduler(clock), Remembering(sent)),
        )
        try:
            (one,) = [each for each in made.sources if each.name == source]
            return await one.fetch(grant(BERGGREN), None)
        except SourceError as error:
            return error
        finally:
            for client in made.clients:
                await client.aclose()

    came = asyncio.run(run())
    heads = [etree.fromstring(one).find("{*}Header") for one in sent if b"RequestSecurityToken" not in one]
    assert heads
    return came, heads


@pytest.mark.parametrize("source", ["fmk", "ddv"])
def test_whom_an_assistant_acts_for_goes_with_every_question(running: Services, source: str) -> None:
    """The service takes it, which checks the order of its parts and the form of the identifier; without it nothing is sent."""
    came, heads = ask(running, source, "0DMX7")
    assert isinstance(came, Answer)
    for head in heads:
        (told,) = head.findall("{*}OnBehalfOf")
        assert [(etree.QName(one).localname, one.text) for one in told] == [("AuthorisationIdentifier", "0DMX7")]
        assert head.index(told) > head.index(head.find("{*}Security"))
    came, heads = ask(running, source, "")
    assert isinstance(came, Answer)
    assert not any(head.findall("{*}OnBehalfOf") for head in heads)


def test_the_service_refuses_an_authorisation_that_is_none(running: Services) -> None:
    """So that the test above cannot pass by a service that does not look."""
    came, _ = ask(running, "fmk", "forkert")
    assert isinstance(came, Unintelligible)
    assert came.facts["fault"] == "syntax_error"


@pytest.mark.samples
def test_whom_an_assistant_acts_for_is_written_as_the_real_schema_says(samples: Path) -> None:
    schema = etree.XMLSchema(etree.parse(samples / "schemas" / "fmk" / "extracted-xsd" / "all.xsd"))
    caller = Caller("Ejer", "Overblik", "1", "Region", "Lægehuset", "99999999", "medcom:cvrnumber", "Læge", "0DMX7")
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in requests.NAMESPACES.items())
    written = etree.fromstring(f"<w {spaces}>{requests.headers(caller, None)}</w>")
    (told,) = written.findall(f"{{{FMK}}}OnBehalfOf")
    schema.assertValid(told)


def set_up(home: Path, running: Services, **changed: str) -> None:
    """Write settings and files as the manual shows them."""
    folder = home / "XDG_CONFIG_HOME" / "overblik"
    folder.mkdir(parents=True)
    told, who = running.told, running.told["certificate"]
    (folder / "sts.pem").write_text(told["sts"]["certificate"])
    (folder / "medarbejder.p12").write_bytes(base64.b64decode(who["pkcs12"]))
    (folder / "medarbejder.password").write_text(changed.pop("word", who["password"]) + "\n")
    lines = {
        "fmk": told["fmk"]["url"],
        "ddv": told["ddv"]["url"],
        "sts": told["sts"]["url"],
        "sts_certificate": "sts.pem",
        "certificate": "medarbejder.p12",
        "password_file": "medarbejder.password",
        "cpr": who["cpr"],
        "given_name": who["givenName"],
        "surname": who["surName"],
        "role_code": who["role"],
        "requested_role": who["occupation"],
        "organisation": who["organisation"],
        "cvr": who["cvr"],
        **changed,
    }
    text = "\n".join(f"{key} = {json.dumps(value)}" for key, value in lines.items())
    (folder / "settings.toml").write_text(f"[national]\n{text}\n", encoding="utf-8")


def test_a_card_is_read_with_settings_of_the_file_alone(
    call: Call,  # noqa: F811 - the fixture
    running: Services,
    tmp_path: Path,
) -> None:
    set_up(tmp_path, running)
    ended = call("overview", "--format", "json", "--clock", MOMENT, typed=f"{BERGGREN}\n")
    assert ended.returncode == 0, ended.stderr
    told = {section["source"]: section for section in json.loads(ended.stdout)["sections"]}
    # One of her drugs is private: that is said, and the others are shown.
    assert {name: section["state"] for name, section in told.items()} == {"fmk": "blocked", "ddv": "complete"}
    assert len(told["fmk"]["entries"]) > 3
    word = running.told["certificate"]["password"].encode()
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "medarbejder.password"]
    assert not [path for path in kept if word in path.read_bytes()]


def test_a_certificate_that_cannot_be_opened_is_named_before_anything_starts(
    call: Call,  # noqa: F811 - the fixture
    running: Services,
    tmp_path: Path,
) -> None:
    set_up(tmp_path, running, word="forkert")
    for words in (("overview", BERGGREN), ("run",)):
        refused(call(*words), "Certifikatet kan ikke åbnes", code=2)


def test_an_address_that_is_not_encrypted_is_refused(
    call: Call,  # noqa: F811 - the fixture
    running: Services,
    tmp_path: Path,
) -> None:
    set_up(tmp_path, running, fmk="http://fmk.example.dk/ws")
    refused(call("overview", BERGGREN), "fmk i tabellen national i settings.toml er ikke en adresse", code=2)
