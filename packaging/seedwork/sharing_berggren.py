"""The complex citizen's shared documents: appointments, plans, home monitoring, questionnaire, notes, laboratory."""

from collections.abc import Iterator
from dataclasses import replace

from seedwork import cda_other, cda_qrd, plans_berggren, xrpt_berggren
from seedwork.berggren import PRESSURES, SATURATIONS, WEEK, WEIGHTS
from seedwork.cda_apd import Visit, appointment
from seedwork.cda_cpd import care_plan
from seedwork.cda_other import listed, paragraph
from seedwork.cda_pdc import Relative, Stamkort
from seedwork.cda_phmr import Measured, report
from seedwork.cda_xml import CLINIC, DOCTOR, GP, LUNG_DOCTOR, NURSE, Author, Place, table
from seedwork.parts import Person
from seedwork.sharing_index import Filed

_HOME = Place("Eget hjem", "999991000016006", "Fjordparken 12")
_MIND = Author(Place("Psykiatrisk ambulatorium, Eksempel Sygehus", "999991000016007"), "P.", "Tavs")
_CITY = {"home": "urn:oid:1.2.208.193.100"}
"""What the primary sector shares stands in its own community."""


def documents(person: Person) -> Iterator[Filed]:
    """All of DDS, in the order of the index."""
    yield from _appointments(person)
    yield from _plans(person)
    yield from _monitoring(person)
    yield from _questionnaire(person)
    yield from _notes(person)
    for name, content in xrpt_berggren.messages(person):
        yield Filed(name, content, {"typeCode": "11502-2", "repositoryUniqueId": "1.2.208.176.43210.8.30.1"})


def _appointments(person: Person) -> Iterator[Filed]:
    gp = Visit("", "", GP, kind="PractitionerAppointment")
    for day, clock, end, dirt in [
        ("2026-11-23", "09:40", "10:10", ["hour_times", "octet_stream"]),
        ("2026-12-07", "09:00", "09:30", []),
        ("2027-01-14", "08:30", "09:00", ["line_breaks", "en_us"]),
    ]:
        visit = replace(gp, start=f"{day}T{clock}", end=f"{day}T{end}")
        content = appointment(person, f"apd-{day}", "2026-11-20T10:05", visit, DOCTOR)
        yield Filed(f"apd-{day}.xml", content, _CITY | ({"dirt": dirt} if dirt else {}))
    before = Visit("2026-12-09T10:15", "2026-12-09T10:45", CLINIC, "Kontrol")
    yield Filed("apd-foer.xml", appointment(person, "apd-foer", "2026-11-19T13:05", before, LUNG_DOCTOR), {})
    moved = replace(before, start="2026-12-02T10:15", end="2026-12-02T10:45", same_as="apd-foer")
    content = appointment(person, "apd-flyttet", "2026-11-20T14:30", moved, LUNG_DOCTOR)
    yield Filed("apd-flyttet.xml", content, {"replaces": "apd-foer.xml"})
    eyes = Place("Øjenambulatoriet, Eksempel Sygehus", "999991000016008", "Sygehusvej 4, opgang D")
    cancelled = Visit("2026-11-18T13:00", "2026-11-18T13:30", eyes, "Øjenscreening ved diabetes", status="cancelled")
    content = appointment(person, "apd-aflyst", "2026-11-17T08:20", cancelled, replace(LUNG_DOCTOR, place=eyes))
    yield Filed("apd-aflyst.xml", content, {})
    doses = Visit("2026-11-30T08:00", "2026-11-30T10:00", _HOME, "Medicindispensering i doseringsæske")
    doses = replace(doses, kind="MunicipalityAppointment", guided=True, repeating=True)
    yield Filed("apd-hjemme.xml", appointment(person, "apd-hjemme", "2026-11-20T09:12", doses, NURSE), _CITY)
    heart = Place("Hjerteambulatoriet, Eksempel Sygehus", "999991000016009", "Sygehusvej 4, opgang C")
    old = Visit("2026-03-18T11:00", "2026-03-18T11:20", heart, "Ekkokardiografi (ultralydsundersøgelse af hjertet)")
    content = appointment(person, "apd-1x", "2026-02-16T10:00", old, replace(LUNG_DOCTOR, place=heart), old=True)
    dirt = ["octet_stream", "hour_times", "cpr_title", "en_us", "format_scheme", "empty_hash"]
    yield Filed("apd-1x.xml", content, {"title": "Aftale", "dirt": dirt})


