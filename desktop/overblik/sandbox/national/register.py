"""The charts that FMK and DDV hold, read from the seeds when they are first asked for, as of the sandbox's first day."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from lxml.etree import _Element

from overblik.sandbox.national.markup import first, local, named, read, text
from overblik.sandbox.national.moving import move

Hidden = tuple[_Element, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One answer of a seed file as the service sends it, and the entries that only consent brings out."""

    answer: _Element
    hidden: Hidden = ()

    def copy(self) -> _Element:
        """The answer to change and send."""
        return deepcopy(self.answer)


@dataclass(slots=True)
class Chart:
    """All that FMK holds of one citizen."""

    card: Part | None = None
    prescriptions: Part | None = None
    effectuations: Part | None = None
    dose_dispensing: Part | None = None
    versions: Part | None = None
    gone: Part | None = None
    """Drug medications that the card no longer holds: told by number alone."""
    histories: dict[str, Part] = field(default_factory=dict)
    older: dict[str, Part] = field(default_factory=dict)

    def private(self) -> frozenset[str]:
        """The identifiers of the drug medications that the citizen has hidden."""
        parts = [each for each in (self.card, self.effectuations) if each is not None]
        return frozenset(text(each, "Identifier") for part in parts for each in placeholders(part.answer))


def placeholders(answer: _Element) -> Iterator[_Element]:
    """All hidden drug medications of an answer."""
    return (each for each in answer.iter("*") if local(each) == "PrivateDrugMedication")


class Register:
    """The seed files of one service by number."""

    def __init__(self, folder: Path, days: int) -> None:
        self._days = days
        self._paths = {path.name.split(".")[0]: path for path in sorted(folder.glob("*.xml"))}
        self._read: dict[str, _Element] = {}

    def numbers(self) -> list[str]:
        """Every citizen who has a file."""
        return list(self._paths)

    def is_blocked(self, number: str) -> bool:
        """Whether the citizen has refused all use of the register."""
        path = self._paths.get(number)
        return path is not None and "blocked" in path.name.split(".")[1]

    def find(self, number: str) -> _Element | None:
        """The content of a citizen's file, its dates moved."""
        if number not in self._paths:
            return None
        if number not in self._read:
            root = read(self._paths[number].read_bytes())
            move(root, self._days)
            self._read[number] = root
        return self._read[number]


def chart(root: _Element | None) -> Chart:
    """The chart in a seed file; an empty one for a citizen without a file."""
    if root is None:
        return Chart()
    return Chart(
        card=_part(first(root, "card")),
        prescriptions=_part(first(root, "prescriptions")),
        effectuations=_part(first(root, "effectuations")),
        dose_dispensing=_part(first(root, "dose-dispensing")),
        versions=_answer_only(first(root, "versions")),
        gone=_part(first(root, "gone")),
        histories={each.get("identifier", ""): part for each in named(root, "history") if (part := _part(each))},
        older={
            each.get("number", ""): part
            for versions in named(root, "versions")
            for each in named(versions, "version")
            if (part := _part(each))
        },
    )


def _part(holder: _Element | None) -> Part | None:
    if holder is None:
        return None
    hidden = first(holder, "private")
    answers = [each for each in holder if local(each) not in {"private", "version"}]
    return Part(answers[0], () if hidden is None else tuple(hidden))


def _answer_only(holder: _Element | None) -> Part | None:
    """The list of versions, which may be absent beside the versions themselves."""
    return (
        _part(holder) if holder is not None and first(holder, "GetMedicineCardVersionsResponse") is not None else None
    )
