"""Blocked and refused: a warning, silence and an error are three cases, and the consent service says which it may be."""

import pytest
from lxml import etree

from sandbox.process import Services
from sandbox.sharing import GET, ON_DEMAND, STABLE, Sharing, slot, stored_query
from sandbox.soap import ENVELOPE, Answer, Client, medcom, post

WARNED, SILENT, REFUSED, OPEN, NOBODY = "3004529991", "1106929990", "0512709991", "2703389990", "2011269990"
NANCY = "2512489996"
FILTERED = ("XDSRegistryError", "urn:dk:nsi:Consent Filter Applied", "Warning")
NEGATIVE = ("XDSRegistryError", "Negativt samtykke: borgeren har spærret for opslag", "Error")
OVERRIDE = {"ConsentOverride": "true"}
CONSENT = "urn:overblik:consent:2026"


@pytest.fixture
def dds(sandbox: Services) -> Sharing:
    return Sharing(Client(sandbox).sign_in())


def state(client: Client, number: str, action: str = "GetConsentState", inside: str | None = None) -> Answer:
    """One question to the consent service."""
    asked = f'<c:PersonIdentifier source="CPR">{number}</c:PersonIdentifier>' if inside is None else inside
    body = f'<c:GetConsentStateRequest xmlns:c="{CONSENT}">{asked}</c:GetConsentStateRequest>'
    text = ENVELOPE.format(id="", card=client.idcard, headers=medcom(), body=body)
    return post(client.sandbox.told["consent"]["url"], text, f"{CONSENT}#{action}")


def said(answer: Answer) -> tuple[str, str]:
    return (
        answer.content.findtext(f"{{{CONSENT}}}PersonIdentifier", ""),
        answer.content.findtext(f"{{{CONSENT}}}State", ""),
    )


def test_a_warning_stands_beside_what_is_not_blocked(dds: Sharing) -> None:
    got = dds.find(WARNED)
    assert (got.status, [each.title for each in got.rows], got.errors) == ("Success", ["Epikrise"], [FILTERED])


def test_the_warning_comes_only_where_something_was_filtered(dds: Sharing) -> None:
    assert dds.find(NANCY, "39289-4^^2.16.840.1.113883.6.1").errors == []
    assert dds.find(NANCY, "11506-3^^2.16.840.1.113883.6.1").errors == [FILTERED]
    assert dds.find(OPEN).errors == []


def test_silence_is_an_empty_success_like_that_of_one_without_documents(dds: Sharing) -> None:
    silent, nobody = dds.find(SILENT), dds.find(NOBODY)
    for got in (silent, nobody):
        assert (got.status, got.rows, got.errors) == ("Success", [], [])
    assert etree.tostring(silent.content) == etree.tostring(nobody.content)


def test_an_error_says_that_all_is_refused(dds: Sharing) -> None:
    got = dds.find(REFUSED)
    assert (got.got.status, got.status, got.rows, got.errors) == (200, "Failure", [], [NEGATIVE])


@pytest.mark.parametrize(("number", "count"), [(WARNED, 2), (SILENT, 1), (REFUSED, 1)])
def test_who_overrides_is_answered_in_full_and_logged(dds: Sharing, sandbox: Services, number: str, count: int) -> None:
    got = dds.find(number, facts=OVERRIDE)
    assert (got.status, len(got.rows), got.errors) == ("Success", count, [])
    assert len(dds.fetch(number, *got.rows, facts=OVERRIDE).documents) == count
    told = sandbox.order("requests", method="GET").json["requests"]
    assert [each["override"] for each in told if "override" in each] == [True, True]


