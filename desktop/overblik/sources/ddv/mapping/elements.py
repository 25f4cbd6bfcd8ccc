"""What every mapping of DDV needs: parts by local name, texts, dates and truth values as sent."""

from collections.abc import Iterator
from typing import Any

from overblik.domain.dates import ClinicalDate, clinical_date

Node = Any
"""An lxml element."""
Parts = dict[str, Any]
"""The children of an element by local name."""
NAMESPACE = "http://vaccinationsregister.dk/schemas/2013/12/01"
"""The base of the namespaces of this version: `/E1` follows it."""
_DAY = len("2026-11-23")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Unfit(Exception):
    """A meaning that cannot be read: the item is shown as unreadable."""

    def __init__(self, code: str, place: str) -> None:
        """Name why and where, without content."""
        super().__init__(code)
        self.code, self.place = code, place


def children(node: Node) -> Iterator[tuple[str, Node]]:
    """Give each child with its local name, in order."""
    for child in node:
        tag: str = child.tag
        yield tag[tag.rfind("}") + 1 :], child


def parts(node: Node | None) -> Parts:
    """Give the children by local name, in any order; nothing of an element that is absent.

    Raises:
        Unfit: an element stands twice that says one thing: nobody can tell which is meant.

    """
    found: Parts = {}
    for name, child in children(node) if node is not None else ():
        if name in found:
            raise Unfit("duplicate_element", name)
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


def date(node: Node | None, place: str) -> ClinicalDate | None:
    """Read an xs:dateTime or xs:date; the zone of a lone date says nothing of the day.

    Raises:
        Unfit: something else stands there.

    """
    said = text(node)
    if node is not None and len(node):
        raise Unfit("date", place)
    if not said:
        return None
    found = clinical_date(said)
    if found is None and said[_DAY : _DAY + 1] in ("Z", "+", "-"):
        found = clinical_date(said[:_DAY])
    if found is None:
        raise Unfit("date", place)
    return found


def flag(node: Node | None) -> bool | None:
    """Read an xs:boolean; none when absent or something else."""
    return _FLAGS.get(text(node))
