"""The answer to a FHIR batch: what became of each entry, in order (FHIR R4 http, "Batch/Transaction Response")."""

from typing import NamedTuple

import msgspec

from overblik.domain.errors import Unintelligible
from overblik.wire.audit_receipt import receipt_in


class _Response(msgspec.Struct):
    status: str
    etag: str = ""
    outcome: msgspec.Raw = msgspec.Raw(b"")


class _Entry(msgspec.Struct):
    response: _Response


class _Bundle(msgspec.Struct):
    entry: list[_Entry] = []


_BUNDLES = msgspec.json.Decoder(_Bundle)


class Entry(NamedTuple):
    """What became of one entry: status, entity tag, and the receipt that the server gave for it."""

    status: int
    tag: str
    receipt: str


def read_batch_response(content: bytes, sent: int) -> list[Entry]:
    """Give what became of each entry.

    Raises:
        Unintelligible: `batch_response`, where it is none, or not one entry was answered for each that was sent.

    """
    try:
        told = [_entry(one.response) for one in _BUNDLES.decode(content).entry]
    except (msgspec.MsgspecError, ValueError) as error:
        raise Unintelligible(reason="batch_response") from error
    if len(told) != sent:
        raise Unintelligible(reason="batch_response")
    return told


def _entry(response: _Response) -> Entry:
    return Entry(int(response.status[:3]), response.etag, receipt_in(bytes(response.outcome)))
