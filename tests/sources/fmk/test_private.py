"""H21: what belongs to a private drug is counted, and nothing of it is kept; our own card, our own words."""

import pytest

from in_process import NOW
from overblik.domain.grant import DataConsent
from overblik.domain.medication import MedicationEntry
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer
from overblik.domain.section import Cause
from overblik.sources.fmk.answering import Setting, answer
from overblik.sources.fmk.mapping.sheets import sheet

BASE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
CANARY = ("Kanarivin", "kanariolum", "Z99ZZ99", "77 mg", "Kanariapoteket", "mod kanarisme")
DRUG = """<e:DrugMedication><e:Identifier>{id}</e:Identifier><e:Version>1</e:Version>{mark}
<e:BeginEndDate><TreatmentStartDate>2026-01-01</TreatmentStartDate><TreatmentEndingUndetermined/></e:BeginEndDate>
<e:Indication><FreeText>{why}</FreeText></e:Indication>
<e:Drug><ATC><Code source="Medicinpriser">{atc}</Code></ATC><Name>{name}</Name><Strength><Text>{strength}</Text></Strength>
<Substances><ActiveSubstance><SubstanceText>{substance}</SubstanceText></ActiveSubstance></Substances></e:Drug>
</e:DrugMedication>"""
PRESCRIPTION = """<e:Prescription><e:Identifier>900</e:Identifier>
<e:AttachedToDrugMedicationIdentifier>{of}</e:AttachedToDrugMedicationIdentifier>
<e:Drug><ATC><Code>Z99ZZ99</Code></ATC><Name>Kanarivin</Name><Strength><Text>77 mg</Text></Strength><Substances><ActiveSubstance>
<SubstanceText>kanariolum</SubstanceText></ActiveSubstance></Substances></e:Drug><e:DosageText>mod kanarisme</e:DosageText>
{mark}</e:Prescription>"""
HIDDEN = {
    "id": "11",
    "name": CANARY[0],
    "substance": CANARY[1],
    "atc": CANARY[2],
    "strength": CANARY[3],
    "why": CANARY[5],
}
OPEN = {
    "id": "12",
    "name": "Åbenvin",
    "substance": "aabnol",
    "atc": CANARY[2],
    "strength": "1 mg",
    "why": "mod åbenhed",
}


def card(*items: str, consent: DataConsent | None = None) -> Answer:
    body = f"""<e:GetMedicineCardResponse xmlns="{BASE}" xmlns:e="{BASE}/E2"><e:MedicineCard>
<e:Patient><Person><PersonIdentifier source="CPR">2512489996</PersonIdentifier></Person></e:Patient>
<e:Version>7</e:Version>{"".join(items)}</e:MedicineCard></e:GetMedicineCardResponse>"""
    return answer([sheet(body.encode())], Setting("fmk", cpr("2512489996"), NOW, consent))


def everything(told: Answer) -> str:
    return (
        f"{told.entries!r}{[one.content.decode() for one in told.raw]}{told.unreadable!r}{told.warnings!r}{told.card!r}"
    )


PLACEHOLDER = (
    "<e:PrivateDrugMedication><e:Identifier>11</e:Identifier><e:Version>1</e:Version></e:PrivateDrugMedication>"
)
OPEN_DRUG = DRUG.format(**OPEN, mark="")


@pytest.mark.rule("S9", "H21")
def test_h21_a_placeholder_is_counted_and_the_open_drug_of_the_same_code_is_whole() -> None:
    told = card(PLACEHOLDER, OPEN_DRUG)
    assert [(reason.cause, reason.count) for reason in told.warnings] == [(Cause.PRIVATE_ENTRY, 1)]
    assert sorted(entry.fact.row.value for entry in told.entries) == ["drug_medication", "private"]
    assert next(e.fact.name for e in told.entries if e.fact.row is MedicationEntry.DRUG_MEDICATION) == "Åbenvin"


@pytest.mark.rule("S9", "H21")
@pytest.mark.parametrize(
    "items",
    [
        (PLACEHOLDER, PRESCRIPTION.format(of="11", mark="")),
        (PRESCRIPTION.format(of="99", mark="<e:IsPrivatePrescription/>"),),
        (DRUG.format(**HIDDEN, mark="<e:IsPrivateDrugMedication/>"), PRESCRIPTION.format(of="11", mark="")),
        (PLACEHOLDER, f"<e:Strange><e:Identifier>11</e:Identifier>{' '.join(CANARY)}</e:Strange>"),
    ],
)
def test_h21_nothing_of_a_record_that_belongs_to_a_private_drug_is_kept(items: tuple[str, ...]) -> None:
    told = card(*items, OPEN_DRUG)
    rows = [entry.fact.row for entry in told.entries]
    assert rows.count(MedicationEntry.PRIVATE) == len(items)
    text = everything(told).replace("Z99ZZ99", "", everything(card(OPEN_DRUG)).count("Z99ZZ99"))
    assert [word for word in CANARY if word.casefold() in text.casefold()] == []


