"""DDS and SFSK: a question that was let in, and what is found for it. An answer is written from what is found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from lxml.etree import _Element

from overblik.sandbox.clock import Clock
from overblik.sandbox.national.dgws import Caller, Entrance, caller
from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.national.keys import Keys
from overblik.sandbox.national.markup import named, text
from overblik.sandbox.national.rules import Rules
from overblik.sandbox.sharing import hsuid, query
from overblik.sandbox.sharing.consent import Consent, Flaw, filtered
from overblik.sandbox.sharing.entries import Entry
from overblik.sandbox.sharing.envelope import parts
from overblik.sandbox.sharing.library import Library
from overblik.sandbox.sharing.names import (
    FIND_DOCUMENTS,
    REGISTRY_OPERATION,
    REPOSITORY_OPERATION,
    XDS,
    tag,
)

_AUDIENCES = {base: Entrance(None, f"https://audience.nspop.dk/{base}") for base in ("dds", "sfsk")}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, about whom, and when."""

    caller: Caller
    hsuid: hsuid.Hsuid
    now: datetime


@dataclass(slots=True)
class Document:
    """A document of an ITI-43 answer: how it was asked for, and what comes."""

    repository: str
    unique_id: str
    entry: Entry


@dataclass(slots=True)
class Found:
    """What an answer will hold; faults change it before it is written."""

    number: str
    entries: list[Entry] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    status: str = ""
    """Success, PartialSuccess or Failure, where it does not follow from the rest."""

    def standing(self) -> str:
        """The status of the answer (ITI TF-3, 4.2.4.2)."""
        if self.status:
            return self.status
        if not any(each.severity == "Error" for each in self.flaws):
            return "Success"
        return "PartialSuccess" if self.entries or self.documents else "Failure"


@dataclass(slots=True)
class Desk:
    """The two services over their libraries."""

    keys: Keys
    rules: Rules
    clock: Clock
    libraries: dict[str, Library]

    def let_in(self, base: str, operation: str, root: _Element) -> tuple[Visit, _Element]:
        """The visit and the body of a request whose headers are all in order.

        Raises:
            SoapFault: a header is missing or wrong, or the id card does not hold.

        """
        header, body = parts(root, operation)
        now = self.clock.now()
        who = caller(header, _AUDIENCES[base], self.keys, self.rules, now)
        return Visit(who, hsuid.hsuid(header, who.card), now), body

    def ask(self, base: str, operation: str, visit: Visit, body: _Element, ordered: str = "") -> Found:
        """What is found; `ordered` is a consent that a fault sets.

        Raises:
            SoapFault: the question is not in its form, or about another citizen than the header.
            Failure: the registry or the repository says no.

        """
        steps: dict[str, Callable[[Library, Visit, _Element, str], Found]]
        steps = {REGISTRY_OPERATION: _registry, REPOSITORY_OPERATION: _repository}
        return steps[operation](self.libraries[base], visit, body, ordered)


def _registry(library: Library, visit: Visit, body: _Element, ordered: str) -> Found:
    """ITI-18."""
    asked = query.asked(body)
    number = visit.hsuid.citizen
    if asked.query == FIND_DOCUMENTS:
        hsuid.about(visit.hsuid, asked.number)
        folder = library.folder(number)
        entries = [each for each in folder.entries if query.matches(each, asked.slots)]
    else:
        entries = _named(library, visit, asked)
    consent = Consent(library.folder(number), visit.hsuid.override, ordered)
    seen, flaws = consent.filter(entries)
    if asked.query == FIND_DOCUMENTS:
        seen = [library.given_out(each, visit.hsuid.acting, visit.now) for each in seen]
    return Found(number, entries=seen, flaws=flaws)


def _named(library: Library, visit: Visit, asked: query.Asked) -> list[Entry]:
    """The entries that GetDocuments names; an id that is unknown, or not this user's, names nothing."""
    acting, now = visit.hsuid.acting, visit.now
    found = [library.by_entry_id(each, acting, now) for each in asked.slots.get("EntryUUID", [])]
    found += [library.find(each, acting, now) for each in asked.slots.get("UniqueId", [])]
    held = [each for each in found if each is not None]
    for each in held:
        hsuid.about(visit.hsuid, each.number)
    return held


def _repository(library: Library, visit: Visit, body: _Element, ordered: str) -> Found:
    """ITI-43: each document that was asked for comes, or an error names it."""
    if body.tag != tag(XDS, "RetrieveDocumentSetRequest") or not len(body):
        raise SoapFault("syntax_error", "The action and the body do not name one operation")
    found = Found(visit.hsuid.citizen)
    consent = Consent(library.folder(found.number), visit.hsuid.override, ordered)
    for each in named(body, "DocumentRequest"):
        repository, unique_id = text(each, "RepositoryUniqueId"), text(each, "DocumentUniqueId")
        if not repository or not unique_id:
            raise SoapFault("syntax_error", "A document is asked for without its ids")
        _fetch(library, visit, consent, found, (repository, unique_id))
    return found


def _fetch(library: Library, visit: Visit, consent: Consent, found: Found, ids: tuple[str, str]) -> None:
    repository, unique_id = ids
    entry = library.find(unique_id, visit.hsuid.acting, visit.now)
    if entry is not None:
        hsuid.about(visit.hsuid, entry.number)
        consent.filter([])
    if entry is None or (consent.kind == "silence" and consent.hides(entry)):
        words = "The document is unknown, or its id has expired"
        found.flaws.append(Flaw("XDSDocumentUniqueIdError", words, repository))
    elif entry.repository != repository:
        found.flaws.append(Flaw("XDSUnknownRepositoryId", "The repository does not hold the document", repository))
    elif consent.hides(entry):
        found.flaws.append(filtered())
        found.status = "PartialSuccess"
    else:
        found.documents.append(Document(repository, unique_id, entry))
