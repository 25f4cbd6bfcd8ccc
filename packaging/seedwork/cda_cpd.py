"""Care plans: MedCom CPD 2.0 with coded goals and interventions, and the older narrative 1.x (services.md 5, CPD)."""

from dataclasses import dataclass, field

from lxml.etree import _Element
from seedwork.cda_phmr import NAMES
from seedwork.cda_xml import (
    LOINC,
    MESSAGE_CODES,
    NPU,
    Author,
    Paper,
    code,
    document,
    instance,
    interval,
    narrative,
    node,
    section,
    structured,
    table,
    template,
    ts,
)
from seedwork.parts import Person

TYPE = ("81215-6", LOINC, "Care plan")
_ROOT, _OUTER, _INNER = "1.2.208.184.15.1.10.20", "2018-09-28", "2018-11-28"
_SKS = "1.2.208.176.2.4"


@dataclass(frozen=True, slots=True)
class Step:
    """An intervention: done (EVN) or planned (INT), as a contact or an act."""

    title: str
    kind: str
    code: tuple[str, str, str]
    start: str
    end: str = ""
    done: bool = False
    contact: bool = True
    who: str = ""


@dataclass(frozen=True, slots=True)
class CarePlan:
    """A plan; a goal with an empty code is the older kind, which is words alone."""

    title: str
    start: str
    concerns: list[tuple[str, str, str, str]]
    """Code, system, display, since."""
    goals: list[tuple[str, str, str]]
    """NPU code or nothing, words, and the target where it is coded."""
    steps: list[Step]
    outcomes: list[tuple[str, str, str, list[tuple[str, str]]]] = field(default_factory=list)
    """Title, NPU code and display, unit, rows of day and value."""
    words: dict[str, str] = field(default_factory=dict)
    """Planned interventions that stand in the narrative alone."""


def care_plan(person: Person, key: str, told: str, plan: CarePlan, author: Author, *, old: bool = False) -> bytes:
    """The document of a plan."""
    paper = Paper(
        person,
        key,
        told,
        plan.title,
        TYPE,
        (("1.2.208.184.15.1", "" if old else "2019-09-10"),),
        author,
        marker="" if old else "cpd-v2.0",
        period=(plan.start, ""),
    )
    parts = [_concerns(paper, plan), _goals(paper, plan), _interventions(paper, plan)]
    if plan.outcomes:
        parts.append(_outcomes(paper, plan))
    return document(paper, structured(*parts))


def _outer(number: str, kind: str, display: str, title: str, *inner: _Element) -> _Element:
    return section(
        node("text"), *inner, templates=((f"{_ROOT}.{number}", _OUTER),), title=title, coded=code(kind, LOINC, display)
    )


def _inner(number: str, coded: _Element | None, title: str, *content: _Element) -> _Element:
    return section(*content, templates=((f"{_ROOT}.{number}.2", _INNER),), title=title, coded=coded)


def _concerns(paper: Paper, plan: CarePlan) -> _Element:
    rows = [[each[0], each[2]] for each in plan.concerns]
    entries = [_concern(paper, each) for each in plan.concerns]
    told = code("FLPDiagnosisCode", MESSAGE_CODES, "Forløbsplan diagnose kode")
    inner = _inner("1", told, "Diagnoser", narrative(table(["Kode", "Diagnose"], *rows)), *entries)
    return _outer("1", "75310-3", "Health Concerns", "Tilstande, diagnoser mm.", inner)


def _concern(paper: Paper, each: tuple[str, str, str, str]) -> _Element:
    value, system, display, since = each
    observation = node(
        "observation",
        instance(f"{paper.stem}/{value}/observation"),
        code("ALGA01", _SKS, "aktionsdiagnose"),
        interval(since),
        code(value, system, display, "value", xsi_type="CD"),
        classCode="OBS",
        moodCode="EVN",
    )
    act = node(
        "act",
        template(f"{_ROOT}.1.21", _OUTER),
        instance(f"{paper.stem}/{value}"),
        code("75310-3", LOINC, "Health Concern"),
        node("statusCode", code="active"),
        node("effectiveTime", value=ts(since)),
        node("entryRelationship", observation, typeCode="REFR"),
        classCode="ACT",
        moodCode="EVN",
    )
    return node("entry", act, typeCode="DRIV")