@pytest.mark.rule("H21")
def test_h21_the_words_of_a_hidden_record_are_known_for_this_opening_only() -> None:
    told = card(PLACEHOLDER, PRESCRIPTION.format(of="11", mark=""))
    assert {"kanarivin", "kanariolum", "z99zz99"} <= told.private_words
    assert "77 mg" not in told.private_words


@pytest.mark.rule("H21")
def test_h21_consent_shows_the_drug_marked_and_in_memory_only() -> None:
    told = card(DRUG.format(**HIDDEN, mark="<e:IsPrivateDrugMedication/>"), consent=DataConsent.GIVEN)
    (entry,) = told.entries
    assert (entry.fact.name, entry.fact.ordination.revealed, told.memory_only) == ("Kanarivin", True, True)
    assert told.card is not None
    assert told.card.consent == "given"


TOLD = f"{' '.join(CANARY)}<e:IsPrivateDrugMedication/>"
NAMED = f"{' '.join(CANARY)}<e:Identifier>11</e:Identifier>"


@pytest.mark.rule("H21")
@pytest.mark.parametrize(
    "hidden",
    [
        # `Effectuation` begins `EffectuationMethod` too.
        f"<e:Effectuation><e:EffectuationMethod>x</e:EffectuationMethod>{TOLD}</e:Effectuation>",
        f"<e:Effectuation mark='/>'>{TOLD}</e:Effectuation>",
        f'<e:Effectuation mark="/>">{TOLD}</e:Effectuation >',
        f"<e:Strange><e:Strange/>{NAMED}</e:Strange>",
        f"<e:Strange>/>{NAMED}</e:Strange>",
    ],
)
def test_h21_the_whole_of_a_hidden_record_is_cut_out_of_the_message(hidden: str) -> None:
    told = card(PLACEHOLDER, hidden, OPEN_DRUG)
    text = everything(told).replace("Z99ZZ99", "", everything(card(OPEN_DRUG)).count("Z99ZZ99"))
    assert [word for word in CANARY if word.casefold() in text.casefold()] == []


@pytest.mark.parametrize("strange", ["<e:Strange/>", "<e:Strange></e:Strange>", "<e:Strange><e:Odd/></e:Strange>"])
def test_what_nobody_knows_is_shown_as_it_was_sent_and_no_more(strange: str) -> None:
    told = card(strange, OPEN_DRUG)
    (unread,) = told.unreadable
    ref, (raw,) = unread.raw_ref, told.raw
    assert raw.content[ref.start : ref.start + ref.length].decode() == strange


def noted(words: str) -> str:
    """An open drug whose dispensing was given a remark."""
    given = (
        "<e:Effectuation><e:Identifier>77</e:Identifier><e:DateTime>2026-11-10T08:00:00Z</e:DateTime>"
        f"<e:IsEffectuatedAccordingToDrugMedication/><e:PharmacyComment>{words}</e:PharmacyComment></e:Effectuation>"
    )
    return OPEN_DRUG.replace("</e:DrugMedication>", f"{given}</e:DrugMedication>")


@pytest.mark.rule("H21", "S9")
@pytest.mark.parametrize("before", [True, False])
def test_h21_a_remark_of_an_open_record_that_names_a_hidden_drug_is_kept_nowhere(*, before: bool) -> None:
    hidden = PRESCRIPTION.format(of="11", mark="")
    items = (PLACEHOLDER, noted("udleveret med KANARIVIN, i pose"), hidden)
    told = card(*(items if before else (items[0], items[2], items[1])))
    assert "kanarivin" not in everything(told).casefold()
    (drug,) = [entry.fact for entry in told.entries if entry.fact.name == "Åbenvin"]
    assert [one.comment for one in drug.ordination.dispensings] == ["tekst skjult: privatmarkeret"]
    assert "77" in [one.identifier for one in drug.ordination.dispensings]
    ((_, ref),) = [(one, one.provenance.raw_ref) for one in told.entries if one.fact.name == "Åbenvin"]
    kept = told.raw[0].content[ref.start : ref.start + ref.length].decode()
    assert kept.startswith("<e:DrugMedication>")
    assert kept.endswith("</e:DrugMedication>")


@pytest.mark.rule("H21")
@pytest.mark.parametrize("words", ["Kanarivinerne", "intet", "xKanarivin"])
def test_h21_a_remark_that_names_nothing_hidden_stays_to_the_letter(words: str) -> None:
    told = card(PLACEHOLDER, noted(words), PRESCRIPTION.format(of="11", mark=""))
    (drug,) = [entry.fact for entry in told.entries if entry.fact.name == "Åbenvin"]
    assert [one.comment for one in drug.ordination.dispensings] == [words]


@pytest.mark.rule("H21")
def test_h21_with_consent_no_remark_is_taken_away() -> None:
    marked = DRUG.format(**HIDDEN, mark="<e:IsPrivateDrugMedication/>")
    told = card(marked, noted("med Kanarivin"), consent=DataConsent.GIVEN)
    (drug,) = [entry.fact for entry in told.entries if entry.fact.name == "Åbenvin"]
    assert [one.comment for one in drug.ordination.dispensings] == ["med Kanarivin"]
