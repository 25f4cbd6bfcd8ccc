"""One affinity domain of document sharing: its registry and its repository, asked over SOAP 1.2 with DGWS and HSUID."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from overblik.domain.errors import Refused, SignInNeeded, Unintelligible, Unreachable
from overblik.domain.ports import Clock, Random
from overblik.wire import addressing, dgws, hsuid, xds
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.mtom import Package, Part, Reader, from_base64, id_of, looks_multipart, package, reader_of
from overblik.wire.names import MEDCOM, SOAP_12, WSA_2005
from overblik.wire.soap import envelope, payload
from overblik.wire.tokens import IdCard, TokenProvider
from overblik.wire.xds_answer import RegistryAnswer, RetrieveAnswer, registry_answer, retrieve_answer
from overblik.wire.xml import XmlError, parse

_NAMESPACES = {**dgws.NAMESPACES, **hsuid.NAMESPACES, **addressing.NAMESPACES, **xds.NAMESPACES}
MISSING_PART, OTHER_DOCUMENT = "missing_part", "other_document"
"""Why a document is refused: its part did not come; nobody asked for it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """About whom, and by what right, one question is asked."""

    number: str = field(repr=False)
    """The citizen's CPR number."""
    override: bool = False
    """Værdispring."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document as it came: its bytes, or why they were refused."""

    address: xds.Address
    content: bytes = field(repr=False)
    mime_type: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What one retrieve brought."""

    answer: RetrieveAnswer
    documents: tuple[Fetched, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Where the two are asked, and with what."""

    registry: str
    repository: str
    http: HttpClient
    tokens: TokenProvider
    clock: Clock
    random: Random
    audience: str
    acting: hsuid.Acting
    level: int = 3

    async def query(self, body: str, looked: Looked, budget: float) -> RegistryAnswer:
        """Ask the registry (ITI-18).

        Raises:
            SourceError: as `wire.service.Service.message`.

        """
        answer = await self._ask(self.registry, xds.QUERY_ACTION, body, looked, budget)
        return registry_answer(answer.body)

    async def retrieve(self, addresses: Sequence[xds.Address], looked: Looked, budget: float) -> Retrieved:
        """Fetch documents (ITI-43).

        Raises:
            SourceError: as `query`; a single document that is refused or missing is none, it says so itself.

        """
        answer = await self._ask(self.repository, xds.RETRIEVE_ACTION, xds.retrieve(addresses), looked, budget)
        return retrieved(answer.body, answer.package, addresses)

    async def _ask(self, url: str, action: str, body: str, looked: Looked, budget: float) -> "_Answered":
        card = await self.tokens.token_for(self.audience, self.level)
        if not isinstance(card, IdCard):
            raise SignInNeeded(reason="no_card")
        now, message_id = self.clock.now(), f"urn:uuid:{self.random.identifier()}"
        headers = (
            addressing.header(action, message_id, url)
            + dgws.header(card, now, level=card.level, flow_id=self.random.identifier(), message_id=message_id)
            + hsuid.header(self._acting(card), looked.number, now, override=looked.override)
        )
        sent = envelope(headers, body, _NAMESPACES, SOAP_12)
        told = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}
        question = Question(url, told, content=sent, sink_of=_reader)
        return _answered(await self.http.ask(question, budget), message_id)

    def _acting(self, card: IdCard) -> hsuid.Acting:
        """Name the person of the card, where the settings do not say who that is.

        Raises:
            SignInNeeded: the card does not say so either.

        """
        if self.acting.cpr:
            return self.acting
        if not card.cpr:
            raise SignInNeeded(reason="card_person")
        return replace(self.acting, cpr=card.cpr)


def _reader(headers: Mapping[str, str]) -> Reader | None:
    """Read an answer of several parts while it comes: each part has its cap, and none is held twice."""
    return reader_of(headers.get("content-type", ""))


