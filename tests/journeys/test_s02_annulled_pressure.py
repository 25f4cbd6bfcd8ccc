"""S2: a blood pressure that a doctor annulled; the weight of the same morning is good."""

import json
from pathlib import Path
from typing import Any

import pytest

from clinic import plain, view
from journeys.conftest import MOMENT
from journeys.shared_documents import now_of
from journeys.test_command_line import Call, call
from overblik.app.file_reading import read_files
from overblik.app.files import chosen, sections_of_person
from overblik.domain.section import Section
from overblik.runtime.clock import SetClock
from overblik.viewmodels.rows import Card, LabRow, LineRow
from overblik.viewmodels.screen_parts import compose_card

__all__ = ["call"]
pytestmark = [pytest.mark.samples, pytest.mark.rule("S2", "H9", "H17")]
COMMENT = (
    "Jeg kan se at denne måling er tastet ind af Hjemmesygeplejerske Mathilde Christensen. Har mistanke om, at den høje "
    "værdi skyldes en indtastningsfejl. Målingen kan ikke godkendes. AA"
)
STRUCK = "Annulleret · Blodtryk 253/86 mmHg · 20. jan 2014 kl. 14:25"


@pytest.fixture
def report(samples: Path) -> Path:
    return samples / "cda" / "phmr" / "kih-Ex2-Typing_error-MODIFIED.xml"


def sections_of(path: Path, moment: str = MOMENT) -> tuple[Section[Any], ...]:
    clock = SetClock(now_of(moment))
    return sections_of_person(chosen(read_files([path], clock), None), clock)


def home(path: Path, *, is_full: bool = False) -> Card:
    return compose_card("home_monitoring", sections_of(path), view(is_full=is_full))


@pytest.mark.parametrize("is_full", [False, True])
def test_s02_the_pair_is_one_struck_row_with_the_whole_comment_and_no_latest_value(report: Path, is_full: bool) -> None:
    card = home(report, is_full=is_full)
    (struck,) = [row for row in card.rows if isinstance(row, LineRow) and row.is_struck]
    assert plain(struck.text) == STRUCK
    assert COMMENT in plain(struck.second)
    assert "Hjertelæge Anders Andersen, 21. jan 2014 kl. 10:40" in plain(struck.second)
    assert plain(struck.accessible).startswith("Annulleret: blodtryk 253 over 86 mmHg, 20. jan 2014")
    pressure, weight = [row for row in card.rows if isinstance(row, LabRow)]
    assert (pressure.name, pressure.value) == ("Blodtryk", "Kun annulleret måling")
    assert "253" not in plain(pressure.accessible)
    assert (weight.value, weight.unit, weight.spark, weight.change) == ("77,3", "kg", None, "")
    assert "Målt af borger" in weight.when


def test_s02_the_json_has_three_entries_two_of_them_annulled(call: Call, report: Path) -> None:
    ended = call("overview", "--from", report, "--format", "json", "--clock", MOMENT)
    assert ended.returncode == 0
    (section,) = [one for one in json.loads(ended.stdout)["sections"] if one["topic"] == "home_monitoring"]
    assert [(one["value"], one["status"], one["flag"]) for one in section["entries"]] == [
        ("253", "nullified", None),
        ("86", "nullified", None),
        ("77.3", "final", None),
    ]
    assert {one["text"] for entry in section["entries"][:2] for one in entry["comments"]} == {COMMENT}
    assert section["entries"][2]["comments"] == []


def test_s02_the_text_begins_such_a_line_with_the_word(call: Call, report: Path) -> None:
    ended = call("overview", "--from", report, "--clock", MOMENT)
    lines = [line.strip() for line in plain(ended.stdout).splitlines() if "253" in line]
    assert lines == [STRUCK]
