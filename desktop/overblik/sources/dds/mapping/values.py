"""The value of an observation: as sent, with a parsed number beside it (H12, H13)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from overblik.domain.making import maker
from overblik.domain.quantity import Quantity
from overblik.wire.cda import Node
from overblik.wire.cda_types import (
    address_of,
    coded,
    first_of,
    is_null,
    name_of,
    said,
    stated,
    telecom_of,
    type_of,
    words_of,
)

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST = 64
_CODED = frozenset({"CD", "CE", "CV", "CO", "CS", "SC", "PQR"})
_NUMBERS = frozenset({"PQ", "REAL", "INT", "MO"})
_NAMES = frozenset({"PN", "EN", "ON", "TN"})
_INTERVALS = frozenset({"IVL_PQ", "IVL_INT", "IVL_REAL", "IVL_TS", "IVL_MO"})


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its words, and what they mean where that can be told."""

    text: str
    """As sent, without unit and comparator; empty when there is none."""
    unit: str = ""
    comparator: str = ""
    quantity: Quantity | None = None
    code: str = ""
    """Of a coded value."""
    absent: str = ""
    """Why there is none (nullFlavor)."""

    @property
    def words(self) -> str:
        """Comparator, value and unit as one text."""
        return f"{self.comparator}{self.text} {self.unit}".strip()


_value = maker(Value)
_quantity = maker(Quantity)


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """Read a number with a decimal point; a comma may mean thousands, and is left as text."""
    return Decimal(text) if len(text) <= _LONGEST and _NUMBER.fullmatch(text) else None


def value_of(node: Node) -> Value:
    """Read a value by its declared type, else by what it holds; one of an unknown type is its text."""
    kind = type_of(node)
    if kind in _NUMBERS or (not kind and node.get("value") is not None):
        return _number(node)
    if is_null(node):
        return _value("", absent=node.get("nullFlavor") or "")
    if kind in _CODED or (not kind and node.get("code") is not None):
        return _coded(node)
    if kind in _INTERVALS:
        return _interval(node)
    read = _TEXTS.get(kind, _text)(node)
    return _value(read) if read else _value("", absent=node.get("nullFlavor") or "")


def _number(node: Node) -> Value:
    get = node.get
    made = numeric(get("value"), get("unit"), get("nullFlavor"))
    if made is not None:
        return made
    words = said(node)
    return _value(words, absent="" if words else get("nullFlavor") or "")


@lru_cache(maxsize=4096)
def numeric(value: str | None, unit: str | None, null: str | None) -> Value | None:
    """Make a number of its attributes as sent; none when it states none."""
    text, unit = stated(value), (unit or "").strip()
    if null is not None or not text:
        return None
    return _value(text, unit, "", _quantity(number(text), unit, "", text))


def _coded(node: Node) -> Value:
    code = coded(node)
    words = words_of(node) or said(node)
    return _value(words, code=code.code if code is not None else "")


def _interval(node: Node) -> Value:
    """Read an interval: one end is a comparator, two are a range that stays text."""
    low, high = first_of(node, "low"), first_of(node, "high")
    ends = [(end, stated(end.get("value"))) for end in (low, high) if end is not None and not is_null(end)]
    ends = [(end, text) for end, text in ends if text]
    own = first_of(node, "center") if not ends else None
    if own is not None:
        ends = [(own, stated(own.get("value")))]
    if not ends:
        return _value(_text(node))
    unit = (ends[0][0].get("unit") or "").strip()
    if len(ends) == 2:
        other = (ends[1][0].get("unit") or "").strip()
        shared = unit if unit == other else ""
        texts = [
            text if shared else f"{text} {mine}".strip() for (_, text), mine in zip(ends, (unit, other), strict=True)
        ]
        return _value("–".join(texts), shared)
    end, text = ends[0]
    comparator = "" if end is own else ((">" if end is low else "<") + ("" if end.get("inclusive") == "false" else "="))
    return _value(text, unit, comparator, _quantity(number(text), unit, comparator, text))


def _ratio(node: Node) -> str:
    ends = [first_of(node, name) for name in ("numerator", "denominator")]
    return " / ".join(_number(end).words if end is not None else "" for end in ends)


def _text(node: Node) -> str:
    """Give whatever a value of another type says: its text, else its attributes, those of its parts included."""
    if (node.get("representation") or "").upper() == "B64":
        return f"[{node.get('mediaType') or 'fil'}]"
    words = said(node)
    if words:
        return words
    told = (
        stated(part.get(name))
        for part in node.iter()
        for name in ("displayName", "value", "unit", "extension", "code")
        if not (name == "code" and stated(part.get("displayName")))
    )
    return " ".join(text for text in told if text)


_TEXTS: dict[str, Callable[[Node], str]] = {
    "RTO": _ratio,
    "RTO_PQ_PQ": _ratio,
    **dict.fromkeys(_NAMES, name_of),
    "AD": lambda node: ", ".join(address_of(node)),
    "TEL": lambda node: telecom_of(node)[1],
    "II": lambda node: stated(node.get("extension")) or stated(node.get("root")),
    "TS": lambda node: stated(node.get("value")) or said(node),
    "BL": lambda node: stated(node.get("value")) or said(node),
}
