"""A citizen told in a few lines, and the three charts that follow from it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from seedwork.berggren_laboratory import CALM, COURSES, rows_of
from seedwork.laboratory import Test, report, result
from seedwork.medicine import Drug, Use, take
from seedwork.parts import HL7, SNOMED, Chart, concept, words
from seedwork.plans import DOCTOR, Plan, appointment, need, plan, problem, service, vaccination

from overblik.sandbox.verbatim import Json

Fill = Callable[[Chart], None]
TOVE = "Læge M. Eksempel"
MEN = {"NPU18016": ("60", "105"), "NPU02319": ("8.3", "10.5"), "NPU19763": ("30", "400"), "NPU01960": ("4.3", "5.7")}


def nothing(chart: Chart) -> None:
    """No resources at all: the service does not know the citizen."""


def only_patient(chart: Chart) -> None:
    """The service knows who the citizen is, and nothing more."""
    chart.patient()


def analysis(code: str, sex: str) -> Test:
    """The analysis of a code, with the interval of the sex; a copy, so that a citizen may bend it."""
    tests = [test for test, _, _ in COURSES] + [Test(*row[:5]) for row in CALM]
    found = next(test for test in tests if test.code == code)
    low, high = MEN[code] if sex == "male" and code in MEN else (found.low, found.high)
    return replace(found, low=low, high=high)


@dataclass(slots=True)
class Story:
    """What is known of a citizen."""

    medicine: list[tuple[Drug, Use]] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    allergies: list[tuple[str, str, str]] = field(default_factory=list)
    negation: tuple[str, str] | None = None
    vaccinations: list[tuple[str, str, str, str]] = field(default_factory=list)
    results: list[tuple[str, str, str]] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    services: list[tuple[str, str]] = field(default_factory=list)
    visits: list[tuple[str, str, str, str]] = field(default_factory=list)
    patient: Json = field(default_factory=dict)
    record: Fill = nothing
    municipality: Fill = nothing
    laboratory: Fill = nothing
    unknown_to: tuple[str, ...] = ()


def tell(story: Story) -> tuple[Fill, Fill, Fill]:
    """The three charts of a story."""
    fills = {"ehr": _record, "municipality": _municipality, "laboratory": _laboratory}

    def filled(chart: Chart) -> None:
        if chart.base not in story.unknown_to:
            fills[chart.base](chart, story)

    return filled, filled, filled


def _record(chart: Chart, story: Story) -> None:
    chart.updated = "2026-11-16"
    chart.patient(**story.patient)
    for index, (drug, use) in enumerate(story.medicine):
        take(chart, drug, use, contained=index % 2 == 1)
    for row in story.problems:
        problem(chart, *row)
    _allergies(chart, story)
    for row in story.vaccinations:
        vaccination(chart, *row)
    if chart.person.time:
        appointment(chart, "2026-11-23", chart.person.time, "Konsultation", "Egen læge", who=DOCTOR)
    for row in story.visits:
        appointment(chart, *row)
    for made in story.plans:
        plan(chart, made)
    story.record(chart)


def _allergies(chart: Chart, story: Story) -> None:
    for row in story.allergies:
        _allergy(chart, *row)
    if story.negation:
        _negation(chart, *story.negation)


def _allergy(chart: Chart, agent: str, reaction: str, criticality: str) -> None:
    content: Json = {"clinicalStatus": concept(f"{HL7}/allergyintolerance-clinical", "active")}
    content |= {"verificationStatus": concept(f"{HL7}/allergyintolerance-verification", "confirmed")}
    content |= {"criticality": criticality, "code": words(agent), "patient": chart.subject}
    content |= {"recordedDate": "2025-09-15", "recorder": {"display": TOVE}}
    if reaction:
        content["reaction"] = [{"manifestation": [words(reaction)]}]
    chart.add("AllergyIntolerance", chart.new_id("al"), content, updated="2025-09-15")


def _negation(chart: Chart, code: str, text: str) -> None:
    """A coded "none known", dated and signed (SNOMED CT 716186003 or narrower)."""
    content: Json = {"clinicalStatus": concept(f"{HL7}/allergyintolerance-clinical", "active")}
    content |= {"verificationStatus": concept(f"{HL7}/allergyintolerance-verification", "confirmed")}
    content |= {"code": concept(SNOMED, code, text, text), "patient": chart.subject}
    content |= {"recordedDate": "2026-11-12", "recorder": {"display": TOVE}}
    chart.add("AllergyIntolerance", chart.new_id("al"), content, updated="2026-11-12")


def _municipality(chart: Chart, story: Story) -> None:
    chart.updated = "2026-11-20"
    chart.patient()
    for condition, intervention in story.services:
        service(chart, intervention, need(chart, condition, "2026-02-02"), "2026-02-02")
    story.municipality(chart)


def _laboratory(chart: Chart, story: Story) -> None:
    chart.patient()
    rows: dict[str, list[Json]] = {}
    for code, days, values in story.results:
        for day, value in rows_of(days, values):
            made = result(chart, analysis(code, chart.person.sex), day, value)
            rows.setdefault(day, []).append(made)
    for day in sorted(rows):
        report(chart, day, rows[day])
    story.laboratory(chart)
