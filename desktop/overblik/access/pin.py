"""Which PIN may be chosen (safety.md section 6): six digits only where hardware counts the guesses."""

import re
import unicodedata
from itertools import pairwise

from overblik.domain.errors import PinRefused

LEAST = 8
DIGITS = 6
_KINDS = (re.compile(r"\d"), re.compile(r"[^\W\d_]"), re.compile(r"[\W_]"))


def normal(pin: str) -> str:
    """Give the PIN as it is stretched: the same keys give the same PIN on every keyboard (RFC 8265 section 4.2)."""
    return unicodedata.normalize("NFC", pin)


def checked_pin(pin: str, *, hardware_counts: bool) -> str:
    """Give the PIN where it may be chosen.

    Raises:
        PinRefused: `reason` is `short`, `kinds` (of one kind of characters only), or `plain` (repeats or counts).

    """
    chosen = normal(pin)
    least = DIGITS if hardware_counts else LEAST
    if len(chosen) < least:
        raise PinRefused(reason="short", least=least)
    if not hardware_counts and sum(1 for kind in _KINDS if kind.search(chosen)) < 2:
        raise PinRefused(reason="kinds")
    if len(set(chosen)) < 4 or _counts(chosen):
        raise PinRefused(reason="plain")
    return chosen


def _counts(pin: str) -> bool:
    """Whether each character follows the one before, up or down, as 123456."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    return steps in ({1}, {-1})