@dataclass(frozen=True, slots=True)
class _Answered:
    body: Any
    """The one element in the envelope's body."""
    package: Package | None


def _answered(answer: Response, message_id: str) -> _Answered:
    """Read an answer; a fault speaks before the status."""
    if answer.status in (401, 403):
        raise SignInNeeded(status=answer.status) if answer.status == 401 else Refused(status=answer.status)
    try:
        root, parts = _opened(answer)
        body = _body(root)
    except Unintelligible as error:
        if answer.status >= 500 and error.facts.get("reason") != "fault":
            raise Unreachable(status=answer.status) from None
        raise Unintelligible(**{**error.facts, "status": answer.status}) from None
    if answer.status != 200:
        raise Unreachable(status=answer.status) if answer.status >= 500 else Unintelligible(status=answer.status)
    _is_to(root, message_id)
    return _Answered(body, parts)


def _opened(answer: Response) -> tuple[Any, Package | None]:
    if isinstance(answer.sink, Reader):
        parts = answer.sink.end()
        return _parsed(parts.root), parts
    return opened(answer.content, answer.headers.get("content-type", ""))


def opened(content: bytes, content_type: str) -> tuple[Any, Package | None]:
    """Give the root element of an answer, and its parts where it came in several.

    Raises:
        Unintelligible: `multipart`, or why the root is no XML that this program reads.

    """
    if content_type.lower().startswith("multipart/related") or looks_multipart(content):
        parts = package(content, content_type)
        return _parsed(parts.root), parts
    return _parsed(content), None


def _parsed(content: bytes) -> Any:
    try:
        return parse(content)
    except XmlError as error:
        raise Unintelligible(reason=error.reason) from None


def _body(root: Any) -> Any:
    if root.tag != f"{{{SOAP_12}}}Envelope":
        raise Unintelligible(reason="envelope")
    return payload(root)


def _is_to(root: Any, message_id: str) -> None:
    """Refuse the answer to another question; an answer that names none is bound to it by the connection alone."""
    path = f"{{{SOAP_12}}}Header/{{{WSA_2005}}}RelatesTo"
    linked = f"{{{SOAP_12}}}Header/{{{MEDCOM}}}Header/{{{MEDCOM}}}Linking/{{{MEDCOM}}}InResponseToMessageID"
    told = [(one.text or "").strip() for where in (path, linked) for one in root.iterfind(where)]
    if any(one != message_id for one in told):
        raise Unintelligible(reason="other_question")


def retrieved(body: Any, parts: Package | None, addresses: Sequence[xds.Address] = ()) -> Retrieved:
    """Join the documents of an answer with their parts.

    One that nobody asked for is refused: its bytes may be anybody's. Without `addresses` (a saved answer) all are wanted.

    Raises:
        Unintelligible: the body is no answer of a repository.

    """
    answer = retrieve_answer(body)
    wanted = {(one.repository, one.unique_id): one for one in addresses}
    found = []
    for told in answer.documents:
        address = wanted.get((told.repository, told.unique_id))
        known = address or xds.Address("", told.repository, told.unique_id)
        if addresses and address is None:
            found.append(Fetched(known, b"", told.mime_type, OTHER_DOCUMENT))
            continue
        part = from_base64("", told.inline.encode()) if told.inline else _part(told.cid, parts)
        found.append(Fetched(known, part.content, told.mime_type, part.refused))
    return Retrieved(answer, tuple(found))


def _part(cid: str, parts: Package | None) -> Part:
    """Give the part that an xop:Include names; some servers leave the percent-encoding in the part's own id too."""
    here = parts.parts if parts is not None and cid else {}
    part = here.get(id_of(cid)) or here.get(cid.removeprefix("cid:"))
    if part is None:
        return Part("", b"", MISSING_PART)
    if part.is_open and not part.refused and not part.content.rstrip().endswith(b">"):
        return Part(part.content_id, b"", "cut")
    return part
