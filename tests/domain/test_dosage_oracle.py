"""FMK's own dosage texts, letter for letter, on an independent converter's cases and on what the service sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from overblik.domain.dosage_text import long_text, short_text
from overblik.sources.fmk.mapping.dosage import read_dosage
from overblik.wire.xml import parse

pytestmark = [pytest.mark.samples, pytest.mark.rule("H14")]


def cases(samples: Path) -> list[dict[str, Any]]:
    return json.loads((samples / "dosage" / "oracle-cases.json").read_bytes())["cases"]


def test_h14_every_text_of_the_reference_is_said_letter_for_letter(samples: Path) -> None:
    told = cases(samples)
    wrong = []
    for case in told:
        dosage = read_dosage(parse(case["fmkXml"].encode()))
        expected = case["expected"]
        if (short_text(dosage), long_text(dosage)) != (expected["shortText"], expected["longText"]):
            wrong.append(case["id"])
    assert len(told) == 1500
    assert wrong == []


def test_h14_a_dosage_that_breaks_the_rules_is_never_put_into_words(samples: Path) -> None:
    broken = cases(samples)[0]["fmkXml"].replace("<IterationInterval>1<", "<IterationInterval>-1<")
    dosage = read_dosage(parse(broken.encode()))
    assert dosage.doubts
    assert (short_text(dosage), long_text(dosage)) == (None, None)
