"""Recorded FHIR answers, read straight from files without network (`overview --from`, `import`)."""

from collections.abc import Iterator, Sequence

from overblik.domain.dates import ClinicalDate, Instant, clinical_date
from overblik.domain.errors import Unintelligible
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, RawDocument, Recognised, Registers
from overblik.domain.section import Topic
from overblik.sources.fhir.mapping.base import Context
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.reading import Batch
from overblik.sources.fhir.subjects import Subjects
from overblik.sources.fhir.topics import ITEMS, TYPES, batches
from overblik.wire.fhir import Message, Parcel, message, parcel

_BOM = b"\xef\xbb\xbf"
_SIGN = b'"resourceType"'


class FhirReader:
    """Reads any FHIR R4 JSON: a bundle of any type, one resource, NDJSON, several files that refer to each other."""

    def __init__(self, registers: Registers) -> None:
        """Take the registers that give names to codes sent without one."""
        self._registers = registers

    def recognise(self, documents: Sequence[RawDocument], fetched_at: Instant) -> Sequence[Recognised] | None:
        """Give one value a citizen; an empty sequence when FHIR was read that names no citizen.

        Raises:
            Unintelligible: a file claims to be FHIR (`resourceType`) but is broken; `file` says which.

        """
        parcels = [one for document in documents for one in _parcels(document)]
        if not parcels:
            return None
        pool = Pool(parcels)
        context = Context(service_of(documents), fetched_at, self._registers, pool, Subjects(pool))
        found, warnings = batches(context, TYPES)
        closed = all(not one.next and one.type != "salvaged" for one in parcels)
        moment = _source_time(parcels)
        citizens = _citizens(pool, context, found)
        return tuple(
            Recognised(
                citizen,
                {
                    topic: Answer(
                        AnswerKind.FULL,
                        tuple(entry for entry in batch.entries if entry.patient_id == citizen),
                        tuple(one for who, one in batch.unreadable if who in (citizen, None)),
                        batch.unidentified,
                        warnings=warnings if topic in _WARNED else (),
                        source_time=moment,
                        closed=closed,
                        raw=pool.raw(),
                        aliases=tuple(one for one in aliases if one != citizen),
                    )
                    for topic, batch in found.items()
                    if _concerns(batch, citizen)
                },
            )
            for citizen, aliases in citizens.items()
        )


_WARNED = (Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS)


def service_of(documents: Sequence[RawDocument]) -> str:
    """Name the source after its files."""
    return "fil: " + ", ".join(document.name for document in documents)


def _concerns(batch: Batch, citizen: PatientId) -> bool:
    """Whether a topic holds anything that is, or may be, about this citizen."""
    return (
        batch.unidentified > 0
        or any(entry.patient_id == citizen for entry in batch.entries)
        or any(who in (citizen, None) for who, _ in batch.unreadable)
    )


def _citizens(pool: Pool, context: Context, found: dict[Topic, Batch]) -> dict[PatientId, tuple[PatientId, ...]]:
    """Give each citizen once, records first, with all numbers that the records carry."""
    citizens: dict[PatientId, tuple[PatientId, ...]] = {}
    for piece in pool.of("Patient"):
        record = context.subjects.record(piece.raw, piece.full_url)
        if record is not None:
            former = citizens.get(record.patient_id, ())
            citizens[record.patient_id] = tuple(dict.fromkeys(former + record.aliases))
    for batch in found.values():
        for entry in batch.entries:
            citizens.setdefault(entry.patient_id, ())
        for who, _ in batch.unreadable:
            if who is not None:
                citizens.setdefault(who, ())
    return citizens


def _parcels(document: RawDocument) -> Iterator[Parcel]:
    """Cut one file; nothing when it is no FHIR."""
    content = document.content
    if _SIGN not in content or content.removeprefix(_BOM).lstrip()[:1] != b"{":
        return
    sent = message(content, document.name)
    try:
        cut: tuple[Parcel, ...] = (parcel(sent),)
    except Unintelligible as error:
        cut = _lines(sent)
        if not cut:
            raise Unintelligible(file=document.name, **error.facts) from error
    yield from cut


def _lines(sent: Message) -> tuple[Parcel, ...]:
    """Read NDJSON (one resource a line, as bulk export writes it); nothing when it is none."""
    lines = [line for line in sent.content.removeprefix(_BOM).splitlines() if line.strip()]
    if len(lines) < 2 or any(line.lstrip()[:1] != b"{" or line.rstrip()[-1:] != b"}" for line in lines):
        return ()
    try:
        return tuple(parcel(message(line, sent.uri)) for line in lines)
    except Unintelligible:
        return ()


def _source_time(parcels: Sequence[Parcel]) -> Instant | None:
    """Give the oldest time that the bundles state: the whole is no fresher than its oldest part (H4)."""
    dates: list[ClinicalDate] = [date for one in parcels if (date := clinical_date(one.timestamp)) is not None]
    moments = [moment for date in dates if (moment := date.moment()) is not None]
    return min(moments) if moments else None


def has_items(pool: Pool) -> bool:
    """Tell whether a pool holds anything that is an item of a topic."""
    return any(piece.type in ITEMS for piece in pool.pieces)
