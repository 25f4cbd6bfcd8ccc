"""One rule for what two writings of a word have in common: for names, for the index, and for what is typed."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Fold for search: case and accents go, but æ, ø and å stay letters of their own, and 'aa' is 'å'."""
    kept = unicodedata.normalize("NFC", text).casefold()
    if kept.isascii():
        return kept.replace("aa", "å")
    kept = kept.replace("å", "\x00").replace("aa", "\x00")
    plain = "".join(part for part in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(part))
    return plain.replace("\x00", "å")


def folded_words(text: str) -> list[str]:
    """Give the words of a text, folded: runs of letters and digits."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold(word)


def begun_by(text: str, wanted: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Give the places (first letter, one past the last) where a word of the text begins as one that is wanted.

    The wanted ones are folded; the places are those of the text as it stands.
    """
    found = []
    for word in _WORD.finditer(text):
        told = word.group()
        whole = _folded(told)
        longest = max((one for one in wanted if whole.startswith(one)), key=len, default="")
        if longest:
            found.append((word.start(), word.start() + _reach(told, longest)))
    return tuple(found)


def _reach(word: str, beginning: str) -> int:
    """Give how many letters of a word make a folded beginning."""
    return next((count for count in range(1, len(word)) if fold(word[:count]).startswith(beginning)), len(word))
