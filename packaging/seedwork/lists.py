"""Lists of patients: the ward M2 with its beds, and the route of a home nurse. The day's appointments stand in the charts."""

from collections.abc import Iterator, Sequence

from seedwork.parts import HL7, Chart, Person, at, concept, period, words

from overblik.sandbox.verbatim import Json, dumps

DAY = "2026-11-23"
BEDS = (
    ("1-1", "1106929990", "2026-11-20", "Astma i forværring"),
    ("1-2", "0207609991", "2026-11-22", "Hjertesvigt"),
    ("2-1", "0406459990", "2026-11-18", "Lungebetændelse"),
    ("2-2", "1906459990", "2026-11-21", "Højt blodsukker"),
    ("3-1", "0309363991", "2026-11-16", "Fald i hjemmet"),
    ("3-2", "", "", ""),
    ("4-1", "2703389990", "2026-11-19", "Vægttab"),
    ("4-2", "1702589990", "2026-11-22", "Brystsmerter"),
    ("5-1", "3004529991", "2026-11-21", "Atrieflimren"),
    ("5-2", "2901559991", "2026-11-22", "Urinretention"),
    ("6-1", "1310989990", "2026-11-22", "Kvalme i graviditeten"),
    ("6-2", "1809639990", "2026-11-20", "Observation"),
    ("7-1", "2203719990", "2026-11-17", "Forhøjet blodtryk"),
)
"""Bed, citizen, since when, and why; one bed is empty. Two are called Jensen, Karen and Karin."""
ROUTE = (
    ("08:00", "2703389990", "Fjordvej 3, 2. tv", "Medicingivning"),
    ("08:40", "0406459990", "Skolegade 14", "Støttestrømper"),
    ("09:20", "1906459990", "Skolegade 41", "Insulin"),
    ("10:15", "0309363991", "Parkvej 7, st.", "Medicindosering"),
    ("11:00", "2901559991", "Engdraget 22", "Kateterpleje"),
)
PEOPLE = (("sp-m2", "Sygeplejerske K. Prøve"), ("sp-nord", "Sygeplejerske L. Forsøg"))
_PLACES = "location-physical-type"


def seeds(people: Sequence[Person]) -> Iterator[tuple[str, str]]:
    """Give each file by its name below `lists/`."""
    by_number = {one.cpr: one for one in people}
    yield "ehr/afsnit-m2.json", _bundle([*_clinicians(), *_ward(), *_stays(by_number)])
    yield "municipality/rute-nord.json", _bundle(list(_route(by_number)))


def _bundle(resources: list[Json]) -> str:
    lines = ",\n".join(dumps({"resource": one}) for one in resources)
    return f'{{"resourceType":"Bundle","type":"collection","entry":[\n{lines}\n]}}\n'


def _made(kind: str, name: str, content: Json, since: str = "2026-03-04") -> Json:
    return {"resourceType": kind, "id": name, "meta": {"versionId": "1", "lastUpdated": at(since, "06:00")}, **content}


def _clinicians() -> Iterator[Json]:
    for name, text in PEOPLE:
        yield _made("Practitioner", name, {"name": [{"text": text}]})


def _ward() -> Iterator[Json]:
    """The ward, its rooms and their beds, each part of the one before (FHIR R4 location, `partOf`)."""
    yield _made("Location", "m2", _place("Afsnit M2", "wa"))
    for room in dict.fromkeys(bed.partition("-")[0] for bed, *_ in BEDS):
        yield _made("Location", f"m2-{room}", _place(f"Stue {room}", "ro", "m2"))
    for bed, *_ in BEDS:
        yield _made("Location", f"m2-{bed}", _place(bed, "bd", f"m2-{bed.partition('-')[0]}"))


def _place(name: str, kind: str, parent: str = "") -> Json:
    told: Json = {"status": "active", "name": name, "physicalType": concept(f"{HL7}/{_PLACES}", kind)}
    return told | ({"partOf": {"reference": f"Location/{parent}"}} if parent else {})


def _stays(people: dict[str, Person]) -> Iterator[Json]:
    """Who lies where: an Encounter each, at the ward and in a bed."""
    for bed, number, since, why in BEDS:
        if number:
            chart = Chart("ehr", people[number])
            sites = [{"location": {"reference": f"Location/{one}"}, "status": "active"} for one in ("m2", f"m2-{bed}")]
            content = {"status": "in-progress", "class": {"system": f"{HL7}/v3-ActCode", "code": "IMP"}}
            content |= {"subject": chart.subject, "period": period(at(since, "14:20")), "reasonCode": [words(why)]}
            content |= {"location": sites, "serviceProvider": {"display": "Afsnit M2, Eksempel Sygehus"}}
            yield _made("Encounter", f"m2-{chart.person.key:02}", content, since)


def _route(people: dict[str, Person]) -> Iterator[Json]:
    """The visits of a day in their order, and the List that names them (FHIR R4 list)."""
    entries = []
    for clock, number, where, why in ROUTE:
        chart = Chart("municipality", people[number])
        name = f"besoeg-{chart.person.key:02}"
        hour, minute = clock.split(":")
        content = {"status": "planned", "class": {"system": f"{HL7}/v3-ActCode", "code": "HH"}}
        content |= {
            "subject": chart.subject,
            "reasonCode": [words(why)],
            "location": [{"location": {"display": where}}],
        }
        content["period"] = period(at(DAY, clock), at(DAY, f"{hour}:{int(minute) + 15:02}"))
        yield _made("Encounter", name, content, DAY)
        entries.append({"item": {"reference": f"{{base}}/Encounter/{name}"}})
    told: Json = {"status": "current", "mode": "working", "title": "Rute Nord", "date": at(DAY, "06:00")}
    told["source"] = {"display": "Hjemmesygeplejen, Eksempel Kommune"}
    yield _made("List", "rute-nord", told | {"entry": entries}, DAY)
