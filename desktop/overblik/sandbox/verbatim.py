"""JSON that keeps every number as it was written.

FHIR R4 datatypes, "decimal": the precision of a decimal is significant, so 5.10 may not become 5.1 on the way.
"""

import json
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def loads(text: str | bytes) -> Any:
    """Read JSON; a number with a point or an exponent stays the text it was."""
    return json.loads(text, parse_float=Verbatim)


def dumps(value: Any) -> str:
    """Write JSON without blanks; a Verbatim is copied as it is."""
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts)


def _write(value: Any, out: Callable[[str], None]) -> None:
    if isinstance(value, Verbatim):
        out(str.__str__(value))
    elif isinstance(value, dict):
        before = "{"
        for key, item in value.items():
            out(f"{before}{json.dumps(key, ensure_ascii=False)}:")
            _write(item, out)
            before = ","
        out("}" if value else "{}")
    elif isinstance(value, list):
        before = "["
        for item in value:
            out(before)
            _write(item, out)
            before = ","
        out("]" if value else "[]")
    else:
        out(json.dumps(value, ensure_ascii=False))


class Verbatim(str):
    """A piece of finished JSON text: a number as authored, or a whole resource."""

    __slots__ = ()
