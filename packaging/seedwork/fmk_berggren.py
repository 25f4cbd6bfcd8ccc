"""The complex citizen's card on the day after her discharge: a dose halved, a box of the old strength, one hidden drug."""

from dataclasses import replace

from seedwork.fmk_card import Card, Given, Ordered, Prescribed
from seedwork.fmk_xml import LUNG, PRACTICE
from seedwork.medicine import Drug, Use

TWICE = "1 tablet morgen og aften"
CANARY = Drug("kanariolum", "Kanarivin", "77 mg", "tabletter", "N05CH01")
"""Invented: no such drug exists. No surface may show it without consent (safety.md H21)."""
MELATONIN = Drug("melatonin", "Circadin", "2 mg", "depottabletter", "N05CH01")
"""An open drug with the code of the hidden one: it is shown whole."""


def complete(card: Card) -> None:
    """Add what the record system does not know, and the card of the day before."""
    card.changed, card.by, card.reviewed = "2026-11-19T12:20:00Z", LUNG, (LUNG, "2026-11-19T12:25:00Z")
    _halved(_named(card, "metformin"))
    for place, generic in enumerate(("losartan", "atorvastatin"), 3):
        drug = _named(card, generic)
        box = [Given(f"79100{place}", "2026-11-12", box=("2026-11-16", "2026-11-29"))]
        drug.prescribed = [
            Prescribed(f"59100{place}", drug.drug, drug.use.dosage, "2026-08-12", "2027-08-12", given=box)
        ]
    card.holds = False
    _named(card, "apixaban").follow_up = "2026-12-15"
    _named(card, "empagliflozin").reimbursed = True
    use = Use("1 tablet aften", "mod søvnbesvær", "2026-10-09")
    card.drugs.append(Ordered("491010", MELATONIN, use, kind="Borgervalgt"))
    card.private.append(_hidden())
    card.relations = [("Visiteret til medicinadministration", PRACTICE, "2025-09-01")]
    card.older = [_day_before(card)]


def _halved(metformin: Ordered) -> None:
    """The dose that was halved at discharge: prescriptions, dispensing and box still hold the full one."""
    metformin.version = 6
    full = replace(metformin.drug, strength="1000 mg")
    metformin.periods = [
        ("2014-01-14", metformin.drug, "1 tablet morgen"),
        ("2018-05-11", full, TWICE),
    ]
    metformin.prescribed = [
        Prescribed(
            "591001",
            full,
            TWICE,
            "2026-08-12",
            "2028-08-12",
            given=[Given("791001", "2026-10-28", size="180 stk.", note="Udleveret sammen med Kanarivin")],
            iterations="3",
            reason="mod type 2-diabetes",
        ),
        Prescribed(
            "591002",
            full,
            TWICE,
            "2026-08-12",
            "2027-08-12",
            given=[Given("791002", "2026-11-12", box=("2026-11-16", "2026-11-29"))],
        ),
    ]


def _named(card: Card, generic: str) -> Ordered:
    return next(drug for drug in card.drugs if drug.drug.generic == generic)


def _hidden() -> Ordered:
    """A drug that the citizen has hidden: prescribed twice, dispensed, and one prescription marked private itself."""
    use = Use("1 tablet aften", "mod kanarisme", "2026-06-03")
    given = [Given("791009", "2026-11-11", size="30 stk.", note="Kanarivin udleveret")]
    return Ordered(
        "491009",
        CANARY,
        use,
        prescribed=[
            Prescribed("591009", CANARY, use.dosage, "2026-06-03", "2028-06-03", given=given),
            Prescribed("591010", CANARY, use.dosage, "2026-10-02", "2028-10-02", is_private=True),
        ],
        is_private=True,
        version=1,
    )


def _day_before(card: Card) -> Card:
    """The card of 18 November: the full dose of metformin, prednisolon about to end, furosemid paused two days."""
    metformin, furosemid = _named(card, "metformin"), _named(card, "furosemid")
    paused = replace(furosemid.use, asserted="2026-11-18", paused="2026-11-18/2026-11-20")
    course = replace(_named(card, "prednisolon").use, start="2026-11-16", end="2026-11-20")
    full = replace(metformin.drug, strength="1000 mg")
    then: list[Ordered] = []
    for drug in card.drugs:
        if drug is metformin:
            use = replace(drug.use, asserted="2018-05-11", by=PRACTICE.name)
            then.append(replace(drug, drug=full, use=use, periods=drug.periods[:1], version=5))
        elif drug is furosemid:
            then.append(replace(drug, use=paused))
        elif drug.drug.generic == "prednisolon":
            then.append(replace(drug, use=course))
        elif drug.use.status != "stopped":
            then.append(drug)
    older = replace(card, version=str(int(card.version) - 1), changed="2026-11-18T15:05:00Z", drugs=then, older=[])
    older.reviewed = (PRACTICE, "2026-10-09")
    return older
