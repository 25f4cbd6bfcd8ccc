"""Documents of other kinds: an attachment with its PDF (PHAD), and notes that are narrative alone."""

import base64

from lxml.etree import _Element
from seedwork.cda_xml import LOINC, Author, Paper, document, narrative, node, section, structured
from seedwork.parts import Person

ATTACHMENT = ("103140-0", LOINC, "Attachment Document")
PREGNANCY = ("57059-8", LOINC, "Pregnancy visit summary note")
NOTE = ("11506-3", LOINC, "Progress note")
LETTER = ("34105-7", LOINC, "Hospital Discharge summary")


def attachment(person: Person, key: str, told: str, title: str, lines: list[str], author: Author) -> bytes:
    """A PDF within a document."""
    paper = Paper(person, key, told, title, ATTACHMENT, (("1.2.208.184.20.1", ""),), author, "phad-v1.0", (told, told))
    data = base64.b64encode(pdf(lines)).decode()
    text = node("text", data, mediaType="application/pdf", representation="B64")
    return document(paper, node("nonXMLBody", text))


def note(
    person: Person,
    key: str,
    told: str,
    title: str,
    sections: list[tuple[str, list[_Element]]],
    author: Author,
    **more: object,
) -> bytes:
    """A document of sections with narrative and nothing coded."""
    kind = more.get("kind", NOTE)
    assert isinstance(kind, tuple)
    secrecy = str(more.get("secrecy", "N"))
    paper = Paper(person, key, told, title, kind, (), author, "", (told, told), secrecy)
    parts = [section(narrative(*content), templates=(), title=heading) for heading, content in sections]
    return document(paper, structured(*parts))


def paragraph(words: str) -> _Element:
    """A paragraph of the narrative."""
    return node("paragraph", words)


def listed(*words: str) -> _Element:
    """A list of the narrative."""
    return node("list", *(node("item", each) for each in words))


def pdf(lines: list[str]) -> bytes:
    """One page of plain text, written by hand (ISO 32000-1, 7.5): no script, no link, nothing embedded."""
    shown = " ".join(f"({_escaped(each)}) Tj 0 -18 Td" for each in lines)
    page = f"BT /F1 12 Tf 56 780 Td {shown} ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for at, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (at, each)
    rows = b"".join(b"%010d 00000 n \n" % each for each in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + table + trailer


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
