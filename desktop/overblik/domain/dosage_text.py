"""FMK's Danish texts of a dosage, made from its structure where the service sent none (services.md 2.2).

A dosage that no rule covers has no text here: the functions give none, and nothing is guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from overblik.domain.dosage import Dosage, FreeText, LocalSchema
from overblik.domain.dosage_course import Course, courses
from overblik.domain.dosage_long import ELSEWHERE, heading, long_of
from overblik.domain.dosage_short import LIMIT, short_of


@dataclass(frozen=True, slots=True)
class PeriodText:
    """The texts of one structure, as the service puts them in its DosageTranslation."""

    short: str | None
    long: str | None


def short_text(dosage: Dosage) -> str | None:
    """Give the short text: one structure's own, that of a first round and what follows it, a free text that fits."""
    if dosage.doubts:
        return None
    if dosage.local_schema is not None:
        return ELSEWHERE
    if dosage.free_text is not None:
        return dosage.free_text.text if 0 < len(dosage.free_text.text) <= LIMIT else None
    read = [one for _, one in courses(dosage)]
    if len(read) == 1 and read[0] is not None and read[0].numbers:
        return short_of(read[0])
    if len(read) == 2 and read[0] is not None and read[1] is not None:
        return _first_then(read[0], read[1])
    return None


def long_text(dosage: Dosage) -> str | None:
    """Give the long text: the structures by their first dates, fixed before as needed, or what stands for them."""
    if dosage.doubts:
        return None
    if dosage.local_schema is not None:
        return _outside(dosage.local_schema, ELSEWHERE)
    if dosage.free_text is not None:
        return _outside(dosage.free_text, f'"{dosage.free_text.text}"') if dosage.free_text.text else None
    read = _all(one for _, one in courses(dosage))
    if len(read) > 1:
        read.sort(key=lambda one: one.first)
    texts = [long_of(one) for one in read]
    return "\n\n".join([text for text in texts if text is not None]) if texts and None not in texts else None


def _all(read: Iterable[Course | None]) -> list[Course]:
    """Give all structures, or none of them where one is not understood: half a dosage is no dosage."""
    whole = list(read)
    found = [one for one in whole if one is not None]
    return found if len(found) == len(whole) else []


def period_texts(dosage: Dosage) -> tuple[PeriodText, ...]:
    """Give the texts of each structure, the fixed ones first, in the order sent."""
    if dosage.doubts:
        return ()
    return tuple(
        PeriodText(None, None) if one is None else PeriodText(short_of(one) if one.numbers else None, long_of(one))
        for _, one in courses(dosage)
    )


def _outside(sent: FreeText | LocalSchema, words: str) -> str | None:
    """Head what is no structure; a start that is only known to be past has no known heading."""
    first = sent.start.day() if sent.start is not None else None
    last = sent.end.day() if sent.end is not None else None
    if first is None or (last is None) != (sent.end is None):
        return None
    return f"{heading(first, last)}:\n{words}"


def _first_then(one: Course, two: Course) -> str | None:
    """Say `2 tabletter i 3 dage, herefter 1 tablet daglig`: fixed days once, and what follows the next day.

    No rule is known for supplementary texts here, and none for doses as needed.
    """
    if one.need or two.need or one.note or two.note or one.repeats or not one.numbers or not two.numbers:
        return None
    if one.last is None or one.last + timedelta(days=1) != two.first or one.length > one.numbers[-1]:
        return None
    before, after = short_of(one), short_of(two)
    if before is None or after is None:
        return None
    if one.numbers == (1,):
        text = f"Første dag {before}, herefter {after}"
    elif one.numbers[-1] == len(one.numbers):
        text = f"{before}, herefter {after}"
    else:
        text = f"{before} i {one.numbers[-1]} dage, herefter {after}"
    return text if len(text) <= LIMIT else None
