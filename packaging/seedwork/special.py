"""Citizens who are special in themselves: child, new-born, blocked, deceased, protected, without a number."""

from seedwork.medicine import Drug, Use
from seedwork.parts import HL7, NPU, Chart, at, concept, quantity, words
from seedwork.plans import stay
from seedwork.story import Story

from overblik.sandbox.verbatim import Json

MORFIN = Drug("morfin", "Contalgin", "10 mg", "depottabletter", "N02AA01")


def ida() -> Story:
    """A child of seven: growth, vaccinations, one course of penicillin."""
    penicillin = Drug("phenoxymethylpenicillin", "Primcillin", "50 mg/ml", "pulver til oral opløsning", "J01CE02", "ml")
    use = Use("5 ml 3 gange daglig i 7 dage", "mod halsbetændelse", "2026-02-09", "2026-02-16", status="completed")
    five = "difteri, stivkrampe, kighoste, polio og Hib"
    mother = {"relationship": [words("mor")], "name": {"text": "Line Olsen"}}
    mother["telecom"] = [{"system": "phone", "value": "01 10 20 71"}]
    return Story(
        medicine=[(penicillin, use)],
        patient={"contact": [mother]},
        vaccinations=[
            ("2019-08-21", "J07CA06", "DiTeKiPol/Act-Hib", five),
            ("2019-08-21", "J07AL02", "Prevenar 13", "pneumokokker"),
            ("2019-10-22", "J07CA06", "DiTeKiPol/Act-Hib", five),
            ("2019-10-22", "J07AL02", "Prevenar 13", "pneumokokker"),
            ("2020-05-26", "J07CA06", "DiTeKiPol/Act-Hib", five),
            ("2020-05-26", "J07AL02", "Prevenar 13", "pneumokokker"),
            ("2020-08-25", "J07BD52", "M-M-RVAXPRO", "mæslinger, fåresyge og røde hunde"),
            ("2023-06-06", "J07BD52", "M-M-RVAXPRO", "mæslinger, fåresyge og røde hunde"),
            ("2024-06-11", "J07CA02", "DiTeKiPol booster", "difteri, stivkrampe, kighoste og polio"),
        ],
        record=_growth,
    )


def _growth(chart: Chart) -> None:
    rows = [("2022-05-24", "95.5", "14.2"), ("2023-06-06", "102.0", "16.1"), ("2024-06-11", "109.5", "18.3")]
    for day, height, weight in [*rows, ("2026-05-26", "122.0", "23.4")]:
        values = [("NPU03794", "Højde", height, "cm"), ("NPU03804", "Vægt", weight, "kg")]
        for code, name, value, unit in values:
            content: Json = {"status": "final", "category": [concept(f"{HL7}/observation-category", "vital-signs")]}
            content |= {"code": concept(NPU["ehr"], code, name, name), "subject": chart.subject}
            content |= {"effectiveDateTime": at(day, "10:20"), "valueQuantity": quantity(value, unit)}
            chart.add("Observation", chart.new_id("o"), content, updated=at(day, "10:20"))


def unknown_man() -> Story:
    """Known by a replacement number only; the family name is unknown."""
    return Story(
        record=lambda chart: _arrival(chart, "Fundet bevidstløs"),
        results=[("NPU03429", "2026-11-22", "133"), ("NPU02192", "2026-11-22", "3.1")],
    )


def _arrival(chart: Chart, why: str) -> None:
    stay(chart, "2026-11-21", "2026-11-22", "Akutafdelingen, Eksempel Sygehus", why)


def niels() -> Story:
    """All data of the record system are blocked; municipality and laboratory are open."""
    sertralin = Drug("sertralin", "Zoloft", "50 mg", "filmovertrukne tabletter", "N06AB06")
    return Story(
        medicine=[(sertralin, Use("1 tablet morgen", "mod depression", "2025-03-10"))],
        problems=[("P76", "depression", "2025-03-10")],
        allergies=[("latex", "udslæt", "low")],
        results=[("NPU19651", "2026-09-07", "38"), ("NPU03577", "2026-09-07", "2.30")],
        services=[("J1.1", "H1.1")],
    )


def svend() -> Story:
    """Died nine days before the demonstration; the card was never closed."""
    pain = Use("1 tablet morgen og aften", "mod smerter ved kræft", "2026-10-05")
    return Story(
        patient={"deceasedDateTime": at("2026-11-14", "04:30")},
        medicine=[(MORFIN, pain)],
        problems=[("DC349", "lungekræft", "2026-03")],
        results=[("NPU01443", "2026-10-26 2026-11-09", "2.48 2.71"), ("NPU19748", "2026-11-09", "143")],
        visits=[("2026-12-01", "11:00", "Kontrol", "Onkologisk ambulatorium")],
        services=[("I9.3", "G1.20")],
    )


def anne_mette() -> Story:
    """Name and address are protected (HL7 confidentiality R)."""
    security = {"system": f"{HL7}/v3-Confidentiality", "code": "R", "display": "restricted"}
    address = {"use": "home", "line": ["Hemmelig Vej 4"], "city": "Prøveby", "postalCode": "9999"}
    pill = Drug(
        "levonorgestrel + ethinylestradiol", "Malonetta", "150 + 30 mikrogram", "overtrukne tabletter", "G03AA07"
    )
    return Story(
        patient={"meta": {"security": [security]}, "address": [address]},
        medicine=[(pill, Use("1 tablet daglig", "prævention", "2020-01-06"))],
        negation=("716186003", "Ingen kendt allergi"),
        results=[("NPU02319", "2026-06-15", "8.4")],
    )