def _plans(person: Person) -> Iterator[Filed]:
    told = [
        ("cpd-egen-laege", "2026-11-20T10:20", plans_berggren.general_practice(), DOCTOR),
        ("cpd-lunge", "2026-11-19T13:10", plans_berggren.hospital(), LUNG_DOCTOR),
        ("cpd-sygepleje", "2026-11-20T15:40", plans_berggren.nursing(), NURSE),
    ]
    for key, moment, plan, author in told:
        content = care_plan(person, key, moment, plan, author, old=author is DOCTOR)
        yield Filed(f"{key}.xml", content, {} if author is LUNG_DOCTOR else _CITY)


def _monitoring(person: Person) -> Iterator[Filed]:
    mornings = list(zip(WEEK, PRESSURES, WEIGHTS, SATURATIONS, strict=True))[-3:]
    rows = [row for morning in mornings for row in _morning(*morning)]
    content = report(person, "phmr-uge", "2026-11-23T07:30", rows, NURSE)
    yield Filed("phmr-uge.xml", content, {})
    words = "Tallet er tastet forkert. Målingen kan ikke godkendes."
    wrong = [
        Measured("2026-11-19T16:25", "DNK05472", "253", "mmHg", ("PNT", "TPH"), "nullified", words),
        Measured("2026-11-19T16:25", "DNK05473", "86", "mmHg", ("PNT", "TPH"), "nullified"),
        Measured("2026-11-19T16:25", "NPU03804", "71.1", "kg", ("PNT", "TPH")),
    ]
    content = report(person, "phmr-annulleret", "2026-11-20T10:40", wrong, LUNG_DOCTOR, "Måling efter udskrivelse")
    yield Filed("phmr-annulleret.xml", content, {"dirt": ["line_breaks"]})


def _morning(day: str, pressure: str, weight: str, air: str) -> list[Measured]:
    upper, lower = pressure.split("/")
    moment = f"{day}T07:20"
    return [
        Measured(moment, "DNK05472", upper, "mmHg"),
        Measured(moment, "DNK05473", lower, "mmHg"),
        Measured(moment, "NPU27280", air, "NA", status="Completed", bare=True),
        Measured(moment, "NPU03804", weight, "kg", ("POT", "TPD")),
    ]


def _questionnaire(person: Person) -> Iterator[Filed]:
    yield Filed("qfdd-kol.xml", cda_qrd.form(person, "qfdd-kol", "2026-09-01T09:00", LUNG_DOCTOR), {})
    content = cda_qrd.answers(person, "qrd-kol", "2026-11-22T19:15", "qfdd-kol", LUNG_DOCTOR)
    yield Filed("qrd-kol.xml", content, {})
    lines = ["Spirometri 19. november 2026", "Nancy Ann Berggren", "FEV1 0,92 l (41 % af forventet)", "FVC 1,90 l"]
    content = cda_other.attachment(
        person, "phad-spirometri", "2026-11-19T12:30", "Spirometri, kurve", lines, LUNG_DOCTOR
    )
    yield Filed("phad-spirometri.xml", content, {})


def _notes(person: Person) -> Iterator[Filed]:
    values = table(["Undersøgelse", "Før", "Nu"], ["FEV1", "1,02 l", "0,92 l"], ["Iltmætning", "0,90", "0,91"])
    note = [
        ("Fund", [paragraph("Hæshed og tiltagende åndenød siden 10. november 2026."), values]),
        ("Plan", [listed("Kontrol i Lungeambulatoriet 2. december 2026", "Fortsætter tiotropium + olodaterol")]),
    ]
    content = cda_other.note(person, "ambulantnotat", "2026-11-18T14:05", "Ambulantnotat", note, LUNG_DOCTOR)
    yield Filed("ambulantnotat.xml", content, {})
    hidden = [("Notat", [paragraph("Samtale om søvn og uro.")])]
    content = cda_other.note(person, "samtale", "2026-10-06T11:00", "Samtalenotat", hidden, _MIND, secrecy="R")
    yield Filed("samtale.xml", content, {"blocked": True, "confidentiality": "R"})


def card() -> Stamkort:
    """Her stamkort, as of the morning of the demonstration."""
    husband = Relative(
        "Jens", "Berggren", "01 10 20 50", ("aegtefaelle", "Ægtefælle"), "Har nøgle. Hører dårligt i telefonen."
    )
    return Stamkort(
        "2026-11-23T09:12",
        organ="true",
        treatment="true",
        living="",
        language=("da", "Dansk"),
        dentist=("Tandlægerne Prøvetorv", "Prøvetorv 3"),
        guardian=("Jens", "Berggren", "01 10 20 50"),
        contact=("01 10 20 51", "", "01 10 20 52"),
        moved=("Aflastningen, Skovbrynet 7", "2026-12-21", "2027-01-03"),
        relatives=(husband,),
    )
