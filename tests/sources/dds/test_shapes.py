"""Reading shapes once gives what reading each alone gives, for every document there is."""

from pathlib import Path

import pytest

from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.shapes import Shapes
from sources.dds.documents import OWN, recorded
from sources.dds.small import PHMR, component, document, entry, observation, organizer, section


@pytest.mark.samples
def test_every_document_reads_the_same_with_and_without(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = recorded(samples) | OWN
    quick = {name: read(content) for name, content in documents.items()}
    hits: list[int] = []
    known = Shapes.result_of
    monkeypatch.setattr(Shapes, "result_of", lambda *given: hits.append(1) or known(*given))
    for content in documents.values():
        read(content)
    assert hits
    monkeypatch.setattr(Shapes, "result_of", lambda *_: None)
    assert {name: read(content) for name, content in documents.items()} == quick


def _told(times: list[tuple[str, str]]) -> bytes:
    """Give one measurement for each time of an organizer and time of its own."""
    held = [
        entry(
            organizer(
                component(
                    observation(
                        f'<value xsi:type="PQ" value="{70 + at}" unit="kg"/>',
                        time=f'<effectiveTime value="{own}"/>',
                    )
                ),
                time=whole,
            )
        )
        for at, (whole, own) in enumerate(times)
    ]
    return document(PHMR, section("".join(held), code="8716-3"))


def test_a_time_told_twice_is_known_again_only_where_both_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = "20260109081500+0100", "20260110081500+0100", "20260111081500+0100"
    content = _told([(first, first), (second, second), (second, third), (third, second), (third, third)])
    known, hits = Shapes.result_of, []
    monkeypatch.setattr(Shapes, "result_of", lambda *given: (hits.append(known(*given)), hits[-1])[1])
    quick = read(content)
    assert [hit is not None for hit in hits] == [False, True, False, False, True]
    monkeypatch.setattr(Shapes, "result_of", lambda *_: None)
    assert read(content) == quick
    assert len(quick.rows[Topic.HOME_MONITORING]) == 5


def test_a_first_time_that_is_told_in_two_ways_makes_no_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = "20260109081500+0100", "20260110081500+0100"
    content = _told([(first, second), (first, first), (second, second)])
    quick = read(content)
    monkeypatch.setattr(Shapes, "result_of", lambda *_: None)
    assert read(content) == quick
