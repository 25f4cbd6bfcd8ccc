"""What a statement of a care plan is, by its own template, else by its section (CPD-DK 1.x and 2.0)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache

from overblik.domain.clinical import Activity, Concern, Goal
from overblik.domain.lab_result import LabResult
from overblik.sources.dds.mapping.measured import COMMENT, Anchors
from overblik.sources.dds.mapping.reading import Lost
from overblik.wire.cda import STATEMENTS, ClinicalDocument, Node, Section
from overblik.wire.cda_text import anchors
from overblik.wire.cda_types import codings, first_of
from overblik.wire.elements import local_name

ARC = "1.2.208.184.15.1.10.20."


class PartKind(Enum):
    """The parts of a plan; the number is the arc of the templates of each."""

    CONCERN = "1"
    GOAL = "2"
    INTERVENTION = "3"
    OUTCOME = "4"


_BY_CODE = {
    "75310-3": PartKind.CONCERN,
    "61146-7": PartKind.GOAL,
    "62387-6": PartKind.INTERVENTION,
    "11383-7": PartKind.OUTCOME,
}
_BY_ARC = {kind.value: kind for kind in PartKind}
STEPS = ("act", "encounter", "procedure", "substanceAdministration", "supply")


@dataclass(slots=True)
class Parts:
    """The parts of one plan, and what could not be read of it."""

    document: ClinicalDocument
    concerns: list[Concern] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    outcomes: list[LabResult] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    count: int = 0

    def key(self, kind: PartKind) -> str:
        """Give the next key; every statement has one, read or lost."""
        self.count += 1
        return f"plan/1/{kind.name.lower()}/{self.count}"

    def lose(self, key: str, node: Node, code: str, place: str) -> None:
        """Name a statement that cannot be read."""
        self.lost.append(Lost(key, code, place, *self.document.place(node)))


class Place:
    """Where a statement stands; what is seldom asked for is found when it is asked for."""

    def __init__(self, section: Section) -> None:
        """Look at nothing yet."""
        self.section = section

    @cached_property
    def anchors(self) -> Anchors:
        """What each `ID` of the section's narrative stands for."""
        return anchors([self.section.text])

    @cached_property
    def tops(self) -> tuple[Node, ...]:
        """All uppermost statements of the section."""
        return tuple(top for entry in self.section.entries for top in tops_of(entry))


@lru_cache(maxsize=512)
def by_templates(templates: tuple[str, ...]) -> PartKind | None:
    """Give the kind that the templates of MedCom name; none of several different ones."""
    arcs = {root[len(ARC) :].partition(".")[0] for root in templates if root.startswith(ARC)}
    found = {_BY_ARC[arc] for arc in arcs if arc in _BY_ARC}
    return found.pop() if len(found) == 1 else None


def of_section(section: Section) -> PartKind | None:
    """Give the kind of a section: its template, else its code, else that of the section round it."""
    own = by_templates(section.templates)
    if own is None and section.code is not None:
        own = _BY_CODE.get(section.code.code)
    if own is None and section.parent is not None:
        return of_section(section.parent)
    return own


def kind_of(node: Node, of: PartKind | None) -> PartKind | None:
    """Give the kind of a statement; a goal is one wherever it stands."""
    own = by_templates(tuple([child.get("root") or "" for child in node.iterchildren("{*}templateId")]))
    if own is None and local_name(node.tag) == "observation" and node.get("moodCode") == "GOL":
        return PartKind.GOAL
    return own or of


def tops_of(node: Node) -> Iterator[Node]:
    """Give the uppermost statements in an entry, whatever stands round them."""
    if local_name(node.tag) in STATEMENTS:
        yield node
        return
    for child in node:
        if len(child) or local_name(child.tag) in STATEMENTS:
            yield from tops_of(child)


def steps_of(node: Node) -> list[Node]:
    """Give every intervention in a statement; a comment is none, and an observation only when it stands alone."""
    found = [one for one in node.iter(*[f"{{*}}{name}" for name in STEPS]) if not _is_comment(one)]
    return found or [node]


def concerns_of(node: Node) -> list[Node]:
    """Give each coded observation of a concern, else the concern itself."""
    held = [found for found in node.iter("{*}observation") if next(found.iterchildren("{*}value"), None) is not None]
    return held or [node]


def _is_comment(node: Node) -> bool:
    code = first_of(node, "code")
    return code is not None and COMMENT in {code.get("code"), *(read.code for read in codings(code))}
