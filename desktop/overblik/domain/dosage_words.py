"""The words of FMK's Danish dosage texts: numbers, units, times, dates, weekdays and lists.

They are the clinical language of Fælles Medicinkort, always Danish, whatever language the screen speaks.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from overblik.domain.dosage import Dosage, Dose, PartOfDay

NEED = " efter behov"
_MONTHS = ("jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_PARTS = {
    PartOfDay.MORNING: ("morgen", 3 * 60),
    PartOfDay.NOON: ("middag", 9 * 60),
    PartOfDay.EVENING: ("aften", 15 * 60),
    PartOfDay.NIGHT: ("nat", 21 * 60),
}
"""The word, and the minute of the day where the part stands among clock times (quarters from 3 o'clock)."""
_TWO_FORMS = (
    ("ampul", "ampuller"),
    ("brev", "breve"),
    ("brusetablet", "brusetabletter"),
    ("dosis", "doser"),
    ("dråbe", "dråber"),
    ("enkeltdosisbeholder", "enkeltdosisbeholdere"),
    ("indsprøjtning", "indsprøjtninger"),
    ("inhalationskapsel", "inhalationskapsler"),
    ("kapsel", "kapsler"),
    ("måleske", "måleskeer"),
    ("plaster", "plastre"),
    ("påsmøring", "påsmøringer"),
    ("tablet", "tabletter"),
    ("tyggegummi", "tyggegummier"),
    ("tykt lag", "tykke lag"),
    ("vagitorie", "vagitorier"),
)
_FORMS = {form: pair for pair in _TWO_FORMS for form in pair}
"""The units whose other form FMK knows where only one was sent (UnitText); any other stands as sent."""
_ODD_TIME = ("", -2)
_NO_TIME = ("", -1)


@lru_cache(maxsize=1024)
def number(value: Decimal) -> str:
    """Write a number with a decimal comma, without trailing zeros and without grouping."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def unit_forms(dosage: Dosage) -> tuple[str, str] | None:
    """Give the unit for one and for many; none where no unit was sent."""
    many = dosage.unit_plural
    if dosage.unit_singular:
        return (dosage.unit_singular, many) if many else None
    return _FORMS.get(many) or ((many, many) if many else None)


def amount(dose: Dose, units: tuple[str, str]) -> str:
    """Write a quantity or a range with its unit: none and more than one take the plural, a range its upper end."""
    if (value := dose.quantity) is not None:
        return f"{number(value)} {units[value > 1 or not value]}"
    low, high = dose.minimum, dose.maximum
    if low is None or high is None:
        return ""
    return f"{number(low)}-{number(high)} {units[high > 1 or not high]}"


def times(count: int) -> str:
    """Write `1 gang`, `2 gange`."""
    return "1 gang" if count == 1 else f"{count} gange"


def when(time: PartOfDay | str | None) -> tuple[str, int]:
    """Give the word for a time and its minute of the day: -1 without a time, -2 where FMK's wording is not known."""
    if time is None:
        return _NO_TIME
    if isinstance(time, PartOfDay):
        return _PARTS[time]
    return _clock(time)


@lru_cache(maxsize=2048)
def _clock(time: str) -> tuple[str, int]:
    """Read `08:05:00` as `kl. 8:05`; seconds, fractions and zones have no known wording."""
    if len(time) != len("08:05:00") or not time.endswith(":00"):
        return _ODD_TIME
    hour, minute = time[:2], time[3:5]
    if not (hour.isdecimal() and minute.isdecimal() and time[2] == ":"):
        return _ODD_TIME
    return f"kl. {int(hour)}:{minute}", int(hour) * 60 + int(minute)


@lru_cache(maxsize=4096)
def day_of(day: date) -> str:
    """Write a date as `d. 3. maj 2026`."""
    return f"d. {day.day}. {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4096)
def named_day(day: date) -> str:
    """Write a date with its weekday: `Søndag d. 3. maj 2026`."""
    return f"{_WEEKDAYS[day.weekday()].capitalize()} {day_of(day)}"


def weekday(day: date) -> str:
    """Name the weekday, in lower case."""
    return _WEEKDAYS[day.weekday()]


def listed(words: Sequence[str]) -> str:
    """Join by commas, and the last by `og`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} og {words[-1]}"
