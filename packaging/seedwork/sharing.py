"""The seeds of document sharing: the folders of DDS and of SFSK."""

from collections.abc import Iterable, Iterator

from seedwork import sharing_berggren, sharing_cast
from seedwork.cda_pdc import stamkort
from seedwork.parts import Person
from seedwork.sharing_index import Filed, folder

NANCY = "2512489996"
_STATE = {"repositoryUniqueId": "1.2.208.176.43210.8.40.1"}


def folders(everyone: Iterable[Person]) -> Iterator[tuple[str, bytes]]:
    """Every file by its path in the seeds."""
    people = {person.cpr: person for person in everyone}
    consents = sharing_cast.consents()
    shared = {number: fill(people, people[number]) for number, fill in sharing_cast.fills().items()}
    shared[NANCY] = sharing_berggren.documents(people[NANCY])
    for number, documents in shared.items():
        yield from _placed("dds", people[number], folder(documents, consents.get(number, "")))
    cards = {NANCY: sharing_berggren.card(), **sharing_cast.cards()}
    for number, card in cards.items():
        content = stamkort(people[number], card)
        yield from _placed("sfsk", people[number], folder([Filed("stamkort.xml", content, _STATE)]))


def _placed(base: str, person: Person, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    return ((f"{base}/{person.cpr}.{person.situation}/{name}", content) for name, content in files)
