"""'Vis original' finds the statement: the bytes at a row's place hold what the row says."""

from pathlib import Path

import pytest

from overblik.domain.clinical import Appointment
from overblik.domain.lab_result import LabResult
from overblik.domain.questionnaire import QuestionAnswer
from overblik.domain.stamkort import StamkortFact
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Row
from sources.dds.documents import OWN, recorded
from sources.dds.small import PHMR, document, entry, observation, section


def said(row: Row) -> list[str]:
    fact = row.fact
    if isinstance(fact, LabResult):
        return [fact.value, fact.code]
    if isinstance(fact, Appointment):
        return [fact.wire_start, fact.reason]
    if isinstance(fact, QuestionAnswer):
        return [*fact.answer_codes, fact.code]
    if isinstance(fact, StamkortFact):
        return [fact.code] if not fact.is_from_head else [fact.value]
    return []


@pytest.mark.samples
def test_every_row_stands_where_it_says(samples: Path) -> None:
    tried = 0
    for name, content in (recorded(samples) | OWN).items():
        for rows in read(content).rows.values():
            for row in rows:
                piece = content[row.start : row.start + row.length]
                for words in said(row):
                    if words:
                        assert words.encode() in piece, (name, row.key)
                        tried += 1
    assert tried > 150


@pytest.mark.samples
def test_what_is_lost_has_a_place_too(samples: Path) -> None:
    found = read((samples / "cda/pdc/PDC20_Example-1_2019-08-17.xml").read_bytes())
    content = (samples / "cda/pdc/PDC20_Example-1_2019-08-17.xml").read_bytes()
    for lost in [one for many in found.lost.values() for one in many]:
        piece = content[lost.start : lost.start + lost.length]
        assert piece.startswith(b"<entry")
        assert piece.endswith(b"</entry>")
        assert lost.place.encode() in piece


@pytest.mark.parametrize("change", ["<!-- a > b -->", "<![CDATA[<entry>]]>"])
def test_comments_and_sections_move_no_place(change: str) -> None:
    body = section(
        entry(observation('<value xsi:type="PQ" value="3" unit="kg"/>'))
        + entry(observation('<value xsi:type="PQ" value="4" unit="kg"/>')),
        text=f"<text><paragraph>x</paragraph>{change}</text>"
        if change.startswith("<!--")
        else f"<text>{change}</text>",
    )
    content = document(PHMR, body)
    rows = [row for rows in read(content).rows.values() for row in rows if isinstance(row.fact, LabResult)]
    assert [row.fact.value for row in rows if isinstance(row.fact, LabResult)] == ["3", "4"]
    for row, value in zip(rows, (b'value="3"', b'value="4"'), strict=True):
        piece = content[row.start : row.start + row.length]
        assert piece.startswith(b"<entry>")
        assert piece.count(b"<entry>") == 1
        assert value in piece
