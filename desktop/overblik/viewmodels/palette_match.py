"""What of a record is found, in which order, and which piece of its text is shown."""

from collections.abc import Iterable

from overblik.domain.folding import begun_by
from overblik.viewmodels.palette_record import Item
from overblik.viewmodels.palette_rows import Spans

_BEFORE, _AFTER = 28, 70
"""Letters of a text that are shown before and after the place that was found, to whole words."""
_WHOLE = _BEFORE + _AFTER
CUT = "…"


def rank_of(item: Item, wanted: tuple[str, ...]) -> int | None:
    """Give how well an item fits: 0 where its name begins so, 1 where a word of its name does, 2 in its text.

    None where a wanted beginning of a word stands nowhere in it.
    """
    if not all(f" {word}" in item.all_words for word in wanted):
        return None
    if not all(f" {word}" in item.words for word in wanted):
        return 2
    return 0 if item.words.startswith(f" {wanted[0]}") else 1


def ranked(items: Iterable[Item], wanted: tuple[str, ...]) -> list[tuple[int, Item]]:
    """Give the items that fit, the best first; those of one rank keep the order of the screen."""
    found = ((rank_of(item, wanted), item) for item in items)
    return sorted(((rank, item) for rank, item in found if rank is not None), key=lambda pair: pair[0])


def snippet(text: str, wanted: tuple[str, ...]) -> tuple[str, Spans]:
    """Give the piece of a text around the first place that was found, and the places in the piece.

    The one place of the program where a text is cut, with the sign that says so: the whole stands where Enter leads.
    """
    places = begun_by(text, wanted)
    if len(text) <= _WHOLE:
        return text, places
    at = places[0][0] if places else 0
    start = _word_start(text, max(at - _BEFORE, 0))
    end = _word_end(text, min(max(at, start) + _AFTER, len(text)))
    lead = f"{CUT} " if start > 0 else ""
    tail = f" {CUT}" if end < len(text) else ""
    moved = len(lead) - start
    spans = tuple((first + moved, last + moved) for first, last in places if first >= start and last <= end)
    return f"{lead}{text[start:end]}{tail}", spans


def _word_start(text: str, at: int) -> int:
    """Give the first letter of a word at or after a place; a word that never ends is cut."""
    if at == 0:
        return 0
    blank = text.find(" ", at, at + _BEFORE)
    return blank + 1 if blank >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at == len(text):
        return at
    blank = text.rfind(" ", at - _BEFORE, at + 1)
    return blank if blank >= 0 else at
