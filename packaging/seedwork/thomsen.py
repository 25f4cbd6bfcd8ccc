"""A citizen with very much: 120 medicines, 700 results, long texts. The same every time."""

import random

from seedwork.laboratory import report, result
from seedwork.medicine import Drug, Use
from seedwork.parts import Chart
from seedwork.plans import Plan, document
from seedwork.story import Story, analysis

DRUGS = """allopurinol|Allopurinol DAK|100 mg|tabletter|M04AA01|mod urinsyregigt|1 tablet morgen
alendronat|Alendronat Teva|70 mg|tabletter|M05BA04|mod knogleskørhed|
amlodipin|Amlodipin Stada|10 mg|tabletter|C08CA01|mod forhøjet blodtryk|1 tablet morgen
bisoprolol|Bisoprolol Krka|5 mg|filmovertrukne tabletter|C07AB07|mod hjertesvigt|1 tablet morgen
bumetanid|Burinex|1 mg|tabletter|C03CA02|mod væskeophobning|2 tabletter morgen, 1 tablet middag
calciumcarbonat|Unikalk|400 mg|tyggetabletter|A12AA04|tilskud|1 tablet morgen og aften
citalopram|Citalopram Stada|10 mg|filmovertrukne tabletter|N06AB04|mod depression|1 tablet morgen
clopidogrel|Clopidogrel Krka|75 mg|filmovertrukne tabletter|B01AC04|forebyggelse af blodpropper|1 tablet morgen
codein|Kodein DAK|25 mg|tabletter|R05DA04|mod hoste|1 tablet efter behov, højst 3 gange daglig
cetirizin|Benaday|10 mg|filmovertrukne tabletter|R06AE07|mod allergi|1 tablet efter behov, højst 1 gang daglig
digoxin|Digoxin DAK|62,5 mikrogram|tabletter|C01AA05|mod atrieflimren|1 tablet morgen
donepezil|Donepezil Krka|10 mg|filmovertrukne tabletter|N06DA02|mod demens|1 tablet aften
enalapril|Enalapril Krka|10 mg|tabletter|C09AA02|mod hjertesvigt|1 tablet morgen og aften
pantoprazol|Pantoprazol Krka|40 mg|enterotabletter|A02BC02|mod syrerefluks|1 tablet morgen
finasterid|Finasterid Stada|5 mg|filmovertrukne tabletter|G04CB01|mod vandladningsbesvær|1 tablet morgen
folsyre|Folimet|5 mg|tabletter|B03BB01|tilskud|1 tablet morgen
gabapentin|Gabapentin Teva|300 mg|hårde kapsler|N02BF01|mod nervesmerter|1 kapsel morgen, 2 kapsler aften
isosorbidmononitrat|Imdur|60 mg|depottabletter|C01DA14|mod hjertekrampe|1 tablet morgen
kaliumchlorid|Kaleorid|750 mg|depottabletter|A12BA01|mod kaliummangel|2 tabletter morgen, 1 tablet aften
pravastatin|Pravastatin Krka|40 mg|tabletter|C10AA03|mod forhøjet kolesterol|1 tablet aften
magnesiumoxid|Magnesia DAK|500 mg|tabletter|A06AD02|mod forstoppelse|2 tabletter aften
melatonin|Circadin|2 mg|depottabletter|N05CH01|mod søvnbesvær|1 tablet 1-2 timer før sengetid
mirtazapin|Mirtazapin Stada|15 mg|smeltetabletter|N06AX11|mod depression|1 tablet aften
oxycodon|Oxycontin|5 mg|depottabletter|N02AA05|mod smerter|1 tablet morgen og aften
lansoprazol|Lansoprazol Krka|30 mg|hårde enterokapsler|A02BC03|mod mavesår|1 kapsel morgen
esomeprazol|Nexium|20 mg|enterotabletter|A02BC05|mod syrerefluks|1 tablet morgen
quetiapin|Quetiapin Krka|25 mg|filmovertrukne tabletter|N05AH04|mod uro|1 tablet aften
ramipril|Ramipril Krka|5 mg|tabletter|C09AA05|mod hjertesvigt|1 tablet morgen
spironolacton|Spirix|25 mg|filmovertrukne tabletter|C03DA01|mod hjertesvigt|1 tablet morgen
tamsulosin|Omnic|0,4 mg|depottabletter|G04CA02|mod vandladningsbesvær|1 tablet morgen"""
LONG = (
    "1 tablet én gang om ugen, morgen, sammen med et helt glas vand, siddende eller stående, mindst en halv time før dagens første måltid; "
    "læg dig ikke ned den næste halve time, og spring dosis over ved synkebesvær, opkastning eller svimmelhed. "
)


