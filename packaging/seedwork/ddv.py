"""The vaccination cards of DDV: what the record system's Immunizations say, and what only the register knows.

The elements stand in the order of VaccinationType and PlannedVaccinationType, schema 2013/12/01.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from seedwork.parts import Chart, at, situation_of

from overblik.sandbox.verbatim import Json

DDV = "http://vaccinationsregister.dk/schemas/2013/12/01"
DOCTOR, CITIZEN = "Oprettet af læge / medhjælp", "Oprettet af borger"
INSURANCE = "Oprettet på baggrund af data fra Sygesikringsregisteret"


@dataclass(frozen=True, slots=True)
class Vaccine:
    """A vaccine as the register names it: its ATC text, and each disease in English and in Danish."""

    number: int
    name: str
    words: str
    diseases: tuple[tuple[str, str], ...]


VACCINES = {
    "J07BB02": Vaccine(1, "Influenza", "Influenza, inaktiveret", (("Influenza", "Influenza"),)),
    "J07BN01": Vaccine(2, "Covid-19 mRNA", "Covid-19, rna-baseret vaccine", (("Covid-19", "Covid-19 sygdom"),)),
    "J07AL01": Vaccine(
        3, "Pneumokok 23-valent", "Pneumokok, polysaccharid", (("Pneumococcal disease", "Pneumokoksygdom"),)
    ),
    "J07AL02": Vaccine(
        4, "Pneumokok 13-valent", "Pneumokok, konjugeret polysaccharid", (("Pneumococcal disease", "Pneumokoksygdom"),)
    ),
    "J07AM51": Vaccine(
        5, "Difteri-tetanus revac.", "Tetanustoxoid, komb.", (("Diphtheria", "Difteri"), ("Tetanus", "Stivkrampe"))
    ),
    "J07CA06": Vaccine(
        6,
        "Di-Te-Ki-Pol/Hib",
        "Difteri-Hib-pertussis-polio-tetanus",
        (
            *(("Diphtheria", "Difteri"), ("Tetanus", "Stivkrampe"), ("Pertussis", "Kighoste"), ("Polio", "Polio")),
            ("Haemophilus influenzae type b", "Hib-sygdom"),
        ),
    ),
    "J07CA02": Vaccine(
        7,
        "Di-Te-Ki-Pol revac.",
        "Difteri-pertussis-polio-tetanus",
        (("Diphtheria", "Difteri"), ("Tetanus", "Stivkrampe"), ("Pertussis", "Kighoste"), ("Polio", "Polio")),
    ),
    "J07BD52": Vaccine(
        8,
        "MFR",
        "Mæslinger-fåresyge-røde hunde",
        (("Measles", "Mæslinger"), ("Mumps", "Fåresyge"), ("Rubella", "Røde hunde")),
    ),
    "J07BC02": Vaccine(9, "Hepatitis A", "Hepatitis A, inaktiveret", (("Hepatitis A", "Smitsom leverbetændelse A"),)),
    "J07BM03": Vaccine(10, "HPV 9-valent", "Papillomavirus", ()),
}


@dataclass(frozen=True, slots=True)
class Given:
    """One registration."""

    day: str
    code: str
    drug: str
    batch: str = ""
    version: int = 1
    same_as: int = 0
    """The place of the registration whose version this is, counted from 1; 0 for one of its own."""
    active: bool = True
    previous: bool = False
    credibility: str = DOCTOR
    step: tuple[str, str, str] = ("", "", "")
    """Plan, step and index of an EffectuatedPlannedItem."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One planned vaccination."""

    day: str
    code: str
    plan: str
    step: str
    index: str
    series: str = ""


@dataclass(frozen=True, slots=True)
class More:
    """What the register knows of a citizen beyond the record system."""

    given: tuple[Given, ...] = ()
    coming: tuple[Coming, ...] = ()
    hidden: int = 0
    bends: tuple[tuple[int, Json], ...] = ()
    """Members of the record system's own vaccinations that differ in the register, by their place from 1."""


