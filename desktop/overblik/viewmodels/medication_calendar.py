"""Doses day by day for two weeks, from the structure of the dosage (display only; the text decides)."""

from dataclasses import dataclass
from datetime import date, timedelta

from overblik.domain.dates import DANISH
from overblik.domain.dosage import Dosage, Dose, PartOfDay
from overblik.domain.dosage_calendar import DayKind, DosingDay, doses_on
from overblik.domain.medication import Medication
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import NO_BREAK, show_number
from overblik.viewmodels.words import Words

DAYS = 14
_PARTS = ("morning", "noon", "evening", "night")


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One part of the day over all days; an empty cell means no dose then."""

    label: str
    cells: tuple[str, ...]
    is_box: bool = False
    """Whether it tells what is packed, not what is ordered."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The chosen fortnight."""

    days: tuple[tuple[str, str], ...]
    """Weekday and day of the month."""
    today: int
    """The place of today; -1 when it lies outside."""
    lines: tuple[CalendarLine, ...]
    notes: tuple[str, ...]
    title: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Box:
    """Packed doses: which days, and the strength that lies in them."""

    first: date | None
    last: date
    strength: str


def calendar(fact: Medication, boxes: tuple[Box, ...], view: View, weeks: int) -> Calendar | None:
    """Give the fortnight that begins a week before this one, `weeks` later; none where there is no structure.

    Days before the last change of the order are left empty: what was ordered then is the history's to tell.
    """
    card = fact.ordination
    dosage = card.dosage if card is not None else None
    if dosage is None or (dosage.fixed is None and dosage.as_needed is None) or dosage.doubts:
        return None
    today = view.now.astimezone(DANISH).date()
    try:
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks - 1)
        days = tuple(first + timedelta(days=each) for each in range(DAYS))
    except OverflowError:
        return None
    changed = card.modified.at.day() if card is not None and card.modified and card.modified.at else None
    told = tuple(
        doses_on(dosage, day) if changed is None or day >= changed else DosingDay(day, DayKind.FREE) for day in days
    )
    words = view.words
    lines = (*_lines(told, dosage, words), *_boxed(boxes, days, words))
    heads = tuple((words.say("calendar.weekdays").split()[day.weekday()], str(day.day)) for day in days)
    months = words.say("time.months").split()
    title = words.say("calendar.title", first=_day(days[0], months), last=_day(days[-1], months))
    place = days.index(today) if today in days else -1
    notes = _notes(told, words)
    if changed is not None and days[0] < changed <= days[-1]:
        notes = (words.say("calendar.changed", date=_day(changed, months)), *notes)
    return Calendar(heads, place, lines, notes, title, _spoken(title, days, lines, months))


def _day(day: date, months: list[str]) -> str:
    return f"{day.day:02d}.{NO_BREAK}{months[day.month - 1]}{NO_BREAK}{day.year}"


def _lines(told: tuple[DosingDay, ...], dosage: Dosage, words: Words) -> tuple[CalendarLine, ...]:
    """Give a line for each part of the day, clock time, and for doses of no stated time; empty lines fall out."""
    keys: list[str] = []
    table: list[dict[str, list[str]]] = []
    for day in told:
        cells: dict[str, list[str]] = {}
        for planned in day.doses:
            cells.setdefault(_key(planned.dose, as_needed=planned.as_needed), []).append(_amount(planned.dose))
        table.append(cells)
        keys += [key for key in cells if key not in keys]
    unit = dosage.unit_plural or dosage.unit_singular
    made = [
        CalendarLine(
            _label(key, unit, words),
            tuple(_cell(cells.get(key, ()), day, words) for cells, day in zip(table, told, strict=True)),
        )
        for key in sorted(keys, key=_rank)
    ]
    return tuple(made)


def _boxed(boxes: tuple[Box, ...], days: tuple[date, ...], words: Words) -> list[CalendarLine]:
    """Give a line for each packed box that reaches into the days: its strength on the days it holds."""
    made = []
    for box in boxes:
        cells = tuple(
            box.strength if (box.first is None or box.first <= day) and day <= box.last else "" for day in days
        )
        if any(cells):
            label = words.say("calendar.box", date=_day(box.last, words.say("time.months").split()))
            made.append(CalendarLine(label, cells, is_box=True))
    return made


def _key(dose: Dose, *, as_needed: bool) -> str:
    if as_needed:
        return "needed"
    if isinstance(dose.time, PartOfDay):
        return dose.time.name.casefold()
    return dose.time or "any"


def _rank(key: str) -> tuple[int, str]:
    if key in _PARTS:
        return _PARTS.index(key), ""
    return (len(_PARTS) + (1 if key[:1].isdigit() else 2 if key == "any" else 3)), key


def _label(key: str, unit: str, words: Words) -> str:
    named = key[:5] if key[:1].isdigit() else words.say(f"calendar.{key}")
    return f"{named}, {unit}" if unit else named


def _amount(dose: Dose) -> str:
    if dose.quantity is not None:
        return show_number(_plain(dose.quantity))
    least = show_number(_plain(dose.minimum)) if dose.minimum is not None else "?"
    most = show_number(_plain(dose.maximum)) if dose.maximum is not None else "?"
    return f"{least}–{most}"


def _plain(value: object) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cell(amounts: "list[str] | tuple[()]", day: DosingDay, words: Words) -> str:
    if day.kind is DayKind.UNCERTAIN:
        return words.say("calendar.uncertain")
    if not amounts:
        return ""
    first = amounts[0]
    return f"{len(amounts)}×{first}" if len(amounts) > 1 and set(amounts) == {first} else "+".join(amounts)


def _notes(told: tuple[DosingDay, ...], words: Words) -> tuple[str, ...]:
    """Say what an empty day means: outside the periods, an ordered pause, or that nobody can tell."""
    kinds = {day.kind for day in told}
    named = {DayKind.OUTSIDE: "outside", DayKind.PAUSE: "pause", DayKind.UNCERTAIN: "uncertain_note"}
    return tuple(words.say(f"calendar.{key}") for kind, key in named.items() if kind in kinds)


def _spoken(title: str, days: tuple[date, ...], lines: tuple[CalendarLine, ...], months: list[str]) -> str:
    told = [title]
    for place, day in enumerate(days):
        doses = [f"{line.label} {line.cells[place]}" for line in lines if line.cells[place]]
        told.append(f"{_day(day, months)}: {'; '.join(doses) or '-'}")
    return ". ".join(told)
