"""Every document as a document: whole text, title without a number, attachment where it lies, nothing interpreted."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from overblik.domain.clinical import Attachment, Currency, Document
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from sources.dds.documents import recorded
from sources.dds.small import PHMR, SPACES, component, document, entry, observation, organizer, section

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3


def the_document(content: bytes) -> Document:
    (row,) = read(content).rows[Topic.DOCUMENTS]
    assert isinstance(row.fact, Document)
    return row.fact


def unstructured(text: str) -> bytes:
    head = '<code code="103140-0" displayName="Bilag"/><title>Et bilag</title>'
    return f"<ClinicalDocument {SPACES}>{head}<component><nonXMLBody>{text}</nonXMLBody></component></ClinicalDocument>".encode()


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("around", ["{}", "\n  {}\n ", "<![CDATA[{}]]>"])
def test_an_attachment_is_found_in_the_bytes(wrapped: bool, around: str) -> None:
    sent = b64encode(PDF).decode()
    sent = "\r\n".join(sent[at : at + 76] for at in range(0, len(sent), 76)) if wrapped else sent
    content = unstructured(
        f"""<text mediaType="application/pdf" title='a>b' representation="B64">{around.format(sent)}</text>"""
    )
    one = the_document(content)
    assert isinstance(one.attachment, Attachment)
    place = one.attachment.ref
    assert b64decode(content[place.start : place.start + place.length]) == PDF
    assert (one.attachment.media_type, one.attachment.size, one.attachment.is_base64) == (
        "application/pdf",
        len(PDF),
        True,
    )
    assert (place.message, one.content_type, one.type, one.title) == ("", "application/pdf", "Bilag", "Et bilag")


@pytest.mark.parametrize("sent", ["", "ikke base64!", "QUJ"])
def test_an_attachment_that_is_none_is_named_and_the_document_stays(sent: str) -> None:
    found = read(unstructured(f'<text mediaType="application/pdf" representation="B64">{sent}</text>'))
    assert [(one.code, one.place) for one in found.lost[Topic.DOCUMENTS]] == [("base64", "nonXMLBody/text")]
    assert len(found.rows[Topic.DOCUMENTS]) == 1


def test_a_body_of_plain_text_is_the_text() -> None:
    one = the_document(unstructured('<text mediaType="text/plain">Kære læge\n\n  Hilsen &lt;b&gt;</text>'))
    assert (one.text, one.attachment) == ("Kære læge\nHilsen <b>", None)
    assert the_document(unstructured('<text><reference value="http://x/y.pdf"/></text>')).text == "[http://x/y.pdf]"


@pytest.mark.parametrize(("sent", "is_restricted"), [("N", False), ("R", True), ("V", True), ("", False)])
def test_a_confidential_document_or_part_is_restricted(sent: str, is_restricted: bool) -> None:
    whole = document(PHMR, section("")).replace(b'code="N"', f'code="{sent}"'.encode())
    assert the_document(whole).is_restricted is is_restricted
    part = document(PHMR, section(f'<confidentialityCode code="{sent}"/>'))
    assert the_document(part).is_restricted is is_restricted


@pytest.mark.rule("H9")
@pytest.mark.parametrize(
    ("word", "currency"),
    [
        ("new", Currency.CURRENT),
        ("nullified", Currency.ENTERED_IN_ERROR),
        ("superseded", Currency.PAST),
        ("x", Currency.UNKNOWN),
    ],
)
def test_h9_the_status_of_a_document(word: str, currency: Currency) -> None:
    one = the_document(document(PHMR, "", extra=f'<sdtc:statusCode code="{word}"/>'))
    assert (one.currency, one.wire_status) == (currency, word)
    assert the_document(document(PHMR, "")).currency is Currency.CURRENT


@pytest.mark.rule("H8")
def test_h8_entries_without_a_narrative_are_said_in_words() -> None:
    held = organizer(component(observation('<value xsi:type="PQ" value="3" unit="kg"/>')), status="nullified")
    (one,) = the_document(document("1.2.3", section(entry(held), text=""), code="x")).sections
    assert "status: nullified" in one.text
    assert "3 kg" in one.text
    assert "NPU03804" in one.text
    negated = observation('<value xsi:type="ST">Ja</value>', mood="RQO").replace(
        "<observation", '<observation negationInd="true"'
    )
    (other,) = the_document(document("1.2.3", section(entry(negated), text=""), code="x")).sections
    assert other.text.startswith("[RQO] · [benægtet] · ")
    told = the_document(document("1.2.3", section(entry(held), text="<text>Alt er sagt</text>"), code="x"))
    assert told.sections[0].text == "Alt er sagt"
    repeated = the_document(document("1.2.3", section(entry(held), text="<text>Afsnit.</text>"), code="x"))
    assert "3 kg" in repeated.sections[0].text


def test_the_whole_text_has_every_heading_and_every_text() -> None:
    body = section(
        section("", title="<title>B</title>", text="<text>b</text>"), title="<title>A</title>", text="<text>a</text>"
    )
    assert the_document(document(PHMR, body)).text == "A\na\n\nB\nb"


@pytest.mark.samples
@pytest.mark.rule("H8")
def test_h8_no_recorded_document_is_without_text_and_no_letter_of_a_narrative_is_lost(samples: Path) -> None:
    from lxml import etree

    for name, content in recorded(samples).items():
        one = the_document(content)
        root = etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))
        assert one.text, name
        sent = ["".join(node.itertext()) for node in root.xpath("//*[local-name()='section']/*[local-name()='text']")]
        told = "".join(one.text.split())
        for text in sent:
            for word in text.split():
                assert word in told, (name, word)
        assert one.title
        assert len(one.sections) == len(root.xpath("//*[local-name()='section']")), name
