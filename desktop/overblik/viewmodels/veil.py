"""H21 rule 2: what belongs to a hidden drug is not named by tasks, plans, appointments or comments (safety.md 2a).

The row stays and is counted: only the text that holds a private word gives way, whole. CAVE, diagnoses, results,
documents and the drugs that a source itself sends openly are that source's own statement and stay as they are.
"""

from typing import Any

from overblik.domain.private_words import MAY_NAME_A_DRUG, SEALED, pattern_of, veiled_section
from overblik.domain.section import Section

Sections = tuple[Section[Any], ...]

VEILED = tuple(topic.value for topic in MAY_NAME_A_DRUG)


def private_words(sections: Sections) -> frozenset[str]:
    """Give the words that the medicine cards of this opening bring and hide."""
    return frozenset().union(*(section.private_words for section in sections))


def veiled(sections: Sections, text: str) -> Sections:
    """Give the sections with `text` in the place of each text that holds a private word as a whole word."""
    words = private_words(sections)
    pattern = pattern_of(words | {SEALED})
    # Without words only a copy may hold what was sealed when it was written: the card hid it then.
    made = tuple(
        veiled_section(section, pattern, text) if words or section.from_copy else section for section in sections
    )
    is_same = all(new is old for new, old in zip(made, sections, strict=True))
    return sections if is_same else made
