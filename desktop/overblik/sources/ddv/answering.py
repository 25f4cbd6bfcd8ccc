"""From the sheets about one citizen to the answer of the topic vaccinations."""

from dataclasses import dataclass

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind
from overblik.domain.provenance import Provenance
from overblik.domain.section import Cause, Reason, Scoped
from overblik.domain.vaccination import Vaccination, VaccinationEntry
from overblik.sources.ddv.mapping.records import Row, records
from overblik.sources.ddv.mapping.sheets import CARD, Sheet


@dataclass(frozen=True, slots=True)
class Setting:
    """What the answer does not say itself."""

    service: str
    patient_id: PatientId
    """Whom was asked about: the answer names nobody."""
    fetched_at: Instant
    missing: tuple[str, ...] = ()
    """Codes of questions that had no answer: `vaccination_card`, `planned_vaccinations`."""
    refused: int = 0
    """Items of a side answer about somebody else: counted, never shown."""


def answer(sheets: list[Sheet], setting: Setting) -> Answer:
    """Compose the answer; it is total: whatever cannot be read is counted in it."""
    found = records(sheets)
    hidden = sum(row.fact.entry is VaccinationEntry.PRIVATE for row in found.rows)
    has_card = any(sheet.operation == CARD for sheet in sheets)
    missing = setting.missing if has_card else ("vaccination_card", *setting.missing)
    warnings = [Reason(Cause.PRIVATE_ENTRY, hidden)] if hidden else []
    warnings += [Reason(Cause.REPOSITORY_SILENT, detail=",".join(missing))] if missing else []
    return Answer(
        AnswerKind.FULL,
        entries=tuple(_scoped(row, setting) for row in found.rows),
        unreadable=tuple(found.unreadable),
        unidentified=setting.refused + found.nobodys,
        warnings=tuple(warnings),
        raw=tuple(found.raw),
        private_words=frozenset(found.words),
    )


def _scoped(row: Row, setting: Setting) -> Scoped[Vaccination]:
    return Scoped(
        row.person or setting.patient_id,
        row.fact,
        Provenance(
            service=setting.service,
            document_id=row.document_id,
            version=row.version,
            source_time=row.act.at,
            fetched_at=setting.fetched_at,
            author=row.act.name,
            organisation=row.act.organisation,
            raw_ref=row.raw_ref,
        ),
    )
