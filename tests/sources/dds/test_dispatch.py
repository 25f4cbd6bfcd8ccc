"""Which reader a document gets: by root, then by template and type code; never by title or file name (rule J)."""

import pytest

from overblik.domain.errors import Unintelligible
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import is_shared_document, read
from sources.dds.small import APD, CPD, PDC, PHMR, QRD, document, report, section

TOPICS = {
    APD: Topic.APPOINTMENTS,
    CPD: Topic.CARE_PLANS,
    PDC: Topic.MASTER_DATA,
    PHMR: Topic.HOME_MONITORING,
    QRD: Topic.QUESTIONNAIRES,
}
ACT = "<entry><act classCode='ACT' moodCode='EVN'><code code='x'/></act></entry>"


def topics(content: bytes) -> set[Topic]:
    found = read(content)
    return (set(found.rows) | set(found.lost)) - {Topic.DOCUMENTS}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_well_formed"),
        (b"{}", "not_well_formed"),
        (b"<ClinicalDocument xmlns='urn:hl7-org:v3'>", "not_well_formed"),
        (b"<!DOCTYPE a><ClinicalDocument xmlns='urn:hl7-org:v3'/>", "doctype"),
        (b"<html/>", "root"),
        (b"<ClinicalDocument/>", "root"),
        (b"<Emessage xmlns='urn:x'/>", "root"),
        (b"<Emessage xmlns='http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/'/>", "no_report"),
        (
            b"<ClinicalDocument xmlns='urn:hl7-org:v3'>" + b"<a>" * 70 + b"</a>" * 70 + b"</ClinicalDocument>",
            "too_deep",
        ),
    ],
)
def test_what_is_no_such_document_is_refused_with_a_code(content: bytes, reason: str) -> None:
    with pytest.raises(Unintelligible) as refused:
        read(content)
    assert refused.value.facts == {"reason": reason}


def test_an_empty_document_is_read_and_names_nobody() -> None:
    found = read(b"<ClinicalDocument xmlns='urn:hl7-org:v3'/>")
    assert (found.person, found.title, found.code, found.date) == (None, "", "", None)
    assert len(found.rows[Topic.DOCUMENTS]) == 1


@pytest.mark.parametrize("template", TOPICS)
def test_template_or_code_alone_is_enough(template: str) -> None:
    body = section(ACT, code="62387-6") if template != QRD else section("<entry><observation moodCode='EVN'/></entry>")
    assert topics(document(template, body)) == {TOPICS[template]}
    assert topics(document(template, body, code="57059-8")) == {TOPICS[template]}
    assert topics(document("1.2.3", body, code=read(document(template, "")).code)) == {TOPICS[template]}


def test_a_template_that_contradicts_the_code_is_read_as_neither() -> None:
    found = read(document(APD, section(ACT), code="53576-5"))
    for topic in (Topic.APPOINTMENTS, Topic.HOME_MONITORING):
        assert [one.code for one in found.lost[topic]] == ["template_and_code"]
        assert topic not in found.rows
    assert len(found.rows[Topic.DOCUMENTS]) == 1
    form = read(document(QRD, section(ACT), code="74468-0"))
    assert [one.code for one in form.lost[Topic.QUESTIONNAIRES]] == ["template_and_code"]


def test_an_unknown_type_is_a_document_with_its_text() -> None:
    found = read(document("1.2.3", section(ACT), code="57059-8"))
    assert set(found.rows) == {Topic.DOCUMENTS}
    assert found.lost == {}


def test_files_are_known_by_their_first_bytes() -> None:
    content = document(PHMR, section(""))
    assert is_shared_document(content)
    assert is_shared_document(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> -->\n" + content)
    assert is_shared_document(content.replace(b"<Clin", b"<h:Clin").replace(b"xmlns=", b"xmlns:h="))
    assert is_shared_document(report(""))
    for other in (b"", b"{}", b"<Bundle/>", b"<html><ClinicalDocument xmlns='x'>", b"<GetMedicineCardResponse/>"):
        assert not is_shared_document(other)
    assert is_shared_document(content.decode().encode("utf-16"))
    assert read(
        b"<?xml version='1.0' encoding='UTF-16'?>".decode().encode("utf-16") + content.decode().encode("utf-16-le")
    ).person


@pytest.mark.rule("T25")
def test_t25_a_number_in_a_title_is_masked() -> None:
    for sent in ("2512489996", "251248-9996", "251248 9996"):
        found = read(document(PHMR, section("", title=f"<title>Om {sent}</title>"), title=f"Aftale for {sent}"))
        fact = found.rows[Topic.DOCUMENTS][0].fact
        assert (found.title, fact.title) == ("Aftale for ••••••-••••",) * 2  # type: ignore[union-attr]
        assert fact.sections[0].title == "Om ••••••-••••"  # type: ignore[union-attr]
    assert read(document(PHMR, "", title="Kl. 20170531110000")).title == "Kl. 20170531110000"
