"""An entry whose name the source did not send is told as one, on its card and in the summary (H8)."""

from typing import Any

import pytest

from clinic import complete, day, view
from overblik.domain.clinical import Condition, Currency
from overblik.domain.quantity import NOTHING_SAID
from overblik.domain.section import Topic
from overblik.viewmodels.rows import LineRow
from overblik.viewmodels.section_list import condition_card
from overblik.viewmodels.summary import compose_summary
from overblik.viewmodels.vaccination_list import vaccination_card
from viewmodels.facts import vaccination

pytestmark = pytest.mark.rule("H8")


def condition(name: str, code: str = "") -> Condition:
    """Give an open diagnosis."""
    empty: dict[str, Any] = dict.fromkeys(Condition.__dataclass_fields__, "")
    empty |= {"onset": None, "abated": None, "recorded_at": None, "follow_up": None, "notes": ()}
    return Condition(**{**empty, "name": name, "code": code, "currency": Currency.CURRENT, "concept": NOTHING_SAID})


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("KOL", "DJ44", "KOL"), ("", "DJ44", "DJ44"), ("", "", "navn ikke oplyst"), ("  ", "", "navn ikke oplyst")],
)
def test_h8_a_diagnosis_without_a_name_is_still_a_diagnosis(name: str, code: str, said: str) -> None:
    section = complete(Topic.CONDITIONS, condition(name, code))
    (row,) = (row for row in condition_card((section,), view()).rows if isinstance(row, LineRow))
    assert row.text == said
    assert compose_summary((section,), view()).lines[0].text == said


def test_h8_a_vaccination_without_a_name_is_still_a_vaccination() -> None:
    fact = vaccination("", given_at=day("2026-01-01"), protects_against=("tetanus",))
    section = complete(Topic.VACCINATIONS, fact)
    (row,) = (row for row in vaccination_card((section,), view()).rows if isinstance(row, LineRow))
    assert row.text == "navn ikke oplyst (tetanus)"
