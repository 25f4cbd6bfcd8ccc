"""The skeleton of a document: sections within sections, and where each entry stands in the bytes."""

from overblik.wire.cda import ClinicalDocument
from overblik.wire.xml import parse
from sources.dds.small import PHMR, document, entry, section


def made(content: bytes) -> ClinicalDocument:
    return ClinicalDocument(content, parse(content))


def test_sections_stand_in_order_and_an_unnamed_one_has_its_parents_name() -> None:
    inner = section(entry("<act/>"), title='<title nullFlavor="NI"/>')
    coded = section("", title="", code="61146-7")
    found = made(document(PHMR, section(inner, title="<title>Mål</title>") + coded)).all_sections()
    assert [one.heading for one in found] == ["Mål", "Mål", "61146-7"]
    assert [len(one.entries) for one in found] == [0, 1, 0]


def test_a_wrapper_of_an_unknown_name_hides_nothing() -> None:
    body = f"<component><noget>{section('<mere>' + entry('<act/>') + '</mere><observation/>')}</noget></component>"
    (only,) = made(document(PHMR, body)).all_sections()
    assert len(only.entries) == 2


def test_an_entry_outside_of_all_sections_is_found() -> None:
    found = made(document(PHMR, section("") + f"<component>{entry('<act/>')}</component>")).all_sections()
    assert [len(one.entries) for one in found] == [0, 1]


def test_the_place_is_that_of_the_entry() -> None:
    content = document(PHMR, section(entry("<act><id/></act>") + entry("<observation/>")))
    read = made(content)
    places = [read.place(one) for one in read.all_sections()[0].entries]
    assert [content[start : start + length] for start, length in places] == [
        b"<entry><act><id/></act></entry>",
        b"<entry><observation/></entry>",
    ]
    inner = next(iter(read.all_sections()[0].entries[0]))
    assert read.place(inner) == places[0]
    assert read.place(read.root) == (0, 0)
