"""Answers of registries and repositories: the recorded ones, their dirt cleaned, and none that is broken believed."""

from pathlib import Path

import pytest
from lxml import etree

from overblik.domain.errors import Unintelligible
from overblik.wire.sharing import opened, retrieved
from overblik.wire.soap import payload
from overblik.wire.xds import Address
from overblik.wire.xds_answer import RegistryAnswer, registry_answer, retrieve_answer
from overblik.wire.xds_entry import DocumentEntry, dtm
from overblik.wire.xml import parse
from sources.dds.xds_answers import CONSENT, Doc, brought, enveloped, error, extrinsic, listed, parcel, response

SHARED = Path("dds") / "aftaledeling"
RECORDED = "1.2.208.176.43210.8.88.1.30"


def registry(content: bytes) -> RegistryAnswer:
    return registry_answer(payload(parse(content)))


def one(objects: str) -> DocumentEntry:
    told = registry(enveloped(listed(objects)))
    assert (len(told.entries), told.strange) == (1, 0)
    return told.entries[0]


@pytest.mark.samples
def test_the_recorded_entries_are_cleaned_and_five_are_five(samples: Path) -> None:
    told = registry((samples / SHARED / "iti18-response.xml").read_bytes())
    assert (told.status, told.errors, len(told.entries), told.strange) == ("Success", (), 5, 0)
    first = told.entries[0]
    assert len({each.unique_id for each in told.entries}) == len({each.entry_uuid for each in told.entries}) == 5
    assert all(not set("\t\r\n") & set(f"{each.unique_id}{each.repository}{each.title}") for each in told.entries)
    assert first.unique_id == "5457393499876490667.5400240385270107358.1506062723654"
    assert (first.repository, first.size, first.mime_type) == (RECORDED, 8875, "application/octet-stream")
    assert first.author_institution == "OUH Radiologisk Afdeling (Svendborg)"
    # The hash is the SHA-1 of nothing, which says nothing; the patient is masked.
    assert (first.hash, first.patients) == ("", ("ABCDEFGHIJ^^^&1.2.208.176.1.2&ISO",))
    assert (first.type.code, first.format.scheme) == ("39289-4", "1.2.208.184.14.1")
    start = dtm(first.service_start)
    # 13 o'clock UTC without minutes: the day alone.
    assert first.service_start == "2017053113"
    assert start is not None
    assert start.text == "2017-05-31"


@pytest.mark.samples
def test_the_recorded_partial_answer_names_who_was_silent_and_counts_what_names_no_document(samples: Path) -> None:
    told = registry((samples / "dds" / "openxds" / "InitiatingGatewayResponse.xml").read_bytes())
    assert (told.status, told.entries, told.strange) == ("PartialSuccess", (), 2)
    (silent,) = told.errors
    assert (silent.code, silent.is_warning) == ("XDSUnavailableCommunity", False)
    assert silent.location == "urn:oid:1.3.6.1.4.1.21367.2010.1.2.2040"


@pytest.mark.samples
def test_the_recorded_empty_answer_is_whole_and_empty(samples: Path) -> None:
    told = registry((samples / "dds" / "openxds" / "CrossGatewayQueryResponse.xml").read_bytes())
    assert told == RegistryAnswer("Success", (), (), 0)


@pytest.mark.samples
def test_the_recorded_document_is_found_by_its_percent_encoded_id(samples: Path) -> None:
    root, parts = opened((samples / SHARED / "iti43-response.xml").read_bytes(), "")
    address = Address("", RECORDED, "8259842395306321041.4480078910598656356.1506062797976")
    for addresses in ((), (address,)):
        (document,) = retrieved(payload(root), parts, addresses).documents
        assert (document.address.unique_id, document.refused) == (address.unique_id, "")
        assert document.content.startswith(b"<ClinicalDocument")
        assert document.content.endswith(b"</ClinicalDocument>")
        assert len(document.content) == 10378
    (other,) = retrieved(payload(root), parts, (Address("", RECORDED, "1"),)).documents
    assert (other.content, other.refused) == (b"", "other_document")


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("nsp-gateway/gateway2dds-response.xml", Unintelligible),
        ("nsp-gateway/gateway2nas-response.xml", Unintelligible),
        ("nsp-gateway/gateway2dds-request.xml", Unintelligible),
        ("aftaledeling/iti41-response.xml", Unintelligible),
        ("aftaledeling/iti18-request.xml", Unintelligible),
        ("lpr3/lpr3-iti41-failure.soap.xml", Unintelligible),
    ],
)
def test_what_answers_another_question_is_no_answer(samples: Path, name: str, error: type) -> None:
    body = payload(parse((samples / "dds" / name).read_bytes()))
    for read in (registry_answer, retrieve_answer):
        with pytest.raises(error):
            read(body)


