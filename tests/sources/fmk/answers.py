"""Answers of FMK for the mutants: the recorded ones, and two of our own that hold what none of those holds."""

from pathlib import Path

BASE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
ME = "2512489996"
_GIVEN = """<e:Effectuation><Identifier>{id}</Identifier><DateTime>2026-02-01T09:00:00Z</DateTime>
<PackageDispensed><PackageQuantity>1</PackageQuantity></PackageDispensed></e:Effectuation>"""
_PRESCRIPTION = """<e:Prescription><Identifier>{id}</Identifier><e:Status>åben</e:Status>
<ValidFromDate>2026-01-01</ValidFromDate><Drug><Name>Recepta{id}</Name></Drug><DosageText>1 daglig</DosageText>
<Order><Identifier>7{id}</Identifier><Status>Udført</Status>
<Effectuation><Identifier>8{id}</Identifier><DateTime>2026-02-01T09:00:00Z</DateTime></Effectuation></Order>
<Order><Identifier>6{id}</Identifier><InvalidEffectuation><Identifier>5{id}</Identifier></InvalidEffectuation></Order>
</e:Prescription>"""
_DRUG = """<e:DrugMedication><e:Identifier>{id}</e:Identifier><e:Version>1</e:Version>
<e:BeginEndDate><TreatmentStartDate>2026-01-01</TreatmentStartDate><TreatmentEndDate>2027-01-01</TreatmentEndDate></e:BeginEndDate>
<e:Paused><FromDate>2026-01-05</FromDate><ToDate>2026-01-09</ToDate></e:Paused>
<e:Drug><ATC><Code>Z00AA0{id}</Code></ATC><Name>Prøvol{id}</Name><Strength><Value>8.0</Value><UnitText>mg</UnitText></Strength>
</e:Drug>{inside}</e:DrugMedication>"""
_PERSON = f'<PersonIdentifier source="CPR">{ME}</PersonIdentifier>'
_INVALID = "<e:Invalid{0}><Identifier>{1}</Identifier></e:Invalid{0}>"

_INSIDE = (
    _PRESCRIPTION.format(id=11)
    + _PRESCRIPTION.format(id=12)
    + _GIVEN.format(id=13)
    + _INVALID.format("Prescription", 14)
    + _INVALID.format("Effectuation", 15)
)
FULL_CARD = f"""<e:GetMedicineCardResponse xmlns="{BASE}" xmlns:e="{BASE}/E2"><e:MedicineCard>
<e:Patient><Person>{_PERSON}</Person></e:Patient><e:Version>7</e:Version>
{_DRUG.format(id=1, inside=_INSIDE)}{_DRUG.format(id=2, inside=_PRESCRIPTION.format(id=21))}{_DRUG.format(id=3, inside="")}
<e:PrivateDrugMedication><Identifier>4</Identifier></e:PrivateDrugMedication>
<e:PrivateDrugMedication><Identifier>5</Identifier></e:PrivateDrugMedication>
{_INVALID.format("DrugMedication", 6)}{_INVALID.format("Prescription", 61)}{_PRESCRIPTION.format(id=31)}{_GIVEN.format(id=32)}
</e:MedicineCard></e:GetMedicineCardResponse>"""
DISPENSINGS = f"""<SearchEffectuationsResponse xmlns="{BASE}" xmlns:e="{BASE}">{_PERSON}
<DrugMedication><Identifier>1</Identifier>{_GIVEN.format(id=16)}{_GIVEN.format(id=17)}</DrugMedication>
{_PRESCRIPTION.format(id=41)}{_GIVEN.format(id=42)}{_INVALID.format("Effectuation", 43)}
<PrivateDrugMedication><Identifier>4</Identifier></PrivateDrugMedication><MoreAvailable/></SearchEffectuationsResponse>"""
RECORDED = ("responses", "test-prescriptions", "effectuations")
"""The folders of answers that the reader takes: the others hold requests, parts, and other versions."""


def recorded(samples: Path) -> dict[str, bytes]:
    """Give the recorded answers by name, as they were sent."""
    found = {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in RECORDED
        for path in sorted((samples / "fmk" / folder).glob("*.xml"))
    }
    assert len(found) == 12
    return found


def answers(samples: Path) -> dict[str, bytes]:
    """Give all answers that mutants are made of."""
    return recorded(samples) | {"own card": FULL_CARD.encode(), "own dispensings": DISPENSINGS.encode()}
