"""A language that nobody speaks: every sentence of the catalogue in strange letters and a third longer.

What comes out in plain letters was never in the catalogue; what does not fit in it will not fit in some translation.
"""

import re

from overblik.viewmodels.words import Words

_STRANGE = str.maketrans("aeiouyæøåAEIOUYÆØÅGHDKRSbcdghklmnrstw", "àêîôûÿǽǿǻÀÊÎÔÛŸǼǾǺĜĤĎĶŔŜḃćďğĥķľḿñŕşťŵ")
_LISTS = {"time.months", "speech.months", "calendar.weekdays"}
"""Sentences that are lists: their words are counted."""
_HOLE = re.compile(r"(\{[^}]*\})")
PLAIN_LETTERS = re.compile(r"[A-Za-zÆØÅæøå]{3,}")


def strange(text: str) -> str:
    """Give a text in strange letters, its holes left as they are."""
    return "".join(part if _HOLE.fullmatch(part) else part.translate(_STRANGE) for part in _HOLE.split(text))


def pseudo(words: Words) -> Words:
    """Give the catalogue in strange letters, each sentence a third longer."""
    return Words(
        "pseudo",
        {
            key: strange(text)
            if key in _LISTS or not text.strip()
            else f"{strange(text)} {'ŵ' * max(len(text) // 3, 1)}"
            for key, text in words.sentences.items()
        },
    )


def untranslated(text: str, data: str) -> list[str]:
    """Give the words of a text that are in plain letters and not those of the data."""
    return [word for word in PLAIN_LETTERS.findall(text) if word.casefold() not in data]
