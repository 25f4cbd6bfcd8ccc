"""'Vis original' marks the exact places that a row shows, in JSON and in XML, and says so where there are none."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clinic import DANISH_WORDS, complete, day, interval, medication, result
from conftest import SAMPLES
from overblik.domain.ports import RawDocument
from overblik.domain.section import Topic
from overblik.sources.dds import DdsReader
from overblik.viewmodels.rows import LineRow
from overblik.viewmodels.source_marks import evidence, fact_of, marks_said, source_text


def marked(content: str, fact: object) -> list[str]:
    told = source_text(content.encode(), fact)
    return [told.text[start : start + length] for start, length in told.spans]


def test_value_unit_date_and_interval_are_marked_in_json() -> None:
    fact = result("142", "2026-11-20", reference=interval("45", "90"))
    text = (
        '{"id":"o-142","effectiveDateTime":"2026-11-20","valueQuantity":{"value":142,"unit":"µmol/L"},'
        '"referenceRange":[{"low":{"value":45},"high":{"value":90}}],"code":{"text":"Kreatinin;P"}}'
    )
    assert marked(text, fact) == ["2026-11-20", "142", "µmol/L", "45", "90", "Kreatinin;P"]


def test_a_number_inside_another_is_not_marked() -> None:
    assert marked('{"value": 142, "id": "1142", "code": "X142Y"}', result("142", "2026-11-20")) == ["142"]


def test_a_value_is_marked_though_it_is_short_and_is_the_first_in_view() -> None:
    fact = result("7", "2026-11-20", unit="mmol/L")
    told = source_text(b'{"unit": "mmol/L", "value": 7}', fact)
    start, length = told.spans[told.first]
    assert told.text[start : start + length] == "7"


def test_elements_and_attributes_of_xml_are_marked_and_dates_without_their_signs() -> None:
    fact = replace(result("142", "2026-11-20"), taken_at=day("2026-11-20T08:05:00+01:00"))
    text = '<value value="142" unit="µmol/L"/><effectiveTime value="20261120080500+0100"/><text>Kreatinin;P</text>'
    assert marked(text, fact) == ["142", "µmol/L", "20261120080500+0100", "Kreatinin;P"]


def test_each_line_of_a_dosage_is_marked_also_where_the_message_escapes_it() -> None:
    fact = medication("Pinex", dosage="1 tablet < 3 gange\nBemærk: ved smerter")
    text = "<LongText>1 tablet &lt; 3 gange\nBemærk: ved smerter</LongText>"
    assert marked(text, fact) == ["1 tablet &lt; 3 gange", "Bemærk: ved smerter"]


def test_where_nothing_stands_word_for_word_that_is_said() -> None:
    told = source_text(b'{"code": "N"}', result("142", "2026-11-20"))
    assert told.spans == ()
    assert marks_said(told, DANISH_WORDS) == "Det viste står ikke ordret i originalen: kilden siger det med koder."


def test_a_text_is_never_a_pattern() -> None:
    assert marked('{"a": "x+(y"}', medication("x+(y")) == ["x+(y"]


def test_a_row_that_shows_no_single_fact_marks_nothing() -> None:
    section = complete(Topic.MEDICATION, medication("Pinex"))
    assert fact_of((section,), None) is None
    assert fact_of((section,), LineRow("x", "x", document="other", source="ehr")) is None
    row = LineRow("x", "x", document=section.entries[0].provenance.document_id, source="ehr")
    assert fact_of((section,), row) is section.entries[0].fact


@pytest.mark.rule("S4")
def test_s04_the_original_marks_both_places_that_disagree() -> None:
    raw = (SAMPLES / "cda" / "apd" / "DK-APD_Example_1.xml").read_bytes()
    (found,) = DdsReader().recognise([RawDocument("aftale.xml", raw)], datetime(2017, 5, 30, tzinfo=UTC)) or ()
    (entry,) = found.answers[Topic.APPOINTMENTS].entries
    told = source_text(raw, entry.fact)
    places = [told.text[start : start + length] for start, length in told.spans]
    assert "20170531110000+0100" in places
    assert "11:00" in places
    assert "11:20" in places
    assert "NI" not in evidence(entry.fact)
