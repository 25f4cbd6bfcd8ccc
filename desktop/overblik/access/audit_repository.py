"""The audit repository: any FHIR R4 server that takes AuditEvents by PUT, many at once in a batch where it can.

A PUT under the record's own id (FHIR R4 http, "Update as Create") is stored once however often it is sent: a lost
acknowledgement is answered by sending again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from overblik.domain.errors import SignInNeeded, SourceError, Unreachable
from overblik.wire.audit_receipt import receipt_in
from overblik.wire.batch_response import Entry, read_batch_response
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.tokens import Bearer, TokenProvider

Json = dict[str, Any]
MOST = 100
"""Records of one batch."""
_BUDGET = 30.0
"""Seconds for one batch."""
_LEVEL = 1
_NOT_SIGNED_IN = (401, 403)
_AGAIN = (408, 425, 429)
_THERE = (409, 412)
"""What a server that never changes an AuditEvent answers to one that it has."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the repository said of one record: taken, refused for good, or neither yet; its status, and its receipt."""

    is_taken: bool
    is_refused: bool
    told: str
    receipt: str = ""
    """As it came; who signed it and of what is `receipts.judged` to say."""
    is_conflict: bool = False
    """Whether it is taken because the server says that it has one of this id already."""


class Repository(Protocol):
    """Takes AuditEvents."""

    async def put(self, events: Sequence[Json], *, again: bool) -> Sequence[Answered]:
        """Send events in order; give an answer to each, fewer where it stopped.

        `again` says that they may have been sent before, so that one that is there is taken.

        Raises:
            Unreachable: no answer, or a fault that passes; `retry_after` where the server asked for it.
            SignInNeeded: the token is missing, expired or not enough (401, 403).
            Unintelligible: an answer that is none of FHIR.

        """
        ...


class FhirRepository:
    """A FHIR R4 server as the audit repository."""

    def __init__(self, name: str, base: str, client: HttpClient, tokens: TokenProvider) -> None:
        """Speak to the FHIR base; `name` is the audience for which a token is asked."""
        self._name, self._base = name, base.rstrip("/")
        self._client, self._tokens = client, tokens
        self._takes_batches = True

    async def put(self, events: Sequence[Json], *, again: bool) -> Sequence[Answered]:
        """Send events as one batch; one at a time to a server that takes none."""
        if self._takes_batches and len(events) > 1:
            answer = await self._ask(self._base, _batch(events), puts=False, again=again)
            if answer.status // 100 == 2:
                return _entries(answer.content, len(events), again=again)
            # Nothing of it was taken, for what it is or for one of the records: one at a time tells which.
            self._takes_batches = answer.status not in (404, 405, 501)
        answered: list[Answered] = []
        for event in events:
            try:
                answer = await self._ask(f"{self._base}/AuditEvent/{event['id']}", event, puts=True, again=again)
            except SourceError:
                if answered:
                    break  # what was answered counts; the next turn meets the fault first
                raise
            entry = Entry(answer.status, answer.headers.get("etag", ""), receipt_in(answer.content))
            answered.append(_judged(entry, again=again))
        return answered

    async def _ask(self, url: str, content: Json, *, puts: bool, again: bool) -> Response:
        """Ask, at the first sending once: of a client that repeats by itself nobody knows whether it was sent before."""
        token = await self._tokens.token_for(self._name, _LEVEL)
        headers = {"Content-Type": "application/fhir+json; charset=utf-8", "Accept": "application/fhir+json"}
        # The place of a receipt (FHIR R4 http, "Prefer"): a server that gives none may pass over it.
        headers["Prefer"] = "return=OperationOutcome"
        body = json.dumps(content, ensure_ascii=False).encode("utf-8")
        bearer = token if isinstance(token, Bearer) else None
        question = Question(url, headers, bearer=bearer, content=body, puts=puts, is_sent_once=not again)
        answer = await self._client.ask(question, _BUDGET)
        if answer.status in _NOT_SIGNED_IN:
            raise SignInNeeded(status=answer.status)
        if answer.status in _AGAIN or (answer.status >= 500 and answer.status != 501):
            raise Unreachable(status=answer.status)
        return answer


def _batch(events: Sequence[Json]) -> Json:
    entries = [
        {"resource": event, "request": {"method": "PUT", "url": f"AuditEvent/{event['id']}"}} for event in events
    ]
    return {"resourceType": "Bundle", "type": "batch", "entry": entries}


def _entries(content: bytes, sent: int, *, again: bool) -> list[Answered]:
    """Read what became of each event of a batch."""
    told = read_batch_response(content, sent)
    for one in told:
        if one.status in _NOT_SIGNED_IN:
            raise SignInNeeded(status=one.status)
    return [_judged(one, again=again) for one in told]


def _judged(entry: Entry, *, again: bool) -> Answered:
    """Tell what a status means for one record."""
    status = entry.status
    if status // 100 == 2 or (again and status in _THERE):
        return Answered(
            is_taken=True,
            is_refused=False,
            told=f"{status} {entry.tag}".strip(),
            receipt=entry.receipt,
            is_conflict=status in _THERE,
        )
    is_refused = status // 100 == 4 and status not in _AGAIN
    return Answered(is_taken=False, is_refused=is_refused, told=str(status))
