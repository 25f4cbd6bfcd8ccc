"""Many citizens are asked about at once; of whom anything may have changed, he is asked about by himself."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from in_process import NUMBER, Client, client, grant, outcome, patient, reply
from overblik.domain.errors import Unreachable
from overblik.domain.grant import Grant
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer, AnswerKind, Known
from overblik.domain.section import Topic
from overblik.sources.fhir.many import confirm
from sources.fhir.test_unchanged import Counting, at, world
from sources.fhir_world import value

LATER = 2000
"""Minutes: after everybody was first asked about."""
NUMBERS = ("2509479989", "2512489996", "0309363991")


def of(place: int, resource: dict[str, Any]) -> dict[str, Any]:
    """Let an item be another citizen's."""
    return {**resource, "subject": {"reference": f"Patient/p{place}"}}


class Ward(Counting):
    """Three citizens, each found by number; a search for some of them finds theirs alone."""

    def __call__(self, request: Any) -> Any:
        kind = request.url.path.removeprefix("/fhir/").removesuffix("/_search")
        asked = request.url.params.get("patient", "")
        whole = self.resources.get(kind, [])
        if kind == "Patient" and request.method == "POST":
            number = request.content.decode().split("%7C")[1].split("&")[0]
            found = [one for one in whole if one["identifier"][0]["value"] == number]
        elif asked:
            mine = {f"Patient/{name}" for name in asked.split(",")}
            found = [one for one in whole if one["subject"]["reference"] in mine]
        else:
            return super().__call__(request)
        try:
            self.resources[kind] = found
            return super().__call__(request)
        finally:
            self.resources[kind] = whole


def ward() -> Ward:
    made = world()
    people = [at(patient(number, f"p{place}")) for place, number in enumerate(NUMBERS)]
    results = [at(of(place, value(f"o{place}{n}")), place + n) for place in range(3) for n in range(2)]
    made.resources |= {"Patient": people, "Observation": results}
    return Ward(made.resources, capability=made.capability)


def looks() -> list[Grant]:
    return [replace(grant(cpr(number), f"intent-{number}", ahead=True)) for number in NUMBERS]


async def answers(one: Client, knowns: Sequence[Known | None], confirming: bool) -> list[Answer]:
    asking = looks()
    if confirming:
        await confirm(one.server, {look: (known,) for look, known in zip(asking, knowns, strict=True) if known})
    pairs = zip(asking, knowns, strict=True)
    return [await one.server.answer(Topic.LAB_RESULTS, look, known) for look, known in pairs]


def first(one: Client) -> list[Known]:
    came = asyncio.run(answers(one, [None] * 3, confirming=False))
    assert all(answer.validators for answer in came)
    return [answer.validators for answer in came if answer.validators]


def second(one: Client, knowns: list[Known]) -> list[bool]:
    """Ask together, then each; tell of whom nothing has changed."""
    one.transport.asked.clear()
    came = asyncio.run(answers(one, knowns, confirming=True))
    return [answer.kind is AnswerKind.UNCHANGED for answer in came]


def test_of_a_list_that_has_not_changed_each_type_is_asked_for_twice() -> None:
    one = client(ward())
    assert second(one, first(one)) == [True, True, True]
    assert len(one.transport.asked) == 6, "two numbers for records, results and reports"
    assert not any(number in str(request.url) for request in one.transport.asked for number in NUMBERS)


def test_a_server_that_tags_its_searches_is_asked_about_many_at_once_too() -> None:
    tiny = ward()
    tiny.etags = {"Observation": 'W/"a"', "DiagnosticReport": 'W/"b"'}
    one = client(tiny)
    knowns = first(one)
    assert second(one, knowns) == [True, True, True]
    assert len(one.transport.asked) == 6
    tiny.etags = {"Observation": 'W/"c"', "DiagnosticReport": 'W/"b"'}
    tiny.resources["Observation"].append(at(of(1, value("new")), LATER))
    assert second(one, knowns) == [True, False, True]


@pytest.mark.rule("H4")
def test_h4_a_part_of_which_one_count_has_no_time_is_not_confirmed_by_the_others() -> None:
    tiny = ward()
    one = client(tiny)
    timeless = '{"kind":"Medication","total":1,"newest":"2026-03-01T08:00:00Z","ids":["m1"],"at":""}]'
    knowns = [{**known, "Observation": known["Observation"].removesuffix("]") + "," + timeless} for known in first(one)]
    one.transport.asked.clear()

    async def together() -> None:
        await confirm(one.server, {look: (known,) for look, known in zip(looks(), knowns, strict=True)})

    asyncio.run(together())
    assert not any("/Observation" in path for path in one.transport.paths)


