"""The skeleton of a CDA release 2 document: header parts, sections within sections, and where entries stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from overblik.domain.quantity import Coded
from overblik.wire.cda_text import Narrative, narrative
from overblik.wire.cda_types import Parts, coded, every, first, first_of, gather, said
from overblik.wire.elements import local_name
from overblik.wire.places import Place, places

Node = Any
NAMESPACE = "urn:hl7-org:v3"
ROOT = f"{{{NAMESPACE}}}ClinicalDocument"
STATEMENTS = frozenset(
    {
        *("observation", "act", "encounter", "organizer", "procedure", "substanceAdministration", "supply"),
        *("observationMedia", "regionOfInterest"),
    }
)
"""The clinical statements of release 2."""
_NARRATIVE = frozenset({"text", "title"})
_NOWHERE: Place = (0, 0)


@dataclass(slots=True, eq=False)
class Section:
    """One section; `entries` are its own, those of the sections within it are theirs."""

    node: Node
    parent: "Section | None"
    code: Coded | None
    title: str
    templates: tuple[str, ...]
    text: Node | None
    entries: list[Node] = field(default_factory=list)
    within: "list[Section]" = field(default_factory=list)
    _narrative: Narrative | None = None

    @property
    def narrative(self) -> Narrative:
        """What it says in words, read once."""
        if self._narrative is None:
            self._narrative = narrative(self.text)
        return self._narrative

    @property
    def heading(self) -> str:
        """The title, else the words of the code; a section without either has its parent's."""
        own = self.title or ((self.code.display or self.code.code) if self.code is not None else "")
        return own or (self.parent.heading if self.parent is not None else "")

    def all(self) -> "Iterator[Section]":
        """Give it and every section within it, in order."""
        yield self
        for one in self.within:
            yield from one.all()


class ClinicalDocument:
    """One document; what it is about medically is the readers' matter."""

    def __init__(self, content: bytes, root: Node) -> None:
        """Read the header and the sections."""
        self.content = content
        self.root = root
        self.parts: Parts = gather(root)
        code = first(self.parts, "code")
        self.code = coded(code) if code is not None else None
        self.templates = tuple(node.get("root") or "" for node in every(self.parts, "templateId"))
        self.title = said(first(self.parts, "title"))
        bodies = [first_of(part, "nonXMLBody") for part in every(self.parts, "component")]
        self.attached: Node | None = next((first_of(body, "text") for body in bodies if body is not None), None)
        self._loose = Section(root, None, None, "", (), None)
        self._places: dict[Node, Place] | None = None
        for part in every(self.parts, "component"):
            self._walk(part, self._loose)

    def all_sections(self) -> list[Section]:
        """Every section, in the order of the document; entries that stand in none make one at the end."""
        found = [one for section in self._loose.within for one in section.all()]
        return [*found, self._loose] if self._loose.entries else found

    def _walk(self, node: Node, section: Section) -> None:
        """Find sections and entries, whatever stands round them: a wrapper of an unknown name hides nothing."""
        for child in node:
            name = local_name(child.tag)
            if name == "section":
                self._open(child, section)
            elif name == "entry" or name in STATEMENTS:
                section.entries.append(child)
            elif name not in _NARRATIVE and len(child):
                self._walk(child, section)

    def _open(self, node: Node, parent: Section) -> None:
        code, title, text = (next(node.iterchildren(f"{{*}}{name}"), None) for name in ("code", "title", "text"))
        made = Section(
            node,
            parent if parent is not self._loose else None,
            coded(code) if code is not None else None,
            said(title),
            tuple([one.get("root") or "" for one in node.iterchildren("{*}templateId")]),
            text,
        )
        parent.within.append(made)
        self._walk(node, made)

    def place(self, node: Node) -> Place:
        """Give the bytes of the entry that a statement stands in, else of its section, else the whole document."""
        places_of = self.entry_places()
        while node is not None:
            found = places_of.get(node)
            if found is not None:
                return found
            node = node.getparent()
        return _NOWHERE

    def entry_places(self) -> "dict[Node, Place]":
        """Give where each entry stands; empty when that cannot be told."""
        if self._places is None:
            self._places = self._placed()
        return self._places

    def _placed(self) -> "dict[Node, Place]":
        """Find where the entries stand, once for all of them."""
        entries = list(self.root.iter("{*}entry"))
        found = places(self.content, entries, is_every_one=True) if entries else []
        if found is None:
            return {}
        return dict(zip(entries, found, strict=True))

    def place_of(self, node: Node) -> Place:
        """Give the bytes of any one element of the document."""
        same = list(self.root.iter(node.tag))
        found = places(self.content, same, is_every_one=True)
        return dict(zip(same, found, strict=True)).get(node, _NOWHERE) if found is not None else _NOWHERE


def statements(entry: Node, *names: str) -> list[Node]:
    """Give every statement of some names in an entry, in order, itself included."""
    return list(entry.iter(*[f"{{*}}{name}" for name in names]))
