"""The ordinary citizens of today's list, each with modest, coherent data."""

from seedwork.laboratory import report, result
from seedwork.medicine import Drug, Use
from seedwork.parts import Chart, concept, quantity, words
from seedwork.plans import Plan, vital
from seedwork.story import Story, analysis

PRACTICE = "Lægehuset Fjordparken"
AMLODIPIN = Drug("amlodipin", "Amlodipin Stada", "5 mg", "tabletter", "C08CA01")
RAMIPRIL = Drug("ramipril", "Ramipril Krka", "5 mg", "tabletter", "C09AA05")
SIMVASTATIN = Drug("simvastatin", "Simvastatin Krka", "40 mg", "filmovertrukne tabletter", "C10AA01")
MORNING = "1 tablet morgen"
PRESSURE = "mod forhøjet blodtryk"
FLU = ("2026-10-14", "J07BB02", "Influvactetra", "influenza")


def tove() -> Story:
    """No known allergy, coded; one statement whose product cannot be found."""

    def lost(chart: Chart) -> None:
        content = {"status": "active", "subject": chart.subject, "effectivePeriod": {"start": "2023-05-02"}}
        missing = {"reference": "Medication/med-findes-ikke", "display": "Losartan Krka 50 mg tabletter"}
        content |= {"medicationReference": missing, "dosage": [{"text": MORNING}], "reasonCode": [words(PRESSURE)]}
        chart.add("MedicationStatement", chart.new_id("ms"), content)

    return Story(
        medicine=[(SIMVASTATIN, Use("1 tablet aften", "mod forhøjet kolesterol", "2020-01-20"))],
        problems=[("K86", "forhøjet blodtryk", "2019")],
        negation=("716186003", "Ingen kendt allergi"),
        vaccinations=[FLU],
        results=[("NPU03230", "2025-11-10 2026-11-16", "4.0 3.9"), ("NPU01568", "2025-11-10 2026-11-16", "2.40 2.10")],
        record=lost,
    )


def birthe_of_1967() -> Story:
    """One of two citizens of the same name."""
    thyroxin = Drug("levothyroxin", "Euthyrox", "100 mikrogram", "tabletter", "H03AA01")
    return Story(
        medicine=[(thyroxin, Use(MORNING, "mod for lavt stofskifte", "2016-09-01"))],
        problems=[("T86", "for lavt stofskifte", "2016")],
        allergies=[("acetylsalicylsyre", "astma", "high")],
        results=[("NPU03577", "2025-10-06 2026-10-05", "2.10 1.80")],
    )


def birthe_of_1971() -> Story:
    """The other one: same name, other birth date, other medicine, other allergy."""
    return Story(
        medicine=[(RAMIPRIL, Use(MORNING, PRESSURE, "2022-02-14"))],
        problems=[("K86", "forhøjet blodtryk", "2022-02-14")],
        allergies=[("benzylpenicillin", "udslæt", "low")],
        results=[("NPU18016", "2025-10-06 2026-10-05", "71 74")],
    )


def erik() -> Story:
    """No known drug allergy: narrower than none at all."""
    xarelto = Drug("rivaroxaban", "Xarelto", "20 mg", "filmovertrukne tabletter", "B01AF01")
    return Story(
        medicine=[(xarelto, Use("1 tablet daglig sammen med mad", "forebyggelse af blodpropper", "2023-08-07"))],
        problems=[("K78", "atrieflimren", "2023-08-07")],
        negation=("409137002", "Ingen kendt lægemiddelallergi"),
        results=[("NPU02319", "2025-11-03 2026-11-09", "9.1 9.0"), ("NPU18016", "2025-11-03 2026-11-09", "88 90")],
    )


def maja() -> Story:
    """A young woman with asthma, unknown to the municipality; who reported one medicine is named by a URN."""

    def told(chart: Chart) -> None:
        content = {"status": "active", "subject": chart.subject, "effectivePeriod": {"start": "2026-11-18"}}
        name = concept("http://www.whocc.no/atc", "B03AA07", "ferrosulfat", "Ferro Duretter 100 mg Fe++ depottabletter")
        who = {"reference": "urn:uuid:0f8a4f2e-9f53-4c55-9a0a-5a1d2c3b4e5f", "display": "Borgeren selv"}
        content |= {
            "medicationCodeableConcept": name,
            "informationSource": who,
            "dosage": [{"text": "1 tablet daglig"}],
        }
        chart.add("MedicationStatement", chart.new_id("ms"), content)

    spray = Drug(
        "budesonid + formoterol", "Bufomix Easyhaler", "160 + 4,5 mikrogram/dosis", "inhalationspulver", "R03AK07"
    )
    spray.unit, spray.route = "dosis", "inhalation"
    return Story(
        medicine=[(spray, Use("1 pust morgen og aften", "mod astma", "2021-04-12"))],
        problems=[("R96", "astma", "2004")],
        results=[("NPU02319", "2026-05-04 2026-11-18", "7.4 7.1"), ("NPU19763", "2026-11-18", "11")],
        record=told,
        unknown_to=("municipality",),
    )


