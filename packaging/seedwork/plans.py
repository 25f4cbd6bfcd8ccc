"""Plans, goals, conditions, contacts, appointments, vaccinations, documents and home measurements."""

import base64
from dataclasses import dataclass

from seedwork.parts import ATC, FSIII, HL7, ICPC, LOINC, NPU, SKS, Chart, at, concept, period, quantity, words

from overblik.sandbox.verbatim import Json


@dataclass(slots=True)
class Plan:
    """A plan: title, whose, goal, next activity with its day and who sees to it."""

    title: str
    author: str
    goal: str
    activity: str
    day: str
    responsible: str
    start: str


def plan(chart: Chart, made: Plan, **more: object) -> Json:
    """A CarePlan with one Goal and one coming activity (FHIR R4 careplan, goal)."""
    goal = {"lifecycleStatus": "active", "description": words(made.goal), "subject": chart.subject}
    aim = chart.add("Goal", chart.new_id("g"), goal | {"startDate": made.start}, updated=made.start)
    detail = {"status": "scheduled", "description": made.activity, "scheduledPeriod": period(made.day)}
    detail["performer"] = [{"display": made.responsible}]
    content = {"status": "active", "intent": "plan", "title": made.title, "subject": chart.subject}
    content |= {"period": period(made.start), "created": made.start, "author": {"display": made.author}}
    content |= {"goal": [aim], "activity": [{"detail": detail}]}
    return chart.add("CarePlan", chart.new_id("cp"), content | more, updated=made.start)


def problem(chart: Chart, code: str, text: str, since: str, **more: object) -> Json:
    """A diagnosis by SKS-D (begins with D) or ICPC-2."""
    system = SKS if len(code) > 3 else ICPC
    content = {"clinicalStatus": concept(f"{HL7}/condition-clinical", "active")}
    content["category"] = [concept(f"{HL7}/condition-category", "problem-list-item")]
    content |= {"code": concept(system, code, text, text), "subject": chart.subject, "onsetDateTime": since}
    return chart.add("Condition", chart.new_id("c"), content | more, updated="2026-03-04")


def need(chart: Chart, code: str, since: str) -> Json:
    """A municipal condition: the code alone (FSIII sends no display)."""
    content = {"clinicalStatus": concept(f"{HL7}/condition-clinical", "active"), "code": concept(FSIII, code)}
    return chart.add("Condition", chart.new_id("c"), content | {"subject": chart.subject, "recordedDate": since})


def service(chart: Chart, code: str, reason: Json, since: str) -> Json:
    """A municipal intervention: a plan of its own with one coded activity and its goal."""
    goal = {"lifecycleStatus": "active", "description": words("Tilstanden forbliver uændret"), "addresses": [reason]}
    aim = chart.add("Goal", chart.new_id("g"), goal | {"subject": chart.subject, "startDate": since})
    content = {"status": "active", "intent": "plan", "subject": chart.subject, "period": period(since)}
    detail = {"code": concept(FSIII, code), "status": "in-progress"}
    content |= {"addresses": [reason], "goal": [aim], "activity": [{"detail": detail}]}
    return chart.add("CarePlan", chart.new_id("cp"), content)


DOCTOR = {"reference": "Practitioner/dr-1001-001"}
"""The general practitioner, as the record system knows her."""


def appointment(chart: Chart, day: str, clock: str, what: str, where: str, who: Json | None = None) -> Json:
    """An Appointment of half an hour (FHIR R4 appointment); `who` is the practitioner whose day it stands in."""
    hour, minute = (int(each) for each in clock.split(":"))
    end = f"{hour + (minute + 30) // 60:02}:{(minute + 30) % 60:02}"
    actors = [{"actor": chart.subject, "status": "accepted"}, {"actor": {"display": where}, "status": "accepted"}]
    actors += [{"actor": who, "status": "accepted"}] if who else []
    content = {"status": "booked", "description": what, "start": at(day, clock), "end": at(day, end)}
    return chart.add("Appointment", chart.new_id("a"), content | {"participant": actors})


def vaccination(chart: Chart, day: str, code: str, name: str, target: str) -> Json:
    """An Immunization that was given."""
    content = {"status": "completed", "vaccineCode": concept(ATC, code, name, name), "patient": chart.subject}
    content |= {"occurrenceDateTime": day, "primarySource": True}
    content["protocolApplied"] = [{"targetDisease": [words(target)], "doseNumberPositiveInt": 1}]
    return chart.add("Immunization", chart.new_id("i"), content, updated=day)


def stay(chart: Chart, start: str, end: str, ward: str, why: str) -> Json:
    """A finished Encounter as an inpatient."""
    content = {"status": "finished", "class": {"system": f"{HL7}/v3-ActCode", "code": "IMP"}}
    content |= {"subject": chart.subject, "period": period(at(start, "14:20"), at(end, "13:10"))}
    content |= {"reasonCode": [words(why)], "serviceProvider": {"display": ward}}
    return chart.add("Encounter", chart.new_id("e"), content, updated=at(end, "13:10"))


def document(chart: Chart, day: str, title: str, author: str, text: str) -> Json:
    """A DocumentReference that carries its text."""
    data = base64.b64encode(text.encode()).decode()
    attachment = {"contentType": "text/plain; charset=utf-8", "language": "da", "data": data, "title": title}
    content = {"status": "current", "docStatus": "final", "type": words(title), "subject": chart.subject}
    content |= {"date": at(day, "14:05"), "author": [{"display": author}], "description": title}
    content["content"] = [{"attachment": attachment | {"creation": at(day, "13:40")}}]
    return chart.add("DocumentReference", chart.new_id("d"), content, updated=at(day, "14:05"))


def vital(chart: Chart, moment: str, code: str, name: str, **value: object) -> Json:
    """A home measurement without a reference range."""
    content = {"status": "final", "category": [concept(f"{HL7}/observation-category", "vital-signs")]}
    content |= {"code": concept(NPU["laboratory"], code, name, name), "subject": chart.subject}
    content |= {"effectiveDateTime": moment, "performer": [chart.subject]}
    return chart.add("Observation", chart.new_id("o"), content | value, updated=moment)


def pressure(chart: Chart, moment: str, upper: str, lower: str) -> Json:
    """A blood pressure: two components under one code (LOINC 85354-9)."""
    parts = [("DNK05472", "Systolisk blodtryk", upper), ("DNK05473", "Diastolisk blodtryk", lower)]
    components = [
        {"code": concept(NPU["laboratory"], code, name, name), "valueQuantity": quantity(value, "mmHg", "mm[Hg]")}
        for code, name, value in parts
    ]
    content = {"status": "final", "category": [concept(f"{HL7}/observation-category", "vital-signs")]}
    content |= {"code": concept(LOINC, "85354-9", "Blood pressure panel", "Blodtryk"), "subject": chart.subject}
    content |= {"effectiveDateTime": moment, "performer": [chart.subject], "component": components}
    return chart.add("Observation", chart.new_id("o"), content, updated=moment)
