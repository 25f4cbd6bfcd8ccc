"""Who is on a list: what is found once for all of them, wherever the list was read, and not in the thread of the window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from overblik.domain.folding import fold
from overblik.domain.patient import PatientId


@dataclass(frozen=True, slots=True)
class Listed:
    """One patient of the list."""

    patient_id: PatientId
    family: str
    given: str
    birth_date: str
    sex: str
    time: str = ""
    is_expected: bool = True
    """Whether he counts as on the list: a cancelled visit stands there, and is no reason to look (T20)."""

    def __repr__(self) -> str:
        """Leave the person out."""
        return "Listed(••••)"


def _alike_key(listed: Listed) -> tuple[str, str]:
    """Give what makes two names look the same: the family name, and the bones of the first given name."""
    first = fold(listed.given).split(" ")[0]
    bones = "".join(letter for letter in first[1:] if letter not in "aeiouyæøå")
    return fold(listed.family), first[:1] + "".join(dict.fromkeys(bones))


def alike(listed: Sequence[Listed]) -> frozenset[PatientId]:
    """Give those who share a name, or a birthday and a family name, with another of the list (H3)."""
    groups: dict[tuple[str, ...], list[PatientId]] = {}
    for one in listed:
        groups.setdefault(("name", *_alike_key(one)), []).append(one.patient_id)
        if one.birth_date:
            groups.setdefault(("born", fold(one.family), one.birth_date), []).append(one.patient_id)
    return frozenset(patient for members in groups.values() if len(members) > 1 for patient in members)


@dataclass(frozen=True, slots=True)
class Roll:
    """A list of patients, and what is asked of it at every key."""

    listed: tuple[Listed, ...] = ()
    ids: tuple[PatientId, ...] = ()
    """Whose they are, in the order of the list."""
    similar: frozenset[PatientId] = frozenset()
    """Those whose name is like another's (H3)."""
    folded: tuple[tuple[str, str], ...] = ()
    """Name and number of each, as they are searched."""
    places: Mapping[PatientId, int] = field(default_factory=dict)
    """Where each stands first."""
    is_timed: bool = False
    """Whether anybody is expected at a time."""

    def __repr__(self) -> str:
        """Leave the persons out."""
        return f"Roll({len(self.listed)})"


def roll_of(listed: Sequence[Listed]) -> Roll:
    """Find all of it: of 5,000 patients a tenth of a second."""
    folded = tuple(
        (" ".join(["", *fold(f"{one.family} {one.given}").split()]), fold(one.patient_id.number_for_lookup()))
        for one in listed
    )
    places: dict[PatientId, int] = {}
    for n, one in enumerate(listed):
        places.setdefault(one.patient_id, n)
    return Roll(
        tuple(listed),
        tuple(one.patient_id for one in listed),
        alike(listed),
        folded,
        places,
        any(one.time for one in listed),
    )
