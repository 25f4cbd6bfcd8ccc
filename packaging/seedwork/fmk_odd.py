"""Cards with every kind of row, very many rows, and prescriptions whose treatment is over."""

from seedwork.fmk_card import Card, Given, Ordered, Prescribed
from seedwork.fmk_dosage import local_schema, tapering
from seedwork.fmk_xml import LUNG, PRACTICE
from seedwork.medicine import Drug, Use

PREDNISOLON = Drug("prednisolon", "Prednisolon DLF", "5 mg", "tabletter", "H02AB06")
MAGISTRAL = Drug("", "Salve efter recept: 2 g salicylsyre og 98 g vaseline", "2 enheder", "salve", "")
PESSARY = Drug("paracetamol", "Pinal", "1000 mg", "suppositorier", "N02BE01", route="rektal anvendelse")
METHOTREXATE = Drug("methotrexat", "Methotrexat Eksempel", "2,5 mg", "tabletter", "L01BA01")
IBUPROFEN = Drug("ibuprofen", "Ipren", "600 mg", "tabletter", "M01AE01")
MORFIN = Drug("morfin", "Contalgin", "10 mg", "depottabletter", "N02AA01")
SOMATULIN = Drug("octreotid", "Octreotid Eksempel", "20 mg", "pulver", "H01CB02", "ml", "subkutan anvendelse")
AMOXICILLIN = Drug("amoxicillin", "Imadrax", "500 mg", "tabletter", "J01CA04")


def every_kind(card: Card) -> None:
    """Free text, local schema, tapering, magistral, twice the same drug, paused without end, self-chosen, invalid."""
    card.changed, card.reviewed, card.not_reviewed = "2026-11-20", (PRACTICE, "2026-03-02"), (LUNG, "2026-11-20")
    taper = tapering(
        (
            ("3 tabletter morgen", "2026-11-16", "2026-11-22"),
            ("2 tabletter morgen", "2026-11-23", "2026-11-29"),
            ("1 tablet morgen", "2026-11-30", "2026-12-06"),
        )
    )
    schema = local_schema("2026-10-15")
    card.drugs += [
        Ordered("498001", PREDNISOLON, Use("", "mod gigt", "2026-11-16", "2026-12-06"), dosage=taper),
        Ordered("498002", PESSARY, Use("", "mod smerter", "2026-10-15"), dosage=schema),
        Ordered(
            "498003", METHOTREXATE, Use("6 tabletter hver onsdag.\n\nTages aldrig dagligt.", "mod gigt", "2024-01-10")
        ),
        Ordered("498004", MAGISTRAL, Use("smøres på 2 gange daglig", "mod udslæt", "2026-10-01")),
        Ordered(
            "498005", IBUPROFEN, Use("1 tablet 3 gange daglig", "mod gigtsmerter", "2026-09-28"), invalid=("598099",)
        ),
        Ordered("498006", IBUPROFEN, Use("1 tablet 3 gange daglig", "mod hovedpine", "2026-10-12")),
        Ordered("498007", MORFIN, Use("1-2 tabletter efter behov, højst 4 gange daglig", "mod smerter", "2026-11-02")),
        Ordered(
            "498008",
            Drug("simvastatin", "Simvastatin Krka", "40 mg", "filmovertrukne tabletter", "C10AA01"),
            Use("1 tablet aften", "", "2019-02-04", status="on-hold", asserted="2026-11-02", paused="2026-11-02/"),
            started_previously=True,
        ),
        Ordered(
            "498009",
            Drug("melatonin", "Circadin", "2 mg", "depottabletter", "N05CH01"),
            Use("1 tablet aften", "mod søvnbesvær", "2026-08-20"),
            kind="Borgervalgt",
        ),
    ]
    card.invalid = ["498090"]
    card.invalid_loose = ["598091"]
    card.relations = [("Indlagt", LUNG, "2026-11-20")]
    card.holds = True
    prescription_of_the_past(card)


def prescription_of_the_past(card: Card) -> None:
    """A prescription that is open though the treatment is over, and one that was never ordered on the card."""
    ended = Prescribed(
        f"599{card.person.key:03}",
        SOMATULIN,
        "1 hætteglas daglig",
        "2025-07-01",
        "2026-08-20",
        ended="Behandling afsluttet",
        behind=f"497{card.person.key:03}",
    )
    card.gone.append(Ordered(ended.behind, SOMATULIN, Use(ended.words, "mod akromegali", ended.day, "2026-06-30")))
    other = Prescribed(
        f"598{card.person.key:03}",
        AMOXICILLIN,
        "1 tablet 3 gange daglig i 7 dage",
        "2026-10-14",
        "2028-10-14",
        given=[Given(f"799{card.person.key:03}", "2026-10-14", size="21 stk.")],
        reason="mod lungebetændelse",
    )
    card.loose += [ended, other]


def very_many(card: Card, medicine: list[tuple[Drug, Use]]) -> None:
    """181 drug medications: those in use, paused ones, and what ended or was withdrawn in two years."""
    kept = len(card.drugs)
    for place, (drug, use) in enumerate(medicine[: 181 - kept], kept + 1):
        card.drugs.append(Ordered(f"496{place:03}", drug, use, version=2))