_CHILDREN = "Børnevaccinationsprogrammet"
_MORE = {
    "2512489996": More(
        given=(
            Given("2018-06-08", "J07AM51", "diTeBooster", "AK12", same_as=4),
            Given("2004-07-12", "J07BC02", "Havrix", previous=True, credibility=CITIZEN),
            Given("2019-10-22", "J07BB02", "Vaxigrip", "R3J2", version=2, active=False),
            Given("2016-01-18", "J07BB02", "", previous=True, credibility=INSURANCE),
        ),
        coming=(
            Coming("2026-10-01", "J07AL01", "Pneumokokvaccination", "Revaccination", "2"),
            Coming("2028-06-07", "J07AM51", "Difteri og stivkrampe", "Revaccination hvert 10. år", "3"),
        ),
        bends=((4, {"version": 2, "batch": "AK12"}),),
    ),
    "2105199990": More(
        coming=(
            Coming("2024-06-01", "J07CA02", _CHILDREN, "5 år", "9", "Di-Te-Ki-Pol"),
            Coming("2031-05-21", "J07BM03", _CHILDREN, "12 år, 1. dosis", "10", "HPV"),
        ),
        bends=tuple((place, {"step": (_CHILDREN, f"Trin {place}", str(place))}) for place in range(1, 10)),
    ),
    "0406459990": More(hidden=1),
    "1310989990": More(given=(Given("2019-08-30", "J07BM03", "Gardasil 9", "S014"),)),
}


def cards(charts: Iterable[Chart]) -> Iterator[tuple[str, str]]:
    """The files of the register: name and text, for each citizen whose record holds vaccinations, and the blocked one."""
    for chart in charts:
        if chart.base != "ehr":
            continue
        given = [
            _of_record(each["resource"]) for each in chart.entries if each["resource"]["resourceType"] == "Immunization"
        ]
        name = f"{chart.person.cpr}.{situation_of(chart)}.xml"
        if "blocked" in name:
            yield name, _file([])
        elif given:
            yield name, _file(_answers(chart, given, _MORE.get(chart.person.cpr, More())))


def _of_record(resource: Json) -> Given:
    """The registration that a resource tells of; every third batch is known to the register alone."""
    coding = resource["vaccineCode"]["coding"][0]
    number = int(str(resource["id"]).rpartition("-")[2])
    return Given(
        resource["occurrenceDateTime"], coding["code"], coding["display"], f"E{number}7K" if number % 3 else ""
    )


def _answers(chart: Chart, given: list[Given], more: More) -> list[str]:
    for place, members in more.bends:
        given[place - 1] = replace(given[place - 1], **members)
    base = 91000 + 100 * chart.person.key
    rows = [
        _vaccination(one, base + (one.same_as or place)) for place, one in enumerate([*given, *more.given], start=1)
    ]
    if more.hidden:
        ids = "".join(_leaf(6, "VaccinationIdentifier", str(base + 90 + at)) for at in range(more.hidden))
        rows.append(_node(4, "NegativeConsentStructure", ids))
    made = [_node(2, "GetVaccinationCardResponse", "".join(rows))]
    if more.coming:
        planned = "".join(_planned(one, base + 50 + at) for at, one in enumerate(more.coming))
        made.append(_node(2, "GetPlannedVaccinationsResponse", planned))
    return made


def _vaccination(one: Given, identifier: int) -> str:
    vaccine = VACCINES[one.code]
    credibility = _leaf(6, "VaccinationCredibility", one.credibility)
    drug = _node(
        6,
        "SSIDrug",
        f"{' ' * 8}<ATC/>\n{_leaf(8, 'DrugIdentifier', str(94000 + vaccine.number))}{_leaf(8, 'DrugName', one.drug)}"
        f"{_node(8, 'DrugForm', _leaf(10, 'DrugFormText', 'injektionsvæske, suspension'))}{' ' * 8}<DrugStrength/>\n",
    )
    return _node(
        4,
        "Vaccination",
        _leaf(6, "VaccinationIdentifier", str(identifier)),
        _leaf(6, "VaccinationVersionIdentifier", str(one.version)),
        _created(one.day, one.credibility),
        _vaccine(one.code, vaccine),
        credibility,
        drug if one.drug else "",
        _leaf(6, "BatchNumber", one.batch) if one.batch else "",
        _leaf(6, "EffectuatedDateTime", midnight(one.day)),
        _step(*one.step) if one.step[0] else "",
        _leaf(6, "ConfirmedByPrescriptionServer", "false"),
        _leaf(6, "ActiveStatus", str(one.active).lower()),
        _leaf(6, "IsPrevious", str(one.previous).lower()),
    )


