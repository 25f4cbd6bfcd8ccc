"""One drug as the card orders it, as it was handed out, as it is packed, and as another list tells it (S10, R9).

Every cell is its source's own statement. What two sources say differently is a row of its own; Overblik does not
decide who is right, and computes nothing from what is hidden (H21 rule 4): a record of a hidden drug has no content.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from overblik.domain.dates import DANISH, ClinicalDate
from overblik.domain.dosage_daily import daily_dose
from overblik.domain.medication import Medication, MedicationEntry
from overblik.domain.medicine_card import Dispensing, Prescription, Product, Shown
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import AnySection, Pair, View, of_topic, pairs
from overblik.viewmodels.formats import NO_BREAK, dosage_lines, one_line, show_date, show_number, show_strength
from overblik.viewmodels.medication_beside import leading
from overblik.viewmodels.medication_calendar import Box
from overblik.viewmodels.medication_row import CURRENT
from overblik.viewmodels.veil import private_words

_MEASURED = re.compile(r"((?!0*[1-9][\d\s]*,\d{3} ?[a-z])\d[\d\s]*(?:,\d+)?) ?(mg|g|mikrogram)")
"""A strength that is one number; `1,000` may be a thousand or one, and is not reckoned with (H13)."""
_MICROGRAM = re.compile(r"(?<=\d)(?:mikg|mcg|\u03bcg)(?![^\W\d])")
_ONE_UNIT_FOR_ALL = re.compile(r"(\d+(?:,\d+)?(?:\+\d+(?:,\d+)?)+)([^\W\d]+(?:/[^\W\d]+)?)")
"""The strengths of a combination with their unit said once, as `2,5+2,5mikrogram/dosis`."""
PROPERTIES = ("strength", "dosage", "daily")
"""What is compared of a Statement."""
_COUNTED = ("tablet", "tabletter", "kapsel", "kapsler", "stk", "stk.")
"""Units of a dosage that count pieces of the strength that the product has."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of the drug; an empty text means that it says nothing."""

    source: str
    when: str
    strength: str
    dosage: str
    daily: str
    status: str
    short: str
    """How a line names the source: `FMK`, `doseringsæske`, `udleveret 28. okt 2026`."""
    until: str = ""
    """To which day it holds, as ` til og med 29. nov 2026`."""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One property over all sources."""

    label: str
    cells: tuple[str, ...]
    verdict: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """The difference table of one drug; no columns beside the first mean that nobody else speaks of it."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[DifferenceRow, ...]

    @property
    def count(self) -> int:
        """How many properties the sources tell differently."""
        return sum(row.differs for row in self.rows)


def statements(pair: Pair, sections: tuple[AnySection, ...], view: View) -> tuple[Statement, ...]:
    """Give what every source says of one drug, the card first."""
    section, fact = pair[0], pair[1].fact
    card = fact.ordination
    if card is None or fact.row is not MedicationEntry.DRUG_MEDICATION or fact.state not in CURRENT:
        return ()
    made = [_ordered(section, fact, view)]
    if card.prescriptions or card.dispensings:
        made += [*_handed_out(fact, view), *_packed(fact, view)]
    mine = of_topic(sections, Topic.MEDICATION)
    lead, hidden = leading(mine), private_words(sections)
    for other in mine:
        if other not in lead:
            same = [scoped.fact for _, scoped in pairs((other,)) if _is_same(scoped.fact, fact)]
            made += [_told(other, one, fact, view) for one in same if not _names(one) & hidden - _names(fact)]
    return tuple(made)


def differences(pair: Pair, sections: tuple[AnySection, ...], view: View) -> Differences:
    """Compare strength, dosage, reckoned daily dose; the status is shown beside them, never compared."""
    told, words = statements(pair, sections, view), view.words
    columns = tuple((one.source, one.when) for one in told)
    rows = tuple(
        _compared(words.say(f"differences.{name}"), tuple(getattr(one, name) for one in told), view)
        for name in PROPERTIES
    )
    status = tuple(one.status for one in told)
    shown = DifferenceRow(words.say("differences.status"), status, words.say("differences.shown_only"), differs=False)
    return Differences(columns, (*rows, shown))


