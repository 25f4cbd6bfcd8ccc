"""Every fault of DDS and SFSK, each shown once by what a reader without care would be given."""

import gzip
import http.client
import time
from typing import Any

import pytest
from lxml import etree

from sandbox.process import Got, Services
from sandbox.sharing import NS, Row, Sharing, find_documents, multipart, retrieve
from sandbox.soap import Client

NANCY, OTHER = "2512489996", "0309363991"
APPOINTMENTS, PLANS = (f"{code}^^2.16.840.1.113883.6.1" for code in ("39289-4", "81215-6"))
REGISTRY, REPOSITORY = "RegistryStoredQuery", "RetrieveDocumentSet"


@pytest.fixture
def dds(sandbox: Services) -> Sharing:
    return Sharing(Client(sandbox).sign_in())


@pytest.fixture
def plans(dds: Sharing) -> list[Row]:
    return dds.find(NANCY, PLANS).rows


def raw(dds: Sharing, rows: list[Row]) -> Got:
    """The bytes of an answer that no reader need understand."""
    return dds.got("repository", retrieve(*rows), NANCY)


def fault(sandbox: Services, kind: str, **more: Any) -> None:
    sandbox.fault(kind, **{"base": "dds", "times": 1, **more})


def test_no_registries_is_a_fault_in_words(dds: Sharing, sandbox: Services) -> None:
    fault(sandbox, "no_registries")
    got = dds.find(NANCY)
    assert got.root.findtext("s:Body/s:Fault/s:Reason/s:Text", "", NS) == "Ingen aktive registries"
    assert got.root.findtext("s:Body/s:Fault/s:Code/s:Value", "", NS) == "soap:Receiver"


@pytest.mark.parametrize("code", ["expired_idcard", "sosigw_access_denied", "invalid_signature"])
def test_a_fault_of_dgws(dds: Sharing, sandbox: Services, plans: list[Row], code: str) -> None:
    fault(sandbox, "fault", code=code, status=200, times=2)
    for got in (dds.find(NANCY), dds.fetch(NANCY, *plans)):
        assert (got.got.status, got.code) == (200, code)


@pytest.mark.parametrize(
    "code",
    [
        "XDSRegistryBusy",
        "XDSTooManyResults",
        "XDSUnknownPatientId",
        "XDSDocumentUniqueIdError",
        "XDSResultNotSinglePatient",
        "XDSRepositoryError",
    ],
)
def test_a_failure_with_its_code(dds: Sharing, sandbox: Services, plans: list[Row], code: str) -> None:
    fault(sandbox, "failure", code=code, times=2, text="Prøv igen")
    for got in (dds.find(NANCY), dds.fetch(NANCY, *plans)):
        assert (got.got.status, got.status, got.errors) == (200, "Failure", [(code, "Prøv igen", "Error")])


def test_a_repository_that_did_not_answer_is_named_beside_the_entries(dds: Sharing, sandbox: Services, plans) -> None:
    fault(sandbox, "partial", repository="1.2.208.9.9", times=2)
    listed, fetched = dds.find(NANCY, PLANS), dds.fetch(NANCY, *plans)
    assert (listed.status, len(listed.rows)) == ("PartialSuccess", 3)
    assert (fetched.status, len(fetched.documents)) == ("PartialSuccess", 2)
    for got in (listed, fetched):
        error = next(got.root.iter(f"{{{NS['rs']}}}RegistryError"))
        assert (error.get("errorCode"), error.get("location")) == ("XDSUnavailableCommunity", "1.2.208.9.9")


def test_another_citizens_metadata_and_document(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "wrong_patient", times=2)
    listed = dds.find(NANCY, PLANS)
    assert listed.rows
    assert NANCY not in {each.slot("sourcePatientId")[:10] for each in listed.rows}
    content = dds.fetch(NANCY, plans[0]).documents[plans[0].unique]
    target = etree.fromstring(content).find("{*}recordTarget/{*}patientRole/{*}id").get("extension")
    assert target != NANCY


