"""The client signs in and asks FMK as it will in the clinic; the services are strangers that check every step."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from in_process import FakeClock, FakeScheduler, grant
from overblik.access.certificate import from_pkcs12
from overblik.app.demo import demo_national
from overblik.app.national import National, national
from overblik.domain.errors import InputError, SignInNeeded, SourceError, Withheld
from overblik.domain.medication import MedicationEntry
from overblik.domain.ports import Answer
from overblik.domain.section import Cause
from overblik.runtime.chance import SystemRandom
from overblik.runtime.national_settings import NationalSettings
from overblik.wire.http import HttpClient
from sandbox.process import Services, services

NANCY = "2512489996"
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[Services]:
    with services() as made:
        yield made


def joined(settings: NationalSettings, clock: FakeClock) -> National:
    return national(
        settings, clock, SystemRandom(), lambda *urls: HttpClient(urls, clock, SystemRandom(), FakeScheduler(clock))
    )


def ask(
    settings: NationalSettings, clock: "FakeClock | None" = None, *, name: str = "fmk", who: str = NANCY
) -> "Answer | SourceError":
    clock = clock or FakeClock(NOW)

    async def run() -> "Answer | SourceError":
        made = joined(settings, clock)
        try:
            (source,) = [one for one in made.sources if one.name == name]
            return await source.fetch(grant(who), None)
        except SourceError as error:
            return error
        finally:
            for client in made.clients:
                await client.aclose()

    return asyncio.run(run())


def test_a_clinician_with_a_certificate_reads_the_card(running: Services) -> None:
    came = ask(demo_national(running.told))
    assert isinstance(came, Answer)
    assert came.card is not None
    assert came.card.was_made
    assert came.card.missing == ()
    rows = [entry.fact.row for entry in came.entries]
    assert rows.count(MedicationEntry.DRUG_MEDICATION) >= 1
    assert "kanarin" not in f"{came.entries!r}{[one.content for one in came.raw]}".casefold()


def test_a_clinician_with_a_certificate_reads_the_vaccination_card(running: Services) -> None:
    came = ask(demo_national(running.told), name="ddv")
    assert isinstance(came, Answer)
    assert (came.warnings, came.unreadable) == ((), ())
    kinds = Counter(entry.fact.entry.value for entry in came.entries)
    assert kinds == {"registration": 6, "superseded": 1, "deleted": 1, "planned": 2}
    (stands,) = [one for one in came.entries if one.provenance.document_id == "Vaccination/91104"]
    assert (str(stands.fact.given_at.day()), stands.provenance.version) == ("2018-06-07", "2")


def test_what_a_citizen_hides_in_the_register_is_told_and_a_refusal_is_no_empty_card(running: Services) -> None:
    came = ask(demo_national(running.told), name="ddv", who="0406459990")
    assert isinstance(came, Answer)
    assert [(one.cause, one.count) for one in came.warnings] == [(Cause.PRIVATE_ENTRY, 1)]
    assert isinstance(ask(demo_national(running.told), name="ddv", who="0512709991"), Withheld)


def test_without_an_address_the_register_is_not_asked(running: Services) -> None:
    made = joined(replace(demo_national(running.told), ddv="", dds=None, sfsk=None, consent=""), FakeClock(NOW))
    assert [source.name for source in made.sources] == ["fmk"]
    assert len(made.clients) == 2


def test_a_card_of_the_demonstration_is_never_sent_in_clear_text_of_a_log_or_an_error(running: Services) -> None:
    settings = demo_national(running.told)
    assert settings.password not in repr(settings)
    assert settings.cpr not in repr(settings)


def test_a_wrong_password_and_a_wrong_file_are_told(running: Services) -> None:
    settings = demo_national(running.told)
    for content, password in ((settings.pkcs12, "forkert"), (b"intet", settings.password)):
        with pytest.raises(InputError, match="certificate_form"):
            from_pkcs12(content, password)


@pytest.mark.rule("T16")
def test_t16_a_card_of_an_issuer_that_is_not_trusted_is_refused(running: Services) -> None:
    other = running.told["broker"]["ca"].encode()
    came = ask(replace(demo_national(running.told), sts_certificate=other))
    assert isinstance(came, SignInNeeded)
    assert came.facts["reason"] == "signature_invalid"


def test_a_clock_that_is_a_day_behind_gets_no_card(running: Services) -> None:
    came = ask(demo_national(running.told), FakeClock(NOW - timedelta(days=2)))
    assert isinstance(came, SignInNeeded)
