"""Each record as FHIR R4 AuditEvent: the codes, the elements that R4 and the BALP patterns need, and nothing clinical."""

import asyncio
import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.auditevent import AuditEvent

from access.chains import DOCTOR, NANCY, Chance
from in_process import FakeClock
from overblik.access.audit_event import audit_event
from overblik.access.delivery import opened
from overblik.access.trail import AuditTrail
from overblik.domain.audit import EventKind
from overblik.domain.disclosure import Disclosure, ListDisclosure, Medium
from overblik.domain.grant import Basis, Clinician, DataConsent, LookReason, Reveal
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.store.trail_file import TrailFile
from trail_reading import KEYS

DCM = "http://dicom.nema.org/resources/ontology/DCM"
CODES = {
    "chain-begun": ("110113", ["110134"], "E", "0"),
    "checkpoint": ("110101", [], "E", "0"),
    "handed-over": ("110100", [], "E", "0"),
    "intent": ("rest", ["read"], "R", "0"),
    "outcome": ("rest", ["read"], "R", "0"),
    "disclosure": ("110106", ["disclose"], "R", "0"),
    "list-printed": ("110106", ["disclose"], "R", "0"),
    "list-saved": ("110106", ["disclose"], "R", "0"),
    "search": ("rest", ["search-system"], "E", "0"),
    "sign-in": ("110114", ["110122"], "E", "0"),
    "sign-in-refused": ("110114", ["110122"], "E", "8"),
    "sign-out": ("110114", ["110123"], "E", "0"),
    "lock": ("110114", [], "E", "0"),
    "unlock": ("110114", [], "E", "0"),
    "unlock-refused": ("110114", [], "E", "4"),
    "purge": ("destroy", [], "D", "0"),
    "policy-refused": ("110113", ["110129"], "E", "8"),
    "mode-changed": ("110113", ["110129"], "U", "0"),
    "work-list": ("rest", ["search-type"], "E", "0"),
    "override": ("110113", ["AuthZ-Consent", "110127"], "E", "0"),
    "own-log-view": ("110101", [], "R", "0"),
    "store-quarantined": ("110113", [], "E", "8"),
}
"""By kind: type, subtypes before our own, action, outcome."""
SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 14), ("lab", "lab_results", Standing.STALE, 2)), False)
LOOK = LookReason(Basis.TREATMENT)


@pytest.fixture
def trail(file: TrailFile) -> AuditTrail:
    return AuditTrail(file, KEYS, FakeClock(), Chance(), build="9.9")


def all_kinds(trail: AuditTrail) -> dict[str, Any]:
    """Write one record of each kind, and give their events."""
    intent = trail.intent(NANCY, DOCTOR, LOOK)
    asyncio.run(trail.outcome(intent, SEEN))
    trail.disclosure(NANCY, DOCTOR, Disclosure("failsafe", Medium.PRINTER, shows_private=True))
    trail.search(DOCTOR, 12, 3, "kreatinin")
    trail.list_printed(DOCTOR, ListDisclosure("shift", Medium.PRINTER, "ehr", "m2", "ab" * 32), 12)
    trail.list_saved(DOCTOR, "12" * 32)
    written = {"intent", "outcome", "disclosure", "list-printed", "list-saved", "search", "chain-begun", "checkpoint"}
    for kind in EventKind:
        if kind.value not in written:
            facts = {"reason": "state", "token": "jti-1"} if kind is EventKind.SIGN_IN else {"mode": "ward"}
            trail.event(kind, DOCTOR, NANCY if kind is EventKind.OVERRIDE else None, facts)
    trail.checkpoint()
    return {event["subtype"][-1]["code"]: event for event in events(trail)}


def events(trail: AuditTrail) -> list[Any]:
    made = []
    for row in trail.file.rows(1, 99):
        record = opened(trail, row)
        assert record is not None
        made.append(audit_event(record))
    return made


def entity(event: Any, role: str) -> Any:
    (found,) = [one for one in event["entity"] if one.get("role", {}).get("code") == role]
    return found


def agents(event: Any) -> dict[str, Any]:
    return {one["type"]["coding"][0]["code"]: one for one in event["agent"]}


