"""What is reckoned from a dosage, held against evidence that is not ours: daily doses, texts of the server, calendar days.

Figures: the reference gives a daily dose to 800 of its 1,500 dosages and to 621 of the periods of the 338 that have
several; we agree on all of them, and give none where it gives none. The FMK server's own texts of 16 recorded dosages
(of 18; it sent none for the other two) are reproduced from the structure, letter for letter, blanks apart.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from overblik.domain.dosage import Dosage, Dose, PartOfDay
from overblik.domain.dosage_calendar import DayKind, DosingDay, doses_on, week_of
from overblik.domain.dosage_daily import DailyDose, daily_dose, daily_doses
from overblik.domain.dosage_text import long_text, period_texts, short_text
from overblik.sources.fmk.mapping.dosage import read_dosage
from overblik.wire.xml import parse

pytestmark = [pytest.mark.samples, pytest.mark.rule("H14")]
SEED, WHOLE, DAYS = 20150601, 10, 400


def cases(samples: Path, name: str = "oracle-cases") -> list[dict[str, Any]]:
    found = json.loads((samples / "dosage" / f"{name}.json").read_bytes(), parse_float=Decimal, parse_int=Decimal)
    return list(found["cases"])


def read(case: dict[str, Any]) -> Dosage:
    return read_dosage(parse(case["fmkXml"].encode()))


def said(found: DailyDose | None) -> dict[str, Decimal] | None:
    """Write a daily dose as the reference does."""
    if found is None:
        return None
    return {"value": found.value} if found.value is not None else {"minimum": found.minimum, "maximum": found.maximum}


def test_h14_every_daily_dose_is_that_of_the_reference(samples: Path) -> None:
    told = cases(samples)
    wrong = [case["id"] for case in told if said(daily_dose(read(case))) != case["expected"]["dailyDose"]]
    assert wrong == []
    assert sum(case["expected"]["dailyDose"] is not None for case in told) == 800


def test_h14_every_period_has_the_daily_dose_and_the_texts_of_the_reference(samples: Path) -> None:
    told = [case for case in cases(samples) if case["expected"].get("periods")]
    wrong, doses = [], 0
    for case in told:
        dosage, expected = read(case), case["expected"]["periods"]
        mine = [
            {"shortText": text.short, "longText": text.long, "dailyDose": said(dose)}
            for text, dose in zip(period_texts(dosage), daily_doses(dosage), strict=True)
        ]
        doses += sum(one["dailyDose"] is not None for one in expected)
        if mine != expected:
            wrong.append(case["id"])
    assert wrong == []
    assert (len(told), doses) == (338, 621)


def words(text: str | None) -> list[str] | None:
    return text.split() if text else None


def test_h14_every_text_that_the_server_sent_is_made_from_the_structure(samples: Path) -> None:
    """100 % of them: 16 dosages with their combined texts, and the texts of each of their periods."""
    told = [case for case in cases(samples, "recorded-cases") if case["recorded"]["combined"]]
    for case in told:
        dosage, sent = read(case), case["recorded"]
        assert words(short_text(dosage)) == words(sent["combined"]["shortText"]), case["drug"]
        assert words(long_text(dosage)) == words(sent["combined"]["longText"]), case["drug"]
        mine = [(words(one.short), words(one.long)) for one in period_texts(dosage)]
        assert mine == [(words(one["shortText"]), words(one["longText"])) for one in sent["periods"]]
    assert len(told) == 16


@dataclass(frozen=True, slots=True)
class Period:
    """A structure as its XML says it, read by lxml alone."""

    needed: bool
    start: date
    end: date
    interval: int
    days: dict[int, list[tuple[str, ...]]]
    """Doses by day number; 0 is any day."""
    is_pause: bool

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def number(self, day: date) -> int:
        passed = (day - self.start).days
        return (passed % self.interval if self.interval else passed) + 1

    def names_later_days(self) -> bool:
        """Whether a day of its first round lies after its end."""
        length = (self.end - self.start).days + 1
        return any(number > length for number in self.days) and not (self.interval and length >= self.interval)


def periods_of(xml: str) -> Iterator[Period]:
    """Read the structures of a dosage."""
    for group in etree.fromstring(xml).iter("{*}StructuresFixed", "{*}StructuresAccordingToNeed"):
        for node in group.iter("{*}Structure", "{*}EmptyStructure"):
            days: dict[int, list[tuple[str, ...]]] = {}
            for day in node.iter("{*}Day", "{*}AnyDay"):
                number = int(day.findtext("{*}Number") or 0)
                days[number] = [dose_of(one) for one in day.iterfind("{*}Dose")]
            end = node.findtext("{*}EndDate")
            yield Period(
                group.tag.endswith("Need"),
                date.fromisoformat(node.findtext("{*}StartDate")),
                date.fromisoformat(end) if end else date.max,
                int(node.findtext("{*}IterationInterval") or 0),
                days,
                not days,
            )


def dose_of(node: Any) -> tuple[str, ...]:
    names = ("Quantity", "MinimalQuantity", "MaximalQuantity")
    return (*(number(node.findtext(f"{{*}}{name}")) for name in names), node.findtext("{*}Time") or "")


def number(text: "str | Decimal | None") -> str:
    return "" if text is None else str(Decimal(text).normalize())


def planned(day: DosingDay, *, needed: bool) -> list[tuple[str, ...]]:
    return sorted(_written(one.dose) for one in day.doses if one.as_needed is needed)


def _written(dose: Dose) -> tuple[str, ...]:
    time = dose.time.name.lower() if isinstance(dose.time, PartOfDay) else dose.time or ""
    return (*(number(one) for one in (dose.quantity, dose.minimum, dose.maximum)), time)


def wanted(period: Period, day: date) -> list[tuple[str, ...]]:
    """Give the doses that a structure has on a day that it covers."""
    return sorted(period.days.get(0, []) or period.days.get(period.number(day), []))


def judged(day: DosingDay, periods: list[Period]) -> str:
    """Judge one day; empty when it says what the structures say."""
    covering = [one for one in periods if one.covers(day.day)]
    if day.kind is DayKind.UNCERTAIN:
        several = any(sum(one.needed is need for one in covering) > 1 for need in (True, False))
        odd = any(one.names_later_days() for one in periods) or any(
            not one.needed and 0 in one.days for one in covering
        )
        return "" if several or odd else "uncertain, though the structures are plain"
    for need in (True, False):
        mine = [one for one in covering if one.needed is need]
        if len(mine) > 1:
            return "two structures cover the day, and it is called certain"
        if planned(day, needed=need) != (wanted(mine[0], day.day) if mine else []):
            return "other doses than the day number says"
    if day.paused != any(one.is_pause for one in covering):
        return "pause"
    if (day.kind is DayKind.OUTSIDE) != (not covering):
        return "outside"
    free = covering and not any(one.is_pause or wanted(one, day.day) for one in covering)
    return "free" if (day.kind is DayKind.FREE) != bool(free) else ""


def test_every_day_has_the_doses_that_its_number_says(samples: Path, campaign: int) -> None:
    """From a month before the first start, 430 days of each dosage; nothing outside its periods, and pauses are pauses.

    An ordinary run takes a seeded tenth of the 1,437 dosages with structures; `--campaign 10` takes all.
    """
    told = [case for case in cases(samples) if "Structure>" in case["fmkXml"]]
    chosen = random.Random(SEED).sample(told, min(len(told), len(told) * campaign // WHOLE))
    kinds: dict[DayKind, int] = {}
    wrong = []
    for case in chosen:
        dosage, periods = read(case), list(periods_of(case["fmkXml"]))
        first = min(one.start for one in periods) - timedelta(days=30)
        for passed in range(DAYS + 30):
            day = doses_on(dosage, first + timedelta(days=passed))
            kinds[day.kind] = kinds.get(day.kind, 0) + 1
            said_wrong = judged(day, periods)
            if said_wrong:
                wrong.append((case["id"], passed, said_wrong))
    assert wrong == []
    assert set(kinds) == set(DayKind)
    assert kinds[DayKind.DOSES] > 10_000


def test_a_week_is_its_seven_days(samples: Path) -> None:
    """Monday to Sunday, each as it is alone; the first and the last week of the calendar are shorter."""
    dosage = read(cases(samples)[0])
    week = week_of(dosage, date(2026, 7, 15))
    assert [one.day.isoformat() for one in week] == [f"2026-07-{day}" for day in range(13, 20)]
    assert week == tuple(doses_on(dosage, one.day) for one in week)
    assert [len(week_of(dosage, day)) for day in (date.min, date.max)] == [7, 5]
