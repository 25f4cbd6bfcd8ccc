"""Two citizens whose data are a trial for the reader: hostile text, and unusual but lawful FHIR."""

from seedwork.laboratory import report, result
from seedwork.medicine import Drug, Use, product
from seedwork.parts import ATC, HL7, NPU, Chart, at, concept, number, quantity, words
from seedwork.plans import Plan, document
from seedwork.story import Story, analysis

from overblik.sandbox.verbatim import Json

MARKUP = "<b>fed</b><script>alert('overblik')</script><img src=x onerror=alert(1)>"
TURNED = "\u202egm 005\u202c"
HIDDEN = "metfor\u200bmin\u200d\ufeff"
ENDLESS = "overmådelangtogubrudtlægemiddelnavn" * 12


def ole() -> Story:
    """Hostile text in names and narratives; the meaning is in order, the text must do no harm."""
    return Story(
        medicine=[
            (Drug("paracetamol", f"Panodil {MARKUP}", "500 mg", "tabletter", "N02BE01"), _use("mod smerter")),
            (Drug(HIDDEN, f"Metformin {TURNED}", "500 mg", "tabletter", "A10BA02"), _use(f"mod {TURNED} sukkersyge")),
            (Drug(ENDLESS, ENDLESS.upper(), "1 mg", "tabletter", "N07XX99"), _use(MARKUP)),
            (
                Drug("&amp;lithium &#60;", "Litarex %s {0} $(x)", "6 mmol", "depottabletter", "N05AN01"),
                _use("\\n\\t\0"[:4]),
            ),
        ],
        problems=[
            ("K86", f"forhøjet {MARKUP} blodtryk", "2010"),
            ("R95", "KOL\nmed\tlinjeskift\r\nog tabulator", "2015"),
        ],
        allergies=[(f"penicillin {TURNED} {MARKUP}", "u\u0301dslæt \U0001f9ea", "high")],
        plans=[
            Plan(
                f"Plan {ENDLESS}",
                MARKUP,
                TURNED,
                f"<a href='file:///etc/passwd'>{HIDDEN}</a>",
                "2026-12-08",
                MARKUP,
                "2026-01-12",
            )
        ],
        record=_narrative,
        laboratory=_hostile_results,
    )


def _use(reason: str) -> Use:
    return Use("1 tablet morgen", reason, "2024-02-06")


def _narrative(chart: Chart) -> None:
    inner = f"{MARKUP}<iframe src='http://127.0.0.2:9/'></iframe>{TURNED}"
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'
    content: Json = {"text": {"status": "additional", "div": div}, "subject": chart.subject, "code": words(MARKUP)}
    chart.add("Condition", chart.new_id("c"), content | {"recordedDate": "2024-02-06", "note": [{"text": inner}]})
    document(chart, "2026-11-10", f"Notat {MARKUP}", f"Afsnit {TURNED}", f"{MARKUP}\n{ENDLESS}\n{TURNED}")


def _hostile_results(chart: Chart) -> None:
    test = analysis("NPU03230", "male")
    test.name = f"Kalium {MARKUP}{TURNED}"
    made = result(chart, test, "2026-11-16", "4.1", note=[{"text": MARKUP}])
    report(chart, "2026-11-16", [made], conclusion=f"{MARKUP}{ENDLESS}")


def ingrid() -> Story:
    """Unusual statuses, values and dates that the specification allows, and some it does not."""
    return Story(record=_odd_record, laboratory=_odd_results, results=[("NPU03568", "2026-11-02", "201")])


def _statement(chart: Chart, status: str, name: str, **more: object) -> Json:
    drug = Drug(name, name.capitalize(), "10 mg", "tabletter", "N02AX99")
    content: Json = {"status": status, "medicationCodeableConcept": product(drug)["code"], "subject": chart.subject}
    content |= {"effectivePeriod": {"start": "2026-05"}, "dosage": [{"text": "1 tablet morgen"}]}
    return chart.add("MedicationStatement", chart.new_id("ms"), content | more)


