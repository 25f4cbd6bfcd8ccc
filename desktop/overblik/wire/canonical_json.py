"""JSON in one form only (RFC 8785, JCS), so that a hash over it is a hash over what it says.

Written for what records hold: text, whole numbers, truth, null, lists and objects. Fractions do not occur: their one
form (RFC 8785 section 3.2.2.3) is ECMAScript's, and an amount of milliseconds says the same.
"""

import json
from collections.abc import Mapping
from typing import Any

_EXACT = 2**53 - 1
"""The greatest whole number that every reader of JSON holds exactly (RFC 7493 section 2.2)."""


def canonical(value: Any) -> bytes:
    """Write a value canonically, in UTF-8.

    Raises:
        ValueError: it holds a fraction, a number beyond 2^53, a lone surrogate, or what is no JSON.

    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def _ordered(value: Any) -> Any:
    """Sort members by the UTF-16 code units of their names (RFC 8785 section 3.2.3)."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > _EXACT:
            raise ValueError("number")
        return value
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return {name: _ordered(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    raise ValueError("kind")


def read_canonical(content: bytes) -> dict[str, Any]:
    """Read an object that is written canonically.

    Raises:
        ValueError: it is not: another order, a space, a name twice, a fraction, or no object.

    """
    value = json.JSONDecoder().decode(content.decode("utf-8"))  # noqa: TID251 - our own records, compared byte for byte
    if not isinstance(value, dict) or canonical(value) != content:
        raise ValueError("form")
    return value
