"""An answer before it becomes bytes, and the OperationOutcome that says what went wrong."""

import gzip
from dataclasses import dataclass, field

from starlette.responses import Response

from overblik.sandbox.verbatim import Json, Verbatim, dumps

FHIR_JSON = "application/fhir+json; charset=utf-8"


@dataclass(slots=True)
class Reply:
    """Status, headers and content; `about` names the patients asked for, so that a fault can find others."""

    status: int
    content: Json | Verbatim | None = None
    headers: dict[str, str] = field(default_factory=dict)
    about: frozenset[str] = frozenset()


def outcome(code: str, words: str, severity: str = "error") -> Json:
    """An OperationOutcome (FHIR R4 operationoutcome) with one issue."""
    issue = {"severity": severity, "code": code, "diagnostics": words}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def refusal(status: int, code: str, words: str) -> Reply:
    """A reply that says no (FHIR R4 http, "Handling errors")."""
    return Reply(status, outcome(code, words))


def encode(reply: Reply) -> bytes:
    """The body of a reply as bytes, not compressed."""
    return b"" if reply.content is None else dumps(reply.content).encode()


def respond(reply: Reply, accepts: str) -> Response:
    """The reply on the wire, compressed when the client accepts it."""
    body = encode(reply)
    headers = {**reply.headers, "Cache-Control": "no-store", "Vary": "Accept, Accept-Encoding"}
    if "gzip" in accepts and len(body) > 1000:
        body = gzip.compress(body, compresslevel=5)
        headers["Content-Encoding"] = "gzip"
    media = FHIR_JSON if reply.content is not None else None
    return Response(body, reply.status, headers, media)
