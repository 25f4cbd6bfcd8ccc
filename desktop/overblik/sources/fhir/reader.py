"""Recorded FHIR answers, read straight from files without network (`overview --from`, `import`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Raw

from overblik.domain.dates import ClinicalDate, Instant, clinical_date
from overblik.domain.errors import Unintelligible
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, RawDocument, RawMessage, Recognised, Registers
from overblik.domain.section import Reason, Topic
from overblik.sources.fhir import outcomes
from overblik.sources.fhir.gathering import lost_goals
from overblik.sources.fhir.mapping.base import Context
from overblik.sources.fhir.observations import TOPICS as OBSERVED
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.reading import Batch
from overblik.sources.fhir.subjects import Subjects
from overblik.sources.fhir.topics import TYPES, batches
from overblik.wire.fhir import Message, Parcel, Piece, message, parcel, type_of

Citizens = Mapping[PatientId, tuple[PatientId, ...]]
"""Citizens with the other numbers of their records."""
_BOM = b"\xef\xbb\xbf"
_SIGN = b'"resourceType"'
_OPENED = b'{"'


class FhirReader:
    """Reads any FHIR R4 JSON: a bundle of any type, one resource, NDJSON, several files that refer to each other."""

    def __init__(self, registers: Registers) -> None:
        """Take the registers that give names to codes sent without one."""
        self._registers = registers

    def claims(self, document: RawDocument) -> bool:
        """Whether a file is FHIR.

        Raises:
            Unintelligible: it says that it is, and is broken; `file` says which.

        """
        return next(iter(_parcels(document)), None) is not None

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
        of_topic = dict.fromkeys(OBSERVED, warnings) | {Topic.CARE_PLANS: lost_goals(pool)}
        told = _Told(_is_closed(parcels), outcomes.reasons(parcels), of_topic, _source_time(parcels), pool.raw())
        citizens = _citizens(pool, context, found)
        return tuple(
            Recognised(
                citizen,
                {
                    topic: answer
                    for topic, batch in found.items()
                    if (answer := _answer(topic, batch, citizen, citizens, told)) is not None
                },
            )
            for citizen in citizens
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the files say as a whole."""

    closed: bool
    reasons: tuple[Reason, ...]
    of_topic: Mapping[Topic, tuple[Reason, ...]]
    source_time: Instant | None
    raw: tuple[RawMessage, ...]


def service_of(documents: Sequence[RawDocument]) -> str:
    """Name the source after its files."""
    return "fil: " + ", ".join(document.name for document in documents)


def _answer(topic: Topic, batch: Batch, citizen: PatientId, citizens: Citizens, told: _Told) -> Answer | None:
    """Give what one topic holds of one citizen; none when nothing is, or may be, about that citizen.

    What is nobody's, or names somebody of whom the files hold no record, may be anybody's: it is counted
    with every citizen and shown with none (H1).
    """
    entries = tuple(entry for entry in batch.entries if entry.patient_id is citizen or entry.patient_id == citizen)
    unreadable = tuple(one for who, one in batch.unreadable if who is None or who == citizen)
    strangers = batch.unidentified
    if len(entries) != len(batch.entries):
        strangers += sum(entry.patient_id not in citizens for entry in batch.entries)
    strangers += sum(who is not None and who not in citizens for who, _ in batch.unreadable)
    if not entries and not unreadable and not strangers:
        return None
    return Answer(
        AnswerKind.FULL,
        entries,
        unreadable,
        strangers,
        warnings=told.reasons + told.of_topic.get(topic, ()),
        source_time=told.source_time,
        closed=told.closed,
        raw=told.raw,
        aliases=tuple(one for one in citizens[citizen] if one != citizen),
    )


def _citizens(pool: Pool, context: Context, found: Mapping[Topic, Batch]) -> Citizens:
    """Give each citizen of whom there is a record, with all its numbers; without any record those who are named."""
    citizens: dict[PatientId, tuple[PatientId, ...]] = {}
    for piece in pool.of("Patient"):
        record = context.subjects.holder(piece)
        if record is not None:
            former = citizens.get(record.patient_id, ())
            citizens[record.patient_id] = tuple(dict.fromkeys(former + record.aliases))
    for batch in () if citizens else found.values():
        for who in (*(entry.patient_id for entry in batch.entries), *(who for who, _ in batch.unreadable)):
            if who is not None:
                citizens.setdefault(who, ())
    return citizens


def _is_closed(parcels: Sequence[Parcel]) -> bool:
    """Tell whether the files are whole: every page that is pointed at is here, and the counts agree (H5)."""
    here = {one.self_link for one in parcels if one.self_link}
    pages = [one for one in parcels if one.type == "searchset"]
    counted = max((one.total or 0 for one in pages), default=0)
    return (
        all(one.type != "salvaged" and not one.hollow for one in parcels)
        and all(not one.next or one.next in here for one in parcels)
        and counted <= sum(len(one.pieces) for one in pages)
    )


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
    """Read NDJSON (one resource a line, as bulk export writes it); nothing when it is none.

    A line that is broken is an item that cannot be read; its neighbours stay (H8).
    """
    lines = [line for line in sent.content.removeprefix(_BOM).splitlines() if line.strip()]
    if len(lines) < 2 or any(not line.lstrip().startswith(_OPENED) for line in lines):
        return ()
    return tuple(_line(message(line, sent.uri)) for line in lines)


def _line(sent: Message) -> Parcel:
    try:
        return parcel(sent)
    except Unintelligible:
        raw = Raw(sent.content)
        return Parcel(sent, (Piece(type_of(raw), raw, "", 0, len(raw), "", sent),))


def _source_time(parcels: Sequence[Parcel]) -> Instant | None:
    """Give the oldest time that the bundles state: the whole is no fresher than its oldest part (H4)."""
    dates: list[ClinicalDate] = [date for one in parcels if (date := clinical_date(one.timestamp)) is not None]
    moments = [moment for date in dates if (moment := date.moment()) is not None]
    return min(moments) if moments else None
