"""Reading shapes once gives what reading each alone gives, for every document there is."""

from pathlib import Path

import pytest

from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.shapes import Shapes
from sources.dds.documents import OWN, recorded


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
