"""Results of one code and unit in their order, each sample once."""

from collections.abc import Iterable
from dataclasses import dataclass

from overblik.domain.dates import Precision
from overblik.domain.lab_result import LabResult, ResultState
from overblik.viewmodels.card_head import Pair
from overblik.viewmodels.flags import shape_of


@dataclass(frozen=True, slots=True)
class Series:
    """All results of one code and unit, newest first."""

    pairs: tuple[Pair, ...]
    valid: tuple[Pair, ...]
    """The results that may stand in a course or a change, each sample once (H9, H11, H17)."""
    has_other_unit: bool

    @property
    def newest(self) -> LabResult:
        """The newest result, valid or not."""
        return self.pairs[0][1].fact  # type: ignore[no-any-return]


def series_of(found: Iterable[Pair]) -> list[Series]:
    """Group results into series: one system, code and unit (R12); different units never meet."""
    grouped: dict[tuple[str, ...], list[Pair]] = {}
    units: dict[tuple[str, ...], set[str]] = {}
    for pair in found:
        result: LabResult = pair[1].fact
        system, code, specimen, unit = result.series
        kind = "" if result.quantity is not None or not result.value else "text"
        grouped.setdefault((system, code, specimen, unit, kind), []).append(pair)
        if result.state.is_valid and result.quantity is not None:
            units.setdefault((system, code), set()).add(unit)
    made = []
    for (system, code, *_), members in grouped.items():
        _sort(members)
        made.append(Series(tuple(members), _samples(members), len(units.get((system, code), ())) > 1))
    return made


def _sort(members: list[Pair]) -> None:
    """Put the newest first; only where moments are alike their rank is asked for, too."""
    moments = [order_of(pair[1].fact) for pair in members]
    if len(set(moments)) < len(moments):
        members.sort(key=lambda pair: _rank(pair[1].fact), reverse=True)
    members.sort(key=lambda pair: order_of(pair[1].fact), reverse=True)


def _samples(members: list[Pair]) -> tuple[Pair, ...]:
    """Take each valid sample once: two services may send the same one, and a final answer follows a preliminary."""
    found: list[Pair] = []
    by_moment: dict[str, list[Pair]] = {}
    for pair in members:
        same = by_moment.setdefault(order_of(pair[1].fact), [])
        if pair[1].fact.state.is_valid and not any(_is_repeated(pair, other) for other in same):
            found.append(pair)
            same.append(pair)
    return tuple(found)


def _is_repeated(pair: Pair, other: Pair) -> bool:
    """Whether a result tells no other sample than one of the same moment does."""
    result, shown = pair[1].fact, other[1].fact
    if result.taken_at is None:
        return False
    if result.state is ResultState.PRELIMINARY and _is_final(shown):
        return result.taken_at.precision is Precision.MINUTE
    is_same = (result.value, result.comparator) == (shown.value, shown.comparator)
    return is_same and pair[0].source != other[0].source


def _rank(result: LabResult) -> tuple[bool, int]:
    """Order answers about one moment: the final one first, and one that was assessed before a bare copy of it."""
    shape = shape_of(result)
    return _is_final(result), 2 if shape.is_outside else 1 if result.flag is not None else 0


def _is_final(result: LabResult) -> bool:
    return result.state in (ResultState.FINAL, ResultState.CORRECTED)


def order_of(result: LabResult) -> str:
    when = result.taken_at or result.issued_at
    return when.order if when else ""
