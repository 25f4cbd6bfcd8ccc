"""The patient of the design's picture `print-failsafe.png`, word for word: what must fit on one page."""

import re

from overblik.viewmodels.paper import Beside, Block, Line, Lines, PaperRow, Piece, Sort, Table
from overblik.viewmodels.paper import line as joined

_DRUGS = (
    ("prednisolon", "PREDNISOLON DLF 25 mg tabletter", "1,5 tabletter morgen i 5 dage", "mod forværring af KOL, til 23. nov 2026", "NY"),
    ("furosemid", "FURIX 40 mg tabletter", "", "Pauseret 19. nov 2026 til og med 26. nov 2026, ordineret: 1 tablet morgen · mod væskeophobning, dosisdispensering i bero", "PAUSERET"),
    ("apixaban", "ELIQUIS 5 mg filmovertrukne tabletter", "1 tablet morgen og aften", "forebyggelse af blodpropper ved atrieflimren", "Aktiv"),
    ("metoprolol", "SELO-ZOK 50 mg depottabletter", "1 tablet morgen", "mod hurtig puls ved atrieflimren", "Aktiv"),
    ("losartan", "COZAAR 50 mg filmovertrukne tabletter", "1 tablet morgen", "mod forhøjet blodtryk, dosisdispenseret", "Aktiv"),
    ("empagliflozin", "JARDIANCE 10 mg filmovertrukne tabletter", "1 tablet morgen", "mod type 2-diabetes", "Aktiv"),
    ("atorvastatin", "LIPITOR 40 mg filmovertrukne tabletter", "1 tablet aften", "mod forhøjet kolesterol, dosisdispenseret", "Aktiv"),
    ("tiotropium + olodaterol", "SPIOLTO 2,5 + 2,5 mikrogram/dosis inhalationsvæske, opløsning", "2 pust morgen", "inhalation, mod KOL", "Aktiv"),
)  # fmt: skip
_NEEDED = (
    ("salbutamol", "AIROMIR 0,1 mg/dosis inhalationsspray", "1-2 pust efter behov, højst 4 gange daglig", "inhalation, mod åndenød", "Aktiv"),
    ("paracetamol", "PAMOL 500 mg tabletter", "2 tabletter efter behov, højst 4 gange daglig", "mod smerter", "Aktiv"),
)  # fmt: skip
_RESULTS = (
    ("Kreatinin", "H 142", "µmol/L", "45–90", "118"),
    ("eGFR", "L 31", "mL/min/1,73\u00a0m²", "> 60", "38"),
    ("Kalium", "H 5,1", "mmol/L", "3,5–4,6", "4,4"),
    ("Natrium", "138", "mmol/L", "137–145", "140"),
    ("HbA1c", "H 58", "mmol/mol", "< 48", "57"),
    ("Hæmoglobin", "L 7,1", "mmol/L", "7,3–9,5", "7,4"),
    ("CRP", "H 38", "mg/L", "< 8", "71"),
    ("Leukocytter", "H 11,8", "10⁹/L", "3,5–10,0", "12,6"),
    ("Trombocytter", "268", "10⁹/L", "145–390", "259"),
    ("NT-proBNP, 18. nov 2026", "H 186", "pmol/L", "intet", "≠"),
    ("Albumin/kreatinin, urin, 12. aug 2026", "H 84", "mg/g", "< 30", "60"),
)
_DIFFERENCES = (
    "FMK 500 mg (døgndosis, beregnet 1000 mg) · apotek 28. okt 2026 og kommunens doseringsæske til 29. nov 2026 "
    "1000 mg (beregnet 2000 mg)"
)
ABSENT = (
    "1 privatmarkeret lægemiddel (vises ikke) · Dokumenter (delvist spærret af borgeren) · Hjemmemåling: blodsukker "
    "ikke modtaget · Vaccinationer (ikke valgt) · Behandlingsniveau: ingen kilde"
)


def _drug(name: str, product: str, dosage: str, rest: str, state: str) -> PaperRow:
    told = said(Piece(dosage, True), f" · {rest}" if dosage else rest)
    return PaperRow((said(Piece(name, True), f" {product}"), told, said(state)))