@pytest.mark.samples
def test_a_failure_is_told_though_the_flow_is_said_to_have_succeeded(samples: Path) -> None:
    body = payload(parse((samples / "dds" / "lpr3" / "lpr3-iti41-failure.soap.xml").read_bytes()))
    (listed_errors,) = (each for each in body if each.tag.endswith("}RegistryErrorList"))
    inside = "".join(etree.tostring(each).decode() for each in listed_errors)
    told = retrieve_answer(payload(parse(enveloped(brought("", inside, "Failure")))))
    assert told.status == "Failure"
    assert len(told.errors) > 50
    assert all(each.code for each in told.errors)


def test_dirt_of_attributes_and_slots_is_cleaned() -> None:
    doc = Doc(
        "1.2.3", home=" urn:oid:1.2\n", repository="\n1.2.208\t", title="Aftale\n\t for  dig", hash="ABCDEF", size="x1"
    )
    told = one(
        extrinsic(doc)
        .replace('status="urn', 'status=" urn')
        .replace('value="1.2.3"', 'value="\n 1.2.3\t"')
        .replace("Lægehuset^", "Lægehuset\n   på hjørnet ^")
    )
    assert (told.unique_id, told.repository, told.home) == ("1.2.3", "1.2.208", "urn:oid:1.2")
    assert (told.title, told.hash, told.size) == ("Aftale for dig", "abcdef", None)
    assert told.author_institution == "Lægehuset på hjørnet"


@pytest.mark.rule("H9")
def test_h9_a_replaced_document_is_known_with_blanks_round_its_status_too() -> None:
    text = extrinsic(Doc("1.2.3", is_replaced=True, on_demand=True))
    told = one(text.replace('status="', 'status="\n ').replace('objectType="', 'objectType=" '))
    assert (told.is_replaced, told.is_on_demand) == (True, True)


@pytest.mark.rule("H8")
@pytest.mark.parametrize(
    "objects",
    [
        extrinsic(Doc("")),
        extrinsic(Doc("1.2.3", repository="")),
        '<rim:ObjectRef id="urn:uuid:1"/>',
        "<rim:ExtrinsicObject/>",
        "<ExtrinsicObject/>",
        "<rim:Unheard/>",
    ],
)
def test_h8_an_object_that_names_no_document_is_counted(objects: str) -> None:
    told = registry(enveloped(listed(objects + extrinsic(Doc("1.2.3")))))
    assert (len(told.entries), told.strange) == (1, 1)


def test_what_stands_beside_documents_is_none() -> None:
    told = registry(enveloped(listed('<rim:Association id="a"/><rim:RegistryPackage id="b"/>')))
    assert (told.entries, told.strange) == ((), 0)


def test_errors_are_read_with_their_severity_and_what_they_say_of_consent() -> None:
    told = registry(
        enveloped(listed("", CONSENT + error("urn:ihe:XDSRegistryBusy", "a\n\tb", " x "), "PartialSuccess"))
    )
    consent, busy = told.errors
    assert (consent.is_consent, consent.is_refusal, consent.is_warning) == (True, False, True)
    assert (busy.code, busy.context, busy.location, busy.is_consent) == ("XDSRegistryBusy", "a b", "x", False)
    (refusal,) = registry(enveloped(listed("", error("X", "Negativt samtykke")))).errors
    assert refusal.is_refusal


@pytest.mark.parametrize("status", ["", "Perhaps", "urn:x:success", "Success;x"])
def test_a_status_that_nobody_knows_is_no_answer(status: str) -> None:
    with pytest.raises(Unintelligible):
        registry(enveloped(listed("").replace("Success", status)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20170531133005", "2017-05-31T13:30:05Z"),
        ("201705311330", "2017-05-31T13:30:00Z"),
        ("2017053113", "2017-05-31"),
        ("2017053123", "2017-06-01"),
        ("20170531", "2017-05-31"),
        ("201705", "2017-05"),
        ("2017", "2017"),
        ("20173131", None),
        ("201", None),
        ("", None),
        ("2017-05-31", None),
        ("٢٠١٧", None),
    ],
)
def test_a_time_of_the_metadata_is_utc_and_no_more_precise_than_it_was_sent(text: str, expected: str | None) -> None:
    told = dtm(text)
    assert (told.text if told else None) == expected


def test_a_document_may_stand_inline_and_its_part_under_an_encoded_id() -> None:
    inline = brought(
        "<xds:DocumentResponse><xds:RepositoryUniqueId>r</xds:RepositoryUniqueId><xds:DocumentUniqueId>1"
        "</xds:DocumentUniqueId><xds:Document>PGEv\nPg==</xds:Document></xds:DocumentResponse>"
    )
    (document,) = retrieved(payload(parse(enveloped(inline))), None).documents
    assert (document.content, document.refused) == (b"<a/>", "")
    (broken,) = retrieved(payload(parse(enveloped(inline.replace("PGEv", "P!Ev")))), None).documents
    assert (broken.content, broken.refused) == (b"", "encoding")
    body = parcel(enveloped(brought(response("1", "a:b@x"))), [("a%3Ab@x", b"<a/>")])
    root, parts = opened(body, "")
    assert retrieved(payload(root), parts).documents[0].content == b"<a/>"