def test_wrong_hash_and_size(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    whole = dds.fetch(NANCY, plans[0]).documents[plans[0].unique]
    fault(sandbox, "wrong_hash", times=2)
    assert dds.find(NANCY, PLANS).rows[0].slot("hash") == "0" * 40
    assert dds.fetch(NANCY, plans[0]).documents[plans[0].unique] != whole
    fault(sandbox, "wrong_size", times=2)
    assert int(dds.find(NANCY, PLANS).rows[0].slot("size")) == len(whole) + 7
    assert len(dds.fetch(NANCY, plans[0]).documents[plans[0].unique]) == len(whole) + 2


def test_a_part_that_is_missing(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "missing_part")
    got = dds.fetch(NANCY, plans[0])
    assert got.parts == {}
    assert len(list(got.content.iter(f"{{{NS['xop']}}}Include"))) == 1


def test_two_parts_under_one_id(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "duplicate_content_id")
    got = raw(dds, plans[:1])
    ids = [head["content-id"] for head, _ in multipart(got.headers["content-type"], got.body)]
    assert len(ids) == 3
    assert ids[1] == ids[2]


def test_a_document_inline(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    import base64

    whole = dds.fetch(NANCY, plans[0]).documents[plans[0].unique]
    fault(sandbox, "inline_base64")
    got = dds.fetch(NANCY, plans[0])
    assert got.parts == {}
    assert base64.b64decode(got.content.findtext(".//xds:Document", "", NS)) == whole


def test_a_body_that_begins_without_boundary_and_headers(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "no_root_headers")
    got = raw(dds, plans)
    assert got.body.startswith(b"<?xml")
    assert got.body.count(b"\r\nContent-ID: <") == 3
    assert got.headers["content-type"].startswith("multipart/related")


def test_lines_that_end_without_carriage_return(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "lf_only")
    got = raw(dds, plans)
    assert b"\r\n" not in got.body
    assert got.body.startswith(b"--uuid:")


def test_a_message_without_its_closing_line(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "no_closing")
    assert raw(dds, plans).body.endswith(b"</ClinicalDocument>\n")


def test_parts_that_come_slowly(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "slow_parts", seconds=0.15)
    start = time.monotonic()
    got = dds.fetch(NANCY, *plans)
    assert len(got.documents) == 3
    assert time.monotonic() - start >= 0.15 * 4


def test_a_line_that_is_cut_inside_a_part(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "cut", resource=REPOSITORY)
    with pytest.raises(http.client.IncompleteRead) as met:
        raw(dds, plans)
    assert b"<ClinicalDocument" in met.value.partial
    assert b"</ClinicalDocument" not in met.value.partial


def test_a_bomb_behind_gzip(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "gzip_bomb")
    got = raw(dds, plans)
    assert got.headers["content-encoding"] == "gzip"
    assert len(gzip.decompress(got.body)) > 100 * len(got.body)


def test_a_part_of_many_megabytes(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "huge_part")
    assert len(dds.fetch(NANCY, plans[0]).documents[plans[0].unique]) > 40 * 1024 * 1024
    fault(sandbox, "huge_part", megabytes=1)
    assert len(dds.fetch(NANCY, plans[0]).documents[plans[0].unique]) < 2 * 1024 * 1024


def test_entities_that_grow(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "entity_bomb")
    content = dds.fetch(NANCY, plans[0]).documents[plans[0].unique]
    assert b"<!DOCTYPE" in content
    assert b"&a9;" in content
    assert b"file:///etc/passwd" in content
    with pytest.raises(etree.XMLSyntaxError, match="amplification"):
        etree.fromstring(content, etree.XMLParser(resolve_entities=False))


def test_markup_that_a_browser_would_run(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "script")
    content = dds.fetch(NANCY, *plans).documents[plans[1].unique]
    tree = etree.fromstring(content)
    assert [etree.QName(each).localname for each in tree.iter("{*}script", "{*}iframe", "{*}img")][:1] == ["script"]
    assert b"alert(1)" in content


def test_another_document_than_was_asked_for(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "other_document")
    got = dds.fetch(NANCY, plans[0])
    assert plans[0].unique not in got.documents
    assert len(got.documents) == 1


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("truncated_xml", b"<soap:Envelope"),
        ("malformed", b"</soap:Bodi>"),
        ("not_soap", b"<svar>"),
        ("doctype", b"<!DOCTYPE"),
        ("entities", b"&a9;"),
        ("deep", b"<a><a><a>"),
        ("html", b"<soap:Envelope"),
    ],
)
def test_an_envelope_that_is_none(dds: Sharing, sandbox: Services, plans: list[Row], kind: str, sign: bytes) -> None:
    fault(sandbox, kind, times=2)
    listed, fetched = dds.got("registry", find_documents(NANCY), NANCY), raw(dds, plans)
    for got, media in ((listed, "application/soap+xml"), (fetched, "multipart/related")):
        assert sign in got.body
        assert got.headers["content-type"].startswith("text/html" if kind == "html" else media)
    if kind == "truncated_xml":
        assert b"</soap:Envelope>" not in listed.body


@pytest.mark.parametrize(("kind", "facts"), [("status", {"status": 503}), ("redirect", {}), ("garbage", {})])
def test_what_stands_in_front_answers(dds: Sharing, sandbox: Services, plans: list[Row], kind: str, facts: Any) -> None:
    fault(sandbox, kind, **facts)
    got = raw(dds, plans)
    assert got.status == {"status": 503, "redirect": 302, "garbage": 200}[kind]
    assert not got.headers.get("content-type", "text/html").startswith("multipart")


def test_silence_on_the_line(dds: Sharing, sandbox: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(sandbox, "drop")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        dds.find(NANCY)
    monkeypatch.setattr("sandbox.process.PATIENCE", 0.3)
    fault(sandbox, "hang")
    with pytest.raises(TimeoutError):
        dds.find(NANCY)


def test_a_delay_and_an_endless_answer(dds: Sharing, sandbox: Services, plans: list[Row]) -> None:
    fault(sandbox, "delay", seconds=0.2)
    start = time.monotonic()
    assert dds.find(NANCY).status == "Success"
    assert time.monotonic() - start >= 0.2
    fault(sandbox, "huge")
    assert len(raw(dds, plans).body) > 50 * 1024 * 1024


def test_a_fault_meets_its_own_operation_and_service(sandbox: Services, dds: Sharing, plans: list[Row]) -> None:
    fault(sandbox, "failure", code="XDSRegistryBusy", resource=REGISTRY, times=5)
    assert dds.fetch(NANCY, *plans).status == "Success"
    assert Sharing(dds.client, "sfsk").find(NANCY).status == "Success"
    assert dds.find(NANCY).status == "Failure"


@pytest.mark.parametrize(
    "order",
    [{"kind": "more_available"}, {"kind": "fault", "code": "andet"}, {"kind": "failure", "code": "andet"}],
)
def test_an_order_that_means_nothing_is_refused(sandbox: Services, order: dict[str, str]) -> None:
    assert sandbox.order("faults", {"base": "sfsk", **order}).status == 400


def test_every_kind_is_shown_by_a_test_of_this_room() -> None:
    from pathlib import Path

    from overblik.sandbox.sharing.troubles import kinds

    shown = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_sharing_*.py"))
    assert [kind for kind in sorted(kinds()) if f'"{kind}"' not in shown] == []
