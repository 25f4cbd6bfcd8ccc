"""Of whom something has come at a server is told once, by the server's own clock, and never of anybody else."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from in_process import NOW, Client, bundle, client, outcome, reply, statement
from overblik.domain.errors import Unintelligible, Unreachable
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Known
from overblik.domain.section import Topic
from overblik.sources.fhir.feed import FhirFeed
from sources.fhir.test_many import NUMBERS, Deaf, Ward, first, of, ward
from sources.fhir.test_unchanged import TYPES
from sources.fhir_world import value

LAB = frozenset({Topic.LAB_RESULTS})


def new(place: int, name: str, when: datetime, version: int = 1) -> dict[str, Any]:
    meta = {"versionId": str(version), "lastUpdated": when.isoformat(timespec="milliseconds")}
    return {**of(place, value(name)), "meta": meta}


class Watch:
    """A list of three that is watched; the server's clock is that of the answer's Date."""

    def __init__(self, tiny: Ward, *topics: Topic) -> None:
        self.tiny, self.one = tiny, client(self.answer)
        self.server_is_late = timedelta()
        knowns = first(self.one)
        self.kept: dict[PatientId, list[Known]] = {
            cpr(number): [known] for number, known in zip(NUMBERS, knowns, strict=True)
        }
        self.feed = FhirFeed(self.one.server, topics or (Topic.LAB_RESULTS, Topic.MASTER_DATA))

    def answer(self, request: httpx.Request) -> Any:
        came = self.tiny(request)
        assert isinstance(came, httpx.Response)
        came.headers["Date"] = self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return came

    @property
    def now(self) -> datetime:
        """By the server's clock."""
        return self.clock.now() - self.server_is_late if hasattr(self, "one") else NOW

    @property
    def clock(self) -> Any:
        return self.one.clock

    def come(self, place: int, name: str, version: int = 1) -> None:
        self.tiny.resources["Observation"].append(new(place, name, self.now, version))

    def ask(self) -> Mapping[str, frozenset[Topic]] | None:
        self.one.transport.asked.clear()
        told = asyncio.run(self.feed.ask(self.kept))
        return None if told is None else {one.number_for_lookup(): topics for one, topics in told.items()}

    def later(self, seconds: float = 60) -> None:
        self.clock.move(seconds)


def test_what_comes_is_told_once_of_the_citizen_whom_it_is_about() -> None:
    one = Watch(ward())
    one.later()
    assert one.ask() == {}
    one.come(1, "new")
    one.later()
    assert one.ask() == {NUMBERS[1]: LAB}
    for _ in range(3):
        one.later()
        assert one.ask() == {}
    one.come(1, "newer")
    one.come(2, "another")
    assert one.ask() == {NUMBERS[1]: LAB, NUMBERS[2]: LAB}


def test_a_list_costs_one_question_a_type_and_no_address_holds_a_number() -> None:
    one = Watch(ward())
    one.later()
    one.ask()
    one.ask()
    assert sorted(one.one.transport.paths) == ["/fhir/DiagnosticReport", "/fhir/Observation"]
    assert not any(number in str(request.url) for request in one.one.transport.asked for number in NUMBERS)


@pytest.mark.parametrize("minutes", [-45, -3, 3, 45])
def test_the_clocks_of_server_and_computer_need_not_agree(minutes: int) -> None:
    one = Watch(ward())
    one.server_is_late = timedelta(minutes=minutes)
    one.later()
    one.ask()
    one.come(0, "new")
    one.later()
    assert one.ask() == {NUMBERS[0]: LAB}
    one.later()
    assert one.ask() == {}


def test_what_came_before_the_list_was_opened_is_not_told() -> None:
    tiny = ward()
    tiny.resources["Observation"].append(new(0, "older", NOW - timedelta(minutes=5)))
    one = Watch(tiny)
    one.later()
    assert one.ask() == {}


def test_a_server_that_passes_over_the_moment_tells_nothing_old_as_new() -> None:
    tiny = ward()
    one = Watch(tiny)
    tiny.deaf.add("_lastUpdated")
    one.later()
    assert one.ask() == {}
    one.come(2, "new")
    one.later()
    assert one.ask() == {NUMBERS[2]: LAB}


def odd(one: Watch) -> Any:
    """Answer with a result that names nobody."""
    return bundle([new(1, "odd", one.now) | {"subject": {"display": "en dame"}}])


