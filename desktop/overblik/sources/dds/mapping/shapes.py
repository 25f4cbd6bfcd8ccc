"""Entries of one shape, read once: a document repeats one measurement with another value and another time.

Reading an entry is a function of its bytes alone, its section being given. Two entries whose bytes are the same but
for the text of `value` attributes and for the ids, which no result tells of, differ in nothing but those texts. So
the second is the first with its own value and time; whatever is not exactly so is read in the ordinary way. What a
prefix means does not matter: elements are known by local name, and a simple value reads alike whatever type it bears.
"""

from dataclasses import fields

from overblik.domain.lab_result import LabResult
from overblik.domain.making import maker
from overblik.sources.dds.mapping.values import numeric
from overblik.wire.cda import ClinicalDocument, Node
from overblik.wire.cda_time import time_of
from overblik.wire.cda_types import is_null, type_of
from overblik.wire.elements import local_name

_NAMES = [field.name for field in fields(LabResult)]
_VALUE, _QUANTITY, _TAKEN = (_NAMES.index(name) for name in ("value", "quantity", "taken_at"))
_MEMBERS = tuple(_NAMES)
_SIMPLE = frozenset({"PQ", "INT", "REAL"})
_result = maker(LabResult)
_Key = tuple[bytes, ...]
_Template = tuple[list[object], str, int, tuple[int, ...]]
"""The members of the first result, the unit, and which of the texts are the value and the time, said once or twice."""
_SAID = (["effectiveTime", "value"], ["effectiveTime", "effectiveTime", "value"])
"""The time of a measurement may stand in its organizer and again in itself; only where both are one."""


class Shapes:
    """The shapes of the entries of a document."""

    def __init__(self, document: ClinicalDocument) -> None:
        """Remember none yet."""
        self._content = document.content
        self._places = document.entry_places()
        self._known: dict[_Key, _Template | None] = {}
        prefix = document.root.prefix
        self._opening = (f"<{prefix}:id " if prefix else "<id ").encode()

    def key_of(self, entry: Node) -> tuple[_Key, list[bytes]]:
        """Give the bytes of an entry without ids and value texts, and those texts."""
        start, length = self._places.get(entry, (0, 0))
        key: list[bytes] = []
        texts: list[bytes] = []
        is_first = True
        for piece in self._content[start : start + length].split(self._opening):
            head, *rest = (piece if is_first else piece.partition(b">")[2]).split(b' value="')
            is_first = False
            key += (b"", head)
            for other in rest:
                text, _, after = other.partition(b'"')
                texts.append(text)
                key.append(after)
        return tuple(key), texts

    def result_of(self, key: _Key, texts: list[bytes]) -> tuple[LabResult, str] | None:
        """Give the result of an entry of a known shape, and its time as sent; none when it must be read."""
        template = self._known.get(key)
        if template is None:
            return None
        members, unit, value_at, times_at = template
        value, sent = texts[value_at], texts[times_at[0]]
        if texts[times_at[-1]] != sent or b"&" in value or b"&" in sent or not value.isascii() or not sent.isascii():
            return None
        time_sent = sent.decode("ascii")
        number, time = numeric(value.decode("ascii"), unit, None), time_of(time_sent)
        if number is None or time is None:
            return None
        made = members.copy()
        made[_VALUE], made[_QUANTITY], made[_TAKEN] = number.text, number.quantity, time
        return _result(*made), time_sent  # type: ignore[arg-type]

    def remember(self, key: _Key, texts: list[bytes], entry: Node, result: LabResult) -> None:
        """Keep a shape, when value and time are all that its texts can be."""
        if key in self._known:
            return
        self._known[key] = None
        if len(texts) not in (2, 3) or len(key) < 4:
            return
        told = [node for node in entry.iter() if node.get("value") is not None and local_name(node.tag) != "id"]
        names = [local_name(node.tag) for node in told]
        times = tuple(at for at, name in enumerate(names) if name == "effectiveTime")
        if sorted(names) not in _SAID or len({told[at].get("value") for at in times}) != 1:
            return
        value = told[names.index("value")]
        is_simple = type_of(value) in _SIMPLE and not is_null(value) and not len(value) and not value.text
        holders = list(entry.iter("{*}observation"))
        if not is_simple or holders != [value.getparent()] or not is_plain(result):
            return
        if [node.get("value") for node in told] == [text.decode("utf-8", "replace") for text in texts]:
            members = [getattr(result, name) for name in _MEMBERS]
            self._known[key] = (members, result.unit, names.index("value"), times)


def is_plain(result: LabResult) -> bool:
    """Tell whether a result consists of nothing that an entry of its shape could say in other words."""
    is_bare = not (result.comments or result.notes or result.reference or result.producer)
    return is_bare and bool(result.code) and result.quantity is not None
