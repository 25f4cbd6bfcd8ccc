"""A medicine card of many drugs in our own words, written as FMK writes it (schema 2015/06/01, GetMedicineCard of E2).

No two drugs are alike: names, days, people, strengths and dosages go round in steps of different lengths, so that
nothing is won by remembering the drug before.
"""

from collections.abc import Callable, Iterator

_SPACE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_PRICES = 'source="Medicinpriser" date="2026-11-16"'
_FORMS = (("TAB", "tabletter"), ("KAPH", "kapsler, hårde"), ("DEPTAB", "depottabletter"))
_UNITS = (("tablet", "tabletter"), ("kapsel", "kapsler"), ("tablet", "tabletter"))
_WHYS = (
    "mod smerter",
    "mod forhøjet blodtryk",
    "mod kvalme",
    "mod svimmelhed",
    "forebyggende",
    "mod søvnløshed",
    "mod hoste",
)
_HOUSES = ("Lægehuset Eksempel", "Eksempel Sygehus", "Prøveklinikken", "Lægerne Prøvevej", "Ambulatoriet Eksempel")
_TIMES = ("morning", "noon", "evening", "night")
_WORDS = {"morning": "morgen", "noon": "middag", "evening": "aften", "night": "nat"}
_MONTHS = ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec.")


def answer(drugs: int) -> bytes:
    """Write the answer in its envelope, indented as the service indents it."""
    person = ['<PersonIdentifier source="CPR">2512489996</PersonIdentifier>', element("BirthDate", "1948-12-25")]
    person.append(element("Gender", "female"))
    body = element(
        "e2:GetMedicineCardResponse",
        element(
            "e2:MedicineCard",
            element("e2:Patient", element("Person", *person)),
            element("e2:Version", "1764944101486001001"),
            act("e2:Modified", 0),
            *(drug(number) for number in range(1, drugs + 1)),
            element("e2:HasOpenDosageDispensingPrescriptions", "false"),
            element("e2:OrderedPrescriptionsExist", "false"),
        ),
    )
    spaces = f'xmlns:soap="{_SOAP}" xmlns="{_SPACE}" xmlns:e2="{_SPACE}/E2"'
    whole = f"<soap:Envelope {spaces}>\n<soap:Header/>\n<soap:Body>\n{body}\n</soap:Body>\n</soap:Envelope>"
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(_indented(whole))).encode()


def element(name: str, *inside: str) -> str:
    """Write an element: one that holds others stands over several lines."""
    lines = "\n".join(inside)
    return f"<{name}>\n{lines}\n</{name}>" if "<" in lines else f"<{name}>{lines}</{name}>"


def _indented(text: str) -> Iterator[str]:
    depth = 0
    for line in text.split("\n"):
        depth -= line.startswith("</")
        yield "    " * depth + line if line.startswith("<") else line
        depth += line.startswith("<") and "/" not in line[:2] + line[-2:] and "</" not in line and line.endswith(">")


def day(number: int) -> str:
    """Give a day before the moment of the bench."""
    return f"{2019 + number % 7}-{1 + number % 12:02}-{1 + number * 5 % 28:02}"


def act(name: str, number: int) -> str:
    """Write who did something, and when."""
    person = element(
        "AuthorisedHealthcareProfessional",
        element("AuthorisationIdentifier", f"0DM{number % 29:02}"),
        element("Name", f"M. Eksempel {number % 29}"),
    )
    organisation = element(
        "Organisation",
        element("Name", _HOUSES[number % 5]),
        element("TelephoneNumber", f"990000{number % 5:02}"),
        element("Type", "Yder"),
        f'<Identifier source="Yder">09999{number % 5}</Identifier>',
    )
    when = f"{day(number)}T{7 + number % 10:02}:{number % 60:02}:{number * 7 % 60:02}Z"
    return element(name, element("By", person, organisation), element("DateTime", when))


def drug(number: int) -> str:
    """Write one drug; some are paused, withdrawn or over."""
    also = [act("e2:Modified", number * 3)] if number % 4 else []
    also.append(element("e2:Type", "Lægeordineret"))
    if number % 11 == 0:
        also.append(element("e2:Paused", element("FromDate", "2026-11-01"), act_inside(number)))
    if number % 17 == 0:
        also.append(act("e2:Withdrawn", number * 2))
    end = element("TreatmentEndDate", "2026-11-30") if number % 5 == 0 else "<TreatmentEndingUndetermined/>"
    return element(
        "e2:DrugMedication",
        element("e2:Identifier", str(54_000_000 + number)),
        element("e2:Version", str(1_764_944_101_506_000_000 + number)),
        act("e2:Created", number),
        *also,
        element("e2:BeginEndDate", element("TreatmentStartDate", day(number)), end),
        element("e2:Indication", coded(str(100 + number % 7)), element("Text", _WHYS[number % 7])),
        element("e2:RouteOfAdministration", coded("OR"), element("Text", "Oral anvendelse")),
        product(number),
        dosage(number),
        element("e2:SubstitutionAllowed", "true"),
    )


