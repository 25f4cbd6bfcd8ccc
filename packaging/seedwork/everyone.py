"""All citizens, each with the three functions that fill its charts. Every number is synthetic."""

from collections.abc import Callable, Iterator

from seedwork import berggren, fmk_cast, neighbours, odd, special, thomsen
from seedwork.medicine import Drug, Use
from seedwork.parts import REPLACEMENT, Chart, Person
from seedwork.story import Story, nothing, only_patient, tell

Fill = Callable[[Chart], None]
Medicine = list[tuple[Drug, Use]]
Cast = list[tuple[Person, tuple[Fill, Fill, Fill], Medicine]]


def today() -> Cast:
    """Those on today's list, as drawn."""
    ordinary = "almindelig"
    rows = [
        ("1405449991", "Kristensen", "Ole", "1944-05-14", "male", "fjendtlig-tekst", "08:40", odd.ole),
        ("1702589990", "Madsen", "Tove", "1958-02-17", "female", "ingen-kendt-allergi", "08:50", neighbours.tove),
        ("0908679990", "Hansen", "Birthe", "1967-08-09", "female", "samme-navn", "09:00", neighbours.birthe_of_1967),
        ("3004529991", "Poulsen", "Erik", "1952-04-30", "male", "ingen-laegemiddelallergi", "09:10", neighbours.erik),
        ("1106929990", "Lund", "Maja", "1992-06-11", "female", ordinary, "09:30", neighbours.maja),
        ("0406459990", "Jensen", "Karen", "1945-06-04", "female", "navnelighed", "09:50", neighbours.karen),
        ("1906459990", "Jensen", "Karin", "1945-06-19", "female", "navnelighed", "10:00", neighbours.karin),
        ("0309363991", "Thomsen", "Aage", "1936-09-03", "male", "meget", "10:20", thomsen.aage),
        ("2105199990", "Olsen", "Ida", "2019-05-21", "female", "barn", "10:30", special.ida),
        ("0207609991", "Rasmussen", "Per", "1960-07-02", "male", "kritisk", "10:40", neighbours.per),
        ("1310989990", "Nørgaard", "Sofie", "1998-10-13", "female", ordinary, "10:50", neighbours.sofie),
        ("2901559991", "Bach", "Finn", "1955-01-29", "male", ordinary, "11:00", neighbours.finn),
        ("2703389990", "Larsen", "Gerda", "1938-03-27", "female", ordinary, "11:10", neighbours.gerda),
    ]
    return [_told(Person(*row[:7]), row[7]()) for row in rows]


def others() -> Cast:
    """Those without a time today."""
    found = Person("0307714TX2", "", "Ukendt", "1971-07-03", "male", "erstatningsnummer", system=REPLACEMENT)
    newborn = Person("2011269990", "Lind", "Pige", "2026-11-20", "female", "tom")
    rows = [
        ("2203719990", "Hansen", "Birthe", "1971-03-22", "female", "samme-navn", "", neighbours.birthe_of_1971),
        ("0512709991", "Holm", "Niels", "1970-12-05", "male", "blocked", "", special.niels),
        ("0811419991", "Dahl", "Svend", "1941-11-08", "male", "afdoed", "", special.svend),
        ("1809639990", "Vester", "Ingrid", "1963-09-18", "female", "usaedvanlig", "", odd.ingrid),
        ("2304859990", "Sønderby", "Anne Mette", "1985-04-23", "female", "beskyttet", "", special.anne_mette),
    ]
    unheard: Cast = [(newborn, (only_patient, only_patient, nothing), []), _told(found, special.unknown_man())]
    return unheard + [_told(Person(*row[:7]), row[7]()) for row in rows]


def _told(person: Person, story: Story) -> tuple[Person, tuple[Fill, Fill, Fill], Medicine]:
    return person, tell(story), story.medicine


def people() -> Cast:
    """Every citizen with what fills the record system, the municipality and the laboratory."""
    nancy = Person("2512489996", "Berggren", "Nancy Ann", "1948-12-25", "female", "kompleks", "09:40")
    fills = berggren.record, berggren.municipality, berggren.results
    made: Cast = [(nancy, fills, fmk_cast.of_berggren()), *today(), *others()]
    for key, (person, _, _) in enumerate(made, start=1):
        person.key = key
    return made


def charts() -> Iterator[Chart]:
    """Every chart of every citizen in every service."""
    for person, fills, _ in people():
        for base, fill in zip(("ehr", "municipality", "laboratory"), fills, strict=True):
            chart = Chart(base, person)
            fill(chart)
            yield chart


def medicine() -> list[tuple[Person, Medicine]]:
    """Every citizen with the medicine of the story."""
    return [(person, told) for person, _, told in people()]
