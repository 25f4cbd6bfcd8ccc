"""The complex citizen's laboratory: eleven analyses with a course, and thirty-six within interval."""

from dataclasses import replace

from seedwork.laboratory import EGFR, Test, report, result
from seedwork.parts import HL7, Chart, concept, words

from overblik.sandbox.verbatim import Json

KIDNEY = "2021-03-10 2022-01-18 2022-11-08 2023-08-22 2024-03-05 2024-10-15 2025-04-08 2025-10-14 2026-03-04 2026-08-12 2026-11-20"
SUGAR = "2021-03-10 2021-09-14 2022-03-15 2022-11-08 2023-08-22 2024-03-05 2024-10-15 2025-04-08 2025-10-14 2026-03-04 2026-08-12 2026-11-20"
FIVE = "2024-10-15 2025-04-08 2025-10-14 2026-03-04 2026-08-12 2026-11-20"
SHARP = "2025-10-14 2026-03-04 2026-08-12 2026-11-17 2026-11-20"

COURSES = [
    (Test("NPU18016", "Kreatinin;P", "µmol/L", "45", "90"), KIDNEY, "78 82 81 88 91 90 97 104 109 118 142"),
    (Test("DNK35302", "eGFR (CKD-EPI);Nyre", EGFR, "60"), KIDNEY, "66 61 62 56 53 54 49 45 42 38 31"),
    (Test("NPU03230", "Kalium;P", "mmol/L", "3.5", "4.6"), FIVE, "4.2 4.3 4.1 4.3 4.4 5.1"),
    (Test("NPU03429", "Natrium;P", "mmol/L", "137", "145"), FIVE, "141 139 141 139 140 138"),
    (
        Test("NPU27300", "Hæmoglobin A1c (IFCC);Hb(B)", "mmol/mol", "", "48"),
        SUGAR,
        "62 57 54 55 61 64 56 53 52 54 57 58",
    ),
    (Test("NPU19661", "Albumin/kreatinin;U", "mg/g", "", "30"), FIVE.replace(" 2026-11-20", ""), "12 20 31 60 84"),
    (Test("NPU02319", "Hæmoglobin;B", "mmol/L", "7.3", "9.5"), FIVE, "7.9 7.8 7.7 7.5 7.4 7.1"),
    (Test("NPU19748", "CRP;P", "mg/L", "", "8"), SHARP, "4.0 3.0 5.0 71 38"),
    (Test("NPU02593", "Leukocytter;B", "10⁹/L", "3.5", "10.0"), SHARP, "7.0 7.2 7.1 12.6 11.8"),
    (Test("NPU03568", "Trombocytter;B", "10⁹/L", "145", "390"), FIVE, "248 255 240 262 259 268"),
]

CALM = [
    ("NPU01566", "Kolesterol;P", "mmol/L", "", "5.0", "4.10"),
    ("NPU01567", "Kolesterol HDL;P", "mmol/L", "1.2", "", "1.40"),
    ("NPU01568", "Kolesterol LDL;P", "mmol/L", "", "2.6", "1.80"),
    ("NPU04094", "Triglycerid;P", "mmol/L", "", "2.0", "1.50"),
    ("NPU19651", "ALAT;P", "U/L", "10", "45", "24"),
    ("NPU27783", "Basisk fosfatase;P", "U/L", "35", "105", "71"),
    ("NPU01370", "Bilirubin;P", "µmol/L", "5", "25", "9"),
    ("NPU19657", "Gamma-GT;P", "U/L", "10", "75", "31"),
    ("NPU19658", "LDH;P", "U/L", "115", "255", "180"),
    ("NPU19673", "Albumin;P", "g/L", "34", "45", "38"),
    ("NPU02508", "Jern;P", "µmol/L", "9", "34", "14"),
    ("NPU19763", "Ferritin;P", "µg/L", "15", "350", "96"),
    ("NPU04133", "Transferrin;P", "µmol/L", "24", "41", "29"),
    ("NPU04191", "Transferrinmætning;P", "", "0.10", "0.50", "0.22"),
    ("NPU10267", "D-vitamin;P", "nmol/L", "50", "160", "72"),
    ("NPU01700", "Vitamin B12;P", "pmol/L", "200", "600", "310"),
    ("NPU02070", "Folat;P", "nmol/L", "5.0", "", "12.0"),
    ("NPU03577", "TSH;P", "10⁻³ IU/L", "0.30", "4.00", "1.90"),
    ("NPU03579", "Frit thyroxin;P", "pmol/L", "12.0", "22.0", "15.1"),
    ("NPU01443", "Calcium;P", "mmol/L", "2.15", "2.51", "2.30"),
    ("NPU04144", "Calcium-ion frit (pH=7,4);P", "mmol/L", "1.18", "1.32", "1.24"),
    ("NPU03096", "Fosfat;P", "mmol/L", "0.71", "1.53", "1.10"),
    ("NPU02647", "Magnesium;P", "mmol/L", "0.71", "0.94", "0.80"),
    ("NPU01459", "Carbamid;P", "mmol/L", "3.1", "8.8", "8.1"),
    ("NPU03688", "Urat;P", "mmol/L", "0.16", "0.40", "0.39"),
    ("NPU02192", "Glukose;P", "mmol/L", "4.2", "11.1", "9.80"),
    ("NPU01960", "Erytrocytter;B", "10¹²/L", "3.9", "5.2", "4.3"),
    ("NPU01944", "MCV;Erc", "fL", "82", "98", "91"),
    ("NPU02321", "MCHC;Erc", "mmol/L", "19.0", "22.0", "20.1"),
    ("NPU02636", "Lymfocytter;B", "10⁹/L", "1.00", "4.00", "1.30"),
    ("NPU02840", "Monocytter;B", "10⁹/L", "0.20", "0.80", "0.70"),
    ("NPU01933", "Eosinofile;B", "10⁹/L", "", "0.50", "0.20"),
    ("NPU01349", "Basofile;B", "10⁹/L", "", "0.10", "0.04"),
    ("NPU19653", "Amylase, pancreastype;P", "U/L", "10", "65", "35"),
    ("NPU19656", "CK;P", "U/L", "50", "150", "84"),
    ("NPU01685", "Koagulation INR;P", "", "", "1.2", "1.1"),
]


