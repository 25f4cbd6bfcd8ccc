"""One DGWS service: a question with id card and headers, and the bytes of its answer."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

from overblik.domain.errors import Refused, SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.domain.ports import Clock, Random
from overblik.wire import dgws
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.multipart import root_part
from overblik.wire.names import MEDCOM, SOAP_11
from overblik.wire.soap import envelope, fault
from overblik.wire.tokens import IdCard, TokenProvider
from overblik.wire.xml import XmlError, parse

Came = TypeVar("Came")


@dataclass(frozen=True, slots=True)
class Message:
    """An envelope as it came, and as it was parsed to tell faults apart: a large one is not parsed twice."""

    content: bytes
    root: Any


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service is asked, and with what."""

    url: str
    http: HttpClient
    tokens: TokenProvider
    clock: Clock
    random: Random
    audience: str
    level: int = 4

    async def ask(self, action: str, headers: str, body: str, namespaces: dict[str, str], budget: float) -> bytes:
        """Ask one question and give the bytes of the answer's envelope; errors as in `message`."""
        return (await self.message(action, headers, body, namespaces, budget)).content

    async def message(self, action: str, headers: str, body: str, namespaces: dict[str, str], budget: float) -> Message:
        """Ask one question and give the answer's envelope.

        Raises:
            SignInNeeded: no id card, or the service refuses it.
            Refused, Withheld: the service says so in a fault, or by its status.
            Unreachable: no answer, or a fault that may pass.
            Unintelligible: the answer is no envelope, or one to another question.

        """
        card = await self.tokens.token_for(self.audience, self.level)
        if not isinstance(card, IdCard):
            raise SignInNeeded(reason="no_card")
        message_id = self.random.identifier()
        head = dgws.header(
            card, self.clock.now(), level=card.level, flow_id=self.random.identifier(), message_id=message_id
        )
        sent = envelope(head + headers, body, dgws.NAMESPACES | namespaces)
        told = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        answer = await self.http.ask(Question(self.url, told, content=sent), budget)
        return _checked(answer, message_id)


def _checked(answer: Response, message_id: str) -> Message:
    """Tell faults apart: a SOAP fault speaks before the status, and may come with 200 or 500 (DGWS 1.0.1 section 4)."""
    if answer.status in (401, 403):
        raise SignInNeeded(status=answer.status) if answer.status == 401 else Refused(status=answer.status)
    try:
        content = root_part(answer.content, answer.headers.get("content-type", ""))
        root = parse(content)
    except (XmlError, Unintelligible) as error:
        if answer.status >= 500:
            raise Unreachable(status=answer.status) from None
        reason = error.reason if isinstance(error, XmlError) else error.facts.get("reason")
        raise Unintelligible(reason=reason, status=answer.status) from None
    found = next(root.iter(f"{{{SOAP_11}}}Fault"), None)
    if found is not None:
        raise fault(found)
    if answer.status != 200 or root.tag != f"{{{SOAP_11}}}Envelope":
        raise Unreachable(status=answer.status) if answer.status >= 500 else Unintelligible(status=answer.status)
    _is_to(root, message_id)
    return Message(content, root)


def _is_to(root: Any, message_id: str) -> None:
    """Refuse the answer to another question: a kept or replayed one would pass for fresh (H4).

    The element is optional in the schema of DGWS 1.0.1, and no card is refused because an optional part is missing:
    an answer without it is bound to its question by the connection alone.
    """
    path = f"{{{SOAP_11}}}Header/{{{MEDCOM}}}Header/{{{MEDCOM}}}Linking/{{{MEDCOM}}}InResponseToMessageID"
    told = [(one.text or "").strip() for one in root.findall(path)]
    if told and told != [message_id]:
        raise Unintelligible(reason="other_question")


async def or_error(question: Awaitable[Came]) -> Came | SourceError:
    """Give what came, or why nothing came: one question that fails takes no other with it."""
    try:
        return await question
    except SourceError as error:
        return error
