"""The complex citizen: what the drawn overview shows, spread over three services."""

from seedwork.berggren_laboratory import laboratory, point_of_care
from seedwork.berggren_medicine import LUNG, allergies, dispensed, medicine, reasons_for_stopping
from seedwork.parts import Chart, at, quantity, words
from seedwork.plans import (
    DOCTOR,
    Plan,
    appointment,
    document,
    need,
    plan,
    pressure,
    problem,
    service,
    stay,
    vaccination,
    vital,
)

from overblik.sandbox.verbatim import Json

PRACTICE = "Lægehuset Fjordparken"
WEEK = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-22", "2026-11-23"]
PRESSURES = ["138/84", "136/82", "135/82", "133/80", "132/80", "130/78", "128/74"]
WEIGHTS = ["70.9", "71.0", "71.0", "71.1", "71.2", "71.2", "71.4"]
SATURATIONS = ["0.88", "0.89", "0.89", "0.90", "0.91", "0.90", "0.91"]


def phone(number: str) -> list[Json]:
    """A telephone at work."""
    return [{"system": "phone", "value": number, "use": "work"}]


def record(chart: Chart) -> None:
    """The record system: everything but the laboratory's own and the municipality's."""
    practice = {"resourceType": "Organization", "id": "gp", "active": True, "name": PRACTICE}
    relative = {"relationship": [words("ægtefælle")], "name": {"text": "Jens Berggren", "family": "Berggren"}}
    relative["name"]["given"] = ["Jens"]
    chart.patient(
        contained=[practice | {"telecom": phone("01 10 20 30")}],
        generalPractitioner=[{"reference": "#gp", "display": PRACTICE}],
        contact=[relative | {"telecom": phone("01 10 20 50")}],
    )
    doctor = chart.add("Practitioner", chart.new_id("dr"), {"name": [{"text": "Læge M. Eksempel"}]})
    allergies(chart, doctor | {"display": "Læge M. Eksempel"})
    medicine(chart)
    dispensed(chart, "2026-10-28", "Metformin Sandoz 1000 mg", "180", "Udleveret på apotek")
    for code, text, since in [
        ("R95", "KOL", "2012"),
        ("T90", "type 2-diabetes", "2014-01"),
        ("K78", "atrieflimren", "2018-03-05"),
        ("K86", "forhøjet blodtryk", "2006"),
        ("DN183", "kronisk nyresygdom", "2024-03-05"),
    ]:
        problem(chart, code, text, since)
    stay(chart, "2026-11-16", "2026-11-19", LUNG, "Forværring af KOL")
    _papers(chart)
    _coming(chart)
    point_of_care(chart)


def _papers(chart: Chart) -> None:
    document(chart, "2026-11-19", "Epikrise", LUNG, reasons_for_stopping())
    text = "Ingen infiltrater. Forandringer som ved KOL. Hjertet er let forstørret."
    document(chart, "2026-11-18", "Røntgen af thorax, beskrivelse", "Billeddiagnostik, Eksempel Sygehus", text)
    for day, code, name, target in [
        ("2026-10-12", "J07BB02", "Influvactetra", "influenza"),
        ("2026-10-12", "J07BN01", "Comirnaty", "covid-19"),
        ("2021-04-20", "J07AL01", "Pneumovax", "pneumokokker"),
        ("2018-06-07", "J07AM51", "diTeBooster", "difteri og stivkrampe"),
    ]:
        vaccination(chart, day, code, name, target)


def _coming(chart: Chart) -> None:
    appointment(chart, "2026-11-23", "09:40", "Konsultation", "Egen læge", who=DOCTOR)
    appointment(chart, "2026-12-02", "10:15", "Kontrol", "Lungeambulatoriet")
    appointment(chart, "2026-12-07", "09:00", "Spirometri", "Egen læge")
    # A task that names the drug which the citizen has hidden: no surface may show it (safety.md H21).
    appointment(chart, "2026-12-21", "20:00", "Kanarivin gives af hjemmesygeplejen", "I hjemmet")
    appointment(chart, "2027-01-14", "08:30", "Årskontrol", "Egen læge")
    goal = "HbA1c under 58 mmol/mol"
    nurse = "Praksissygeplejerske"
    plan(chart, Plan("KOL og diabetes", PRACTICE, goal, "Spirometri", "2026-12-07", nurse, "2024-03-05"))
    lung = "Lungemedicin, læge"
    plan(chart, Plan("Lungeambulatoriet", LUNG, "Iltmætning 88–92 %", "Kontrol", "2026-12-02", lung, "2026-11-19"))


def municipality(chart: Chart) -> None:
    """The municipality: home nursing, coded needs, and what the citizen measures at home."""
    chart.updated = at("2026-11-21", "18:20")
    chart.patient()
    team = {"status": "active", "name": "Team Nord", "subject": chart.subject, "telecom": phone("01 10 20 40")}
    care_team = chart.add("CareTeam", chart.new_id("t"), team | {"period": {"start": "2025-05-12"}})
    goal, nurse = "Tager selv sin medicin", "Team Nord, sygeplejerske"
    activity = "Medicindispensering i doseringsæske"
    nursing = Plan(
        "Sygepleje (SUL § 138)", "Kommune, hjemmesygeplejen", goal, activity, "2026-11-30", nurse, "2025-05-12"
    )
    main = plan(chart, nursing, careTeam=[care_team])
    del main
    breathing = need(chart, "I7.1", "2025-05-12")
    washing = need(chart, "J1.1", "2025-05-12")
    for code, reason in [("G1.21", breathing), ("G1.41", breathing), ("H1.1", washing)]:
        service(chart, code, reason, "2025-05-12")
    dispensed(chart, "2026-11-16", "Metformin Sandoz 1000 mg", "28", "Pakket i doseringsæske")
    _at_home(chart)


def _at_home(chart: Chart) -> None:
    for day, both, weight, saturation in zip(WEEK, PRESSURES, WEIGHTS, SATURATIONS, strict=True):
        pressure(chart, at(day, "07:20"), *both.split("/"))
        vital(chart, at(day, "07:20"), "NPU03804", "Vægt", valueQuantity=quantity(weight, "kg"))
        vital(chart, at(day, "07:20"), "NPU27280", "Iltmætning", valueQuantity=quantity(saturation, ""))


def results(chart: Chart) -> None:
    """The laboratory."""
    chart.patient()
    laboratory(chart)
