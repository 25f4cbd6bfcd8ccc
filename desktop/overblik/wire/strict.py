"""What msgspec lets pass: duplicate keys, deep nesting, unknown modifiers (safety.md section 12).

A kept resource is decoded to plain values and written again; two keys of one name leave fewer
quotation marks than there were. Only where the count differs is the text read slowly, for the place.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_EXPONENT_CAP = 300
_PLAIN = msgspec.json.Decoder()
_WRITER = msgspec.json.Encoder()
BATCH = 32
"""So many small resources that both texts stay in the processor's cache."""
_QUOTE = b"\\u0022"
"""A quotation mark written as an escape: it adds one when it is written again, and would hide a lost one."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a resource cannot be relied on: a code and the path of the member."""

    code: str
    place: str = "$"


class BrokenNumber(ValueError):
    """A number that JSON (RFC 8259 section 6) or common sense does not allow."""


def number(text: str) -> Decimal:
    """Read a JSON number without loss; the caller keeps `text` as the wire text.

    Raises:
        BrokenNumber: NaN, Infinity, leading zeros, blanks, or more than 300 orders of magnitude.

    """
    if _NUMBER.fullmatch(text) is None:
        raise BrokenNumber(text[:20])
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise BrokenNumber(text[:20]) from error
    if len(text) > _EXPONENT_CAP:
        raise BrokenNumber(text[:20])
    # Without an exponent so few digits cannot span more.
    if ("e" in text or "E" in text) and not -_EXPONENT_CAP <= value.adjusted() <= _EXPONENT_CAP:
        raise BrokenNumber(text[:20])
    return value


def is_whole(places: Iterable[tuple[bytes, int, int]], read: Sequence[msgspec.Struct]) -> bool:
    """Tell whether typed values hold every member of their texts, and nothing that `flaw` would have to look at.

    A place is a message with the first byte of a text in it and the byte behind its last one. A member that
    stood twice, or that the types do not know, is missing when the values are written again.
    """
    try:
        again = _WRITER.encode(read)
    except RecursionError:
        return False
    quotes = 0
    for content, start, end in places:
        quotes += content.count(b'"', start, end)
        if content.find(b"\\", start, end) >= 0 and content.find(_QUOTE, start, end) >= 0:
            return False
    return quotes == again.count(b'"') and _is_unsuspicious(again)


def flaws(raws: Sequence[bytes | msgspec.Raw]) -> list[Flaw | None]:
    """Give the flaw of each resource; all of a batch are looked at in one go, and alone only where one is in doubt."""
    found: list[Flaw | None] = []
    for at in range(0, len(raws), BATCH):
        batch = raws[at : at + BATCH]
        joined = b"[" + b",".join(batch) + b"]"
        found += [None] * len(batch) if _is_plain(joined, len(batch)) else [flaw(bytes(raw)) for raw in batch]
    return found


def _is_plain(joined: bytes, count: int) -> bool:
    """Tell whether a list of resources holds nothing that `flaw` would have to look at."""
    try:
        plain = _PLAIN.decode(joined)
        again = _WRITER.encode(plain)
    except (RecursionError, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return len(plain) == count and _is_same(joined, again)


def _is_same(sent: bytes, again: bytes) -> bool:
    """Tell whether no member was lost in reading, and none is suspect."""
    return sent.count(b'"') == again.count(b'"') and _is_unsuspicious(again) and _QUOTE not in sent


def _is_unsuspicious(again: bytes) -> bool:
    return b'"modifierExtension"' not in again and b'"implicitRules"' not in again


def flaw(raw: bytes) -> Flaw | None:
    """Give the first thing that forbids reading a resource, none when it is sound."""
    try:
        return _flaw(raw, _PLAIN.decode(raw))
    except RecursionError:
        return Flaw("too_deep")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return broken(error)


def _flaw(raw: bytes, plain: Any) -> Flaw | None:
    if raw.count(b'"') != _WRITER.encode(plain).count(b'"') or _QUOTE in raw:
        place = duplicate(raw)
        if place:
            return Flaw("duplicate_key", place)
    if b"odifierExtension" in raw or b"mplicitRules" in raw or b"\\u" in raw:
        return _modifier(plain, "$")
    return None


def broken(error: Exception) -> Flaw:
    """Name what msgspec refused: the code, and the path that its message ends with."""
    if isinstance(error, UnicodeError):
        return Flaw("encoding")
    text = str(error)
    place = text.rpartition(" - at `")[2].rstrip("`") if " - at `" in text else "$"
    if "out of range" in text or "nvalid number" in text:
        return Flaw("number", place)
    return Flaw("wrong_type" if isinstance(error, msgspec.ValidationError) else "json", place)


def duplicate(raw: bytes) -> str:
    """Give the path of the first key that stands twice in one object, empty when none does."""
    reader = json.JSONDecoder(object_pairs_hook=_Pairs)  # noqa: TID251  # the one strict place
    try:
        return next(_duplicates(reader.decode(raw.decode("utf-8")), "$"), "")
    except (ValueError, RecursionError):
        return "$"


class _Pairs(list[tuple[str, Any]]):
    """An object with all its pairs, in the order sent."""


def _duplicates(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for key, inner in value:
            if key in seen:
                yield f"{place}.{key}"
            seen.add(key)
            yield from _duplicates(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _duplicates(inner, f"{place}[...]")


def _modifier(value: Any, place: str) -> Flaw | None:
    """Find a modifier that we do not know: it may turn the meaning round (extensibility.html#modifier)."""
    if isinstance(value, dict):
        if value.get("modifierExtension"):
            return Flaw("modifier_extension", f"{place}.modifierExtension")
        if value.get("implicitRules") and "resourceType" in value:
            return Flaw("implicit_rules", f"{place}.implicitRules")
        pairs = [(f"{place}.{key}", inner) for key, inner in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{place}[{at}]", inner) for at, inner in enumerate(value)]
    else:
        return None
    return next((found for where, inner in pairs if (found := _modifier(inner, where))), None)
