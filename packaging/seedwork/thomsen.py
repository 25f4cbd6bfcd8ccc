"""A citizen with very much: 120 medicines, 700 results, long texts. The same every time."""

import random

from seedwork.laboratory import report, result
from seedwork.medicine import Drug, Use
from seedwork.parts import Chart
from seedwork.plans import Plan, document
from seedwork.story import Story, analysis

DRUGS = """allopurinol|Allopurinol DAK|100 mg|M04AA01|mod urinsyregigt
alendronat|Alendronat Teva|70 mg|M05BA04|mod knogleskørhed
amlodipin|Amlodipin Stada|10 mg|C08CA01|mod forhøjet blodtryk
bisoprolol|Bisoprolol Krka|5 mg|C07AB07|mod hjertesvigt
bumetanid|Burinex|1 mg|C03CA02|mod væskeophobning
calciumcarbonat|Unikalk|400 mg|A12AA04|tilskud
citalopram|Citalopram Stada|20 mg|N06AB04|mod depression
clopidogrel|Clopidogrel Krka|75 mg|B01AC04|forebyggelse af blodpropper
codein|Kodein DAK|25 mg|R05DA04|mod hoste
cetirizin|Benaday|10 mg|R06AE07|mod allergi
digoxin|Digoxin DAK|62,5 mikrogram|C01AA05|mod atrieflimren
donepezil|Donepezil Krka|10 mg|N06DA02|mod demens
enalapril|Enalapril Krka|10 mg|C09AA02|mod forhøjet blodtryk
esomeprazol|Nexium|20 mg|A02BC05|mod syrerefluks
finasterid|Finasterid Stada|5 mg|G04CB01|mod vandladningsbesvær
folinsyre|Folimet|5 mg|B03BB01|tilskud
gabapentin|Gabapentin Teva|300 mg|N03AX12|mod nervesmerter
isosorbidmononitrat|Imdur|60 mg|C01DA14|mod hjertekrampe
kaliumchlorid|Kaleorid|750 mg|A12BA01|mod kaliummangel
lansoprazol|Lansoprazol Krka|30 mg|A02BC03|mod mavesår
magnesiumoxid|Magnesia DAK|500 mg|A06AD02|mod forstoppelse
melatonin|Circadin|2 mg|N05CH01|mod søvnbesvær
mirtazapin|Mirtazapin Stada|15 mg|N06AX11|mod depression
oxycodon|Oxycontin|5 mg|N02AA05|mod smerter
pantoprazol|Pantoprazol Krka|40 mg|A02BC02|mod syrerefluks
pravastatin|Pravastatin Krka|40 mg|C10AA03|mod forhøjet kolesterol
quetiapin|Quetiapin Krka|25 mg|N05AH04|mod uro
ramipril|Ramipril Krka|5 mg|C09AA05|mod hjertesvigt
spironolacton|Spirix|25 mg|C03DA01|mod hjertesvigt
tamsulosin|Omnic|0,4 mg|G04CA02|mod vandladningsbesvær"""
LONG = (
    "1 tablet morgen sammen med et helt glas vand, siddende eller stående, mindst en halv time før dagens første måltid; "
    "læg dig ikke ned den næste halve time, og spring dosis over ved synkebesvær, opkastning eller svimmelhed. "
)


def aage() -> Story:
    """Twenty-four medicines in use and ninety-six ended, most of them several times over the years."""
    chance = random.Random(90)
    rows = [row.split("|") for row in DRUGS.splitlines()]
    uses = [_use(chance, rows[index % len(rows)], index) for index in range(120)]
    goal = "Færre genindlæggelser; borgeren kan være i eget hjem med den nuværende hjælp. " * 4
    return Story(
        medicine=uses,
        problems=[("K77", "hjertesvigt", "2009"), ("P70", "demens", "2021"), ("T92", "urinsyregigt", "1998")],
        allergies=[("sulfonamid", "udslæt", "low"), ("tramadol", "forvirring", "high")],
        plans=[Plan("Hjertesvigt", "Lægehuset Fjordparken", goal, "Blodprøver", "2026-12-01", "Praksis", "2025-02-03")],
        services=[("J1.1", "H1.1"), ("I2.1", "G1.14"), ("I7.1", "G1.20"), ("I7.1", "G1.21")],
        record=_paper,
        laboratory=_results,
    )


def _use(chance: random.Random, row: list[str], index: int) -> tuple[Drug, Use]:
    generic, brand, strength, atc, reason = row
    drug = Drug(generic, brand, strength, "tabletter", atc)
    dosage = (
        LONG * 3
        if generic == "alendronat"
        else chance.choice(["1 tablet morgen", "1 tablet aften", "2 tabletter morgen"])
    )
    if index < 24:
        return drug, Use(dosage, reason, f"{2016 + index % 10}-{1 + index % 12:02}-{1 + index:02}")
    year = 2000 + (index * 5) % 24
    stopped = index % 4 == 0
    status, why = ("stopped", "Seponeret på grund af bivirkninger") if stopped else ("completed", "")
    month = 1 + index % 9
    return drug, Use(dosage, reason, f"{year}-{month:02}-05", f"{year}-{month + 3:02}-19", status=status, why=why)


def _paper(chart: Chart) -> None:
    text = "Gennemgang af hele forløbet med hjertesvigt, fald i hjemmet og gentagne ændringer af medicinen. " * 60
    document(chart, "2026-10-05", "Status, geriatrisk ambulatorium", "Geriatri, Eksempel Sygehus", text)


def _results(chart: Chart) -> None:
    """Fourteen analyses on fifty days: 700 results that wander slowly."""
    chance = random.Random(91)
    levels = {"NPU18016": 128.0, "NPU03230": 4.2, "NPU03429": 138.0, "NPU02319": 7.9, "NPU19748": 12.0}
    levels |= {"NPU02593": 7.4, "NPU03568": 215.0, "NPU01459": 9.2, "NPU19651": 22.0, "NPU19673": 35.0}
    levels |= {"NPU04144": 2.28, "NPU03688": 0.47, "NPU02192": 6.4, "NPU02647": 0.78}
    decimals = {"NPU03230": 1, "NPU02319": 1, "NPU02593": 1, "NPU01459": 1, "NPU02192": 1}
    decimals |= {"NPU04144": 2, "NPU03688": 2, "NPU02647": 2}
    for index in range(50):
        day = f"{2022 + index // 11}-{1 + index % 11:02}-{3 + index % 20:02}"
        made = []
        for code, level in levels.items():
            value = f"{level * chance.uniform(0.9, 1.1):.{decimals.get(code, 0)}f}"
            made.append(result(chart, analysis(code, "male"), day, value))
        report(chart, day, made, conclusion="Svar til vurdering hos egen læge. " * (1 + index % 9))
