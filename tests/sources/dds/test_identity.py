"""Which document is which: ids that live ten minutes, reports that are alike, and whose the registry says they are."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from in_process import FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.domain.section import Standing
from overblik.sources.dds import DdsServer
from overblik.sources.dds.identity import is_foreign, key_of, told_apart
from overblik.sources.dds.kinds import LABORATORY
from overblik.wire.http import HttpClient
from overblik.wire.soap import payload
from overblik.wire.xds_answer import registry_answer
from overblik.wire.xds_entry import DocumentEntry
from overblik.wire.xml import parse
from sources.dds.small import ME, OTHER, VALUE, lab_result, report
from sources.dds.xds_answers import Doc, brought, cx, enveloped, error, extrinsic, listed, multipart, response, soap
from sources.dds.xds_patient import Patient
from sources.dds.xds_world import URL, Desk, World, look, seen, sharing

LAB = report(lab_result(VALUE))


@dataclass
class OnDemand:
    """A laboratory whose ids live ten minutes, and only for the question that they were given out to."""

    clock: FakeClock
    contents: tuple[bytes, ...] = (LAB,)
    hash: str | None = None
    given: dict[str, tuple[float, bytes]] = field(default_factory=dict)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(listing=self.list, fetching=self.fetch)

    def list(self, asked: Any) -> None:
        del asked
        made = []
        for at, content in enumerate(self.contents):
            name = f"2.25.{len(self.given)}"
            self.given[name] = (self.clock.counted, content)
            made.append(Doc(name, content, "11502-2", on_demand=True, hash=self.hash, created=f"2026011011000{at}"))
        self.world.docs = made

    def fetch(self, name: str, asked: Any) -> Any:
        del asked
        since, content = self.given[name]
        if self.clock.counted - since >= 600:
            return soap(brought("", error("XDSDocumentUniqueIdError"), "Failure"))
        return multipart(brought(response(name, "d@x")), [("d@x", content)])


@pytest.mark.parametrize(("age", "questions"), [(0, 1), (539, 1), (541, 2), (601, 2)])
def test_an_id_older_than_nine_minutes_is_asked_for_anew(age: float, questions: int) -> None:
    clock = FakeClock()
    lab = OnDemand(clock, (LAB, LAB.replace(b"4,1", b"4,2")))

    async def run() -> list[Any]:
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), InMemory(lab.world))
        async with DdsServer("dds", sharing(URL, http, clock)).opening(look()) as opening:
            listed = await opening.listed(LABORATORY.wanted)
            clock.move(age)
            made = await asyncio.gather(*(opening.document(one, listed, clock.counted + 9) for one in listed.entries))
        await http.aclose()
        return list(made)

    came = asyncio.run(run())
    assert all(one.read is not None for one in came)
    assert len({one.content for one in came}) == 2
    # Once for all documents of the list.
    assert len(lab.world.queries) == questions


def test_an_id_that_the_repository_knows_no_more_is_asked_for_anew_once() -> None:
    clock = FakeClock()
    lab, dead = OnDemand(clock), set()

    def fetch(name: str, asked: Any) -> Any:
        if not dead:
            dead.add(name)
            return soap(brought("", error("XDSDocumentUniqueIdError"), "Failure"))
        return lab.fetch(name, asked)

    lab.world.fetching = fetch
    section = seen(Desk(lab.world, (LABORATORY,), clock).ask(), kind=LABORATORY)
    assert (section.standing, len(section.entries)) == (Standing.COMPLETE, 1)
    assert (len(lab.world.queries), lab.world.fetched) == (2, ["2.25.0", "2.25.1"])


def test_what_is_made_on_demand_is_known_again_by_its_hash_though_its_id_is_another() -> None:
    clock = FakeClock()
    patient = Patient(OnDemand(clock).world, LABORATORY, clock)
    assert len(patient.open().entries) == 1
    assert len(patient.open().entries) == 1
    assert patient.world.fetched == []


@pytest.mark.rule("H4")
def test_h4_two_reports_alike_in_all_that_lasts_are_both_fetched_and_neither_is_taken_for_the_other() -> None:
    clock = FakeClock()
    first, second = LAB, LAB.replace(b"4,1", b"5,5")
    lab = OnDemand(clock, (first, second), hash="")
    patient = Patient(lab.world, LABORATORY, clock)
    assert sorted(one.fact.value for one in patient.open().entries) == ["4,1", "5,5"]
    lab.contents = (second,)
    assert [one.fact.value for one in patient.open().entries] == ["5,5"]
    assert len(patient.world.fetched) == 1


def entry(doc: Doc) -> DocumentEntry:
    return registry_answer(payload(parse(enveloped(listed(extrinsic(doc)))))).entries[0]


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("patients", "expected"),
    [
        ((cx(ME),), False),
        ((cx(ME), cx(ME)), False),
        ((cx(OTHER),), True),
        ((cx(ME), cx(OTHER)), True),
        ((f"'{OTHER}^^^&1.2.208.176.1.2&ISO'",), True),
        ((f"{OTHER[:6]}-{OTHER[6:]}^^^&1.2.208.176.1.2&ISO",), True),
        ((f"{OTHER}^^^&2.16.840.1.113883.3.4208.100.2&ISO",), True),
        (("ABCDEFGHIJ^^^&1.2.208.176.1.2&ISO",), False),
        (("••••••••••^^^&1.2.208.176.1.2&ISO",), False),
        ((f"{OTHER}^^^&1.2.3.4&ISO",), False),
        (("",), False),
        ((), False),
        (("^^^&1.2.208.176.1.2&ISO", "x", "^", "&", "^^^"), False),
    ],
)
def test_h1_only_another_cpr_number_makes_a_document_anothers(patients: tuple[str, ...], expected: bool) -> None:
    assert is_foreign(replace(entry(Doc("1.2.1")), patients=patients), ME) is expected


def test_a_document_of_two_lists_is_one_and_the_more_careful_entry_counts() -> None:
    one = entry(Doc("1.2.1"))
    assert told_apart((one, replace(one, entry_uuid="another"))) == (one,)
    replaced = replace(one, is_replaced=True)
    assert [each.is_replaced for each in told_apart((replaced, one))] == [False]
    theirs = replace(one, patients=(cx(OTHER),))
    (joined,) = told_apart((one, theirs))
    assert is_foreign(joined, ME)
    (joined,) = told_apart((one, replace(one, hash="0" * 40)))
    assert (joined.hash, joined.size, joined.created) == ("", None, "")
    (joined,) = told_apart((replace(one, confidentiality=("N",)), replace(one, confidentiality=("V",))))
    assert joined.confidentiality == ("N", "V")


def test_two_repositories_may_use_one_id_for_two_documents() -> None:
    one = entry(Doc("1.2.1"))
    assert len(told_apart((one, replace(one, repository="1.9.9")))) == 2


def test_a_key_is_the_same_in_every_session_and_never_holds_an_id_that_is_not() -> None:
    one = entry(Doc("2.25.1", LAB, "11502-2", on_demand=True))
    again = replace(one, unique_id="2.25.2", entry_uuid="urn:uuid:another", created="20270101")
    assert key_of(one) == key_of(again)
    assert "2.25" not in key_of(one)
    assert key_of(replace(one, hash="0" * 40)) != key_of(one)
