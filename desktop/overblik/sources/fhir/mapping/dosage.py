"""Dosage (dosage.html): the source's text verbatim; only where it has none the coded parts as words (H14)."""

from overblik.sources.fhir.mapping.base import Context, words
from overblik.wire.fhir_types import Dosage, Dosing, Ratio, Repeat, Timing
from overblik.wire.fhir_types import Quantity as WireQuantity

CODED = "(kodet)"
"""Marks a statement made from codes: the source sent no text."""
_UNITS = {"s": "sekund", "min": "minut", "h": "time", "d": "dag", "wk": "uge", "mo": "måned", "a": "år"}
_MANY = {"s": "sekunder", "min": "minutter", "h": "timer", "d": "dage", "wk": "uger", "mo": "måneder", "a": "år"}
_EACH = {"h": "i timen", "d": "dagligt", "wk": "om ugen", "mo": "om måneden", "a": "om året"}
_DAYS = {"mon": "mandag", "tue": "tirsdag", "wed": "onsdag", "thu": "torsdag", "fri": "fredag"} | {
    "sat": "lørdag",
    "sun": "søndag",
}
_WHEN = {
    "MORN": "morgen",
    "NOON": "middag",
    "AFT": "eftermiddag",
    "EVE": "aften",
    "NIGHT": "nat",
    "HS": "ved sengetid",
    "WAKE": "ved opvågning",
    "AC": "før måltid",
    "PC": "efter måltid",
    "C": "ved måltid",
    "CM": "ved morgenmad",
    "CD": "ved frokost",
    "CV": "ved aftensmad",
    "ACM": "før morgenmad",
    "ACD": "før frokost",
    "ACV": "før aftensmad",
    "PCM": "efter morgenmad",
    "PCD": "efter frokost",
    "PCV": "efter aftensmad",
}


def in_order(sent: tuple[Dosage, ...] | None) -> list[Dosage]:
    """Give the instructions by their sequence; those without one keep their place behind."""
    return sorted(sent or (), key=lambda one: one.sequence if one.sequence is not None else 1_000_000)


def dosage_text(sent: tuple[Dosage, ...] | None, context: Context) -> str:
    """Give all instructions, a line each."""
    lines = (_instruction(one, context) for one in in_order(sent))
    return "\n".join(line for line in lines if line)


def is_as_needed(sent: tuple[Dosage, ...] | None) -> bool:
    """Tell whether any instruction is to be taken only when needed."""
    return any(one.as_needed_boolean is True or one.as_needed_codeable_concept is not None for one in sent or ())


def _instruction(sent: Dosage, context: Context) -> str:
    main = words(sent.text) or coded(sent, context)
    extra = [context.concept(one).said for one in sent.additional_instruction or ()]
    extra.append(words(sent.patient_instruction))
    parts = [main]
    for text in extra:
        if text and not any(text in part for part in parts):
            parts.append(text)
    return ". ".join(part for part in parts if part)


def coded(sent: Dosage, context: Context) -> str:
    """Say the coded parts in words, marked as such; empty when there are none."""
    parts = [_dose(one, context) for one in sent.dose_and_rate or ()]
    parts.append(_timing(sent.timing, context))
    if sent.as_needed_codeable_concept is not None:
        parts.append(f"efter behov: {context.concept(sent.as_needed_codeable_concept).said}")
    elif sent.as_needed_boolean:
        parts.append("efter behov")
    if sent.max_dose_per_period is not None:
        parts.append(f"højst {ratio(sent.max_dose_per_period, context)}")
    told = ", ".join(part for part in parts if part)
    return f"{told} {CODED}" if told else ""


def _dose(sent: Dosing, context: Context) -> str:
    dose = amount(sent.dose_quantity, context)
    if sent.dose_range is not None:
        dose = between(amount(sent.dose_range.low, context), amount(sent.dose_range.high, context))
    rate = amount(sent.rate_quantity, context)
    if sent.rate_ratio is not None:
        rate = ratio(sent.rate_ratio, context)
    if sent.rate_range is not None:
        rate = between(amount(sent.rate_range.low, context), amount(sent.rate_range.high, context))
    return ", ".join(part for part in (dose, f"hastighed {rate}" if rate else "") if part)


def amount(sent: WireQuantity | None, context: Context) -> str:
    """Give an amount as sent."""
    read = context.quantity(sent, "$.dosage")
    return f"{read.comparator}{read.wire_text} {read.unit}".strip() if read else ""


def between(low: str, high: str) -> str:
    """Say a range; a limit that was not sent is not known (datatypes.html#range), and a dash alone reads as minus."""
    return f"{low or '?'}–{high or '?'}" if low or high else ""


def ratio(sent: Ratio, context: Context) -> str:
    """Give a ratio as sent; over one unit only the unit is said."""
    above, below = amount(sent.numerator, context), amount(sent.denominator, context)
    below = below.removeprefix("1 ") if below.startswith("1 ") else below
    return above if below in ("", "1") else f"{above}/{below}"


def _timing(sent: Timing | None, context: Context) -> str:
    if sent is None:
        return ""
    parts = [text for one in sent.event or () if (text := words(one))]
    if sent.repeat is not None:
        parts += _repeat(sent.repeat, context)
    said = context.concept(sent.code).said
    return ", ".join([*parts, said] if said else parts)


def _repeat(sent: Repeat, context: Context) -> list[str]:
    parts = [_often(sent)]
    parts.append(" og ".join(_DAYS.get(day or "", day or "") for day in sent.day_of_week or ()))
    parts.append(" og ".join(f"kl. {time[:5]}" for time in sent.time_of_day or () if time))
    parts.append(" og ".join(_WHEN.get(code or "", code or "") for code in sent.when or ()))
    if _number(sent.count):
        parts.append(f"i alt {_number(sent.count)} gange")
    if _number(sent.duration):
        parts.append(f"over {_number(sent.duration)} {_MANY.get(sent.duration_unit or '', sent.duration_unit or '')}")
    if sent.bounds_duration is not None:
        parts.append(f"i {amount(sent.bounds_duration, context)}")
    if sent.bounds_period is not None:
        parts.append(f"{words(sent.bounds_period.start)}–{words(sent.bounds_period.end)}")
    return [part for part in parts if part]


def _often(sent: Repeat) -> str:
    times, period, unit = (
        _span(sent.frequency, sent.frequency_max),
        _span(sent.period, sent.period_max),
        sent.period_unit,
    )
    if not period and not times:
        return ""
    count = f"{times or '1'} {'gang' if (times or '1') == '1' else 'gange'}"
    if not period or not unit:
        return count
    if period in ("1", "1.0"):
        return f"{count} {_EACH.get(unit, f'pr. {unit}')}"
    if (times or "1") == "1" and period.isdigit():
        return f"hver {period}. {_UNITS.get(unit, unit)}"
    return f"{count} pr. {period} {_MANY.get(unit, unit)}"


def _span(low: object, high: object) -> str:
    first, last = _number(low), _number(high)
    return f"{first}–{last}" if first and last and first != last else first or last


def _number(raw: object) -> str:
    text = bytes(raw).decode("ascii", "replace")  # type: ignore[call-overload]
    return "" if text == "null" else str(text)
