"""Dates, times and numbers as the reader sees them: one rule, independent of the computer's locale (R6, R18)."""

import re
from datetime import datetime, timedelta
from decimal import Context, Decimal

from overblik.domain.dates import DANISH, ClinicalDate, Instant, Precision
from overblik.viewmodels.words import Words

NO_BREAK = "\u00a0"
THIN = "\u202f"
MINUS = "\u2212"
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
# Characters that reorder or hide text are shown as marks, never obeyed (T18).
_HIDDEN = (
    dict.fromkeys(
        [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x061C, 0x00AD],
        "\ufffd",
    )
    | {code: " " for code in range(0x20) if code != 0x0A}
    | {0x7F: "\ufffd"}
)


_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_LONG = re.compile(r"(?<![\d,.])[1-9]\d{3,}(?!\d)")
"""A whole part of four digits or more, which R6 groups."""


_DECIMALS = 4


def safe(text: str) -> str:
    """Make foreign text harmless to show: control and bidi characters become marks, nothing is dropped."""
    # Whatever is turned into a mark is not printable by Unicode's own rule; most texts need no second look.
    return text if text.isprintable() else text.translate(_HIDDEN)


def one_line(text: str) -> str:
    """Give foreign text on one line: each run of white space becomes one blank."""
    return " ".join(safe(text).split())


def dosage_lines(text: str) -> str:
    """Give a dosage verbatim, its lines kept.

    Blanks after a line break come from re-indented answers: collapsed for display only (services.md section 2.3).
    """
    return "\n".join(line.strip() for line in safe(text).strip().split("\n"))


def show_date(when: ClinicalDate | None, words: Words) -> str:
    """Write `04. mar 2026`; partial dates stay partial, none is 'Ukendt'."""
    if when is None:
        return words.say("time.unknown")
    if when.precision is Precision.YEAR:
        return str(when.year)
    months = words.say("time.months").split()
    if when.precision is Precision.MONTH and when.month:
        return f"{months[when.month - 1]}{NO_BREAK}{when.year}"
    day = when.day()
    if day is None:
        return when.text
    return f"{day.day:02d}.{NO_BREAK}{months[day.month - 1]}{NO_BREAK}{day.year}"


def show_time(moment: Instant) -> str:
    """Write `09:41` in Danish time."""
    return moment.astimezone(DANISH).strftime("%H:%M")


def show_moment_date(moment: Instant, words: Words) -> str:
    """Write the Danish date of a moment."""
    local = moment.astimezone(DANISH)
    return f"{local.day:02d}.{NO_BREAK}{words.say('time.months').split()[local.month - 1]}{NO_BREAK}{local.year}"


def show_clinical(when: ClinicalDate | None, words: Words) -> str:
    """Write a clinical date with its time of day where one was stated."""
    moment = when.moment() if when else None
    if when is None or moment is None:
        return show_date(when, words)
    return f"{show_date(when, words)} {show_time(moment)}"


def show_at(when: ClinicalDate | None, words: Words) -> str:
    """Write `20. jan 2014 kl. 14:25`, as far as it was stated."""
    moment = when.moment() if when else None
    if when is None or moment is None:
        return show_date(when, words)
    return words.say("time.date_at", date=show_date(when, words), time=show_time(moment))


def short_when(moment: Instant, now: Instant, words: Words) -> str:
    """Write `09:41` for today, `i går 18:20`, else the date (screens.md 4.6)."""
    days = _days_between(moment, now)
    if days == 0:
        return show_time(moment)
    if days == 1:
        return words.say("time.yesterday", time=show_time(moment))
    return show_moment_date(moment, words)


def long_when(moment: Instant, now: Instant, words: Words) -> str:
    """Write `i dag kl. 09:41` or `21. nov 2026 kl. 18:20`."""
    days, time = _days_between(moment, now), show_time(moment)
    if days == 0:
        return words.say("time.today_at", time=time)
    return words.say("time.date_at", date=show_moment_date(moment, words), time=time)


def show_age(age: timedelta, words: Words) -> str:
    """Write `3 t 29 min`, from two days on `2 døgn`; rounded up, so never less than the true age."""
    minutes = -(-int(age.total_seconds()) // 60)
    if minutes >= 2880:
        return words.say("time.days", days=-(-minutes // 1440))
    if minutes >= 60:
        return words.say("time.hours_minutes", hours=minutes // 60, minutes=minutes % 60)
    return words.say("time.minutes", minutes=minutes)


def _days_between(moment: Instant, now: Instant) -> int:
    return (now.astimezone(DANISH).date() - moment.astimezone(DANISH).date()).days


def show_number(wire_text: str) -> str:
    """Write a number as sent with a decimal comma and a true minus; anything else stays as sent (H13)."""
    text = wire_text.strip()
    if not _PLAIN.fullmatch(text):
        return wire_text
    whole, point, decimals = text.partition(".")
    sign = MINUS if whole.startswith("-") else ""
    return f"{sign}{_grouped(whole.lstrip('+-'))}{',' + decimals if point else ''}"


def _grouped(digits: str) -> str:
    return f"{int(digits):,}".replace(",", THIN) if len(digits) > 3 and not digits.startswith("0") else digits


_PLURAL = {"kapsel": "kapsler"}
"""Units whose plural, by which a form is named, does not begin with the singular."""


def show_strength(strength: str, form: str) -> str:
    """Write strength and form: decimal comma, digits grouped, and no "per tablet" where the form says tablet."""
    amount, slash, unit = strength.partition("/")
    said = _PLURAL.get(unit.casefold(), unit.casefold())
    if slash and "+" not in strength and unit.isalpha() and said in form.casefold():
        strength = amount
    told = _LONG.sub(lambda digits: _grouped(digits.group()), _POINT.sub(",", strength))
    return " ".join(part for part in (told, form) if part)


def show_difference(difference: Decimal) -> str:
    """Write a difference that we reckoned: signed, no trailing zero (R6), three digits where the source sent many."""
    if -difference.as_tuple().exponent > _DECIMALS:  # type: ignore[operator]
        difference = +difference.normalize(Context(prec=3))
    text = f"{abs(difference):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    sign = MINUS if difference < 0 else "+" if difference > 0 else "±"
    return sign + show_number(text)


def local_day(moment: Instant) -> datetime:
    """Give a moment in Danish time."""
    return moment.astimezone(DANISH)
