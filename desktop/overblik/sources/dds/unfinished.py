"""Laboratory reports that are partial, and that no complete one has followed (MedCom ReportStatusCode del_svar)."""

from collections.abc import Iterable, Iterator

from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.sources.dds.identity import key_of
from overblik.sources.dds.mapping.reading import Read
from overblik.sources.dds.opening import Came

_PARTIAL, _COMPLETE = "del_svar", "komplet_svar"


def unfinished(came: Iterable[Came], topic: Topic) -> frozenset[str]:
    """Name the partial reports of which none of the laboratory's numbers stands in a complete one."""
    if topic is not Topic.LAB_RESULTS:
        return frozenset()
    reads = [(key_of(one.entry), one.read) for one in came if one.read is not None and not one.entry.is_replaced]
    complete = {number for _, read in reads if _status(read) == _COMPLETE for number in _numbers(read)}
    return frozenset(name for name, read in reads if _status(read) == _PARTIAL and complete.isdisjoint(_numbers(read)))


def _status(read: Read) -> str:
    facts = (row.fact for row in read.rows.get(Topic.DOCUMENTS, ()))
    return next((str(getattr(fact, "wire_status", "")) for fact in facts), "").strip().casefold()


def _numbers(read: Read) -> Iterator[str]:
    for row in read.rows.get(Topic.LAB_RESULTS, ()):
        if isinstance(row.fact, LabResult) and row.fact.production:
            yield row.fact.production