def act_inside(number: int) -> str:
    """Write who paused a drug, and when: they stand in the pause itself."""
    return act("x", number).removeprefix("<x>\n").removesuffix("\n</x>")


def coded(code: str, name: str = "Code") -> str:
    """Write a code of Medicinpriser."""
    return f"<{name} {_PRICES}>{code}</{name}>"


def product(number: int) -> str:
    """Write the drug itself: a name, form, strength and substance of its own."""
    code, form = _FORMS[number % 3]
    much = f"{5 * (1 + number % 40)}"
    return element(
        "e2:Drug",
        element("ATC", coded(f"A{number % 16:02}BA{number % 60:02}"), element("Text", f"Prøvestof {number}")),
        coded(str(28_100_000_000 + number), "Identifier"),
        element("Name", f"Prøvol {number}"),
        element("Form", coded(code), element("Text", form)),
        element(
            "Strength",
            element("Value", f"{much}.0"),
            coded("MG", "UnitCode"),
            element("UnitText", "mg"),
            coded(f"{much} mg", "Text"),
        ),
        element("Substances", element("ActiveSubstance", coded(f"PRØVESTOF {number}", "SubstanceText"))),
    )


def dosage(number: int) -> str:
    """Write a dosage, one kind after the other."""
    unit = _UNITS[number % 3][1]
    kinds: tuple[Callable[[int, str], str], ...] = (_every_day, _at_times, _weekly, _as_needed, _every_day, _in_words)
    return element("e2:Dosage", kinds[number % 6](number, unit))


def _every_day(number: int, unit: str) -> str:
    doses = [element("Dose", element("Quantity", str(1 + number % 4)))] * (1 + number % 3)
    words = f"{1 + number % 4} {unit} {1 + number % 3} gange daglig"
    return _structured(number, "StructuresFixed", 1, [element("Day", element("Number", "1"), *doses)], words)


def _at_times(number: int, unit: str) -> str:
    times = _TIMES[: 1 + number % 4]
    doses = [element("Dose", element("Time", time), element("Quantity", str(1 + number % 2))) for time in times]
    words = f"{1 + number % 2} {unit} {', '.join(_WORDS[time] for time in times)}"
    return _structured(number, "StructuresFixed", 1, [element("Day", element("Number", "1"), *doses)], words)


def _weekly(number: int, unit: str) -> str:
    days = [
        element("Day", element("Number", str(1 + place)), element("Dose", element("Quantity", str(1 + number % 3))))
        for place in range(0, 7, 2 + number % 3)
    ]
    return _structured(number, "StructuresFixed", 7, days, f"{1 + number % 3} {unit} {len(days)} dage om ugen")


def _as_needed(number: int, unit: str) -> str:
    dose = element("Dose", element("MinimalQuantity", "1"), element("MaximalQuantity", str(2 + number % 2)))
    words = f"1-{2 + number % 2} {unit} efter behov"
    return _structured(number, "StructuresAccordingToNeed", 1, [element("AnyDay", dose)], words)


def _in_words(number: int, unit: str) -> str:
    free = [element("StartDate", day(number)), "<DosageEndingUndetermined/>"]
    free.append(element("Text", f"{number % 9} {unit} efter aftale {number}"))
    return "\n".join((element("e2:FreeText", *free), element("e2:Type", "fast")))


def _structured(number: int, group: str, interval: int, days: list[str], words: str) -> str:
    """Write the structure with the words of the service."""
    year, month, date = day(number).split("-")
    opening = f"Dosering fra d. {int(date)}. {_MONTHS[int(month) - 1]} {year}:"
    texts = [element("ShortText", words), f"<LongText>{opening}\n{words}</LongText>"]
    structure = element(
        "Structure",
        element("IterationInterval", str(interval)),
        element("StartDate", day(number)),
        "<DosageEndingUndetermined/>",
        *days,
        element("DosageTranslation", *texts),
    )
    one, more = _UNITS[number % 3]
    units = element("e2:UnitTexts", element("e2:Singular", one), element("e2:Plural", more))
    kind = "fast" if group == "StructuresFixed" else "efter behov"
    return "\n".join((units, element(f"e2:{group}", structure), element("e2:Type", kind)))
