"""Small dosages for the tests, written as one writes them on a slip of paper."""

from decimal import Decimal

from overblik.domain.dates import clinical_date
from overblik.domain.dosage import Dosage, DosageDay, Dose, PartOfDay, Structure, Structures

_PARTS = {part.name.lower(): part for part in PartOfDay}


def dose(text: str) -> Dose:
    """Read `2`, `1-2`, `morning=2` or `08:30:00=1-2`."""
    time, _, much = text.rpartition("=")
    low, ranged, high = much.partition("-")
    when = _PARTS.get(time) or time or None
    if ranged:
        return Dose(minimum=Decimal(low), maximum=Decimal(high), time=when)
    return Dose(quantity=Decimal(low), time=when)


def period(
    interval: int | None,
    days: dict[int | None, str],
    *,
    start: str = "2031-03-03",
    end: str = "",
    note: str = "",
) -> Structure:
    """Make a structure; the doses of a day stand in one text with blanks between. 3 March 2031 is a Monday."""
    return Structure(
        interval,
        clinical_date(start),
        clinical_date(end) if end else None,
        tuple(DosageDay(number, tuple(dose(one) for one in text.split())) for number, text in days.items()),
        note,
    )


def dosage(
    *fixed: Structure,
    needed: tuple[Structure, ...] = (),
    units: tuple[str, str] = ("pille", "piller"),
    doubts: tuple[str, ...] = (),
) -> Dosage:
    """Make a dosage of structures."""
    kind = "kombineret" if fixed and needed else "efter behov" if needed else "fast"
    return Dosage(
        kind,
        *units,
        fixed=Structures(fixed) if fixed else None,
        as_needed=Structures(needed) if needed else None,
        doubts=doubts,
    )