def difference_note(pair: Pair, sections: tuple[AnySection, ...], view: View) -> str:
    """Say in a line of the overview what the sources tell differently, each with its source."""
    card = pair[1].fact.ordination
    if card is None or not (card.prescriptions or card.dispensings or len(sections) > 1):
        return ""  # nobody else can speak of it
    told, words = statements(pair, sections, view), view.words
    notes = []
    for name in ("strength", "dosage"):
        stated = contradicting(told, name)
        if stated:
            first = same_words(stated[0][1])
            said = [stated[0], *(each for each in stated[1:] if same_words(each[1]) != first)]
            notes.append(" / ".join(one_line(f"{one.short} {text}{one.until}") for one, text in said))
    return words.say("differences.note", text="; ".join(notes)) if notes else ""


def contradicting(told: tuple[Statement, ...], name: str) -> list[tuple[Statement, str]]:
    """Give what each source states of a property where two of them differ; nothing where they agree or one is alone."""
    stated = [(one, getattr(one, name)) for one in told if getattr(one, name)]
    return stated if len({same_words(text) for _, text in stated}) > 1 else []


def _compared(label: str, cells: tuple[str, ...], view: View) -> DifferenceRow:
    words = view.words
    stated = [cell for cell in cells if cell]
    differs = len({same_words(cell) for cell in stated}) > 1
    key = "differs" if differs else "same" if len(stated) > 1 else "alone"
    unstated = words.say("medication.unstated")
    return DifferenceRow(label, tuple(cell or unstated for cell in cells), words.say(f"differences.{key}"), differs)


def same_words(text: str) -> str:
    """Give a text without what does not change its meaning: case, blanks, spelling of microgram, a unit said once."""
    bare = _MICROGRAM.sub("mikrogram", "".join(text.casefold().split()))
    combined = _ONE_UNIT_FOR_ALL.fullmatch(bare)
    return "+".join(f"{amount}{combined[2]}" for amount in combined[1].split("+")) if combined else bare


def _ordered(section: AnySection, fact: Medication, view: View) -> Statement:
    strength = _strength(fact.strength, fact.form)
    dosage = dosage_lines(fact.dosage_short or fact.dosage)
    when = view.words.say("differences.of_card")
    status = view.words.say(f"medication.{fact.state.value}")
    return Statement(
        one_line(section.label), when, strength, dosage, _daily(fact, strength), status, one_line(section.label)
    )


def _told(section: AnySection, fact: Medication, ordered: Medication, view: View) -> Statement:
    words = view.words
    strength, dosage = _strength(fact.strength, fact.form), dosage_lines(fact.dosage)
    when = words.say("differences.list", date=show_date(fact.changed or fact.start, words))
    daily = _daily_by_words(ordered, dosage, strength)
    label = one_line(section.label)
    return Statement(label, when, strength, dosage, daily, words.say(f"medication.{fact.state.value}"), label)


def _is_same(fact: Medication, ordered: Medication) -> bool:
    """Whether another list speaks of the drug: by its code, never by a likeness of names (R9)."""
    return bool(fact.atc) and fact.atc == ordered.atc and fact.state in CURRENT


def _names(fact: Medication) -> set[str]:
    """Give the names of a drug: of one that the card hides nothing is computed, though its code be an open one's (H21)."""
    return {text.strip().casefold() for text in (fact.name, fact.brand, *fact.generic.split(" + ")) if text.strip()}


def _handed_out(fact: Medication, view: View) -> list[Statement]:
    """Give the latest dispensing of packages, with the drug that was handed out."""
    given = [(one, product, text) for one, product, text in _dispensings(fact) if one.last_day is None and one.at]
    if not given:
        return []
    one, product, text = max(given, key=lambda each: each[0].at.order if each[0].at else "")
    words, strength = view.words, _strength(product.strength, product.form) if product else ""
    day = show_date(one.at, words)
    status = " ".join(part for part in (words.say("differences.handed_out"), one_line(one.quantity)) if part)
    source = words.say("differences.pharmacy")
    short = words.say("differences.handed_out_short", date=day)
    return [Statement(source, day, strength, text, _daily_by_words(fact, text, strength), status, short)]


