"""Which registration of one identifier counts: the newest version, and none where nobody can tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from overblik.domain.vaccination import VaccinationEntry
from overblik.wire.elements import Node, named, text

IDENTIFIER = {"Vaccination": "VaccinationIdentifier", "PlannedVaccination": "PlannedVaccinationIdentifier"}
_VERSION = "VaccinationVersionIdentifier"


@dataclass(frozen=True, slots=True)
class Rank:
    """What an item is beside others of its identifier; `is_sure` is false where nobody can tell."""

    entry: VaccinationEntry = VaccinationEntry.REGISTRATION
    is_sure: bool = True


ALONE = Rank()


def identifier_of(name: str, node: Node) -> str:
    """Give the identifier of an item; empty when it has none, or several."""
    told = {text(each) for each in named(node, IDENTIFIER[name])} if name in IDENTIFIER else set()
    return told.pop() if len(told) == 1 else ""


def version_of(node: Node) -> str:
    """Give the version as sent; empty when there is none, or several."""
    told = {text(each) for each in named(node, _VERSION)}
    return told.pop() if len(told) == 1 else ""


def ranks(items: Iterable[tuple[str, Node]]) -> dict[Node, Rank]:
    """Rank the items, those too that cannot be read: an old version is old even where the new one is broken."""
    groups: dict[tuple[str, str], list[Node]] = {}
    for name, node in items:
        identifier = identifier_of(name, node)
        if identifier:
            groups.setdefault((name, identifier), []).append(node)
    found: dict[Node, Rank] = {}
    for nodes in groups.values():
        if len(nodes) > 1:
            found |= _ranked(nodes)
    return found


def _ranked(nodes: list[Node]) -> dict[Node, Rank]:
    versions = [version_of(node) for node in nodes]
    if len(set(versions)) > 1 and not all(each.isascii() and each.isdigit() for each in versions):
        return dict.fromkeys(nodes, Rank(is_sure=False))
    numbers = [int(each) if each.isascii() and each.isdigit() else 0 for each in versions]
    newest = [node for node, number in zip(nodes, numbers, strict=True) if number == max(numbers)]
    found = dict.fromkeys(nodes, Rank(VaccinationEntry.SUPERSEDED))
    is_same = len({_letters(node) for node in newest}) == 1
    found |= dict.fromkeys(newest, Rank(VaccinationEntry.REPEATED) if is_same else Rank(is_sure=False))
    if is_same:
        found[newest[0]] = ALONE
    return found


def _letters(node: Node) -> bytes:
    from lxml import etree

    written: bytes = etree.tostring(node, method="c14n", with_tail=False)
    return written