def test_every_kind_has_its_codes_and_there_is_no_other(trail: AuditTrail) -> None:
    made = all_kinds(trail)
    assert set(made) == set(CODES) == {kind.value for kind in EventKind}
    for kind, (code, subtypes, action, outcome) in CODES.items():
        event = made[kind]
        assert event["type"]["code"] == code, kind
        assert [one["code"] for one in event["subtype"]] == [*subtypes, kind]
        assert (event["action"], event["outcome"]) == (action, outcome), kind


def test_every_event_holds_what_r4_needs_and_nothing_empty(trail: AuditTrail) -> None:
    for kind, event in all_kinds(trail).items():
        AuditEvent.model_validate(event)
        assert event["type"]["system"].startswith("http"), kind
        assert event["recorded"].endswith("+00:00")
        assert event["source"]["observer"]["identifier"]["value"]
        assert [agent["requestor"] for agent in event["agent"]].count(True) == 1, kind
        assert event["agent"][0]["requestor"] is True
        assert '""' not in json.dumps(event), kind
        assert "[]" not in json.dumps(event), kind
        assert "null" not in json.dumps(event), kind


def test_the_user_is_named_as_her_token_names_her(trail: AuditTrail) -> None:
    user = agents(all_kinds(trail)["sign-in"])["IRCP"]
    assert user["who"]["identifier"] == {"system": "https://idp.example", "value": "sub-1"}
    assert (user["altId"], user["name"], user["role"]) == ("0A1B2", "M. Eksempel", [{"text": "læge"}])
    assert user["policy"] == ["urn:ietf:params:oauth:jti:jti-1"]


def test_what_is_not_known_of_the_user_is_left_out(file: TrailFile) -> None:
    bare = AuditTrail(file, KEYS, FakeClock(), Chance())
    bare.intent(NANCY, Clinician("local-user", "", ""), LOOK)
    (event,) = events(bare)[1:]
    AuditEvent.model_validate(event)
    user = event["agent"][0]
    assert set(user) == {"type", "who", "requestor"}
    assert user["who"]["identifier"]["system"] == "urn:overblik:local"
    assert "PROV" not in agents(event)


def test_a_look_follows_patient_read_and_its_outcome_names_it(trail: AuditTrail) -> None:
    """BALP PatientRead: client is destination, server is source, patient and data are there."""
    made = all_kinds(trail)
    look, outcome = made["intent"], made["outcome"]
    for event in (look, outcome):
        assert {"110152", "110153", "IRCP", "PROV"} == set(agents(event))
        assert all(agents(event)[code]["network"]["address"] for code in ("110152", "110153"))
        patient = entity(event, "1")
        assert patient["what"]["identifier"] == {"system": "urn:oid:1.2.208.176.1.2", "value": "2512489996"}
    assert look["purposeOfEvent"][0]["coding"][0]["code"] == "TREAT"
    assert f"AuditEvent/{look['id']}" in [one.get("what", {}).get("reference") for one in outcome["entity"]]
    told = [one for one in outcome["entity"] if one.get("role", {}).get("code") == "4"]
    details = [{detail["type"]: detail["valueString"] for detail in one["detail"]} for one in told]
    assert details[0] == {"source": "ehr", "standing": "complete", "count": "14"}
    assert agents(outcome)["110153"]["who"]["display"] == "ehr, lab"
    assert outcome["outcomeDesc"] == "shown"


@pytest.mark.rule("T22")
@pytest.mark.parametrize(("consent", "is_broken"), [(DataConsent.GIVEN, False), (DataConsent.OVERRIDDEN, True)])
def test_t22_an_override_breaks_the_glass_and_a_consent_does_not(
    trail: AuditTrail, consent: DataConsent, is_broken: bool
) -> None:
    intent = trail.intent(NANCY, DOCTOR, LookReason(Basis.EMERGENCY), Reveal(consent, "bevidstløs"))
    asyncio.run(trail.outcome(intent, SEEN))
    for event in events(trail)[1:]:
        purposes = [one["coding"][0]["code"] for one in event["purposeOfEvent"]]
        assert purposes == (["ETREAT", "BTG"] if is_broken else ["ETREAT"])
        words = f"private-consent-{'overridden' if is_broken else 'given'}"
        assert [one["code"] for one in event["subtype"]][-2:] == ["AuthZ-Consent", words]
        if is_broken:
            assert event["purposeOfEvent"][1]["text"] == "bevidstløs"


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (SEEN, "0"),
        (Seen((*SEEN.sections, ("x", "y", Standing.FAILED, 0)), True), "4"),
        (Seen((("x", "y", Standing.BLOCKED, 0),), False), "8"),
        (Seen((), True), "8"),
        (None, "4"),
    ],
)
def test_an_outcome_says_how_far_it_came(trail: AuditTrail, seen: Seen | None, outcome: str) -> None:
    intent = trail.intent(NANCY, DOCTOR, LOOK)
    if seen is None:
        trail.settle_unfinished()
    else:
        asyncio.run(trail.outcome(intent, seen))
    assert events(trail)[-1]["outcome"] == outcome


