"""From the sheets about one citizen to the answer of the topic medication."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from overblik.domain.dates import Instant
from overblik.domain.errors import Unintelligible
from overblik.domain.grant import DataConsent
from overblik.domain.making import maker
from overblik.domain.medication import Medication, MedicationEntry
from overblik.domain.medicine_card import Shown
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind
from overblik.domain.provenance import Provenance
from overblik.domain.section import Cause, Reason, Scoped
from overblik.sources.fmk.beside import Told
from overblik.sources.fmk.mapping.before import with_before
from overblik.sources.fmk.mapping.gather import Row, rows
from overblik.sources.fmk.mapping.header import header
from overblik.sources.fmk.mapping.privacy import PLACEHOLDER
from overblik.sources.fmk.mapping.records import records
from overblik.sources.fmk.mapping.sheets import CARD, DISPENSINGS, Sheet
from overblik.wire.elements import Unfit

_provenance, _scoped_fact = maker(Provenance), maker(Scoped[Medication])


@dataclass(frozen=True, slots=True)
class Setting:
    """What the answer does not say itself."""

    service: str
    patient_id: PatientId
    fetched_at: Instant
    consent: DataConsent | None = None
    missing: tuple[str, ...] = ()
    """Codes of side questions that had no answer: `prescriptions`, `dispensings`, `dose_dispensing`."""
    refused: int = 0
    """Items of side answers about somebody else: counted, never shown."""
    judged_at: Instant | None = None
    """The moment by which states are judged, of a card as it was; none for that of the answer."""


def answer(sheets: list[Sheet], setting: Setting) -> Answer:
    """Compose the answer.

    Raises:
        Unintelligible: the head of the card contradicts itself.

    """
    found = records(sheets, consent=setting.consent is not None)
    made, unreadable = rows(found, setting.judged_at or setting.fetched_at, revealed=setting.consent is not None)
    try:
        card = header(sheets)
    except Unfit as unfit:
        raise Unintelligible(reason=unfit.code) from None
    has_card = any(sheet.operation == CARD for sheet in sheets)
    missing = setting.missing if has_card else ("medicine_card", *setting.missing)
    card = replace(card, missing=missing, consent=setting.consent.value if setting.consent else "")
    return Answer(
        AnswerKind.FULL,
        entries=tuple(_scoped(row, setting) for row in made),
        unreadable=tuple(unreadable),
        unidentified=setting.refused,
        warnings=_warnings(made, sheets, card.is_invalid, missing),
        raw=tuple(found.raw),
        card=card,
        memory_only=setting.consent is not None,
        private_words=frozenset(found.words),
    )


def with_histories(told: Answer, histories: Mapping[str, Told | None], now: Instant) -> Answer:
    """Attach to each drug whose history was asked for what was ordered before; keep the messages that are pointed into."""
    entries = tuple(_with_history(scoped, histories, now) for scoped in told.entries)
    wanted = {ref.message for scoped in entries if scoped.fact.ordination for ref in scoped.fact.ordination.origins()}
    more = [one.message for one in histories.values() if one is not None and one.message.digest in wanted]
    return replace(told, entries=entries, raw=(*told.raw, *more)) if histories else told


def _with_history(scoped: Scoped[Medication], histories: Mapping[str, Told | None], now: Instant) -> Scoped[Medication]:
    card = scoped.fact.ordination
    if card is None or scoped.fact.row is not MedicationEntry.DRUG_MEDICATION or card.identifier not in histories:
        return scoped
    told = histories[card.identifier]
    return replace(scoped, fact=with_before(scoped.fact, told.history if told else None, now))


def _scoped(row: Row, setting: Setting) -> Scoped[Medication]:
    card = row.fact.ordination
    last = (card.modified or card.created) if card is not None else None
    prescriber = card.prescriptions[0].created if card and not last and card.prescriptions else None
    who = last or prescriber
    origin = _provenance(
        service=setting.service,
        document_id=row.document_id,
        version=row.version,
        source_time=who.at if who else None,
        fetched_at=setting.fetched_at,
        author=who.name if who else "",
        organisation=who.organisation if who else "",
        raw_ref=row.raw_ref,
    )
    return _scoped_fact(setting.patient_id, row.fact, origin)


def _warnings(made: list[Row], sheets: list[Sheet], is_invalid: bool, missing: tuple[str, ...]) -> tuple[Reason, ...]:
    """Name what is hidden, not to be relied upon, or missing."""
    hidden = [row.fact for row in made if row.fact.row in (MedicationEntry.PRIVATE, MedicationEntry.NEGATIVE_CONSENT)]
    drugs = sum(fact.kind == PLACEHOLDER for fact in hidden)
    invalid = sum(row.fact.row is MedicationEntry.INVALID for row in made)
    invalid += sum(
        one.shown is Shown.INVALID for row in made if row.fact.ordination for one in row.fact.ordination.records()
    )
    found = []
    if hidden:
        found.append(Reason(Cause.PRIVATE_ENTRY, drugs or len(hidden)))
    if is_invalid:
        found.append(Reason(Cause.INVALID_CARD))
    if invalid:
        found.append(Reason(Cause.INVALID_ENTRIES, invalid))
    if any(sheet.operation == DISPENSINGS and "MoreAvailable" in sheet.header for sheet in sheets):
        found.append(Reason(Cause.MORE_AVAILABLE))
    if missing:
        found.append(Reason(Cause.REPOSITORY_SILENT, detail=",".join(missing)))
    return tuple(found)