def _odd_record(chart: Chart) -> None:
    for status in ("entered-in-error", "unknown", "not-taken", "intended", "paa-pause-maaske"):
        _statement(chart, status, f"prøvestof {status}")
    never = {"url": "http://epj.eksempel.example/fhir/modifier/not-given", "valueBoolean": True}
    _statement(chart, "active", "prøvestof med ukendt forbehold", modifierExtension=[never])
    _statement(chart, "active", "prøvestof uden periode", effectivePeriod={})
    for since in ("1998", "2021-04", "2026-11-02T07:30:00Z"):
        content: Json = {"code": concept(ATC, "ukendt-kode"), "subject": chart.subject, "onsetDateTime": since}
        chart.add("Condition", chart.new_id("c"), content)
    refuted = {"verificationStatus": concept(f"{HL7}/allergyintolerance-verification", "refuted")}
    agent = {"code": words("amoxicillin"), "patient": chart.subject}
    chart.add("AllergyIntolerance", chart.new_id("al"), refuted | agent)
    resolved = {"clinicalStatus": concept(f"{HL7}/allergyintolerance-clinical", "resolved")}
    chart.add("AllergyIntolerance", chart.new_id("al"), resolved | agent | {"code": words("komælk")})


def _odd(chart: Chart, name: str, **value: object) -> Json:
    content: Json = {"status": "final", "category": [concept(f"{HL7}/observation-category", "laboratory")]}
    content |= {"code": concept(NPU["laboratory"], "NPU99999", name, name), "subject": chart.subject}
    content |= {"effectiveDateTime": at("2026-11-02"), "issued": at("2026-11-02", "11:52")}
    return chart.add("Observation", chart.new_id("o"), content | value)


def _measured(text: str, **more: object) -> Json:
    return {"value": number(text), "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"} | more


def _odd_results(chart: Chart) -> None:
    absent = concept(f"{HL7}/data-absent-reason", "error", "Error", "Prøven var hæmolyseret")
    bounds = {"low": quantity("3", "mmol/L"), "high": quantity("5", "mmol/L")}
    ratio = {"numerator": quantity("1", ""), "denominator": quantity("128", "")}
    rows: list[tuple[str, Json]] = [
        ("Enhed med blanktegn", {"valueQuantity": {"value": number("14"), "unit": " 1/min "}}),
        ("Tekst", {"valueString": "Enkelte bakterier\nset ved mikroskopi"}),
        ("Kode", {"valueCodeableConcept": concept("http://snomed.info/sct", "260385009", "Negative", "Negativ")}),
        ("Interval", {"valueRange": bounds}),
        ("Forhold", {"valueRatio": ratio}),
        ("Mangler", {"dataAbsentReason": absent}),
        ("Uden værdi", {}),
        ("Under grænse", {"valueQuantity": _measured("0.50", comparator="<")}),
        ("Eksponent", {"valueQuantity": _measured("1e-3")}),
        ("Nuller", {"valueQuantity": _measured("5.00")}),
        ("Mange decimaler", {"valueQuantity": _measured("0.1234567890123456789")}),
        ("Sand eller falsk", {"valueBoolean": False}),
        ("Heltal", {"valueInteger": 0}),
        ("Kun år", {"valueQuantity": _measured("4.2"), "effectiveDateTime": "2019"}),
        ("Kun måned", {"valueQuantity": _measured("4.30"), "effectiveDateTime": "2024-06"}),
        ("Uden dato", {"valueQuantity": _measured("4.4"), "effectiveDateTime": None}),
        ("Fejlregistreret", {"valueQuantity": _measured("9.9"), "status": "entered-in-error"}),
        ("Ukendt status", {"valueQuantity": _measured("4.5"), "status": "unknown"}),
        ("Fremmed statusord", {"valueQuantity": _measured("4.6"), "status": "afventer-maaske"}),
        ("Vinduestid", {"valueQuantity": _measured("4.7"), "effectiveDateTime": "2026-10-25T02:30:00+01:00"}),
    ]
    for name, value in rows:
        _odd(chart, name, **value)
    _none_left_out(chart)
    doubtful = [{"url": "http://lab.eksempel.example/modifier/doubtful", "valueBoolean": True}]
    _odd(chart, "Med ukendt forbehold", valueQuantity=_measured("4.8"), modifierExtension=doubtful)
    _cancelled(chart)


def _none_left_out(chart: Chart) -> None:
    """An element that is none stands for one that is not sent."""
    for entry in chart.entries:
        entry["resource"] = {key: value for key, value in entry["resource"].items() if value is not None}


def _cancelled(chart: Chart) -> None:
    """A report that was cancelled while its results still say final."""
    made = [_odd(chart, "Aflyst rapport, svar", valueQuantity=_measured(value)) for value in ("7.10", "7.20")]
    report(chart, "2026-11-02", made, "cancelled", conclusion="Aflyst: forkert CPR-nummer på prøven.")