def test_a_print_is_a_disclosure_at_its_source(trail: AuditTrail) -> None:
    """BALP PrivacyDisclosure.Source: the program is the source, and the recipient is what took it."""
    event = all_kinds(trail)["disclosure"]
    assert agents(event)["110152"]["who"]["display"] == "printer"
    assert entity(event, "3")["what"]["identifier"]["value"] == "failsafe"
    assert {"type": "private", "valueString": "True"} in entity(event, "3")["detail"]
    assert entity(event, "1")["what"]["type"] == "Patient"


@pytest.mark.rule("T25")
def test_t25_a_search_tells_numbers_and_no_word_of_it(trail: AuditTrail) -> None:
    event = all_kinds(trail)["search"]
    told = json.loads(base64.b64decode(entity(event, "24")["query"]))
    assert (told["searched"], told["matched"], len(told["query"])) == (12, 3, 64)
    assert "kreatinin" not in json.dumps(event)


@pytest.mark.rule("T21")
def test_t21_each_event_tells_its_place_in_the_chain(trail: AuditTrail) -> None:
    all_kinds(trail)
    rows = trail.file.rows(1, 99)
    for row, event in zip(rows, events(trail), strict=True):
        (place,) = [one for one in event["entity"] if one["type"]["code"] == "chain"]
        details = {one["type"]: one["valueString"] for one in place["detail"]}
        assert (int(details["sequence"]), details["hash"]) == (row.sequence, row.hash)
        assert details.get("previous", "") == (rows[row.sequence - 2].hash if row.sequence > 1 else "")


def test_a_record_with_its_body_open_does_not_show_it(trail: AuditTrail, path: Path) -> None:
    trail.intent(NANCY, DOCTOR, LOOK)
    record = opened(trail, trail.file.rows(2, 2)[0])
    assert repr(record) == "Opened(intent)"


@pytest.mark.rule("T20")
def test_t20_whom_the_clinician_acts_for_stands_in_the_record_and_in_the_event(file: TrailFile) -> None:
    acting = AuditTrail(file, KEYS, FakeClock(), Chance())
    intent = acting.intent(NANCY, replace(DOCTOR, on_behalf_of="4BCF0"), LOOK)
    asyncio.run(acting.outcome(intent, SEEN))
    record = opened(acting, acting.file.rows(2, 2)[0])
    assert record is not None
    assert record.body["who"]["on_behalf_of"] == "4BCF0"
    for event in events(acting)[1:]:
        AuditEvent.model_validate(event)
        delegator = agents(event)["DELEGATOR"]
        assert delegator["who"] == {
            "type": "Practitioner",
            "identifier": {"system": "https://autregweb.sst.dk", "value": "4BCF0"},
        }
        assert delegator["requestor"] is False
        assert agents(event)["IRCP"]["altId"] == DOCTOR.authorisation, "and the user is named as before"


@pytest.mark.parametrize(
    ("number", "system"), [("12345678", "http://cvr.dk"), ("1234567890123", "urn:oid:1.2.208.176.1.1")]
)
def test_a_company_is_named_by_its_own_register(file: TrailFile, number: str, system: str) -> None:
    trail = AuditTrail(file, KEYS, FakeClock(), Chance())
    trail.intent(NANCY, replace(DOCTOR, organisation=number), LOOK)
    assert agents(events(trail)[1])["PROV"]["who"]["identifier"] == {"system": system, "value": number}
