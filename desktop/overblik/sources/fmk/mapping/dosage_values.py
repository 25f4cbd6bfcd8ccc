"""The simple values of a dosage (DoseQuantityType, DosageTimes...Type), and the doses of a day."""

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from overblik.domain.dates import ClinicalDate, Precision, clinical_date
from overblik.domain.dosage import Dose, PartOfDay
from overblik.domain.making import maker
from overblik.sources.fmk.mapping.dosage_parts import Run

_dose = maker(Dose)
_ZONE = re.compile(r"(?:Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_DECIMAL = re.compile(r"\+?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)
"""0 to 999999999.999999999."""
_WHOLE = re.compile(r"\+?\d{1,10}", re.ASCII)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_TIMES = {part.name.lower(): part for part in PartOfDay}
_EXACT = {"Quantity"}
_RANGE = {"MinimalQuantity", "MaximalQuantity"}


@lru_cache(maxsize=4096)
def day(text: str) -> ClinicalDate | None:
    """Read an xs:date; its zone, which xs:date allows, moves no calendar day and is left out."""
    when = clinical_date(_ZONE.sub("", text) if len(text) > len("2026-05-03") else text)
    return when if when is not None and when.precision is Precision.DAY else None


def quantity(text: str) -> Decimal | None:
    """Read a DoseQuantityType; none where the text is no such number."""
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def whole(text: str, most: int) -> int | None:
    """Read a count from 1 to a greatest one; none for anything else."""
    if _WHOLE.fullmatch(text) is None:
        return None
    value = int(text)
    return value if 1 <= value <= most else None


@lru_cache(maxsize=2048)
def doses(run: Run) -> tuple[tuple[Dose, ...], tuple[str, ...]]:
    """Read the doses of a day, and what is doubtful about them.

    The same run gives the same doses: days of equal doses are then told to be equal at a glance.
    """
    read: list[Dose] = []
    doubts: list[str] = []
    starts = [place for place in range(0, len(run), 2) if run[place] == "Dose"]
    if not starts:
        doubts.append("dose")
    if run and (not starts or starts[0] > 0):
        doubts.append("place")
    for start, end in pairwise([*starts, len(run)]):
        names, texts = run[start + 2 : end : 2], run[start + 3 : end : 2]
        values = {str(name): str(text or "").strip() for name, text in zip(names, texts, strict=True)}
        if len(values) < len(names):
            doubts.append("repeated_element:Dose")
        if run[start + 1] != len(names):
            doubts.append("place")
        read.append(_read_dose(values, doubts))
    return tuple(read), tuple(doubts)


def _read_dose(values: dict[str, str], doubts: list[str]) -> Dose:
    """Read a dose: Quantity, or MinimalQuantity and MaximalQuantity, and a time or none."""
    value = quantity(values.get("Quantity", ""))
    low, high = quantity(values.get("MinimalQuantity", "")), quantity(values.get("MaximalQuantity", ""))
    amounts = values.keys() - {"Time"}
    if amounts == _RANGE:
        clear = low is not None and high is not None and low <= high
    else:
        clear = amounts == _EXACT and value is not None
    if not clear:
        doubts.append("quantity")
    time = values.get("Time", "")
    if "Time" in values and time not in _TIMES and not _CLOCK.fullmatch(time):
        doubts.append("time")
    return _dose(value, low, high, _TIMES.get(time) or time or None)
