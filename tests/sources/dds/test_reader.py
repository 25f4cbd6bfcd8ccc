"""Shared documents from files: whose they are, what stays when one is broken, and nobody's values under another (H1, H8)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from in_process import NOW
from overblik.domain.clinical import Currency
from overblik.domain.errors import Unintelligible
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Answer, RawDocument, Recognised
from overblik.domain.section import Topic
from overblik.sources.dds import DdsReader
from sources.dds.small import ME, OTHER, VALUE, lab_result, report, target
from sources.dds.xds_answers import appointment, brought, enveloped, parcel, response

THEIRS = target(f'<id root="1.2.208.176.1.2" extension="{OTHER}"/>')
NOBODYS = target('<id root="1.2.208.176.1.2" extension="85124850001"/>')
MINE = appointment("Min", "20260420")
HIS = appointment("Hans", "20260601", head=THEIRS)
NOBODY = appointment("Ingens", "20260701", head=NOBODYS)


def recognised(*files: bytes, whose: PatientId | None = None) -> Sequence[Recognised] | None:
    documents = [RawDocument(f"{at}.xml", content) for at, content in enumerate(files)]
    return DdsReader(whose).recognise(documents, NOW)


def by_person(found: Sequence[Recognised] | None) -> dict[str, dict[Topic, Answer]]:
    assert found is not None
    return {one.patient_id.number_for_lookup(): dict(one.answers) for one in found}


def items(told: Answer) -> tuple[int, int, int]:
    return len(told.entries), len(told.unreadable), told.unidentified


def saved(*documents: tuple[str, bytes], parts: Any = None, end: bytes = b"\r\n") -> bytes:
    root = enveloped(brought("".join(response(name, f"{name}@x") for name, _ in documents)))
    return parcel(root, [(f"{name}@x", content) for name, content in documents] if parts is None else parts, end)


def test_a_document_is_read_with_its_list_and_its_head() -> None:
    (told,) = by_person(recognised(MINE)).values()
    assert set(told) == {Topic.APPOINTMENTS, Topic.DOCUMENTS, Topic.PATIENT}
    assert items(told[Topic.APPOINTMENTS]) == (1, 0, 0)
    (entry,) = told[Topic.DOCUMENTS].entries
    assert not entry.fact.is_session_only
    assert entry.provenance.service == "fil: 0.xml"
    assert not told[Topic.APPOINTMENTS].by_override


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_saved_answer_of_a_repository_is_read_with_all_its_documents(end: bytes) -> None:
    found = by_person(recognised(saved(("1", MINE), ("2", report(lab_result(VALUE))), end=end)))
    assert items(found[ME][Topic.APPOINTMENTS]) == (1, 0, 0)
    assert items(found[ME][Topic.LAB_RESULTS]) == (1, 0, 0)
    assert items(found[ME][Topic.DOCUMENTS]) == (2, 0, 0)


@pytest.mark.samples
def test_the_recorded_answer_is_read_without_its_http_head(samples: Path) -> None:
    content = (samples / "dds" / "aftaledeling" / "iti43-response.xml").read_bytes()
    assert DdsReader().claims(RawDocument("svar.xml", content))
    found = by_person(recognised(content))
    assert items(found["2512489996"][Topic.APPOINTMENTS]) == (1, 0, 0)


@pytest.mark.samples
def test_an_answer_of_a_registry_holds_no_document_and_is_not_claimed(samples: Path) -> None:
    content = (samples / "dds" / "aftaledeling" / "iti18-response.xml").read_bytes()
    assert recognised(content) is None
    assert recognised(b"{}", b"") is None


@pytest.mark.rule("H1")
def test_h1_a_folder_of_two_persons_is_read_apart() -> None:
    found = by_person(recognised(MINE, HIS))
    for number, words in ((ME, "Min"), (OTHER, "Hans")):
        (entry,) = found[number][Topic.APPOINTMENTS].entries
        assert entry.patient_id == cpr(number)
        assert entry.fact.reason == words
    assert "Hans" not in repr(found[ME])
    assert "Min" not in repr(found[OTHER][Topic.APPOINTMENTS])


@pytest.mark.rule("H1")
def test_h1_asked_about_one_of_them_the_others_document_is_refused_and_counted() -> None:
    found = by_person(recognised(MINE, HIS, whose=cpr(ME)))
    assert set(found) == {ME}
    assert items(found[ME][Topic.APPOINTMENTS]) == (1, 0, 1)
    assert "Hans" not in repr(found)
    (raw,) = found[ME][Topic.APPOINTMENTS].raw
    assert raw.content == MINE


@pytest.mark.rule("H1")
def test_h1_asked_about_somebody_else_the_file_speaks_for_itself() -> None:
    assert set(by_person(recognised(HIS, whose=cpr(ME)))) == {OTHER}


@pytest.mark.rule("H1", "H8")
@pytest.mark.parametrize("others", [(MINE,), (MINE, HIS)])
def test_h1_a_document_of_nobody_who_can_be_recognised_is_refused_and_counted_with_each_who_can(others: Any) -> None:
    found = by_person(recognised(*others, NOBODY))
    assert len(found) == len(others)
    for told in found.values():
        assert items(told[Topic.APPOINTMENTS]) == (1, 0, 1)
    assert "Ingens" not in repr(found)
    with pytest.raises(Unintelligible, match="unidentifiable"):
        recognised(NOBODY)


BROKEN = [MINE[:-30], b"<!DOCTYPE x>" + MINE, MINE.replace(b"</title>", b"</titel>")]


@pytest.mark.rule("H8")
@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("others", [(MINE,), (MINE, HIS)])
def test_h8_a_broken_file_is_counted_with_each_citizen_of_the_others(broken: bytes, others: Any) -> None:
    found = by_person(recognised(*others, broken))
    assert len(found) == len(others)
    for told in found.values():
        assert items(told[Topic.APPOINTMENTS]) == (1, 0, 0)
        assert items(told[Topic.DOCUMENTS]) == (1, 1, 0)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_alone_says_which_it_is_and_why(broken: bytes) -> None:
    with pytest.raises(Unintelligible) as raised:
        recognised(broken)
    assert raised.value.facts["file"] == "0.xml"
    assert raised.value.facts["reason"] in ("not_well_formed", "doctype")


@pytest.mark.rule("H8")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (saved(("1", MINE), ("2", MINE), parts=[("1@x", MINE)]), "missing_part"),
        (saved(("1", MINE), ("2", MINE), parts=[("1@x", MINE), ("2@x", MINE), ("2@x", HIS)]), "duplicate_content_id"),
        (saved(("1", MINE), ("2", b"\x00\x01")), "not_well_formed"),
        (saved(("1", MINE), ("2", b"<html/>")), "root"),
    ],
)
def test_h8_a_part_that_is_missing_or_broken_is_counted_and_its_neighbour_is_read(content: bytes, why: str) -> None:
    (told,) = by_person(recognised(content)).values()
    assert items(told[Topic.APPOINTMENTS])[0] == 1
    lost = [one.code for one in told[Topic.DOCUMENTS].unreadable]
    missing = [one.cause.value for one in told[Topic.DOCUMENTS].warnings]
    assert lost == [why] or (why == "missing_part" and missing == ["MISSING_DOCUMENTS"])


def test_a_saved_answer_that_is_cut_says_so() -> None:
    whole = saved(("1", MINE), ("2", appointment("To", "20260501")))
    (told,) = by_person(recognised(whole[:-200])).values()
    assert items(told[Topic.APPOINTMENTS])[0] == 1
    assert [one.code for one in told[Topic.DOCUMENTS].unreadable] == ["cut"]


REPLACES = (
    '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.208.184" extension="old"/></parentDocument>'
    "</relatedDocument>"
)
OLD = MINE.replace(b'extension="d"', b'extension="old"')


def test_a_file_whose_place_another_took_is_listed_as_past_and_tells_what_was_moved() -> None:
    (told,) = by_person(recognised(OLD, appointment("Ny", "20260511", extra=REPLACES))).values()
    (entry,) = told[Topic.APPOINTMENTS].entries
    assert entry.fact.moved_from is not None
    assert entry.fact.moved_from.text.startswith("2026-04-20")
    assert sorted(one.fact.currency.value for one in told[Topic.DOCUMENTS].entries) == sorted(
        [Currency.CURRENT.value, Currency.PAST.value]
    )


@pytest.mark.rule("H1")
def test_h1_anothers_document_takes_the_place_of_none_of_mine() -> None:
    found = by_person(recognised(OLD, appointment("Hans nye", "20260601", head=THEIRS, extra=REPLACES)))
    assert [one.fact.reason for one in found[ME][Topic.APPOINTMENTS].entries] == ["Min"]
    (his,) = found[OTHER][Topic.APPOINTMENTS].entries
    assert his.fact.moved_from is None
