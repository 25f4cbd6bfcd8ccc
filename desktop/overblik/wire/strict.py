"""What msgspec lets pass: duplicate keys, deep nesting, unknown modifiers (safety.md section 12).

A kept resource is decoded to plain values and written again; two keys of one name leave fewer
quotation marks than there were. Only where the count differs is the text read slowly, for the place.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

DEPTH_CAP = 64
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_EXPONENT_CAP = 300
_PLAIN = msgspec.json.Decoder()
_WRITER = msgspec.json.Encoder()


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
    if not -_EXPONENT_CAP <= value.adjusted() <= _EXPONENT_CAP or len(text) > _EXPONENT_CAP:
        raise BrokenNumber(text[:20])
    return value


def flaw(raw: bytes) -> Flaw | None:
    """Give the first thing that forbids reading a resource, none when it is sound."""
    deep = raw.count(b"{") + raw.count(b"[") > DEPTH_CAP
    try:
        plain = _PLAIN.decode(raw)
    except RecursionError:
        return Flaw("too_deep")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return broken(error)
    if deep and _deeper(plain, DEPTH_CAP):
        return Flaw("too_deep")
    if raw.count(b'"') != _WRITER.encode(plain).count(b'"') or b"\\u0022" in raw:
        place = duplicate(raw)
        if place:
            return Flaw("duplicate_key", place)
    if b'"modifierExtension"' in raw or b'"implicitRules"' in raw:
        return _modifier(plain, "$")
    return None


def broken(error: Exception) -> Flaw:
    """Name what msgspec refused: the code, and the path that its message ends with."""
    if isinstance(error, UnicodeError):
        return Flaw("encoding")
    text = str(error)
    place = text.rpartition(" - at `")[2].rstrip("`") if " - at `" in text else "$"
    if isinstance(error, msgspec.ValidationError):
        return Flaw("wrong_type", place)
    if "range" in text or "number" in text:
        return Flaw("number", place)
    return Flaw("json", place)


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


def _deeper(value: Any, allowed: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if allowed == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value
    return any(_deeper(each, allowed - 1) for each in inner)


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
