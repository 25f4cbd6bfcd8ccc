"""The shared documents and stamkort of the other citizens: few each, and one trial each."""

from collections.abc import Callable, Iterator

from seedwork.cda_apd import Visit, appointment
from seedwork.cda_cpd import CarePlan, Step, care_plan
from seedwork.cda_other import LETTER, PREGNANCY, attachment, listed, note, paragraph
from seedwork.cda_pdc import Relative, Stamkort
from seedwork.cda_phmr import Measured, report
from seedwork.cda_xml import CLINIC, DOCTOR, GP, LUNG_DOCTOR, NURSE, TEAM, Author, Place, table
from seedwork.odd import ENDLESS, MARKUP, TURNED
from seedwork.parts import Person
from seedwork.sharing_index import Filed

Fill = Callable[[dict[str, Person], Person], Iterator[Filed]]
_ICPC, _FSIII, _SKS = "1.2.208.176.2.31", "1.2.208.176.2.21", "1.2.208.176.2.4"
_MORNING = "2026-11-23T09:12"
_BIRTH = Author(Place("Fødeafdelingen, Eksempel Sygehus", "999991000016010"), "J.", "Barsel", "Jordemoder")
_CANCER = Author(Place("Onkologisk ambulatorium, Eksempel Sygehus", "999991000016011"), "O.", "Prøve", "Overlæge")
_CHILD = Author(Place("Kommunal tandpleje, Prøveby", "999991000016012"), "T.", "Tand", "Tandlæge")


def consents() -> dict[str, str]:
    """Whose documents are blocked as a whole, and how the service says so; single blocks stand with the documents."""
    return {"1106929990": "silence", "0512709991": "error"}


def fills() -> dict[str, Fill]:
    """Who has documents in DDS, beside the complex citizen."""
    return {
        "0908679990": _another_persons,
        "1702589990": _wrong_hash,
        "1405449991": _hostile,
        "0309363991": _sixty,
        "2105199990": _child,
        "2703389990": _home_care,
        "1310989990": _pregnant,
        "0811419991": _deceased,
        "3004529991": _warned,
        "1106929990": _silent,
        "0512709991": _refused,
    }


def cards() -> dict[str, Stamkort]:
    """Who has a stamkort in SFSK, beside the complex citizen."""
    mother = Relative("Line", "Olsen", "01 10 20 71", ("mor", "Mor"))
    daughter = Relative("Lone", "Larsen", "01 10 20 81", ("datter", "Datter"), "Ring før kl. 20.")
    return {
        "2703389990": Stamkort(_MORNING, resuscitation="true", living="true", relatives=(daughter,)),
        "0207609991": Stamkort(_MORNING, resuscitation="ja"),
        "1906459990": Stamkort("2024-11-04T08:10", old=True, organ="true", living=""),
        "0406459990": Stamkort(_MORNING, contact=("01 10 20 91",)),
        "0309363991": Stamkort(_MORNING, organ="", practice=False),
        "2105199990": Stamkort(_MORNING, organ=None, treatment=None, living=None, relatives=(mother,)),
        "1405449991": Stamkort(_MORNING, street="<b>Vej</b> & sti 1", dentist=(f"Tandlæge {MARKUP}", TURNED)),
        "3004529991": Stamkort(_MORNING, resuscitation=""),
    }


def _visit(person: Person, key: str, start: str, end: str, told: tuple[Place, str, Author]) -> bytes:
    place, what, author = told
    return appointment(person, key, "2026-11-16T10:00", Visit(start, end, place, what), author)


