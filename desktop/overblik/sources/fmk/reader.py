"""Recorded answers of FMK, read straight from files (`overview --from`, `import`)."""

from collections.abc import Sequence

from overblik.domain.dates import Instant
from overblik.domain.errors import SourceError, Unintelligible
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, RawDocument, Recognised
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.section import Scoped, Topic
from overblik.sources.fmk.answering import Setting, answer
from overblik.sources.fmk.mapping.person import master_data
from overblik.sources.fmk.mapping.sheets import Sheet, sheet

_SIGN = b"http://www.dkma.dk/medicinecard/xml.schema/"
_HEAD = 100_000
"""Bytes in which the sign stands."""


class FmkReader:
    """Reads answers of the schema 2015/06/01, bare or in their SOAP envelope."""

    def claims(self, document: RawDocument) -> bool:
        """Whether a file is of FMK, whole or not."""
        return _SIGN in document.content[:_HEAD]

    def recognise(self, documents: Sequence[RawDocument], fetched_at: Instant) -> Sequence[Recognised] | None:
        """Give one value a citizen; none when no file is of FMK.

        Raises:
            Unintelligible: a file is of FMK but broken, of another version, or names nobody; `file` says which.

        """
        mine = [document for document in documents if self.claims(document)]
        if not mine:
            return None
        by_person: dict[PatientId, list[Sheet]] = {}
        for document in mine:
            read = _read(document)
            if read.person is None:
                raise Unintelligible(reason="no_person", file=document.name)
            by_person.setdefault(read.person, []).append(read)
        service = "fil: " + ", ".join(document.name for document in documents)
        return tuple(
            Recognised(person, _answers(sheets, Setting(service, person, fetched_at)))
            for person, sheets in by_person.items()
        )


def _answers(sheets: list[Sheet], setting: Setting) -> dict[Topic, Answer]:
    """Give the medicine, and who the citizen is where the answers name him: a file has no other banner (R1)."""
    made = {Topic.MEDICATION: answer(sheets, setting)}
    data = master_data(sheets)
    if data is not None:
        origin = Provenance(setting.service, "Patient", "", None, setting.fetched_at, "", "", RawRef("", 0, 0))
        made[Topic.PATIENT] = Answer(AnswerKind.FULL, (Scoped(setting.patient_id, data, origin),))
    return made


def _read(document: RawDocument) -> Sheet:
    try:
        return sheet(document.content, document.name)
    except Unintelligible as error:
        raise Unintelligible(**{**error.facts, "file": document.name}) from None
    except SourceError as error:
        raise Unintelligible(reason="fault", file=document.name) from error