def test_where_it_cannot_be_told_of_whom_all_are_asked_for_once() -> None:
    one = Watch(ward())
    one.later()
    one.ask()
    told = odd(one)
    one.tiny.faults["Observation"] = lambda _: reply(told)
    assert one.ask() == dict.fromkeys(NUMBERS, LAB)
    for _ in range(3):
        one.later()
        assert one.ask() == {}, "the same change is told once, also where the server sends it again"


def test_an_answer_that_is_not_whole_tells_nothing_and_says_so() -> None:
    one = Watch(ward())
    one.later()
    one.ask()
    cut = bundle([]) | {"link": [{"relation": "next", "url": "https://elsewhere.example/fhir?page=2"}]}
    one.tiny.faults["Observation"] = lambda _: reply(cut)
    with pytest.raises(Unintelligible):
        one.ask()


class Blocking(Ward):
    """Refuses a whole search in which somebody is asked about whose data are blocked."""

    blocked = "p1"

    def __call__(self, request: httpx.Request) -> Any:
        if self.blocked in request.url.params.get("patient", "").split(","):
            return reply(outcome("suppressed"), 403)
        return super().__call__(request)


@pytest.mark.rule("H7")
def test_h7_one_who_is_blocked_takes_no_news_of_the_others_away_and_is_looked_at_once() -> None:
    one = Watch(ward())
    one.later()
    one.ask()
    blocking = Blocking(one.tiny.resources, capability=one.tiny.capability)
    one.tiny = blocking
    one.come(2, "new")
    one.later()
    assert one.ask() == {NUMBERS[1]: LAB, NUMBERS[2]: LAB}, "that he is blocked now is a change, too"
    one.come(0, "another")
    one.come(1, "of him")
    one.later()
    assert one.ask() == {NUMBERS[0]: LAB}
    assert len(one.one.transport.asked) == 2, "he is not asked about again"
    blocking.blocked = ""
    one.later(901)
    one.come(2, "late")
    assert one.ask() == {NUMBERS[1]: LAB, NUMBERS[2]: LAB}, "what came while he was blocked is seen by looking at him"
    one.later(120)
    assert one.ask() == {}, "once"


def test_somebody_elses_item_is_told_of_nobody() -> None:
    one = Watch(ward())
    one.later()
    one.ask()
    stranger = reply({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": new(7, "x", one.now)}]})
    one.tiny.faults["Observation"] = lambda _: stranger
    assert one.ask() == {}


def test_an_appointment_names_its_citizen_among_those_who_take_part() -> None:
    tiny = ward()
    tiny.capability["rest"][0]["resource"] += statement("Appointment")["rest"][0]["resource"]
    tiny.capability["rest"][0]["resource"][-1]["searchParam"].append({"name": "_lastUpdated"})
    one = Watch(tiny, Topic.APPOINTMENTS)
    parts = [{"actor": {"reference": "Practitioner/1"}}, {"actor": {"reference": "Patient/p2/_history/3"}}]
    made = {**new(0, "a", one.now), "resourceType": "Appointment", "participant": parts}
    made.pop("subject")
    one.tiny.faults["Appointment"] = lambda _: reply(
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": made}]}
    )
    assert one.ask() == {NUMBERS[2]: {Topic.APPOINTMENTS}}


def test_a_server_that_cannot_be_asked_so_says_it_and_one_that_fails_fails() -> None:
    tiny = ward()
    tiny.capability = statement(
        *TYPES, **{kind: {"searchParam": [{"name": "patient"}, {"name": "identifier"}]} for kind in TYPES}
    )
    assert asyncio.run(FhirFeed(client(tiny).server, (Topic.LAB_RESULTS,)).ask({})) is None
    one = Watch(ward())
    one.tiny.faults["Observation"] = lambda _: reply(outcome("exception"), 503)
    with pytest.raises(Unreachable):
        one.ask()


@pytest.mark.rule("H4")
def test_h4_a_server_that_takes_no_several_citizens_tells_nothing_and_is_not_said_to() -> None:
    made = ward()
    one = Watch(Deaf(made.resources, capability=made.capability))
    one.come(1, "new")
    assert one.ask() is None


def test_of_whom_nothing_is_kept_nothing_is_asked() -> None:
    one: Client = client(ward())
    told = asyncio.run(FhirFeed(one.server, (Topic.LAB_RESULTS,)).ask({cpr(NUMBERS[0]): ()}))
    assert told is None
    assert one.transport.paths == ["/fhir/metadata"]