def _band(lead: str, rest: str = "") -> PaperRow:
    return PaperRow((said(Piece(lead, True), rest),), sort=Sort.BAND)


_MONTH = re.compile(r"(\d\d\.) (aug|okt|nov|dec|jan) (\d{4})")


def said(*parts: Piece | str) -> Line:
    """Give a paragraph whose dates do not break, as the program writes them."""
    made = joined(*parts)
    return tuple(Piece(_MONTH.sub("\\1\u00a0\\2\u00a0\\3", piece.text), piece.is_bold) for piece in made)


def _one(title: str, right: str, *texts: str) -> Table:
    return Table(title, right, (1.0,), tuple(PaperRow((said(text),)) for text in texts))


def blocks() -> list[Block]:
    """What stands between the head and the dashed box."""
    metformin = PaperRow(
        (
            said(Piece("metformin", True), " METFORMIN SANDOZ 500 mg tabletter"),
            said(Piece("1 tablet morgen og aften", True), " · mod type 2-diabetes"),
            said(Piece("ÆNDRET", True)),
        ),
        (said(Piece("Ændret 19. nov 2026, før 1000 mg. 2 FORSKELLE: ", True), _DIFFERENCES),),
    )
    rows = (
        _band("Fast (9)"),
        metformin,
        *(_drug(*each) for each in _DRUGS),
        _band("Efter behov (2)"),
        *(_drug(*each) for each in _NEEDED),
        _band("Skjult (1): 1 privatmarkeret lægemiddel, navn og dosis vises ikke"),
        _band(
            "Nyligt seponeret eller afsluttet (2): ",
            "ibuprofen 400 mg SEPONERET 19. nov 2026 · doxycyclin 100 mg AFSLUTTET 02. nov 2026",
        ),
    )
    right = "FMK, ajourført 19. nov 2026 af Lungemedicin, kortet ændret 19. nov 2026, hentet 09:41"
    medicine = Table("Medicin", right, (0.445, 0.45, 0.105), rows, ("", "Dosering · indikation", "Status"))
    lab = [PaperRow(tuple(said(cell) for cell in each)) for each in _RESULTS]
    lab.append(PaperRow((said("H over, L under, ≠ ny metode. 36 mere, heraf 0 uden for interval."),)))
    names = ("Analyse", "Svar", "Enhed", "Interval", "Før")
    results = Table("Prøvesvar 20. nov 2026", "hentet 09:41", (0.387, 0.115, 0.258, 0.155, 0.085), tuple(lab), names)
    plans = _one(
        "Planer",
        "hentet 09:41",
        "KOL og diabetes · HbA1c under 58 mmol/mol · Spirometri 07. dec 2026",
        "Lungeambulatoriet NY · Iltmætning 88–92 % · kontrol 02. dec 2026",
        "Sygepleje (SUL § 138) · Medicindispensering i doseringsæske 30. nov 2026 · Hentet 21. nov 2026 kl. 18:20",
    )
    visits = _one(
        "Aftaler",
        "hentet 09:41",
        "23. nov 2026 kl. 09:40 egen læge · 02. dec 2026 Lungeambulatoriet (FLYTTET, før 09. dec 2026) · 07. dec 2026 "
        "spirometri · 14. jan 2027 årskontrol",
    )
    home = _one(
        "Hjemmemåling",
        "23. nov 2026 kl. 07:20",
        "Blodtryk 128/74 mmHg · vægt 71,4 kg · iltmætning 0,91 enhed ikke oplyst · intet interval sendt",
    )
    summary = Lines(
        (
            said(
                Piece("Diagnoser", True),
                " KOL · type 2-diabetes · atrieflimren · forhøjet blodtryk · kronisk nyresygdom",
            ),
            said(
                Piece("Seneste kontakt", True),
                " udskrevet 19. nov 2026 Lungemedicin · ",
                Piece("Dokumenter, 2 nye", True),
                " epikrise 19. nov 2026, ambulantnotat 18. nov 2026",
            ),
        )
    )
    return [summary, medicine, Beside((results,), (plans, visits, home))]