def karen() -> Story:
    """Similar name as the next citizen."""
    return Story(
        medicine=[(AMLODIPIN, Use(MORNING, PRESSURE, "2012-10-01"))],
        problems=[("K86", "forhøjet blodtryk", "2012"), ("L95", "knogleskørhed", "2019")],
        allergies=[("morfin", "kvalme", "low")],
        vaccinations=[FLU],
        results=[("NPU19748", "2026-11-18 2026-11-20", "112 64"), ("NPU18016", "2026-05-12 2026-11-20", "80 84")],
        services=[("J1.1", "H1.1")],
    )


def karin() -> Story:
    """Similar name as the citizen before; no allergy registered, which is no statement."""
    glargin = Drug("insulin glargin", "Lantus", "100 enheder/ml", "injektionsvæske, opløsning", "A10AE04", "ml")
    glargin.route = "subkutan anvendelse"
    return Story(
        medicine=[(glargin, Use("18 enheder aften", "mod type 2-diabetes", "2018-06-18", asserted="2026-11-20"))],
        problems=[("T90", "type 2-diabetes", "2008")],
        results=[("NPU27300", "2026-05-12 2026-11-16", "61 59"), ("NPU02192", "2026-11-16", "9.2")],
        services=[("J1.7", "G1.20")],
    )


def per() -> Story:
    """A critically high potassium this morning."""

    def critical(chart: Chart) -> None:
        note = [{"text": "Kritisk svar. Telefoneret til egen læge."}]
        made = result(chart, analysis("NPU03230", "male"), "2026-11-23", "6.4", "HH", note=note)
        report(chart, "2026-11-23", [made])

    spironolacton = Drug("spironolacton", "Spirix", "25 mg", "tabletter", "C03DA01")
    return Story(
        medicine=[
            (spironolacton, Use(MORNING, "mod hjertesvigt", "2025-01-13")),
            (RAMIPRIL, Use(MORNING, PRESSURE, "2020-03-02")),
        ],
        problems=[("K77", "hjertesvigt", "2025-01-13"), ("K86", "forhøjet blodtryk", "2020")],
        negation=("716186003", "Ingen kendt allergi"),
        results=[
            ("NPU03230", "2026-02-09 2026-08-17", "4.4 4.9"),
            ("NPU18016", "2026-02-09 2026-08-17 2026-11-23", "101 118 168"),
        ],
        laboratory=critical,
    )


def sofie() -> Story:
    """A pregnant woman, unknown to the municipality's care system."""
    return Story(
        problems=[("W78", "graviditet", "2026-08")],
        vaccinations=[("2026-10-21", "J07BB02", "Influvactetra", "influenza")],
        results=[("NPU02319", "2026-09-28 2026-11-16", "7.9 7.6")],
        visits=[("2026-12-14", "08:20", "Jordemoderkonsultation", "Fødeafdelingen")],
        unknown_to=("municipality",),
    )


def finn() -> Story:
    """A diagnosis whose recorder cannot be found."""

    def lost(chart: Chart) -> None:
        content = {
            "code": concept("urn:oid:1.2.208.176.2.31", "Y85", "godartet forstørret prostata"),
            "subject": chart.subject,
        }
        content |= {"recorder": {"reference": "Practitioner/dr-findes-ikke"}, "recordedDate": "2022-03-21"}
        chart.add("Condition", chart.new_id("c"), content)

    return Story(
        medicine=[
            (
                Drug("tamsulosin", "Omnic", "0,4 mg", "depottabletter", "G04CA02"),
                Use(MORNING, "mod vandladningsbesvær", "2022-03-21"),
            ),
            (SIMVASTATIN, Use("1 tablet aften", "mod forhøjet kolesterol", "2015-05-04")),
        ],
        allergies=[("bivoksplaster", "", "low")],
        results=[("NPU18016", "2025-11-17 2026-11-19", "92 97"), ("NPU01568", "2025-11-17 2026-11-19", "2.20 3.10")],
        record=lost,
    )


def gerda() -> Story:
    """An old woman with home care and a weight at home."""

    def home(chart: Chart) -> None:
        for day, weight in [("2026-11-06", "54.2"), ("2026-11-13", "53.6"), ("2026-11-20", "52.9")]:
            vital(chart, f"{day}T08:15:00+01:00", "NPU03804", "Vægt", valueQuantity=quantity(weight, "kg"))

    goal = "Vægten falder ikke yderligere"
    return Story(
        medicine=[(AMLODIPIN, Use(MORNING, PRESSURE, "2009-08-24")), (RAMIPRIL, Use(MORNING, PRESSURE, "2014-02-03"))],
        problems=[("K86", "forhøjet blodtryk", "2001"), ("P70", "demens", "2023")],
        allergies=[("trimethoprim", "udslæt", "low")],
        results=[("NPU03429", "2026-05-18 2026-11-17", "139 136"), ("NPU19673", "2026-11-17", "33")],
        services=[("J1.1", "H1.1"), ("I2.1", "G1.14"), ("I11.1", "G1.21")],
        plans=[Plan("Underernæring", PRACTICE, goal, "Vejning", "2026-12-04", "Hjemmesygeplejen", "2026-11-06")],
        municipality=home,
    )