def _packed(fact: Medication, view: View) -> list[Statement]:
    """Give every dose box that still holds doses: the next one may be packed while the present one is in use."""
    today = view.now.astimezone(DANISH).date()
    held = [each for each in _dispensings(fact) if _holds(each[0].last_day, today)]
    held.sort(key=lambda each: each[0].last_day.order if each[0].last_day else "")
    return [_box(fact, *each, view) for each in held]


def _box(fact: Medication, one: Dispensing, product: Product | None, text: str, view: View) -> Statement:
    words, strength = view.words, _strength(product.strength, product.form) if product else ""
    until = words.say("differences.until", date=show_date(one.last_day, words))
    status = words.say("differences.packed", date=show_date(one.last_day, words))
    source, short = words.say("differences.box"), words.say("differences.box_short")
    day = show_date(one.at or one.first_day, words)
    return Statement(source, day, strength, text, _daily_by_words(fact, text, strength), status, short, f" {until}")


def boxes(fact: Medication, view: View) -> tuple[Box, ...]:
    """Give the packed boxes of a drug, with the number of the strength that lies in them."""
    if fact.ordination is None:
        return ()
    made = []
    for one, product, _ in _dispensings(fact):
        last = one.last_day.day() if one.last_day is not None else None
        if last is not None:
            strength = _strength(product.strength, product.form) if product else ""
            measured = _MEASURED.fullmatch(strength)
            first = one.first_day.day() if one.first_day is not None else None
            text = measured[1].strip() if measured else strength or view.words.say("differences.packed_short")
            made.append(Box(first, last, text))
    return tuple(made)


def _holds(last: ClinicalDate | None, today: date) -> bool:
    day = last.day() if last is not None else None
    return day is not None and day >= today


def _dispensings(fact: Medication) -> list[tuple[Dispensing, Product | None, str]]:
    """Give each dispensing with the drug handed out and the words of the dosage it was prescribed with."""
    card = fact.ordination
    assert card is not None
    found: list[tuple[Dispensing, Product | None, str]] = []
    for one in card.prescriptions:
        if one.shown is Shown.VALID:
            found += [
                (_boxed(given, one), given.product or one.product, one_line(one.dosage_text))
                for given in one.dispensings
            ]
    found += [(one, one.product or (card.product if one.as_ordered else None), "") for one in card.dispensings]
    return [each for each in found if each[0].shown is Shown.VALID]


def _boxed(given: Dispensing, one: Prescription) -> Dispensing:
    """Give the days of a packed box where they stand on the order instead of the dispensing."""
    order = next((order for order in one.orders if order.dispensing is given), None)
    if order is None or given.last_day is not None or order.last_day is None:
        return given
    return replace(given, first_day=order.first_day, last_day=order.last_day)


def _strength(strength: str, form: str) -> str:
    """Give the strength as it is shown, without the form: two lists name one form in different words."""
    words = one_line(form)
    shown = show_strength(one_line(strength), words)
    return shown.removesuffix(words).strip() if words else shown


def _daily(fact: Medication, strength: str) -> str:
    """Reckon the daily dose in the unit of the strength; only of one fixed structure of counted pieces."""
    card = fact.ordination
    dosage = card.dosage if card is not None else None
    reckoned = daily_dose(dosage) if dosage is not None else None
    if dosage is None or reckoned is None or reckoned.value is None:
        return ""
    unit = dosage.unit_plural or dosage.unit_singular
    if unit.casefold() not in _COUNTED:
        return f"{show_number(_number(reckoned.value))}{NO_BREAK}{one_line(unit)}"
    measured = _MEASURED.fullmatch(strength)
    if measured is None:
        return ""
    amount = Decimal("".join(measured[1].split()).replace(",", ".")) * reckoned.value
    return f"{show_number(_number(amount))}{NO_BREAK}{measured[2]}"


def _daily_by_words(ordered: Medication, dosage: str, strength: str) -> str:
    """Reckon another source's daily dose where it words its dosage as the card does; else nobody can tell."""
    if not dosage or same_words(dosage) not in (same_words(ordered.dosage_short), same_words(ordered.dosage)):
        return ""
    return _daily(ordered, strength)


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