def _vaccine(code: str, vaccine: Vaccine) -> str:
    diseases = [
        _node(
            8,
            "Disease",
            _leaf(10, "DiseaseIdentifier", str(93000 + 10 * vaccine.number + place)),
            _leaf(10, "DiseaseName", english),
            _leaf(10, "DiseaseNameDK", danish),
            _atc(10, code[:5], vaccine.words.partition(",")[0]),
        )
        for place, (english, danish) in enumerate(vaccine.diseases)
    ]
    return _node(
        6,
        "Vaccine",
        _leaf(8, "VaccineIdentifier", str(92000 + vaccine.number)),
        _leaf(8, "VaccineName", vaccine.name),
        *diseases,
        _atc(8, code, vaccine.words),
    )


def _planned(one: Coming, identifier: int) -> str:
    vaccine = VACCINES[one.code]
    return _node(
        4,
        "PlannedVaccination",
        _leaf(6, "PlannedVaccinationIdentifier", str(identifier)),
        _leaf(6, "VaccineIdentifier", str(92000 + vaccine.number)),
        _leaf(6, "VaccineName", vaccine.name),
        _leaf(6, "PlannedVaccinationDateTime", midnight(one.day)),
        _leaf(6, "VaccinationPlanName", one.plan),
        _leaf(6, "VaccinationPlanItemDescription", one.step),
        _leaf(6, "VaccinationPlanItemIndex", one.index),
        _leaf(6, "VaccinationPlanItemSeries", one.series) if one.series else "",
        _created("2026-03-04", DOCTOR),
    )


def _step(plan: str, step: str, index: str) -> str:
    return _node(
        6,
        "EffectuatedPlannedItem",
        _leaf(8, "VaccinationPlanName", plan),
        _leaf(8, "VaccinationPlanItemDescription", step),
        _leaf(8, "VaccinationPlanItemIndex", index),
    )


def _created(day: str, credibility: str) -> str:
    """Who registered it, on the same day: a doctor of ours, the citizen, or the import of the health insurance."""
    doctor = _node(
        10,
        "AuthorisedHealthcareProfessional",
        _leaf(12, "AuthorisationIdentifier", "0DMX7"),
        _leaf(12, "Name", "M. Eksempel"),
    )
    house = _leaf(12, "Name", "Lægehuset Eksempel") + _leaf(12, "Type", "Yder")
    house += f'{" " * 12}<Identifier source="Yder">099999</Identifier>\n'
    flags = {CITIZEN: f"{' ' * 10}<Patient/>\n", INSURANCE: f"{' ' * 10}<HealthInsuranceImport/>\n"}
    who = flags.get(credibility) or doctor + _node(10, "Organisation", house)
    moment = _leaf(8, "CreatedDateTime", f"{day}T08:00:00Z")
    return _node(6, "Created", _node(8, "Modificator", who), moment)


def midnight(day: str) -> str:
    """Danish midnight as the register writes it: in UTC, so on the day before."""
    return datetime.fromisoformat(at(day, "00:00")).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _atc(deep: int, code: str, words: str) -> str:
    return _node(deep, "ATC", _leaf(deep + 2, "Code", code), _leaf(deep + 2, "Text", words))


def _leaf(deep: int, name: str, text: str) -> str:
    return f"{' ' * deep}<{name}>{escape(text)}</{name}>\n"


def _node(deep: int, name: str, *inside: str) -> str:
    content = "".join(inside)
    return f"{' ' * deep}<{name}>\n{content}{' ' * deep}</{name}>\n" if content else f"{' ' * deep}<{name}/>\n"


def _file(answers: list[str]) -> str:
    inside = "".join(answers)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ddv xmlns="{DDV}">\n{inside}</ddv>\n'
