"""What every mapping of a national answer needs: parts by local name, texts, dates and truth values as sent."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from overblik.domain.dates import ClinicalDate, clinical_date

Node = Any
"""An lxml element."""
Parts = dict[str, Any]
"""The children of an element by local name: one element, or a list where the schema lets them repeat."""
_NONE: frozenset[str] = frozenset()
_DAY = len("2026-11-23")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Unfit(Exception):
    """A meaning that cannot be read: the item is shown as unreadable."""

    def __init__(self, code: str, place: str) -> None:
        """Name why and where, without content."""
        super().__init__(code)
        self.code, self.place = code, place


@lru_cache(maxsize=1024)
def local_name(tag: str) -> str:
    """Give the name without its namespace; the tags of an answer are few, its elements many."""
    return tag[tag.rfind("}") + 1 :]


def children(node: Node) -> Iterator[tuple[str, Node]]:
    """Give each child with its local name, in order."""
    for child in node:
        yield local_name(child.tag), child


def parts(node: Node | None, repeated: frozenset[str] = _NONE) -> Parts:
    """Give the children by local name, in any order and any namespace (services.md section 2.3).

    Raises:
        Unfit: an element stands twice that says one thing: nobody can tell which is meant.

    """
    if node is None:
        return {}
    found: Parts = {local_name(child.tag): child for child in node}
    if repeated or len(found) < len(node):
        return _gathered(node, repeated)
    return found


def _gathered(node: Node, repeated: frozenset[str]) -> Parts:
    """Give the children where some may stand more than once."""
    found: Parts = {}
    for name, child in children(node):
        if name in repeated:
            found.setdefault(name, []).append(child)
        elif name in found:
            raise Unfit("duplicate_element", name)
        else:
            found[name] = child
    return found


def named(node: Node | None, name: str) -> list[Node]:
    """Give the children of one name, where the schema lets them repeat."""
    return [child for key, child in children(node) if key == name] if node is not None else []


def text(node: Node | None) -> str:
    """Give the text as sent, blanks at its ends left out; absent, empty and the word `null` say nothing."""
    if node is None:
        return ""
    said = (node.text or "").strip()
    return "" if said == "null" else said


def text_of(found: Parts, name: str) -> str:
    """Give the text of a part, as `text` does."""
    node = found.get(name)
    if node is None:
        return ""
    words = node.text
    if words is None:
        return ""
    words = words.strip()
    return "" if words == "null" else words


def date(node: Node | None, place: str) -> ClinicalDate | None:
    """Read an xs:date or xs:dateTime; the zone of a lone date says nothing of the day.

    Raises:
        Unfit: something else stands there.

    """
    words = text(node)
    if node is not None and len(node):
        raise Unfit("date", place)
    if not words:
        return None
    found = _date(words)
    if found is None:
        raise Unfit("date", place)
    return found


@lru_cache(maxsize=4096)
def _date(words: str) -> ClinicalDate | None:
    """Read a date once: a card tells the same days again and again."""
    found = clinical_date(words)
    if found is None and words[_DAY : _DAY + 1] in ("Z", "+", "-"):
        return clinical_date(words[:_DAY])
    return found


def maybe_date(node: Node | None) -> ClinicalDate | None:
    """Read a date that no decision rests upon; none when it cannot be read."""
    try:
        return date(node, "")
    except Unfit:
        return None


def flag(node: Node | None) -> bool | None:
    """Read an xs:boolean; none when absent or something else."""
    return _FLAGS.get(text(node))
