"""Who a Patient resource is: by its one number, or by nobody's guess (H1, H3)."""

import json
from typing import Any

import pytest

from in_process import CPR_OID, NUMBER, OTHER
from overblik.domain.errors import (
    Ambiguous,
    Nameless,
    Refused,
    Unintelligible,
    UnknownPatient,
    Unreachable,
    WrongPatient,
)
from overblik.domain.patient import cpr, e_cpr
from overblik.sources.fhir.whose import answered, named
from overblik.wire.http import Response

ECPR = "urn:oid:1.2.208.176.1.6.1.3.177"
pytestmark = pytest.mark.rule("H1", "H3")


def patient(*identifiers: tuple[str, str, str], **more: Any) -> bytes:
    told = [{"system": system, "value": value, "use": use} for system, value, use in identifiers]
    return json.dumps({"resourceType": "Patient", "id": "p1", "identifier": told, **more}).encode()


MINE = (CPR_OID, NUMBER, "official")


@pytest.mark.parametrize(
    "raw",
    [
        patient(MINE),
        patient((CPR_OID.removeprefix("urn:oid:"), f"{NUMBER[:6]}-{NUMBER[6:]}", "official")),
        patient(("urn:local", "7", "usual"), MINE),
        patient((CPR_OID, OTHER, "old"), MINE),
        patient(MINE, MINE),
        patient(MINE, (ECPR, "0307714TX2", "official")),
        patient(MINE, link=[{"type": "replaces", "other": {"reference": "Patient/p0"}}]),
    ],
)
def test_h3_the_one_number_says_who_it_is(raw: bytes) -> None:
    assert named(raw) == cpr(NUMBER)


def test_h3_a_declared_replacement_stands_where_there_is_no_number() -> None:
    assert named(patient((ECPR, "0307714TX2", "official"))) == e_cpr(ECPR, "0307714TX2")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (patient(), Nameless),
        (patient(("urn:local", "7", "official")), Nameless),
        (patient((CPR_OID, "12", "official")), Nameless),
        (patient((CPR_OID, "12", "official"), MINE), Nameless),
        (patient((CPR_OID, OTHER, "old")), Nameless),
        (patient(MINE, (CPR_OID, OTHER, "official")), Ambiguous),
        (patient((ECPR, "0307714TX2", "official"), (ECPR, "0307714TX3", "official")), Ambiguous),
        (patient(MINE, link=[{"type": "replaced-by"}]), Ambiguous),
        (patient(MINE).replace(b'"value": "2', b'"value": "x", "value": "2'), Unintelligible),
        (patient(MINE).replace(b"Patient", b"Group"), Unintelligible),
        (patient(MINE)[:-1], Unintelligible),
        (b"", Unintelligible),
        (b"\xff", Unintelligible),
        (b"[" * 100_000, Unintelligible),
    ],
)
def test_h3_nobody_is_guessed(raw: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        named(raw)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, patient(MINE).replace(b'"p1"', b'"p2"'), WrongPatient),
        (200, patient(MINE).replace(b'"id": "p1", ', b""), WrongPatient),
        (404, b"", UnknownPatient),
        (410, b"", UnknownPatient),
        (403, b"", Refused),
        (503, b"", Unreachable),
        (304, patient(MINE), Unintelligible),
        (200, b"<html>", Unintelligible),
    ],
)
def test_h1_only_the_record_that_was_asked_for_answers(status: int, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        answered(Response(status, {}, body), "p1")


def test_h1_the_record_that_was_asked_for_is_taken() -> None:
    assert answered(Response(200, {}, patient(MINE)), "p1") == cpr(NUMBER)
