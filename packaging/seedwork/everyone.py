"""All citizens, each with the three functions that fill its charts."""

from collections.abc import Callable, Iterator

from seedwork import berggren
from seedwork.parts import Chart, Person

Fill = Callable[[Chart], None]


def people() -> list[tuple[Person, tuple[Fill, Fill, Fill]]]:
    """Every citizen with what fills the record system, the municipality and the laboratory."""
    nancy = Person("2512489996", "Berggren", "Nancy Ann", "1948-12-25", "female", "kompleks", "09:40")
    return [(nancy, (berggren.record, berggren.municipality, berggren.results))]


def charts() -> Iterator[Chart]:
    """Every chart of every citizen in every service."""
    for key, (person, fills) in enumerate(people(), start=1):
        person.key = key
        for base, fill in zip(("ehr", "municipality", "laboratory"), fills, strict=True):
            chart = Chart(base, person)
            fill(chart)
            yield chart
