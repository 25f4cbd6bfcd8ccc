"""Results as a laboratory writes them (FHIR R4 observation, diagnosticreport; dk-core)."""

from dataclasses import dataclass

from seedwork.parts import HL7, LOINC, NPU, SNOMED, Chart, at, concept, quantity, words

from overblik.sandbox.verbatim import Json

LABORATORY = "Eksempel Klinisk Biokemi"
EGFR = "mL/min/1,73 m²"
UCUM_OF = {
    "µmol/L": "umol/L",
    EGFR: "mL/min/{1.73_m2}",
    "µg/L": "ug/L",
    "10⁹/L": "10*9/L",
    "10¹²/L": "10*12/L",
    "10⁻³ IU/L": "m[IU]/L",
}


@dataclass(slots=True)
class Test:
    """An analysis: NPU code, name as printed, unit, interval as printed, method."""

    code: str
    name: str
    unit: str
    low: str = ""
    high: str = ""
    method: str = ""
    status: str = "final"
    silent: bool = False


def issued(day: str) -> str:
    """When the laboratory answered: before the demonstration begins, if the sample is of that day."""
    return at(day, "09:02" if day == "2026-11-23" else "11:52")


def interval(test: Test) -> Json:
    """The reference range as sent, with its own words."""
    code = UCUM_OF.get(test.unit, test.unit)
    made: Json = {}
    if test.low:
        made["low"] = quantity(test.low, test.unit, code)
    if test.high:
        made["high"] = quantity(test.high, test.unit, code)
    low, high = test.low.replace(".", ","), test.high.replace(".", ",")
    made["text"] = f"{low}–{high}" if low and high else f"< {high}" if high else f"> {low}"
    return made


def judged(test: Test, value: str) -> str:
    """The laboratory's own letter for a value of an interval."""
    if test.high and (float(value) > float(test.high) or (not test.low and float(value) >= float(test.high))):
        return "H"
    return "L" if test.low and float(value) < float(test.low) else "N"


def result(chart: Chart, test: Test, day: str, value: str, letter: str = "", **more: object) -> Json:
    """One Observation; the letter is left out when the laboratory did not assess the value."""
    content: Json = {"status": test.status, "category": [concept(f"{HL7}/observation-category", "laboratory")]}
    content["code"] = concept(NPU[chart.base], test.code, test.name, test.name)
    content |= {"subject": chart.subject, "effectiveDateTime": at(day), "issued": issued(day)}
    content["performer"] = [{"display": LABORATORY}]
    content["valueQuantity"] = quantity(value, test.unit, UCUM_OF.get(test.unit, test.unit))
    if test.low or test.high:
        content["referenceRange"] = [interval(test)]
    said = letter or (judged(test, value) if test.low or test.high else "")
    if said and not test.silent:
        content["interpretation"] = [concept(f"{HL7}/v3-ObservationInterpretation", said)]
    if test.method:
        content["method"] = words(test.method)
    return chart.add("Observation", chart.new_id("o"), content | more, updated=issued(day))


def report(chart: Chart, day: str, results: list[Json], status: str = "final", **more: object) -> Json:
    """The DiagnosticReport of one sampling (LOINC 11502-2)."""
    category = concept(SNOMED, "394596001") | {}
    category["coding"].append({"system": LOINC, "code": "18719-5"})
    content: Json = {"status": status, "category": [category], "code": concept(LOINC, "11502-2", "Laboratory report")}
    content |= {"subject": chart.subject, "effectiveDateTime": at(day), "issued": issued(day)}
    content |= {"performer": [{"display": LABORATORY}], "result": results}
    return chart.add("DiagnosticReport", chart.new_id("r"), content | more, updated=issued(day))


def course(chart: Chart, rows: dict[str, list[tuple[Test, str]]]) -> None:
    """Results by sampling day, each day with its report."""
    for day in sorted(rows):
        results = [result(chart, test, day, value) for test, value in rows[day]]
        report(chart, day, results)
