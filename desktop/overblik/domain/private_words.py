"""Words that belong to what a citizen has hidden: how they are found in a text (safety.md 2a rule 2)."""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.provenance import RawRef
from overblik.domain.section import Section, Topic

MAY_NAME_A_DRUG = (Topic.CARE_PLANS, Topic.APPOINTMENTS, Topic.PROCEDURES, Topic.MEDICATION)
"""Topics of which a text may name a hidden drug: plans, tasks, visits whole, of a medicine card the comments."""
SEALED = "\ue0a1"
"""Stands on the disk in the place of a text that names a hidden drug; the screen says in words that it is hidden."""
_NOWHERE = RawRef("", 0, 0)
"""In the place of an original that names what is hidden."""


def pattern_of(words: frozenset[str]) -> re.Pattern[str]:
    """Give what finds any of the words as a whole word, in any case."""
    whole = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)", re.IGNORECASE)


COMMENTS = frozenset({"comment", "supplementary"})
"""What of a medicine card is written by hand about another drug than its own."""


def veiled_section(section: Section[Any], pattern: re.Pattern[str], text: str) -> Section[Any]:
    """Give a section with `text` in the place of each text that the pattern finds; the same where there is none."""
    if section.topic not in MAY_NAME_A_DRUG:
        return section
    only = COMMENTS if section.topic is Topic.MEDICATION else None
    entries = []
    for entry in section.entries:
        fact = _clean(entry.fact, pattern, text, only)
        if fact is not entry.fact:
            # Its message tells what is veiled here: it is not shown either.
            origin = replace(entry.provenance, raw_ref=_NOWHERE)
            entry = replace(entry, fact=fact, provenance=origin)  # noqa: PLW2901
        entries.append(entry)
    is_same = all(new is old for new, old in zip(entries, section.entries, strict=True))
    return section if is_same else replace(section, entries=tuple(entries))


def _clean(value: Any, pattern: re.Pattern[str], text: str, only: frozenset[str] | None) -> Any:
    """Give the value, or a copy without what the pattern finds; the same object where nothing is found."""
    if isinstance(value, str):
        return text if only is None and pattern.search(value) else value
    if isinstance(value, tuple):
        made = tuple(_clean(one, pattern, text, only) for one in value)
        return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
    if not is_dataclass(value) or isinstance(value, (type, Enum, ClinicalDate, RawRef)):
        return value
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        new = _clean(old, pattern, text, None if only and field.name in only else only)
        if new is not old:
            changed[field.name] = new
    return replace(value, **changed) if changed else value