class Deaf(Ward):
    """Takes `a,b` for the id of one citizen, of whom it has nothing."""

    def __call__(self, request: Any) -> Any:
        if "," in request.url.params.get("patient", ""):
            return reply({"resourceType": "Bundle", "type": "searchset", "total": 0})
        return super().__call__(request)


@pytest.mark.rule("H4")
def test_h4_a_server_that_takes_no_several_citizens_confirms_nobody_by_finding_nothing() -> None:
    """Of nobody are there reports: zero is the right number, and it is no proof."""
    made = ward()
    tiny = Deaf(made.resources, capability=made.capability)
    one = client(tiny)
    knowns = first(one)
    tiny.resources["DiagnosticReport"] = [at(of(1, {"resourceType": "DiagnosticReport", "id": "r1"}), LATER)]
    assert second(one, knowns) == [True, False, True]


CHANGES: dict[str, tuple[Callable[[Ward], Any], list[bool]]] = {
    "a new result": (
        lambda tiny: tiny.resources["Observation"].append(at(of(1, value("new")), LATER)),
        [True, False, True],
    ),
    "a changed result": (
        lambda tiny: tiny.resources["Observation"].__setitem__(2, at(of(1, value("o10", 9)), LATER, 2)),
        [True, False, True],
    ),
    "a record changed": (
        lambda tiny: tiny.resources["Patient"].__setitem__(2, at(patient(NUMBERS[2], "p2"), LATER, 2)),
        [True, True, False],
    ),
    "a deleted result": (lambda tiny: tiny.resources["Observation"].pop(0), [False, True, True]),
    "`_lastUpdated` is passed over": (lambda tiny: tiny.deaf.add("_lastUpdated"), [False, False, False]),
    "`_summary` is passed over": (lambda tiny: tiny.deaf.add("_summary"), [False, False, False]),
}


@pytest.mark.rule("H4")
@pytest.mark.parametrize("name", CHANGES)
def test_h4_who_may_have_changed_is_asked_about_by_himself(name: str) -> None:
    tiny = ward()
    one = client(tiny)
    knowns = first(one)
    change, unchanged = CHANGES[name]
    change(tiny)
    assert second(one, knowns) == unchanged


def test_a_server_that_fails_for_many_is_asked_about_each() -> None:
    tiny = ward()
    one = client(tiny)
    knowns = first(one)
    tiny.faults["DiagnosticReport"] = lambda request: (
        reply(outcome("too-costly"), 400)
        if "%2C" in str(request.url)
        else reply({"resourceType": "Bundle", "type": "searchset", "total": 0})
    )
    assert second(one, knowns) == [True, True, True]


def test_a_server_that_is_silent_says_so_before_anything_is_concluded() -> None:
    tiny = ward()
    one = client(tiny)
    knowns = first(one)
    for kind in ("Patient", "Observation", "DiagnosticReport"):
        tiny.faults[kind] = lambda _: reply(b"", 503)
    with pytest.raises(Unreachable):
        second(one, knowns)


WORLD = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 40)), max_size=5)


@pytest.mark.rule("H4")
@given(changes=WORLD, removed=st.lists(st.integers(0, 5), max_size=2))
def test_h4_no_change_of_anybody_is_ever_taken_for_none(
    changes: list[tuple[int, int, int]], removed: list[int]
) -> None:
    tiny = ward()
    one = client(tiny)
    knowns = first(one)
    held = {one["id"]: one for one in tiny.resources["Observation"]}
    now = {name: one for place, (name, one) in enumerate(held.items()) if place not in removed}
    for place, name, minute in changes:
        now[f"o{place}{name}"] = at(of(place, value(f"o{place}{name}", minute)), LATER + minute, 2)
    tiny.resources["Observation"] = list(now.values())
    mine = [
        {one["id"]: one for one in every.values() if one["subject"]["reference"] == f"Patient/p{place}"}
        for every in (held, now)
        for place in range(3)
    ]
    assert second(one, knowns) == [mine[place] == mine[place + 3] for place in range(3)]
    assert NUMBERS[0] == NUMBER
