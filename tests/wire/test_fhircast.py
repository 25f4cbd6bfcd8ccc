"""What a hub may say, read strictly (FHIRcast 3.0.0)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overblik.domain.errors import Unintelligible
from overblik.wire import fhircast
from overblik.wire.fhircast import Confirmed, Denied, Notice

# The examples of sections 2.4.3, 2.4.5, 2.5.1 and 3.2.2, with other ids.
CONFIRMATION = {
    "hub.mode": "subscribe",
    "hub.topic": "fdb2f928",
    "hub.events": "patient-open,patient-close",
    "hub.lease_seconds": 7200,
}
DENIAL = {"hub.mode": "denied", "hub.topic": "fba7b1e2", "hub.events": "patient-open", "hub.reason": "stopped"}


def event(**more: Any) -> dict[str, Any]:
    patient = {"resourceType": "Patient", "id": "ewUb"}
    told = {"hub.topic": "fdb2", "hub.event": "Patient-open", "context": [{"key": "patient", "resource": patient}]}
    return {"timestamp": "2018-01-08T01:37:05.14", "id": "q9v3", "event": told, **more}


def test_the_examples_of_the_guide_are_read() -> None:
    assert fhircast.read(json.dumps(CONFIRMATION)) == Confirmed("fdb2f928", 7200.0)
    assert fhircast.read(json.dumps(DENIAL)) == Denied("fba7b1e2")
    told = fhircast.read(json.dumps(event()))
    assert isinstance(told, Notice)
    assert (told.id, told.topic, told.name) == ("q9v3", "fdb2", "patient-open")
    assert told.at == datetime(2018, 1, 8, 1, 37, 5, 140000, UTC)  # in UTC, also where it does not say so
    assert [json.loads(one)["id"] for one in told.patients] == ["ewUb"]
    beat = event()
    beat["event"] = {"hub.topic": "T", "hub.event": "Heartbeat", "context": [{"key": "period", "decimal": "10"}]}
    assert fhircast.read(json.dumps(beat)).period == 10.0


def test_a_time_with_an_offset_is_the_same_moment() -> None:
    assert fhircast.read(json.dumps(event(timestamp="2018-01-08T02:37:05.14+01:00"))).at.hour == 1


def test_the_answer_is_written_as_the_guide_writes_it() -> None:
    assert json.loads(fhircast.answer("q9v3", 200)) == {"id": "q9v3", "status": "200"}


def test_what_is_asked_for_holds_each_parameter_once_and_no_secret() -> None:
    for form in (fhircast.subscription("t", 7200), fhircast.subscription("t", 7200, "wss://h/x")):
        names = [name for name, _ in form]
        assert len(names) == len(set(names))
        assert dict(form)["hub.channel.type"] == "websocket"
        assert "hub.secret" not in names
    leaving = dict(fhircast.unsubscription("t", "wss://h/x"))
    assert leaving["hub.mode"] == "unsubscribe"
    assert "hub.events" not in leaving  # section 2.4.1: SHALL NOT be present


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "{}",
        "[]",
        '{"hub.mode": 1}',
        '{"hub.mode": "unsubscribe", "hub.topic": "t"}',
        json.dumps(event(id="")),
        json.dumps(event(id=7)),
        json.dumps(event(id="x" * 300)),
        json.dumps(event(id="a\nb")),
        json.dumps(event(timestamp="2023-04-01T010:38:04.16")),
        json.dumps(event(timestamp=None)),
        json.dumps(event(event=None)),
        json.dumps(event(event={"hub.event": "Patient-open"})),
        json.dumps(event(event={"hub.topic": "t", "hub.event": "Patient-open", "context": {}})),
        json.dumps(event()).replace('"id": "ewUb"', '"id": "ewUb", "id": "another"'),
        json.dumps(event()).replace('"hub.topic": "fdb2"', '"hub.topic": "x", "hub.topic": "fdb2"'),
        json.dumps(event()) + "x",
        "[" * 100_000,
    ],
)
def test_h3_what_is_not_of_the_form_is_refused(text: str) -> None:
    with pytest.raises(Unintelligible):
        fhircast.read(text)


@given(
    st.text()
    | st.binary()
    | st.recursive(st.none() | st.text(), lambda inner: st.dictionaries(st.text(), inner)).map(json.dumps)
)
def test_whatever_comes_is_a_message_or_a_refusal(text: str | bytes) -> None:
    try:
        fhircast.read(text)
    except Unintelligible:
        assert isinstance(fhircast.id_of(text), str)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"hub.channel.endpoint": 1}', b"\xff"])
def test_an_answer_without_an_endpoint_is_refused(content: bytes) -> None:
    with pytest.raises(Unintelligible):
        fhircast.endpoint_of(content)