def test_the_id_of_a_blocked_document_opens_nothing(dds: Sharing) -> None:
    """An id that is known from before the block, or from an override."""
    rows = {number: dds.find(number, facts=OVERRIDE).rows for number in (WARNED, SILENT, REFUSED)}
    some = dds.fetch(WARNED, *rows[WARNED])
    assert (some.status, len(some.documents), some.errors) == ("PartialSuccess", 1, [FILTERED])
    none = dds.fetch(SILENT, *rows[SILENT])
    assert (none.status, [each[0] for each in none.errors]) == ("Failure", ["XDSDocumentUniqueIdError"])
    refused = dds.fetch(REFUSED, *rows[REFUSED])
    assert (refused.status, refused.documents, refused.errors) == ("Failure", {}, [NEGATIVE])
    by_id = stored_query(GET, slot("UniqueId", f"('{rows[SILENT][0].unique}')"))
    assert dds.send("registry", by_id, SILENT).rows == []


@pytest.mark.parametrize(
    ("number", "word"),
    [(WARNED, "SOME"), (NANCY, "SOME"), (SILENT, "ALL"), (REFUSED, "ALL"), (OPEN, "NONE"), (NOBODY, "NONE")],
)
def test_the_consent_service_says_how_it_stands(dds: Sharing, number: str, word: str) -> None:
    assert said(state(dds.client, number)) == (number, word)


@pytest.mark.parametrize(("kind", "word"), [("consent_none", "NONE"), ("consent_some", "SOME"), ("consent_all", "ALL")])
def test_a_fault_changes_what_it_says(dds: Sharing, sandbox: Services, kind: str, word: str) -> None:
    sandbox.fault(kind, base="consent")
    for number in (WARNED, SILENT, OPEN):
        assert said(state(dds.client, number)) == (number, word)


def test_the_consent_service_refuses_what_is_not_in_order(dds: Sharing, sandbox: Services) -> None:
    client = dds.client
    assert state(client, OPEN, "SetConsentState").code == "syntax_error"
    assert state(client, OPEN, inside="").code == "syntax_error"
    assert state(Client(sandbox), OPEN).code == "invalid_idcard"
    sandbox.fault("status", base="consent", status=503)
    assert state(client, OPEN).got.status == 503


def test_its_faults_are_those_of_its_neighbours(dds: Sharing, sandbox: Services) -> None:
    sandbox.fault("fault", base="consent", code="not_authorized", times=1)
    assert state(dds.client, OPEN).code == "not_authorized"
    sandbox.fault("wrong_patient", base="consent", times=1)
    assert said(state(dds.client, OPEN))[0] not in {OPEN, ""}
    assert sandbox.order("faults", {"kind": "more", "base": "consent"}).status == 400
    told = [each for each in sandbox.order("requests", method="GET").json["requests"] if each["base"] == "consent"]
    assert {each["operation"] for each in told} == {"GetConsentState"}
    assert OPEN not in str(told)


@pytest.mark.parametrize("base", ["dds", "sfsk"])
def test_the_three_cases_come_as_faults_too(sandbox: Services, base: str) -> None:
    service = Sharing(Client(sandbox).sign_in(), base)
    whole = service.find(OPEN, kinds=(STABLE, ON_DEMAND)).rows
    sandbox.fault("consent_warning", base=base, times=1)
    some = service.find(OPEN)
    assert (some.status, some.errors) == ("Success", [FILTERED])
    assert len(some.rows) < len(whole)
    sandbox.fault("consent_warning", base=base, times=1, partial=True)
    assert service.find(OPEN).status == "PartialSuccess"
    sandbox.fault("consent_silence", base=base, times=1)
    silent = service.find(OPEN)
    assert (silent.status, silent.rows, silent.errors) == ("Success", [], [])
    sandbox.fault("consent_error", base=base, times=1)
    assert service.find(OPEN).errors == [NEGATIVE]
    sandbox.fault("consent_error", base=base, times=1, **{"as": "fault"})
    assert service.find(OPEN).code == "not_authorized"
    sandbox.fault("consent_error", base=base, times=1, **{"as": "fault"})
    assert len(service.find(OPEN, facts=OVERRIDE).rows) == len(whole)
    sandbox.fault("consent_silence", base=base)
    assert len(service.find(OPEN, facts=OVERRIDE).rows) == len(whole)
