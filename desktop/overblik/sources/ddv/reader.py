"""Recorded answers of DDV, read straight from files (`overview --from`, `import`)."""

from collections.abc import Sequence

from overblik.domain.dates import Instant
from overblik.domain.errors import SourceError, Unintelligible
from overblik.domain.patient import UNNAMED_FILE, PatientId, local
from overblik.domain.ports import RawDocument, Recognised
from overblik.domain.section import Topic
from overblik.sources.ddv.answering import Setting, answer
from overblik.sources.ddv.mapping.sheets import Sheet, sheet

_SIGN = b"http://vaccinationsregister.dk/schemas/"
_HEAD = 100_000
"""Bytes in which the sign stands."""


class DdvReader:
    """Reads answers of the schema 2013/12/01, bare or in their SOAP envelope."""

    def __init__(self, whose: PatientId | None = None) -> None:
        """Take the citizen whom the user names: an answer of DDV names nobody."""
        self._whose = whose

    def claims(self, document: RawDocument) -> bool:
        """Whether a file is of DDV, whole or not."""
        return _SIGN in document.content[:_HEAD]

    def recognise(self, documents: Sequence[RawDocument], fetched_at: Instant) -> Sequence[Recognised] | None:
        """Give one value a citizen; none when no file is of DDV.

        A file that names nobody is the citizen's whom the user names. Without such a word each of them is about a
        citizen of its own, whom nobody knows: two cards are never one person's by guess.

        Raises:
            Unintelligible: a file is of DDV but broken, or of another version; `file` says which.

        """
        mine = [document for document in documents if self.claims(document)]
        if not mine:
            return None
        by_person: dict[tuple[PatientId, bool], list[Sheet]] = {}
        for document in mine:
            read = _read(document)
            person = read.person or self._whose or local(UNNAMED_FILE, document.name)
            by_person.setdefault((person, read.person is None), []).append(read)
        service = "fil: " + ", ".join(document.name for document in documents)
        return tuple(
            Recognised(
                person,
                {Topic.VACCINATIONS: answer(sheets, Setting(service, person, fetched_at))},
                names_nobody=names_nobody,
            )
            for (person, names_nobody), sheets in by_person.items()
        )


def _read(document: RawDocument) -> Sheet:
    try:
        return sheet(document.content, document.name)
    except Unintelligible as error:
        raise Unintelligible(**{**error.facts, "file": document.name}) from None
    except SourceError as error:
        raise Unintelligible(reason="fault", file=document.name) from error
