"""An appointment that took the place of another says when it was before (CDA relatedDocument RPLC)."""

from collections.abc import Iterable
from dataclasses import replace

from overblik.domain.clinical import Appointment
from overblik.domain.dates import ClinicalDate
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.reading import Read
from overblik.sources.dds.opening import Came


def moved(came: Iterable[Came], replaced: Iterable[Came], topic: Topic) -> list[Came]:
    """Give the documents of a topic, appointments with the time that they were moved from.

    `replaced` are documents that have not changed, and stand in the answer already.
    """
    every = list(came)
    if topic is not Topic.APPOINTMENTS:
        return every
    before = {
        one.read.document_id: start
        for one in (*every, *replaced)
        if one.read is not None and one.entry.is_replaced and (start := _start(one.read)) is not None
    }
    return [_moved(one, before) for one in every] if before else every


def are_wanting(came: Iterable[Came]) -> bool:
    """Whether an appointment took the place of one that did not come with it."""
    every = [one.read for one in came if one.read is not None]
    here = {read.document_id for read in every}
    return any(name not in here for read in every for name in read.replaces)


def _start(read: Read) -> ClinicalDate | None:
    facts = [row.fact for row in read.rows.get(Topic.APPOINTMENTS, ()) if isinstance(row.fact, Appointment)]
    return next((fact.start for fact in facts if fact.start is not None), None)


def _moved(one: Came, before: dict[str, ClinicalDate]) -> Came:
    read = one.read
    start = next((before[name] for name in read.replaces if name in before), None) if read is not None else None
    if read is None or start is None or one.entry.is_replaced:
        return one
    rows = [
        replace(row, fact=replace(row.fact, moved_from=start))
        if isinstance(row.fact, Appointment) and row.fact.start is not None and row.fact.start.order != start.order
        else row
        for row in read.rows[Topic.APPOINTMENTS]
    ]
    return replace(one, read=replace(read, rows={**read.rows, Topic.APPOINTMENTS: rows}))
