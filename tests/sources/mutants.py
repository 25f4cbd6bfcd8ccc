"""Mutants of an XML answer: each element dropped, doubled, moved and retyped, by number and without chance."""

import random
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from lxml import etree

SEED = 20150601
ODD_TEXTS = (
    *("", "null", "ord", "-1", "99999999999999999999", "0001-01-01", "9999-12-31T23:59:60Z", "2026-02-30", "\u202e<&>"),
    "x" * 5000,
)
STRANGE = "urn:example:another"


def tree(content: bytes) -> Any:
    """Parse without comments: every node is an element."""
    return etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))


def drop(node: Any) -> None:
    parent, before = node.getparent(), node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    parent.remove(node)


def double(node: Any) -> None:
    node.addnext(deepcopy(node))


def swap(node: Any) -> None:
    """Change places with the next sibling, the last with the first."""
    parent = node.getparent()
    other = node.getnext()
    parent.insert(0, node) if other is None else other.addnext(node)


def say(text: str) -> Callable[[Any], None]:
    """Put a text in the place of all that the element holds."""

    def change(node: Any) -> None:
        for child in list(node):
            node.remove(child)
        node.text = text

    return change


def call(name: str, space: str = "") -> Callable[[Any], None]:
    """Give it another name, or its own name in another namespace."""

    def change(node: Any) -> None:
        own = etree.QName(node)
        node.tag = f"{{{space or own.namespace}}}{name or own.localname}"

    return change


def changes(names: Sequence[str]) -> dict[str, Callable[[Any], None]]:
    """Give every change by its name; `names` are those an element is called by instead of its own."""
    made: dict[str, Callable[[Any], None]] = {"drop": drop, "double": double, "swap": swap}
    made |= {f"say {text[:12]!r}": say(text) for text in ODD_TEXTS}
    made |= {f"call {name}": call(name) for name in names}
    return made | {"call in another namespace": call("", STRANGE)}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one element of one answer."""

    source: str
    place: int
    change: str

    def made(self, original: bytes, told: dict[str, Callable[[Any], None]], within: frozenset[str]) -> tuple[Any, bool]:
        """Give the changed tree, and whether the element was one of `within` or stood in one."""
        root = tree(original)
        node = list(root.iter("{*}*"))[self.place]
        inside = any(etree.QName(one).localname in within for one in (node, *node.iterancestors()))
        told[self.change](node)
        return root, inside


def every(answers: dict[str, bytes], told: Iterable[str]) -> list[Mutant]:
    """Name every mutant of all answers; the root itself is never changed, for then there is no answer."""
    found = []
    for source, content in answers.items():
        count = sum(1 for _ in tree(content).iter("{*}*"))
        found += [Mutant(source, place, change) for place in range(1, count) for change in told]
    return found


def share(mutants: list[Mutant], campaign: int, whole: int) -> list[Mutant]:
    """Give the seeded share of an ordinary run, all of them from `--campaign whole` on."""
    return random.Random(SEED).sample(mutants, min(len(mutants), len(mutants) * campaign // whole))


def starts(content: bytes) -> list[int]:
    """Give where each element begins in the bytes, in document order, by a parser of its own."""
    found: list[int] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda *_: found.append(parser.CurrentByteIndex)
    parser.Parse(content, True)
    return found
