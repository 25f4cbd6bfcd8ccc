"""The answers of document sharing: status, errors and entries of ITI-18; status and documents of ITI-43."""

from dataclasses import dataclass
from typing import Any

from overblik.domain.errors import Unintelligible
from overblik.wire.xds_entry import DocumentEntry, document_entry
from overblik.wire.xml import local

_NO_DOCUMENTS = frozenset({"Association", "RegistryPackage", "Classification", "ExternalIdentifier"})
"""Objects that stand beside a document; an ObjectRef or any other may stand for one, and is counted."""
_STATUSES = frozenset({"Success", "PartialSuccess", "Failure"})


@dataclass(frozen=True, slots=True)
class RegistryError:
    """One row of a RegistryErrorList (ebRS 3.0; IHE ITI TF-3 section 4.2.4)."""

    code: str
    """`XDSUnavailableCommunity`, without a namespace before it."""
    context: str
    """In the registry's words: it may name a citizen and never reaches a log."""
    location: str
    is_warning: bool

    @property
    def is_consent(self) -> bool:
        """Whether it says that the consent filter took something out (services.md section 4.2)."""
        return "consent filter applied" in f"{self.code} {self.context}".casefold()

    @property
    def is_refusal(self) -> bool:
        """Whether it says that the citizen's consent forbids all."""
        said = f"{self.code} {self.context}".casefold()
        return "negativt samtykke" in said or "negative consent" in said or "negativeconsent" in said


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """What a registry answered; entries + strange are as many objects as came."""

    status: str
    """`Success`, `PartialSuccess` or `Failure`."""
    errors: tuple[RegistryError, ...]
    entries: tuple[DocumentEntry, ...]
    strange: int
    """Objects without what is needed to fetch a document."""


@dataclass(frozen=True, slots=True)
class DocumentResponse:
    """One document of a retrieve answer: its ids, and the cid of its part or the base64 text that stands inline."""

    repository: str
    unique_id: str
    mime_type: str
    cid: str
    """Of the part; empty where the document stands inline."""
    inline: str


@dataclass(frozen=True, slots=True)
class RetrieveAnswer:
    """What a repository answered."""

    status: str
    errors: tuple[RegistryError, ...]
    documents: tuple[DocumentResponse, ...]


def registry_answer(body: Any) -> RegistryAnswer:
    """Read an AdhocQueryResponse.

    Raises:
        Unintelligible: it is another element, or has no status that is known.

    """
    if local(body) != "AdhocQueryResponse":
        raise Unintelligible(reason="not_registry")
    status = _status(body)
    errors: list[RegistryError] = []
    entries: list[DocumentEntry] = []
    strange = 0
    for child in body:
        name = local(child)
        if name == "RegistryErrorList":
            errors += _errors(child)
        elif name == "RegistryObjectList":
            for node in child:
                kind = local(node)
                if kind in _NO_DOCUMENTS:
                    continue
                entry = document_entry(node) if kind == "ExtrinsicObject" else None
                if entry is not None and entry.unique_id and entry.repository:
                    entries.append(entry)
                else:
                    strange += 1
    return RegistryAnswer(status, tuple(errors), tuple(entries), strange)


def retrieve_answer(body: Any) -> RetrieveAnswer:
    """Read a RetrieveDocumentSetResponse.

    Raises:
        Unintelligible: it is another element, or has no status that is known.

    """
    if local(body) != "RetrieveDocumentSetResponse":
        raise Unintelligible(reason="not_repository")
    status, errors, documents = "", list[RegistryError](), list[DocumentResponse]()
    for child in body:
        name = local(child)
        if name == "RegistryResponse":
            status = _status(child)
            errors += [error for listed in child if local(listed) == "RegistryErrorList" for error in _errors(listed)]
        elif name == "DocumentResponse":
            documents.append(_document(child))
    if not status:
        raise Unintelligible(reason="status")
    return RetrieveAnswer(status, tuple(errors), tuple(documents))


def _status(node: Any) -> str:
    status: str = node.get("status", "").strip().rpartition(":")[2]
    if status not in _STATUSES:
        raise Unintelligible(reason="status")
    return status


def _errors(listed: Any) -> list[RegistryError]:
    return [
        RegistryError(
            node.get("errorCode", "").strip().rpartition(":")[2],
            " ".join(node.get("codeContext", "").split()),
            " ".join(node.get("location", "").split()),
            node.get("severity", "").strip().endswith("Warning"),
        )
        for node in listed
        if local(node) == "RegistryError"
    ]


def _document(node: Any) -> DocumentResponse:
    told = {local(child): child for child in node}
    document = told.get("Document")
    include = None if document is None else next((child for child in document if local(child) == "Include"), None)
    inline = "" if document is None or include is not None else "".join(document.itertext())
    href = "" if include is None else include.get("href", "").strip()

    def text(name: str) -> str:
        found = told.get(name)
        return " ".join((found.text or "").split()) if found is not None else ""

    return DocumentResponse(
        text("RepositoryUniqueId"), text("DocumentUniqueId"), text("mimeType"), href, "".join(inline.split())
    )
