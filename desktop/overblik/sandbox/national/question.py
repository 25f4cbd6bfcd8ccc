"""One question to FMK, and the small steps that its answers share."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from lxml.etree import _Element

from overblik.sandbox.national.markup import everywhere, first, local, make, named, remove, text
from overblik.sandbox.national.names import FMK, tag
from overblik.sandbox.national.register import Chart, Hidden
from overblik.sandbox.verbatim import Json


@dataclass(frozen=True, slots=True)
class Question:
    """A request that was let in: what is asked, about whom, and by what right private entries are shown."""

    asked: _Element
    chart: Chart
    number: str
    source: str
    consent: str
    person: Json
    now: datetime

    def says(self, name: str, *, otherwise: bool = False) -> bool:
        """A truth value of the request."""
        return text(self.asked, name) in {"true", "1"} if first(self.asked, name) is not None else otherwise

    def all(self, name: str) -> list[str]:
        """The texts of all elements of that name in the request."""
        return [text(each) for each in named(self.asked, name)]

    def identifier(self, namespace: str = FMK) -> _Element:
        """The person identifier that an answer begins with."""
        return make(tag(namespace, "PersonIdentifier"), self.number, source=self.source)


def reveal(answer: _Element, hidden: Hidden, placeholder: str, before: tuple[str, ...]) -> None:
    """Put the hidden entries in the place of their placeholders, in front of the elements that follow such entries."""
    for entry in map(deepcopy, hidden):
        number = text(entry, "Identifier")
        for each in list(named(answer, placeholder)):
            if text(each, "Identifier") == number:
                remove(each)
        follower = next((each for each in answer if local(each) in before), None)
        if follower is None:
            answer.append(entry)
        else:
            follower.addprevious(entry)


def drop(node: _Element, *names: str) -> None:
    """Remove all elements of these names below a node."""
    for each in everywhere(node, *names):
        remove(each)