def _goals(paper: Paper, plan: CarePlan) -> _Element:
    cells = [node("tr", node("td", each[1], ID=f"maal{at}")) for at, each in enumerate(plan.goals, start=1)]
    text = narrative(node("table", node("tbody", *cells)))
    entries = [_goal(paper, at, each, plan.start) for at, each in enumerate(plan.goals, start=1)]
    told = code("FlpKolGoalText", MESSAGE_CODES, "Mine mål")
    return _outer("2", "61146-7", "Goals", "Mål", _inner("2", told, "Mine mål", text, *entries))


def _goal(paper: Paper, at: int, each: tuple[str, str, str], start: str) -> _Element:
    kind, _, target = each
    value = _target(target) if target else node("value", xsi_type="ST", nullFlavor="NA")
    observation = node(
        "observation",
        template(f"{_ROOT}.2.20", _OUTER),
        instance(f"{paper.stem}/maal/{at}"),
        code(kind, NPU, NAMES[kind]) if kind else node("code", nullFlavor="NA"),
        node("text", node("reference", value=f"#maal{at}")),
        node("statusCode", code="active"),
        node("effectiveTime", value=ts(start)),
        value,
        classCode="OBS",
        moodCode="GOL",
    )
    return node("entry", observation, typeCode="DRIV")


def _target(words: str) -> _Element:
    """An interval with one limit or two: `58 mmol/mol`, `88-92 %`."""
    amount, _, unit = words.partition(" ")
    low, _, high = amount.rpartition("-")
    limits = [node("low", value=low, unit=unit)] if low else []
    return node("value", *limits, node("high", value=high, unit=unit), xsi_type="IVL_PQ")


def _interventions(paper: Paper, plan: CarePlan) -> _Element:
    inner = [_step(paper, at, each) for at, each in enumerate(plan.steps)]
    for title, words in plan.words.items():
        told = code("PlannedInterventionText", MESSAGE_CODES, "Planlagte indsatser")
        inner.append(_inner("3", told, title, narrative(node("paragraph", words))))
    return _outer("3", "62387-6", "Interventions Provided", "Udførte eller planlagte interventioner", *inner)


def _step(paper: Paper, at: int, step: Step) -> _Element:
    day, _, clock = step.start.partition("T")
    rows = [["Dato", day], *([["Kl.", clock]] if clock else []), ["Hvad", step.title]]
    rows += [["Ansvarlig", step.who]] if step.who else []
    value, system, display = step.code
    made = node(
        "encounter" if step.contact else "act",
        template(f"{_ROOT}.3.20", _OUTER),
        instance(f"{paper.stem}/indsats/{at}"),
        code(value, system, display),
        node("statusCode", code="completed" if step.done else "active"),
        interval(step.start, step.end),
        _performer(paper, step) if step.who else None,
        classCode="ENC" if step.contact else "ACT",
        moodCode="EVN" if step.done else "INT",
    )
    told = code(step.kind, MESSAGE_CODES, step.title)
    return _inner("3", told, step.title, narrative(table(["", ""], *rows)), node("entry", made, typeCode="COMP"))


def _performer(paper: Paper, step: Step) -> _Element:
    place = paper.author.place
    organization = node("representedOrganization", node("name", step.who))
    return node("performer", node("assignedEntity", place.id(), organization))


def _outcomes(paper: Paper, plan: CarePlan) -> _Element:
    inner = []
    for at, (title, coded, unit, rows) in enumerate(plan.outcomes):
        kind, _, display = coded.partition(" ")
        text = narrative(table(["Værdi", "Dato"], *([f"{value} {unit}", day] for day, value in rows)))
        entries = [
            _outcome(f"{paper.stem}/resultat/{at}/{day}", (kind, display), day, (value, unit)) for day, value in rows
        ]
        inner.append(_inner("4", None, title, text, *entries))
    return _outer("4", "11383-7", "Patient Problem Outcome Section", "Resultater", *inner)


def _outcome(stem: str, coded: tuple[str, str], day: str, amount: tuple[str, str]) -> _Element:
    observation = node(
        "observation",
        template(f"{_ROOT}.4.20", _OUTER),
        instance(stem),
        code(coded[0], NPU, coded[1]),
        node("statusCode", code="completed"),
        node("effectiveTime", value=ts(f"{day}T08:05")),
        node("value", xsi_type="PQ", value=amount[0], unit=amount[1]),
        classCode="OBS",
        moodCode="EVN",
    )
    return node("entry", observation, typeCode="COMP")
