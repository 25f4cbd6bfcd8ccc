"""Medicines as a record system writes them: statement, product, dosage (FHIR R4 medicationstatement)."""

from dataclasses import dataclass

from seedwork.parts import ATC, UCUM, VENDOR, Chart, concept, number, period, words

from overblik.sandbox.verbatim import Json

UCUM_OF = {"mg": "mg", "mikrogram": "ug", "g": "g", "enheder": "[iU]", "mmol": "mmol", "ml": "mL"}
ROUTES = {"oral anvendelse": "26643006", "inhalation": "447694001", "subkutan anvendelse": "34206005"}


@dataclass(slots=True)
class Drug:
    """A product: generic name, brand, strength per unit, form, ATC."""

    generic: str
    brand: str
    strength: str
    form: str
    atc: str
    unit: str = "tablet"
    route: str = "oral anvendelse"


def product(drug: Drug) -> Json:
    """A Medication whose ingredients carry the generic names and the strength."""
    amount, measure = drug.strength.split("/")[0].rsplit(" ", 1)
    per = drug.strength.split("/")[1] if "/" in drug.strength else drug.unit
    values = [each.strip().replace(",", ".") for each in amount.split("+")]
    ingredients = []
    for name, value in zip(drug.generic.split(" + "), values, strict=True):
        top = {"value": number(value), "unit": measure, "system": UCUM, "code": UCUM_OF[measure]}
        strength = {"numerator": top, "denominator": {"value": 1, "unit": per}}
        ingredients.append({"itemCodeableConcept": words(name), "isActive": True, "strength": strength})
    code = concept(ATC, drug.atc, drug.generic, drug.brand)
    return {"code": code, "status": "active", "form": words(drug.form), "ingredient": ingredients}


@dataclass(slots=True)
class Use:
    """How a citizen takes it: dosage and reason in words, period, status."""

    dosage: str
    reason: str
    start: str
    end: str = ""
    status: str = "active"
    asserted: str = ""
    by: str = "Lægehuset Fjordparken"
    why: str = ""
    paused: str = ""
    packed: str = ""


def take(chart: Chart, drug: Drug, use: Use, *, contained: bool = False) -> Json:
    """A MedicationStatement; the product is contained or a resource of its own."""
    name = chart.new_id("ms")
    content: Json = {"status": use.status}
    if use.why:
        content["statusReason"] = [words(use.why)]
    if contained:
        content = {"contained": [{"resourceType": "Medication", "id": "m", **product(drug)}], **content}
        content["medicationReference"] = {"reference": "#m", "display": f"{drug.brand} {drug.strength} {drug.form}"}
    else:
        made = chart.add("Medication", name.replace("ms", "med"), product(drug))
        content["medicationReference"] = made | {"display": f"{drug.brand} {drug.strength} {drug.form}"}
    content |= {"category": concept("http://terminology.hl7.org/CodeSystem/medication-statement-category", "community")}
    content |= {"subject": chart.subject, "effectivePeriod": period(use.start, use.end)}
    content["dateAsserted"] = use.asserted or use.start
    content["informationSource"] = {"display": use.by}
    content["reasonCode"] = [words(use.reason)] if use.reason else []
    content["dosage"] = [_dosage(drug, use)]
    content["extension"] = _extensions(use)
    kept = {key: value for key, value in content.items() if value != []}
    return chart.add("MedicationStatement", name, kept, updated=use.asserted or use.end or use.start)


def _dosage(drug: Drug, use: Use) -> Json:
    route = {"coding": [{"system": "http://snomed.info/sct", "code": ROUTES[drug.route]}], "text": drug.route}
    return {"text": use.dosage, "asNeededBoolean": "efter behov" in use.dosage, "route": route}


def _extensions(use: Use) -> list[Json]:
    """The record system's own additions: when a pause holds, and whether the dose is packed."""
    found: list[Json] = []
    if use.paused:
        start, end = use.paused.split("/")
        found.append({"url": f"{VENDOR}/pause", "valuePeriod": period(start, end)})
    if use.packed:
        found.append({"url": f"{VENDOR}/dose-dispensing", "valueCode": use.packed})
    return found
