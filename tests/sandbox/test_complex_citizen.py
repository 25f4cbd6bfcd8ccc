"""The complex citizen holds all that the drawn overview shows (screens/overview-gp-1440x900-light.png)."""

from typing import Any

import pytest

from sandbox.process import Services

NANCY = "2512489996"
DRAWN = """NPU18016 142 118 H 45–90
DNK35302 31 38 L > 60
NPU03230 5.1 4.4 H 3,5–4,6
NPU03429 138 140 N 137–145
NPU19661 84 60 H < 30
NPU27300 58 57 H < 48
NPU02319 7.1 7.4 L 7,3–9,5
NPU19748 38 71 H < 8
NPU02593 11.8 12.6 H 3,5–10,0
NPU03568 268 259 N 145–390"""
MEDICINE = """metformin|1 tablet morgen og aften|mod type 2-diabetes|active
prednisolon|1,5 tabletter morgen i 5 dage|mod forværring af KOL|active
furosemid|1 tablet morgen|mod væskeophobning|on-hold
apixaban|1 tablet morgen og aften|forebyggelse af blodpropper ved atrieflimren|active
metoprolol|1 tablet morgen|mod hurtig puls ved atrieflimren|active
losartan|1 tablet morgen|mod forhøjet blodtryk|active
empagliflozin|1 tablet morgen|mod type 2-diabetes|active
atorvastatin|1 tablet aften|mod forhøjet kolesterol|active
tiotropium + olodaterol|2 pust morgen|mod KOL|active
salbutamol|1-2 pust efter behov, højst 4 gange daglig|mod åndenød|active
paracetamol|2 tabletter efter behov, højst 4 gange daglig|mod smerter|active
ibuprofen|1 tablet 3 gange daglig|mod smerter|stopped
doxycyclin|1 tablet daglig i 7 dage|mod lungebetændelse|completed
warfarin|efter INR|forebyggelse af blodpropper ved atrieflimren|completed"""
Json = dict[str, Any]


def asked(sandbox: Services, base: str, kind: str, **more: str) -> list[Json]:
    return sandbox.post(f"{base}/{kind}", patient=sandbox.patient(base, NANCY), _count="100", **more).entries


def results(sandbox: Services) -> dict[str, list[Json]]:
    """All valid results of the laboratory by code, newest first."""
    patient = sandbox.patient("laboratory", NANCY)
    got = sandbox.get("laboratory/Observation", patient=patient, _sort="-date", _count="100")
    entries = (
        got.entries + sandbox.get(next(each["url"] for each in got.json["link"] if each["relation"] == "next")).entries
    )
    by_code: dict[str, list[Json]] = {}
    for each in entries:
        if each["status"] == "entered-in-error":
            continue
        by_code.setdefault(each["code"]["coding"][0]["code"], []).append(each)
    return by_code


@pytest.mark.parametrize("row", DRAWN.splitlines())
def test_a_drawn_result_has_value_previous_flag_and_interval(sandbox: Services, row: str) -> None:
    code, value, previous, letter, interval = row.split(" ", 4)
    course = results(sandbox)[code]
    newest = course[0]
    assert (str(newest["valueQuantity"]["value"]), str(course[1]["valueQuantity"]["value"])) == (value, previous)
    assert newest["interpretation"][0]["coding"][0]["code"] == letter
    assert newest["referenceRange"][0]["text"] == interval
    assert len(course) >= 5


def test_probnp_came_once_without_interval_by_a_new_method(sandbox: Services) -> None:
    (only,) = results(sandbox)["NPU21571"]
    assert "referenceRange" not in only
    assert only["method"]["text"] == "Ny analysemetode"


def test_thirty_six_further_analyses_are_within_their_interval(sandbox: Services) -> None:
    drawn = {row.split(" ")[0] for row in DRAWN.splitlines()} | {"NPU21571"}
    others = {code: course for code, course in results(sandbox).items() if code not in drawn}
    assert len(others) == 36
    letters = [each[0].get("interpretation", [{}])[0].get("coding", [{}])[0].get("code") for each in others.values()]
    # Vitamin D was not assessed by the laboratory.
    assert (letters.count("N"), letters.count(None)) == (35, 1)


def test_the_medicine_has_dosage_reason_and_status_in_words(sandbox: Services) -> None:
    statements = asked(sandbox, "ehr", "MedicationStatement")
    rows = [f"{each['dosage'][0]['text']}|{each['reasonCode'][0]['text']}|{each['status']}" for each in statements]
    assert rows == [row.split("|", 1)[1] for row in MEDICINE.splitlines()]
    brands = [each["medicationReference"]["display"] for each in statements]
    assert brands[0] == "Metformin Sandoz 500 mg tabletter"


def test_cave_diagnoses_contact_appointments_plans_and_papers(sandbox: Services) -> None:
    allergies = asked(sandbox, "ehr", "AllergyIntolerance")
    assert [(each["code"]["text"], each["reaction"][0]["manifestation"][0]["text"]) for each in allergies] == [
        ("benzylpenicillin", "anafylaksi"),
        ("jodholdigt kontrastmiddel", "udslæt"),
    ]
    diagnoses = [each["code"]["text"] for each in asked(sandbox, "ehr", "Condition")]
    assert diagnoses == ["KOL", "type 2-diabetes", "atrieflimren", "forhøjet blodtryk", "kronisk nyresygdom"]
    (contact,) = asked(sandbox, "ehr", "Encounter")
    assert contact["period"]["end"].startswith("2026-11-19")
    days = [each["start"][:10] for each in asked(sandbox, "ehr", "Appointment")]
    assert days == ["2026-11-23", "2026-12-02", "2026-12-07", "2026-12-21", "2027-01-14"]
    titles = [each["title"] for each in asked(sandbox, "ehr", "CarePlan")]
    titles += [each["title"] for each in asked(sandbox, "municipality", "CarePlan") if "title" in each]
    assert titles == ["KOL og diabetes", "Lungeambulatoriet", "Sygepleje (SUL § 138)"]
    assert len(asked(sandbox, "ehr", "Immunization")) == 4
    papers = [each["description"] for each in asked(sandbox, "ehr", "DocumentReference")]
    assert papers == ["Epikrise", "Røntgen af thorax, beskrivelse"]


def test_what_is_measured_at_home(sandbox: Services) -> None:
    measured = asked(sandbox, "municipality", "Observation", _sort="-date")
    newest: dict[str, Json] = {}
    for each in measured:
        newest.setdefault(each["code"]["text"], each)
    assert set(newest) == {"Blodtryk", "Vægt", "Iltmætning"}
    assert [each["valueQuantity"]["value"] for each in newest["Blodtryk"]["component"]] == [128, 74]
    assert newest["Vægt"]["valueQuantity"]["unit"] == "kg"
    assert "unit" not in newest["Iltmætning"]["valueQuantity"]
    assert all(each["effectiveDateTime"].startswith("2026-11-23T07:20") for each in newest.values())
