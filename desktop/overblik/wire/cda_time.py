"""HL7 TS (datatypes release 1, section 3.7) to a clinical date: the precision and the offset as sent."""

import re
from datetime import timedelta
from functools import lru_cache

from overblik.domain.dates import DANISH, ClinicalDate, clinical_date

_FORM = re.compile(
    r"(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?(Z|[+-]\d\d(?:\d\d)?)?",
    re.ASCII,
)
_UTC = ("Z", "+0000", "-0000", "+00", "-00")


@lru_cache(maxsize=8192)
def time_of(sent: str) -> ClinicalDate | None:
    """Read `yyyy[MM[dd[HH[mm[ss[.f]]]]]][+-zzzz]`; none when it is no such thing, as `24:00` or `1`.

    A clinical date knows no hour without minutes: of `2014012110+0100` the Danish day is kept, because
    `10:00` would say minutes that nobody sent.
    """
    found = _FORM.fullmatch(sent.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if hour is None:
        return clinical_date("-".join(part for part in (year, month, day) if part))
    clock = f"{hour}:{minute or '00'}"
    if second is not None:
        clock += f":{second}" + (f".{fraction}" if fraction else "")
    moment = clinical_date(f"{year}-{month}-{day}T{clock}{_offset(zone)}")
    if minute is not None or moment is None:
        return moment
    whole = moment.day()
    return clinical_date(whole.isoformat()) if whole is not None else None


def day_of(sent: str) -> ClinicalDate | None:
    """Read the day as written, whatever hour and offset follow: a birth time is a date (services.md section 5)."""
    return time_of(sent.strip()[:8]) if time_of(sent) is not None else None


def has_odd_zone(sent: str) -> bool:
    """Tell whether a time of day has an offset that Denmark does not use on that day; `+0000` is none such."""
    found = _FORM.fullmatch(sent.strip())
    zone = found.group(8) if found is not None else None
    if found is None or found.group(4) is None or not zone or zone in _UTC:
        return False
    read = time_of(sent)
    moment = read.moment() if read is not None else None
    if moment is None:
        return False
    stated = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5] or 0))
    return moment.astimezone(DANISH).utcoffset() != (-stated if zone[0] == "-" else stated)


def _offset(zone: str | None) -> str:
    """Write an offset as FHIR does; an hour alone is whole."""
    if not zone or zone == "Z":
        return zone or ""
    return f"{zone[:3]}:{zone[3:] or '00'}"
