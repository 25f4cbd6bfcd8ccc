"""What the answers about one citizen hold, item by item; what is hidden is masked before it is read (H21)."""

import hashlib
from dataclasses import dataclass, field, replace

from overblik.domain.errors import InputError
from overblik.domain.patient import PatientId
from overblik.domain.ports import RawMessage
from overblik.domain.provenance import RawRef
from overblik.domain.section import Unreadable
from overblik.domain.vaccination import Vaccination, VaccinationEntry
from overblik.sources.ddv.mapping.acts import Act, latest
from overblik.sources.ddv.mapping.sheets import GIVEN, PLANNED, Sheet, person_of
from overblik.sources.ddv.mapping.vaccination import given, hidden, planned
from overblik.sources.ddv.mapping.versions import ALONE, IDENTIFIER, Rank, identifier_of, ranks, version_of
from overblik.wire.elements import Node, Unfit, flag, named, parts, text
from overblik.wire.places import cut, places

_WORDS = ("VaccineName", "DrugName", "DiseaseName", "DiseaseNameDK")
_SHORTEST = 3
"""Letters that a private word has at least."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it says, its id and version at the source, who registered it, and where it stands."""

    fact: Vaccination
    document_id: str
    version: str
    act: Act
    raw_ref: RawRef
    person: PatientId | None
    """Whom the item itself names, mostly nobody."""


@dataclass(slots=True)
class Records:
    """All items of several answers: rows + unreadable + nobodys are as many as came."""

    rows: list[Row] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    nobodys: int = 0
    """Items that name somebody by what is no number: refused and counted."""
    raw: list[RawMessage] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    """Names of hidden vaccines, lower case: for this opening only."""


def records(sheets: list[Sheet]) -> Records:
    """Read the items of all sheets, in their order."""
    found = Records()
    ids = {
        (kind, text(node))
        for sheet in sheets
        for kind, holder in sheet.hidden
        for node in named(holder, IDENTIFIER[kind])
    }
    ids.discard((GIVEN, ""))
    ids.discard((PLANNED, ""))
    ids |= {(name, identifier_of(name, node)) for sheet in sheets for name, node in sheet.items if _is_marked(node)}
    standing = ranks(item for sheet in sheets for item in sheet.items)
    masked: set[tuple[str, str]] = set()
    for sheet in sheets:
        veiled = [node for name, node in sheet.items if _is_hidden(name, node, ids)]
        refs = _refs(sheet, veiled, found)
        for name, node in sheet.items:
            if node in veiled:
                masked.add((name, identifier_of(name, node)))
                found.words |= _words(node)
                found.rows.append(_placeholder(name, len(found.rows) + 1, refs[node]))
            else:
                _read(name, node, refs[node], standing.get(node, ALONE), found)
        for kind, holder in sheet.hidden:
            told = [node for node in named(holder, IDENTIFIER[kind]) if (kind, text(node)) not in masked]
            found.rows += [_placeholder(kind, len(found.rows) + at, refs[holder]) for at in range(1, len(told) + 1)]
    found.rows = _numbered(found.rows)
    return found


def _is_marked(node: Node) -> bool:
    """Whether the patient hides it: a mark that cannot be read hides too."""
    return any(flag(mark) is not False for mark in node.iter("{*}NegativeConsentIndicator"))


def _is_hidden(name: str, node: Node, ids: set[tuple[str, str]]) -> bool:
    if name in IDENTIFIER:
        return _is_marked(node) or (name, identifier_of(name, node)) in ids - {(name, "")}
    # Nobody knows what it is: any mention is enough.
    hidden_ids = {identifier for _, identifier in ids if identifier}
    return _is_marked(node) or any(text(each) in hidden_ids for each in node.iter("{*}*"))


def _refs(sheet: Sheet, veiled: list[Node], found: Records) -> dict[Node, RawRef]:
    """Find the place of each item in the message, which is kept without what is hidden."""
    nodes = [node for node in sheet.root if node in {each for _, each in (*sheet.items, *sheet.hidden)}]
    tags = {node.tag for node in nodes}
    # One within another of its name would mislead the search for tags.
    is_flat = sum(1 for node in sheet.root.iter(*tags)) == len(nodes) if tags else True
    at = places(sheet.content, nodes, is_every_one=is_flat)
    ranges = dict(zip(nodes, at, strict=True)) if at is not None else {}
    content = sheet.content
    if veiled:
        # What cannot be cut out is not kept at all.
        content = cut(content, [ranges[node] for node in veiled]) if ranges else b""
    digest = hashlib.sha256(content).hexdigest()
    found.raw.append(RawMessage(digest, sheet.uri, content))
    return {node: RawRef(digest, *ranges.get(node, (0, len(content)))) for node in nodes}


def _read(name: str, node: Node, ref: RawRef, rank: Rank, found: Records) -> None:
    identifier = identifier_of(name, node)
    document_id = f"{name}/{identifier}"
    if name not in IDENTIFIER:
        found.unreadable.append(Unreadable(name, "unknown_element", name, ref))
        return
    try:
        person = person_of(node)
        fact = given(node, rank) if name == GIVEN else planned(node, rank)
        act = latest(parts(node))
    except InputError:
        found.nobodys += 1
    except Unfit as unfit:
        found.unreadable.append(Unreadable(document_id, unfit.code, unfit.place, ref))
    else:
        version = version_of(node)
        if fact.entry is VaccinationEntry.SUPERSEDED:
            document_id = f"{document_id}/{version}"
        found.rows.append(Row(fact, document_id, version, act, ref, person))


def _placeholder(name: str, place: int, ref: RawRef) -> Row:
    return Row(hidden(), f"Private{name}/{place}", "", Act(), ref, None)


def _words(node: Node) -> set[str]:
    told = (text(each).casefold() for each in node.iter(*(f"{{*}}{name}" for name in _WORDS)))
    return {word for word in told if len(word) >= _SHORTEST}


def _numbered(made: list[Row]) -> list[Row]:
    """Tell rows apart that carry one identifier: a list of rows needs a key for each."""
    seen: dict[str, int] = {}
    told = []
    for row in made:
        seen[row.document_id] = seen.get(row.document_id, 0) + 1
        again = seen[row.document_id]
        told.append(row if again == 1 else replace(row, document_id=f"{row.document_id}#{again}"))
    return told
