"""Structure and EmptyStructure of a dosage: rounds and days (DosageStructureForResponseType)."""

from itertools import pairwise

from overblik.domain.dates import ClinicalDate
from overblik.domain.dosage import DosageDay, Structure, Structures
from overblik.domain.making import maker
from overblik.sources.fmk.mapping.dosage_parts import Part, Texts
from overblik.sources.fmk.mapping.dosage_values import day as date_of
from overblik.sources.fmk.mapping.dosage_values import doses, whole

_day = maker(DosageDay)
_structure = maker(Structure)
_structures = maker(Structures)
_LONGEST_ROUND = 365
_LAST_DAY = 2**31 - 1
_EMPTY = {"StartDate", "EndDate", "DosageEndingUndetermined"}


def read_group(part: Part | None, texts: Texts, doubts: list[str], *, need: bool) -> Structures | None:
    """Read StructuresFixed or StructuresAccordingToNeed."""
    if part is None:
        return None
    periods: list[Structure] = []
    said: list[Part] = []
    for one in part.parts:
        if one.name == "Structure":
            periods.append(_read_structure(one, texts, doubts, need=need))
        elif one.name == "EmptyStructure":
            periods.append(_read_pause(one, texts, doubts))
        else:
            said.append(one)
    if not periods:
        doubts.append("structures")
    return _structures(tuple(periods), *_texts(said, texts, doubts))


def _texts(sent: list[Part], texts: Texts, doubts: list[str]) -> tuple[str, str]:
    """Read the texts of the service for one structure or for all: short, long, verbatim."""
    if not sent:
        return "", ""
    if len(sent) > 1:
        doubts.append(f"repeated_element:{sent[1].name}")
    return sent[0].verbatim("ShortText", texts), sent[0].verbatim("LongText", texts)


def bounds(part: Part, texts: Texts, doubts: list[str]) -> tuple[ClinicalDate | None, ClinicalDate | None, bool]:
    """Read from when till when: StartDate or DosageStartedPreviously, EndDate or DosageEndingUndetermined."""
    fields = part.fields
    previously = "DosageStartedPreviously" in fields
    start = date_of(part.words("StartDate", texts))
    if ("StartDate" in fields) == previously or ("StartDate" in fields and start is None):
        doubts.append("start")
    if "EndDate" not in fields:
        if "DosageEndingUndetermined" not in fields:
            doubts.append("end")
        return start, None, previously
    end = date_of(part.words("EndDate", texts))
    if end is None or "DosageEndingUndetermined" in fields:
        doubts.append("end")
    elif start is not None and end.text < start.text:
        doubts.append("period")
    return start, end, previously


def _read_pause(part: Part, texts: Texts, doubts: list[str]) -> Structure:
    """Read an EmptyStructure: a period in which the drug is not given."""
    if part.parts or part.fields.keys() - _EMPTY:
        doubts.append("place")
    start, end, _ = bounds(part, texts, doubts)
    return _structure(None, start, end, ())


def _read_structure(part: Part, texts: Texts, doubts: list[str], *, need: bool) -> Structure:
    start, end, previously = bounds(part, texts, doubts)
    if previously:
        doubts.append("started_previously")
    if "Text" in part.fields:
        doubts.append("place")
    interval = _interval(part, texts, doubts)
    days: list[DosageDay] = []
    said: list[Part] = []
    for one in part.parts:
        if one.name == "DosageTranslation":
            said.append(one)
        else:
            days.append(_read_day(one, texts, doubts))
    _order(days, interval, doubts, need=need)
    note = part.words("SupplementaryText", texts)
    return _structure(interval, start, end, tuple(days), note, *_texts(said, texts, doubts), previously)


def _interval(part: Part, texts: Texts, doubts: list[str]) -> int | None:
    """Read IterationInterval or NotIterated: one of them, and an interval of 1 to 365 days."""
    sent = "IterationInterval" in part.fields
    interval = whole(part.words("IterationInterval", texts), _LONGEST_ROUND) if sent else None
    if sent == ("NotIterated" in part.fields) or sent != (interval is not None):
        doubts.append("interval")
    return interval


def _order(days: list[DosageDay], interval: int | None, doubts: list[str], *, need: bool) -> None:
    """Put the days in order of their numbers, none twice and none beyond the round.

    AnyDay stands alone, and as needed only.
    """
    if not days:
        doubts.append("day")
        return
    if len(days) > 1:
        days.sort(key=_number)
        if any(one.number == two.number for one, two in pairwise(days)):
            doubts.append("day_number")
    if days[0].number is None and (len(days) > 1 or not need):
        doubts.append("any_day")
    if interval is not None and _number(days[-1]) > interval:
        doubts.append("day_number")


def _number(day: DosageDay) -> int:
    return day.number or 0


def _read_day(sent: Part, texts: Texts, doubts: list[str]) -> DosageDay:
    """Read a Day with its Number, or AnyDay, which has none."""
    read, doubtful = doses(sent.doses(texts))
    if doubtful:
        doubts.extend(doubtful)
    if sent.name == "AnyDay":
        if sent.fields:
            doubts.append("any_day")
        return _day(None, read)
    number = whole(sent.words("Number", texts), _LAST_DAY)
    if number is None:
        doubts.append("day_number")
    return _day(number, read)
