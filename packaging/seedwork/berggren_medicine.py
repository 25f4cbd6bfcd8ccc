"""The complex citizen's medicine, allergies and dispensings in the record system."""

from seedwork.medicine import Drug, Use, take
from seedwork.parts import ATC, HL7, SNOMED, Chart, concept, number, words

LUNG = "Lungemedicin, Eksempel Sygehus"
GLUCOSE = "mod type 2-diabetes"
FLUTTER = "ved atrieflimren"
COATED = "filmovertrukne tabletter"
TWICE = "1 tablet morgen og aften"
MORNING = "1 tablet morgen"

REGULAR = [
    (
        Drug("metformin", "Metformin Sandoz", "500 mg", "tabletter", "A10BA02"),
        Use(TWICE, GLUCOSE, "2014-01-14", asserted="2026-11-19", by=LUNG),
    ),
    (
        Drug("prednisolon", "Prednisolon DLF", "25 mg", "tabletter", "H02AB06"),
        Use("1,5 tabletter morgen i 5 dage", "mod forværring af KOL", "2026-11-19", "2026-11-23", by=LUNG),
    ),
    (
        Drug("furosemid", "Furix", "40 mg", "tabletter", "C03CA01"),
        Use(
            MORNING,
            "mod væskeophobning",
            "2025-05-12",
            status="on-hold",
            asserted="2026-11-19",
            by=LUNG,
            why="Pauseret på grund af påvirket nyrefunktion",
            paused="2026-11-19/2026-11-26",
            packed="suspended",
        ),
    ),
    (
        Drug("apixaban", "Eliquis", "5 mg", COATED, "B01AF02"),
        Use(TWICE, f"forebyggelse af blodpropper {FLUTTER}", "2021-09-03"),
    ),
    (
        Drug("metoprolol", "Selo-Zok", "50 mg", "depottabletter", "C07AB02"),
        Use(MORNING, f"mod hurtig puls {FLUTTER}", "2021-09-03"),
    ),
    (
        Drug("losartan", "Cozaar", "50 mg", COATED, "C09CA01"),
        Use(MORNING, "mod forhøjet blodtryk", "2017-02-21", packed="active"),
    ),
    (Drug("empagliflozin", "Jardiance", "10 mg", COATED, "A10BK03"), Use(MORNING, GLUCOSE, "2024-10-15")),
    (
        Drug("atorvastatin", "Lipitor", "40 mg", COATED, "C10AA05"),
        Use("1 tablet aften", "mod forhøjet kolesterol", "2014-01-14", packed="active"),
    ),
    (
        Drug(
            "tiotropium + olodaterol",
            "Spiolto",
            "2,5 + 2,5 mikrogram/dosis",
            "inhalationsvæske, opløsning",
            "R03AL06",
            "dosis",
            "inhalation",
        ),
        Use("2 pust morgen", "mod KOL", "2019-05-11"),
    ),
]

AS_NEEDED = [
    (
        Drug("salbutamol", "Airomir", "0,1 mg/dosis", "inhalationsspray", "R03AC02", "dosis", "inhalation"),
        Use("1-2 pust efter behov, højst 4 gange daglig", "mod åndenød", "2019-05-11"),
    ),
    (
        Drug("paracetamol", "Pamol", "500 mg", "tabletter", "N02BE01"),
        Use("2 tabletter efter behov, højst 4 gange daglig", "mod smerter", "2026-10-09"),
    ),
]

ENDED = [
    (
        Drug("ibuprofen", "Ipren", "400 mg", "tabletter", "M01AE01"),
        Use(
            "1 tablet 3 gange daglig",
            "mod smerter",
            "2026-10-09",
            "2026-11-19",
            status="stopped",
            by=LUNG,
            why="Seponeret på grund af påvirket nyrefunktion",
            asserted="2026-11-19",
        ),
    ),
    (
        Drug("doxycyclin", "Doxycyclin", "100 mg", "tabletter", "J01AA02"),
        Use("1 tablet daglig i 7 dage", "mod lungebetændelse", "2026-10-26", "2026-11-02", status="completed"),
    ),
    (
        Drug("warfarin", "Marevan", "2,5 mg", "tabletter", "B01AA03"),
        Use("efter INR", f"forebyggelse af blodpropper {FLUTTER}", "2018-03-05", "2021-09-02", status="completed"),
    ),
]


def medicine(chart: Chart) -> None:
    """All statements: the products of the ended ones are contained."""
    for drug, use in REGULAR + AS_NEEDED:
        take(chart, drug, use)
    for drug, use in ENDED:
        take(chart, drug, use, contained=True)


def dispensed(chart: Chart, day: str, name: str, count: str, note: str) -> None:
    """What was handed out or packed; the strength is the one of that day."""
    content = {"status": "completed", "medicationCodeableConcept": concept(ATC, "A10BA02", "metformin", name)}
    content |= {"subject": chart.subject, "whenHandedOver": day, "dosageInstruction": [{"text": TWICE}]}
    content |= {"quantity": {"value": number(count), "unit": "stk."}, "note": [{"text": note}]}
    chart.add("MedicationDispense", chart.new_id("md"), content, updated=day)


def allergies(chart: Chart, doctor: dict[str, str]) -> None:
    """Two known reactions, confirmed on one day by one doctor (FHIR R4 allergyintolerance)."""
    agents = [
        (concept(ATC, "J01CE01", "benzylpenicillin", "benzylpenicillin"), "high", "39579001", "anafylaksi"),
        (concept(ATC, "V08A", "", "jodholdigt kontrastmiddel"), "low", "271807003", "udslæt"),
    ]
    for agent, criticality, code, reaction in agents:
        content = {
            "clinicalStatus": concept(f"{HL7}/allergyintolerance-clinical", "active"),
            "verificationStatus": concept(f"{HL7}/allergyintolerance-verification", "confirmed"),
            "type": "allergy",
            "category": ["medication"],
            "criticality": criticality,
            "code": agent,
            "patient": chart.subject,
            "recordedDate": "2026-03-04",
            "recorder": doctor,
            "reaction": [{"manifestation": [concept(SNOMED, code, "", reaction)]}],
        }
        chart.add("AllergyIntolerance", chart.new_id("al"), content, updated="2026-03-04")


def reasons_for_stopping() -> str:
    """The letter of discharge tells in words what changed; it names no day."""
    return words(
        "Indlagt med forværring af KOL og påvirket nyrefunktion. Metformin er nedsat. Furosemid er pauseret i en uge. "
        "Ibuprofen er seponeret. Prednisolon gives i fem dage. Kontrol af nyretal hos egen læge."
    )["text"]