def aage() -> Story:
    """Twenty-four medicines in use and ninety-six ended, most of them several times over the years."""
    rows = [row.split("|") for row in DRUGS.splitlines()]
    uses = [_use(rows[index % len(rows)], index) for index in range(120)]
    goal = "Færre genindlæggelser; borgeren kan være i eget hjem med den nuværende hjælp. " * 4
    return Story(
        medicine=uses,
        problems=[("K77", "hjertesvigt", "2009"), ("P70", "demens", "2021"), ("T92", "urinsyregigt", "1998")],
        allergies=[("sulfonamid", "udslæt", "low"), ("tramadol", "forvirring", "high")],
        plans=[Plan("Hjertesvigt", "Lægehuset Fjordparken", goal, "Blodprøver", "2026-12-01", "Praksis", "2025-02-03")],
        services=[("J1.1", "H1.1"), ("I2.1", "G1.14"), ("I7.2", "G1.20"), ("I11.1", "G1.21")],
        record=_paper,
        laboratory=_results,
    )


def _use(row: list[str], index: int) -> tuple[Drug, Use]:
    generic, brand, strength, form, atc, reason, dosage = row
    drug = Drug(generic, brand, strength, form, atc, "kapsel" if form.endswith("kapsler") else "tablet")
    dosage = dosage or LONG * 3
    if index < 24:
        return drug, Use(dosage, reason, f"{2016 + index % 10}-{1 + index % 12:02}-{1 + index:02}")
    year = 2000 + (index * 5) % 24
    stopped = index % 4 == 0
    status, why = ("stopped", "Seponeret på grund af bivirkninger") if stopped else ("completed", "")
    month = 1 + index % 9
    return drug, Use(dosage, reason, f"{year}-{month:02}-05", f"{year}-{month + 3:02}-19", status=status, why=why)


def many() -> list[tuple[Drug, Use]]:
    """What the medicine card alone still tells: orders of the last two years that ended, were withdrawn or are paused."""
    rows = [row.split("|") for row in DRUGS.splitlines()]
    return [_lately(rows[index % len(rows)], index) for index in range(181)]


def _lately(row: list[str], index: int) -> tuple[Drug, Use]:
    drug, use = _use(row, index % 24)
    use.dosage = use.dosage if use.dosage != LONG * 3 else LONG
    year, month = (2025, 1 + index % 12) if index % 2 else (2026, 1 + index % 9)
    use.start, use.end = f"{year - 1}-{month:02}-03", f"{year}-{month:02}-20"
    use.asserted, use.status = use.end, "completed" if index % 3 else "stopped"
    if index % 60 == 0:
        use.end, use.asserted, use.status, use.paused = "", "2026-11-16", "on-hold", "2026-11-16/2026-12-07"
    return drug, use


def _paper(chart: Chart) -> None:
    text = "Gennemgang af hele forløbet med hjertesvigt, fald i hjemmet og gentagne ændringer af medicinen. " * 60
    document(chart, "2026-10-05", "Status, geriatrisk ambulatorium", "Geriatri, Eksempel Sygehus", text)


def _results(chart: Chart) -> None:
    """Fourteen analyses on fifty days: 700 results that wander slowly."""
    chance = random.Random(91)
    levels = {"NPU18016": 128.0, "NPU03230": 4.2, "NPU03429": 138.0, "NPU02319": 7.9, "NPU19748": 12.0}
    levels |= {"NPU02593": 7.4, "NPU03568": 215.0, "NPU01459": 9.2, "NPU19651": 22.0, "NPU19673": 35.0}
    levels |= {"NPU01443": 2.28, "NPU03688": 0.47, "NPU02192": 6.4, "NPU02647": 0.78}
    decimals = {"NPU03230": 1, "NPU02319": 1, "NPU02593": 1, "NPU01459": 1, "NPU02192": 1}
    decimals |= {"NPU01443": 2, "NPU03688": 2, "NPU02647": 2}
    for index in range(50):
        day = f"{2022 + index // 11}-{1 + index % 11:02}-{3 + index % 20:02}"
        made = []
        for code, level in levels.items():
            value = f"{level * chance.uniform(0.9, 1.1):.{decimals.get(code, 0)}f}"
            made.append(result(chart, analysis(code, "male"), day, value))
        report(chart, day, made, conclusion="Svar til vurdering hos egen læge. " * (1 + index % 9))
