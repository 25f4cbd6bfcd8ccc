"""Shared documents read straight from files: CDA, MedCom XML, and saved answers of a repository (`--from`, `import`)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from overblik.domain.dates import Instant
from overblik.domain.errors import Unintelligible
from overblik.domain.patient import MasterData, PatientId
from overblik.domain.ports import Answer, AnswerKind, RawDocument, Recognised
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.section import Scoped, Topic
from overblik.sources.dds.answering import Gathered, Setting, answer
from overblik.sources.dds.mapping.dispatch import is_shared_document, read
from overblik.sources.dds.opening import Came
from overblik.wire.mtom import looks_multipart
from overblik.wire.sharing import opened, retrieved
from overblik.wire.soap import payload
from overblik.wire.xds_entry import NO_CODE, DocumentEntry

_REPOSITORY = b"RetrieveDocumentSetResponse"
_WRAPPINGS = frozenset({b"Envelope", _REPOSITORY})
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)[\s>/]")
"""The first element; no declaration and no comment begins so."""
_HEAD = 100_000
"""Bytes in which a file says what it is."""


class DdsReader:
    """Reads shared documents, each file a document or a saved answer that holds several."""

    def __init__(self, whose: PatientId | None = None) -> None:
        """Take the citizen whom the user names: documents about others are then refused and counted (H1)."""
        self._whose = whose

    def claims(self, document: RawDocument) -> bool:
        """Whether a file is a shared document or a repository's answer, whole or not."""
        return _is_saved_answer(document.content) or is_shared_document(document.content)

    def recognise(self, documents: Sequence[RawDocument], fetched_at: Instant) -> Sequence[Recognised] | None:
        """Give one value a citizen; none when no file is a shared document.

        A document that cannot be read, or whose person cannot be recognised, is counted with each citizen of the others.

        Raises:
            Unintelligible: there is none whose citizen can be told; `file` says which, and the reason why.

        """
        mine = [document for document in documents if self.claims(document)]
        if not mine:
            return None
        came = _without_replaced([one for document in mine for one in _documents(document)])
        named = (one.read.person for one in came if one.read is not None)
        persons = [person for person in dict.fromkeys(named) if person is not None]
        if not persons:
            raise _nobody(came)
        if self._whose in persons:
            persons = [one for one in persons if one == self._whose]
        service = "fil: " + ", ".join(document.name for document in documents)
        return tuple(
            Recognised(person, _answers(came if len(persons) == 1 else _his(came, person), person, service, fetched_at))
            for person in persons
        )


def _without_replaced(came: list[Came]) -> list[Came]:
    """Mark the documents whose place another of the files has taken: what the registry would say of them.

    Only one about the same citizen can: another's document takes nothing of his away (H1).
    """
    every = [one.read for one in came if one.read is not None]
    gone = {(read.person, read.code, name) for read in every for name in read.replaces}
    return [
        replace(one, entry=replace(one.entry, is_replaced=True))
        if one.read is not None and (one.read.person, one.read.code, one.read.document_id) in gone
        else one
        for one in came
    ]


def _is_saved_answer(content: bytes) -> bool:
    """Tell whether a file is what a repository answered, in several parts or in one envelope."""
    head = content[:_HEAD]
    if looks_multipart(head):
        return True
    root = _ROOT.search(head)
    return root is not None and root.group(1) in _WRAPPINGS and _REPOSITORY in head


def _nobody(came: Sequence[Came]) -> Unintelligible:
    """Say why none of the documents can be shown."""
    first = came[0]
    return Unintelligible(reason=first.why or "unidentifiable", file=first.entry.title)


def _his(came: Sequence[Came], person: PatientId) -> list[Came]:
    """Give the documents of one of several citizens, and those that may be his."""
    return [one for one in came if one.read is None or one.read.person in (person, None)]


def _documents(document: RawDocument) -> Iterator[Came]:
    """Open one file; an answer first, for its documents may begin in its first bytes."""
    if not _is_saved_answer(document.content):
        yield _read(document.name, document.name, document.content)
        return
    try:
        root, parts = opened(document.content, "")
        found = retrieved(payload(root), parts).documents
    except Unintelligible as error:
        yield Came(_entry(document.name, document.name), why=str(error.facts.get("reason", "unknown")))
        return
    for fetched in found:
        name = f"{document.name}/{fetched.address.unique_id}"
        if fetched.refused:
            yield Came(_entry(name, document.name), why=fetched.refused)
        else:
            yield _read(name, document.name, fetched.content)


def _read(name: str, file: str, content: bytes) -> Came:
    try:
        return Came(_entry(name, file), content, read(content))
    except Unintelligible as error:
        return Came(_entry(name, file), content, why=str(error.facts.get("reason", "unknown")))


def _entry(name: str, file: str) -> DocumentEntry:
    """Stand for the registry, which a file has not seen."""
    return DocumentEntry(
        entry_uuid="",
        unique_id=name,
        repository="",
        home="",
        is_on_demand=False,
        is_replaced=False,
        type=NO_CODE,
        format=NO_CODE,
        facility=NO_CODE,
        title=file,
        author_institution="",
        author_person="",
        created="",
        service_start="",
        service_stop="",
        hash="",
        size=None,
        patients=(),
        confidentiality=(),
        mime_type="",
    )


def _answers(came: Sequence[Came], person: PatientId, service: str, fetched_at: Instant) -> dict[Topic, Answer]:
    """Give an answer for each topic of which one of the documents speaks."""
    made: dict[Topic, Answer] = {}
    for topic in Topic:
        about = [one for one in came if _speaks_of(one, topic)]
        if about:
            setting = Setting(service, topic, person, fetched_at, by_override=False)
            made[topic] = answer(Gathered(came=about), None, setting)
    heads = [one for one in came if one.read is not None and one.read.person == person and one.read.master is not None]
    if heads:
        newest = max(heads, key=lambda one: one.read.date.order if one.read and one.read.date else "")
        assert newest.read is not None
        made[Topic.PATIENT] = _head(newest, person, service, fetched_at)
    return made


def _speaks_of(one: Came, topic: Topic) -> bool:
    """Whether a document belongs to a topic; one that cannot be read belongs to the list of documents."""
    if one.read is None:
        return topic is Topic.DOCUMENTS
    return topic in one.read.rows or topic in one.read.lost


def _head(one: Came, person: PatientId, service: str, fetched_at: Instant) -> Answer:
    """Give what a document's head says of the citizen, for the banner."""
    assert one.read is not None
    assert one.read.master is not None
    origin = Provenance(service, f"{one.entry.unique_id}#head", "", one.read.date, fetched_at, "", "", RawRef("", 0, 0))
    entry: Scoped[MasterData] = Scoped(person, one.read.master, origin)
    return Answer(AnswerKind.FULL, (entry,))
