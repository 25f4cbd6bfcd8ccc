"""Results of one code and unit in their order, each sample once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from overblik.domain.dates import Precision
from overblik.domain.lab_result import LabResult, ResultState
from overblik.viewmodels.card_head import Pair
from overblik.viewmodels.flags import shape_of
from overblik.viewmodels.kindred import FAMILY_OF


@dataclass(frozen=True, slots=True)
class Series:
    """All results of one code, specimen and unit, newest first."""

    pairs: tuple[Pair, ...]
    valid: tuple[Pair, ...]
    """The results that may stand in a course or a change, each sample once (H9, H11, H17)."""
    has_other_unit: bool
    """Whether the same thing is measured in another unit, specimen or way beside it: not comparable."""
    replaced: tuple[Pair, ...] = ()
    """Answers that a corrected one has replaced: struck, still reachable (H17)."""
    at_home: tuple[Pair, ...] = ()
    """Valid home measurements of the same code, specimen and unit: points of the course, never the newest answer."""

    @property
    def newest(self) -> LabResult:
        """The newest result, valid or not."""
        return self.pairs[0][1].fact  # type: ignore[no-any-return]

    @property
    def comparable(self) -> tuple[Pair, ...]:
        """The valid results that were measured in the newest one's way: they alone share a line and a change."""
        return self.alike(self.valid[0][1].fact) if self.valid else ()

    def alike(self, result: LabResult) -> tuple[Pair, ...]:
        """Give the valid results that were measured in the way of one."""
        way = way_of(result)
        return tuple(pair for pair in self.valid if way_of(pair[1].fact) == way)

    @property
    def usual(self) -> tuple[Pair, ...]:
        """The valid results of the way in which most were measured: a single one of another way breaks no line."""
        ways = Counter(way_of(pair[1].fact) for pair in self.valid)
        usual = max(ways, key=lambda way: ways[way], default="")  # of equally many the newest one's
        return tuple(pair for pair in self.valid if way_of(pair[1].fact) == usual)


def series_of(found: Iterable[Pair]) -> list[Series]:
    """Group results into series: one system, code, specimen and unit (R12); different ones never meet."""
    grouped: dict[tuple[str, ...], list[Pair]] = {}
    ways: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for pair in found:
        result: LabResult = pair[1].fact
        system, code, specimen, unit = result.series
        kind = "" if result.quantity is not None or not result.value else "text"
        grouped.setdefault((system, code, specimen, unit, kind), []).append(pair)
        if result.state.is_valid and result.quantity is not None:
            ways.setdefault(family_of(system, code), set()).add((system, code, specimen, unit))
    made = []
    for (system, code, *_), members in grouped.items():
        _sort(members)
        replaced = _replaced(members)
        standing = [pair for pair in members if pair not in replaced] if replaced else members
        is_beside = len(ways.get(family_of(system, code), ())) > 1
        made.append(Series(tuple(standing), _samples(standing), is_beside, tuple(replaced)))
    return made


def way_of(result: LabResult) -> str:
    """Give the method as stated; who measured at home is none (PHMR methodCode)."""
    return "" if result.entered else " ".join(result.method.split()).casefold()


def family_of(system: str, code: str) -> tuple[str, ...]:
    family = FAMILY_OF.get((system, code))
    return (family,) if family else (system, code)


def _replaced(members: list[Pair]) -> list[Pair]:
    """Give the answers whose place a later one of the laboratory's same number has taken (services.md section 7)."""
    by_number: dict[tuple[str, str], list[Pair]] = {}
    for pair in members:
        result: LabResult = pair[1].fact
        if result.production and result.state is not ResultState.RECEIVED:
            by_number.setdefault((result.production, result.taken_at.order if result.taken_at else ""), []).append(pair)
    gone = []
    for answers in by_number.values():
        corrected = [pair for pair in answers if pair[1].fact.state is ResultState.CORRECTED]
        if corrected and len(answers) > 1:
            last = max(corrected, key=_told_at)
            gone += [pair for pair in answers if pair is not last and _told_at(pair) <= _told_at(last)]
    return gone


def _told_at(pair: Pair) -> str:
    """When an answer was given, for the order of answers about one sample."""
    when = pair[1].fact.issued_at or pair[1].provenance.source_time
    return when.order if when else ""


def _sort(members: list[Pair]) -> None:
    """Put the newest first; only where moments are alike their rank is asked for, too."""
    moments = [order_of(pair[1].fact) for pair in members]
    if len(set(moments)) < len(moments):
        members.sort(key=lambda pair: _rank(pair[1].fact), reverse=True)
    members.sort(key=lambda pair: order_of(pair[1].fact), reverse=True)


def _samples(members: list[Pair]) -> tuple[Pair, ...]:
    """Take each valid sample once: two services may send the same one, and a final answer follows a preliminary."""
    found: list[Pair] = []
    by_source: dict[str, list[Pair]] = {}
    by_moment: dict[str, list[Pair]] = {}
    for pair in members:
        fact = pair[1].fact
        same = by_moment.setdefault(order_of(fact), [])
        if not fact.state.is_valid or any(_is_repeated(pair, other) for other in same):
            continue
        sources = [told for source, told in by_source.items() if source != pair[0].source]
        beside = (other for told in sources for other in told)
        if any(_is_same_day(fact, other[1].fact) and _says_the_same(fact, other[1].fact) for other in beside):
            continue
        found.append(pair)
        by_source.setdefault(pair[0].source, []).append(pair)
        same.append(pair)
    return tuple(found)


def _is_repeated(pair: Pair, other: Pair) -> bool:
    """Whether a result tells no other sample than one of the same moment does."""
    result, shown = pair[1].fact, other[1].fact
    if result.taken_at is None:
        return False
    if result.state is ResultState.PRELIMINARY and _is_final(shown):
        return result.taken_at.precision is Precision.MINUTE
    is_other = pair[0].source != other[0].source or (bool(result.production) and result.production == shown.production)
    return _says_the_same(result, shown) and is_other


def _says_the_same(result: LabResult, shown: LabResult) -> bool:
    return (result.value, result.comparator) == (shown.value, shown.comparator) and bool(result.value)


def _is_same_day(result: LabResult, other: LabResult) -> bool:
    """Whether one of two results tells the day alone, and it is the other's: two services may send one sample so."""
    first, second = result.taken_at, other.taken_at
    if first is None or second is None or Precision.DAY not in (first.precision, second.precision):
        return False
    return first.day() is not None and first.day() == second.day()


def _rank(result: LabResult) -> tuple[bool, int]:
    """Order answers about one moment: the final one first, and one that was assessed before a bare copy of it."""
    shape = shape_of(result)
    return _is_final(result), 2 if shape.is_outside else 1 if result.flag is not None else 0


def _is_final(result: LabResult) -> bool:
    return result.state in (ResultState.FINAL, ResultState.CORRECTED)


def order_of(result: LabResult) -> str:
    when = result.taken_at or result.issued_at
    return when.order if when else ""
