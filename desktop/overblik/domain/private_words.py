"""Words that belong to what a citizen has hidden: how they are found in a text (safety.md 2a rule 2)."""

import re


def pattern_of(words: frozenset[str]) -> re.Pattern[str]:
    """Give what finds any of the words as a whole word, in any case."""
    whole = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)", re.IGNORECASE)


COMMENTS = frozenset({"comment", "supplementary"})
"""What of a medicine card is written by hand about another drug than its own."""
