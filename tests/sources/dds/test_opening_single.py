"""One document that somebody opens: asked for anew, about this citizen, or not shown (services.md section 4.3)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.domain.clinical import Currency
from overblik.domain.errors import Refused, SourceError, Unintelligible, Unreachable, Withheld, WrongPatient
from overblik.sources.dds import DdsServer, open_document
from overblik.wire.http import HttpClient
from sources.dds.small import ME, OTHER, VALUE, document, lab_result, report, section, target
from sources.dds.xds_answers import CONSENT, Doc, appointment, brought, error, fault, plain, soap
from sources.dds.xds_world import URL, World, look, sharing

NOTE = document("1.2.3.4", section("", text="<text>Noget at vide</text>"), code="34133-9", title="Notat")
THEIRS = document("1.2.3.4", section(""), head=target(f'<id root="1.2.208.176.1.2" extension="{OTHER}"/>'))
MINE = Doc("1.2.1", NOTE, "34133-9")
PLACE = f"{MINE.repository}/1.2.1#0"


def opened(world: World, name: str = PLACE) -> Any:
    async def run() -> Any:
        clock = FakeClock()
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), InMemory(world))
        try:
            return await open_document(DdsServer("dds", sharing(URL, http, clock)), look(), name)
        except SourceError as error:
            return error
        finally:
            await http.aclose()

    return asyncio.run(run())


def test_it_comes_with_its_words_and_is_asked_for_by_its_id_alone() -> None:
    world = World([MINE, Doc("1.2.2")])
    came = opened(world)
    assert came.patient_id == look().patient_id
    assert "Noget at vide" in repr(came.fact)
    assert came.provenance.fetched_at == NOW
    assert [one.slots["$XDSDocumentEntryUniqueId"] for one in world.queries] == ["('1.2.1')"]
    assert world.fetched == ["1.2.1"]


def test_one_that_was_replaced_can_be_opened_and_says_so() -> None:
    came = opened(World([replace(MINE, is_replaced=True)]))
    assert came.fact.currency is Currency.PAST
    assert "Noget at vide" in repr(came.fact)


def test_one_made_on_demand_is_found_again_by_what_lasts() -> None:
    lab = Doc("2.25.1", report(lab_result(VALUE)), "11502-2", on_demand=True)
    from overblik.sources.dds.identity import key_of
    from sources.dds.test_identity import entry

    name = key_of(entry(lab))
    came = opened(World([replace(lab, name="2.25.2")]), f"{name}#0")
    assert came.fact.title or came.fact.type


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (replace(MINE, content=THEIRS), WrongPatient),
        (replace(MINE, patient=OTHER, source_patient=OTHER), Unreachable),
        (replace(MINE, name="1.2.9"), Unreachable),
        (replace(MINE, content=b"<html/>"), Unintelligible),
        (replace(MINE, content=appointment()[:-20]), Unintelligible),
    ],
)
def test_h1_what_is_not_this_citizens_or_no_document_is_not_shown(doc: Doc, expected: type) -> None:
    came = opened(World([doc]))
    assert type(came) is expected
    assert ME not in f"{came!s}{came!r}{came.facts}"


@pytest.mark.rule("H7")
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda: plain(500), Unreachable),
        (lambda: plain(403), Refused),
        (lambda: fault("Negativt samtykke"), Withheld),
        (lambda: soap(brought("", CONSENT, "Failure")), Withheld),
        (lambda: soap(brought("", error("XDSRepositoryError"), "Failure")), Unreachable),
    ],
)
def test_h7_what_its_repository_refuses_is_refused_and_not_unreachable(answer: Any, expected: type) -> None:
    assert type(opened(World([MINE], fetching=lambda *_: answer()))) is expected