def rows_of(days: str, values: str) -> list[tuple[str, str]]:
    """Sampling days beside their values."""
    return list(zip(days.split(), values.split(), strict=True))


def laboratory(chart: Chart) -> None:
    """Every course, the calm ones, the odd ones; a report for every sampling day."""
    results: dict[str, list[Json]] = {}
    for test, days, values in COURSES:
        for day, value in rows_of(days, values):
            fits = replace(test, low="50") if test.code == "NPU18016" and day < "2024-01-01" else test
            results.setdefault(day, []).append(result(chart, fits, day, value))
    odd = {"NPU19763": "preliminary", "NPU19673": "corrected"}
    for code, name, unit, low, high, value in CALM:
        test = Test(code, name, unit, low, high, status=odd.get(code, "final"), silent=code == "NPU10267")
        results.setdefault("2026-08-12", []).append(_calm(chart, test, value))
    probnp = Test("NPU21571", "NT-proBNP;P", "pmol/L", method="Ny analysemetode")
    note = [{"text": "Ny metode. Kan ikke sammenlignes med tidligere svar."}]
    results["2026-11-18"] = [result(chart, probnp, "2026-11-18", "186", "H", note=note)]
    for day in sorted(results):
        report(chart, day, results[day], "corrected" if day == "2026-08-12" else "final")


def _calm(chart: Chart, test: Test, value: str) -> Json:
    """A value within interval; a corrected one keeps the wrong one beside it and points to it."""
    if test.status != "corrected":
        return result(chart, test, "2026-08-12", value)
    note = [{"text": "Forkert prøve. Svaret er rettet."}]
    wrong = result(chart, replace(test, status="entered-in-error"), "2026-08-12", "27", note=note)
    replaces = {"url": "http://hl7.org/fhir/StructureDefinition/observation-replaces", "valueReference": wrong}
    return result(chart, test, "2026-08-12", value, extension=[replaces])


def point_of_care(chart: Chart) -> None:
    """The general practitioner's own measurements: a second source of the topic laboratory."""
    by = {"performer": [{"display": "Lægehuset Fjordparken"}]}
    inr = Test("NPU01685", "Koagulation INR;P", "", "2.0", "3.0", method="Patientnær måling")
    for day, value in rows_of("2021-05-18 2021-06-22 2021-08-17", "2.4 2.6 2.2"):
        result(chart, inr, day, value, **by)
    sugar = Test("NPU27300", "Hæmoglobin A1c (IFCC);Hb(B)", "mmol/mol", "", "48", method="Patientnær måling, kapillær")
    result(chart, sugar, "2023-02-20", "67", **by)
    content = {"status": "final", "category": [concept(f"{HL7}/observation-category", "laboratory")]}
    content |= {"code": words("U-stix leukocytter"), "subject": chart.subject, "effectiveDateTime": "2026-11-16"}
    chart.add("Observation", chart.new_id("o"), content | by | {"valueString": "Negativ"}, updated="2026-11-16")