def _another_persons(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """Home monitoring of the other citizen of the same name lies in this one's folder."""
    other = people["2203719990"]
    rows = [
        Measured("2026-11-20T07:40", "DNK05472", "171", "mmHg"),
        Measured("2026-11-20T07:40", "DNK05473", "99", "mmHg"),
    ]
    yield Filed("phmr-anden-person.xml", report(other, "phmr", "2026-11-20T08:00", rows, NURSE), {})
    own = [Measured("2026-11-21T07:10", "NPU03804", "68.0", "kg")]
    yield Filed("phmr-egen.xml", report(person, "phmr", "2026-11-21T07:30", own, NURSE), {})


def _wrong_hash(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """The registry's hash and size are not the document's."""
    del people
    content = _visit(person, "apd", "2026-12-03T09:00", "2026-12-03T09:20", (GP, "Blodtrykskontrol", DOCTOR))
    yield Filed("apd-hash.xml", content, {"hash": "0" * 39 + "1", "size": 4711})


def _hostile(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """Markup, reversed order and endless words in title and narrative; the document itself is in order."""
    del people
    parts = [
        (f"Fund {MARKUP}", [paragraph(f"{MARKUP} {TURNED}"), listed(ENDLESS, "%s {0} $(x)", "&lt;script&gt;")]),
        ("Plan", [table(["=1+1", MARKUP], [TURNED, "javascript:alert(1)"])]),
    ]
    content = note(person, "notat", "2026-11-10T14:05", f"Notat {MARKUP}", parts, LUNG_DOCTOR)
    yield Filed("notat-fjendtligt.xml", content, {})
    goal = [("", f"Mål {MARKUP} {TURNED}", "")]
    step = Step(f"Tur {MARKUP}", "PlannedInterventionText", ("ZZ0", _SKS, MARKUP), "2026-12-08", who=TURNED)
    plan = CarePlan(f"Plan {MARKUP}", "2026-01-12", [("R95", _ICPC, f"KOL {MARKUP}", "2015-01-01")], goal, [step])
    yield Filed("cpd-fjendtlig.xml", care_plan(person, "cpd", "2026-11-10T14:20", plan, DOCTOR), {})


def _sixty(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """Sixty documents: appointments back to 2022, notes and weights, three newer than the rest."""
    del people
    for at in range(40):
        day = f"{2022 + at // 10}-{1 + at % 10:02}-14"
        told = (CLINIC, f"Kontrol nr. {at + 1}", LUNG_DOCTOR)
        yield Filed(f"apd-{at + 1:02}.xml", _visit(person, f"apd-{at}", f"{day}T10:00", f"{day}T10:30", told), {})
    for at in range(15):
        day = f"2026-{1 + at % 10:02}-{3 + at:02}"
        words = [("Notat", [paragraph(f"Besøg nr. {at + 1}. Uændret.")])]
        content = note(person, f"notat-{at}", f"{day}T11:00", f"Notat {at + 1}", words, LUNG_DOCTOR)
        yield Filed(f"notat-{at + 1:02}.xml", content, {})
    for at in range(5):
        day = f"2026-11-{17 + at}"
        rows = [Measured(f"{day}T07:30", "NPU03804", f"8{at}.2", "kg")]
        yield Filed(f"phmr-{at + 1}.xml", report(person, f"phmr-{at}", f"{day}T08:00", rows, NURSE), {})


def _child(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    del people
    told = (_CHILD.place, "Tandeftersyn", _CHILD)
    yield Filed("apd-tand.xml", _visit(person, "apd", "2026-12-10T13:00", "2026-12-10T13:30", told), {})
    lines = ["Skoleundersøgelse 26. maj 2026", "Ida Olsen", "Højde 122,0 cm. Vægt 23,4 kg."]
    content = attachment(person, "phad", "2026-05-26T10:40", "Skoleundersøgelse", lines, NURSE)
    yield Filed("phad-skole.xml", content, {})


def _home_care(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """Home care plans of the municipality, and the weights that the record of the municipality holds too."""
    del people
    hunger = CarePlan(
        "Underernæring",
        "2026-11-06",
        [("I3.5", _FSIII, "Problemer med undervægt", "2026-11-06"), ("P70", _ICPC, "demens", "2023-01-01")],
        [("NPU03804", "Vægten falder ikke yderligere", "")],
        [
            Step(
                "Vejning",
                "PlannedInterventionText",
                ("G1.41", _FSIII, "Undersøgelser og måling af værdier"),
                "2026-12-04",
                contact=False,
                who="Hjemmesygeplejen",
            )
        ],
    )
    yield Filed("cpd-ernaering.xml", care_plan(person, "cpd-1", "2026-11-06T12:00", hunger, NURSE), {})
    washing = CarePlan(
        "Personlig pleje",
        "2026-02-02",
        [("J1.1", _FSIII, "Vaske sig", "2026-02-02")],
        [("", "Tilstanden forbliver uændret", "")],
        [
            Step(
                "Personlig hygiejne",
                "PlannedInterventionText",
                ("H1.1", _FSIII, "Personlig hygiejne"),
                "2026-11-24",
                contact=False,
            )
        ],
    )
    yield Filed("cpd-pleje.xml", care_plan(person, "cpd-2", "2026-11-13T12:00", washing, NURSE), {})
    weights = [("2026-11-06", "54.2"), ("2026-11-13", "53.6"), ("2026-11-20", "52.9")]
    rows = [Measured(f"{day}T08:15", "NPU03804", weight, "kg", ("PNT", "TPH")) for day, weight in weights]
    yield Filed("phmr-vaegt.xml", report(person, "phmr", "2026-11-20T08:30", rows, NURSE), {})
    visit = Visit("2026-12-04T08:00", "2026-12-04T10:00", TEAM, "Vejning", "MunicipalityAppointment", guided=True)
    yield Filed("apd-vejning.xml", appointment(person, "apd", "2026-11-20T09:00", visit, NURSE), {})


def _pregnant(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """A summary of visits, a kind that a reader may not know."""
    del people
    rows = [["28-09-2026", "12+3", "118/72", "62,4 kg"], ["16-11-2026", "19+3", "122/74", "65,1 kg"]]
    parts = [("Svangreundersøgelser", [table(["Dato", "Uge", "Blodtryk", "Vægt"], *rows)])]
    parts.append(("Aftalt", [listed("Scanning uge 20", "Jordemoder 14-12-2026")]))
    content = note(person, "svangre", "2026-11-16T09:30", "Svangrejournal", parts, DOCTOR, kind=PREGNANCY)
    yield Filed("svangrejournal.xml", content, {})
    told = (_BIRTH.place, "Jordemoderkonsultation", _BIRTH)
    yield Filed("apd-jordemoder.xml", _visit(person, "apd", "2026-12-14T08:20", "2026-12-14T08:50", told), {})


def _deceased(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    del people
    told = (_CANCER.place, "Kontrol", _CANCER)
    yield Filed("apd-kontrol.xml", _visit(person, "apd", "2026-12-01T11:00", "2026-12-01T11:30", told), {})


def _warned(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """One of two letters is blocked: what comes, comes with a warning."""
    del people
    for at, (title, blocked) in enumerate([("Epikrise", False), ("Epikrise, psykiatrien", True)], start=1):
        parts = [("Resumé", [paragraph(f"Forløb nr. {at} er afsluttet.")])]
        content = note(person, f"brev-{at}", f"2026-0{at}-12T13:00", title, parts, LUNG_DOCTOR, kind=LETTER)
        yield Filed(f"epikrise-{at}.xml", content, {"blocked": True} if blocked else {})


def _silent(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """All is blocked, and the service does not say so."""
    del people
    told = (CLINIC, "Astmakontrol", LUNG_DOCTOR)
    yield Filed("apd-astma.xml", _visit(person, "apd", "2026-12-16T09:30", "2026-12-16T10:00", told), {})


def _refused(people: dict[str, Person], person: Person) -> Iterator[Filed]:
    """All is blocked, and the service says so."""
    del people
    told = (GP, "", DOCTOR)
    yield Filed("apd-samtale.xml", _visit(person, "apd", "2026-12-09T14:00", "2026-12-09T14:30", told), {})
